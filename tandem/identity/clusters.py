"""From edges to clusters: connected components, and the member that names each of them."""

import numpy as np
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
