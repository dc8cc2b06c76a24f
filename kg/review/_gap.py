"""A gap as a value, and the counting that ranks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.catalogue import Statement
from kg.graph import Graph, PerEntry
from kg.review._reach import counts


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing thing: `about` is the entry to open, `also` the others it concerns, `stub` YAML to begin with."""

    about: str
    sentence: str
    stub: str
    score: int = 1
    also: tuple[str, ...] = ()
    closes: tuple[tuple[str, str], ...] = ()
    """What new entry would close it: its kind, and its relation to `about`."""
    name: str = ""
    waived: str | None = None

    @property
    def id(self) -> str:
        """A name for the gap that stays while the entries do: kind of gap, entry, others."""
        return ":".join((self.name, self.about, *self.also))


def score(graph: Graph, above: str | None, below: str | None) -> int:
    """Pairs that would be joined: theories and results at or above one entry, times mechanisms at or below another."""
    return max(1, _count(graph, above, up=True)) * max(1, _count(graph, below, up=False))


def _count(graph: Graph, id: str | None, *, up: bool) -> int:
    return _counts(graph.whole)[up][id] if id else 1


@lru_cache(maxsize=2)
def _counts(graph: Graph) -> tuple[PerEntry[int], PerEntry[int]]:
    """How many mechanisms and phenomena lie at or below an entry, and how many theories and results at or above it."""
    above, below = _steps(graph)
    lower, upper = _ends(graph)
    return PerEntry(lambda id: _reached(below, id, lower)), PerEntry(lambda id: _reached(above, id, upper))


@lru_cache(maxsize=2)
def count_all(graph: Graph) -> None:
    """Count for all entries at once, where many gaps are to be ranked."""
    above, below = _steps(graph)
    for counted, steps, ends in zip(_counts(graph), (below, above), _ends(graph), strict=True):
        counted.update(counts({id: found for id in graph.catalogue.records if (found := steps[id])}, ends))


@lru_cache(maxsize=2)
def _ends(graph: Graph) -> tuple[frozenset[str], frozenset[str]]:
    """What is counted below an entry, and above it."""
    records = graph.catalogue.records
    lower = frozenset(id for id in records if id.startswith(("mechanism/", "phenomenon/")))
    return lower, frozenset(id for id in records if id.startswith(("theory/", "result/")))


def _reached(steps: Mapping[str, list[str]], id: str, ends: frozenset[str]) -> int:
    seen = {id}
    edge = {id}
    while edge:
        # A round at a time, so that sets and not this loop touch each entry.
        edge = set().union(*map(steps.__getitem__, edge)) - seen
        seen |= edge
    return len(seen & ends)


@lru_cache(maxsize=2)
def _steps(graph: Graph) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """What lies right above each entry, and right below it."""
    return PerEntry(lambda id: _beside(graph, id, up=True)), PerEntry(lambda id: _beside(graph, id, up=False))


def _beside(graph: Graph, id: str, *, up: bool) -> list[str]:
    found = []
    for statement in graph.about.get(id, ()):
        down = statement.relation.down
        if down:
            ends = (statement.source, statement.target)
            upper, lower = ends if down == "forwards" else ends[::-1]
            if id == (lower if up else upper) and stands(graph, statement):
                found.append(upper if up else lower)
    return found


def stands(graph: Graph, statement: Statement) -> bool:
    """Neither the link is refuted, nor a result at one of its ends: what is refuted grounds nothing."""
    refuted = graph.whole.refuted
    return statement.link.standing != "refuted" and statement.source not in refuted and statement.target not in refuted


def linked(graph: Graph, id: str, *names: str) -> list[str]:
    """The other ends of an entry's links that stand, by relation or inverse as it reads from the entry."""
    return [other for name, other in _standing(graph.whole).get(id, ()) if name in names]


@lru_cache(maxsize=2)
def _standing(graph: Graph) -> Mapping[str, list[tuple[str, str]]]:
    """Id to the links of an entry that stand, in order: the relation as it reads from there, and the other end."""
    return PerEntry(
        lambda id: [
            (s.relation.name, s.target) if s.source == id else (s.relation.inverse, s.source)
            for s in graph.about.get(id, ())
            if stands(graph, s)
        ]
    )


def neighbours(graph: Graph, id: str) -> frozenset[str]:
    """All entries that some link joins with this one."""
    return _neighbours(graph.whole)[id]


@lru_cache(maxsize=2)
def _neighbours(graph: Graph) -> Mapping[str, frozenset[str]]:
    return PerEntry(lambda id: frozenset(end for s in graph.about.get(id, ()) for end in (s.source, s.target)))


def add_link(graph: Graph, id: str, relation: str, target: str, *, systems: bool = True) -> str:
    """A stub that adds one link to an entry."""
    lines = [f"# in {graph.record(id).path}", "links:", f"  {relation}:", f"    - to: {target}"]
    if systems:
        lines.append("      in: [system/NAME]")
    lines += ["      standing: supported", "      evidence:"]
    lines.append("        - {paper: paper/NAME, at: section N, stance: supports, read: full}")
    return "\n".join(lines) + "\n"
