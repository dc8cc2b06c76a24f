"""Pages of entries stay light on a phone, however much is tied to the entry, and nothing that is left out is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urljoin, urlsplit

import pytest

from kg.graph import Graph
from kg.publish.pages import SiteSettings, render
from kg.publish.room import BUDGET, ROOMS, fitting

GraphOf = Callable[[Mapping[str, str]], Graph]
SITE = SiteSettings(name="The garden", url="https://garden.example/atlas/", licence="CC BY 4.0")
MANY = 300
PAPERS = {f"paper/moss-{n:03}": f"title: On moss and what grows beside it, part {n}\n" for n in range(MANY)}
CITED = "evidence: [{{paper: paper/moss-{n:03}, at: section {n}, stance: supports, read: part, note: it says so at some length}}]"


def pages_of(graph: Graph) -> dict[str, str]:
    return {page.address: page.html for page in render(graph, SITE)}


def leads(address: str, link: str, pages: Mapping[str, str]) -> bool:
    """Whether a relative link of a page leads to another one, or to a file that is no page."""
    path = urlsplit(urljoin(f"https://x/{address}", link)).path.lstrip("/")
    return f"{path}index.html" in pages if path.endswith("/") or not path else "." in path


def hub(kind: str, relation: str, other: str) -> dict[str, str]:
    """An entry that several hundred others name, each with evidence."""
    link = "links: {{{relation}: [{{to: {kind}/hub, standing: supported, regime: at dawn, " + CITED + "}}]}}\n"
    ends = {
        f"{other}/end-{n:03}": f"title: The {n}th end of a long bed\n" + link.format(relation=relation, kind=kind, n=n)
        for n in range(MANY)
    }
    return {f"{kind}/hub": "title: The hub\n", **ends, **PAPERS}


@pytest.mark.parametrize(
    ("kind", "relation", "other"),
    [
        ("phenomenon", "explains", "theory"),
        ("theory", "explained_by", "phenomenon"),
        ("mechanism", "part_of", "mechanism"),
        ("system", "observed_in", "phenomenon"),
        ("quantity", "estimates", "method"),
        ("problem", "depends_on", "problem"),
        ("result", "depends_on", "result"),
    ],
)
def test_a_hub_keeps_to_its_budget_and_its_links_stand_on_pages_of_their_own(
    graph_of: GraphOf, kind: str, relation: str, other: str
) -> None:
    pages = pages_of(graph_of(hub(kind, relation, other)))
    heavy = {
        address: len(html.encode())
        for address, html in pages.items()
        if address.count("/") == 2 and "/hub/" in address and len(html.encode()) > BUDGET
    }
    assert not heavy
    listed = [html for address, html in pages.items() if address.startswith(f"{kind}/hub/links/")]
    assert len(listed) > 1 and all(len(html.encode()) < 50_000 for html in listed)
    for address, html in pages.items():
        if address.startswith(f"{kind}/hub/"):
            lost = [link for link in re.findall(r'href="(\.\./[^"#?]*)"', html) if not leads(address, link, pages)]
            assert not lost, address
    # Each end has its link among the lists, beside the drawing.
    named = re.findall(rf'<p class="head"><a href="[./]*{other}/(end-\d+)/"', "".join(listed))
    assert sorted(named) == sorted(f"end-{n:03}" for n in range(MANY))


def test_a_paper_that_everything_cites_has_pages_for_all_that_it_speaks_to(graph_of: GraphOf) -> None:
    words = "title: The {n}th end\nevidence: [{{paper: paper/moss, at: page {n}, stance: {stance}, read: full}}]\n"
    ends = {f"theory/end-{n:03}": words.format(n=n, stance="poses" if n % 10 else "disputes") for n in range(MANY)}
    pages = pages_of(graph_of({"paper/moss": "", **ends}))
    own = pages["paper/moss/index.html"]
    assert len(own.encode()) <= BUDGET
    assert f'<a href="statements/">All {MANY} statements that cite it</a>' in own
    # What it speaks against goes first, and the heads count all.
    assert 'It speaks against <span class="count">30</span>' in own and own.count('class="ev-against"') == 30
    listed = "".join(html for address, html in pages.items() if address.startswith("paper/moss/statements/"))
    assert len(set(re.findall(r"theory/(end-\d+)/", listed))) == MANY


def test_no_kind_of_page_of_the_toy_atlas_is_heavier(toy_graph: Graph) -> None:
    entries = {f"{id}/index.html" for id in toy_graph.catalogue.records}
    heavy = [a for a, html in pages_of(toy_graph).items() if len(html.encode()) > (BUDGET if a in entries else 50_000)]
    assert not heavy


def test_a_page_is_made_in_the_widest_room_in_which_it_fits() -> None:
    tried = []

    def make(room: object) -> str:
        tried.append(room)
        return "x" * (BUDGET + 2 - len(tried))

    assert len(fitting(make)) == BUDGET and tried == list(ROOMS[:2])
    # What an entry says itself is never cut.
    assert len(fitting(lambda room: "é" * BUDGET)) == BUDGET


def test_rooms_only_get_narrower() -> None:
    for name in ROOMS[0].__slots__:
        sizes = [getattr(room, name) for room in ROOMS]
        assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 0
