"""All that one paper speaks to, where its own page cannot hold it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from kg.catalogue import Record
from kg.publish import links, pieces
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import Leaf, leaves
from kg.publish.room import ROOMS
from kg.publish.site import Page
from kg.queries.evidence import papers_about

FEW = ROOMS[-1].spoken
"""Statements that every page of a paper has room for."""

ROWS = 60


def pages(book: Book) -> Iterator[Page]:
    for record in book.of_kind["paper"]:
        yield from _of(book, record)


def page_at(book: Book, address: str) -> Page | None:
    record = book.records.get("/".join(address.split("/")[:2]))
    found = _of(book, record) if record and record.kind == "paper" else ()
    return next((page for page in found if page.address == address), None)


def _of(book: Book, record: Record) -> Iterator[Page]:
    spoken = papers_about(book.graph, record.id)
    if len(spoken) <= FEW:
        return
    for leaf in leaves(spoken, f"{links.address(record.id)}statements/", ROWS):
        title = f"What “{record.entry.title}” speaks to" + (f", page {leaf.number}" if leaf.number > 1 else "")
        here = Here(book, leaf.address, title, kind="paper", source=record.path, section="papers/")
        yield here.page("statements.html.jinja", partial(_values, record, leaf, len(spoken)))


def _values(record: Record, leaf: Leaf, count: int) -> dict[str, Any]:
    return {"record": record, "leaf": leaf, "count": count, "sides": pieces.sides(leaf.items)}
