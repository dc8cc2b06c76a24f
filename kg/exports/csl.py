"""CSL-JSON: what citation processors and reference managers read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record
from kg.exports import Choice
from kg.exports._paper import address, date, person
from kg.graph import Graph

SUFFIX = ".json"
TAKES: frozenset[str] = frozenset()

_PUBLISHED_BY = frozenset({"book", "report", "thesis"})


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """A list with one object per paper, in the order of their names."""
    between = "["
    for record in graph.catalogue.of_kind("paper"):
        yield f"{between}\n{json.dumps(item(record), ensure_ascii=False)}"
        between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def item(record: Record) -> dict[str, Any]:
    """One paper."""
    paper: Any = record.entry
    names = paper.identifiers
    found: dict[str, Any] = {"id": record.name, "type": paper.type, "title": paper.title}
    found["author"] = [_name(author) for author in paper.authors]
    if paper.more_authors:
        # The same words that processors make of BibTeX's `and others`.
        found["author"].append({"literal": "others"})
    found["issued"] = {"date-parts": [list(date(paper))]}
    if paper.venue:
        found["publisher" if paper.type in _PUBLISHED_BY else "container-title"] = paper.venue
    if names.doi:
        found["DOI"] = names.doi
    if names.arxiv:
        found["number"] = f"arXiv:{names.arxiv}"
    if names.isbn:
        found["ISBN"] = names.isbn
    if names.openreview:
        found["URL"] = f"https://openreview.net/forum?id={names.openreview}"
    elif url := address(names):
        found["URL"] = url
    if paper.tags:
        found["keyword"] = "; ".join(paper.tags)
    return found


def _name(author: str) -> dict[str, str]:
    who = person(author)
    if who.group:
        return {"literal": author}
    return {"family": who.family, "given": who.given, **({"suffix": who.suffix} if who.suffix else {})}
