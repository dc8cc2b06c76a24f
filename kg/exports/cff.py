"""CITATION.cff: how to cite this atlas, and in it, as references, every paper that it draws on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record
from kg.exports import Choice
from kg.exports._paper import address, date, person
from kg.graph import Graph

SUFFIX = ".cff"
TAKES = frozenset({"title", "base"})

_TYPES = {
    "article": "article",
    "article-journal": "article",
    "book": "book",
    "chapter": "book",
    "paper-conference": "conference-paper",
    "post-weblog": "blog",
    "report": "report",
    "thesis": "thesis",
    "webpage": "website",
}
_VENUES = {
    "article": "journal",
    "article-journal": "journal",
    "chapter": "collection-title",
}


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """Citation File Format 1.2.0, its values as JSON, which YAML reads without surprises."""
    yield "cff-version: 1.2.0\n"
    yield "message: If you use this atlas, please cite it, and the papers in it that you rely on.\n"
    yield "type: dataset\n"
    yield f"title: {_value(choice.title or 'A knowledge graph of a literature')}\n"
    yield "authors:\n"
    names = contributors(graph) or ["The contributors of this atlas"]
    yield from (f"  - {_value(_author(name))}\n" for name in names)
    if choice.licence:
        yield f"license: {_value(choice.licence)}\n"
    if choice.base:
        yield f"url: {_value(choice.base)}\n"
    records = graph.catalogue.of_kind("paper")
    if records:
        yield "references:\n"
    yield from (f"  - {_value(reference(record))}\n" for record in records)


def _value(value: Any) -> str:
    # Within JSON, YAML has these two for line breaks.
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def contributors(graph: Graph) -> dict[str, int]:
    """Who wrote how many of the entries, those with most first."""
    counts = Counter(name for record in graph.catalogue.records.values() for name in record.entry.contributors)
    return {name: counts[name] for name in sorted(counts, key=lambda name: (-counts[name], name))}


def _author(author: str) -> dict[str, str]:
    who = person(author)
    if who.group:
        return {"name": author}
    found = {"family-names": who.family, "given-names": who.given}
    return {**found, "name-suffix": who.suffix} if who.suffix else found


def reference(record: Record) -> dict[str, Any]:
    """One paper."""
    paper: Any = record.entry
    names = paper.identifiers
    found: dict[str, Any] = {"type": _TYPES[paper.type], "title": paper.title}
    found["authors"] = [_author(author) for author in paper.authors]
    if paper.more_authors:
        found["authors"].append({"name": "others"})
    found |= dict(zip(("year", "month"), date(paper)[:2], strict=False))
    if len(paper.issued) == len("2023-05-17"):
        found["date-published"] = paper.issued
    if paper.venue and paper.type == "paper-conference":
        found["conference"] = {"name": paper.venue}
    elif paper.venue and paper.type in _VENUES:
        found[_VENUES[paper.type]] = paper.venue
    elif paper.venue:
        found["publisher" if paper.type == "book" else "institution"] = {"name": paper.venue}
    if names.doi:
        found["doi"] = names.doi
    if names.isbn:
        found["isbn"] = names.isbn
    if names.arxiv:
        found["identifiers"] = [{"type": "other", "value": f"arXiv:{names.arxiv}", "description": "arXiv id"}]
    if url := address(names):
        found["url"] = url
    return found
