"""The manifest: what a release was made of, so that it can be explained, compared and found again in the ledger."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import tandem
from tandem.config import Settings
from tandem.errors import TandemError
from tandem.identity.scoring.model import in_use
from tandem.ledger import Ledger
from tandem.quality import GateReport
from tandem.quality.freshness import Freshness
from tandem.release.folder import MANIFEST
from tandem.release.tables import ReleasedTable
from tandem.yaml_file import YamlError, read_yaml

# What decides what a number means, besides the data folder's own contracts and mappings. Code that only moves rows is
# named by its version.
DEFINITION_FILES = ("dbt_project/dbt_project.yml",)
DEFINITION_FOLDERS = (
    "agreements",
    "contracts",
    "dbt_project/macros",
    "dbt_project/models",
    "dbt_project/models_on_request",
    "dbt_project/seeds",
    "expectations",
)
DEFINITION_SUFFIXES = {".csv", ".json", ".sql", ".yaml", ".yml"}
IDENTITY = Path(tandem.__file__).parent / "identity"  # who is who: rules in Python, word lists in text files
IDENTITY_SUFFIXES = {".json", ".py", ".txt"}


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
        "match_model": in_use(settings).version,
        "reporting_currency": reporting_currency(settings),
        "batches": _batches(ledger, set(batch_ids)),
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


def _batches(ledger: Ledger, wanted: set[str]) -> list[dict[str, Any]]:
    fields = (
        "batch_id",
        "team",
        "system",
        "entity",
        "contract_version",
        "records",
        "loaded",
        "quarantined",
        "erased",
    )
    found = [batch for batch in ledger.batches() if batch.batch_id in wanted]
    return [{name: getattr(batch, name) for name in fields} for batch in sorted(found, key=lambda b: b.batch_id)]


def for_ledger(manifest: dict[str, Any]) -> dict[str, Any]:
    """What the ledger keeps of a manifest: not the lists, which it has itself and which would grow with the square of
    time."""
    return {name: value for name, value in manifest.items() if name not in ("batches", "freshness", "gates")}


def reporting_currency(settings: Settings) -> str:
    """The currency that all amounts are stated in, from the dbt project. Raises TandemError if it does not say."""
    file = settings.project_root / "dbt_project" / "dbt_project.yml"
    try:
        return str(read_yaml(file)["vars"]["reporting_currency"])
    except (OSError, YamlError, KeyError, TypeError) as error:
        raise TandemError("dbt_project/dbt_project.yml names no reporting_currency under vars: add it") from error


def definitions_fingerprint(settings: Settings) -> str:
    """One sha256 over every file that decides what a number means, by path and content."""
    digest = hashlib.sha256()
    for name, file in _definition_files(settings):
        digest.update(name.encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _definition_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Name and place of each file; the name is the same wherever project and data folder are."""
    for name in DEFINITION_FILES:
        if (settings.project_root / name).is_file():
            yield name, settings.project_root / name
    folders = [(name, settings.project_root / name, DEFINITION_SUFFIXES) for name in DEFINITION_FOLDERS]
    folders += [("identity", IDENTITY, IDENTITY_SUFFIXES)]
    for own in (*settings.contracts, *settings.mappings):
        if own.is_relative_to(settings.root):
            folders.append((f"home/{own.relative_to(settings.root).as_posix()}", own, DEFINITION_SUFFIXES))
    if settings.match_model.is_file():
        yield "home/match_model", settings.match_model
    for name, folder, suffixes in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix in suffixes:
                yield f"{name}/{file.relative_to(folder).as_posix()}", file


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
