"""What the words on the site mean, in short, and the way to the reference."""

from __future__ import annotations

from collections.abc import Iterator

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.publish.views import reference
from kg.schema.relations import RELATIONS


def pages(book: Book) -> Iterator[Page]:
    here = Here(
        book, "about/", "About this atlas", "The kinds of entries, the relations between them and the rules they obey."
    )
    yield here.page(
        "about.html.jinja",
        lambda: {"kinds": reference.meanings(), "relations": RELATIONS, "titles": reference.TITLES},
    )
