"""BibTeX and BibLaTeX, split into records by bibtexparser."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.library import Library
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
)
from bibtexparser.splitter import Splitter

from kg.diagnostics import Diagnostic, Span
from kg.records import latex, texts
from kg.records.draft import Draft
from kg.records.identifiers import identify
from kg.records.people import people
from kg.records.rules import UNREADABLE_RECORD

SUFFIXES = (".bib", ".bibtex")

_TYPES = {
    "book": "book", "mvbook": "book", "proceedings": "book", "collection": "book", "booklet": "book",
    "conference": "paper-conference", "inproceedings": "paper-conference",
    "inbook": "chapter", "incollection": "chapter", "bookinbook": "chapter", "inreference": "chapter",
    "mastersthesis": "thesis", "phdthesis": "thesis", "thesis": "thesis",
    "manual": "report", "report": "report", "techreport": "report",
    "electronic": "webpage", "online": "webpage", "software": "webpage", "www": "webpage", "dataset": "webpage",
    "unpublished": "article", "preprint": "article",
}  # fmt: skip
_VENUES = {
    "article": ("journal", "journaltitle", "howpublished"),
    "article-journal": ("journal", "journaltitle"),
    "book": ("publisher", "series"),
    "chapter": ("booktitle", "publisher"),
    "paper-conference": ("booktitle", "eventtitle", "journal", "series"),
    "report": ("institution", "organization", "publisher"),
    "thesis": ("school", "institution"),
    "webpage": ("organization", "howpublished", "publisher"),
}
_PREPRINT = re.compile(r"\s*(?:arxiv|corr\b)", re.IGNORECASE)
_NO_RECORDS = frozenset({"comment", "preamble", "string"})
_LONGEST = 1_000_000
"""Characters of one value: abbreviations made of abbreviations double with each line."""
_WORD = re.compile(r'[^\s#{}"]+')


class _Steady(Splitter):
    """Bibtexparser calls itself for each line without a mark, and a thousand of them end the run: here is the loop."""

    # The library says None, and means: until one is read.
    _unaccepted_mark: re.Match[str] | None  # type: ignore[assignment]
    _markiter: Iterator[re.Match[str]] | None  # type: ignore[assignment]

    def _next_mark(self, accept_eof: bool) -> re.Match[str] | None:
        while self._unaccepted_mark is None:
            mark = next(iter(self._markiter or ()), None)
            if mark is None:
                break
            if mark.group() == "\n":
                self._current_line += 1
            else:
                self._unaccepted_mark = mark
        found: re.Match[str] | None = super()._next_mark(accept_eof)
        return found


def read(text: str, path: str) -> tuple[list[Draft], list[Diagnostic]]:
    """Every block that is meant as a record, as a draft or as a finding."""
    # The library also logs each failed block, which we name ourselves.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)
    library = _Steady(text).split(Library())
    strings = _strings(library)
    findings: list[Diagnostic] = []
    entries: list[tuple[Span, Entry, dict[str, str]]] = []
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        span = Span(path, line, 1, line, 2)
        # Two records under one key are two records all the same: here the key names nothing.
        inner = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
        if isinstance(inner, Entry):
            fields = {field.key.lower(): _value(str(field.value), strings) for field in inner.fields}
            entries.append((span, inner, fields))
        elif isinstance(inner, ImplicitComment):
            findings.extend(_hidden(inner.raw or "", line, path))
        elif isinstance(inner, ParsingFailedBlock):
            findings.append(_broken(inner, span))
    # A record may leave fields to one that comes after it.
    parents: dict[str, dict[str, str]] = {}
    for _, entry, fields in entries:
        parents.setdefault(entry.key.lower(), fields)
    return [
        _draft(entry.key, entry.entry_type.lower(), _inherited(fields, parents), span)
        for span, entry, fields in entries
    ], findings


def _broken(block: ParsingFailedBlock, span: Span) -> Diagnostic:
    if isinstance(block, DuplicateFieldKeyBlock):
        message = f"this record gives {', '.join(sorted(block.duplicate_keys))!r} twice"
        return UNREADABLE_RECORD.at(span, message, help="delete one of the two lines")
    reason = str(getattr(block.error, "abort_reason", block.error)).split("\n")[0].strip().rstrip(".")
    message = f"this record is broken: {reason[:1].lower()}{reason[1:]}"
    return UNREADABLE_RECORD.at(span, message, help="close its braces and quotes")


def _hidden(text: str, first: int, path: str) -> Iterator[Diagnostic]:
    """Records that bibtexparser takes for remarks: those in parentheses, or with nothing behind the type."""
    for number, line in enumerate(text.split("\n")):
        seen = re.match(r"\s*@\s*([A-Za-z]+)\s*(\(?)", line)
        kind = seen.group(1).lower() if seen else ""
        # An address or a name that begins with @ is a remark indeed.
        if not seen or not (seen.group(2) or kind in _TYPES or kind in ("article", "misc")) or kind in _NO_RECORDS:
            continue
        help = (
            f"write `@{seen.group(1)}{{key, ...}}`, in braces" if seen.group(2) else "write `@type{key, field = {...}}`"
        )
        span = Span(path, first + number, 1, first + number, len(line) + 1)
        yield UNREADABLE_RECORD.at(span, f"this record is not in braces: {line.strip()[:40]!r}", help=help)


def _strings(library: Library) -> dict[str, str]:
    """Abbreviations by name; each may use those before it."""
    found: dict[str, str] = {}
    for block in library.strings:
        found.setdefault(block.key.lower(), _value(str(block.value), found))
    return found


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """A value without what encloses it; pieces tied with # are joined, abbreviations written out."""
    pieces: list[str] = []
    at = length = 0
    while at < len(raw) and length < _LONGEST:
        if raw[at] in '{"':
            end = _closing(raw, at)
            if end < 0:
                return raw
            pieces.append(raw[at + 1 : end])
            at = end + 1
        elif word := _WORD.match(raw, at):
            pieces.append(strings.get(word.group().lower(), word.group()))
            length += len(pieces[-1])
            at = word.end()
        else:
            # A blank, the # between two pieces, or a brace too many.
            at += 1
    return "".join(pieces)


