"""A gap as a value, and the counting that ranks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.catalogue import Statement
from kg.graph import Graph, Reach, asked
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
    return (_count_above if up else _count_below)(graph, id) if id else 1


@asked(Reach.ABOVE)
def _count_above(graph: Graph, id: str) -> int:
    """How many theories and results lie at or above an entry."""
    return _reached(_above.of(graph), id, _ends(graph)[True])


@asked(Reach.BELOW)
def _count_below(graph: Graph, id: str) -> int:
    """How many mechanisms and phenomena lie at or below it."""
    return _reached(_below.of(graph), id, _ends(graph)[False])


@lru_cache(maxsize=2)
def count_all(graph: Graph) -> None:
    """Count for all entries at once, where many gaps are to be ranked."""
    for counted, near, ends in zip((_count_below, _count_above), (_below, _above), _ends(graph), strict=True):
        known, near_by = counted.of(graph), near.of(graph)
        steps = {id: found for id in graph.catalogue.records if (found := near_by[id])}
        # After an edit most counts are those from before it, and the few others are sooner counted one by one.
        if 2 * len(steps.keys() - known.keys()) > len(steps):
            known.update(counts(steps, ends))


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


@asked(Reach.NEAR)
def _above(graph: Graph, id: str) -> list[str]:
    """What lies right above an entry."""
    return _beside(graph, id, up=True)


@asked(Reach.NEAR)
def _below(graph: Graph, id: str) -> list[str]:
    """What lies right below it."""
    return _beside(graph, id, up=False)


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
    return [other for name, other in _standing(graph, id) if name in names]


@asked(Reach.NEAR)
def _standing(graph: Graph, id: str) -> list[tuple[str, str]]:
    """The links of an entry that stand, in order: the relation as it reads from there, and the other end."""
    return [
        (s.relation.name, s.target) if s.source == id else (s.relation.inverse, s.source)
        for s in graph.about.get(id, ())
        if stands(graph, s)
    ]


@asked(Reach.NEAR)
def neighbours(graph: Graph, id: str) -> frozenset[str]:
    """All entries that some link joins with this one."""
    return frozenset(end for s in graph.about.get(id, ()) for end in (s.source, s.target))


def add_link(graph: Graph, id: str, relation: str, target: str, *, systems: bool = True) -> str:
    """A stub that adds one link to an entry."""
    lines = [f"# in {graph.record(id).path}", "links:", f"  {relation}:", f"    - to: {target}"]
    if systems:
        lines.append("      in: [system/NAME]")
    lines += ["      standing: supported", "      evidence:"]
    lines.append("        - {paper: paper/NAME, at: section N, stance: supports, read: full}")
    return "\n".join(lines) + "\n"
