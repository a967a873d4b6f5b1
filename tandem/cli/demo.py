"""``tandem demo``: a synthetic company to try everything on."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.app import app


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for sources/ and truth/; a company written before is replaced.")],
    people: Annotated[int, typer.Option(help="People in the company's world, 200 to 1,000,000.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """Write a synthetic B2B company: two years of its systems' deliveries, and the truth beside them."""
    from tandem.demo.generate import write_company

    manifest = write_company(people, seed, out)
    if as_json:
        print(json.dumps(manifest))
        return
    typer.echo(
        f"wrote {manifest['records']:,} records in {manifest['files']:,} files to {out / 'sources'} "
        f"(seed {seed}, {people:,} people); the truth is in {out / 'truth'}"
    )
