"""``tandem land PATH``: register a file, or every file of a folder."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.app import app, settings


@app.command()
def land(
    path: Annotated[Path, typer.Argument(help="A file, or a folder that is landed in the order of its sorted paths.")],
    system: Annotated[str | None, typer.Option(help="The system, if name and place of the file do not say.")] = None,
    entity: Annotated[str | None, typer.Option(help="The entity, together with --system.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per delivery.")] = False,
) -> None:
    """Store a file, or a folder of files, as the bytes that came, and register it in the ledger."""
    from tandem.landing import land_path
    from tandem.ledger import Ledger

    current = settings()
    with Ledger.open(current) as ledger:
        deliveries = land_path(current, ledger, path, system=system, entity=entity)
    if as_json:
        for delivery in deliveries:
            print(json.dumps(vars(delivery), default=str))
        return
    landed = [delivery for delivery in deliveries if delivery.state == "landed"]
    entities = {(delivery.system, delivery.entity) for delivery in landed}
    typer.echo(f"new deliveries: {len(landed)} (entities: {len(entities)})")
    if len(deliveries) > len(landed):
        typer.echo(f"same bytes as the delivery before, not loaded again: {len(deliveries) - len(landed)}")
    if landed:
        typer.echo("next: tandem run")
