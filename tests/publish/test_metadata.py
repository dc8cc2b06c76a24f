"""What the head of a page says to programs, read back with parsers that are not ours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
import rdflib
from rdflib import RDF, Literal, URIRef

from kg.exports import Choice, jsonld
from kg.graph import Graph
from kg.publish.forge import Forge
from kg.publish.outputs import outputs
from kg.publish.pages import SiteSettings, render

GraphOf = Callable[[Mapping[str, str]], Graph]
BASE = "https://garden.example/atlas/"
SITE = SiteSettings(
    name="The garden", url=BASE, licence="CC BY 4.0.", spdx="CC-BY-4.0", forge=Forge("https://code.example/garden")
)
SCHEMA, CITO = "https://schema.org/", "http://purl.org/spar/cito/"
CANARY = "</script><!-- <b>&amp; \"q\" 'r' {{ 7*7 }} \\d ]]> é 漢 &"

# What rdflib does inside is its own matter.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph")


class Head(HTMLParser):
    """The tags, links and JSON-LD of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: list[tuple[str, str]] = []
        self.links: list[dict[str, str | None]] = []
        self.data: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and (name := found.get("name") or found.get("property")):
            self.meta.append((name, found.get("content") or ""))
        if tag == "link":
            self.links.append(found)
        self._inside = tag == "script" and found.get("type") == "application/ld+json"
        if self._inside:
            self.data.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data[-1] += data

    def every(self, name: str) -> list[str]:
        return [content for known, content in self.meta if known == name]

    def link(self, rel: str) -> list[str | None]:
        return [link.get("href") for link in self.links if link.get("rel") == rel]


def head(graph: Graph, id: str, site: SiteSettings = SITE) -> Head:
    address = f"{id}/index.html" if id else "index.html"
    return Head(next(page for page in render(graph, site) if page.address == address).html)


def triples(text: str) -> Any:
    return rdflib.Graph().parse(data=text, format="json-ld")


def test_a_paper_bears_the_tags_that_reference_managers_read(graph_of: GraphOf) -> None:
    paper = (
        "title: On hum\nauthors: ['Moss, Ada', The Moss Group]\nissued: 2031-05-07\ntype: paper-conference\nvenue: GARDEN 31\n"
        "identifiers: {doi: 10.1000/hum, arxiv: '3105.01234'}\ntags: [hum, beds]\n"
    )
    found = head(graph_of({"paper/moss": paper}), "paper/moss")
    # As in the inclusion guidelines of Google Scholar: one tag for each author, the date with slashes.
    assert [pair for pair in found.meta if pair[0].startswith("citation_")] == [
        ("citation_title", "On hum"),
        ("citation_author", "Moss, Ada"),
        ("citation_author", "The Moss Group"),
        ("citation_publication_date", "2031/05/07"),
        ("citation_conference_title", "GARDEN 31"),
        ("citation_doi", "10.1000/hum"),
        ("citation_arxiv_id", "3105.01234"),
        ("citation_public_url", "https://arxiv.org/abs/3105.01234"),
        ("citation_keywords", "hum; beds"),
    ]


@pytest.mark.parametrize(
    ("type", "tag"),
    [
        ("article-journal", "citation_journal_title"),
        ("chapter", "citation_inbook_title"),
        ("thesis", "citation_dissertation_institution"),
        ("report", "citation_technical_report_institution"),
        ("book", "citation_publisher"),
        ("post-weblog", None),
    ],
)
def test_the_tag_of_the_venue_says_what_kind_of_work_it_is(type: str, tag: str | None, graph_of: GraphOf) -> None:
    found = head(graph_of({"paper/moss": f"type: {type}\nvenue: The Gardener\n"}), "paper/moss")
    assert [name for name, content in found.meta if content == "The Gardener"] == ([tag] if tag else [])


