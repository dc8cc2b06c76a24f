"""Graph to finished HTML pages: a pure function, the same bytes for the same graph.

Each module of `kg/publish/views/` offers `pages(book)`, which yields its pages; their HTML is made when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import discover
from kg.graph import Graph
from kg.publish import views
from kg.publish.book import Book
from kg.publish.site import Page, SiteSettings

__all__ = ["Page", "SiteSettings", "page_at", "render", "render_book"]


def render(graph: Graph, site: SiteSettings) -> Iterator[Page]:
    """Every generated page, entries included, in a stable order."""
    return render_book(Book(graph, site))


def render_book(book: Book) -> Iterator[Page]:
    for module in discover.modules(views.__name__):
        yield from module.pages(book)


def page_at(book: Book, address: str) -> Page | None:
    """The page at an address, where it can be told from the address alone which it is."""
    makers = (module.page_at for module in discover.modules(views.__name__) if hasattr(module, "page_at"))
    return next((page for maker in makers if (page := maker(book, address))), None)
