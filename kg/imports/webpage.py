"""A page of the web, by the tags that it carries for search engines of science, else by its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kg.diagnostics import Span
from kg.imports import _answers, _words
from kg.imports._draft import Draft
from kg.imports._identifiers import Names, identify
from kg.imports._names import written
from kg.web import Page, Unreachable, Unwanted, Web
from kg.web.address import host_of

NAME = "the page"
_TYPES = ("text/html", "application/xhtml+xml")
_LIMIT = 4 * 1024 * 1024
_FIELDS = 2000
"""Tags of one page: some list thousands of references."""


def keys(names: Names) -> Iterator[str]:
    """What this source can be asked about a work: an address is kept where nothing better names it."""
    if names.url and not (names.arxiv or names.doi or names.openreview):
        yield names.url


def ask(web: Web, key: str) -> Draft:
    """What a page says of itself.

    Raises:
        Missing: there is no page.
        Forbidden: it is not to be asked, or is no page.
        Unreachable: its host does not answer.
    """
    return read(web, key, NAME, Names(url=key))


def read(web: Web, url: str, source: str, names: Names) -> Draft:
    """The same for a page whose identifiers are known."""
    host = host_of(url)
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    try:
        page = web.get(url, _TYPES, hosts=frozenset({twin}), limit=_LIMIT)
    except Unwanted as fault:
        raise Unwanted(fault.message, help="give the address of the page about it, not of a file") from None
    tags = _Tags()
    try:
        tags.feed(_decoded(page))
        tags.close()
    except (AssertionError, ValueError):
        raise Unreachable(f"the answer of {host} cannot be read as a page") from None
    return _draft(tags, source, names, names.openreview or url)


class _Tags(HTMLParser):
    """Name and content of every meta tag, and the title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.title = ""
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self.title:
            self._open = True
        if tag == "meta" and len(self.found) < _FIELDS:
            fields = dict(attrs)
            name = (fields.get("name") or fields.get("property") or "").strip().lower()
            if name and (content := (fields.get("content") or "").strip()):
                self.found.append((name, content))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open and len(self.title) < 1000:
            self.title += data

    def all(self, *names: str) -> list[str]:
        return next((found for name in names if (found := [text for key, text in self.found if key == name])), [])

    def first(self, *names: str) -> str:
        return next(iter(self.all(*names)), "")


def _draft(tags: _Tags, source: str, names: Names, key: str) -> Draft:
    title, remark = _answers.title(
        tags.first("citation_title", "dc.title", "bepress_citation_title", "og:title", "twitter:title") or tags.title
    )
    people = tags.all("citation_author", "bepress_citation_author", "dc.creator")
    people = people or [name for text in tags.all("citation_authors") for name in text.split(";")]
    date = tags.first(
        "citation_publication_date", "citation_date", "citation_online_date", "citation_year", "dc.date",
        "dc.date.issued", "bepress_citation_date", "article:published_time",
    )  # fmt: skip
    journal, conference = (
        tags.first("citation_journal_title"),
        tags.first("citation_conference_title", "citation_conference"),
    )
    school, office = (
        tags.first("citation_dissertation_institution"),
        tags.first("citation_technical_report_institution"),
    )
    type = (
        "article-journal" if journal else "paper-conference" if conference else "thesis" if school
        else "report" if office else "webpage"
    )  # fmt: skip
    better = identify(
        arxiv=tags.first("citation_arxiv_id"), doi=tags.first("citation_doi", "dc.identifier", "prism.doi")
    )
    if not names.openreview:
        names = better if better.arxiv or better.doi else names
    authors = [written(_words.plain(name)) for name in people]
    parts = re.split(r"[-/.]", date[:10])
    # Some write the month first, as 05/17/2023.
    parts = [parts[2], *parts[:2]] if len(parts) == 3 and len(parts[2]) == 4 else parts
    venue = journal or conference or school or office or tags.first("og:site_name")
    return Draft(
        Span(source),
        key,
        type,
        title,
        tuple(name for name in authors if name and not _words.others(name)),
        _words.issued(*parts[:3]),
        names,
        _words.plain(venue),
        any(_words.others(name) for name in authors),
        remarks=(remark,) if remark else (),
    )


def _decoded(page: Page) -> str:
    """The text of a page in the encoding that it says, and where that is not so, in the usual ones."""
    said = re.search(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{2,20})", page.body[:4096])
    for name in (page.charset, said.group(1).decode() if said else "", "utf-8"):
        try:
            return page.body.decode(name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return page.body.decode("cp1252", "replace")
