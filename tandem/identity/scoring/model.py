"""The match model: what each way to agree is worth. A versioned file, made on purpose, read by every build."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from tandem.config import Settings
from tandem.errors import UsageError
from tandem.identity.scoring import comparisons
from tandem.identity.scoring.comparisons import FREQUENCIES_OF, Comparison, Level
from tandem.identity.scoring.features import COLUMNS

SHIPPED = Path(__file__).parent / "match_model.json"


@dataclass(frozen=True)
class Frequencies:
    """``shares``: the share of records that have each of the frequent values; ``rare``: that of any other value."""

    shares: Mapping[str, float]
    rare: float


@dataclass(frozen=True)
class MatchModel:
    """``probabilities``: by comparison and level, the shares m of true pairs and u of other pairs at that level.

    ``prior``: the probability that two records taken at random are one person. ``joins_from``: the match weight (base 2
    logarithm of odds) from which a pair is taken for one person. ``frequencies``: by feature, how many records have a
    value. ``origin``: what it was trained on, in words. ``has_birthdays``: most records that it was trained on state
    one, so that it tells the members of a household apart.
    """

    origin: str
    prior: float
    joins_from: float
    probabilities: Mapping[str, Mapping[str, tuple[float, float]]]
    frequencies: Mapping[str, Frequencies]
    has_birthdays: bool = False

    @classmethod
    def read(cls, file: Path) -> "MatchModel":
        """The model in a file. Raises UsageError if it is not one for these comparisons."""
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            compared, _ = told.pop("comparisons"), told.pop("version")
            told["frequencies"] = {name: Frequencies(**found) for name, found in told["frequencies"].items()}
            told["probabilities"] = {
                name: {level: tuple(shares) for level, shares in levels.items()}
                for name, levels in told["probabilities"].items()
            }
            model = cls(**told)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise UsageError(f"{file.name} is not a match model: train one with 'tandem identity train'") from problem
        if compared != comparisons.VERSION:
            raise UsageError(
                f"{file.name} was trained for version {compared} of the comparisons, this is version "
                f"{comparisons.VERSION}: train it again with 'tandem identity train'"
            )
        return model

    @property
    def version(self) -> str:
        """Tells one set of numbers from another: the first digits of their sha256."""
        numbers = {name: value for name, value in asdict(self).items() if name != "origin"}
        return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:12]

    def write(self, file: Path) -> None:
        """Write the model as JSON, whole or not at all; the same bytes for the same numbers."""
        told = {"comparisons": comparisons.VERSION, "version": self.version, **asdict(self)}
        half = file.with_name(f"{file.name}.part")
        half.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        half.replace(file)


def in_use(settings: Settings) -> MatchModel:
    """The model of the data folder if there is one, else the one that ships. Raises UsageError if it cannot be used."""
    return MatchModel.read(settings.match_model if settings.match_model.is_file() else SHIPPED)


def weight_of(model: MatchModel, comparison: Comparison) -> str:
    """SQL of what a comparison is worth for a pair, over its features ``<feature>_l`` and ``<feature>_r``.

    log2(m / u) of the level that holds (Fellegi and Sunter 1969), 0 where nothing is known. Where the value's frequency
    counts, u is the share of records that have this very value (Winkler 1989).
    """
    return _case(comparison, _number(0), lambda level: _weight(model, comparison, level))


def level_of(comparison: Comparison) -> str:
    """SQL of the number of the level that holds for a pair; null where one of the two says nothing."""
    return _case(comparison, "null", lambda level: str(comparison.levels.index(level)))


def prior_weight(model: MatchModel) -> float:
    """The logarithm of the odds that two records taken at random are one person."""
    return math.log2(model.prior / (1 - model.prior))


def _case(comparison: Comparison, unknown: str, value: Callable[[Level], str]) -> str:
    whens = " ".join(
        f"else {value(level)}" if level.sql == "else" else f"when {level.sql} then {value(level)}"
        for level in comparison.levels
    )
    return f"case when {comparison.unknown} then {unknown} {whens} end"


def _number(value: float) -> str:
    """As DOUBLE: a plain literal is a DECIMAL."""
    return f"cast({value!r} as double)"


def _weight(model: MatchModel, comparison: Comparison, level: Level) -> str:
    m, u = model.probabilities[comparison.name][level.name]
    if level.frequency_of:
        return f"log2({_number(m)} / share_of_{level.frequency_of}_l)"
    return _number(math.log2(m / u))


def with_frequencies(connection: duckdb.DuckDBPyConnection, features: str, model: MatchModel, table: str) -> None:
    """Write ``table``: the features with the share of records that have the same value, as the model knows it."""
    for feature, found in model.frequencies.items():
        shares = {feature: pa.array(list(found.shares), pa.string()), "share": pa.array(found.shares.values())}
        connection.register(f"shares_of_{feature}", pa.table(shares))
    columns = ", ".join(
        f"case when features.{name} is not null then coalesce({name}s.share, {model.frequencies[name].rare}) end"
        f" as share_of_{name}"
        for name in FREQUENCIES_OF
    )
    joins = " ".join(
        f"left join shares_of_{name} as {name}s on features.{name} = {name}s.{name}" for name in FREQUENCIES_OF
    )
    connection.execute(
        f"create or replace temp table {table} as select features.*, {columns} from {features} as features {joins}"
    )
    for feature in model.frequencies:
        connection.unregister(f"shares_of_{feature}")


def compared_columns() -> list[str]:
    """The columns of a table that ``with_frequencies`` wrote."""
    return [*COLUMNS, *(f"share_of_{feature}" for feature in FREQUENCIES_OF)]


def as_pairs(columns: Iterable[str], pairs: str, table: str) -> str:
    """A query for the rows of ``pairs`` (a, b) with the columns of both records in ``table``, as ``_l`` and ``_r``."""
    sides = ", ".join(f"x.{name} as {name}_l, y.{name} as {name}_r" for name in columns)
    return (
        f"select {sides} from {pairs} as pairs"
        f" inner join {table} as x on pairs.a = x.source_record_key"
        f" inner join {table} as y on pairs.b = y.source_record_key"
    )
