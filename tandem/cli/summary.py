"""``tandem summary``: the current release on one screen."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from tandem.cli.app import app, settings

MOST_MOVED = 5
MOST_RESTATED = 5


@app.command()
def summary(as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
    """Show headline numbers, quarantine, gates and where everything is."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from tandem.serving.summary import summarise

    found = summarise(settings())
    if as_json:
        headlines = {label.strip().replace(" ", "_"): value for label, value in found.headlines}
        reasons = [{"entity": entity, "reason": reason, "rows": rows} for entity, reason, rows in found.reasons]
        failed = [
            {"severity": severity, "owner": owner, "sentence": said} for severity, owner, said in found.checks_failed
        ]
        moved = [
            {"grain": grain, "previous_id": before, "id": now, "touches": touches}
            | {"spend_amount": str(spent), "opportunities": deals}
            for grain, before, now, touches, spent, deals in found.moved
        ]
        restated = [
            {"month": str(month), "number": number, "published": str(told), "now": None if now is None else str(now)}
            for month, number, told, now in found.restated
        ]
        lists = {
            "headlines": headlines,
            "reasons": reasons,
            "checks_failed": failed,
            "moved": moved,
            "restated": restated,
        }
        shown = asdict(found) | lists | {"as_of": f"{found.as_of.isoformat()}Z", "folder": str(found.folder)}
        print(json.dumps(shown))
        return
    out = Console(highlight=False)
    out.print(f"\n[bold]Release {found.release_id}[/bold], as of {found.as_of:%Y-%m-%d %H:%M} UTC\n")

    numbers = Table(box=None, show_header=False, padding=(0, 2))
    numbers.add_column()
    numbers.add_column(justify="right")
    for label, value in found.headlines:
        numbers.add_row(label, f"{value:,}")
    numbers.add_row("records accepted", f"{found.records:,}")
    numbers.add_row("  rows in quarantine", f"{found.quarantined:,}")
    out.print(numbers)

    if found.reasons:
        out.print("\nQuarantined most often (nothing is lost: `tandem quarantine show`):")
        for entity, reason, rows in found.reasons:
            out.print(f"  {rows:>6,}  {entity}  {escape(reason)}")

    total = found.checks_passed + len(found.checks_failed)
    out.print(f"\nGates: {found.checks_passed} of {total} checks passed")
    for severity, owner, sentence in found.checks_failed:
        out.print(f"  {severity} ({owner}): {escape(sentence)}", soft_wrap=True)

    if found.moved:
        out.print("\nMoved because identity changed (all of it: ops.identity_effects):")
        for _, before, now, touches, spent, deals in found.moved[:MOST_MOVED]:
            moved = f"{touches:,} touches with {spent:,} ad spend, {deals:,} opportunities"
            out.print(f"  {before} → {now}: {moved}", soft_wrap=True)

    if found.restated:
        out.print(
            f"\n{len(found.restated):,} numbers of closed months are not what was first published "
            "(all of them: ops.published_numbers):"
        )
        for month, number, told, now in found.restated[:MOST_RESTATED]:
            shown = "no longer computed" if now is None else f"now {now:,}"
            out.print(f"  {month:%Y-%m} {number}: {told:,} published, {shown}", soft_wrap=True)

    out.print(f"\nRelease:    {found.folder}", soft_wrap=True)
    out.print(f"Page:       {found.folder / 'page' / 'index.html'}", soft_wrap=True)
    out.print(f"For BI:     {found.folder.parent / 'current' / 'tandem.duckdb'}", soft_wrap=True)
    out.print("\nTry next:")
    for command in (
        "tandem query 'select * from alignment.funnel order by cohort_month desc limit 10'",
        "tandem status",
        "make up        # the same, driven by Airflow: drop a file into the inbox",
    ):
        typer.echo(f"  {command}")
