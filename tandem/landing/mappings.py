"""Mappings: how a source's own headers and values become a contract's, written as a file, without SQL.

``agreements/mappings/*.yml`` of the project, then ``mappings/*.yml`` of the data folder::

    name: acme_pipeline
    system: files
    entity: opportunity
    files: ["sales-pipeline*.csv"]
    columns: {Opportunity_ID: opportunity_id, Stage: stage}   # source header -> contract column
    values: {stage: {Won: won, Lost: lost}}                   # optional: contract column -> source value -> ours
    constants: {currency: USD}                                # optional: contract column -> value of every row
"""

from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tandem.config import Settings
from tandem.contracts import Contract, Contracts
from tandem.errors import TandemError, UsageError
from tandem.yaml_file import YamlError, read_yaml


class Mapping(BaseModel):
    """One mapping file. All values are text, as they stand in the source file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    system: str
    entity: str
    files: tuple[str, ...] = Field(min_length=1, description="Patterns of file names, e.g. 'sales-pipeline*.csv'.")
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)

    def matches(self, file_name: str) -> bool:
        """Whether one of the patterns fits the name; upper and lower case differ."""
        return any(fnmatchcase(file_name, pattern) for pattern in self.files)

    def problem(self, contract: Contract) -> str | None:
        """What does not fit the contract, or None."""
        targets = [*self.columns.values(), *self.constants]
        unknown = sorted({*targets, *self.values} - set(contract.columns))
        if unknown:
            return f"{contract.name} has no column {', '.join(unknown)}"
        twice = sorted({target for target in targets if targets.count(target) > 1})
        if twice:
            return f"{', '.join(twice)} is filled more than once"
        for column, translations in self.values.items():
            allowed = contract.columns[column].values
            wrong = sorted(set(translations.values()) - set(allowed)) if allowed else []
            if wrong:
                return f"{column} cannot be {', '.join(wrong)}: the contract allows {', '.join(allowed)}"
        return None


class Mappings:
    """All mappings."""

    def __init__(self, mappings: list[Mapping]) -> None:
        self._mappings = mappings

    @classmethod
    def load(cls, settings: Settings, contracts: Contracts | None = None) -> "Mappings":
        """Read every mapping. Raises TandemError naming the first file that cannot be used and why."""
        files = [file for folder in settings.mappings for file in sorted(folder.glob("*.yml"))]
        if not files:
            return cls([])
        contracts = contracts or Contracts.load(settings)
        mappings: dict[str, Mapping] = {}
        for file in files:
            mapping = _read(file, contracts)
            if mapping.name in mappings:
                raise TandemError(f"mapping {file.name} cannot be used: the name {mapping.name} is taken")
            mappings[mapping.name] = mapping
        return cls(list(mappings.values()))

    def for_file(self, file_name: str, system: str | None = None, entity: str | None = None) -> Mapping | None:
        """The mapping of a file, by its name without folders; with ``system`` and ``entity`` only one of theirs.

        Raises TandemError when several fit.
        """
        found = [
            mapping
            for mapping in self._mappings
            if mapping.matches(file_name) and system in (None, mapping.system) and entity in (None, mapping.entity)
        ]
        if len(found) > 1:
            names = ", ".join(mapping.name for mapping in found)
            raise TandemError(f"several mappings fit the file: {names}: make their files: patterns narrower")
        return found[0] if found else None

    def __iter__(self):
        return iter(self._mappings)

    def __len__(self) -> int:
        return len(self._mappings)


def _read(file: Path, contracts: Contracts) -> Mapping:
    try:
        mapping = Mapping.model_validate(read_yaml(file))
        problem = mapping.problem(contracts.get(mapping.system, mapping.entity))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise TandemError(f"mapping {file.name} cannot be used: {where}: {first['msg']}") from error
    except (YamlError, UnicodeDecodeError, UsageError) as error:
        raise TandemError(f"mapping {file.name} cannot be used: {str(error).splitlines()[0]}") from error
    if problem:
        raise TandemError(f"mapping {file.name} cannot be used: {problem}")
    return mapping
