"""Which pairs of records are worth a look: those that share a block."""

import duckdb

from tandem.identity.person_keys import RECORD_KEYS

BLOCKS = "normalised.blocks"

# A block with more records than this says too little to look at all pairs in it.
MAX_BLOCK = 40

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
    "family, city": "family || '|' || city",
    "family, postcode": "family || '|' || postcode",
    "given, postcode": "given || '|' || postcode",
    "street, postcode": "street || '|' || postcode",
    "mailbox": "case when length(split_part(email, '@', 1)) >= 6 then split_part(email, '@', 1) end",
    "e-mail": "unnest(emails)",
    "phone": "unnest(phones)",
}


def find_blocks(connection: duckdb.DuckDBPyConnection) -> None:
    """``found_blocks`` (key, source_record_key) of the records in ``found_features``."""
    branches = " union ".join(
        f"select '{name}|' || ({key}) as key, source_record_key from found_features" for name, key in BLOCKS_BY.items()
    )
    connection.execute(f"create or replace temp table found_blocks as select * from ({branches}) where key is not null")


def replace_blocks(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``found_blocks`` the blocks of the records in ``changed``.

    Leaves in ``to_score`` (source_record_key) these records; those that share an address or number with them (table
    ``touched``), because who else uses it decides what it says; and those in a block that has become too large or is
    no longer: the pairs in it are no candidates any more, or are now.
    """
    connection.execute(
        f"""
        create or replace temp table touched_blocks as
        select key from {BLOCKS} semi join changed using (source_record_key)
        union
        select key from found_blocks;

        create or replace temp table sizes_before as
        select key, count(*) as size from {BLOCKS} semi join touched_blocks using (key) group by key;

        delete from {BLOCKS} where source_record_key in (from changed);
        insert into {BLOCKS} from found_blocks;

        create or replace temp table to_score as
        with sizes as (
            select key, count(*) as size from {BLOCKS} semi join touched_blocks using (key) group by key
        ),
        crossed as (
            select touched_blocks.key
            from touched_blocks
            left join sizes using (key)
            left join sizes_before using (key)
            where (coalesce(sizes.size, 0) > {MAX_BLOCK}) <> (coalesce(sizes_before.size, 0) > {MAX_BLOCK})
        )
        from changed
        union
        select source_record_key
        from {RECORD_KEYS} semi join touched using (kind, key)
        where kind in ('e-mail', 'phone')
        union
        select source_record_key from {BLOCKS} semi join crossed using (key)
        """
    )


def find_pairs(connection: duckdb.DuckDBPyConnection, among: str | None = None) -> None:
    """``pairs`` (a, b: record keys, a before b) that share a block; one of the two in the relation ``among``."""
    known = f"from {BLOCKS}"
    if among:
        connection.execute(
            f"""
            create or replace temp table near_blocks as
            with keys as (select distinct key from {BLOCKS} semi join {among} using (source_record_key))
            from {BLOCKS} semi join keys using (key)
            """
        )
        known = "from near_blocks"
    wanted = f"(one.source_record_key in (from {among}) or other.source_record_key in (from {among}))"
    connection.execute(
        f"""
        create or replace temp table pairs as
        with sized as (
            select key, source_record_key {known}
            qualify count(*) over (partition by key) between 2 and {MAX_BLOCK}
        )
        select distinct one.source_record_key as a, other.source_record_key as b
        from sized as one
        inner join sized as other on one.key = other.key and one.source_record_key < other.source_record_key
        where {wanted if among else "true"}
        """
    )
