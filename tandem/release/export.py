"""``tandem export``: the release's ordered Parquet files and their hashes, to compare or to carry elsewhere."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from tandem.config import Settings
from tandem.errors import TandemError, UsageError
from tandem.release import manifest
from tandem.release.folder import fsync_tree, require_release, sha256_of

HASHES = "hashes.json"


def export(settings: Settings, out: Path, release: str | None = None) -> dict[str, str]:
    """Copy a release's Parquet files to a new folder ``out`` and write ``out/hashes.json`` {table: sha256}.

    Each copy is compared with the manifest. The folder appears complete or not at all. Raises UsageError when
    ``out`` exists and is not empty, TandemError when a file's bytes are not those that were published.
    """
    source = require_release(settings, release)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder: choose a new one")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        hashes = _copy(source, part)
        fsync_tree(part)
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return hashes


def _copy(source: Path, target: Path) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for table, facts in sorted(manifest.read(source)["tables"].items()):
        if facts["sha256"] is None:
            continue
        file = shutil.copy2(source / "parquet" / f"{table}.parquet", target / f"{table}.parquet")
        hashes[table] = sha256_of(Path(file))
        if hashes[table] != facts["sha256"]:
            raise TandemError(
                f"{table} of release {source.name} was changed after publishing: restore it from a backup"
            )
    (target / HASHES).write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return hashes


def hash_of_all(hashes: dict[str, str]) -> str:
    """One sha256 over the sorted lines ``<table> <sha256>``."""
    lines = "".join(f"{table} {digest}\n" for table, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
