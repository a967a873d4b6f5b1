"""``tandem run``: all of it, in order, without Airflow."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.app import app, parse_as_of, settings


@app.command()
def run(
    as_of: Annotated[str | None, typer.Option(help="Run time, e.g. 2026-01-31T00:00:00Z; default: now.")] = None,
    source: Annotated[list[Path] | None, typer.Option(help="File or folder to land before the inbox.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Rebuild everything from raw.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing new has arrived.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Land, accept, build, check and publish what has arrived. Nothing new means nothing changed."""
    from tandem import pipeline

    result = pipeline.run(settings(), as_of=parse_as_of(as_of), sources=source or (), full=full, force=force)
    if as_json:
        print(json.dumps(asdict(result)))
        return
    for batch_id, reason in result.held.items():
        typer.echo(f"held: {batch_id}: {reason}")
    if result.release_id:
        typer.echo(f"published release {result.release_id} ({len(result.accepted)} new batches)")
    else:
        typer.echo("nothing new: the current release stays")
