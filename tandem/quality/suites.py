"""Suites: the agreement as readable files, ``expectations/<gate>/....yml``.

A check is either an expectation of Great Expectations (its type and arguments) or one SQL query that returns the rows
that break the agreement. Everything else about it is for people: whose it is, what it says, what to do.
"""

from pathlib import Path
from string import Template
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tandem.errors import TandemError
from tandem.yaml_file import YamlError, read_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expectation(_Strict):
    """``type`` as Great Expectations writes it (``expect_column_values_to_be_unique``), ``kwargs`` its arguments."""

    type: str
    kwargs: dict[str, Any] = Field(default_factory=dict)


class Check(_Strict):
    """One sentence both departments understand, and how it is tested. ``sql`` may use the gate's parameters: $as_of."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    severity: Literal["critical", "warning", "info"]
    owner: Literal["marketing", "sales", "both"]
    sentence: str
    advice: str
    table: str | None = Field(None, description="<schema>.<table>; needed by an expectation, said for people by SQL.")
    expectation: Expectation | None = None
    sql: str | None = Field(None, description="Returns one row per failure; columns without personal data.")

    @model_validator(mode="after")
    def _one_way_to_test(self) -> "Check":
        if (self.expectation is None) == (self.sql is None):
            raise ValueError(f"check {self.id} needs either an expectation or sql")
        if self.expectation and not self.table:
            raise ValueError(f"check {self.id} needs the table that its expectation looks at")
        return self


class Suite(_Strict):
    """Checks that belong together. ``name`` is the file's path below ``expectations/``."""

    name: str
    about: str
    table: str | None = Field(None, description="Default for checks that name none.")
    checks: tuple[Check, ...]

    @model_validator(mode="before")
    @classmethod
    def _table_of_checks(cls, values: dict[str, Any]) -> dict[str, Any]:
        table = values.get("table")
        if table and isinstance(values.get("checks"), list):
            checks = [{"table": table, **check} if isinstance(check, dict) else check for check in values["checks"]]
            return {**values, "checks": checks}
        return values

    @model_validator(mode="after")
    def _ids_once(self) -> "Suite":
        ids = [check.id for check in self.checks]
        if twice := {name for name in ids if ids.count(name) > 1}:
            raise ValueError(f"check ids are not unique: {', '.join(sorted(twice))}")
        return self


def load(folder: Path, *patterns: str) -> list[Suite]:
    """Read the suites below ``folder`` that match the patterns, in the order of patterns and names.

    Raises TandemError naming the first file that cannot be used and why.
    """
    files = [file for pattern in patterns for file in sorted(folder.glob(pattern))]
    return [_read(folder, file) for file in files]


def _read(folder: Path, file: Path) -> Suite:
    name = file.relative_to(folder).with_suffix("").as_posix()
    try:
        return Suite.model_validate({"name": name, **read_yaml(file)})
    except (YamlError, ValidationError, TypeError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        where = ".".join(str(part) for part in first["loc"]) if first else "the file"
        why = first["msg"] if first else str(error).splitlines()[0]
        raise TandemError(f"suite {name} cannot be used: {where}: {why}") from error


def fill(sql: str, parameters: dict[str, str]) -> str:
    """Put the gate's parameters (SQL text) into a query; a dollar sign before anything but a name is the query's own.

    Raises TandemError on a name that the gate does not know.
    """
    template = Template(sql)
    if unknown := [name for name in template.get_identifiers() if name not in parameters]:
        raise TandemError(f"a check uses the unknown parameter '{unknown[0]}': known are {', '.join(parameters)}")
    return template.safe_substitute(parameters)
