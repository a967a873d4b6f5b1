"""From edges to clusters: connected components, and the member that names each of them."""

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Nodes = np.ndarray


def anchors(count: int, a: Nodes, b: Nodes) -> Nodes:
    """For each of ``count`` nodes the lowest node of its connected component.

    ``a`` and ``b`` are the two ends of each edge (integers below ``count``). Nodes are numbered in landing order, so
    the lowest is the anchor; the answer depends on neither the order nor the direction of the edges.
    """
    if count == 0:
        return np.empty(0, dtype=np.int64)
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    lowest = np.full(int(labels.max()) + 1, count, dtype=np.int64)
    np.minimum.at(lowest, labels, np.arange(count, dtype=np.int64))
    return lowest[labels]


def write_anchors(connection: duckdb.DuckDBPyConnection, columns: Mapping[str, int]) -> None:
    """Write ``members`` (no, and ``columns``): the anchor of every record's cluster if evidence up to a tier counts.

    ``records`` are numbered from 0, ``edges`` are theirs (``evidence.py``); ``columns``: the tier by column.
    """
    (count,) = connection.execute("select count(*) from records").fetchone() or (0,)
    found = {name: pa.array(_anchors_of(connection, count, tier)) for name, tier in columns.items()}
    connection.register("found", pa.table({"no": pa.array(np.arange(count, dtype=np.int64)), **found}))
    connection.execute("create or replace temp table members as select * from found")
    connection.unregister("found")


def _anchors_of(connection: duckdb.DuckDBPyConnection, count: int, tier: int) -> np.ndarray:
    ends = connection.execute(f"select a, b from edges where tier <= {tier}").fetchnumpy()
    return anchors(count, np.asarray(ends["a"], dtype=np.int64), np.asarray(ends["b"], dtype=np.int64))
