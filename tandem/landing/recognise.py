"""Which entity a file is, judged by its name and place alone: the bytes are not looked at.

In this order: what the caller says; a name like ``<system>__<entity>.csv``; a place like ``<system>/<entity>/any.csv``
or ``<system>/<entity>.csv``; a mapping's ``files:`` pattern; the name of a workbook, which is one delivery per sheet
that has a contract.
"""

import re
from datetime import date
from pathlib import PurePath

from tandem.contracts import Contract, Contracts
from tandem.errors import UsageError
from tandem.landing.mappings import Mappings

# What acceptance can read. Anything else is not ours, whatever its name: a database file is never opened.
_TEXT = (".csv", ".tsv", ".jsonl", ".ndjson")
SUFFIXES = (*(f"{suffix}.gz" for suffix in _TEXT), *_TEXT, ".parquet", ".xlsx")
WORKBOOK = ".xlsx"

_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
_DATE = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


class Unrecognised(UsageError):  # noqa: N818 (a refusal, not a fault)
    """A file that cannot be landed, and what to do about it."""


def printable(name: str) -> str:
    """A file name that is safe in a message: one line, no control or formatting characters, not too long."""
    clean = "".join(char if char.isprintable() else "?" for char in name)
    return clean if len(clean) <= 160 else f"{clean[:100]}...{clean[-50:]}"


def suffix_of(name: str) -> str | None:
    """The supported suffix that a file name ends with, in lower case, or None."""
    lowered = name.lower()
    return next((suffix for suffix in SUFFIXES if lowered.endswith(suffix)), None)


def recognise(
    path: PurePath,
    contracts: Contracts,
    mappings: Mappings,
    *,
    system: str | None = None,
    entity: str | None = None,
) -> list[Contract]:
    """The contracts that the file at ``path`` delivers: one, or one per sheet of a known workbook.

    Raises Unrecognised (a UsageError) when there is none.
    """
    name = path.name
    shown = printable(name)
    if name.lower().endswith(_ARCHIVES):
        raise Unrecognised(f"{shown} is an archive: unpack it and deliver the files in it")
    suffix = suffix_of(name)
    if suffix is None:
        raise Unrecognised(f"{shown} is not a kind of file that is read: deliver one of {', '.join(_shown_suffixes())}")
    if system is not None and entity is not None:
        return [contracts.get(system, entity)]
    if system is not None or entity is not None:
        raise UsageError("give both --system and --entity, or neither")

    self_named = [contract for contract in contracts if _starts(name, contract.raw_table)]
    if self_named:
        return [max(self_named, key=lambda contract: len(contract.raw_table))]
    placed = _by_place(path, contracts)
    if placed:
        return [placed]
    mapping = mappings.for_file(name)
    if mapping:
        return [contracts.get(mapping.system, mapping.entity)]
    if suffix == WORKBOOK:
        workbooks = {c.format.workbook for c in contracts if c.format.workbook and _starts(name, c.format.workbook)}
        if workbooks:
            longest = max(workbooks, key=len)
            return [contract for contract in contracts if contract.format.workbook == longest]
    raise Unrecognised(
        f"{shown} belongs to no known entity: name it <system>__<entity>{suffix}, put it into <system>/<entity>/, "
        "add a mapping, or say --system and --entity"
    )


def delivered_on(path: PurePath) -> date | None:
    """The day in the file's name, or in the nearest folder that has one, written YYYY-MM-DD."""
    for part in reversed(path.parts):
        for text in _DATE.findall(part):
            try:
                return date.fromisoformat(text)
            except ValueError:
                continue
    return None


def _starts(name: str, start: str) -> bool:
    return name.startswith(start) and name[len(start) :].startswith((".", "-", "__"))


def _by_place(path: PurePath, contracts: Contracts) -> Contract | None:
    folders = path.parent.parts
    for contract in contracts:
        if folders[-2:] == (contract.system, contract.entity):
            return contract
        if folders[-1:] == (contract.system,) and _starts(path.name, contract.entity):
            return contract
    return None


def _shown_suffixes() -> list[str]:
    return [suffix.removeprefix(".") for suffix in sorted(SUFFIXES)]
