"""Contracts: what each delivering system promised about each entity, one readable file per entity.

A contract is ``contracts/<system>/<entity>.yml``. It is the single description of the entity's columns: acceptance
casts by it, the raw views are typed by it, the synthetic company writes by it.
"""

import re
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tandem.config import Settings
from tandem.errors import TandemError, UsageError
from tandem.yaml_file import YamlError, read_yaml

# Columns that acceptance adds to every raw row, in this order, behind the contract's own.
RAW_METADATA = {
    "_batch_id": "VARCHAR",
    "_landing_seq": "BIGINT",
    "_row_number": "BIGINT",
    "_landed_at": "TIMESTAMP",
    "_extra": "VARCHAR",
}

_RESERVED = {*RAW_METADATA, "_reasons", "_record"}

_SQL_TYPES = {
    "string": "VARCHAR",
    "salesforce_id": "VARCHAR",
    "currency": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
_DECIMAL = re.compile(r"decimal\((\d{1,2}),\s*(\d{1,2})\)")

Team = Literal["marketing", "sales"]


class DeliveryMode(StrEnum):
    """How a delivery relates to the ones before it."""

    SNAPSHOT = "snapshot"  # the whole table: what is missing has been deleted
    UPSERT = "upsert"  # new and changed records, by key and version
    APPEND = "append"  # new records only; they never change


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One column. ``required``: a row without a value is refused. ``optional``: the file may lack the column."""

    type: str
    required: bool = False
    optional: bool = False
    values: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    personal: str | None = None
    description: str | None = None
    format: str | None = Field(None, description="strptime form of a date or timestamp that is not ISO 8601.")
    max_bytes: int | None = Field(None, description="Longest text, if shorter than the general limit.")
    since: int = Field(1, description="Contract version that introduced it; older raw rows are filled from _extra.")

    @field_validator("type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        if value not in _SQL_TYPES and not _DECIMAL.fullmatch(value):
            raise ValueError(f"unknown type {value!r}; use one of {', '.join(_SQL_TYPES)} or decimal(p,s)")
        return value

    @property
    def sql_type(self) -> str:
        """The column's type in raw Parquet, as DuckDB and Spark both spell it."""
        match = _DECIMAL.fullmatch(self.type)
        return f"DECIMAL({match[1]},{match[2]})" if match else _SQL_TYPES[self.type]


class Delivery(_Strict):
    """Mode, business key, version columns (compared in order, missing lowest) and the delete flag."""

    mode: DeliveryMode
    key: tuple[str, ...] = ()
    version: tuple[str, ...] = ()
    deleted: str | None = None
    repeated_rows: Literal["keep"] | None = Field(None, description="For entities without a key.")


class Format(_Strict):
    """Form of the files. ``kind`` is the usual one; any supported suffix is read."""

    kind: Literal["csv", "csv.gz", "tsv", "jsonl", "jsonl.gz", "parquet", "xlsx"]
    final_newline: Literal["required", "optional"] = "required"
    workbook: str | None = None
    sheet: str | None = None


class Freshness(_Strict):
    """How often a delivery is expected, and when its absence becomes a warning: ``"1 day"``, ``"36 hours"``."""

    every: str
    warn_after: str


class FewerRows(_Strict):
    """Compared with the median of the earlier deliveries."""

    percent: int
    action: Literal["warn", "hold"]


class Volume(_Strict):
    """What an unexpectedly small delivery does, and the bytes of an earlier delivery that is not the latest."""

    empty: Literal["warn", "hold"] = "warn"
    fewer_rows: FewerRows | None = None
    earlier_file: Literal["warn", "hold"] = "warn"


class Contract(_Strict):
    """One entity of one system."""

    system: str
    entity: str
    team: Team
    version: int
    description: str
    delivery: Delivery
    format: Format
    time_zone: str
    freshness: Freshness
    volume: Volume
    columns: dict[str, Column]
    changes: dict[int, str] = Field(default_factory=dict, description="What each later version changed.")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"unknown time zone {value!r}; use a name like Europe/Berlin") from None
        return value

    @model_validator(mode="after")
    def _columns_exist(self) -> "Contract":
        named = [*self.delivery.key, *self.delivery.version]
        if self.delivery.deleted:
            named.append(self.delivery.deleted)
        missing = [name for name in named if name not in self.columns]
        if missing:
            raise ValueError(f"delivery names columns that are not declared: {', '.join(missing)}")
        reserved = [name for name in self.columns if name in _RESERVED]
        if reserved:
            raise ValueError(f"column names that acceptance has reserved: {', '.join(reserved)}")
        if self.delivery.mode is DeliveryMode.UPSERT and not self.delivery.key:
            raise ValueError("delivery mode upsert needs a key")
        return self

    @cached_property
    def name(self) -> str:
        """``<system>.<entity>``, the name used in messages."""
        return f"{self.system}.{self.entity}"

    @cached_property
    def raw_table(self) -> str:
        """``<system>__<entity>``, the name of the raw view and the start of a self-naming file."""
        return f"{self.system}__{self.entity}"

    @cached_property
    def personal_columns(self) -> dict[str, str]:
        """Column name to personal-data class. ``_extra`` is personal by default and not listed here."""
        return {name: column.personal for name, column in self.columns.items() if column.personal}


class Contracts:
    """All contracts, by system and entity."""

    def __init__(self, contracts: list[Contract]) -> None:
        self._by_name = {(c.system, c.entity): c for c in sorted(contracts, key=lambda c: (c.system, c.entity))}

    @classmethod
    def load(cls, settings: Settings) -> "Contracts":
        """Read every contract. Raises TandemError naming the first file that cannot be used and why."""
        files = [file for folder in settings.contracts for file in sorted(folder.glob("*/*.yml"))]
        return cls(list(_read_all(tuple((file, file.stat().st_mtime_ns) for file in files))))

    def get(self, system: str, entity: str) -> Contract:
        """The contract of one entity. Raises UsageError if there is none."""
        try:
            return self._by_name[system, entity]
        except KeyError:
            raise UsageError(
                f"no contract for {system}.{entity}: write contracts/{system}/{entity}.yml (see CONTRIBUTING.md)"
            ) from None

    def __iter__(self):
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


@lru_cache(maxsize=2)
def _read_all(files: tuple[tuple[Path, int], ...]) -> tuple[Contract, ...]:
    """Read the files; a run asks once per batch, and a changed file has another modification time."""
    return tuple(_read(file) for file, _ in files)


def _read(file: Path) -> Contract:
    try:
        contract = Contract.model_validate(read_yaml(file))
    except (YamlError, ValidationError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        where = ".".join(str(part) for part in first["loc"]) if first else "the file"
        why = first["msg"] if first else str(error).splitlines()[0]
        raise TandemError(f"contract {file.parent.name}/{file.name} cannot be used: {where}: {why}") from error
    if (contract.system, contract.entity) != (file.parent.name, file.stem):
        raise TandemError(f"contract {file.parent.name}/{file.name} describes {contract.name}: file and content differ")
    return contract
