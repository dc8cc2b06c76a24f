"""All equations, those that can be computed first, and which quantities follow from which."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from kg.formulas import Formula, formulas
from kg.publish.book import Book
from kg.publish.following import drawings
from kg.publish.formulas import formula
from kg.publish.here import Here
from kg.publish.laws import steps, worked
from kg.publish.leaves import Leaf, leaves
from kg.publish.sieve import Row, Sifted, row
from kg.publish.site import Page

ROWS = 12


def pages(book: Book) -> Iterator[Page]:
    found = sorted(formulas(book.graph.catalogue).values(), key=lambda law: _rank(book, law))
    able = sum(1 for law in found if not isinstance(law.law, str))
    sifted = Sifted(book, "laws", found, partial(_row, book), (("title", "title"),))
    for leaf in leaves(found, "laws/", ROWS):
        title = "Laws" if leaf.number == 1 else f"Laws, page {leaf.number}"
        here = Here(book, leaf.address, title, "Equations with their units, constants and examples.", section="laws/")

        def values(leaf: Leaf = leaf) -> dict[str, Any]:
            rows = [(law, formula(law.written.expression or ""), worked(law)) for law in leaf.items]
            return {"leaf": leaf, "rows": rows, "total": len(found), "able": able, **sifted.values(leaf)}

        yield here.page("laws.html.jinja", values)
    yield from _follow(book, found)


def _row(book: Book, law: Formula) -> Row:
    found = row(book, law.record)
    published = "yes" if law.written.examples else "no"
    able = "no" if isinstance(law.law, str) else "yes"
    return {
        "layer": found["layer"], "standing": found["standing"], "rigour": str(getattr(law.record.entry, "rigour", "")),
        "computable": able, "published-numbers": published,
    }  # fmt: skip


def _follow(book: Book, found: list[Formula]) -> Iterator[Page]:
    rows = steps(found)
    for leaf in leaves(rows, "laws/quantities/"):
        title = "What follows from what" if leaf.number == 1 else f"What follows from what, page {leaf.number}"
        words = "Which quantities the laws of the atlas compute from which others."
        here = Here(book, leaf.address, title, words, section="laws/")
        quantities: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for quantity, law, inputs in leaf.items:
            quantities.setdefault(quantity, []).append((law, inputs))

        def shown(leaf: Leaf = leaf, here: Here = here, quantities: Any = quantities) -> dict[str, Any]:
            pictures = drawings(book.graph, rows, here.address) if leaf.number == 1 else []
            return {"leaf": leaf, "quantities": quantities, "total": len(rows), "pictures": pictures}

        yield here.page("follow.html.jinja", shown)


def _rank(book: Book, law: Formula) -> tuple[Any, ...]:
    """Computable laws first, those with published examples before others."""
    return (
        isinstance(law.law, str),
        not law.written.examples,
        book.layer_rank(law.record),
        law.record.entry.title,
        law.record.id,
    )
