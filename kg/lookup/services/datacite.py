"""DataCite, where arXiv, archives and data repositories register their DOIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from kg.diagnostics import Span
from kg.lookup import answers
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.records.people import written
from kg.web import Missing, Web

NAME = "DataCite"
ARXIV = "10.48550/arxiv."
_TYPES = {
    "Book": "book", "BookChapter": "chapter", "ConferencePaper": "paper-conference", "ConferenceProceeding": "book",
    "Dissertation": "thesis", "JournalArticle": "article-journal", "Preprint": "article", "Report": "report",
    "Text": "article", "DataPaper": "article-journal",
}  # fmt: skip


def keys(names: Names) -> Iterator[str]:
    """What this source can be asked about a work."""
    if names.arxiv:
        yield ARXIV + names.arxiv
    if names.doi:
        yield names.doi


def ask(web: Web, key: str) -> Draft:
    """What DataCite says of a DOI.

    Raises:
        Missing: it is not registered there.
        Unreachable: DataCite does not answer, or not with a record.
    """
    try:
        found = answers.record(web, f"https://api.datacite.org/dois/{quote(key)}")
    except Missing:
        raise Missing(f"DataCite has no DOI {key!r}", help="look the DOI up again") from None
    work = answers.part(found, "data", "attributes")
    told = answers.text(answers.part(work, "doi")).lower()
    if told and told != key.lower():
        raise Missing(f"DataCite answers with DOI {told!r} for {key!r}", help="try the one that it answers with")
    return _draft(work if isinstance(work, Mapping) else {}, key)


def _draft(work: Mapping[str, Any], key: str) -> Draft:
    # Titles of another type are translations and subtitles.
    titles = answers.rows(work.get("titles"))
    plain = [row for row in titles if not row.get("titleType")] or titles
    title, remark = answers.title(answers.text(plain[0].get("title")) if plain else "")
    authors = [name for person in answers.rows(work.get("creators")) if (name := _name(person))]
    arxiv = key.removeprefix(ARXIV) if key.startswith(ARXIV) else ""
    publisher = work.get("publisher")
    venue = answers.text(answers.part(work, "container", "title")) or answers.text(
        answers.part(publisher, "name") if isinstance(publisher, Mapping) else publisher
    )
    dates = {
        answers.text(row.get("dateType")): answers.text(row.get("date")) for row in answers.rows(work.get("dates"))
    }
    when = (
        dates.get("Submitted" if arxiv else "Issued")
        or dates.get("Issued")
        or answers.text(work.get("publicationYear"))
    )
    return Draft(
        Span(NAME),
        key,
        _TYPES.get(answers.text(answers.part(work, "types", "resourceTypeGeneral")), "webpage"),
        title,
        tuple(name for name in authors if not texts.others(name)),
        texts.issued(*when[:10].split("-")[:3]),
        Names(arxiv=arxiv) if arxiv else Names(doi=key),
        texts.plain(venue),
        any(texts.others(name) for name in authors),
        remarks=(remark,) if remark else (),
    )


def _name(person: Mapping[str, Any]) -> str:
    family, given = (
        texts.plain(answers.text(person.get("familyName"))),
        texts.plain(answers.text(person.get("givenName"))),
    )
    if family:
        return f"{family}, {given}" if given else family
    name = texts.plain(answers.text(person.get("name")))
    return name if "," in name or person.get("nameType") == "Organizational" else written(name)
