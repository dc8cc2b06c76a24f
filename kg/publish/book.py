"""What every page needs to know about the graph, computed once: titles, layers, who names whom, traces, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from kg.catalogue import Record, Statement
from kg.graph import Graph
from kg.publish import links, pieces
from kg.publish.label import label
from kg.publish.mentions import Named, named
from kg.publish.site import SiteSettings
from kg.queries._descent import descent
from kg.queries.through import through
from kg.queries.trace import Chain, Traces, has_anchored, mechanisms_below, mechanisms_reached, places, starts, traces
from kg.reasoning import about as derived_about
from kg.reasoning import derive
from kg.reasoning.facts import Facts, Proof
from kg.review.gaps import Gap, about, gaps
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS
from kg.schema.standing import STANDINGS

CHAINS = 5
"""Traces drawn on one page, at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A layer as pages show it: its number picks the colour, the words carry the meaning."""

    id: str
    name: str
    title: str
    tone: int


class Filled(dict[str, str]):
    """A text for each id of an atlas, made when it is first asked for."""

    def __init__(self, known: Container[str], make: Callable[[str], str]) -> None:
        super().__init__()
        self._known = known
        self._make = make

    def __missing__(self, id: str) -> str:
        made = self[id] = self._make(id)
        return made

    def get(self, id: str, default: Any = None) -> Any:
        return self[id] if id in self._known else default


class Book:
    """A graph and the settings of its site, with everything that several pages ask for.

    `before` is the book of the same atlas before an edit that changed some entries: what the others say is not made out again.
    """

    def __init__(
        self, graph: Graph, site: SiteSettings, before: Book | None = None, changed: Iterable[str] = ()
    ) -> None:
        self.graph = graph
        self.site = site
        # A preview shows one page and may never need what is known of all entries; a build does.
        self.singly = site.live
        self.records: Mapping[str, Record] = graph.catalogue.records
        self._chains: dict[str, Traces] = {}
        if before:
            self._take_over(before, tuple(changed))

    def _take_over(self, before: Book, changed: Sequence[str]) -> None:
        """What has been found out and still holds after an edit."""
        then, now = before.records, self.records
        went = [then[id] for id in changed if id in then]
        came = [now[id] for id in changed if id in now]
        if "named" in before.__dict__:
            self.__dict__["named"] = before.named.replaced(went, came)
        # What follows depends on links and on how results stand, and on nothing else.
        if "facts" in before.__dict__ and [*map(_premises, went)] == [*map(_premises, came)]:
            self.__dict__["facts"] = before.facts

    @cached_property
    def places(self) -> dict[str, Place]:
        """Layer name to how it is shown, the most abstract one first."""
        layers = self.graph.catalogue.layers
        return {r.name: Place(r.id, r.name, r.entry.title, i % 8 + 1) for i, r in enumerate(layers)}

    @property
    def about(self) -> Mapping[str, Sequence[Statement]]:
        """Id to the statements it takes part in; statements that lead nowhere are left out."""
        return self.graph.about

    def ends(self, id: str, *names: str) -> list[tuple[str, Statement]]:
        """The other ends of an entry's links, by relation or inverse as it reads from the entry; the firmest first."""
        found = [
            (s.target if s.source == id else s.source, s)
            for s in self.about.get(id, ())
            if (s.relation.name if s.source == id else s.relation.inverse) in names
        ]
        return sorted(found, key=lambda end: (STANDINGS.index(end[1].link.standing), self.graph.title(end[0]), end[0]))

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Id to its place among all by title: what long lists, of which there is one for each theory, are sorted by."""
        titles = {id: (record.entry.title.casefold(), id) for id, record in self.records.items()}
        return {id: place for place, id in enumerate(sorted(titles, key=titles.__getitem__))}

    @cached_property
    def named(self) -> Named:
        return named(self.records.values())

    @cached_property
    def starts(self) -> tuple[str, ...]:
        return starts(self.graph)

    def chains(self, id: str) -> Traces:
        if id not in self._chains:
            self._chains[id] = traces(self.graph, id, most=CHAINS)
        return self._chains[id]

    @cached_property
    def _mechanisms(self) -> Sequence[str]:
        return sorted((record.id for record in self.of_kind["mechanism"]), key=self.order.__getitem__)

    @cached_property
    def _below(self) -> Mapping[str, int]:
        return mechanisms_below(self.graph, self._mechanisms)

    @cached_property
    def reach(self) -> Mapping[str, int]:
        """Where traces begin to how many mechanisms they reach."""
        return {id: mask.bit_count() for id, mask in self._below.items()}

    def named_below(self, id: str, without: Set[str], most: int) -> list[str]:
        """The first mechanisms by title that a theory or a result reaches, but for some."""
        if self.singly:
            below = {end for end in descent(self.graph).reached(id) if end.startswith("mechanism/")}
            return sorted(below - without, key=self.order.__getitem__)[:most]
        found = [self._mechanisms[place] for place in places(self._below.get(id, 0), most + len(without))]
        return [end for end in found if end not in without][:most]

    def reached(self, id: str) -> int:
        """How many mechanisms a theory or a result reaches."""
        return mechanisms_reached(self.graph, id) if self.singly else self.reach.get(id, 0)

    def through(self, id: str) -> Chain | None:
        """The best chain that passes through an entry."""
        return through(self.graph, id)

    def anchored(self, id: str) -> bool:
        """Whether the best trace from an entry holds in one system."""
        return has_anchored(self.graph, id)

    @cached_property
    def ranked_starts(self) -> list[str]:
        """Where traces begin, the anchored ones first: they are what the atlas has to show."""
        return sorted(
            self.starts,
            key=lambda id: (
                not self.anchored(id),
                self.layer_rank(self.records[id]),
                self.graph.title(id).casefold(),
                id,
            ),
        )

    @cached_property
    def facts(self) -> Facts:
        """What was written and what follows from it, with proofs."""
        return derive(self.graph)

    def follows(self, id: str) -> list[Proof]:
        """The derived facts that an entry takes part in."""
        return derived_about(self.graph, id) if self.singly else self.facts.about(id)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gaps(self.graph))

    @cached_property
    def _gaps_about(self) -> dict[str, list[Gap]]:
        found: dict[str, list[Gap]] = {}
        for gap in self.gaps:
            found.setdefault(gap.about, []).append(gap)
        return found

    def gaps_about(self, id: str) -> list[Gap]:
        return about(self.graph, id) if self.singly else self._gaps_about.get(id, [])

    @cached_property
    def of_kind(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {kind: [] for kind in kinds()}
        for record in self.records.values():
            found[record.kind].append(record)
        return found

    @cached_property
    def folders(self) -> dict[str, str]:
        """Kind to the address of the page that lists its entries."""
        return {kind: f"{model.folder}/" for kind, model in kinds().items()}

    @cached_property
    def flow(self) -> Counter[tuple[str, str]]:
        """How many grounding links lead from one layer down to another, by layer name. Refuted ones ground nothing."""
        found: Counter[tuple[str, str]] = Counter()
        first = {id: record.entry.layers[0].layer for id, record in self.records.items() if record.entry.layers}
        for statement in self.graph.statements:
            if not statement.relation.down or statement.link.standing == "refuted":
                continue
            ends = first.get(statement.source), first.get(statement.target)
            upper, lower = ends if statement.relation.down == "forwards" else ends[::-1]
            if upper and lower:
                found[upper, lower] += 1
        return found

    @cached_property
    def laws(self) -> dict[str, list[str]]:
        """Quantity to the results whose equation it appears in."""
        found: dict[str, list[str]] = {}
        for record in self.of_kind["result"]:
            equation = getattr(record.entry, "equation", None)
            for quantity in dict.fromkeys(equation.symbols.values()) if equation else ():
                found.setdefault(quantity, []).append(record.id)
        return found

    def label(self, paper: str) -> str:
        """How one cites a paper in passing: Author and Author 2023."""
        return label(self.graph, paper)

    def layers_of(self, record: Record) -> list[Place]:
        """The layers an entry says it belongs to; a layer belongs to itself."""
        if record.kind == "layer":
            return [self.places[record.name]]
        return [self.places[ref.layer] for ref in record.entry.layers if ref.layer in self.places]

    @cached_property
    def tails(self) -> Filled:
        """What stands behind a link to an entry: its kind and its first layer."""

        def make(id: str) -> str:
            places = self.layers_of(self.records[id])[:1]
            layer = f' <span class="lay layer-{places[0].tone}">{escape(places[0].title)}</span>' if places else ""
            return f" {pieces.kind(self.records[id].kind)}{layer}"

        return Filled(self.records, make)

    @cached_property
    def tones(self) -> Filled:
        """The class that colours an entry by its first layer, with a blank before it."""

        def make(id: str) -> str:
            places = self.layers_of(self.records[id])[:1]
            return f" layer-{places[0].tone}" if places else ""

        return Filled(self.records, make)

    @cached_property
    def anchors(self) -> Filled:
        """Id to the end of a link to it; the way from the page goes before."""
        return Filled(
            self.records, lambda id: f'{escape(links.address(id))}">{escape(self.records[id].entry.title)}</a>'
        )

    @cached_property
    def citations(self) -> Filled:
        """Paper to the end of a link that bears authors and year."""
        papers = {record.id for record in self.of_kind["paper"]}
        return Filled(papers, lambda id: f'{escape(links.address(id))}">{escape(self.label(id))}</a>')

    @cached_property
    def kind_order(self) -> tuple[str, ...]:
        """The kinds as they ground each other, from the top of the table of relations down; papers come last."""
        ends = (end for row in RELATIONS if row.down == "forwards" for end in (*row.source, *row.target))
        return tuple(dict.fromkeys([*ends, *(kind for kind in kinds() if kind != "paper"), "paper"]))

    def layer_rank(self, record: Record) -> int:
        """The place of an entry's first layer, from the top; entries without one come last."""
        names = list(self.places)
        return min((names.index(ref.layer) for ref in record.entry.layers if ref.layer in self.places), default=99)


def _premises(record: Record) -> tuple[Any, ...]:
    """All that an entry gives to reasoning."""
    entry = record.entry
    return record.id, entry.links, getattr(entry, "rigour", None), getattr(entry, "standing", None)
