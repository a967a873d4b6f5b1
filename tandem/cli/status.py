"""``tandem status``: what arrived, what is loaded, what is published, what is late."""

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tandem.cli.app import app, parse_as_of, settings

# The shape that others' scripts rely on: never remove or rename a key.
BATCH_KEYS = (
    "batch_id",
    "team",
    "system",
    "entity",
    "files",
    "records",
    "loaded",
    "quarantined",
    "erased",
    "state",
)
GATE_KEYS = ("check", "owner", "severity", "passed")
# More late entities than this have one cause, e.g. data of the past or a pipeline that stands still.
LATE_LINES = 8
# Failures of scheduled tasks that are shown: the last ones, if they are not older than this.
FAILURES, FAILURE_AGE = 5, timedelta(days=7)


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    as_of: Annotated[str | None, typer.Option(help="The moment at which lateness is judged; default: now.")] = None,
) -> None:
    """Show the ledger, the freshness of every entity that ever delivered, the gates and the current release."""
    from tandem.ledger import Ledger, utcnow
    from tandem.pipeline import LEASE
    from tandem.quality.freshness import freshness

    current, moment = settings(), parse_as_of(as_of)
    with Ledger.open(current) as ledger:
        release = ledger.current_release()
        batches = ledger.batches()
        gates = ledger.gate_results()
        late = freshness(current, ledger, moment)
        waiting = ledger.unclaimed()
        recent = utcnow() - FAILURE_AGE
        failures = [one for one in ledger.events("task_failed", limit=FAILURES) if one.recorded_at > recent]
        held, busy = ledger.publishing_held, ledger.lease_holder(LEASE)
    if as_json:
        shown: dict[str, Any] = {
            "release": {"id": release.release_id, "as_of": _utc(release.as_of)} if release else None,
            "batches": [{key: getattr(batch, key) for key in BATCH_KEYS} for batch in batches],
            "gates": [{key: getattr(gate, key) for key in GATE_KEYS} for gate in gates],
            "freshness": [entity.as_json() for entity in late],
            "failures": [
                {
                    "at": _utc(failure.recorded_at),
                    "task": failure.details.get("task"),
                    "batch_id": failure.batch_id,
                    "release_id": failure.release_id,
                    "message": failure.details.get("message"),
                }
                for failure in failures
            ],
        }
        print(json.dumps(shown))
        return

    console = Console(highlight=False, soft_wrap=True)
    console.print(f"release    {release.release_id}, as of {_utc(release.as_of)}" if release else "release    none yet")
    if held:
        console.print("           publishing is held after a rollback: tandem resume lets it go on")
    if busy:
        console.print(f"running    {escape(busy)}")
    if waiting:
        console.print(f"waiting    deliveries for the next tandem run: {waiting:,}")
    for failure in failures:
        console.print(f"failed     {failure.recorded_at:%Y-%m-%d %H:%M} {escape(failure.details.get('message', ''))}")
    _print_batches(console, batches)
    failed = [gate for gate in gates if not gate.passed]
    console.print(
        f"gates      {len(gates) - len(failed)} of {len(gates)} passed" if gates else "gates      not run yet"
    )
    for gate in failed:
        console.print(f"           {gate.severity} ({gate.owner}): {escape(gate.sentence)} {escape(gate.advice)}")
    stale = sorted((entity for entity in late if entity.stale), key=lambda entity: entity.last_delivery_at)
    on_time = f"{len(late) - len(stale)} of {len(late)} entities as promised" if late else "nothing has arrived yet"
    console.print(f"freshness  {on_time}")
    for entity in stale[:LATE_LINES]:
        last = f"{entity.last_delivery_at:%Y-%m-%d %H:%M}"
        console.print(f"           {entity.system}.{entity.entity} is late: last {last}, promised {entity.warn_after}")
    if len(stale) > LATE_LINES:
        console.print(f"           and {len(stale) - LATE_LINES} more: tandem status --json lists them")


def _print_batches(console: Console, batches: list) -> None:
    states = Counter(batch.state for batch in batches)
    words = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    console.print(f"batches    {words or 'none yet'}")
    if not batches:
        return
    teams = Table("", "team", box=None)
    for heading in ("accepted", "files", "records", "loaded", "quarantined", "erased"):
        teams.add_column(heading, justify="right")
    for team in sorted({batch.team for batch in batches}):
        rows = [batch for batch in batches if batch.team == team and batch.state == "accepted"]
        sums = [sum(getattr(row, name) for row in rows) for name in ("files", "records", "loaded")]
        sums += [sum(getattr(row, name) for row in rows) for name in ("quarantined", "erased")]
        teams.add_row(" " * 9, team, f"{len(rows):,}", *(f"{value:,}" for value in sums))
    console.print(teams)
    for batch in batches:
        if batch.state in ("held", "withdrawn"):
            console.print(f"           {batch.state}: {batch.batch_id}: {escape(batch.reason or '')}")


def _utc(moment: datetime) -> str:
    return f"{moment.isoformat()}Z"
