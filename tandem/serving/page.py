"""The page of a release: one static file that both departments can read."""

from pathlib import Path
from typing import Any

from tandem.config import Settings
from tandem.ledger import Ledger


def write_page(settings: Settings, ledger: Ledger, folder: Path, manifest: dict[str, Any]) -> Path:
    """Write ``page/index.html`` into a release folder and return its path."""
    page = folder / "page" / "index.html"
    page.parent.mkdir()
    page.write_text(f"<!doctype html><title>Release {manifest['release_id']}</title>", encoding="utf-8")
    return page
