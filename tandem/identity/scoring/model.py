"""The match model: what each way to agree is worth. A versioned file, made on purpose, read by every build."""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tandem.config import Settings
from tandem.errors import UsageError
from tandem.identity.scoring import comparisons
from tandem.identity.scoring.comparisons import COMPARISONS, FREQUENCIES_OF, Comparison, Level

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
    logarithm of odds) from which a pair is taken for one person. ``origin``: what it was trained on, in words. ``has_birthdays``: most
    records that it was trained on state one.
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


def with_frequencies(connection: duckdb.DuckDBPyConnection, features: str, model: MatchModel, table: str) -> None:
    """Write ``table``: the features with the share of records that have the same value, as the model knows it."""
    for feature, found in model.frequencies.items():
        shares = {feature: pa.array(list(found.shares), pa.string()), "share": pa.array(found.shares.values())}
        connection.register(f"shares_of_{feature}", pa.table(shares))
    columns = "".join(
        f", case when features.{name} is not null then coalesce({name}s.share, {model.frequencies[name].rare}) end"
        f" as tf_{name}"
        for name in FREQUENCIES_OF
    )
    joins = "".join(f" left join shares_of_{name} as {name}s on features.{name} = {name}s.{name}" for name in FREQUENCIES_OF)
    connection.execute(f"create or replace temp table {table} as select features.*{columns} from {features} as features{joins}")
    for feature in model.frequencies:
        connection.unregister(f"shares_of_{feature}")


def linker_for(connection: duckdb.DuckDBPyConnection, features: str, model: MatchModel | None, **options: Any):
    """A Splink linker (and its database) on a table of features; without a model, to be trained.

    ``options`` are further settings of Splink.
    """
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register(connection.table(features)), {**_settings(model), **options})
    # It says at length what it does, and raises the level of its own logger again.
    logging.getLogger("splink").setLevel(logging.ERROR)
    return linker, api


def _settings(model: MatchModel | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "source_record_key",
        "comparisons": [_comparison(comparison, model) for comparison in COMPARISONS],
        "retain_matching_columns": False,
    }
    return told | ({"probability_two_random_records_match": model.prior} if model else {})


def _comparison(comparison: Comparison, model: MatchModel | None) -> dict[str, Any]:
    unknown = {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True}
    return {
        "output_column_name": comparison.column,
        "comparison_levels": [unknown, *(_level(comparison, level, model) for level in comparison.levels)],
    }


def _level(comparison: Comparison, level: Level, model: MatchModel | None) -> dict[str, Any]:
    told: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.name}
    if level.frequency_of:
        told["tf_adjustment_column"] = level.frequency_of
    if model:
        told["m_probability"], told["u_probability"] = model.probabilities[comparison.name][level.name]
    return told
