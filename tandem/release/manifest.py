"""The manifest: what a release was made of, so that it can be explained, compared and found again in the ledger."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import tandem
from tandem.config import Settings
from tandem.errors import TandemError
from tandem.ledger import Ledger
from tandem.quality import GateReport
from tandem.quality.freshness import Freshness
from tandem.release.folder import MANIFEST
from tandem.release.tables import ReleasedTable

# Folders of the project that decide what a number means. Code that only moves rows is named by its version.
DEFINITION_FOLDERS = (
    "agreements",
    "contracts",
    "dbt_project/macros",
    "dbt_project/models",
    "dbt_project/seeds",
    "expectations",
)
DEFINITION_SUFFIXES = {".csv", ".json", ".sql", ".yaml", ".yml"}


def describe(
    settings: Settings,
    ledger: Ledger,
    *,
    release_id: str,
    build_no: int,
    as_of: datetime,
    batch_ids: Iterable[str],
    tables: Iterable[ReleasedTable],
    report: GateReport,
    freshness: Iterable[Freshness],
) -> dict[str, Any]:
    """Everything a release was made of, as plain JSON values."""
    return {
        "release_id": release_id,
        "build_no": build_no,
        "as_of": as_of.isoformat(),
        "code_version": tandem.__version__,
        "definitions": definitions_fingerprint(settings),
        "batches": [_batch(ledger, batch_id) for batch_id in sorted(batch_ids)],
        "tables": {
            table.name: {
                "rows": table.rows,
                "sha256": table.sha256,
                "withheld": list(table.withheld),
                "undeclared": list(table.undeclared),
            }
            for table in tables
        },
        "gates": [asdict(result) for result in report.results],
        "freshness": [entity.as_json() for entity in freshness],
    }


def _batch(ledger: Ledger, batch_id: str) -> dict[str, Any]:
    batch = ledger.batch(batch_id)
    return {
        "batch_id": batch.batch_id,
        "team": batch.team,
        "system": batch.system,
        "entity": batch.entity,
        "contract_version": batch.contract_version,
        "records": batch.records,
        "loaded": batch.loaded,
        "quarantined": batch.quarantined,
        "erased": batch.erased,
    }


def definitions_fingerprint(settings: Settings) -> str:
    """One sha256 over every file that decides what a number means, by path and content."""
    digest = hashlib.sha256()
    for name in DEFINITION_FOLDERS:
        folder = settings.project_root / name
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix in DEFINITION_SUFFIXES:
                digest.update(file.relative_to(settings.project_root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Write ``manifest.json``, readable and in a fixed key order."""
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a release folder. Raises TandemError if it is missing or not readable."""
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TandemError(f"release {folder.name} has no readable manifest: restore it from a backup") from error
