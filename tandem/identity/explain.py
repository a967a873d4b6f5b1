"""Why records belong to one person or account, or why not, in sentences."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tandem.config import Settings
from tandem.errors import UsageError
from tandem.identity.links import Grain
from tandem.identity.rules import REFUSALS


@dataclass(frozen=True)
class Explanation:
    """One sentence, and the rule and the records it is about."""

    sentence: str
    rule: str | None = None
    records: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"sentence": self.sentence, "rule": self.rule, "records": list(self.records)}


def explain(settings: Settings, a: str, b: str | None = None) -> list[Explanation]:
    """The evidence for one record, person or account, or for and against two of them being the same.

    ``a`` and ``b`` are source record keys or ids of the current release. Raises UsageError when one is not known.
    """
    from tandem.release import current

    folder = current(settings)
    if folder is None:
        raise UsageError("nothing has been published yet: run `tandem run` first")
    return explain_in(folder / "restricted.duckdb", a, b)


def explain_in(database: Path, a: str, b: str | None = None) -> list[Explanation]:
    """As ``explain``, on a given warehouse file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        grain, record_a, id_a = _find(connection, a)
        if b is None:
            return list(_one(connection, grain, id_a))
        grain_b, record_b, id_b = _find(connection, b)
        if grain is not grain_b:
            raise UsageError(f"{a} is a {grain.noun} and {b} an {grain_b.noun}: only like can be compared with like")
        return list(_two(connection, grain, (record_a, id_a), (record_b, id_b)))


def _find(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[Grain, str, str]:
    """Grain, a record of it, and its id in force. A superseded id leads to the one that took over."""
    for grain in Grain:
        row = connection.execute(
            f"""
            select links.source_record_key, links.{grain.id_column}
            from {grain.links} as links
            left join {grain.ids} as ids on links.source_record_key = ids.anchor_record_key
            where links.valid_to is null and (links.source_record_key = ? or ids.{grain.id_column} = ?)
            """,
            [name, name],
        ).fetchone()
        if row:
            return grain, *row
    raise UsageError(f"{name} is not in the current release: give a record key like hubspot.contact:123, or an id")


def _one(connection: duckdb.DuckDBPyConnection, grain: Grain, found: str) -> Iterator[Explanation]:
    links = connection.execute(
        f"""
        select source_record_key, rule, evidence from {grain.links}
        where {grain.id_column} = ? and valid_to is null
        order by rule <> 'first_record', source_record_key
        """,
        [found],
    ).fetchall()
    yield Explanation(f"{found} is one {grain.noun} with {_counted(len(links), 'source record')}.")
    for record, rule, evidence in links:
        yield Explanation(f"{record} belongs to it: {evidence}.", rule, (record,))
    for record, before, until in connection.execute(
        f"""
        select source_record_key, {grain.id_column}, valid_to from {grain.links}
        where valid_to is not null and ({grain.id_column} = ? or source_record_key in (
            select source_record_key from {grain.links} where {grain.id_column} = ? and valid_to is null))
        order by all
        """,
        [found, found],
    ).fetchall():
        yield Explanation(f"until {until:%Y-%m-%d} {record} belonged to {before}.", None, (record,))
    yield from _refused(connection, grain, [record for record, _, _ in links])


def _two(
    connection: duckdb.DuckDBPyConnection, grain: Grain, a: tuple[str, str], b: tuple[str, str]
) -> Iterator[Explanation]:
    (record_a, id_a), (record_b, id_b) = a, b
    if id_a != id_b:
        yield Explanation(f"{record_a} and {record_b} are two {grain.plural}: {id_a} and {id_b}.")
        shared = list(_refused(connection, grain, [record_a, record_b], all_of_them=True))
        yield from shared or [Explanation("no rule found anything that both have.")]
        return
    yield Explanation(f"{record_a} and {record_b} are one {grain.noun}: {id_a}.")
    edges = connection.execute(
        f"""
        select source_record_key_a, source_record_key_b, rule, evidence from {grain.edges}
        where source_record_key_a in (
            select source_record_key from {grain.links} where {grain.id_column} = ? and valid_to is null)
        order by tier, source_record_key_a, source_record_key_b, rule
        """,
        [id_a],
    ).fetchall()
    for record, other, rule, evidence in _shortest_path(edges, record_a, record_b):
        yield Explanation(f"{evidence}.", rule, (record, other))


def _shortest_path(edges: list[tuple[str, str, str, str]], start: str, end: str) -> list[tuple[str, str, str, str]]:
    """The fewest pieces of evidence that lead from one record to another, the strongest first among equals."""
    neighbours: dict[str, list[tuple[str, tuple[str, str, str, str]]]] = {}
    for edge in edges:
        neighbours.setdefault(edge[0], []).append((edge[1], edge))
        neighbours.setdefault(edge[1], []).append((edge[0], edge))
    paths: dict[str, list[tuple[str, str, str, str]]] = {start: []}
    waiting = deque([start])
    while waiting and end not in paths:
        here = waiting.popleft()
        for other, edge in neighbours.get(here, []):
            if other not in paths:
                paths[other] = [*paths[here], edge]
                waiting.append(other)
    return paths.get(end, [])


def _refused(
    connection: duckdb.DuckDBPyConnection, grain: Grain, records: list[str], *, all_of_them: bool = False
) -> Iterator[Explanation]:
    rows = connection.execute(
        """
        select members.kind, members.reason, bridges.record_count, min(members.source_record_key)
        from identity.refused_bridge_members as members
        inner join identity.refused_bridges as bridges
            on members.grain = bridges.grain and members.kind = bridges.kind
            and members.key_hash = bridges.key_hash and members.reason = bridges.reason
        where members.grain = ? and list_contains(?, members.source_record_key)
        group by members.kind, members.key_hash, members.reason, bridges.record_count
        having count(*) >= ?
        order by all
        """,
        [grain.noun, records, len(set(records)) if all_of_them else 1],
    ).fetchall()
    for kind, reason, count, record in rows:
        what = kind.replace("_", " ")
        yield Explanation(
            f"not joined by {what} (shared by {_counted(count, 'record')}): {REFUSALS[reason]}.", reason, (record,)
        )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
