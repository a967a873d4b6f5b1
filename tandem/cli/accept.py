"""``tandem accept``, ``tandem quarantine list | show | replay``, ``tandem contract draft``."""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from tandem.cli.app import app, settings
from tandem.errors import HeldError, UsageError

quarantine_app = typer.Typer(help="Refused rows: what, where and why.", no_args_is_help=True)
app.add_typer(quarantine_app, name="quarantine")
contract_app = typer.Typer(help="Contracts: what each system promised about each entity.", no_args_is_help=True)
app.add_typer(contract_app, name="contract")

BatchId = Annotated[str, typer.Argument(help="As shown by tandem batch list, e.g. salesforce.lead-00000012.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def accept(
    batch_id: Annotated[str | None, typer.Argument(help="Only this batch, also one that is held.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Claim what has landed and accept every batch.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check what has landed against its contract: good rows are loaded, bad ones quarantined with their reasons."""
    from tandem.accept import accept_batch
    from tandem.ledger import Ledger, utcnow
    from tandem.progress import Progress

    if (batch_id is None) is not everything:
        raise UsageError("name a batch (tandem batch list shows them) or give --all")
    current = settings()
    with Ledger.open(current) as ledger:
        if everything:
            ledger.claim()
        names = [batch.batch_id for batch in ledger.batches("claimed")] if everything else [batch_id]
        done = []
        with Progress("accept", total=len(names)) as progress:
            for name in names:
                done.append(accept_batch(current, ledger, name, now=utcnow()))
                progress.advance(name)
    for batch in done:
        if as_json:
            print(json.dumps(asdict(batch), default=str))
        elif batch.state == "held":
            print(f"held: {batch.batch_id}: {batch.reason}")
        else:
            print(_counts(batch))
    if not done and not as_json:
        typer.echo("nothing to accept")
    held = sum(batch.state == "held" for batch in done)
    if held:
        raise HeldError(
            f"{held} of {len(done)} batches held; correct the source or the contract, then accept them again"
        )


@quarantine_app.command("list")
def list_quarantine(as_json: AsJson = False) -> None:
    """List the batches that have refused rows, with the number of rows per reason."""
    from tandem.accept.quarantine import batches_with_refused_rows
    from tandem.ledger import Ledger

    with Ledger.open(settings()) as ledger:
        found = batches_with_refused_rows(ledger)
    for batch, reasons in found:
        if as_json:
            print(json.dumps({"batch_id": batch.batch_id, "quarantined": batch.quarantined, "reasons": reasons}))
        else:
            listed = ", ".join(f"{reason} {count:,}" for reason, count in sorted(reasons.items(), key=lambda i: -i[1]))
            print(f"{batch.batch_id}: {batch.quarantined:,} of {batch.records:,}: {listed}")
    if not found and not as_json:
        typer.echo("no row is quarantined")


@quarantine_app.command()
def show(
    batch_id: BatchId,
    limit: Annotated[int, typer.Option(help="How many rows.", min=1)] = 20,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show personal cells, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show refused rows of a batch: position, reasons, cells. Personal cells stay hidden without --reveal."""
    from tandem.accept.quarantine import refused_rows
    from tandem.ledger import Ledger

    current = settings()
    with Ledger.open(current) as ledger:
        files = {one.landing_seq: one.file_name for one in ledger.deliveries(batch_id)}
        rows = refused_rows(current, ledger, batch_id, reveal=reveal, limit=limit)
    if not rows and not as_json:
        typer.echo("no row of this batch is quarantined")
    # A log or a pipe has no width to fit into: nothing is cut there.
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)
    for row in rows:
        if as_json:
            print(json.dumps(asdict(row), ensure_ascii=True))
            continue
        where = f"{files.get(row.landing_seq, row.landing_seq)} row {row.row_number}"
        console.print(escape(_printable(f"{where}: {', '.join(row.reasons)}")))
        for name, cell in (row.record or {"line": row.line}).items():
            console.print(f"    {escape(_printable(f'{name}: {cell}'))}")


@quarantine_app.command()
def replay(batch_id: BatchId, as_json: AsJson = False) -> None:
    """Read a batch's landed files again under today's contract, and replace its rows and counts in one go."""
    from tandem.accept.batch import replay_batch
    from tandem.ledger import Ledger, utcnow
    from tandem.pipeline import LEASE

    current = settings()
    with Ledger.open(current) as ledger, ledger.lease(LEASE):
        before = ledger.batch(batch_id)
        batch = replay_batch(current, ledger, batch_id, now=utcnow())
    if batch.state == "held":
        raise HeldError(f"batch {batch_id} is held: {batch.reason}")
    if as_json:
        print(json.dumps(asdict(batch), default=str))
        return
    print(_counts(batch))
    if before.build_no is not None:
        print("it is part of a release: tandem run --full brings the change into the next one")


@contract_app.command()
def draft(
    file: Annotated[Path, typer.Argument(help="A CSV or TSV file of the new source.")],
    system: Annotated[str, typer.Option(help="Name of the system, e.g. webinar.")],
    entity: Annotated[str, typer.Option(help="Name of the entity, e.g. attendance.")],
    team: Annotated[str, typer.Option(help="marketing | sales")] = "marketing",
) -> None:
    """Print a contract guessed from a file's header and values, to be checked and saved under contracts/."""
    from tandem.accept.draft import draft_contract

    if not file.is_file():
        raise UsageError(f"there is no file {_printable(str(file))}")
    with tempfile.TemporaryDirectory() as work:
        sys.stdout.write(draft_contract(file, system, entity, Path(work), team=team))


def _counts(batch) -> str:
    numbers = f"{batch.records:,} records, {batch.loaded:,} loaded, {batch.quarantined:,} quarantined"
    return f"{batch.batch_id}: {numbers}"


def _printable(text: str) -> str:
    from tandem.landing.recognise import printable

    return printable(text)
