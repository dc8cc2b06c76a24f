"""A gap as a value, and the counting that ranks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.catalogue import Statement
from kg.graph import Graph


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
    if id is None:
        return 1
    ends = ("theory/", "result/") if up else ("mechanism/", "phenomenon/")
    steps = _steps(graph.whole)[0 if up else 1]
    seen = {id}
    waiting = [id]
    while waiting:
        for other in steps.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return sum(other.startswith(ends) for other in seen)


@lru_cache(maxsize=2)
def _steps(graph: Graph) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    over: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for statement in graph.statements:
        down = statement.relation.down
        if down and stands(graph, statement):
            ends = (statement.source, statement.target)
            upper, lower = ends if down == "forwards" else reversed(ends)
            below.setdefault(upper, []).append(lower)
            over.setdefault(lower, []).append(upper)
    return over, below


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
    found: dict[str, list[tuple[str, str]]] = {}
    for statement in graph.statements:
        if stands(graph, statement):
            source, relation, target = statement.source, statement.relation, statement.target
            found.setdefault(source, []).append((relation.name, target))
            if target != source:
                found.setdefault(target, []).append((relation.inverse, source))
    return found


def add_link(graph: Graph, id: str, relation: str, target: str, *, systems: bool = True) -> str:
    """A stub that adds one link to an entry."""
    lines = [f"# in {graph.record(id).path}", "links:", f"  {relation}:", f"    - to: {target}"]
    if systems:
        lines.append("      in: [system/NAME]")
    lines += ["      standing: supported", "      evidence:"]
    lines.append("        - {paper: paper/NAME, at: section N, stance: supports, read: full}")
    return "\n".join(lines) + "\n"
