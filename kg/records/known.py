"""Whether a paper is here already: by identifier, then by title and first author."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from kg.catalogue import Catalogue
from kg.records.draft import Draft
from kg.records.identifiers import Names

# As the check for titles that are almost the same: compared when the first or last 14 letters agree.
_ENDS = 14
_ALIKE = 94.0
_NEIGHBOURS = 30


class _Paper(NamedTuple):
    label: str
    letters: str
    family: str
    names: dict[str, str]


class Known:
    """All papers so far: those of the atlas, then those of the file that were kept."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_name: dict[tuple[str, str], str] = {}
        self._by_title: dict[str, list[_Paper]] = {}
        self._by_end: dict[str, list[_Paper]] = {}
        for record in catalogue.of_kind("paper"):
            entry = record.entry
            # Only papers come here: they have identifiers and authors, which entries in general do not.
            names = {scheme: str(value) for scheme, value in entry.identifiers.model_dump().items() if value}  # type: ignore[attr-defined]
            self._add(_paper(repr(record.id), entry.title, entry.authors, names))  # type: ignore[attr-defined]

        for kind, tree in catalogue.rejected:
            # An entry that is not filled in yet is here all the same.
            given = tree.data.get("identifiers") if kind == "paper" and isinstance(tree.data, dict) else None
            if isinstance(given, dict):
                names = {scheme: value for scheme, value in given.items() if isinstance(value, str)}
                self._add(_paper(repr(f"paper/{PurePath(tree.source.path).stem}"), "", (), names))

    def add(self, draft: Draft, label: str) -> None:
        self._add(_of(draft, label))

    def named(self, names: Names) -> tuple[str, str]:
        """What a paper with one of these identifiers is known as, and which; both empty where there is none."""
        for scheme, value in _rows(names).items():
            if label := self._by_name.get((scheme, _plain(scheme, value))):
                return label, f"{scheme} {value!r}"
        return "", ""

    def _add(self, paper: _Paper) -> None:
        for key in paper.names.items():
            self._by_name.setdefault(key, paper.label)
        if not paper.letters:
            return
        self._by_title.setdefault(paper.letters, []).append(paper)
        for end in {f"<{paper.letters[:_ENDS]}", f">{paper.letters[-_ENDS:]}"}:
            self._by_end.setdefault(end, []).append(paper)

    def find(self, draft: Draft) -> tuple[str, str]:
        """What the paper is known as, and by what it was recognised; both empty where it is new."""
        paper = _of(draft, "")
        for scheme, value in paper.names.items():
            if label := self._by_name.get((scheme, value)):
                return label, f"{scheme} {value!r}"
        if not paper.letters:
            return "", ""
        for other in self._by_title.get(paper.letters, ())[:_NEIGHBOURS]:
            if _same(paper, other):
                return other.label, "its title"
        return self._near(paper)

    def _near(self, paper: _Paper) -> tuple[str, str]:
        near = [
            *self._by_end.get(f"<{paper.letters[:_ENDS]}", ())[:_NEIGHBOURS],
            *self._by_end.get(f">{paper.letters[-_ENDS:]}", ())[:_NEIGHBOURS],
        ]
        if near:
            # rapidfuzz costs 40 ms to import, and most files have no two titles that begin alike.
            from rapidfuzz import fuzz

            for other in near:
                if _same(paper, other) and fuzz.ratio(paper.letters, other.letters) >= _ALIKE:
                    return other.label, "a title that is almost the same"
        return "", ""


def _of(draft: Draft, label: str) -> _Paper:
    return _paper(label, draft.title, draft.authors, _rows(draft.names))


def _rows(names: Names) -> dict[str, str]:
    rows = {
        "arxiv": names.arxiv,
        "doi": names.doi,
        "openreview": names.openreview,
        "isbn": names.isbn,
        "url": names.url,
    }
    return {scheme: value for scheme, value in rows.items() if value}


def _paper(label: str, title: str, authors: Sequence[str], names: dict[str, str]) -> _Paper:
    family = authors[0].partition(",")[0] if authors else ""
    plain = {scheme: _plain(scheme, value) for scheme, value in names.items()}
    return _Paper(label, _letters(title), _letters(family), plain)


def _plain(scheme: str, value: str) -> str:
    if scheme == "isbn":
        digits = re.sub(r"[^0-9Xx]", "", value).upper()
        # The last digit is a check digit that differs between the two lengths.
        return (digits[3:] if len(digits) == 13 else digits)[:9]
    if scheme == "url":
        return re.sub(r"^https?://(?:www\.)?", "", value).rstrip("/")
    if scheme == "arxiv":
        # The class of a subject was never part of what makes an old id unique.
        return re.sub(r"^([a-z-]+)\.[a-z]{2}/", r"\1/", value.lower())
    return value if scheme == "openreview" else value.lower()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text).casefold())


def _same(one: _Paper, other: _Paper) -> bool:
    """Whether titles that are alike may mean one work: not with other numbers, other authors, or other names of one scheme."""
    if re.findall(r"\d+", one.letters) != re.findall(r"\d+", other.letters):
        return False
    if one.family and other.family and one.family not in other.family and other.family not in one.family:
        return False
    schemes = ("arxiv", "doi", "openreview", "isbn")
    return all(one.names.get(s, "") in ("", other.names.get(s, one.names.get(s))) for s in schemes)
