"""What the services say of papers that are here, set against what their entries say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.catalogue import Record
from kg.errors import KgError
from kg.lookup import agreement
from kg.lookup.look_up import Told, look_up
from kg.lookup.services import arxiv
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.web import Forbidden, Unreachable, Web

FIELDS = ("type", "authors", "issued", "venue", "identifiers")
"""What may be written. All else in an entry is somebody's own words."""
_PREPRINT = re.compile(r"arxiv|corr|biorxiv|medrxiv|preprint", re.IGNORECASE)
_LONG = 60
"""Longer lists of authors are not copied out."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what the entry says and what it could say."""

    field: str
    now: Any
    then: Any
    ours: bool = False
    """It is left to people: a title may be spelt as the house does."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One paper: what differs, or why it could not be compared."""

    record: Record
    sources: str = ""
    differences: tuple[Difference, ...] = ()
    remarks: tuple[str, ...] = ()
    fault: KgError | None = None


def names_of(record: Record) -> Names:
    """The identifiers of a paper."""
    # Only papers come here, and every paper has identifiers.
    given = record.entry.identifiers  # type: ignore[attr-defined]  # callers pass papers only
    return Names(*(getattr(given, scheme) or "" for scheme in ("arxiv", "doi", "openreview", "isbn", "url")))


def compared(
    records: Sequence[Record], web: Web, trust: str | None = None, progress: Callable[[str], None] = lambda _: None
) -> Iterator[Compared]:
    """Each paper that has an identifier a service can be asked for."""
    told = _told(records, web)
    for number, record in enumerate(records, 1):
        progress(f"{number} of {len(records)}: {record.id}")
        names = names_of(record)
        try:
            draft = look_up(web, names, trust, told)
            if draft.title and not agreement.same_title(record.entry.title, draft.title):
                here, there = repr(record.entry.title), repr(draft.title)
                message = f"its identifiers name another paper: {here} here, {there} at {draft.span.path}"
                raise KgError(message, help="look at both, and correct the title or the identifiers")
            yield Compared(record, draft.span.path, tuple(_differences(record, draft)), draft.remarks)
        except KgError as fault:
            yield Compared(record, fault=fault)


def _told(records: Sequence[Record], web: Web) -> Told:
    keys = [names.arxiv for record in records if (names := names_of(record)).arxiv]
    if len(keys) < 2:
        return {}
    try:
        return {(arxiv.NAME, key): draft for key, draft in arxiv.ask_all(web, keys).items()}
    except (Unreachable, Forbidden):
        # Each is asked for by itself then, and says so.
        return {}


def _differences(record: Record, draft: Draft) -> Iterator[Difference]:
    entry: Any = record.entry
    if agreement.plain(entry.title) != agreement.plain(draft.title):
        yield Difference("title", entry.title, draft.title, ours=True)
    if authors := _authors(entry.authors, bool(entry.more_authors), draft):
        yield Difference("authors", entry.authors, authors)
    preprint = not entry.venue or bool(_PREPRINT.fullmatch(entry.venue.strip()))
    published = bool(draft.venue) and draft.type != "webpage" and not _PREPRINT.search(draft.venue)
    if published and not (entry.venue and same_venue(entry.venue, draft.venue)):
        yield Difference("venue", entry.venue, draft.venue)
        if preprint and entry.type == "article" and draft.type != "article":
            yield Difference("type", entry.type, draft.type)
    # The year of a preprint is no correction of the year of a publication.
    if draft.issued and entry.issued[:4] != draft.issued[:4] and (published or preprint):
        yield Difference("issued", entry.issued, draft.issued)
    given = {scheme: value for scheme, value in entry.identifiers.model_dump().items() if value}
    more = {"arxiv": draft.names.arxiv, "doi": draft.names.doi, "openreview": draft.names.openreview}
    union = {
        **{scheme: given.get(scheme) or value for scheme, value in more.items() if given.get(scheme) or value},
        **{scheme: given[scheme] for scheme in ("isbn", "url") if scheme in given},
    }
    if union != given:
        yield Difference("identifiers", given, union)


def _authors(now: Sequence[str], shortened: bool, draft: Draft) -> tuple[str, ...]:
    """The list as it should be, with the names that are right spelt as they are; empty where nothing is wrong."""
    then = draft.authors
    if not then or len(then) > _LONG:
        return ()
    if len(then) < len(now) and all(any(agreement.same_person(name, other) for other in now) for name in then):
        # The source has shortened its list.
        return ()
    pairs = list(zip(now, then, strict=False))
    if all(agreement.same_person(a, b) for a, b in pairs) and (len(now) == len(then) or shortened):
        return ()
    wanted = then[: len(now)] if shortened and len(now) < len(then) else then
    return tuple(next((own for own in now if agreement.same_person(own, name)), name) for name in wanted)


def same_venue(one: str, other: str) -> bool:
    """The same name, or a short form of it: `JMLR`, `Phys. Rev. Lett.`, `ICLR` for its proceedings of a year."""
    a, b = _words(one), _words(other)
    if a == b or not a or not b:
        return a == b
    if len(a) == len(b) > 1:
        return all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True))
    return _acronym(one, b) or _acronym(other, a)


def _words(venue: str) -> list[str]:
    small = {"of", "the", "on", "in", "and", "for", "a", "an"}
    return [word for word in re.findall(r"[^\W\d_]+", venue.lower()) if word not in small]


def _acronym(venue: str, words: Sequence[str]) -> bool:
    """Whether a word with several capitals is made of letters of these words, in order: `COLT`, `NeurIPS`."""
    short = re.fullmatch(r"([A-Za-z]+)(?:[ '-]*[0-9]{2,4})?", venue.strip())
    if not short or len(words) < 2 or sum(letter.isupper() for letter in short.group(1)) < 2:
        return False
    rest = iter("".join(words))
    return all(letter in rest for letter in short.group(1).lower())


def values(differences: Sequence[Difference], wanted: Sequence[str]) -> Mapping[str, Any]:
    """What is to be written: field to value."""
    return {found.field: found.then for found in differences if not found.ours and found.field in wanted}
