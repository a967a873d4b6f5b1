"""What speaks for and against two records being one person, piece by piece."""

import math
from dataclasses import dataclass

import duckdb

from tandem.identity.scoring.comparisons import COMPARISONS
from tandem.identity.scoring.model import MatchModel, linker_for, with_frequencies
from tandem.identity.scoring.score import may_be_one


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: what it is in words, and its match weight (base 2 logarithm of a likelihood ratio)."""

    words: str
    weight: float


@dataclass(frozen=True)
class Weighing:
    """``pieces`` add up to ``weight``, the logarithm of the odds; from ``joins_from`` a pair is taken for one person.

    ``counts``: whether likeness may join the two at all; not so if their names do not agree.
    """

    pieces: tuple[Piece, ...]
    joins_from: float
    counts: bool

    @property
    def weight(self) -> float:
        """The sum of all pieces."""
        return sum(piece.weight for piece in self.pieces)


def weigh(connection: duckdb.DuckDBPyConnection, model: MatchModel, a: str, b: str, source: str) -> Weighing | None:
    """Weigh two records of ``source``, a relation of features; None if one of them has no name to compare.

    ``connection`` gets temporary tables.
    """
    connection.execute(
        f"create or replace temp table asked as select * from {source} where source_record_key in (?, ?)", [a, b]
    )
    if connection.execute("select count(*) from asked").fetchone() != (2,):
        return None
    with_frequencies(connection, "asked", model, "compared")
    first, second = sorted((a, b))
    connection.execute(
        "create or replace temp table pair as select ? as join_key_l, ? as join_key_r, '0' as match_key", [first, second]
    )
    linker, api = linker_for(connection, "compared", model, retain_intermediate_calculation_columns=True)
    linker.table_management.register_blocked_pairs_for_predict(api.register(connection.table("pair")))
    found = linker.inference.predict(warning_mode="never").as_record_dict()[0]
    prior = Piece("two records taken at random", _log(model.prior / (1 - model.prior)))
    pieces = [prior, *(piece for piece in (_piece(found, position) for position in range(len(COMPARISONS))) if piece)]
    (counts,) = connection.execute(
        f"select {may_be_one(model)} from asked as x, asked as y where x.source_record_key < y.source_record_key"
    ).fetchone() or (False,)
    return Weighing(tuple(pieces), model.joins_from, bool(counts))


def _piece(found: dict, position: int) -> Piece | None:
    comparison = COMPARISONS[position]
    level = len(comparison.levels) - 1 - found[f"gamma_{comparison.column}"]
    if level >= len(comparison.levels):
        return None  # one of the two says nothing
    adjusted = found.get(f"bf_tf_adj_{comparison.column}") or 1.0
    rarity = _log(adjusted)
    words = comparison.levels[level].words
    if comparison.levels[level].frequency_of and abs(rarity) >= 1:
        words += ", a rare one" if rarity > 0 else ", a frequent one"
    return Piece(words, _log(found[f"bf_{comparison.column}"]) + rarity)


def _log(ratio: float) -> float:
    return math.log2(ratio)

