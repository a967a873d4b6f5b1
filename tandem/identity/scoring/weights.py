"""What pairs of records weigh, by a match model, as SQL: the sum of what each way to agree or differ is worth."""

import math
from collections.abc import Callable

import duckdb
import pyarrow as pa

from tandem.identity.scoring.comparisons import FREQUENCIES_OF, Comparison, Level
from tandem.identity.scoring.features import COLUMNS
from tandem.identity.scoring.model import MatchModel
from tandem.identity.scoring.shared import UNSHARED, leave_out_what_is_shared


def weight_of(model: MatchModel, comparison: Comparison) -> str:
    """SQL of what a comparison is worth for a pair, over its features ``<feature>_l`` and ``<feature>_r``.

    log2(m / u) of the level that holds (Fellegi and Sunter 1969), 0 where nothing is known. Where the value's frequency
    counts, u is the share of records that have this very value (Winkler 1989).
    """
    return _case(comparison, _number(0), lambda level: _weight(model, comparison, level))


def level_of(comparison: Comparison) -> str:
    """SQL of the number of the level that holds for a pair; null where one of the two says nothing."""
    return _case(comparison, "null", lambda level: str(comparison.levels.index(level)))


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


def write_compared(connection: duckdb.DuckDBPyConnection, model: MatchModel, source: str, *, within: str = "") -> None:
    """Write ``compared``: the features in table ``source`` as they are weighed.

    Without addresses and numbers that say nothing, and with the share of records that have the same value, as the model
    knows it (``share_of_<feature>``). ``within``: see ``leave_out_what_is_shared``.
    """
    if not model.has_birthdays:
        leave_out_what_is_shared(connection, source, within=within)
        source = UNSHARED
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
        f"create or replace temp table compared as select features.*, {columns} from {source} as features {joins}"
    )
    for feature in model.frequencies:
        connection.unregister(f"shares_of_{feature}")


def sides_of(pairs: str) -> str:
    """A query for ``pairs`` (a, b: record keys) with each column of ``compared`` for both, as ``_l`` and ``_r``."""
    columns = [*COLUMNS, *(f"share_of_{feature}" for feature in FREQUENCIES_OF)]
    sides = ", ".join(f"x.{name} as {name}_l, y.{name} as {name}_r" for name in columns)
    return (
        f"select {sides} from {pairs} as pairs"
        " inner join compared as x on pairs.a = x.source_record_key"
        " inner join compared as y on pairs.b = y.source_record_key"
    )
