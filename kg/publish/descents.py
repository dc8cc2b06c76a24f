"""What the trace explorer searches: every step down the stack between a theory or result and a mechanism, as a short script.

A script and not JSON, because a page that is opened from the disk may load scripts beside it and nothing else. Names are told
once and then meant by their number, so that an atlas of 10,000 entries stays near a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.graph import Graph
from kg.publish.data import listed, together
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


def descents(graph: Graph) -> Iterator[str]:
    """`kgDescents = {...};` with the entries in the order of ids; `kg/publish/theme/js/trace.js` says how to read it."""
    yield "const kgDescents = "
    yield from together(_data(graph))
    yield ";\n"


def _data(graph: Graph) -> Iterator[tuple[str, Iterable[str]]]:
    """The fields, each in pieces of its JSON."""
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
            sorted(systems[id] for id in sorted(step.statement.systems)), regimes[link.regime or ""], evidence,
        ]  # fmt: skip
        return found if evidence else found[:-1]

    # Names get their numbers here, and stand in front: of the steps the text is kept, and not a million lists.
    steps = list(listed(row(step) for id in nodes for step in search.below.get(id, ()) if step.target in number))
    sightings = list(
        listed(
            [number[id], sorted([systems[system], STANDINGS.index(standing)] for system, standing in seen.items())]
            for id in nodes
            if id.startswith("mechanism/") and (seen := search.sightings[id])
        )
    )
    layers = [record.name for record in graph.catalogue.layers]
    tones = ranks(graph)
    reaching = set(starts(graph))
    yield "nodes", listed(_node(graph, id, layers, reaching) for id in nodes)
    yield "layers", listed([record.entry.title, tones[record.name]] for record in graph.catalogue.layers)
    yield "relations", listed([words, int(placed[words])] for words in relations.numbers)
    yield "standings", listed(STANDINGS)
    yield "systems", listed([id, _title(graph, id)] for id in systems.numbers)
    yield "papers", listed([id, label(graph, id)] for id in papers.numbers)
    yield "regimes", listed(regimes.numbers)
    yield "steps", steps
    yield "sightings", sightings


def _node(graph: Graph, id: str, layers: list[str], reaching: set[str]) -> list[Any]:
    """Id, title, layers by number, and the standing of a result by number (-1 where it weakens nothing)."""
    entry = graph.record(id).entry
    own = str(getattr(entry, "standing", "unstated")) if id.startswith("result/") else "unstated"
    places = [layers.index(ref.layer) for ref in entry.layers if ref.layer in layers]
    return [id, entry.title, places, -1 if own == "unstated" else STANDINGS.index(own), int(id in reaching)]


def _title(graph: Graph, id: str) -> str:
    record = graph.catalogue.records.get(id)
    return record.entry.title if record else id
