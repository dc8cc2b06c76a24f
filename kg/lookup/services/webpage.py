"""A page of the web, by the tags that it carries for search engines of science, else by its title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from kg.diagnostics import Span
from kg.lookup import answers
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import Names, identify
from kg.records.people import written
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
        self.data: list[str] = []
        """Scripts that describe the page, and do nothing."""
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self.title:
            self._open = tag
        if tag == "script" and dict(attrs).get("type") == "application/ld+json" and len(self.data) < 20:
            self._open = tag
            self.data.append("")
        if tag == "meta" and len(self.found) < _FIELDS:
            fields = dict(attrs)
            name = (fields.get("name") or fields.get("property") or "").strip().lower()
            if name and (content := (fields.get("content") or "").strip()):
                self.found.append((name, content))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "title" and len(self.title) < 1000:
            self.title += data
        elif self._open == "script":
            self.data[-1] += data

    def all(self, *names: str) -> list[str]:
        return next((found for name in names if (found := [text for key, text in self.found if key == name])), [])

    def first(self, *names: str) -> str:
        return next(iter(self.all(*names)), "")


def _draft(tags: _Tags, source: str, names: Names, key: str) -> Draft:
    data = _described(tags.data)
    site = tags.first("og:site_name")
    title, remark = answers.title(
        tags.first("citation_title", "dc.title", "bepress_citation_title")
        or answers.text(data.get("headline"))
        or _without(site, tags.first("og:title", "twitter:title") or tags.title)
    )
    people = _people(tags, data)
    journal, meeting = (
        tags.first("citation_journal_title"),
        tags.first("citation_conference_title", "citation_conference"),
    )
    school, office = (
        tags.first("citation_dissertation_institution"),
        tags.first("citation_technical_report_institution"),
    )
    type = (
        "article-journal" if journal else "paper-conference" if meeting else "thesis" if school else "report" if office
        else "webpage"
    )  # fmt: skip
    better = identify(
        arxiv=tags.first("citation_arxiv_id"), doi=tags.first("citation_doi", "dc.identifier", "prism.doi")
    )
    if not names.openreview:
        names = better if better.arxiv or better.doi else names
    authors = [written(texts.plain(name)) for name in people]
    date = tags.first(*_DATES) or answers.text(data.get("datePublished"))
    return Draft(
        Span(source),
        key,
        type,
        title,
        tuple(name for name in authors if name and not texts.others(name)),
        _issued(date),
        names,
        texts.plain(journal or meeting or school or office or site),
        any(texts.others(name) for name in authors),
        remarks=(remark,) if remark else (),
    )


_DATES = (
    "citation_publication_date", "citation_date", "citation_online_date", "citation_year", "dc.date", "dc.date.issued",
    "bepress_citation_date", "article:published_time",
)  # fmt: skip


def _people(tags: _Tags, data: Mapping[str, Any]) -> list[str]:
    if people := tags.all("citation_author", "bepress_citation_author", "dc.creator"):
        return people
    if listed := tags.all("citation_authors"):
        return [name for text in listed for name in text.split(";")]
    given = data.get("author")
    if people := [
        name
        for row in answers.rows(given if isinstance(given, list) else [given])
        if (name := answers.text(row.get("name")))
    ]:
        return people
    # Some put the address of a person here.
    return [name for name in tags.all("author", "article:author") if "://" not in name]


def _described(scripts: Sequence[str]) -> Mapping[str, Any]:
    """What a page says of itself in the words of schema.org, as JSON-LD: the first work in it."""
    for script in scripts:
        try:
            found: Any = json.loads(script)
        except (ValueError, RecursionError):
            continue
        graph = answers.part(found, "@graph")
        for row in answers.rows(graph if isinstance(graph, list) else found if isinstance(found, list) else [found]):
            if answers.text(row.get("headline")):
                return row
    return {}


def _without(site: str, title: str) -> str:
    """A title without the name of its site, which many put behind it."""
    return re.sub(rf"\s+[|·–—-]\s+{re.escape(site)}\s*$", "", title) if site else title


def _issued(date: str) -> str:
    if seen := re.match(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?", date):
        return texts.issued(*(part or "" for part in seen.groups()))
    # Some write the month first, as 05/17/2023; of other forms, the year is certain.
    if seen := re.fullmatch(r"([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?[-/.]([0-9]{4})", date):
        month, day, year = seen.groups()
        return texts.issued(year, month, day or "")
    return texts.issued(date)


def _decoded(page: Page) -> str:
    """The text of a page in the encoding that it says, and where that is not so, in the usual ones."""
    said = re.search(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{2,20})", page.body[:4096])
    for name in (page.charset, said.group(1).decode() if said else "", "utf-8"):
        try:
            return page.body.decode(name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return page.body.decode("cp1252", "replace")