def test_an_entry_is_described_but_not_taken_for_an_article(graph_of: GraphOf) -> None:
    found = head(graph_of({"theory/root": "title: Slow root\ncontributors: [Ada Moss, Basil Sorrel]\n"}), "theory/root")
    assert not [name for name, _ in found.meta if name.startswith("citation_")]
    assert found.every("DC.title") == ["Slow root"] and found.every("DC.creator") == ["Ada Moss", "Basil Sorrel"]
    assert found.every("DC.identifier") == [f"{BASE}theory/root/"]
    assert found.every("DC.rights") == found.link("license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert found.link("canonical") == found.every("og:url") == [f"{BASE}theory/root/"]


def test_a_page_says_in_json_ld_what_the_whole_document_says(toy_graph: Graph) -> None:
    whole = triples("".join(jsonld.pieces(toy_graph, Choice(base=BASE))))
    for id in toy_graph.catalogue.records:
        (text,) = head(toy_graph, id).data
        document = json.loads(text)
        page, described = triples(text), URIRef(f"{BASE}{id}/")
        assert (described, RDF.type, None) in page, id
        about_page = URIRef(f"{BASE}{id}/#page")
        assert (about_page, URIRef(f"{SCHEMA}about"), described) in page, id
        # The description is set without its markup on the page; all else stands in the whole document, word for word.
        own = triples(json.dumps({"@context": document["@context"], "@graph": document["@graph"][:1]}))
        own.remove((described, URIRef(f"{SCHEMA}description"), None))
        named = [triple for triple in own if not any(isinstance(end, rdflib.BNode) for end in triple)]
        assert len(named) >= 4, id
        assert [triple for triple in named if triple not in whole] == [], id


def test_json_ld_has_the_words_where_a_reader_of_schema_org_looks(toy_graph: Graph) -> None:
    (text,) = head(toy_graph, "paper/sorrel-2021-phase").data
    entry, page = json.loads(text)["@graph"]
    assert "ScholarlyArticle" in entry["@type"] and entry["datePublished"] == "2021-12-06"
    assert [author["familyName"] for author in entry["author"]["@list"]] == ["Sorrel", "Sage"]
    steps = page["breadcrumb"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [
        (1, "The garden"),
        (2, "Papers"),
        (3, "Gardens freeze"),
    ]
    (text,) = head(toy_graph, "theory/slow-root").data
    assert "DefinedTerm" in json.loads(text)["@graph"][0]["@type"]


def test_what_papers_do_to_an_entry_stands_on_both_pages(graph_of: GraphOf) -> None:
    evidence = "evidence: [{paper: paper/moss, at: page 3, stance: disputes, read: full}]\n"
    graph = graph_of({"paper/moss": "", "theory/root": evidence})
    wanted = URIRef(f"{BASE}paper/moss/"), URIRef(f"{CITO}disputes"), URIRef(f"{BASE}theory/root/")
    for id in ("paper/moss", "theory/root"):
        assert wanted in triples(head(graph, id).data[0])


def test_a_link_in_doubt_is_no_triple(graph_of: GraphOf) -> None:
    link = "links: {explains: [{to: phenomenon/bloom, standing: %s}]}\n"
    for standing, wanted in (("supported", True), ("contested", False)):
        graph = graph_of({"phenomenon/bloom": "", "theory/root": link % standing})
        found = triples(head(graph, "theory/root").data[0])
        explains = URIRef(f"{BASE}theory/root/"), URIRef(f"{BASE}terms#explains"), URIRef(f"{BASE}phenomenon/bloom/")
        assert (explains in found) is wanted


def test_each_term_of_our_own_has_its_place_on_the_page_that_names_them(toy_graph: Graph) -> None:
    made = {output.address: output.make for output in outputs(toy_graph, SITE)}
    anchors = set(re.findall(r'<h2 id="([^"]+)"', made["terms/index.html"]()))
    pages = "".join(made[f"{id}/index.html"]() for id in toy_graph.catalogue.records)
    used = set(re.findall(r'"kg:(\w+)"', made["atlas.jsonld"]() + pages))
    assert {"explains", "Theory", "standing", "at"} <= used <= anchors


def test_the_front_page_describes_the_atlas_as_a_data_set_with_its_downloads(toy_graph: Graph) -> None:
    found = triples(head(toy_graph, "").data[0])
    atlas = URIRef(f"{BASE}data/#atlas")
    assert (atlas, RDF.type, URIRef(f"{SCHEMA}Dataset")) in found
    assert (atlas, URIRef(f"{SCHEMA}license"), URIRef("https://creativecommons.org/licenses/by/4.0/")) in found
    offered = {str(address) for address in found.objects(None, URIRef(f"{SCHEMA}contentUrl"))}
    assert f"{BASE}papers.bib" in offered and f"{BASE}atlas.jsonld" in offered


def test_without_an_address_of_its_own_a_site_claims_none(toy_graph: Graph) -> None:
    found = head(toy_graph, "theory/slow-root", replace(SITE, url=""))
    assert not found.link("canonical") and not found.every("og:url")
    entry, page = json.loads(found.data[0])["@graph"]
    assert entry["@id"] == "urn:kg:theory/slow-root" and "breadcrumb" not in page


def test_the_canary_comes_back_from_tags_and_json_ld(graph_of: GraphOf) -> None:
    text = json.dumps(CANARY, ensure_ascii=False)
    graph = graph_of(
        {
            "paper/moss": f"title: {text}\nauthors: [{text}]\nvenue: {text}\ntype: thesis\ntags: [{text}]\ncontributors: [{text}]\n",
            "theory/root": f"title: {text}\naliases: [{text}]\ncontributors: [{text}]\n",
        }
    )
    site = replace(SITE, name=CANARY, description=CANARY, licence=CANARY, spdx="")
    paper, theory, home = (head(graph, id, site) for id in ("paper/moss", "theory/root", ""))
    assert paper.every("citation_title") == paper.every("citation_dissertation_institution") == [CANARY]
    assert theory.every("DC.title") == theory.every("DC.creator") == theory.every("DC.rights") == [CANARY]
    assert home.every("og:site_name") == [CANARY]
    for found, id in ((paper, "paper/moss"), (theory, "theory/root")):
        read = triples(found.data[0])
        assert (URIRef(f"{BASE}{id}/"), URIRef(f"{SCHEMA}name"), Literal(CANARY)) in read
    assert (None, URIRef(f"{SCHEMA}description"), Literal(CANARY)) in triples(home.data[0])
