"""``tandem identity`` says what it cannot do in one line, and what was judged in a sentence each."""

import json

import pytest
from typer.testing import CliRunner

from tandem.cli.identity import identity_app
from tandem.config import Settings
from tandem.errors import UsageError
from tandem.ledger import Ledger

WHO = ("--who", "Ann", "--why", "she asked them")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(identity_app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


@pytest.fixture
def judged(home) -> None:
    with Ledger.open(Settings()) as ledger:
        ledger.judge("same", "person", "a", "b", who="Ann", why="she asked them")


@pytest.mark.parametrize("command", [("same", "a", "b", *WHO), ("different", "a", "b", *WHO), ("review",)])
def test_judging_needs_a_release(home, command):
    with pytest.raises(UsageError, match="nothing has been published yet"):
        run(*command)


def test_judging_needs_who_and_why(home):
    assert "Missing option" in run("same", "a", "b")


def test_judgements_are_listed_with_what_became_of_them(judged):
    assert "judgement 1 (Ann" in run("judgements")
    assert "undone" not in run("judgements")
    assert "judgement 1 is undone (judgement 2)" in run("undo", "1", *WHO)
    first, second = run("judgements").splitlines()
    assert first.endswith("a and b are the same person: she asked them [undone]")
    assert second.endswith("judgement 1 is undone: she asked them")
    assert [json.loads(line)["in_force"] for line in run("judgements", "--json").splitlines()] == [False, False]


def test_nothing_has_been_judged(home):
    assert run("judgements") == "nothing has been judged\n"
