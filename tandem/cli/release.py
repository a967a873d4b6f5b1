"""``tandem check | publish | rollback | resume | query | export | backup | restore``."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.app import app, settings
from tandem.errors import HeldError

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command()
def check(
    build_no: Annotated[int | None, typer.Option("--build", help="Default: the candidate that waits.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per check.")] = False,
) -> None:
    """Run the gates on the candidate that `tandem build` left; nothing is published or thrown away."""
    from dataclasses import asdict

    from tandem.build import open_candidate
    from tandem.ledger import Ledger
    from tandem.pipeline import LEASE
    from tandem.quality import check_candidate

    current = settings()
    with Ledger.open(current) as ledger, ledger.lease(LEASE):
        report = check_candidate(current, ledger, open_candidate(current, ledger, build_no))
    for result in report.results:
        if as_json:
            print(json.dumps(asdict(result)))
        else:
            outcome = "ok" if result.passed else result.severity
            typer.echo(f"{outcome:>8}  {result.owner:<10} {result.check}: {result.sentence}")
    if not report.passed:
        raise HeldError(report.message)


@app.command()
def publish(
    to: Annotated[str | None, typer.Option(help="postgresql://... : serve the current release there.")] = None,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="With --to: personal data too, for one role.")
    ] = False,
    build_no: Annotated[int | None, typer.Option("--build", help="Default: the candidate that waits.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the waiting candidate and make it the release; with --to, serve the current release in PostgreSQL."""
    from tandem import release
    from tandem.build import discard, open_candidate
    from tandem.ledger import Ledger
    from tandem.pipeline import LEASE
    from tandem.quality import check_candidate

    current = settings()
    if to:
        from tandem.serving.postgres import Options, publish_to

        release_id = publish_to(current, to, Options(restricted=restricted))
        _say(as_json, f"PostgreSQL serves release {release_id}", release_id=release_id, served_by="postgresql")
        return
    with Ledger.open(current) as ledger, ledger.lease(LEASE):
        candidate = open_candidate(current, ledger, build_no)
        report = check_candidate(current, ledger, candidate)
        if not report.passed:
            discard(current, ledger, candidate, state="held", message=report.message)
            raise HeldError(report.message)
        release_id = release.publish(current, ledger, candidate, report)
    _say(as_json, f"published release {release_id}", release_id=release_id, served_by="file")


@app.command()
def rollback(
    to: Annotated[str | None, typer.Option(help="Release to show again; default: the one before.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show an earlier release again and hold publishing until `tandem resume`."""
    from tandem import release
    from tandem.ledger import Ledger
    from tandem.pipeline import LEASE

    current = settings()
    with Ledger.open(current) as ledger, ledger.lease(LEASE):
        shown = release.rollback(current, ledger, to)
    said = f"readers see release {shown} again; publishing is held until `tandem resume`"
    _say(as_json, said, release_id=shown, publishing_held=True)


@app.command()
def resume(as_json: AsJson = False) -> None:
    """Let releases go out again after a rollback."""
    from tandem import release
    from tandem.ledger import Ledger

    current = settings()
    with Ledger.open(current) as ledger:
        release.resume(current, ledger)
        shown = ledger.current_release()
    said = "releases go out again with the next run"
    _say(as_json, said, release_id=shown.release_id if shown else None, publishing_held=False)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per row.")] = False,
    restricted: Annotated[bool, typer.Option("--restricted", help="On the file with personal data.")] = False,
) -> None:
    """Ask the current release; nothing can be changed."""
    from tandem.release.query import as_json as row_as_json
    from tandem.release.query import as_text
    from tandem.release.query import query as ask

    columns, rows = ask(settings(), sql, restricted=restricted)
    if as_json:
        for row in rows:
            print(row_as_json(columns, row))
        return
    print("\t".join(as_text(name) for name in columns))
    for row in rows:
        print("\t".join(as_text(value) for value in row))


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="New folder for the files.")],
    release_id: Annotated[str | None, typer.Option("--release", help="Default: the current release.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the release's ordered Parquet files and hashes.json; print one sha256 over all."""
    from tandem import release
    from tandem.release.export import hash_of_all

    hashes = release.export(settings(), out, release_id)
    digest = hash_of_all(hashes)
    _say(as_json, digest, sha256=digest, out=str(out), tables=hashes)


@app.command()
def backup(
    out: Annotated[Path, typer.Option(help="New folder, outside of the data folder.")], as_json: AsJson = False
) -> None:
    """Copy the ledger, landing, raw, quarantine and the current release into one folder with hashes."""
    from tandem import release
    from tandem.ledger import Ledger
    from tandem.pipeline import LEASE

    current = settings()
    with Ledger.open(current) as ledger, ledger.lease(LEASE):
        files = release.backup(current, out)
    said = f"{files} files are in {out}; keep it as safe as the data folder: it holds personal data"
    _say(as_json, said, files=files, out=str(out))


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A folder that `tandem backup` wrote.")], as_json: AsJson = False
) -> None:
    """Fill an empty data folder (TANDEM_HOME) from a backup and verify every file."""
    from tandem import release

    current = settings()
    files = release.restore(current, source)
    said = f"{files} files restored and verified; `tandem status` shows where it stands"
    _say(as_json, said, files=files, home=str(current.root))


def _say(as_json: bool, text: str, **result: object) -> None:
    """Tell people in a line, programs in one JSON object."""
    typer.echo(json.dumps(result) if as_json else text)
