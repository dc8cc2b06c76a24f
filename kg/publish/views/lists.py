"""One list per kind, and all entries from A to Z."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from kg.catalogue import Record
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import Leaf, leaves
from kg.publish.sieve import Row, Sifted, row
from kg.publish.site import Page
from kg.schema.kinds import kinds

OWN = frozenset({"layer", "problem", "paper", "prediction"})
"""Kinds whose list is a page with more to say than a list."""

ROWS = 60
"""Entries with their summaries on one page of a list, at most."""

ALL = 600
"""Entries up to which A to Z is one page."""


def pages(book: Book) -> Iterator[Page]:
    for kind in kinds():
        if kind not in OWN:
            yield from _of_kind(book, kind)
    yield from _alphabet(book)


def page_at(book: Book, address: str) -> Page | None:
    folder = address.partition("/")[0]
    found: Iterable[Page] = _alphabet(book) if folder == "a-z" else ()
    for kind, base in book.folders.items():
        if base == f"{folder}/" and kind not in OWN:
            found = _of_kind(book, kind)
    return next((page for page in found if page.address == address), None)


def _of_kind(book: Book, kind: str) -> Iterator[Page]:
    title = kinds()[kind].folder.capitalize()
    records = in_stack_order(book, kind)
    sifted = Sifted(book, "list", records, partial(_row, book), SORTS)
    for leaf in leaves(records, book.folders[kind], ROWS):
        more = partial(sifted.values, leaf)
        yield _list(book, "list.html.jinja", leaf, title, kind, more)


def in_stack_order(book: Book, kind: str) -> list[Record]:
    return sorted(book.of_kind[kind], key=lambda r: (book.layer_rank(r), r.entry.title.casefold(), r.id))


SORTS = (("title", "title"), ("-ties", "number of links"))


def _row(book: Book, record: Record) -> Row:
    """Beside layer and standing, what a kind is told apart by: a result's rigour, a system's scale."""
    found = row(book, record)
    own = {name: str(getattr(record.entry, name, "")) for name in ("rigour", "scale")}
    return {"layer": found["layer"], "standing": found["standing"], **own, "state": record.entry.curation.state}


def _list(
    book: Book, template: str, leaf: Leaf, title: str, kind: str = "",
    more: Callable[[], dict[str, object]] = dict,
) -> Page:  # fmt: skip
    shown = title if leaf.number == 1 else f"{title}, page {leaf.number}"
    here = Here(book, leaf.address, shown, kind=kind, section=leaf.base)
    return here.page(template, lambda: {"leaf": leaf, "heading": title, **more()})


def _alphabet(book: Book) -> Iterator[Page]:
    letters: dict[str, list[Record]] = {}
    for record in sorted(book.records.values(), key=lambda r: (_letter(r), r.entry.title.casefold(), r.id)):
        letters.setdefault(_letter(record), []).append(record)
    whole = len(book.records) <= ALL
    here = Here(book, "a-z/", "All entries, A to Z", "Every entry of the atlas by its title.")
    yield here.page("a-z.html.jinja", lambda: {"letters": letters, "whole": whole})
    if not whole:
        for letter, records in letters.items():
            base = f"a-z/{letter.lower() if letter != '#' else 'other'}/"
            for leaf in leaves(records, base, 400):
                yield _list(book, "letter.html.jinja", leaf, f"Entries: {letter}", more=lambda: {"letters": letters})


def _letter(record: Record) -> str:
    first = unicodedata.normalize("NFKD", record.entry.title)[:1].upper()
    return first if "A" <= first <= "Z" else "#"
