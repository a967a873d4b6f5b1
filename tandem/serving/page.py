"""The page of a release: one static file that both departments can read, without a network.

Everything that comes from data is escaped, in the text and in the charts; a content security policy with the hashes of
our own two scripts lets nothing else run and nothing be fetched.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from tandem.config import PROJECT_ROOT, Settings
from tandem.ledger import Ledger
from tandem.release.folder import PUBLIC_DATABASE
from tandem.serving.scoreboard import Scoreboard, read

TEMPLATES = PROJECT_ROOT / "dashboards" / "scoreboard"

# Okabe-Ito colours: distinguishable with every kind of colour vision, on light and on dark ground.
MARKETING = "#0072B2"
SALES = "#E69F00"
WON = "#009E73"

# Longer names are cut in charts; the table has them in full.
LONGEST_LABEL = 28


def write_page(settings: Settings, ledger: Ledger, folder: Path, manifest: dict[str, Any]) -> Path:
    """Write ``page/index.html`` into a release folder from its public database and manifest; return its path."""
    page = folder / "page" / "index.html"
    page.parent.mkdir()
    has_docs = (folder / "data_docs" / "index.html").is_file()
    page.write_text(render(read(folder / PUBLIC_DATABASE), manifest, has_docs=has_docs), encoding="utf-8")
    return page


def render(board: Scoreboard, manifest: dict[str, Any], *, has_docs: bool) -> str:
    """The page as HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from plotly.offline import get_plotlyjs

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "count": count,
        "money": money,
        "day": day,
        "quarter": quarter,
        "visible": visible,
        "exact": exact,
        "words": words,
    }
    currency = manifest["reporting_currency"]
    plotly, script = get_plotlyjs(), (TEMPLATES / "page.js").read_text(encoding="utf-8")
    return environment.get_template("page.html.j2").render(
        board=board,
        manifest=manifest,
        as_of=datetime.fromisoformat(manifest["as_of"]),
        gates=manifest["gates"],
        failed=sorted((gate for gate in manifest["gates"] if not gate["passed"]), key=_importance),
        held=[gate for gate in manifest["gates"] if gate["passed"]],
        stale=[entity for entity in manifest["freshness"] if entity["stale"]],
        has_docs=has_docs,
        currency=currency,
        style=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
        plotly=plotly,
        script=script,
        script_hashes=" ".join(f"'sha256-{_digest(text)}'" for text in (plotly, script)),
        charts=_for_script(charts(board, currency)),
    )


def charts(board: Scoreboard, currency: str) -> dict[str, Any]:
    """Plotly's traces by the id of the element they are drawn in. Labels are escaped: Plotly reads a little HTML."""
    found: dict[str, Any] = {}
    if board.funnel:
        rows = board.funnel[::-1]
        steps = [("Leads", "leads", MARKETING), ("Qualified", "mqls", "#56B4E9"), ("Accepted", "accepted", SALES)]
        steps += [("In an opportunity", "opportunities", "#D55E00"), ("Won", "won", WON)]
        found["funnel-chart"] = {
            "traces": [
                _bars([quarter(row["quarter"]) for row in rows], [row[column] for row in rows], name, colour)
                for name, column, colour in steps
            ],
            "value": "people",
            "lying": False,
        }
    if board.channels:
        rows = [row for row in board.channels if row["spend_amount"] or row["open_amount"] or row["won_amount"]][::-1]
        names = [row["channel"] for row in rows]
        found["channel-chart"] = {
            "traces": [
                _bars(names, [_float(row[column]) for row in rows], name, colour, lying=True)
                for name, column, colour in (
                    ("Won", "won_amount", WON),
                    ("Open pipeline", "open_amount", SALES),
                    ("Spent", "spend_amount", MARKETING),
                )
            ],
            "value": currency,
            "lying": True,
        }
    return found


def _bars(
    labels: Iterable[str], values: Iterable[Any], name: str, colour: str, *, lying: bool = False
) -> dict[str, Any]:
    shown = [escape(_short(visible(label))) for label in labels]
    along, across = ("y", "x") if lying else ("x", "y")
    bars = {"type": "bar", "name": name, along: shown, across: list(values), "marker": {"color": colour}}
    return {**bars, "orientation": "h"} if lying else bars


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def _importance(gate: dict[str, Any]) -> int:
    return ("critical", "warning", "info").index(gate["severity"])


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _for_script(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def count(value: int | None) -> str:
    """12345 as 12,345."""
    return "–" if value is None else f"{value:,}"


def money(value: Decimal | None) -> str:
    """Whole units of the reporting currency; the exact value stands in the cell's data-value."""
    return "–" if value is None else f"{value:,.0f}"


def exact(value: Any) -> str:
    """Every digit, for data-value."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def day(value: datetime | date | str) -> str:
    """31 Jan 2026."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.day} {moment:%b %Y}"


def quarter(value: date) -> str:
    """Q1 2026."""
    return f"Q{(value.month + 2) // 3} {value.year}"


def words(value: str) -> str:
    """marketing_plan as marketing plan; for names that we chose, not for data."""
    return value.replace("_", " ").replace(":", ": ")


def visible(value: Any) -> str:
    """Text whose control characters are shown and not obeyed."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in str(value))
