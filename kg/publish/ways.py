"""The chain through each entry that the map shows: what the table beside it says, and what its script lights up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.graph import Graph
from kg.publish import drawing
from kg.queries.through import through
from kg.queries.trace import Chain


@dataclass(frozen=True, slots=True)
class Way:
    """One row: an entry, and the best chain through it if there is any."""

    id: str
    chain: Chain | None

    @property
    def whole(self) -> bool:
        """Whether it reaches a mechanism."""
        return self.chain is not None and self.chain.ids[-1].startswith("mechanism/")

    @property
    def verdict(self) -> str:
        if self.chain is None:
            return "alone"
        return ("anchored" if self.chain.anchored else "spliced") if self.whole else "half"


@dataclass(frozen=True, slots=True)
class Walk:
    """The map with its rows; `numbers` name the entries of their chains, in the order of the numbers."""

    map: str
    ways: Sequence[Way]
    numbers: Mapping[str, int]

    def steps(self, way: Way) -> str:
        return " ".join(str(self.numbers[id]) for id in way.chain.ids) if way.chain else ""


def walk(graph: Graph, page: str = "") -> Walk:
    ways = [Way(id, through(graph, id)) for id in drawing.shown(graph)]
    named = dict.fromkeys(id for way in ways for id in (way.id, *(way.chain.ids if way.chain else ())))
    numbers = {id: number for number, id in enumerate(named)}
    return Walk(drawing.stack_map(graph, page, numbers), ways, numbers)
