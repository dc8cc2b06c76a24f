"""Entries as nodes and written links as edges, between sound entries only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, partial, update_wrapper
from typing import Any, Generic, TypeVar

from kg import discover
from kg.catalogue import Catalogue, Record, Statement

T = TypeVar("T")


class PerEntry(dict[str, T]):
    """An answer for each entry, made when it is first asked for: one page asks about a few of ten thousand."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, id: str) -> T:
        made = self[id] = self._make(id)
        return made

    def get(self, id: str, default: Any = None) -> T:
        return self[id]


class Reach(Enum):
    """What an answer about an entry depends on, so that it is known for how long it holds."""

    NEAR = auto()
    """Its own links, and the entries at their other ends."""
    BELOW = auto()
    """The links at it and of all that lies below it, and which results there are refuted: no titles, and no places in files."""
    ABOVE = auto()
    """The same, of all that lies above it."""


class Asked(Generic[T]):
    """A question about one entry of a graph. It is answered once for each, and after an edit only where the edit reaches."""

    def __init__(self, reach: Reach, make: Callable[[Graph, str], T]) -> None:
        update_wrapper(self, make)
        self.reach = reach
        self._make = make

    def of(self, graph: Graph) -> PerEntry[T]:
        """The answers for all entries, each made when it is first asked for."""
        whole = graph.whole
        if self not in whole.answers:
            whole.answers[self] = PerEntry(partial(self._make, whole))
        return whole.answers[self]

    def again(self, graph: Graph, known: Mapping[str, T], lost: Set[str]) -> None:
        """Answer for a graph what is known of it from before an edit."""
        self.of(graph).update((id, answer) for id, answer in known.items() if id not in lost)

    def __call__(self, graph: Graph, id: str) -> T:
        return self.of(graph)[id]


def asked(reach: Reach) -> Callable[[Callable[[Graph, str], T]], Asked[T]]:
    """Make a question of a function: `@asked(Reach.NEAR)`."""
    return partial(Asked, reach)


# Compared by identity, so that answers can be remembered per graph.
@dataclass(frozen=True, eq=False)
class Graph:
    """The links of a catalogue, each way round. Nothing above changes either."""

    catalogue: Catalogue

    def record(self, id: str) -> Record:
        return self.catalogue.records[id]

    def title(self, id: str) -> str:
        record = self.catalogue.records.get(id)
        return record.entry.title if record else id

    @cached_property
    def answers(self) -> dict[Asked[Any], PerEntry[Any]]:
        """What has been asked about single entries, and the answers."""
        return {}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The written links whose both ends are sound entries: what the edges are made of."""
        known, every = self.catalogue.records, self.catalogue.statements
        sound = tuple(s for s in every if s.source in known and s.target in known)
        # Mostly all are, and a million links need not be held twice.
        return every if len(sound) == len(every) else sound

    @cached_property
    def about(self) -> Mapping[str, tuple[Statement, ...]]:
        """Id to the statements it takes part in; those that lead nowhere are left out."""
        every = self.catalogue.about
        if self.statements is self.catalogue.statements:
            return every
        known = self.catalogue.records
        return {
            id: tuple(s for s in found if s.source in known and s.target in known)
            for id, found in every.items()
            if id in known
        }

    @cached_property
    def refuted(self) -> frozenset[str]:
        """The results that stand refuted themselves, whatever the links say."""
        results = self.catalogue.of_kind("result")
        return frozenset(r.id for r in results if getattr(r.entry, "standing", "") == "refuted")

    @cached_property
    def net(self) -> Any:
        """A NetworkX `MultiDiGraph`, made and imported when first asked for: at a million links it weighs half a gigabyte."""
        return discover.module("kg", "net").net(self)

    def of_kind(self, kind: str) -> list[Record]:
        return self.catalogue.of_kind(kind)

    @property
    def whole(self) -> Graph:
        """The graph of which this shows a part."""
        return self

    def layer_names(self, id: str) -> tuple[str, ...]:
        return tuple(ref.layer for ref in self.record(id).entry.layers)


@dataclass(frozen=True, eq=False)
class Focus(Graph):
    """A graph whose walks over kinds and statements pass one entry and those it is linked with; all else is as in the whole.

    What concerns an entry is found in it without a look at all others: a preview has no second to spare.
    """

    full: Graph
    id: str

    @property
    def whole(self) -> Graph:
        return self.full

    @cached_property
    def ids(self) -> tuple[str, ...]:
        ends = (end for s in self.full.about.get(self.id, ()) for end in (s.source, s.target))
        return tuple(sorted({self.id, *ends}))

    def of_kind(self, kind: str) -> list[Record]:
        return [record for id in self.ids if (record := self.record(id)).kind == kind]

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        found = {id(s): s for end in self.ids for s in self.full.about.get(end, ())}
        return tuple(in_order(found.values()))


def in_order(statements: Iterable[Statement]) -> list[Statement]:
    """Some of the statements of a graph, as they stand among all."""
    return sorted(statements, key=_written)


def _written(statement: Statement) -> tuple[str, int, int]:
    _, relation, index = statement.loc
    return statement.record.id, list(statement.record.entry.links).index(str(relation)), int(index)


def after(before: Graph, catalogue: Catalogue, changed: Iterable[str]) -> Graph:
    """The graph after an edit that changed these entries, with the answers that hold still."""
    graph = Graph(catalogue)
    changed = tuple(changed)
    lost = dict(zip(Reach, (_beside(before, graph, changed), *_reaching(before, graph, changed)), strict=True))
    for question, known in before.answers.items():
        question.again(graph, known, lost[question.reach])
    return graph


def _beside(before: Graph, graph: Graph, ids: Iterable[str]) -> set[str]:
    """These entries, and those that a link joins with one of them, before an edit or after it."""
    sides = (before.catalogue.about, graph.catalogue.about)
    return {*ids, *(end for id in ids for about in sides for s in about.get(id, ()) for end in (s.source, s.target))}


def _reaching(before: Graph, graph: Graph, changed: Iterable[str]) -> tuple[set[str], set[str]]:
    """The entries at or above the links that an edit changed, and those at or below them."""
    moved: set[str] = set()
    for id in changed:
        old, new = (
            {
                (s.source, s.relation.name, s.target, s.link.standing, s.link.in_)
                for s in side.catalogue.written.get(id, ())
            }
            for side in (before, graph)
        )
        moved.update(end for source, _, target, *_ in old ^ new for end in (source, target))
        if _stands(before, id) != _stands(graph, id):
            moved |= _beside(before, graph, (id,))
    # The way to the first of them leads over links that are as they were.
    return _along(graph, moved, up=True), _along(graph, moved, up=False)


def _stands(graph: Graph, id: str) -> str | None:
    """How an entry stands; nothing where there is none."""
    record = graph.catalogue.records.get(id)
    return str(getattr(record.entry, "standing", "")) if record else None


def _along(graph: Graph, ids: Iterable[str], *, up: bool) -> set[str]:
    """These entries, and all above or below them."""
    seen = {*ids}
    waiting = list(seen)
    while waiting:
        here = waiting.pop()
        for statement in graph.catalogue.about.get(here, ()):
            if down := statement.relation.down:
                ends = (
                    (statement.source, statement.target) if down == "forwards" else (statement.target, statement.source)
                )
                other = ends[0 if up else 1]
                if ends[1 if up else 0] == here and other not in seen:
                    seen.add(other)
                    waiting.append(other)
    return seen


def build(catalogue: Catalogue) -> Graph:
    """Link what can be linked. A link into the void is left out here and reported by a check."""
    return Graph(catalogue)
