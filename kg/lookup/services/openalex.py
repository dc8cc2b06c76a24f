"""OpenAlex, which gathers from everywhere. It has mixed up papers, so its word alone is not enough."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from kg.diagnostics import Span
from kg.lookup import answers
from kg.lookup.services.datacite import ARXIV
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.records.people import written
from kg.web import Missing, Web

NAME = "OpenAlex"
_TYPES = {
    "book": "book", "book-chapter": "chapter", "dissertation": "thesis", "preprint": "article", "report": "report",
}  # fmt: skip


def keys(names: Names) -> Iterator[str]:
    """What this source can be asked about a work."""
    if names.arxiv:
        yield ARXIV + names.arxiv
    if names.doi:
        yield names.doi


def ask(web: Web, key: str) -> Draft:
    """What OpenAlex says of a DOI.

    Raises:
        Missing: it has none of this DOI.
        Unreachable: OpenAlex does not answer, or not with a record.
    """
    token = os.environ.get("OPENALEX_API_KEY", "").strip()
    try:
        url = f"https://api.openalex.org/works/doi:{quote(key)}"
        found = answers.record(web, url, secret={"api_key": token} if token else None)
    except Missing:
        raise Missing(f"OpenAlex has no DOI {key!r}") from None
    return _draft(found, key)


def _draft(work: Mapping[str, Any], key: str) -> Draft:
    title, remark = answers.title(answers.text(work.get("title")) or answers.text(work.get("display_name")))
    authors = []
    for row in answers.rows(work.get("authorships")):
        # As printed first: the other is the name of a person who was guessed.
        name = answers.text(row.get("raw_author_name")) or answers.text(answers.part(row, "author", "display_name"))
        authors.append(written(texts.plain(name)))
    remarks = [remark] if remark else []
    if work.get("is_retracted") is True:
        remarks.append("OpenAlex notes a retraction")
    arxiv = key.removeprefix(ARXIV) if key.startswith(ARXIV) else ""
    date = answers.text(work.get("publication_date")) or answers.text(work.get("publication_year"))
    return Draft(
        Span(NAME),
        key,
        _TYPES.get(answers.text(work.get("type")), "article"),
        title,
        tuple(author for author in authors if author),
        texts.issued(*date[:10].split("-")[:3]),
        Names(arxiv=arxiv) if arxiv else Names(doi=key),
        texts.plain(answers.text(answers.part(work, "primary_location", "source", "display_name"))),
        remarks=tuple(remarks),
    )
