"""Judgements are only ever added, never contradict each other, and a build pins those it follows."""

from datetime import datetime

import pytest

from tandem.errors import UsageError
from tandem.ledger import in_force

AS_OF = datetime.fromisoformat("2026-01-31")
WHO = {"who": "Ann", "why": "she asked them"}


def judge(ledger, verdict: str, a: str, b: str) -> int:
    return ledger.judge(verdict, "person", a, b, **WHO).judgement_no


def test_acts_are_numbered_and_kept(ledger):
    assert ledger.last_judgement_no() == 0
    assert [judge(ledger, "same", "a", "b"), judge(ledger, "different", "b", "c")] == [1, 2]
    undo = ledger.undo_judgement(1, who="Bob", why="a mistake")
    assert (undo.judgement_no, undo.verdict, undo.undoes, undo.record_a) == (3, "undo", 1, "a")
    acts = ledger.judgements()
    assert [act.judgement_no for act in acts] == [1, 2, 3]
    assert [act.judgement_no for act in in_force(acts)] == [2]
    assert [act.judgement_no for act in in_force(ledger.judgements(up_to=2))] == [1, 2]
    assert ledger.last_judgement_no() == 3


@pytest.mark.parametrize(
    ("verdict", "a", "b", "says"),
    [
        ("same", "a", "a", "a judgement is about two"),
        ("same", "b", "a", "that is judgement 1 already"),
        ("different", "a", "c", "have been judged to be the same: undo that first"),
        ("same", "c", "d", "judgement 3 says that d and a differ: undo that first"),
    ],
)
def test_what_contradicts_is_refused_and_leaves_no_gap(ledger, verdict, a, b, says):
    judge(ledger, "same", "a", "b")
    judge(ledger, "same", "b", "c")
    judge(ledger, "different", "d", "a")
    with pytest.raises(UsageError, match=says):
        judge(ledger, verdict, a, b)
    assert judge(ledger, "same", "x", "y") == 4


def test_what_is_undone_contradicts_nothing(ledger):
    judge(ledger, "same", "a", "b")
    ledger.undo_judgement(1, **WHO)
    assert judge(ledger, "different", "a", "b") == 3


def test_only_what_is_in_force_can_be_undone(ledger):
    judge(ledger, "same", "a", "b")
    ledger.undo_judgement(1, **WHO)
    with pytest.raises(UsageError, match="has been undone already"):
        ledger.undo_judgement(1, **WHO)
    for number in (2, 9):
        with pytest.raises(UsageError, match=f"there is no judgement {number} to undo"):
            ledger.undo_judgement(number, **WHO)


def test_who_and_why_are_asked_for(ledger):
    with pytest.raises(UsageError, match="say who decides and why"):
        ledger.judge("same", "person", "a", "b", who=" ", why="because")
    assert ledger.last_judgement_no() == 0


def test_a_build_pins_what_had_been_judged(ledger):
    judge(ledger, "same", "a", "b")
    first = ledger.begin_build(AS_OF)
    judge(ledger, "same", "c", "d")
    assert (first.judgement_no, ledger.build(first.build_no).judgement_no) == (1, 1)
    assert ledger.begin_build(AS_OF).judgement_no == 2
