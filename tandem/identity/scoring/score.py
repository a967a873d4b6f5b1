"""Scores the pairs of records that a change can reach, and remembers what scores high enough.

What a pair scores depends on the two records, on who else uses their addresses and numbers, and on the model; all other
scores stand.
"""

import duckdb

from tandem.identity.people import NAMES_AGREE, NEAR_BIRTHDAYS
from tandem.identity.person_keys import RECORD_KEYS
from tandem.identity.scoring.candidates import (
    BLOCKS,
    find_blocks,
    find_changed_pairs,
    find_pairs,
    find_pairs_of,
    replace_blocks,
)
from tandem.identity.scoring.comparisons import COMPARISONS
from tandem.identity.scoring.features import FEATURES, SCORES
from tandem.identity.scoring.model import MatchModel
from tandem.identity.scoring.shared import find_shared
from tandem.identity.scoring.weights import sides_of, weight_of, write_compared
from tandem.identity.slips import define_slips

# Of one person to two, as a match weight.
EVEN_ODDS = 0.0


def score_all(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """Write the scores of all pairs anew, from ``found_features``."""
    weigh_all(connection, model)
    _keep(connection, "found_scores", f"match_weight >= {model.joins_from}")
    connection.execute(f"create or replace table {SCORES} as from found_scores order by all")


def weigh_all(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """``weighed`` (source_record_key_l, source_record_key_r, match_weight): the candidates among ``found_features``."""
    find_blocks(connection)
    connection.execute(
        f"""
        create or replace table {FEATURES} as from found_features order by source_record_key;
        create or replace table {BLOCKS} as from found_blocks order by all;
        """
    )
    find_pairs(connection)
    weigh_pairs(connection, model)


def score_changed(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """Bring the scores of the release before up to date; ``found_features`` are those of the records in ``changed``.

    ``touched`` are the keys that these have or had, ``shared_before`` those of them that different names used then. Who
    else uses an address or number decides what it says: where that has changed, all who have it are scored again.
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
    find_shared(connection, "touched")
    connection.execute(
        f"""
        create or replace temp table to_score as
        with turned as (
            (from shared_keys except from shared_before) union all (from shared_before except from shared_keys)
        )
        from changed
        union
        select source_record_key from {RECORD_KEYS} semi join turned using (kind, key)
        """
    )
    find_changed_pairs(connection)
    weigh_pairs(connection, model)
    _keep(connection, "found_scores", f"match_weight >= {model.joins_from}")
    connection.execute(
        f"""
        create or replace temp table old_scores as
        from {SCORES} as scores
        where
            source_record_key_a in (from to_score) or source_record_key_b in (from to_score)
            or exists (
                from (from pairs union all from lost_pairs) as asked
                where asked.a = scores.source_record_key_a and asked.b = scores.source_record_key_b
            );
        delete from {SCORES} using old_scores as old
        where
            {SCORES}.source_record_key_a = old.source_record_key_a
            and {SCORES}.source_record_key_b = old.source_record_key_b;
        insert into {SCORES} from found_scores;
        create or replace temp table scored_anew as
        select distinct unnest([source_record_key_a, source_record_key_b]) as source_record_key from (
            (from old_scores except from found_scores) union all (from found_scores except from old_scores)
        )
        """
    )


def score_likely(connection: duckdb.DuckDBPyConnection, model: MatchModel, records: str) -> None:
    """``likely`` (source_record_key_a, source_record_key_b, match_weight): pairs of which one is in ``records``.

    The model finds them likelier one person than two, and not so likely that it joins them. Temporary tables only.
    """
    define_slips(connection)
    find_pairs_of(connection, records)
    weigh_pairs(connection, model)
    _keep(connection, "likely", f"match_weight >= {EVEN_ODDS} and match_weight < {model.joins_from}")


def may_be_one(model: MatchModel) -> str:
    """A condition on two rows of features, ``x`` and ``y``: whether likeness may join them, whatever it weighs.

    Names must agree, or nearly the birthdays: people of one household share almost everything but the name. Not so for
    a model that knows birthdays. A name that was only read out of an address says nothing about who else writes from
    it.
    """
    names = "true" if model.has_birthdays else f"({NAMES_AGREE} or {NEAR_BIRTHDAYS})"
    return f"({names} and not ((x.is_nameless or y.is_nameless) and list_has_any(x.emails, y.emails)))"


def weigh_pairs(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """``weighed``, see ``weigh_all``, of those in ``pairs`` that may be one."""
    connection.execute(
        f"""
        create or replace temp table in_pairs as
        from {FEATURES} where source_record_key in (select a from pairs union select b from pairs);

        create or replace temp table worth_scoring as
        select pairs.a, pairs.b
        from pairs
        inner join in_pairs as x on pairs.a = x.source_record_key
        inner join in_pairs as y on pairs.b = y.source_record_key
        where {may_be_one(model)};

        delete from in_pairs
        where source_record_key not in (select a from worth_scoring union select b from worth_scoring)
        """
    )
    write_compared(connection, model, "in_pairs")
    weights = " + ".join([repr(model.prior_weight), *(weight_of(model, comparison) for comparison in COMPARISONS)])
    connection.execute(
        f"""
        create or replace temp table weighed as
        with sides as ({sides_of("worth_scoring")})
        select source_record_key_l, source_record_key_r, {weights} as match_weight from sides
        """
    )


def _keep(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> None:
    """A table (source_record_key_a, source_record_key_b, match_weight) of what of ``weighed`` meets a condition.

    From a table and not from the sums themselves, so that no weight is computed twice.
    """
    connection.execute(
        f"""
        create or replace temp table {table} as
        select
            source_record_key_l as source_record_key_a,
            source_record_key_r as source_record_key_b,
            cast(match_weight as decimal(6, 2)) as match_weight
        from weighed
        where {condition}
        """
    )
