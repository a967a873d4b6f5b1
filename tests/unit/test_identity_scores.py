"""The figures of the identity benchmark, against counting pair by pair."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.identity.scores import score, wrong_evidence

labels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


@given(labels)
def test_pairs_are_counted_right(records):
    truth, found = [t for t, _ in records], [f for _, f in records]
    pairs = list(combinations(range(len(records)), 2))
    true = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    claimed = {pair for pair in pairs if found[pair[0]] == found[pair[1]]}
    figures = score(truth, found)
    assert figures["true_pairs"] == len(true)
    assert figures["precision"] == pytest.approx(len(true & claimed) / len(claimed) if claimed else 1, abs=1e-4)
    assert figures["recall"] == pytest.approx(len(true & claimed) / len(true) if true else 1, abs=1e-4)
    groups = {label: {t for t, f in records if f == label} for label in found}
    assert figures["over_merged"] == sum(len(inside) > 1 for inside in groups.values())


@given(labels)
def test_b_cubed_averages_over_records(records):
    shares = []
    for truth, found in records:
        same_found = [t for t, f in records if f == found]
        shares.append(same_found.count(truth) / len(same_found))
    figures = score([t for t, _ in records], [f for _, f in records])
    assert figures["b_cubed_precision"] == pytest.approx(sum(shares) / len(shares), abs=1e-4)


def test_what_makes_a_record_hard_is_told_apart():
    figures = score([1, 1, 1, 2], ["a", "a", "b", "b"], ["plain", "plain", "typo", "typo"])
    assert figures["by_kind"] == {
        "plain": {"records": 2, "mates_found": 0.5, "with_a_wrong_mate": 0},
        "typo": {"records": 2, "mates_found": 0.0, "with_a_wrong_mate": 2},
    }


def test_evidence_that_joins_two_people_is_counted_by_its_rule():
    truth = pd.Series({"a": 1, "b": 1, "c": 2})
    rows = [("a", "b", "stated"), ("a", "c", "stated"), ("b", "c", "phone"), ("c", "unknown", "phone")]
    evidence = pd.DataFrame(rows, columns=["source_record_key_a", "source_record_key_b", "rule"])
    assert wrong_evidence(truth, evidence) == {"phone": 1, "stated": 1}
