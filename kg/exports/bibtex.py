"""BibTeX: one record per paper, its key being the name of the paper's entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.catalogue import Record
from kg.exports import EVERYTHING, Choice
from kg.graph import Graph

SUFFIX = ".bib"
TAKES: frozenset[str] = frozenset()

_TYPES = {
    "article": "article",
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "post-weblog": "misc",
    "report": "techreport",
    "thesis": "phdthesis",
    "webpage": "misc",
}
_VENUES = {
    "article": "journal",
    "book": "publisher",
    "incollection": "booktitle",
    "inproceedings": "booktitle",
    "misc": "howpublished",
    "techreport": "institution",
    "phdthesis": "school",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# BibTeX counts a brace even behind a backslash, so braces and the backslash itself get names.
_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{character: "\\" + character for character in "&%$#_"},
}
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")
_AND = re.compile(r"\band\b|^others$", re.IGNORECASE)


def write(graph: Graph) -> str:
    """All papers, in the order of their keys."""
    return "".join(pieces(graph, EVERYTHING))


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """The same, paper by paper."""
    for number, record in enumerate(graph.catalogue.of_kind("paper")):
        yield "\n" * bool(number) + render(record)


def render(record: Record) -> str:
    """One paper."""
    paper: Any = record.entry
    type = _TYPES[paper.type]
    if paper.type == "article" and not paper.venue:
        type = "misc"  # a preprint appeared in no journal, and styles complain about an article without one
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(paper, type))
    return f"@{type}{{{record.name},\n{fields}}}\n"


def _fields(paper: Any, type: str) -> Iterator[tuple[str, str]]:
    yield "author", "{" + " and ".join([*map(_name, paper.authors), *(["others"] if paper.more_authors else [])]) + "}"
    # The second pair of braces keeps the capitals as they are.
    yield "title", "{{" + _escape(paper.title) + "}}"
    if paper.venue:
        yield _VENUES[type], "{" + _escape(paper.venue) + "}"
    year, _, rest = paper.issued.partition("-")
    yield "year", "{" + year + "}"
    if rest:
        yield "month", _MONTHS[int(rest[:2]) - 1]
    names = paper.identifiers
    if names.doi:
        yield "doi", "{" + _verbatim(names.doi) + "}"
    if names.arxiv:
        yield "eprint", "{" + names.arxiv + "}"
        yield "archivePrefix", "{arXiv}"
    if names.isbn:
        yield "isbn", "{" + names.isbn + "}"
    if url := _url(names):
        yield "url", "{" + _verbatim(url) + "}"


def _url(names: Any) -> str:
    if names.url:
        return str(names.url)
    if names.arxiv:
        return f"https://arxiv.org/abs/{names.arxiv}"
    return f"https://openreview.net/forum?id={names.openreview}" if names.openreview else ""


def _name(author: str) -> str:
    """`Family, Given` as it is; a group, or a name that BibTeX would take apart, as one piece."""
    family, comma, given = author.partition(",")
    if not comma:
        return "{" + _escape(author) + "}"
    return f"{_piece(family.strip())}, {_piece(given.strip())}"


def _piece(part: str) -> str:
    escaped = _escape(part)
    return "{" + escaped + "}" if "," in part or _AND.search(part) else escaped


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found.group()], text)


def _verbatim(address: str) -> str:
    """DOIs and URLs are read as they stand; what would unbalance the braces is percent-encoded."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
