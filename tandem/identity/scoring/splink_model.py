"""The comparisons as Splink wants to be told of them: it trains the model, and a test compares its weights with ours.

A build adds the weights up itself (``weights.py``): the same numbers without half a second for writing SQL.
"""

import logging
from typing import Any

import duckdb

from tandem.identity.scoring.comparisons import COMPARISONS, Comparison, Level
from tandem.identity.scoring.model import MatchModel


def linker_for(connection: duckdb.DuckDBPyConnection, features: str, model: MatchModel | None = None):
    """A Splink linker (and its database) on a table of features; without a model, to be trained."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register(connection.table(features)), _settings(model), validate_settings=False)
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
        "output_column_name": comparison.name.replace("-", "_").replace(" ", "_"),
        "comparison_levels": [unknown, *(_level(comparison, level, model) for level in comparison.levels)],
    }


def _level(comparison: Comparison, level: Level, model: MatchModel | None) -> dict[str, Any]:
    told: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.name}
    if level.frequency_of:
        told["tf_adjustment_column"] = level.frequency_of
    if model:
        told["m_probability"], told["u_probability"] = model.probabilities[comparison.name][level.name]
    return told
