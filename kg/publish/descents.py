"""What the trace explorer searches: every step down the stack between a theory or result and a mechanism, as a short script.

A script and not JSON, because a page that is opened from the disk may load scripts beside it and nothing else. Names are told
once and then meant by their number, so that an atlas of 10,000 entries stays near a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.graph import Graph
from kg.publish.data import dump
from kg.publish.label import label
from kg.publish.marks import ranks
from kg.queries._descent import descent
from kg.queries.trace import Step, starts
from kg.schema.standing import STANDINGS

MOST_PAPERS = 6
"""Pieces of evidence that a step brings along, at most; the entry's page has all."""


class _Names:
    """Numbers for names, in the order in which they are first asked for."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.numbers: dict[str, int] = {name: number for number, name in enumerate(names)}

    def __getitem__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))


def descents(graph: Graph) -> str:
    """`kgDescents = {...};` with the entries in the order of ids; `kg/publish/theme/js/trace.js` says how to read it."""
    return f"const kgDescents = {dump(_data(graph))};\n"


def _data(graph: Graph) -> dict[str, Any]:
    search = descent(graph)
    above = search.above(*(id for id in graph.catalogue.records if id.startswith("mechanism/")))
    nodes = sorted(above)
    number = {id: index for index, id in enumerate(nodes)}
    systems, papers, regimes, relations = _Names(), _Names(), _Names([""]), _Names()
    placed: dict[str, bool] = {}

    def row(step: Step) -> list[Any]:
        link = step.statement.link
        placed[step.words] = step.statement.relation.placed
        evidence = [[papers[e.paper], e.stance, e.at] for e in link.evidence[:MOST_PAPERS]]
        found = [
            number[step.source], number[step.target], relations[step.words], STANDINGS.index(step.standing),
            sorted(systems[id] for id in step.statement.systems), regimes[link.regime or ""], evidence,
        ]  # fmt: skip
        return found if evidence else found[:-1]

    steps = [row(step) for id in nodes for step in search.below.get(id, ()) if step.target in number]
    sightings = [
        [number[id], sorted([systems[system], STANDINGS.index(standing)] for system, standing in seen.items())]
        for id in nodes
        if id.startswith("mechanism/") and (seen := search.sightings[id])
    ]
    layers = [record.name for record in graph.catalogue.layers]
    tones = ranks(graph)
    reaching = set(starts(graph))
    return {
        "nodes": [_node(graph, id, layers, reaching) for id in nodes],
        "layers": [[record.entry.title, tones[record.name]] for record in graph.catalogue.layers],
        "relations": [[words, int(placed[words])] for words in relations.numbers],
        "standings": list(STANDINGS),
        "systems": [[id, _title(graph, id)] for id in systems.numbers],
        "papers": [[id, label(graph, id)] for id in papers.numbers],
        "regimes": list(regimes.numbers),
        "steps": steps,
        "sightings": sightings,
    }


def _node(graph: Graph, id: str, layers: list[str], reaching: set[str]) -> list[Any]:
    """Id, title, layers by number, and the standing of a result by number (-1 where it weakens nothing)."""
    entry = graph.record(id).entry
    own = str(getattr(entry, "standing", "unstated")) if id.startswith("result/") else "unstated"
    places = [layers.index(ref.layer) for ref in entry.layers if ref.layer in layers]
    return [id, entry.title, places, -1 if own == "unstated" else STANDINGS.index(own), int(id in reaching)]


def _title(graph: Graph, id: str) -> str:
    record = graph.catalogue.records.get(id)
    return record.entry.title if record else id
