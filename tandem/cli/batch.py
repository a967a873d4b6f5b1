"""``tandem batch list | show | withdraw | readmit``."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tandem.cli.app import app, settings

batch_app = typer.Typer(help="Batches: what arrived together and is loaded once.", no_args_is_help=True)
app.add_typer(batch_app, name="batch")

BatchId = Annotated[str, typer.Argument(help="As shown by tandem batch list, e.g. salesforce.lead-00000012.")]
Who = Annotated[str, typer.Option(help="Who decides: a person or a team.")]
Why = Annotated[str, typer.Option(help="Why, in one line.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

COUNTS = ("records", "loaded", "quarantined", "erased")


@batch_app.command("list")
def list_batches(
    state: Annotated[str | None, typer.Option(help="claimed | accepted | held | withdrawn")] = None,
    system: Annotated[str | None, typer.Option(help="Only batches of this system.")] = None,
    entity: Annotated[str | None, typer.Option(help="Only batches of this entity.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the batches in the order in which they arrived."""
    from tandem.ledger import Ledger

    with Ledger.open(settings()) as ledger:
        batches = ledger.batches(state, system=system, entity=entity)
    if as_json:
        for batch in batches:
            print(json.dumps(asdict(batch), default=str))
        return
    if not batches:
        typer.echo("no batches")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("batch", "state"):
        table.add_column(heading, no_wrap=True)
    for heading in ("files", *COUNTS):
        table.add_column(heading, justify="right", no_wrap=True)
    for batch in batches:
        counts = ["" if (value := getattr(batch, name)) is None else f"{value:,}" for name in COUNTS]
        table.add_row(batch.batch_id, batch.state, f"{batch.files:,}", *counts)
    # A log or a pipe has no width to fit into: nothing is cut there.
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@batch_app.command()
def show(batch_id: BatchId, as_json: AsJson = False) -> None:
    """Show a batch: its files, what was noticed, why rows were quarantined, who decided what."""
    from tandem.ledger import Ledger

    with Ledger.open(settings()) as ledger:
        batch = asdict(ledger.batch(batch_id))
        batch["deliveries"] = [asdict(delivery) for delivery in ledger.deliveries(batch_id)]
        batch["notices"] = [asdict(notice) for notice in ledger.notices(batch_id)]
        batch["reasons"] = ledger.reasons(batch_id)
        batch["decisions"] = [asdict(decision) for decision in ledger.decisions(batch_id)]
    if as_json:
        print(json.dumps(batch, default=str))
        return
    console = Console(highlight=False, soft_wrap=True)
    for name in ("batch_id", "team", "state", "reason", *COUNTS, "contract_version", "claimed_at", "accepted_at"):
        if batch[name] is not None:
            console.print(f"{name.replace('_', ' '):>16}  {escape(str(batch[name]))}")
    for delivery in batch["deliveries"]:
        sheet = f" sheet {delivery['sheet']}" if delivery["sheet"] else ""
        line = f"{delivery['file_name']}{sheet}, {delivery['size']:,} bytes, {delivery['arrived_at']:%Y-%m-%d %H:%M}"
        console.print(f"{'file':>16}  {escape(_printable(line))}")
    for notice in batch["notices"]:
        console.print(f"{notice['severity']:>16}  {escape(notice['message'])}")
    for reason, records in batch["reasons"].items():
        console.print(f"{'quarantined':>16}  {records:,} for {escape(reason)}")
    for decision in batch["decisions"]:
        line = f"{decision['who']}, {decision['decided_at']:%Y-%m-%d %H:%M}: {decision['why']}"
        console.print(f"{decision['kind']:>16}  {escape(line)}")


@batch_app.command()
def withdraw(batch_id: BatchId, who: Who, why: Why, as_json: AsJson = False) -> None:
    """Take a batch out of the next release. Nothing is deleted; readmit brings it back."""
    from tandem.ledger import Ledger

    with Ledger.open(settings()) as ledger:
        batch = ledger.withdraw_batch(batch_id, who, why)
    if as_json:
        print(json.dumps(asdict(batch), default=str))
    else:
        typer.echo(f"{batch_id} is withdrawn; the next tandem run publishes without it")


@batch_app.command()
def readmit(batch_id: BatchId, who: Who, why: Why, as_json: AsJson = False) -> None:
    """Let a withdrawn or held batch in again; the volume rule and entry checks do not hold it a second time."""
    from tandem.ledger import Ledger

    with Ledger.open(settings()) as ledger:
        batch = ledger.readmit(batch_id, who, why)
    if as_json:
        print(json.dumps(asdict(batch), default=str))
    else:
        typer.echo(f"{batch_id} is {batch.state} again; the next tandem run takes it in")


def _printable(text: str) -> str:
    from tandem.landing.recognise import printable

    return printable(text)
