"""Scores the pairs of records that a change can reach, and remembers what scores high enough.

What a pair scores depends on the two records and on the model alone, so all other scores stand.
"""

import duckdb

from tandem.identity.people import NAMES_AGREE, NEAR_BIRTHDAYS, ONE_NAME
from tandem.identity.scoring.candidates import BLOCKS, find_blocks, find_pairs, replace_blocks
from tandem.identity.person_keys import RECORD_KEYS
from tandem.identity.scoring.features import FEATURES, SCORES
from tandem.identity.scoring.model import MatchModel, linker_for, with_frequencies


# With more different names than this on it an address or number says nothing; nobody needs to look at all pairs.
MAX_NAMES = 8


def score_all(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """Write the scores of all pairs anew, from ``found_features``."""
    find_blocks(connection)
    connection.execute(
        f"""
        create or replace table {FEATURES} as from found_features order by source_record_key;
        create or replace table {BLOCKS} as from found_blocks order by all;
        """
    )
    find_pairs(connection)
    _score(connection, model)
    connection.execute(f"create or replace table {SCORES} as from found_scores order by all")


def score_changed(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """Bring the scores of the release before up to date; ``found_features`` are those of the records in ``changed``.

    Leaves the records of which a score came, went or changed in ``scored_anew`` (source_record_key).
    """
    find_blocks(connection)
    replace_blocks(connection)
    connection.execute(
        f"""
        delete from {FEATURES} where source_record_key in (from changed);
        insert into {FEATURES} from found_features;
        """
    )
    find_pairs(connection, among="to_score")
    _score(connection, model)
    connection.execute(
        f"""
        create or replace temp table old_scores as
        from {SCORES} where source_record_key_a in (from to_score) or source_record_key_b in (from to_score);
        delete from {SCORES} where source_record_key_a in (from to_score) or source_record_key_b in (from to_score);
        insert into {SCORES} from found_scores;
        create or replace temp table scored_anew as
        select unnest([source_record_key_a, source_record_key_b]) as source_record_key from (
            (from old_scores except from found_scores) union all (from found_scores except from old_scores)
        )
        """
    )


def may_be_one(model: MatchModel) -> str:
    """A condition on two rows of features, ``x`` and ``y``: whether likeness may join them, whatever it weighs.

    Names must agree, or the birthday be the same: people of one household share almost everything but the name. Not so
    for a model that knows birthdays. A name that was only read out of an address says nothing about who else writes
    from it.
    """
    names = "true" if model.has_birthdays else f"({NAMES_AGREE} or {NEAR_BIRTHDAYS})"
    return f"({names} and not ((x.is_nameless or y.is_nameless) and list_has_any(x.emails, y.emails)))"


def _score(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """``found_scores`` (source_record_key_a, source_record_key_b, match_weight) of ``pairs`` that the model joins."""
    connection.execute(
        f"""
        create or replace temp table worth_scoring as
        select pairs.a as join_key_l, pairs.b as join_key_r, '0' as match_key
        from pairs
        inner join {FEATURES} as x on pairs.a = x.source_record_key
        inner join {FEATURES} as y on pairs.b = y.source_record_key
        where
            {may_be_one(model)}
        """
    )
    if not connection.execute("from worth_scoring limit 1").fetchall():
        connection.execute(
            """
            create or replace temp table found_scores
                (source_record_key_a varchar, source_record_key_b varchar, match_weight decimal(6, 2))
            """
        )
        return
    connection.execute(
        f"""
        create or replace temp table in_pairs as
        from {FEATURES}
        where source_record_key in (select join_key_l from worth_scoring union select join_key_r from worth_scoring)
        """
    )
    if not model.has_birthdays:
        _leave_out_what_is_shared(connection)
    with_frequencies(connection, "in_pairs", model, "compared")
    linker, api = linker_for(connection, "compared", model)
    linker.table_management.register_blocked_pairs_for_predict(api.register(connection.table("worth_scoring")))
    found = linker.inference.predict(threshold_match_weight=model.joins_from, warning_mode="never")
    connection.execute(
        f"""
        create or replace temp table found_scores as
        select
            source_record_key_l as source_record_key_a,
            source_record_key_r as source_record_key_b,
            cast(round(match_weight, 2) as decimal(6, 2)) as match_weight
        from {found.physical_name}
        """
    )
    found.drop_table_from_database_and_remove_from_cache()


def _leave_out_what_is_shared(connection: duckdb.DuckDBPyConnection) -> None:
    """Take addresses and numbers out of ``in_pairs`` that different names use: they say nothing of who is who."""
    connection.execute(
        f"""
        create or replace temp table names_on_keys as
        with wanted as (
            select distinct kind, key
            from {RECORD_KEYS} semi join in_pairs using (source_record_key)
            where kind in ('e-mail', 'phone')
        )
        select distinct keys.kind, keys.key, features.given, features.family, features.nicknames
        from (from {RECORD_KEYS} semi join wanted using (kind, key)) as keys
        inner join {FEATURES} as features using (source_record_key)
        where not features.is_nameless;

        create or replace temp table shared_keys as
        with crowded as (
            select kind, key from names_on_keys group by kind, key having count(*) > {MAX_NAMES}
        )
        from crowded
        union
        select x.kind, x.key
        from names_on_keys as x
        inner join names_on_keys as y on x.kind = y.kind and x.key = y.key and x.rowid < y.rowid
        anti join crowded on x.kind = crowded.kind and x.key = crowded.key
        where not {ONE_NAME};

        create or replace temp table in_pairs as
        with shared as (
            select list(key) filter (where kind = 'e-mail') as emails, list(key) filter (where kind = 'phone') as phones
            from shared_keys
        ),
        kept as (
            select
                in_pairs.* replace (
                    list_filter(in_pairs.emails, lambda email: not list_contains(shared.emails, email)) as emails,
                    list_filter(in_pairs.phones, lambda phone: not list_contains(shared.phones, phone)) as phones
                )
            from in_pairs, shared
        )
        select * replace (emails[1] as email) from kept
        """
    )
