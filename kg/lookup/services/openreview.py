"""OpenReview: its interface for what was submitted since 2023, the page of the paper for what came before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from kg.diagnostics import Span
from kg.lookup import answers
from kg.lookup.services import webpage
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.records.people import written
from kg.web import Forbidden, Missing, Unreachable, Web

NAME = "OpenReview"


def keys(names: Names) -> Iterator[str]:
    """What this source can be asked about a work."""
    if names.openreview:
        yield names.openreview


def ask(web: Web, key: str) -> Draft:
    """What OpenReview says of a paper.

    Raises:
        Missing: it has none of this id.
        Unreachable: it does not answer, or not with a record.
    """
    try:
        found = answers.record(web, f"https://api2.openreview.net/notes?id={key}")
        notes = answers.rows(found.get("notes"))
        note = next((row for row in notes if row.get("id") == key), None)
        if note is not None and (draft := _draft(note, key)).title:
            return draft
    except (Forbidden, Unreachable) as failure:
        # The interface of older submissions is another one, and both may be closed to those without a login.
        return _from_page(web, key, failure)
    return _from_page(web, key, Missing(f"OpenReview has no paper {key!r}"))


def _from_page(web: Web, key: str, failure: Forbidden | Unreachable) -> Draft:
    try:
        draft = webpage.read(web, f"https://openreview.net/forum?id={key}", NAME, Names(openreview=key))
    except Missing:
        draft = None
    except (Forbidden, Unreachable) as second:
        raise (second if isinstance(failure, Missing) else failure) from None
    if draft is None or not draft.authors:
        if isinstance(failure, Unreachable):
            raise failure
        raise Missing(f"OpenReview has no paper {key!r}", help="look at its page in a browser")
    return draft


def _draft(note: Mapping[str, Any], key: str) -> Draft:
    content = note.get("content")

    def field(name: str) -> Any:
        value = answers.part(content, name)
        return value.get("value") if isinstance(value, Mapping) else value

    title, remark = answers.title(answers.text(field("title")))
    people = field("authors")
    authors = [written(texts.plain(answers.text(name))) for name in people] if isinstance(people, list) else []
    venue = texts.plain(re.sub(r"(?i)^published as a .{3,40} at ", "", answers.text(field("venue"))))
    year = re.search(r"\b(?:19|20)[0-9]{2}\b", venue)
    when = next((date for name in ("pdate", "odate", "cdate", "tcdate") if (date := _date(note.get(name)))), "")
    submitted = re.match(r"submitted to", venue, re.IGNORECASE)
    return Draft(
        Span(NAME),
        key,
        "paper-conference" if venue and not submitted else "article",
        title,
        tuple(author for author in authors if author and not texts.others(author)),
        when if not year or when[:4] == year.group() else year.group(),
        Names(openreview=key),
        NAME
        if submitted or not venue
        else texts.plain(re.sub(r"(?i)\b(?:poster|oral|spotlight|notable.*)$", "", venue)),
        remarks=(remark,) if remark else (),
    )


def _date(value: Any) -> str:
    """Milliseconds since 1970 as a date."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{10,14}", value):
        return ""
    return datetime.fromtimestamp(int(value) / 1000, UTC).date().isoformat()
