"""Whether identifiers and links of entries lead where they should: the one check that asks the network.

What could not be asked is a remark, never a finding: that a host is down today says nothing of an entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.catalogue import Record
from kg.diagnostics import Diagnostic, Rule, Severity
from kg.errors import KgError
from kg.lookup import agreement
from kg.lookup.services import arxiv, crossref, datacite, openreview
from kg.records.draft import Draft
from kg.schema.entry import Prose, Url
from kg.schema.walk import Walk, Walker
from kg.source.tree import Loc
from kg.web import Forbidden, Missing, Unreachable, Unwanted, Web
from kg.web.address import host_of

DEAD_IDENTIFIER = Rule(
    "dead-identifier",
    "an identifier that nobody knows",
    explanation="""`kg check --online` asked those who give out such identifiers, and they know none like this. Readers who follow it
come to a page that says so.

Most often a digit is wrong or was lost. Look the paper up, and correct the identifier; `kg add --dry-run ID` shows what one stands
for.
""",
)
MISMATCHED_IDENTIFIER = Rule(
    "mismatched-identifier",
    "an identifier of another paper",
    explanation="""`kg check --online` asked what the identifier stands for, and the answer has another title than the entry.

Most often two identifiers were exchanged, or a digit is wrong. If the paper was renamed, take the title that readers will find;
`kg refresh ID` shows all that differs.
""",
)
DEAD_LINK = Rule(
    "dead-link",
    "a web address where there is nothing any more",
    Severity.WARNING,
    explanation="""`kg check --online` asked for the address, and its host answered that there is no such page.

Look for where the page has gone, or for a copy in the Internet Archive, and write that address; or delete the line.
""",
)
RULES = (DEAD_IDENTIFIER, DEAD_LINK, MISMATCHED_IDENTIFIER)

_LINK = re.compile(r"https?://[^\s<>()\[\]\"'`]+")
_GIVEN_UP = 3
"""Faults in a row after which a host is not asked any more."""


@dataclass(slots=True)
class Report:
    """What was found, what could not be asked, and how many questions were answered."""

    findings: list[Diagnostic] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    asked: int = 0
    answered: int = 0


def check(records: Sequence[Record], web: Web, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Every identifier of papers, every address of entries and every link in their prose."""
    report = Report()
    papers = [record for record in records if record.kind == "paper"]
    _arxiv(papers, web, report, progress)
    _each(papers, "doi", lambda key: _registered(web, key), report, progress)
    _each(papers, "openreview", lambda key: openreview.ask(web, key), report, progress)
    _links(records, web, report, progress)
    return report


def _arxiv(papers: Sequence[Record], web: Web, report: Report, progress: Callable[[str], None]) -> None:
    given = [(record, key) for record in papers if (key := _identifier(record, "arxiv"))]
    if not given:
        return
    progress(f"arXiv: {len(given)} papers")
    report.asked += 1
    try:
        found = arxiv.ask_all(web, [key for _, key in given])
    except (Unreachable, Forbidden) as silence:
        report.remarks.append(f"{len(given)} arXiv ids were not asked for: {silence.message}")
        return
    report.answered += 1
    for record, key in given:
        if key in found:
            _compare(record, "arxiv", found[key], report)
        else:
            _dead(record, "arxiv", f"arXiv has no paper {key!r}", report)


def _registered(web: Web, key: str) -> Draft:
    try:
        return crossref.ask(web, key)
    except Missing:
        try:
            return datacite.ask(web, key)
        except Missing:
            raise Missing(f"neither Crossref nor DataCite has DOI {key!r}") from None


def _each(
    papers: Sequence[Record], scheme: str, ask: Callable[[str], Draft], report: Report, progress: Callable[[str], None]
) -> None:
    given = [(record, key) for record in papers if (key := _identifier(record, scheme))]
    silences = 0
    for number, (record, key) in enumerate(given):
        if silences == _GIVEN_UP:
            report.remarks.append(f"{len(given) - number} more of scheme {scheme} were not asked for")
            return
        progress(f"{scheme} {key}")
        report.asked += 1
        try:
            draft = ask(key)
        except Missing as gap:
            silences = 0
            report.answered += 1
            _dead(record, scheme, gap.message, report)
        except (Unreachable, Forbidden) as silence:
            silences += 1
            report.remarks.append(f"{scheme} {key!r} was not checked: {silence.message}")
        else:
            silences = 0
            report.answered += 1
            _compare(record, scheme, draft, report)


def _identifier(record: Record, scheme: str) -> str:
    # Only papers come here: they have identifiers, which entries in general do not.
    return getattr(record.entry.identifiers, scheme) or ""  # type: ignore[attr-defined]  # papers only


def _compare(record: Record, scheme: str, draft: Draft, report: Report) -> None:
    if draft.title and not agreement.same_title(record.entry.title, draft.title):
        span = record.tree.span("identifiers", scheme)
        message = f"{scheme} {draft.key!r} is {draft.title!r} at {draft.span.path}"
        help = f"correct the identifier or the title; `kg refresh {record.id}` shows all that differs"
        report.findings.append(MISMATCHED_IDENTIFIER.at(span, message, help=help))


def _dead(record: Record, scheme: str, message: str, report: Report) -> None:
    span = record.tree.span("identifiers", scheme)
    report.findings.append(DEAD_IDENTIFIER.at(span, message, help="look the paper up, and correct the identifier"))


def _links(records: Sequence[Record], web: Web, report: Report, progress: Callable[[str], None]) -> None:
    places: dict[str, list[tuple[Record, Loc]]] = {}
    for record in records:
        for url, loc in _WALKER(record.entry):
            places.setdefault(url, []).append((record, loc))
    silent: dict[str, int] = {}
    for url, where in sorted(places.items()):
        host = host_of(url)
        if silent.get(host, 0) == _GIVEN_UP:
            report.remarks.append(f"{url} was not asked for: {host} does not answer")
            continue
        progress(url)
        report.asked += 1
        try:
            _alive(web, url)
        except Missing as gap:
            report.answered += 1
            for record, loc in where:
                span = record.tree.text_span(url, *loc)
                help = "write where the page has gone, or delete the address"
                report.findings.append(DEAD_LINK.at(span, f"{gap.message}: {url}", help=help))
        except KgError as silence:
            if isinstance(silence, Unreachable):
                silent[host] = silent.get(host, 0) + 1
            else:
                report.answered += 1
            report.remarks.append(f"{url} was not checked: {silence.message}")
        else:
            report.answered += 1


def _alive(web: Web, url: str) -> None:
    host = host_of(url)
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    try:
        web.get(
            url, (), hosts=frozenset({twin}), limit=0, keep=False, gap=arxiv.GAP if host.endswith("arxiv.org") else 0.5
        )
    except Unwanted:
        # Something is there, and what it is does not matter.
        return


def _walk(hint: Any) -> Walk[tuple[str, Loc]] | None:
    if hint == Url:
        return lambda value, loc: iter(((value, loc),))
    return _in_prose if hint == Prose else None


def _in_prose(value: Any, loc: Loc) -> Iterator[tuple[str, Loc]]:
    for found in _LINK.finditer(value):
        yield found.group().rstrip(".,;:!?*_"), loc


_WALKER: Walker[tuple[str, Loc]] = Walker(_walk)
