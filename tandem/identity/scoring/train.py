"""Makes a match model from records whose truth nobody knows."""

from dataclasses import replace
from typing import Any

import duckdb
import numpy as np

from tandem.identity.people import CROSSREFS
from tandem.identity.scope import keep_record_keys
from tandem.identity.scoring.comparisons import COMPARISONS, FREQUENCIES_OF
from tandem.identity.scoring.model import Frequencies, MatchModel
from tandem.identity.scoring.score import weigh_all
from tandem.identity.scoring.splink_model import linker_for

# With fewer pairs that systems state themselves, what true pairs look like is estimated from all pairs instead.
ENOUGH_STATED = 1_000
# Pairs taken at random to see what two people have in common by chance.
RANDOM_PAIRS = 2_000_000
# Of what they have in common at least this share counts as chance, however many of them may be one person.
LEAST_BY_CHANCE = 0.1
# Values that fewer records have are rare, whatever they are, and not written down: a model names nobody.
FREQUENT = 0.0005
FREQUENT_RECORDS = 10
# Odds of 4,096 to 1. What the model takes for several pieces of evidence is often one (a work address spells the name
# and names the company), so weights promise too much.
JOINS_FROM = 12.0
# An equal name with one of these is taken for a match, to see how many there may be; by that rule some are missed.
_CERTAIN = (("given", "family", "employer"), ("given", "family", "birth_on"), ("given", "family", "email"))
_CERTAIN_RECALL = 0.7
# What true pairs look like is estimated among pairs that agree in one thing, for all other things; then in another.
_PASSES = (("given", "family"), ("email",), ("birth_on",), ("family", "employer"))

# Of expectation maximisation; the prior stands long before.
_STEPS = 50


def train(connection: duckdb.DuckDBPyConnection, *, origin: str, joins_from: float = JOINS_FROM) -> MatchModel:
    """A model of the records in ``found_features``.

    ``CROSSREFS`` holds what the systems state. How often two people agree by chance (u) is seen in random pairs. How
    often one person's records agree (m) is seen in pairs that the systems state, where there are enough of them;
    otherwise it, and how many pairs are one person (the prior), is estimated by expectation maximisation (Winkler 1988,
    for m as Splink does it). No truth is needed or used. The connection is one to throw away.
    """
    from splink import block_on

    connection.execute("create or replace temp table to_train_on as from found_features where not is_nameless")
    linker, api = linker_for(connection, "to_train_on")
    training = linker.training
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    training.estimate_probability_two_random_records_match(
        [block_on(*columns) for columns in _CERTAIN], recall=_CERTAIN_RECALL
    )
    states_enough = _find_stated_pairs(connection) >= ENOUGH_STATED
    if states_enough:
        training.estimate_m_from_pairwise_labels(api.register(connection.table("stated_pairs")))
    else:
        for columns in _PASSES:
            if _agree_anywhere(connection, columns):
                training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    learnt = linker.misc.save_model_to_json()
    model = MatchModel(
        origin=origin,
        prior=learnt["probability_two_random_records_match"],
        joins_from=joins_from,
        probabilities=_probabilities(connection, learnt, prior=0),
        frequencies={feature: _frequencies(connection, feature) for feature in FREQUENCIES_OF},
        has_birthdays=_share_of(connection, "birth_on is not null") > 0.5,
    )
    if not states_enough:
        model = replace(model, prior=_expected_prior(connection, model))
    model = replace(model, probabilities=_probabilities(connection, learnt, model.prior))
    return model if states_enough else replace(model, prior=_expected_prior(connection, model))


def _find_stated_pairs(connection: duckdb.DuckDBPyConnection) -> int:
    """``stated_pairs``, as Splink wants labels; how many there are."""
    connection.execute(
        f"""
        create or replace table stated_pairs as
        select distinct
            least(source_record_key_a, source_record_key_b) as source_record_key_l,
            greatest(source_record_key_a, source_record_key_b) as source_record_key_r
        from {CROSSREFS}
        where
            source_record_key_a in (select source_record_key from to_train_on)
            and source_record_key_b in (select source_record_key from to_train_on)
        order by all
        """
    )
    (count,) = connection.execute("select count(*) from stated_pairs").fetchone() or (0,)
    return count


