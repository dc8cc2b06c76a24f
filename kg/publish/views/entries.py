"""A page for every entry, from `each-<kind>.html.jinja`, or from `each-entry.html.jinja` where a kind has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg.catalogue import Record
from kg.exports import bibtex
from kg.formulas import formulas
from kg.publish import api, drawing, links, metadata
from kg.publish.book import Book
from kg.publish.environment import TEMPLATES
from kg.publish.follows import follows
from kg.publish.formulas import formula
from kg.publish.here import Here
from kg.publish.identifiers import addresses
from kg.publish.laws import calculator, worked
from kg.publish.site import Page
from kg.publish.stacked import ALL, MOST, stacked
from kg.publish.views.layers import layer_values
from kg.queries.evidence import papers_about, tally, testimonies

SHOWN = 100
"""Mentions, statements and members that one page lists, at most."""


def pages(book: Book) -> Iterator[Page]:
    own = {file.name for folder in (TEMPLATES, *book.site.overrides) for file in folder.glob("each-*.html.jinja")}
    for record in book.records.values():
        name = f"each-{record.kind}.html.jinja"
        yield _page(book, record, name if name in own else "each-entry.html.jinja")
        if _has_many(book, record.id):
            yield _links(book, record)


def _page(book: Book, record: Record, template: str) -> Page:
    address = links.address(record.id)
    section = "scoreboard/" if record.kind == "prediction" else book.folders[record.kind]
    here = Here(book, address, record.entry.title, record.entry.summary, record.kind, record.path, section)
    return here.page(template, lambda: _values(book, record, here), record.path)


def _has_many(book: Book, id: str) -> bool:
    """Whether the page of an entry cannot hold all of its links."""
    found = book.about.get(id, ())
    sides = Counter((statement.relation.name, statement.source == id) for statement in found)
    return len(found) > MOST and max(sides.values()) > MOST


def _links(book: Book, record: Record) -> Page:
    here = Here(
        book, f"{links.address(record.id)}links/", f"Links of {record.entry.title}", kind=record.kind, source=record.path,
        section=book.folders[record.kind],
    )  # fmt: skip

    def values() -> dict[str, Any]:
        above, below, beside = stacked(book.about, book.graph.title, record.id, ALL)
        return {"record": record, "above": above, "below": below, "beside": beside}

    return here.page("links.html.jinja", values)


def _values(book: Book, record: Record, here: Here) -> Mapping[str, Any]:
    here.description = " ".join(here.plain(record.entry.summary).split())
    above, below, beside = stacked(book.about, book.graph.title, record.id)
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
        "drawing": drawing.neighbourhood(book.graph, record.id),
        "derived": follows(book.facts.about(record.id)),
        "gaps": book.gaps_of.get(record.id, []),
        "near": sum(len(group.items) for side in (above, below, beside) for group in side),
        "mentions": list(book.named.mentions.get(record.id, {}))[: SHOWN + 1],
        "shown": SHOWN,
        "tags": metadata.tags(book, record),
        "linked": metadata.linked(book, record, here.description),
        "api": f"{here.root}{api.ROOT}{record.id}.json",
    }
    if extra := _EXTRA.get(record.kind):
        values.update(extra(book, record))
    return values


def _traced(book: Book, record: Record) -> dict[str, Any]:
    return {"traces": book.chains(record.id)}


def _result(book: Book, record: Record) -> dict[str, Any]:
    equation = getattr(record.entry, "equation", None)
    every = [*equation.constants, *(name for fit in equation.fits for name in fit.constants)] if equation else []
    law = formulas(book.graph.catalogue).get(record.id)
    return {
        "law": law,
        "worked": worked(law) if law else [],
        "calculator": calculator(law) if law else None,
        "traces": book.chains(record.id),
        "formula": formula(equation.expression) if equation and equation.expression else None,
        "constants": list(dict.fromkeys(every)),
    }


def _quantity(book: Book, record: Record) -> dict[str, Any]:
    return {"laws": book.laws.get(record.id, [])}


def _paper(book: Book, record: Record) -> dict[str, Any]:
    spoken = papers_about(book.graph, record.id)
    return {
        "spoken": spoken[:SHOWN],
        "spoken_count": len(spoken),
        "bibtex": bibtex.render(record),
        "identifiers": addresses(record),
    }


def _system(book: Book, record: Record) -> dict[str, Any]:
    settings = book.named.settings.get(record.id, [])
    return {"settings": settings[:SHOWN], "settings_count": len(settings)}


_EXTRA: dict[str, Callable[[Book, Record], dict[str, Any]]] = {
    "theory": _traced,
    "result": _result,
    "quantity": _quantity,
    "paper": _paper,
    "system": _system,
    "layer": layer_values,
}
