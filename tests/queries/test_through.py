"""The best chain through an entry: whole where it can be, anchored only where one system carries all of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random

from kg.graph import Graph
from kg.queries._chain import rank
from kg.queries._descent import descent
from kg.queries.through import through
from kg.queries.trace import traces, traces_up
from tests.queries.test_trace_by_enumeration import made_up

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


def test_it_is_the_best_of_all_that_two_halves_make(graph_of: GraphOf) -> None:
    found = 0
    for seed in range(150):
        graph = graph_of(made_up(Random(seed)).entries())
        search = descent(graph)
        for id in (id for id in graph.catalogue.records if id.startswith(("phenomenon/", "result/"))):
            above, below = traces_up(graph, id, 12).chains, traces(graph, id, most=12).chains
            wholes = [
                search.join(upper.steps + lower.steps)
                for upper, lower in product(above, below)
                if not {*upper.ids[:-1]} & {*lower.ids}
            ]
            if wholes:
                best = through(graph, id)
                assert best is not None
                keys = [
                    (bool(c.splices), c.ids[0].partition("/")[0] != "theory", *rank(c)[1:]) for c in (best, *wholes)
                ]
                assert keys[0] == min(keys[1:])
                found += 1
    assert found > 50
