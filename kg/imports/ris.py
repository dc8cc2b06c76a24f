"""RIS, as reference managers and publishers write it: a two-letter tag, two spaces, a hyphen, and a value on each line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic, Span
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import identify
from kg.records.rules import UNREADABLE_RECORD

SUFFIXES = (".ris",)

_LINE = re.compile(r"([A-Z][A-Z0-9]) {0,2}-(?: (.*)|)$")
_TYPES = {
    "BLOG": "post-weblog", "BOOK": "book", "CHAP": "chapter", "CONF": "paper-conference", "CPAPER": "paper-conference",
    "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage",
    "GEN": "article", "ICOMM": "webpage", "INPR": "article", "JFULL": "article-journal", "JOUR": "article-journal",
    "MANSCPT": "article", "MGZN": "article-journal", "NEWS": "article-journal", "RPRT": "report", "THES": "thesis",
    "UNPB": "article", "WEB": "webpage",
}  # fmt: skip
_VENUES = {
    "book": ("PB",),
    "report": ("PB",),
    "thesis": ("PB",),
    "post-weblog": ("T2", "PB"),
    "webpage": ("T2", "PB"),
}
_JOURNAL = ("JF", "T2", "JO", "BT", "JA", "J2", "PB")


@dataclass(slots=True)
class _Record:
    """The lines of one record, values by tag, as they are gathered."""

    span: Span
    kind: str
    values: dict[str, list[list[str]]] = field(default_factory=dict)
    last: str = ""

    def first(self, *tags: str) -> str:
        return next(iter(self.all(*tags)), "")

    def all(self, *tags: str) -> list[str]:
        texts = ("\n".join(lines) for tag in tags for lines in self.values.get(tag, ()))
        return [text for text in texts if text.strip()]


def read(text: str, path: str) -> tuple[list[Draft], list[Diagnostic]]:
    """Records from TY to ER, and findings about lines that belong to none."""
    findings: list[Diagnostic] = []
    drafts = [_draft(record) for record in _records(text.split("\n"), path, findings)]
    return drafts, findings


def _records(lines: Sequence[str], path: str, findings: list[Diagnostic]) -> Iterator[_Record]:
    record: _Record | None = None
    for number, line in enumerate(lines, 1):
        seen = _LINE.match(line.rstrip())
        here = Span(path, number, 1, number, len(line) + 1)
        tag, value = (seen.group(1), seen.group(2) or "") if seen else ("", line)
        if tag == "TY":
            if record:
                findings.append(_unclosed(record))
            record = _Record(here, value.strip().upper())
        elif record is None:
            if line.strip():
                message = f"this line belongs to no record: {line.strip()[:40]!r}"
                findings.append(UNREADABLE_RECORD.at(here, message, help="begin the record with `TY  - JOUR`"))
        elif tag == "ER":
            yield record
            record = None
        elif tag:
            record.values.setdefault(tag, []).append([value])
            record.last = tag
        elif record.last and line.strip():
            # A value that goes on in the next line.
            record.values[record.last][-1].append(line)
    if record:
        findings.append(_unclosed(record))


def _unclosed(record: _Record) -> Diagnostic:
    return UNREADABLE_RECORD.at(record.span, "this record does not end", help="end it with a line `ER  - `")


def _draft(record: _Record) -> Draft:
    type = _TYPES.get(record.kind, "article")
    names = identify(
        doi=record.first("DO"),
        isbn=record.first("SN"),
        urls=record.all("UR", "L1", "L2", "LK"),
        hints=record.all("AN", "M1", "C1", "JO", "T2", "JF", "VL", "N1"),
        whole=type in ("book", "report", "thesis"),
    )
    venue = texts.plain(record.first(*_VENUES.get(type, _JOURNAL)))
    if texts.archive(venue) == "arXiv":
        # Managers without a type for preprints call them articles of a journal.
        venue, type = "arXiv", "article"
    title, remark = texts.title(record.first("TI", "T1", "CT", "BT"))
    names_given = [texts.plain(name) for name in record.all("AU", "A1") or record.all("A2", "ED")]
    date = [*record.first("DA", "Y1", "PY").split("/"), "", "", ""]
    year = record.first("PY", "Y1", "YR", "DA")
    same = texts.issued(date[0]) == texts.issued(year)
    return Draft(
        record.span,
        texts.plain(record.first("ID")),
        type,
        title,
        tuple(name for name in names_given if name and not texts.others(name)),
        texts.issued(year, date[1], date[2]) if same else texts.issued(year),
        names,
        venue,
        any(texts.others(name) for name in names_given),
        tuple(word for text in record.all("KW") for word in texts.keywords(text.replace(",", "\n"))),
        next((note for text in record.all("N1", "RN") if (note := texts.usable(text))), ""),
        (remark,) if remark else (),
    )
