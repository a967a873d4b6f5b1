"""Data Docs as a folder that opens without a network.

Great Expectations renders them with styles and scripts from content networks. Those are taken out and one small
stylesheet is put in; a content security policy makes sure that nothing is fetched.
"""

import re
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

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
.d-none, .cta-footer, nav svg { display: none; }
pre, code { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>"""

# Scripts, external or inline, and everything that names an address outside.
_REMOVED = (
    re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"<link\b[^>]*>", re.IGNORECASE),
    re.compile(r"<img\b[^>]*>", re.IGNORECASE),
    re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"""\shref\s*=\s*(["'])https?:.*?\1""", re.DOTALL | re.IGNORECASE),
)


def render(context: Any, folder: Path, *, unreadable: Sequence[str] = ()) -> None:
    """Render the context's results into ``folder``.

    ``unreadable`` are checks that could not be evaluated: their error texts may quote data, so a list of their names
    takes the place of the docs.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if unreadable:
        items = "".join(f"<li>{escape(name)}</li>" for name in unreadable)
        text = f"<h1>Checks that could not be evaluated</h1><ul>{items}</ul>"
        (folder / "index.html").write_text(_page(f"<!doctype html><html><head></head><body>{text}</body></html>"))
        return
    context.add_data_docs_site(
        site_name=SITE,
        site_config={
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        },
    )
    context.build_data_docs(site_names=[SITE])
    shutil.rmtree(folder / "static", ignore_errors=True)
    for file in folder.rglob("*.html"):
        file.write_text(_page(file.read_text(encoding="utf-8")), encoding="utf-8")


def _page(html: str) -> str:
    for pattern in _REMOVED:
        html = pattern.sub("", html)
    return re.sub(r"<head\b[^>]*>", lambda head: head[0] + _POLICY + _VIEWPORT + _STYLE, html, count=1)
