"""The best chain through an entry: whole where it can be, anchored only where one system carries all of it."""

from __future__ import annotations

from collections.abc import Callable

from kg.graph import Graph
from kg.queries.through import through

GraphOf = Callable[[dict[str, str]], Graph]

PARTS = {
    "system/pot": "",
    "system/vase": "",
    "mechanism/gate": "links: {observed_in: [{to: system/pot, standing: supported}]}\n",
    "mechanism/vault": "links: {observed_in: [{to: system/vase, standing: supported}]}\n",
    "theory/hum": "links:\n  explains:\n    - {to: phenomenon/bloom, in: [system/pot], standing: conjectured}\n",
    "result/law": "links:\n  explains:\n    - {to: phenomenon/bloom, in: [system/vase], standing: proved}\n",
}


def test_an_anchored_whole_is_preferred_to_the_best_halves(graph_of: GraphOf) -> None:
    # The firmer halves, over result/law and mechanism/gate, meet in no system.
    bloom = (
        "links:\n  rests_on:\n    - {to: mechanism/gate, in: [system/pot], standing: supported}\n"
        "    - {to: mechanism/vault, in: [system/pot], standing: proved}\n"
    )
    chain = through(graph_of({**PARTS, "phenomenon/bloom": bloom}), "phenomenon/bloom")
    assert chain is not None and chain.ids == ("theory/hum", "phenomenon/bloom", "mechanism/gate")
    assert chain.systems == ("system/pot",) and chain.standing == "conjectured"


def test_a_phenomenon_that_rests_on_nothing_has_half_a_chain(graph_of: GraphOf) -> None:
    chain = through(graph_of({**PARTS, "phenomenon/bloom": ""}), "phenomenon/bloom")
    assert chain is not None and chain.ids[-1] == "phenomenon/bloom"


def test_an_entry_without_grounding_links_has_none(graph_of: GraphOf) -> None:
    assert through(graph_of({"theory/alone": ""}), "theory/alone") is None


def test_a_mechanism_is_the_end_of_its_chain(graph_of: GraphOf) -> None:
    bloom = "links:\n  rests_on: [{to: mechanism/gate, in: [system/pot], standing: supported}]\n"
    chain = through(graph_of({**PARTS, "phenomenon/bloom": bloom}), "mechanism/gate")
    assert chain is not None and chain.ids == ("theory/hum", "phenomenon/bloom", "mechanism/gate")
