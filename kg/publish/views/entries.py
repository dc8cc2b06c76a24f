"""A page for every entry, from `each-<kind>.html.jinja`, or from `each-entry.html.jinja` where a kind has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from kg.catalogue import Record
from kg.exports import bibtex
from kg.formulas import formulas
from kg.publish import api, links, metadata, pieces
from kg.publish.around import LARGE, neighbourhood
from kg.publish.book import Book
from kg.publish.charts import Range, beside
from kg.publish.environment import TEMPLATES
from kg.publish.follows import follows
from kg.publish.formulas import formula
from kg.publish.here import Here
from kg.publish.identifiers import addresses
from kg.publish.laws import calculator, worked
from kg.publish.leaves import leaves
from kg.publish.plot import plot, spots
from kg.publish.room import ROOMS, Room, fitting
from kg.publish.site import Page
from kg.publish.stacked import MOST, Group, Seen, stacked
from kg.publish.views.layers import layer_values
from kg.queries.evidence import papers_about, tally, testimonies
from kg.schema.relations import by_name
from kg.schema.standing import STANDINGS

FORMULAS = 6
"""Formulas that the page of a quantity sets, at most; of the other laws it has the names."""

CROWD = 24
"""Links of an entry from which on its page shows only a few of each relation, to stay light on a phone."""

LISTED = 10
"""Links of an entry from which on a page of their own has all of them, so that the entry's own page may show fewer."""

LINKS = 40
"""Links on one of the pages that list all links of an entry."""


SIGHTED = frozenset(by_name()["observed_in"].source)
_OBSERVED = by_name()["observed_in"].reads("observed_in")


def pages(book: Book) -> Iterator[Page]:
    own = _templates(book)
    for record in book.records.values():
        yield from _of(book, record, own)


def page_at(book: Book, address: str) -> Page | None:
    """The page of an entry at an address, made without a list of all pages."""
    id = "/".join(address.split("/")[:2])
    record = book.records.get(id)
    found = _of(book, record, _templates(book)) if record else ()
    return next((page for page in found if page.address == address), None)


def _templates(book: Book) -> frozenset[str]:
    """The kinds' own templates that there are."""
    folders = (TEMPLATES, *book.site.overrides)
    return frozenset(file.name for folder in folders for file in folder.glob("each-*.html.jinja"))


def _of(book: Book, record: Record, own: frozenset[str]) -> Iterator[Page]:
    name = f"each-{record.kind}.html.jinja"
    address = links.address(record.id)
    template = name if name in own else "each-entry.html.jinja"
    # A hundred thousand pages wait to be made, so each holds no more than what it is made of.
    yield Page(f"{address}index.html", record.path, partial(_page, book, record, template))
    for number in range(1, _leaves_of_links(book, record.id) + 1):
        leaf = f"{address}links/" if number == 1 else f"{address}links/{number}/"
        yield Page(f"{leaf}index.html", None, partial(_links, book, record, leaf, number))


def _page(book: Book, record: Record, template: str) -> str:
    section = "scoreboard/" if record.kind == "prediction" else book.folders[record.kind]
    here = Here(
        book, links.address(record.id), record.entry.title, record.entry.summary, record.kind, record.path, section
    )
    return fitting(
        lambda room: here.page(template, lambda: _values(book, record, here, room)).html,
        int(len(book.about.get(record.id, ())) > CROWD),
    )


def _has_many(book: Book, id: str) -> bool:
    """Whether the links of an entry have pages of their own."""
    found = book.about.get(id, ())
    sides = Counter((statement.relation.name, statement.source == id) for statement in found)
    return len(found) >= LISTED or max(sides.values(), default=0) > MOST


