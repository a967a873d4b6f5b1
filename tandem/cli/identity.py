"""``tandem identity explain | history | review | same | different | undo | judgements | train``."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.app import app, settings

if TYPE_CHECKING:
    from tandem.identity.explain import Explanation

identity_app = typer.Typer(help="Who is who: the evidence, and what people judge about it.", no_args_is_help=True)
app.add_typer(identity_app, name="identity")

Key = Annotated[str, typer.Argument(help="A source record key (hubspot.contact:123), a person_id or an account_id.")]
OtherKey = Annotated[str | None, typer.Argument(help="A second one: why are they the same, or not?")]
Who = Annotated[str, typer.Option(help="Who decides: a person or a team.")]
Why = Annotated[str, typer.Option(help="Why, in one line.")]
Number = Annotated[int, typer.Argument(help="As shown by tandem identity judgements.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]


@identity_app.command()
def explain(
    a: Key,
    b: OtherKey = None,
    as_json: AsJson = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw what speaks for and against two people being one, as an HTML file.")
    ] = None,
) -> None:
    """Say in words which evidence put records together, and which evidence was refused."""
    from tandem.errors import UsageError
    from tandem.identity.explain import explain
    from tandem.identity.likeness import draw, in_words, weigh_released

    told = explain(settings(), a, b)
    weighing = weigh_released(settings(), a, b) if b else None
    if picture:
        if b is None or weighing is None:
            raise UsageError("--picture takes two records of people with a name: there is nothing else to weigh")
        draw(weighing, a, b, picture)
    _print([*told, *(in_words(weighing) if weighing else [])], as_json)


@identity_app.command()
def history(a: Key, as_json: AsJson = False) -> None:
    """Say when records of a person or account were merged with others or split from them."""
    from tandem.identity.explain import history

    _print(history(settings(), a), as_json)


@identity_app.command()
def review(
    limit: Annotated[int, typer.Option(help="How many, what is most at stake first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List what no rule could decide, for people to judge: the largest open pipeline first, then ad spend."""
    from tandem.identity.review import review

    questions = review(settings(), limit=limit)
    for question in questions:
        if as_json:
            print(json.dumps(question.as_json()))
            continue
        at_stake = f"{question.open_amount:,} open, {question.spend_amount:,} spent, {question.won_amount:,} won"
        typer.echo(f"{at_stake}: {question.sentence}")
        for member, records in question.members.items():
            typer.echo(f"    {member}: {', '.join(records)}")
    if not questions and not as_json:
        typer.echo("nothing waits for a judgement")


@identity_app.command()
def same(a: Key, b: Key, who: Who, why: Why) -> None:
    """Judge that two records, people or accounts are the same; the next build follows."""
    _judge("same", a, b, who, why)


@identity_app.command()
def different(a: Key, b: Key, who: Who, why: Why) -> None:
    """Judge that two records, people or accounts are different; the next build follows."""
    _judge("different", a, b, who, why)


@identity_app.command()
def undo(number: Number, who: Who, why: Why) -> None:
    """Take a judgement back; it stays on record, and the next build follows."""
    from tandem.ledger import Ledger

    with Ledger.open(settings()) as ledger:
        act = ledger.undo_judgement(number, who=who, why=why)
    typer.echo(f"judgement {number} is undone (judgement {act.judgement_no}): it goes with the next `tandem run`")


@identity_app.command()
def judgements(as_json: AsJson = False) -> None:
    """List what was judged, by whom and why, oldest first."""
    from tandem.identity.explain import judgement_sentence
    from tandem.ledger import Ledger, in_force

    with Ledger.open(settings()) as ledger:
        acts = ledger.judgements()
    standing = {act.judgement_no for act in in_force(acts)}
    for act in acts:
        if as_json:
            print(json.dumps({**asdict(act), "in_force": act.judgement_no in standing}, default=str))
        else:
            typer.echo(judgement_sentence(act, act.judgement_no in standing))
    if not acts and not as_json:
        typer.echo("nothing has been judged")


@identity_app.command()
def train(
    out: Annotated[
        Path | None, typer.Option(help="Where to write it; by default the data folder, for all builds.")
    ] = None,
    origin: Annotated[str, typer.Option(help="What it is trained on, in words.")] = "",
) -> None:
    """Make a match model from the people of the current release; the next build uses it, and is a whole one."""
    from tandem.identity.training import train_on_release

    file = out or settings().match_model
    model = train_on_release(settings(), origin=origin)
    model.write(file)
    typer.echo(
        f"match model {model.version} is in {file}: pairs are joined from a match weight of {model.joins_from:g}"
    )


def _judge(verdict: str, a: str, b: str, who: str, why: str) -> None:
    from tandem.identity.explain import find, judgement_sentence
    from tandem.ledger import Ledger

    first, second = find(settings(), a, b)
    with Ledger.open(settings()) as ledger:
        act = ledger.judge(verdict, first.grain.noun, first.record, second.record, who=who, why=why)
    typer.echo(f"{judgement_sentence(act, True)}\nIt goes with the next `tandem run`.")


def _print(explanations: "Sequence[Explanation]", as_json: bool) -> None:
    for explanation in explanations:
        print(json.dumps(explanation.as_json()) if as_json else explanation.sentence)