def _agree_anywhere(connection: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> bool:
    known = " and ".join(f"{column} is not null" for column in columns)
    query = f"select 1 from to_train_on where {known} group by {', '.join(columns)} having count(*) > 1 limit 1"
    return bool(connection.execute(query).fetchall())


def _expected_prior(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> float:
    """The share of all pairs that the model itself expects to be one person.

    The prior is the mean of the probabilities that it leads to: the last step of expectation maximisation, repeated
    until it stands. Pairs that share no block count as two people.
    """
    keep_record_keys(connection)
    weigh_all(connection, model)
    weights = connection.execute("select match_weight from weighed").fetchnumpy()["match_weight"]
    (records,) = connection.execute("select count(*) from found_features").fetchone() or (0,)
    odds_of_evidence = np.exp2(weights - model.prior_weight)
    prior = model.prior
    for _ in range(_STEPS):
        odds = odds_of_evidence * prior / (1 - prior)
        prior = float(np.sum(odds / (1 + odds))) / (records * (records - 1) / 2)
    return _rounded(prior or model.prior)


def _probabilities(
    connection: duckdb.DuckDBPyConnection, learnt: dict[str, Any], prior: float
) -> dict[str, dict[str, tuple[float, float]]]:
    """What was learnt; where the training data do not show it, what is expected, on the safe side.

    A level that no true pair shows is not worth more for being rare among random pairs, too. ``prior``: the share of
    true pairs among the random ones.
    """
    told_elsewhere = {level.told_by for comparison in COMPARISONS for level in comparison.levels if level.told_by}
    stated = {feature for feature in told_elsewhere if _share_of(connection, f"{feature} is not null") > 0}
    found = {}
    for comparison, told in zip(COMPARISONS, learnt["comparisons"], strict=True):
        found[comparison.name] = {}
        for level, numbers in zip(comparison.levels, told["comparison_levels"][1:], strict=True):
            m, u = numbers.get("m_probability"), numbers.get("u_probability")
            if level.told_by in stated:
                found[comparison.name][level.name] = level.expected
            elif m:
                by_chance = _by_chance(u, m, prior) if u else level.expected[1]
                found[comparison.name][level.name] = _rounded(m), _rounded(by_chance)
            else:
                found[comparison.name][level.name] = level.expected[0], _rounded(max(u or 0, level.expected[1]))
    return found


def _by_chance(seen: float, m: float, prior: float) -> float:
    """How often two people agree, by the share of random pairs that do: ``seen = prior * m + (1 - prior) * u``.

    What hardly any two people share is seen mostly in random pairs that are one person, the more so the more duplicates
    a list holds. The difference of two estimates is uncertain: at least a tenth of what was seen counts as chance.
    """
    return max(seen * LEAST_BY_CHANCE, (seen - prior * m) / (1 - prior))


def _rounded(share: float) -> float:
    return float(f"{share:.4g}")


def _share_of(connection: duckdb.DuckDBPyConnection, condition: str) -> float:
    (share,) = connection.execute(f"select avg(cast({condition} as int)) from to_train_on").fetchone() or (None,)
    return share or 0.0


def _frequencies(connection: duckdb.DuckDBPyConnection, feature: str) -> Frequencies:
    """The shares of frequent values; the mean share of all others stands for each of them."""
    rows = connection.execute(
        f"""
        select {feature}, count(*) as records, count(*) / sum(count(*)) over () as share
        from to_train_on
        where {feature} is not null
        group by {feature}
        order by share desc, {feature}
        """
    ).fetchall()
    frequent = {value: share for value, records, share in rows if records >= FREQUENT_RECORDS and share >= FREQUENT}
    others = [share for value, _, share in rows if value not in frequent]
    shares = {value: _rounded(share) for value, share in frequent.items()}
    return Frequencies(shares, _rounded(sum(others) / len(others)) if others else FREQUENT)
