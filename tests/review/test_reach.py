"""Counts of what lies behind each entry, made for all at once: as many as a walk from each one finds."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import Graph
from kg.review import _reach
from kg.review._gap import _above, _below, _count_above, _count_below, _ends, _reached, count_all

_NODES = st.sampled_from("abcdefghijkl")


@given(
    st.dictionaries(_NODES, st.lists(_NODES, max_size=4)),
    st.frozensets(_NODES | st.just("z")),
    st.sampled_from((1, 3, 64)),
)
def test_counts_in_any_graph_are_those_of_networkx(
    steps: dict[str, list[str]], ends: frozenset[str], bits: int
) -> None:
    net = nx.DiGraph(steps)
    with pytest.MonkeyPatch.context() as patch:
        # Ends are counted in batches, of which there may be one, several, or one for each.
        patch.setattr(_reach, "_BITS", bits)
        found = _reach.counts(steps, ends)
    assert found == {node: len({node, *nx.descendants(net, node)} & ends) for node in net}


@pytest.mark.parametrize("closed", [False, True])
def test_a_row_longer_than_calls_may_be_deep_is_counted(closed: bool) -> None:
    long = 20_000
    steps = {str(n): [str(n + 1)] for n in range(long - 1)} | {str(long - 1): ["0"] if closed else []}
    found = _reach.counts(steps, frozenset(steps))
    assert found == {str(n): long if closed else long - n for n in range(long)}


def test_what_is_counted_for_all_is_what_is_counted_for_each(toy_graph: Graph) -> None:
    # A graph of its own, of which nothing has been asked.
    graph = Graph(toy_graph.catalogue)
    count_all(graph)
    for counted, near, ends in zip((_count_below, _count_above), (_below, _above), _ends(graph), strict=True):
        found = dict(counted.of(graph))
        assert max(found.values()) > 1
        assert found == {id: _reached(near.of(graph), id, ends) for id in found}
