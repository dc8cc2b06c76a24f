"""The terms of our own in the JSON-LD, each at the address that names it there."""

from __future__ import annotations

from collections.abc import Iterator

from kg.exports import jsonld
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.publish.views.reference import Item, meanings
from kg.schema.relations import RELATIONS


def pages(book: Book) -> Iterator[Page]:
    here = Here(
        book, "terms/", "Terms of the JSON-LD", "The vocabulary of the exported graph, beside schema.org and CiTO."
    )
    yield here.page("reference-items.html.jinja", lambda: {"items": list(_terms())})


def _terms() -> Iterator[Item]:
    for kind, (means, _) in meanings().items():
        yield Item(kind.capitalize(), means, "", "class")
    for row in RELATIONS:
        ends = (" or ".join(kinds) or "an entry of any kind" for kinds in (row.source, row.target))
        yield Item(row.name, f"Reads “{row.reads(row.name)}”", "From {} to {}.".format(*ends), "relation")
    for name, means in jsonld.TERMS.items():
        yield Item(name, means, "", "property")
