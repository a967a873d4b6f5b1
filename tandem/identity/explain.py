"""Why records belong to one person or account, or why not, and since when, in sentences."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tandem.config import Settings
from tandem.errors import UsageError
from tandem.identity.links import Grain
from tandem.identity.rules import REFUSALS
from tandem.ledger import Judgement, Ledger, in_force
from tandem.release.folder import RESTRICTED_DATABASE, require_current


@dataclass(frozen=True)
class Explanation:
    """One sentence, and the rule and the records it is about; ``match_weight`` of a piece of likeness."""

    sentence: str
    rule: str | None = None
    records: tuple[str, ...] = ()
    match_weight: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        told = {"sentence": self.sentence, "rule": self.rule, "records": list(self.records)}
        return told if self.match_weight is None else told | {"match_weight": round(self.match_weight, 2)}


@dataclass(frozen=True)
class Found:
    """What a record key or an id means in a release: a record, and the person or account that it belongs to."""

    grain: Grain
    record: str
    id: str


def explain(settings: Settings, a: str, b: str | None = None) -> list[Explanation]:
    """The evidence for one record, person or account, or for and against two of them being the same.

    ``a`` and ``b`` are source record keys or ids of the current release. What people judged comes last. Raises
    UsageError when a name is not known.
    """
    database = released(settings)
    with Ledger.open(settings) as ledger:
        acts = ledger.judgements()
    return [*explain_in(database, a, b), *judged_in(database, acts, a, b)]


def find(settings: Settings, *names: str) -> list[Found]:
    """What record keys or ids mean in the current release; an id means its first record.

    Raises UsageError when one is not known or when they are not all of one grain.
    """
    with duckdb.connect(str(released(settings)), read_only=True) as connection:
        return _find_like(connection, *names)


def history(settings: Settings, name: str) -> list[Explanation]:
    """Every merge and split that a person or account, or its records, went through, oldest first.

    Raises UsageError when the record key or id is not known.
    """
    with duckdb.connect(str(released(settings)), read_only=True) as connection:
        found = _find(connection, name)
        return list(_history(connection, found.grain, found.id))


def released(settings: Settings) -> Path:
    """The current release's file with all its schemas. Raises UsageError before the first release."""
    return require_current(settings) / RESTRICTED_DATABASE


def explain_in(database: Path, a: str, b: str | None = None) -> list[Explanation]:
    """As ``explain``, on a given warehouse file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        if b is None:
            found = _find(connection, a)
            return list(_one(connection, found.grain, found.id))
        first, second = _find_like(connection, a, b)
        return list(_two(connection, first.grain, (first.record, first.id), (second.record, second.id)))


def judged_in(database: Path, acts: Sequence[Judgement], a: str, b: str | None = None) -> list[Explanation]:
    """What people judged about ``a``, or about ``a`` and ``b``, with what became of it."""
    standing = in_force(acts)
    with duckdb.connect(str(database), read_only=True) as connection:
        names = [a] if b is None else [a, b]
        asked = {found.id for found in _find_like(connection, *names)}
        told = []
        for act in acts:
            ids = [found.id for record in (act.record_a, act.record_b) if (found := _seek(connection, record))]
            if asked & set(ids) if b is None else len(ids) == 2 and asked >= set(ids):
                told.append(Explanation(judgement_sentence(act, act in standing), None, (act.record_a, act.record_b)))
    return told


def judgement_sentence(act: Judgement, stands: bool) -> str:
    """Who judged what and why, in one line."""
    what = {
        "same": f"{act.record_a} and {act.record_b} are the same {act.grain}",
        "different": f"{act.record_a} and {act.record_b} are different {act.grain}s",
        "undo": f"judgement {act.undoes} is undone",
    }[act.verdict]
    undone = "" if stands or act.verdict == "undo" else " [undone]"
    return f"judgement {act.judgement_no} ({act.who}, {act.decided_at:%Y-%m-%d}): {what}: {act.why}{undone}"


def _find_like(connection: duckdb.DuckDBPyConnection, *names: str) -> list[Found]:
    found = [_find(connection, name) for name in names]
    for name, one in zip(names, found, strict=True):
        first = found[0].grain.noun
        if one.grain is not found[0].grain:
            raise UsageError(
                f"{names[0]} is a {first} and {name} an {one.grain.noun}: only like can be compared with like"
            )
    return found


def _find(connection: duckdb.DuckDBPyConnection, name: str) -> Found:
    """A superseded id leads to the one that took over. Raises UsageError when the release does not know the name."""
    found = _seek(connection, name)
    if found is None:
        raise UsageError(f"{name} is not in the current release: give a record key like hubspot.contact:123, or an id")
    return found


def _seek(connection: duckdb.DuckDBPyConnection, name: str) -> Found | None:
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
            return Found(grain, *row)
    return None


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
        shared = shared or list(_refused_between(connection, grain, id_a, id_b))
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


def _history(connection: duckdb.DuckDBPyConnection, grain: Grain, found: str) -> Iterator[Explanation]:
    """What changed hands, by day and direction: a link that ended, and the next link of the same record."""
    key = grain.id_column
    rows = connection.execute(
        f"""
        with links as (
            select *, max({key}) filter (where valid_to is null) over (partition by source_record_key) as present_id
            from {grain.links}
        ),
        moves as (
            select
                source_record_key as record,
                valid_to as moved_at,
                {key} as old_id,
                lead({key}) over later as new_id,
                lead(evidence) over later as evidence
            from links
            -- Two builds of one run time: what is not the present one came last.
            window later as (partition by source_record_key order by valid_to nulls last, {key} <> present_id)
        ),
        members as (select source_record_key from {grain.links} where {key} = $id)
        select moved_at, old_id, new_id, list(record order by record), min(evidence)
        from moves
        where moved_at is not null and record in (from members)
        group by all
        order by all
        """,
        {"id": found},
    ).fetchall()
    if not rows:
        yield Explanation(f"{found} has been one {grain.noun} since it was first seen: no merge, no split.")
    for moved_at, old, new, records, evidence in rows:
        what = records[0] if len(records) == 1 else f"{len(records)} records ({', '.join(records[:3])}, …)"
        where = f"went from {old} to {new}" if new else f"left {old}: no source holds it any more"
        because = f", because {evidence}" if new and evidence else ""
        yield Explanation(f"{moved_at:%Y-%m-%d}: {what} {where}{because}.", None, tuple(records))


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


def _refused_between(connection: duckdb.DuckDBPyConnection, grain: Grain, a: str, b: str) -> Iterator[Explanation]:
    """What could have joined two people or accounts through other records of theirs, once per kind and reason."""
    rows = connection.execute(
        f"""
        with members as (
            select refused.kind, refused.key_hash, refused.reason, source_record_key, links.{grain.id_column} as id
            from identity.refused_bridge_members as refused
            inner join {grain.links} as links using (source_record_key)
            where refused.grain = $grain and links.valid_to is null and links.{grain.id_column} in ($a, $b)
        )
        select one.kind, one.reason, min([one.source_record_key, other.source_record_key])
        from members as one
        inner join members as other using (kind, key_hash, reason)
        where one.id = $a and other.id = $b
        group by one.kind, one.reason
        order by all
        """,
        {"grain": grain.noun, "a": a, "b": b},
    ).fetchall()
    for kind, reason, (one, other) in rows:
        what = kind.replace("_", " ")
        sentence = f"their records {one} and {other} were not joined by {what}: {REFUSALS[reason]}."
        yield Explanation(sentence, reason, (one, other))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
