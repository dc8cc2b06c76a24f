"""CSL-JSON, the format of citation processors: a list of objects, one per work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import JSONDecodeError, JSONDecoder
from typing import Any

from kg.diagnostics import Diagnostic, Span
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import identify
from kg.records.rules import UNREADABLE_RECORD

SUFFIXES = (".json", ".csljson", ".csl")

_TYPES = {
    "article": "article", "article-journal": "article-journal", "article-magazine": "article-journal",
    "article-newspaper": "article-journal", "book": "book", "chapter": "chapter", "dataset": "webpage",
    "entry": "chapter", "entry-dictionary": "chapter", "entry-encyclopedia": "chapter", "manuscript": "article",
    "paper-conference": "paper-conference", "post": "post-weblog", "post-weblog": "post-weblog", "report": "report",
    "review": "article-journal", "software": "webpage", "thesis": "thesis", "webpage": "webpage",
}  # fmt: skip
_WHOLE = ("book", "report", "thesis")
_SPACE = " \t\r\n"


class _Broken(Exception):
    """The text is not JSON from here on."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


def read(text: str, path: str) -> tuple[list[Draft], list[Diagnostic]]:
    """Every object of the list, as a draft or as a finding."""
    drafts: list[Draft] = []
    findings: list[Diagnostic] = []
    line, seen = 1, 0
    try:
        for at, item in _items(text):
            line, seen = line + text.count("\n", seen, at), at
            span = Span(path, line, 1, line, 2)
            if isinstance(item, Mapping):
                drafts.append(_draft(item, span))
            else:
                help = "each item is an object: `{...}`"
                findings.append(UNREADABLE_RECORD.at(span, "this item is not a record", help=help))
    except _Broken as error:
        line += text.count("\n", seen, error.at)
        column = error.at - text.rfind("\n", 0, error.at)
        span = Span(path, line, column, line, column + 1)
        help = "export the file again; nothing after this place can be read"
        findings.append(UNREADABLE_RECORD.at(span, f"this is not JSON: {error.message}", help=help))
    return drafts, findings


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """The items of the list one by one, each with its place, so that a fault does not take those before it along."""
    decoder = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    at = _skip(text, 0)
    if text[at : at + 1] == "{":
        # One work by itself, or a list inside an object.
        whole, end = _decode(decoder, text, at)
        if _skip(text, end) < len(text):
            raise _Broken(_skip(text, end), "something follows the end")
        inner = whole.get("items") if isinstance(whole.get("items"), list) else [whole]
        yield from ((at, item) for item in inner)
        return
    if text[at : at + 1] != "[":
        raise _Broken(at, "a list `[...]` is wanted")
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        item, end = _decode(decoder, text, at)
        yield at, item
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise _Broken(at, "a comma or the end of the list is wanted")
    if _skip(text, at + 1) < len(text):
        raise _Broken(_skip(text, at + 1), "something follows the end")


def _decode(decoder: JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except JSONDecodeError as error:
        raise _Broken(error.pos, error.msg[:1].lower() + error.msg[1:]) from None
    except RecursionError:
        raise _Broken(at, "it is nested too deeply") from None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _draft(item: Mapping[str, Any], span: Span) -> Draft:
    def word(*names: str) -> str:
        return next((text for name in names if (text := text_of(item.get(name)))), "")

    type = _TYPES.get(word("type"), "article")
    names = identify(
        arxiv=word("archive_location", "archive-location") if word("archive").casefold() == "arxiv" else "",
        doi=word("DOI"),
        isbn=word("ISBN"),
        urls=(word("URL"),),
        hints=(word("number"), word("container-title"), word("note"), word("archive_location")),
        whole=type in _WHOLE,
    )
    venue = texts.plain(
        word("publisher", "container-title") if type in _WHOLE else word("container-title", "publisher")
    )
    if type == "article":
        venue = texts.archive(venue)
    title, remark = texts.title(word("title"))
    people = item.get("author") or item.get("editor") or ()
    authors = [name_of(person) for person in people if isinstance(person, Mapping)] if isinstance(people, list) else []
    note = next((found for name in ("annote", "note") if (found := texts.usable(word(name)))), "")
    return Draft(
        span,
        texts.plain(word("id", "citation-key")),
        type,
        title,
        tuple(name for name in authors if name and not texts.others(name)),
        issued_of(item.get("issued")),
        names,
        venue,
        any(texts.others(name) for name in authors),
        texts.keywords(word("keyword")),
        note,
        (remark,) if remark else (),
    )


def text_of(value: Any) -> str:
    if isinstance(value, list):
        # Crossref gives titles as lists of one.
        return text_of(value[0]) if value else ""
    if not isinstance(value, str):
        return ""
    # JSON can name half a character, which no file can hold.
    return value.encode("utf-8", "replace").decode("utf-8").strip()


def name_of(person: Mapping[str, Any]) -> str:
    """`Family, Given`, with the particle where it belongs and the suffix last."""

    def part(name: str) -> str:
        return texts.plain(text_of(person.get(name)))

    if whole := part("literal") or part("name"):
        return whole
    family = " ".join(
        word for word in (part("dropping-particle"), part("non-dropping-particle"), part("family")) if word
    )
    return ", ".join(word for word in (family, part("given"), part("suffix")) if word)


def issued_of(value: Any) -> str:
    if not isinstance(value, Mapping):
        return texts.issued(text_of(value))
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [*(str(number) for number in parts[0] if isinstance(number, str)), "", "", ""]
        return texts.issued(*numbers[:3])
    loose = text_of(value.get("raw")) or text_of(value.get("literal"))
    numbers = [*loose.split("-"), "", ""]
    return texts.issued(*numbers[:3])
