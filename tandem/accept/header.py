"""The header of a file against the contract: by name, in any order and case.

A missing, doubled or unrecognisable column holds the batch, and so does an optional one that earlier files had; a
column the contract does not know is kept in ``_extra``.
"""

import csv
import io
from dataclasses import dataclass, field

from tandem.accept import limits
from tandem.accept.job import FileJob
from tandem.accept.text import refuse, shown
from tandem.contracts import Contract

DELIMITERS = (",", ";", "\t", "|")


@dataclass
class Header:
    """Where each contract column and each unknown column stands in the file, counted from 0."""

    names: list[str]  # as delivered
    columns: dict[str, int]
    extra: dict[str, int] = field(default_factory=dict)  # name as kept in _extra -> position
    notices: list[tuple[str, str]] = field(default_factory=list)


def normal(name: str) -> str:
    """A column name as it is compared and kept: without surrounding space, in lower case."""
    return name.strip().lower()


def find_delimiter(line: str, contract: Contract, job: FileJob) -> tuple[str, list[str]]:
    """The delimiter under which most of the header's names are known, and the names. Raises HeldError for none."""
    known = {normal(name) for name in (*contract.columns, *job.columns)}
    best: tuple[int, int, str, list[str]] = (0, 0, "", [])
    for delimiter in DELIMITERS:
        try:
            names = next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        hits = len({normal(name) for name in names} & known)
        if (hits, len(names)) > best[:2]:
            best = (hits, len(names), delimiter, names)
    if not best[0]:
        raise refuse(
            job.name,
            f"no column of the contract {contract.name} is in its first line: deliver it with a header, "
            "or write a mapping file",
        )
    return best[2], best[3]


def match(names: list[str], contract: Contract, job: FileJob, *, absent_is_null: bool = False) -> Header:
    """Find every contract column. Raises HeldError with all that is wrong in one line.

    ``absent_is_null``: the format leaves out empty cells (JSON lines), so only a required column must be there, and
    any column as soon as there are unknown ones, because then a renamed column is likelier than an empty one.
    """
    if len(names) > limits.MAX_COLUMNS:
        raise refuse(job.name, f"has {len(names)} columns; the limit is {limits.MAX_COLUMNS}")
    renamed = {normal(source): target for source, target in job.columns.items()}
    own = {normal(name): name for name in contract.columns}
    header = Header(names, {})
    twice = set()
    for position, name in enumerate(names):
        # A source header that a mapping names means what the mapping says, even if the contract has that name too.
        column = renamed.get(normal(name)) or own.get(normal(name))
        if column is not None:
            if column in header.columns:
                twice.add(column)
            header.columns[column] = position
        else:
            kept = normal(name) or f"column_{position + 1}"
            if kept in header.extra:
                twice.add(shown(kept))
            header.extra[kept] = position
    missing = [
        name
        for name, column in contract.columns.items()
        if name not in header.columns
        and name not in job.constants
        and not column.optional
        and (not absent_is_null or column.required or header.extra)
    ]
    optional = [
        name
        for name, column in contract.columns.items()
        if column.optional and name not in header.columns and name not in job.constants
    ]
    # Where empty cells are left out, only an unknown name that was never seen before tells a renamed column.
    told = not absent_is_null or not header.extra.keys() <= set(job.known)
    gone = [name for name in optional if name in job.expected and told]
    problems = []
    if twice:
        problems.append(f"column twice in the header: {_listed(sorted(twice))}")
    if missing:
        problems.append(f"column missing: {_listed(missing)}")
    if gone:
        problems.append(f"column missing that the deliveries before had: {_listed(gone)}")
    if problems:
        unknown = f" (unknown in it: {_listed([shown(name) for name in header.extra])})" if header.extra else ""
        agree = f"or agree on a new version of the contract {contract.name}"
        readmit = "or let it in without the column: tandem batch readmit"
        raise refuse(
            job.name,
            f"{'; '.join(problems)}{unknown}: correct the export, write a mapping file, "
            f"{agree if twice or missing else readmit}",
        )
    if not absent_is_null:
        for name in optional:
            if name in job.known:
                header.notices.append(("column_gone", f"column {name}, which earlier files had, is missing"))
    for name in header.extra:
        header.notices.append(("unknown_column", f"column {shown(name)} is not in the contract; kept in _extra"))
    return header


def _listed(names: list[str], longest: int = 10) -> str:
    return ", ".join(names[:longest]) + (f" and {len(names) - longest} more" if len(names) > longest else "")
