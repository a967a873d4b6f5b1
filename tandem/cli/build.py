"""``tandem build``."""

import json
from typing import Annotated

import typer

from tandem.cli.app import app, parse_as_of, settings


@app.command()
def build(
    as_of: Annotated[str | None, typer.Option(help="Run time, e.g. 2026-01-31T00:00:00Z; default: now.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Build everything from raw, not only what changed.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing new has arrived.")] = False,
    dev: Annotated[
        bool, typer.Option("--dev", help="Make a developer's warehouse for dbt by hand, no candidate.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Build a candidate from all accepted batches: dbt, identity, dbt. `tandem check` and `tandem publish` follow."""
    from tandem.build import build_candidate
    from tandem.ledger import Ledger
    from tandem.pipeline import LEASE

    current = settings()
    with Ledger.open(current) as ledger, ledger.lease(LEASE):
        if dev:
            from tandem.build.developer import prepare

            said = prepare(current, ledger)
            typer.echo(json.dumps({"message": said}) if as_json else said)
            return
        candidate = build_candidate(current, ledger, as_of=parse_as_of(as_of), full=full, force=force)
    if as_json:
        print(json.dumps(_as_json(candidate)))
        return
    if candidate is None:
        typer.echo("nothing new: the current release holds every accepted batch")
        return
    typer.echo(
        f"built candidate {candidate.build.build_no} from {len(candidate.build.batch_ids)} batches "
        f"({len(candidate.build.new_batch_ids)} new); next: tandem check, tandem publish"
    )
    typer.echo(str(candidate.database))


def _as_json(candidate) -> dict:
    """The candidate in plain values; without one its ``build_no`` and ``database`` are null."""
    if candidate is None:
        return {"build_no": None, "batches": 0, "new_batches": 0, "database": None}
    return {
        "build_no": candidate.build.build_no,
        "batches": len(candidate.build.batch_ids),
        "new_batches": len(candidate.build.new_batch_ids),
        "database": str(candidate.database),
    }
