"""What people judged about two records: it comes last and always wins."""

from collections.abc import Iterable, Sequence

import duckdb
import networkx as nx
import pyarrow as pa

from tandem.identity.evidence import cut
from tandem.identity.rules import (
    ALIKE,
    JUDGED,
    JUDGED_SAME,
    SAME_KEY,
    SAME_KEY_AND_NAME,
    SAME_NAME,
    SAME_NUMBER,
    STATED,
)
from tandem.ledger import Judgement

# How hard each tier resists being cut: less than one piece of stronger evidence, however much of the weaker there is.
_RESISTANCE = {
    ALIKE: 1,
    SAME_NAME: 10**4,
    SAME_NUMBER: 10**8,
    SAME_KEY_AND_NAME: 10**12,
    SAME_KEY: 10**16,
    STATED: 10**20,
    JUDGED: 10**24,
}


def join_same(connection: duckdb.DuckDBPyConnection, judgements: Iterable[Judgement]) -> None:
    """An edge for each pair that was judged to be the same."""
    pairs = [(act.record_a, act.record_b, act.decided_at) for act in judgements if act.verdict == "same"]
    if not pairs:
        return
    connection.register("judged", pa.table(dict(zip(("a", "b", "decided_at"), zip(*pairs, strict=True), strict=True))))
    connection.execute(
        f"""
        insert into edges by name
        select a.no as a, b.no as b, {JUDGED} as tier, '{JUDGED_SAME}' as rule, judged.decided_at
        from judged
        inner join records as a on judged.a = a.source_record_key
        inner join records as b on judged.b = b.source_record_key
        """
    )
    connection.unregister("judged")


def part_different(connection: duckdb.DuckDBPyConnection, judgements: Iterable[Judgement]) -> None:
    """Part every cluster in which two records are that were judged to be different, at its weakest place.

    That is a minimum cut between the two (Ford and Fulkerson 1956) in which no amount of weaker evidence is worth one
    piece of stronger evidence; of several such cuts the one that takes the fewest records along with the second
    record, by key. What records share is one node, not a star around the first of them: so the answer depends neither
    on the order of the records nor on that of the two. ``members`` and ``edges`` are changed accordingly, and what was
    cut is among the refusals.
    """
    for act in judgements:
        if act.verdict == "different":
            _part(connection, sorted((act.record_a, act.record_b)))


def _part(connection: duckdb.DuckDBPyConnection, pair: Sequence[str]) -> None:
    found = connection.execute(
        """
        select members.anchor, members.no
        from members
        inner join records on members.no = records.no
        where list_contains(?, records.source_record_key)
        order by records.source_record_key
        """,
        [pair],
    ).fetchall()
    if len(found) < 2 or found[0][0] != found[1][0]:
        return
    (anchor, first), (_, second) = found
    _, (_, leaving) = nx.minimum_cut(_graph(connection, anchor), first, second)
    numbers = sorted(node for node in leaving if isinstance(node, int))
    connection.register("leaving", pa.table({"no": pa.array(numbers, pa.int64())}))
    cut(connection, "(a in (from leaving)) <> (b in (from leaving))", "no in (from leaving)", "judged_different")
    connection.execute(_RENAME, {"anchor": anchor})
    connection.unregister("leaving")


def _graph(connection: duckdb.DuckDBPyConnection, anchor: int) -> nx.Graph:
    """The evidence within one cluster: records are nodes by number, what they share are nodes by hash."""
    graph = nx.Graph()
    for a, b, tier, shared in connection.execute(
        """
        select edges.a, edges.b, edges.tier, edges.shared
        from edges
        inner join members on edges.a = members.no
        where members.anchor = ?
        """,
        [anchor],
    ).fetchall():
        if shared is None:
            stated = graph.get_edge_data(a, b, {"capacity": 0})["capacity"]
            graph.add_edge(a, b, capacity=stated + _RESISTANCE[tier])
        else:
            graph.add_edge(a, shared, capacity=_RESISTANCE[tier])
            graph.add_edge(b, shared, capacity=_RESISTANCE[tier])
    return graph


_RENAME = """
    update members
    set anchor = case
        when no in (from leaving) then (select min(no) from leaving)
        else (select min(no) from members where anchor = $anchor and no not in (from leaving))
    end
    where anchor = $anchor
"""
