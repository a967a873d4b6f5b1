"""Clusters against an independent library, on random graphs."""

import networkx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.identity.clusters import anchors


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 60))
    nodes = st.integers(0, count - 1)
    return count, draw(st.lists(st.tuples(nodes, nodes), max_size=90))


def anchors_of(count, edges):
    a, b = (np.array([edge[end] for edge in edges], dtype=np.int64) for end in (0, 1))
    return anchors(count, a, b)


@settings(deadline=None)
@given(graphs())
def test_the_same_components_as_networkx(graph):
    count, edges = graph
    reference = networkx.Graph(edges)
    reference.add_nodes_from(range(count))
    expected = {node: min(part) for part in networkx.connected_components(reference) for node in part}
    assert anchors_of(count, edges).tolist() == [expected[node] for node in range(count)]


@settings(deadline=None)
@given(graphs(), st.randoms())
def test_order_and_direction_of_edges_do_not_matter(graph, random):
    count, edges = graph
    turned = [edge if random.random() < 0.5 else edge[::-1] for edge in edges]
    random.shuffle(turned)
    assert anchors_of(count, turned).tolist() == anchors_of(count, edges).tolist()


@settings(deadline=None)
@given(graphs(), st.data())
def test_more_nodes_and_edges_keep_every_anchor_or_lower_it(graph, data):
    count, edges = graph
    larger = count + data.draw(st.integers(0, 20))
    nodes = st.integers(0, larger - 1)
    before = anchors_of(count, edges)
    after = anchors_of(larger, [*edges, *data.draw(st.lists(st.tuples(nodes, nodes), max_size=30))])
    assert all(after[:count] <= before)


def test_no_nodes():
    assert anchors_of(0, []).tolist() == []
