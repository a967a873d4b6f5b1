"""What speaks for and against two records being one person, piece by piece."""

import math
from dataclasses import dataclass

import duckdb

from tandem.identity.scoring.comparisons import COMPARISONS, Comparison, Level
from tandem.identity.scoring.features import FEATURES
from tandem.identity.scoring.model import MatchModel
from tandem.identity.scoring.score import may_be_one
from tandem.identity.scoring.weights import level_of, sides_of, weight_of, write_compared
from tandem.identity.slips import define_slips


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


def weigh(connection: duckdb.DuckDBPyConnection, model: MatchModel, a: str, b: str, within: str) -> Weighing | None:
    """Weigh two records of the database ``within`` (its name and a dot); None if one has no name to compare.

    ``connection`` gets temporary tables.
    """
    connection.execute(
        f"create or replace temp table asked as select * from {within}{FEATURES} where source_record_key in (?, ?)",
        [a, b],
    )
    if connection.execute("select count(*) from asked").fetchone() != (2,):
        return None
    define_slips(connection)
    said = _equal(connection, "asked")
    write_compared(connection, model, "asked", within=within)
    useless = sorted(said - _equal(connection, "compared"))
    connection.execute(
        "create or replace temp table pair as "
        "select min(source_record_key) as a, max(source_record_key) as b from asked"
    )
    columns = ", ".join(f"{level_of(one)}, {weight_of(model, one)}" for one in COMPARISONS)
    found = connection.execute(f"with sides as ({sides_of('pair')}) select {columns} from sides").fetchone() or ()
    pieces = [Piece("two records taken at random", model.prior_weight)]
    for position, comparison in enumerate(COMPARISONS):
        level, weight = found[2 * position : 2 * position + 2]
        if level is not None:
            pieces.append(_piece(model, comparison, comparison.levels[level], weight))
    pieces += [Piece(f"{words}, which other names use, too", 0.0) for words in useless]
    (counts,) = connection.execute(
        f"select {may_be_one(model)} from asked as x, asked as y where x.source_record_key < y.source_record_key"
    ).fetchone() or (False,)
    return Weighing(tuple(pieces), model.joins_from, bool(counts))


def _equal(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """What the two records in a table of features share of addresses and numbers, in words."""
    found = connection.execute(
        f"""
        select list_has_any(x.emails, y.emails), list_has_any(x.phones, y.phones)
        from {table} as x, {table} as y
        where x.source_record_key < y.source_record_key
        """
    ).fetchone() or (False, False)
    named = zip(found, ("the same e-mail address", "the same telephone number"), strict=True)
    return {words for equal, words in named if equal}


def _piece(model: MatchModel, comparison: Comparison, level: Level, weight: float) -> Piece:
    m, u = model.probabilities[comparison.name][level.name]
    rarity = weight - math.log2(m / u)
    rare = "" if abs(rarity) < 1 else ", a rare one" if rarity > 0 else ", a frequent one"
    return Piece(level.words + rare, weight)
