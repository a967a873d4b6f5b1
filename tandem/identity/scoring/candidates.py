"""Which pairs of records are worth a look: those that share a block."""

import duckdb

from tandem.identity.scoring.features import SCORES

BLOCKS = "normalised.blocks"

# A block with more records than this says too little to look at all pairs in it.
MAX_BLOCK = 40
NO_BLOCKS = "select null::ubigint where false"

MAILBOX = "split_part(email, '@', 1)"
INITIALS = "least(given[1], family[1]) || greatest(given[1], family[1])"
# Name of the block, SQL of its key over a row of features. Two records that are one person are likely to share one of
# them, whatever else is mistyped, missing or has changed since.
BLOCKS_BY = {
    "names": "least(given, family) || '|' || greatest(given, family)",
    "family, employer": "family || '|' || employer",
    "given, employer": "given || '|' || employer",
    "family, birth": "family || '|' || birth_on",
    "given, birth": "given || '|' || birth_on",
    "family": "family",
    "given": "given",
    "city": "city",
    "birth": "cast(birth_on as varchar)",
    # In a long list these blocks are too large and cost nothing.
    "birth, initials": f"year(birth_on) || '|' || {INITIALS}",
    "birth, month": "strftime(birth_on, '%Y-%m')",
    "birth, day": "strftime(birth_on, '%m-%d')",
    "city, initials": f"city || '|' || {INITIALS}",
    "family, city": "family || '|' || city",
    "family, postcode": "family || '|' || postcode",
    "given, postcode": "given || '|' || postcode",
    "street, postcode": "street || '|' || postcode",
    "mailbox": f"case when length({MAILBOX}) >= 6 or regexp_matches({MAILBOX}, '[0-9][0-9]') then {MAILBOX} end",
    "e-mail": "unnest(emails)",
    "phone": "unnest(phones)",
}


def find_blocks(connection: duckdb.DuckDBPyConnection) -> None:
    """``found_blocks`` (key, source_record_key) of the records in ``found_features``.

    A key is a number that stands for the words: names need not be written down once more, and it is quick to compare.
    Two blocks of one number would be one more pair to look at.
    """
    branches = " union ".join(
        f"select '{name}|' || ({key}) as words, source_record_key from found_features"
        for name, key in BLOCKS_BY.items()
    )
    connection.execute(
        f"""
        create or replace temp table found_blocks as
        select md5_number_lower(words) as key, source_record_key from ({branches}) where words is not null
        """
    )


def replace_blocks(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``found_blocks`` the blocks of the records in ``changed``.

    Leaves in ``too_large`` and ``large_no_longer`` (key) the blocks that have become so.
    """
    connection.execute(
        f"""
        create or replace temp table moved as
        select key, sum(came)::bigint as came from (
            select key, -1 as came from {BLOCKS} semi join changed using (source_record_key)
            union all
            select key, 1 from found_blocks
        )
        group by key;

        create or replace temp table sizes as
        select key, count(blocks.key) as before, count(blocks.key) + any_value(moved.came) as after
        from moved left join {BLOCKS} as blocks using (key)
        group by key;

        delete from {BLOCKS} where source_record_key in (from changed);
        insert into {BLOCKS} from found_blocks;

        create or replace temp table too_large as
        select key from sizes where after > {MAX_BLOCK} and before <= {MAX_BLOCK};

        create or replace temp table large_no_longer as
        select key from sizes where after <= {MAX_BLOCK} and before > {MAX_BLOCK};
        """
    )


def find_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """``pairs`` (a, b: record keys, a before b) that share a block."""
    connection.execute(f"create or replace temp table pairs as {_pairs_in(BLOCKS)}")


def find_pairs_of(connection: duckdb.DuckDBPyConnection, records: str, whole_blocks: str = NO_BLOCKS) -> None:
    """``pairs`` that share a block and of which one is in ``records``, a table of ``source_record_key``.

    And all pairs in some blocks: a query for their keys.
    """
    connection.execute(
        f"""
        create or replace temp table near_blocks as
        with keys as (
            select key from {BLOCKS} semi join {records} using (source_record_key) union ({whole_blocks})
        ),
        usable as (
            select key from {BLOCKS} semi join keys using (key) group by key having count(*) <= {MAX_BLOCK}
        )
        from {BLOCKS} semi join usable using (key);

        create or replace temp table pairs as
        {_pairs_in("near_blocks")}
        where
            one.source_record_key in (from {records}) or other.source_record_key in (from {records})
            or one.key in ({whole_blocks})
        """
    )


def find_changed_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """``pairs`` that share a block and of which one is in ``to_score``, or of which the block was too large before.

    And ``lost_pairs``: scored pairs of which the only block has become too large.
    """
    find_pairs_of(connection, "to_score", "from large_no_longer")
    connection.execute(
        f"""
        create or replace temp table in_too_large as from {BLOCKS} semi join too_large using (key);

        create or replace temp table parted as
        select distinct scores.source_record_key_a as a, scores.source_record_key_b as b
        from {SCORES} as scores
        inner join in_too_large as of_a on scores.source_record_key_a = of_a.source_record_key
        inner join in_too_large as of_b on scores.source_record_key_b = of_b.source_record_key and of_a.key = of_b.key;

        create or replace temp table blocks_of_parted as
        from {BLOCKS} where source_record_key in (select a from parted union select b from parted);

        create or replace temp table lost_pairs as
        with shared as (
            select parted.a, parted.b, of_a.key
            from parted
            inner join blocks_of_parted as of_a on parted.a = of_a.source_record_key
            inner join blocks_of_parted as of_b on parted.b = of_b.source_record_key and of_a.key = of_b.key
        ),
        usable as (
            select key from {BLOCKS} where key in (select key from shared) group by key having count(*) <= {MAX_BLOCK}
        )
        from parted
        except
        select a, b from shared semi join usable using (key)
        """
    )


def _pairs_in(blocks: str) -> str:
    """A query for the pairs in the blocks of a table that are not too large; more conditions may follow."""
    return f"""
        with sized as (
            from {blocks} qualify count(*) over (partition by key) between 2 and {MAX_BLOCK}
        )
        select distinct one.source_record_key as a, other.source_record_key as b
        from sized as one
        inner join sized as other on one.key = other.key and one.source_record_key < other.source_record_key
    """
