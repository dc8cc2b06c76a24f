"""The drawing of which quantities follow from which: inputs above outputs, families apart, bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree import ElementTree

from kg.graph import Graph
from kg.publish import following
from kg.publish.following import drawings

GraphOf = Callable[[Mapping[str, str]], Graph]


def heights(svg: str) -> dict[str, int]:
    """Title of each box to how far down its label stands."""
    found = {}
    for link in ElementTree.fromstring(svg).iter("a"):
        label = link.find("text")
        assert label is not None and link.get("href")
        found[str(label.text)] = int(label.get("y") or 0)
    return found


def test_what_is_given_stands_above_what_follows(graph_of: GraphOf) -> None:
    graph = graph_of({f"quantity/{name}": "" for name in ("a", "b", "c", "d")})
    steps = [("quantity/c", "result/x", ("quantity/a", "quantity/b")), ("quantity/d", "result/y", ("quantity/c",))]
    ((svg, left),) = drawings(graph, steps, "laws/quantities/")
    y = heights(svg)
    assert left == 0 and y["A"] == y["B"] < y["C"] < y["D"]


def test_a_ring_of_laws_is_drawn_and_ends(graph_of: GraphOf) -> None:
    graph = graph_of({f"quantity/{name}": "" for name in ("a", "b", "c")})
    ring = [(f"quantity/{b}", "result/x", (f"quantity/{a}",)) for a, b in ("ab", "bc", "ca")]
    ((svg, _),) = drawings(graph, ring, "laws/quantities/")
    assert set(heights(svg)) == {"A", "B", "C"}


def test_families_are_apart_and_cut_where_they_are_large(graph_of: GraphOf) -> None:
    many = [f"quantity/q{number:02}" for number in range(40)]
    graph = graph_of(dict.fromkeys([*many, "quantity/x", "quantity/y", "quantity/z"], ""))
    steps = [(many[0], "result/r", tuple(many[1:])), ("quantity/x", "result/s", ("quantity/y", "quantity/z"))]
    (first, left), (second, none) = drawings(graph, steps, "laws/quantities/")
    assert len(heights(first)) == following.MOST and left == 40 - following.MOST
    assert set(heights(second)) == {"X", "Y", "Z"} and none == 0
