"""Open questions by layer and status, with who posed them and what would count as progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from kg.catalogue import Record
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import leaves
from kg.publish.sieve import Row, Sifted, row
from kg.publish.site import Page

STATUSES = ("open", "active", "partly-solved", "solved", "abandoned")
ROWS = 40


def pages(book: Book) -> Iterator[Page]:
    problems = sorted(book.of_kind["problem"], key=lambda record: _rank(book, record))
    sifted = Sifted(book, "problems", problems, partial(_row, book), (("title", "title"),))
    counts = Counter((_layer(book, record), _status(record)) for record in problems)
    for leaf in leaves(problems, "problems/", ROWS):
        title = "Open problems" if leaf.number == 1 else f"Open problems, page {leaf.number}"
        here = Here(book, leaf.address, title, "Open questions by layer and status.", section="problems/")
        sections: dict[str, list[Record]] = {}
        for record in leaf.items:
            sections.setdefault(_layer(book, record), []).append(record)
        values = {"leaf": leaf, "sections": sections, "counts": counts, "statuses": STATUSES, "total": len(problems)}
        values |= sifted.values(leaf)
        yield here.page("problems.html.jinja", values)


def _row(book: Book, record: Record) -> Row:
    """Problems nobody has posed in a paper, or without a measure of progress, are things to look for."""
    found = row(book, record)
    posed = any(item.stance == "poses" for item in record.entry.evidence)
    stated = bool(getattr(record.entry, "progress", None))
    return {
        "layer": found["layer"], "status": found["standing"], "posed": "in-a-paper" if posed else "here",
        "progress": "stated" if stated else "missing",
    }  # fmt: skip


def _status(record: Record) -> str:
    status: str = getattr(record.entry, "status", "open")
    return status


def _layer(book: Book, record: Record) -> str:
    return next((ref.layer for ref in record.entry.layers if ref.layer in book.places), "")


def _rank(book: Book, record: Record) -> tuple[Any, ...]:
    names = [*book.places, ""]
    return names.index(_layer(book, record)), STATUSES.index(_status(record)), record.entry.title.casefold(), record.id
