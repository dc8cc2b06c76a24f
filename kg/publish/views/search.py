"""The page on which the search script works; without scripts it leads to A to Z."""

from __future__ import annotations

from collections.abc import Iterator

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.schema.kinds import kinds


def pages(book: Book) -> Iterator[Page]:
    here = Here(book, "search/", "Search", "Find an entry by title, alias, symbol, author or identifier.")
    yield here.page("search.html.jinja", lambda: {"kinds": list(kinds())})