def _leaves_of_links(book: Book, id: str) -> int:
    """How many pages the links of an entry fill, where its own page may not hold all of them."""
    return -(-len(book.about[id]) // LINKS) if _has_many(book, id) else 0


def _links(book: Book, record: Record, address: str, number: int) -> str:
    shown = f"Links of {record.entry.title}" + (f", page {number}" if number > 1 else "")
    here = Here(book, address, shown, kind=record.kind, source=record.path, section=book.folders[record.kind])

    def values() -> dict[str, Any]:
        leaf = leaves(_rows(book, record.id), f"{links.address(record.id)}links/", LINKS)[number - 1]
        drawing = neighbourhood(book.graph, record.id, LARGE, address) if number == 1 else ""
        above, below, beside = (_groups(leaf.items, side) for side in range(3))
        return {"record": record, "drawing": drawing, "above": above, "below": below, "beside": beside, "leaf": leaf}

    return here.page("links.html.jinja", values).html


# The pages of one entry are made one after the other.
@lru_cache(maxsize=1)
def _rows(book: Book, id: str) -> list[tuple[int, Group, Seen]]:
    """All links of an entry in the order of its pages, each with its side and its group."""
    sides = stacked(book.about, book.graph.title, id, len(book.about[id]))
    return [(side, group, seen) for side, groups in enumerate(sides) for group in groups for seen in group.items]


def _groups(rows: Iterable[tuple[int, Group, Seen]], side: int) -> list[Group]:
    """The groups of one side, with those of their links that are among the rows."""
    found: dict[str, list[Seen]] = {}
    for where, group, seen in rows:
        if where == side:
            found.setdefault(group.words, []).append(seen)
    return [Group(words, items, 0) for words, items in found.items()]


def _values(book: Book, record: Record, here: Here, room: Room) -> Mapping[str, Any]:
    here.description = " ".join(here.plain(record.entry.summary).split())
    many = _has_many(book, record.id)
    above, below, beside = stacked(book.about, book.graph.title, record.id, room.links if many else MOST)
    if record.kind in SIGHTED:
        # Sightings have a table of their own, with their evidence.
        below = [group for group in below if group.words != _OBSERVED]
    left = any(group.left_out for side in (above, below, beside) for group in side)
    read = Counter(testimony.evidence.read for testimony in testimonies(record))
    values: dict[str, Any] = {
        "record": record,
        "entry": record.entry,
        "places": book.layers_of(record),
        "above": above,
        "below": below,
        "beside": beside,
        "read": read,
        "tally": tally(record.entry.evidence),
        # Where links are left out, the drawing is with them: a page that holds both would be heavy on a phone.
        "drawing": "" if left or room is not ROOMS[0] else neighbourhood(book.graph, record.id),
        "many": many,
        "room": room,
        "derived": follows(book.follows(record.id), room.proofs),
        "gaps": book.gaps_about(record.id),
        "near": sum(len(group.items) for side in (above, below, beside) for group in side),
        "mentions": list(book.named.mentions.get(record.id, {})),
        "tags": metadata.tags(book, record),
        "linked": metadata.linked(book, record, here.description, room.linked),
        "api": f"{here.root}{api.ROOT}{record.id}.json",
    }
    if extra := _EXTRA.get(record.kind):
        values.update(extra(book, record, room))
    return values


def _traced(book: Book, record: Record, room: Room) -> dict[str, Any]:
    return {"traces": book.chains(record.id)}


def _result(book: Book, record: Record, room: Room) -> dict[str, Any]:
    equation = getattr(record.entry, "equation", None)
    every = [*equation.constants, *(name for fit in equation.fits for name in fit.constants)] if equation else []
    law = formulas(book.graph.catalogue).get(record.id)
    tool = calculator(law) if law else None
    return {
        "law": law,
        "worked": worked(law) if law else [],
        "calculator": tool,
        "graph": plot(law, tool, spots(book.graph, law)) if law and tool else None,
        "traces": book.chains(record.id),
        "formula": formula(equation.expression) if equation and equation.expression else None,
        "constants": list(dict.fromkeys(every)),
    }


def _quantity(book: Book, record: Record, room: Room) -> dict[str, Any]:
    laws = [(id, _formula(book, id) if number < FORMULAS else None) for number, id in enumerate(_entered(book, record))]
    methods = [(id, statement, book.records[id].entry) for id, statement in book.ends(record.id, "estimated_by")]
    return {"laws": laws[: room.listed], "laws_count": len(laws), "methods": methods[: room.listed]}


def _entered(book: Book, record: Record) -> list[str]:
    """The results whose equation it enters, the firmest first."""
    order = {standing: index for index, standing in enumerate(STANDINGS)}
    standing = {id: str(getattr(book.records[id].entry, "standing", "")) for id in book.laws.get(record.id, ())}
    return sorted(standing, key=lambda id: (order.get(standing[id], len(order)), book.graph.title(id), id))


def _formula(book: Book, id: str) -> Any:
    equation = getattr(book.records[id].entry, "equation", None)
    return formula(equation.expression) if equation and equation.expression else None


def _method(book: Book, record: Record, room: Room) -> dict[str, Any]:
    return {"estimates": [id for id, _ in book.ends(record.id, "estimates")][: room.listed]}


def _prediction(book: Book, record: Record, room: Room) -> dict[str, Any]:
    """Expected against observed as a drawing, where both are numbers."""
    expected, observed = (getattr(record.entry, name, None) for name in ("expected", "observed"))
    ranges = []
    if expected and expected.value is not None:
        reach = abs(expected.value) * (expected.tolerance or 0.0)
        ranges.append(Range("expected", expected.value, reach, "expected"))
    if observed and observed.value is not None:
        ranges.append(Range("observed", observed.value, observed.uncertainty or 0.0, "observed"))
    title = "Expected against observed; the numbers stand above."
    laws = [id for id, _ in book.ends(record.id, "predicted_by")]
    return {"against": beside(ranges, title) if len(ranges) == 2 else "", "laws": laws[: room.listed]}


def _paper(book: Book, record: Record, room: Room) -> dict[str, Any]:
    spoken = papers_about(book.graph, record.id)
    sides = pieces.sides(spoken)
    # What it speaks for and against goes before what it bears on.
    first = [item for items in sides.values() for item in items]
    return {
        "sides": pieces.sides(first[: room.spoken]),
        "side_counts": {side: len(items) for side, items in sides.items()},
        "spoken_count": len(spoken),
        "spoken_shown": room.spoken,
        "bibtex": bibtex.render(record),
        "identifiers": addresses(record),
    }


def _passing(book: Book, record: Record, room: Room) -> dict[str, Any]:
    """The chain from the top down on which a phenomenon or a mechanism stands, and the systems where it was seen."""
    found = book.through(record.id)
    seen = [(id, statement, book.records[id].entry) for id, statement in book.ends(record.id, "observed_in")]
    values: dict[str, Any] = {
        "seen": seen[: room.sightings] if _has_many(book, record.id) else seen,
        "seen_count": len(seen),
        "parts_of": [id for id, _ in book.ends(record.id, "has_part")][: room.listed],
        "parts_in": [id for id, _ in book.ends(record.id, "part_of")][: room.listed],
    }
    return {**values, "passing": found} if found else values


def _system(book: Book, record: Record, room: Room) -> dict[str, Any]:
    settings = book.named.settings.get(record.id, [])
    return {"settings": settings[: room.listed], "settings_count": len(settings)}


_EXTRA: dict[str, Callable[[Book, Record, Room], dict[str, Any]]] = {
    "theory": _traced,
    "phenomenon": _passing,
    "method": _method,
    "prediction": _prediction,
    "mechanism": _passing,
    "result": _result,
    "quantity": _quantity,
    "paper": _paper,
    "system": _system,
    "layer": layer_values,
}
