"""What the head of a page says to programs: citation tags, Dublin Core, and JSON-LD in the words of schema.org and CiTO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from kg.catalogue import Record
from kg.exports import jsonld
from kg.exports.cff import contributors
from kg.publish.book import Book
from kg.publish.data import dump
from kg.publish.identifiers import addresses
from kg.publish.links import address
from kg.queries.evidence import papers_about

MOST = 25
"""Links, and papers that speak, in the JSON-LD of one page, at most: the whole is a download."""

# The tags that Highwire Press began, as Google Scholar and Zotero read them. A tag for the venue tells them the type.
_VENUES = {
    "article": "citation_journal_title",
    "article-journal": "citation_journal_title",
    "book": "citation_publisher",
    "chapter": "citation_inbook_title",
    "paper-conference": "citation_conference_title",
    "report": "citation_technical_report_institution",
    "thesis": "citation_dissertation_institution",
}


def tags(book: Book, record: Record) -> list[tuple[str, str]]:
    """Names and contents of the `meta` elements of an entry's page."""
    return list(_paper(book, record) if record.kind == "paper" else _entry(book, record))


def _paper(book: Book, record: Record) -> Iterator[tuple[str, str]]:
    paper: Any = record.entry
    names = paper.identifiers
    yield "citation_title", paper.title
    yield from (("citation_author", author) for author in paper.authors)
    yield "citation_publication_date", paper.issued.replace("-", "/")
    if paper.venue and paper.type in _VENUES:
        yield _VENUES[paper.type], paper.venue
    for name, value in (("doi", names.doi), ("arxiv_id", names.arxiv), ("isbn", names.isbn)):
        if value:
            yield f"citation_{name}", value
    if known := addresses(record):
        yield "citation_public_url", known[0][2]
    if paper.tags:
        yield "citation_keywords", "; ".join(paper.tags)


def _entry(book: Book, record: Record) -> Iterator[tuple[str, str]]:
    """Dublin Core: a page of the atlas is no article, and a reader of citation tags would take it for one."""
    site, entry = book.site, record.entry
    yield "DC.title", entry.title
    yield from (("DC.creator", name) for name in entry.contributors)
    yield "DC.subject", record.kind
    yield "DC.identifier", jsonld.address_of(record.id, site.base)
    yield "DC.publisher", site.name
    if site.licence or site.spdx:
        yield "DC.rights", site.licence_url or site.licence


def linked(book: Book, record: Record, description: str, most: int = MOST) -> str:
    """The JSON-LD of an entry's page: the entry itself, and the page with its licence, credit and way from the front page."""
    base = book.site.base
    statements = (s for s in book.about.get(record.id, ()) if s.source == record.id)
    spoken = (
        (testimony.evidence, testimony.record)
        for testimony in (papers_about(book.graph, record.id) if record.kind == "paper" else ())
        if testimony.loc[0] != "links"
    )
    node = jsonld.one(record, islice(statements, most), islice(spoken, most), base)
    # On the page markup is gone from the summary, so here as well.
    node["description"] = description
    entry = record.entry
    page: dict[str, Any] = {
        "@id": jsonld.address_of(record.id, base) + "#page",
        "@type": "WebPage",
        "about": {"@id": node["@id"]},
        "isPartOf": {"@id": _atlas(book)},
    }
    if book.site.licence_url:
        page["license"] = {"@id": book.site.licence_url}
    if entry.contributors:
        page["contributor"] = [{"@type": "Person", "name": name} for name in entry.contributors]
    if base:
        folder = book.folders[record.kind]
        steps = [(book.site.name, base), (folder.rstrip("/").capitalize(), base + folder)]
        steps.append((entry.title, base + address(record.id)))
        page["breadcrumb"] = {"@type": "BreadcrumbList", "itemListElement": list(map(_step, range(1, 4), steps))}
    return dump({"@context": jsonld.inner_context(base), "@graph": [node, page]})


def _step(number: int, step: tuple[str, str]) -> Mapping[str, Any]:
    return {"@type": "ListItem", "position": number, "name": step[0], "item": {"@id": step[1]}}


def _atlas(book: Book) -> str:
    return jsonld.address_of("data", book.site.base) + "#atlas"


DOWNLOADS = {
    "graph.json": "application/json",
    "atlas.json": "application/json",
    "atlas.jsonld": "application/ld+json",
    "papers.bib": "application/x-bibtex",
    "papers.ris": "application/x-research-info-systems",
    "papers.csl.json": "application/vnd.citationstyles.csl+json",
}
"""The files that hold the whole atlas, or all its papers, and their types."""


def whole(book: Book) -> str:
    """The JSON-LD of the front page and of the page of data: the atlas as a data set, with its downloads."""
    site = book.site
    node: dict[str, Any] = {
        "@id": _atlas(book),
        "@type": "Dataset",
        "name": site.name,
        "description": site.description or f"{site.name}: {len(book.records)} entries and the links between them.",
        "creator": [{"@type": "Person", "name": name} for name in islice(contributors(book.graph), MOST)]
        or {"@type": "Organization", "name": f"The contributors of {site.name}"},
        "isAccessibleForFree": True,
    }
    if site.licence_url:
        node["license"] = {"@id": site.licence_url}
    if site.base:
        node["url"] = {"@id": site.base}
        node["distribution"] = [
            {"@type": "DataDownload", "encodingFormat": type, "contentUrl": {"@id": site.base + name}}
            for name, type in DOWNLOADS.items()
        ]
    return dump({"@context": jsonld.inner_context(site.base), "@graph": [node]})
