"""Data Docs as a folder that opens without a network.

Great Expectations renders them with styles and scripts from content networks. Those are taken out and one small
stylesheet is put in; a content security policy makes sure that nothing is fetched.
"""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

SITE = "release"

_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
)
_VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_STYLE = """<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #8888; padding: .3rem .6rem; text-align: left; vertical-align: top; }
pre, code { white-space: pre-wrap; }
td { overflow-wrap: anywhere; }
.fa-check-circle::before { content: "\\2713"; }
.fa-times::before { content: "\\2717"; }
.fa-exclamation-triangle::before { content: "!"; }
nav, footer, .sticky, .collapse, .d-none, .cta-footer, a[data-toggle], button, input, label { display: none; }
</style>"""

# Scripts, external or inline, handlers, and everything that names an address outside.
_REMOVED = (
    re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"<link\b[^>]*>", re.IGNORECASE),
    re.compile(r"<img\b[^>]*>", re.IGNORECASE),
    re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"""\son[a-z]+\s*=\s*(["']).*?\1""", re.DOTALL | re.IGNORECASE),
    re.compile(r"""\shref\s*=\s*(["'])https?:.*?\1""", re.DOTALL | re.IGNORECASE),
)


@dataclass(frozen=True)
class Validated:
    """One validation as the index names it: suite, table, how many of its checks failed. ``name`` is its folder."""

    name: str
    suite: str
    table: str
    checks: int
    failed: int


def render(context: Any, folder: Path, validated: Sequence[Validated], *, unreadable: Sequence[str] = ()) -> None:
    """Render the context's results into ``folder``, with an index of our own that needs no script.

    ``unreadable`` are checks that could not be evaluated: their error texts may quote data, so a list of their names
    takes the place of the docs.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if unreadable:
        items = "".join(f"<li>{escape(name)}</li>" for name in unreadable)
        _write_index(folder, "Checks that could not be evaluated", f"<ul>{items}</ul>")
        return
    context.add_data_docs_site(
        site_name=SITE,
        site_config={
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        },
    )
    context.build_data_docs(site_names=[SITE])
    shutil.rmtree(folder / "static", ignore_errors=True)
    for file in folder.rglob("*.html"):
        up = "../" * (len(file.relative_to(folder).parts) - 1)
        back = f'<p><a href="{up}index.html">All suites of this release</a></p>'
        file.write_text(_page(file.read_text(encoding="utf-8"), back), encoding="utf-8")
    _write_index(folder, "What was checked before this release", _table(folder, validated))


def _table(folder: Path, validated: Sequence[Validated]) -> str:
    rows = "".join(
        f"<tr><td>{escape(found.suite)}</td>"
        f'<td><a href="{_address(folder, found)}">{escape(found.table)}</a></td>'
        f"<td>{found.checks}</td><td>{found.failed or '&ndash;'}</td></tr>"
        for found in validated
    )
    return f"<table><tr><th>Suite</th><th>Looks at</th><th>Checks</th><th>Failed</th></tr>{rows}</table>"


def _address(folder: Path, found: Validated) -> str:
    (page,) = (folder / "validations" / found.name).rglob("*.html")
    return quote(page.relative_to(folder).as_posix())


def _write_index(folder: Path, title: str, content: str) -> None:
    html = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>'
    text = _page(f"{html}<h1>{title}</h1>{content}</body></html>")
    (folder / "index.html").write_text(text, encoding="utf-8")


def _page(html: str, top: str = "") -> str:
    for pattern in _REMOVED:
        html = pattern.sub("", html)
    html = re.sub(r"<head\b[^>]*>", lambda head: head[0] + _POLICY + _VIEWPORT + _STYLE, html, count=1)
    return re.sub(r"<body\b[^>]*>", lambda body: body[0] + top, html, count=1)
