"""Drafts a contract from a file: a start for the person who knows the source, not a decision."""

import csv
import io
import re
from itertools import islice
from pathlib import Path

import yaml

from tandem.accept import careful as exact
from tandem.accept.header import DELIMITERS, normal
from tandem.accept.opening import open_landed
from tandem.errors import UsageError

_SAMPLE = 10_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}.*")
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?\d{1,16}\.(\d+)")
_PERSONAL = {
    "email": r"e[-_ ]?mail",
    "phone": r"phone|mobile|fax",
    "name": r"(first|last|given|family|full|contact|person)_?name",
    "online_id": r"gclid|fbclid|cookie|visitor_id|ip_?address|user_agent|anonymous_id",
    "address": r"street|postal|postcode|zip",
    "birth_date": r"birth",
}


def draft_contract(file: Path, system: str, entity: str, work: Path, *, team: str = "sales") -> str:
    """A contract in YAML, guessed from the header and the first 10,000 records of a CSV or TSV file.

    The key is the first column whose values are all present and different. Raises UsageError if the file cannot be
    read; HeldError as acceptance would.
    """
    opened = open_landed(file, file.name, work / "draft", 2**40)
    if opened.kind != "text":
        raise UsageError(f"{file.name} is not CSV or TSV: draft the contract from an export as CSV")
    with opened.path.open("rb") as source:
        line = source.readline(1024 * 1024)
    encoding = exact.encoding_of(opened.path)
    text = line.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace").rstrip("\r\n")
    delimiter = max(DELIMITERS, key=text.count)
    names = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    if not any(names):
        raise UsageError(f"{file.name} has no header in its first line")
    reading = exact.Reading(file.name, False, encoding)
    records = exact.read_delimited(opened.path, reading, skip=len(line), delimiter=delimiter, fields=len(names))
    rows = [record.fields for record in islice(records, _SAMPLE) if record.fields]
    cells = [[row[at] for row in rows] for at in range(len(names))]
    columns = {normal(name): _column(name, values) for name, values in zip(names, cells, strict=True)}
    key = next((normal(name) for name, values in zip(names, cells, strict=True) if _is_key(values)), None)
    if key:
        columns[key] = {"type": columns[key]["type"], "required": True} | columns[key]
    return _written(system, entity, team, key, columns, "tsv" if delimiter == "\t" else "csv", _ends(opened.path))


def _written(system, entity, team, key, columns, kind, final_newline) -> str:
    delivery = {"mode": "upsert", "key": [key]} if key else {"mode": "append", "repeated_rows": "keep"}
    head = {"system": system, "entity": entity, "team": team, "version": 1, "description": f"One {entity} (say what)."}
    parts = [
        "# A draft from one file: check every line, above all mode, key, types, time zone and personal columns.",
        _block(head),
        "delivery:",
        *(f"  {name}: {_inline(value)}" for name, value in delivery.items()),
        "",
        f"format: {{kind: {kind}, final_newline: {final_newline}}}",
        "time_zone: UTC",
        "freshness: {every: 1 day, warn_after: 2 days}",
        "volume: {empty: warn, fewer_rows: {percent: 90, action: warn}}\n",
        "columns:",
        *(f"  {_inline(name)}: {_inline(column)}" for name, column in columns.items()),
    ]
    return "\n".join(parts) + "\n"


def _block(value: dict) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)


def _inline(value: object) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**6)
    return text.removesuffix("\n").removesuffix("\n...")


def _column(name: str, values: list[str]) -> dict:
    filled = [value.strip() for value in values if value.strip()]
    column: dict = {"type": _type(filled)}
    for kind, pattern in _PERSONAL.items():
        if re.search(pattern, name, re.IGNORECASE):
            column["personal"] = kind
            break
    return column


def _type(filled: list[str]) -> str:
    def all_match(pattern: re.Pattern[str]) -> bool:
        return bool(filled) and all(pattern.fullmatch(value) for value in filled)

    if all_match(_DATE):
        return "date"
    if all_match(_TIMESTAMP):
        return "timestamp"
    if filled and {value.lower() for value in filled} <= {"true", "false", "yes", "no"}:
        return "boolean"
    if all_match(_INTEGER):
        return "integer"
    if filled and all(_INTEGER.fullmatch(value) or _DECIMAL.fullmatch(value) for value in filled):
        digits = max(len(match[1].rstrip("0")) for value in filled if (match := _DECIMAL.fullmatch(value)))
        return f"decimal(18,{min(max(2, digits), 10)})"
    return "string"


def _is_key(values: list[str]) -> bool:
    return bool(values) and all(values) and len(set(values)) == len(values)


def _ends(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(0, 2)
        if file.tell() == 0:
            return "required"
        file.seek(-1, 2)
        return "required" if file.read(1) in (b"\n", b"\r") else "optional"
