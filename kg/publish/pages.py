"""Graph to finished HTML pages: a pure function, the same bytes for the same graph.

Each module of `kg/publish/views/` offers `pages(book)`, which yields its pages; their HTML is made when asked for.
They lie in the folder that is named as the module; where they do not, the module also offers `page_at(book, address)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

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
    """The page at an address, found without a list of all pages: those of other views are not asked for."""
    folder = address.partition("/")[0]
    modules = zip(discover.names(views.__name__), discover.modules(views.__name__), strict=True)
    return next((page for name, module in modules if (page := _in_view(module, book, address, name == folder))), None)


def _in_view(module: ModuleType, book: Book, address: str, its_folder: bool) -> Page | None:
    if hasattr(module, "page_at"):
        found: Page | None = module.page_at(book, address)
        return found
    return next((page for page in module.pages(book) if page.address == address), None) if its_folder else None