def _closing(text: str, at: int) -> int:
    """Where the brace or the quote that opens here closes. Neither counts behind a backslash, nor a quote within braces."""
    quoted = text[at] == '"'
    depth = 0
    here = at + quoted
    while here < len(text):
        if text[here] == "\\":
            here += 1
        elif text[here] == '"' and quoted and depth == 0:
            return here
        elif text[here] in "{}":
            depth += 1 if text[here] == "{" else -1
            if depth == 0 and not quoted:
                return here
        here += 1
    return -1


def _inherited(fields: dict[str, str], records: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """A paper in a volume may leave to the volume's own record what they share."""
    parent = records.get(fields.get("crossref", "").strip().lower())
    if not parent or parent is fields:
        return fields
    shared = {
        name: parent[name] for name in ("year", "date", "month", "publisher", "booktitle", "series") if name in parent
    }
    if "title" in parent:
        shared.setdefault("booktitle", parent["title"])
    return {**shared, **fields}


def _draft(key: str, kind: str, fields: Mapping[str, str], span: Span) -> Draft:
    unknown: list[str] = []

    def words(name: str) -> str:
        return texts.plain(latex.plain(fields.get(name, ""), unknown))

    def verbatim(name: str) -> str:
        return re.sub(r"\\([%_&#$~{}])", r"\1", fields.get(name, "")).strip()

    title, remark = texts.title(latex.plain(fields.get("title", ""), unknown))
    if "subtitle" in fields:
        title = f"{title}: {words('subtitle')}"
    authors, more, problem = people(
        fields.get("author") or fields.get("editor", ""), lambda name: texts.plain(latex.plain(name, unknown))
    )
    whole = _TYPES.get(kind) in ("book", "thesis", "report")
    archive = fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower()
    names = identify(
        arxiv=verbatim("eprint") if archive == "arxiv" else verbatim("arxivid"),
        archive=verbatim("primaryclass") or verbatim("eprintclass"),
        doi=verbatim("doi"),
        isbn=verbatim("isbn"),
        urls=(verbatim("url"), verbatim("howpublished"), verbatim("note"), verbatim("ee")),
        hints=[verbatim(name) for name in ("journal", "journaltitle", "volume", "note", "howpublished", "number")],
        whole=whole,
    )
    type = _type(kind, fields, bool(names.arxiv))
    venue = next((text for name in _VENUES[type] if (text := words(name)) and "://" not in text), "")
    if type == "article":
        venue = texts.archive(venue)
    remarks = [remark] if remark else []
    if unknown:
        remarks.append(f"LaTeX that is not known stays as it stands: {', '.join(dict.fromkeys(unknown))}")
    date = fields.get("date", "").partition("/")[0].split("-")
    when = texts.issued(*date[:3]) if date[0] else ""
    notes = (words(name) for name in ("annote", "annotation", "note"))
    return Draft(
        span,
        texts.plain(key),
        type,
        title,
        tuple(authors),
        when or texts.issued(words("year"), latex.plain(fields.get("month", "")), fields.get("day", "")),
        names,
        venue,
        more,
        texts.keywords(latex.plain(fields.get("keywords", fields.get("keyword", "")))),
        next((note for text in notes if (note := texts.usable(text))), ""),
        tuple(remarks),
        problem,
    )


def _type(kind: str, fields: Mapping[str, str], preprint: bool) -> str:
    journal = fields.get("journal", fields.get("journaltitle", ""))
    if kind == "article":
        return "article-journal" if journal and not _PREPRINT.match(journal) else "article"
    if kind in _TYPES:
        return _TYPES[kind]
    if journal and not _PREPRINT.match(journal):
        return "article-journal"
    if preprint:
        return "article"
    return "webpage" if fields.get("url") or "http" in fields.get("howpublished", "") else "article"
