"""What can be taken away: downloads, what their fields mean, on which terms, and how to cite the atlas."""

from __future__ import annotations

from collections.abc import Iterator

from kg.exports.cff import contributors
from kg.publish import api, metadata, network
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.schema.kinds import kinds


def pages(book: Book) -> Iterator[Page]:
    site = book.site
    here = Here(book, "data/", "Data", "Downloads, their formats and terms, and how to cite the atlas.")
    yield here.page(
        "data.html.jinja",
        lambda: {
            "counts": {kind: len(found) for kind, found in book.of_kind.items()},
            "links": len(book.graph.statements),
            "version": network.VERSION,
            "api": api.ROOT,
            "api_version": api.VERSION,
            "credit": list(contributors(book.graph).items()),
            "linked": metadata.whole(book),
            "schemas": [f"schema/{name}.json" for name in ("index", "list", *kinds())],
            "feed": bool(site.base and site.changes),
        },
    )
