"""What can be taken away: downloads, what their fields mean, on which terms, and how to cite the atlas."""

from __future__ import annotations

from collections.abc import Iterator

from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.network import VERSION
from kg.publish.site import Page


def pages(book: Book) -> Iterator[Page]:
    here = Here(book, "data/", "Data", "Downloads, their formats and terms, and how to cite the atlas.")
    counts = {"entries": len(book.records), "links": len(book.graph.statements), "papers": len(book.of_kind["paper"])}
    yield here.page("data.html.jinja", {"counts": counts, "version": VERSION})
