"""Every file that is made of the graph: pages, what stands at retired addresses, and what machines read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from kg.catalogue import Record
from kg.exports import Choice, bibtex, cff, csl, jsonld, ris
from kg.exports import json as whole_json
from kg.graph import Graph
from kg.publish import api, exploring, feed, links, network, retired, search
from kg.publish.book import Book
from kg.publish.data import dump
from kg.publish.descents import descents
from kg.publish.pages import SiteSettings, render_book


@dataclass(frozen=True, slots=True)
class Output:
    """One file. Its text is made when asked for."""

    address: str
    make: Callable[[], str]
    fixed: bool = False
    """Whether a page written by hand must not take its place: addresses of entries are permanent."""
    pieces: Callable[[], Iterator[str]] | None = None
    """The same text piece by piece, of a file that grows with the atlas: held as a whole it would be the most that a build holds."""
    by_the_way: bool = False
    """One of the many small files for programs, to which no page written by hand links: MkDocs need not know of them."""

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, as they are written."""
        if self.pieces is None:
            yield self.make().encode()
        else:
            yield from map(str.encode, self.pieces())

    @property
    def source(self) -> str:
        """The path under which pages written by hand link to it: `theory/x.md` for `theory/x/index.html`."""
        if not self.address.endswith(".html"):
            return self.address
        return self.address.removesuffix(".html").removesuffix("/index") + ".md"


def outputs(graph: Graph, site: SiteSettings) -> Iterator[Output]:
    """All files, in a stable order."""
    return outputs_of(Book(graph, site))


def outputs_of(book: Book) -> Iterator[Output]:
    listed = []
    for page in render_book(book):
        yield Output(page.address, partial(getattr, page, "html"), fixed=bool(page.source))
        listed.append(page.address.removesuffix("index.html"))
    for id in book.graph.catalogue.retired:
        yield grave_of(book, id)
    yield from files_of(book, lambda: listed)


def grave_of(book: Book, id: str) -> Output:
    """What stands at the address of an entry that is no more."""
    page = partial(retired.page, book.graph, book.graph.catalogue.retired[id], book.site.base)
    return Output(f"{links.address(id)}index.html", page, fixed=True)


def files_of(book: Book, listed: Callable[[], Iterable[str]]) -> Iterator[Output]:
    """All that are no pages; `listed` gives the addresses of those."""
    graph, site = book.graph, book.site
    for address, pieces in _downloads(graph, site):
        yield Output(address, partial(_joined, pieces), pieces=pieces)
    for address, make in (*search.files(graph), *exploring.files(book), *api.files(book), *_cited(book)):
        yield Output(address, make, by_the_way=True)
    if site.base:
        yield Output("sitemap.xml", lambda: feed.site_map(site.base, listed()))
        yield Output("robots.txt", partial(feed.robots, site))
    if site.base and site.changes:
        yield Output("feed.xml", partial(feed.feed, graph, site))


def _downloads(graph: Graph, site: SiteSettings) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    """The whole atlas, or all its papers, in one file each."""
    yield "graph.json", partial(network.pieces, graph)
    yield "graph.schema.json", lambda: iter([network.schema()])
    yield "traces.js", partial(descents, graph)
    choice = Choice(title=site.name, base=site.base, licence=site.spdx)
    for name, pieces in (
        ("atlas.json", whole_json.pieces),
        ("atlas.jsonld", jsonld.pieces),
        ("papers.bib", bibtex.pieces),
        ("papers.ris", ris.pieces),
        ("papers.csl.json", csl.pieces),
        ("CITATION.cff", cff.pieces),
    ):
        yield name, partial(pieces, graph, choice)


def _cited(book: Book) -> Iterator[tuple[str, Callable[[], str]]]:
    """The record of each paper beside its page."""
    for record in book.of_kind["paper"]:
        for name, cite in CITED.items():
            yield links.address(record.id) + name, partial(cite, record)


def _joined(pieces: Callable[[], Iterator[str]]) -> str:
    return "".join(pieces())


CITED: Mapping[str, Callable[[Record], str]] = {
    "cite.bib": bibtex.render,
    "cite.ris": ris.render,
    "cite.csl.json": lambda record: dump([csl.item(record)]) + "\n",
}
"""Name of a file beside the page of a paper, and what is in it."""
