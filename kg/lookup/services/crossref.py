"""Crossref, where most publishers register their DOIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from kg.diagnostics import Span
from kg.imports import csl
from kg.lookup import answers
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.web import Missing, Web

NAME = "Crossref"
_TYPES = {
    "book": "book", "book-chapter": "chapter", "book-part": "chapter", "book-section": "chapter", "dataset": "webpage",
    "dissertation": "thesis", "edited-book": "book", "journal-article": "article-journal", "monograph": "book",
    "posted-content": "article", "proceedings": "book", "proceedings-article": "paper-conference",
    "reference-book": "book", "reference-entry": "chapter", "report": "report", "report-component": "report",
}  # fmt: skip


def keys(names: Names) -> Iterator[str]:
    """What this source can be asked about a work."""
    if names.doi:
        yield names.doi


def ask(web: Web, key: str) -> Draft:
    """What Crossref says of a DOI.

    Raises:
        Missing: it is not registered there.
        Unreachable: Crossref does not answer, or not with a record.
    """
    try:
        found = answers.record(web, f"https://api.crossref.org/works/{quote(key)}")
    except Missing:
        raise Missing(f"Crossref has no DOI {key!r}", help="look the DOI up again") from None
    work = answers.part(found, "message")
    told = answers.text(answers.part(work, "DOI")).lower()
    if told and told != key:
        raise Missing(f"Crossref answers with DOI {told!r} for {key!r}", help="try the one that it answers with")
    return _draft(work if isinstance(work, Mapping) else {}, key)


def _draft(work: Mapping[str, Any], doi: str) -> Draft:
    title, remark = answers.title(answers.text(work.get("title")))
    subtitle, _ = answers.title(answers.text(work.get("subtitle")))
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title}: {subtitle}"
    type = _TYPES.get(answers.text(work.get("type")), "article")
    people = answers.rows(work.get("author")) or answers.rows(work.get("editor"))
    authors = [name for person in people if (name := csl.name_of(person))]
    venue = answers.text(work.get("container-title")) or answers.text(work.get("publisher"))
    remarks = [remark] if remark else []
    if any(answers.text(note.get("type")) == "retraction" for note in answers.rows(work.get("updated-by"))):
        remarks.append("Crossref notes a retraction")
    return Draft(
        Span(NAME),
        doi,
        type,
        title,
        tuple(name for name in authors if not texts.others(name)),
        csl.issued_of(work.get("issued")),
        Names(doi=doi),
        texts.plain(venue),
        any(texts.others(name) for name in authors),
        remarks=tuple(remarks),
    )
