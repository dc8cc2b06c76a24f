"""RIS: one record per paper, one tag and value on each line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record
from kg.exports import Choice
from kg.exports._paper import address
from kg.graph import Graph

SUFFIX = ".ris"
TAKES: frozenset[str] = frozenset()

# RIS has no preprint; UNPB is an unpublished work.
_TYPES = {
    "article": "UNPB",
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CPAPER",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_PUBLISHED_BY = frozenset({"book", "report", "thesis"})


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """All papers, in the order of their names."""
    for record in graph.catalogue.of_kind("paper"):
        yield render(record)


def render(record: Record) -> str:
    """One paper. A line ends a value, so no value may hold one."""
    lines = (f"{tag}  - {' '.join(value.split())}" for tag, value in _lines(record))
    return "\n".join([*lines, "ER  - ", "", ""])


def _lines(record: Record) -> Iterator[tuple[str, str]]:
    paper: Any = record.entry
    names = paper.identifiers
    yield "TY", _TYPES[paper.type]
    yield "ID", record.name
    yield from (("AU", author) for author in paper.authors)
    if paper.more_authors:
        yield "AU", "et al."
    yield "TI", paper.title
    if paper.venue:
        yield ("PB" if paper.type in _PUBLISHED_BY else "T2"), paper.venue
    year, *rest = paper.issued.split("-")
    yield "PY", year
    # Year, month, day and a remark, with a slash after each of the first three.
    yield "DA", "/".join([year, *rest, *[""] * (3 - len(rest))])
    if names.doi:
        yield "DO", names.doi
    if names.arxiv:
        yield "AN", f"arXiv:{names.arxiv}"
    if names.isbn:
        yield "SN", names.isbn
    if url := address(names):
        # In this format a semicolon stands between two addresses.
        yield "UR", url.replace(";", "%3B")
    if names.openreview and (names.arxiv or names.url):
        yield "UR", f"https://openreview.net/forum?id={names.openreview}"
    yield from (("KW", tag) for tag in paper.tags)
