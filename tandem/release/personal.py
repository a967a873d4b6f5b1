"""Which columns may leave the restricted file: those that a model's YAML declares and does not call personal.

Fails closed: a column, or a whole table, that no YAML describes stays in the restricted file.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tandem.config import Settings
from tandem.errors import TandemError
from tandem.yaml_file import YamlError, read_yaml

# Schemas whose tables are made for readers. Everything else stays in the restricted file.
MART_SCHEMAS = ("core", "alignment", "marketing", "sales", "ops")


@dataclass(frozen=True)
class Declarations:
    """Declared columns by table name: column -> personal class, or None when everybody may see it."""

    tables: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @classmethod
    def load(cls, settings: Settings) -> "Declarations":
        """Read the YAML beside every model, seed and source of the dbt project; ``ops`` is declared by its writer."""
        from tandem.build.ops import TABLES
        from tandem.quality.candidate import GATE_RESULTS

        operations = (*TABLES, GATE_RESULTS)
        tables: dict[str, dict[str, str | None]] = {f"ops.{t.name}": dict.fromkeys(t.columns) for t in operations}
        for folder in ("models", "seeds"):
            for pattern in ("*.yml", "*.yaml"):
                for file in sorted((settings.dbt_project / folder).rglob(pattern)):
                    tables.update(_tables_of(file))
        return cls(tables)

    def public_columns(self, schema: str, table: str, columns: list[str]) -> list[str]:
        """The columns of a table, in their order, that everybody may see."""
        declared = self._columns(schema, table)
        return [name for name in columns if name in declared and declared[name] is None]

    def undeclared_columns(self, schema: str, table: str, columns: list[str]) -> list[str]:
        """The columns of a table that nobody describes."""
        declared = self._columns(schema, table)
        return [name for name in columns if name not in declared]

    def _columns(self, schema: str, table: str) -> dict[str, str | None]:
        return self.tables.get(f"ops.{table}" if schema == "ops" else table, {})


def _tables_of(file: Path) -> dict[str, dict[str, str | None]]:
    try:
        document = read_yaml(file) or {}
    except YamlError as error:
        raise TandemError(f"{file.name} cannot be read as YAML: {str(error).splitlines()[0]}") from error
    described = [*(document.get("models") or []), *(document.get("seeds") or [])]
    for source in document.get("sources") or []:
        described += source.get("tables") or []
    return {
        table["name"]: {column["name"]: _personal_class(column) for column in table.get("columns") or []}
        for table in described
    }


def _personal_class(column: dict[str, Any]) -> str | None:
    """The class from ``config: {meta: {personal: …}}`` or ``meta: {personal: …}``; false means not personal."""
    meta = {**(column.get("meta") or {}), **((column.get("config") or {}).get("meta") or {})}
    return str(meta["personal"]) if meta.get("personal") else None
