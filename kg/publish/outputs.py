"""Every file that is made of the graph: pages, what stands at retired addresses, and what machines read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from kg.exports import bibtex
from kg.graph import Graph
from kg.publish import data, links, network, retired
from kg.publish.descents import descents
from kg.publish.pages import SiteSettings, render


@dataclass(frozen=True, slots=True)
class Output:
    """One file. Its text is made when asked for."""

    address: str
    make: Callable[[], str]
    fixed: bool = False
    """Whether a page written by hand must not take its place: addresses of entries are permanent."""

    @property
    def source(self) -> str:
        """The path under which pages written by hand link to it: `theory/x.md` for `theory/x/index.html`."""
        if not self.address.endswith(".html"):
            return self.address
        return self.address.removesuffix(".html").removesuffix("/index") + ".md"


def outputs(graph: Graph, site: SiteSettings) -> Iterator[Output]:
    """All files, in a stable order."""
    listed = []
    for page in render(graph, site):
        yield Output(page.address, partial(getattr, page, "html"), fixed=bool(page.source))
        listed.append(page.address.removesuffix("index.html"))
    for grave in graph.catalogue.retired.values():
        yield Output(f"{links.address(grave.id)}index.html", partial(retired.page, graph, grave), fixed=True)
    yield Output("search.json", partial(data.search_index, graph))
    yield Output("graph.json", partial(network.network, graph))
    yield Output("graph.schema.json", network.schema)
    yield Output("traces.js", partial(descents, graph))
    yield Output("papers.bib", partial(bibtex.write, graph))
    if site.url:
        yield Output("sitemap.xml", partial(data.site_map, site.url, listed))
