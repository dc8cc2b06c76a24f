"""The single mends: what stands where, and what should stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.catalogue import Catalogue, Record, statements
from kg.diagnostics import Diagnostic, Span
from kg.edits.likeness import only_one_meant
from kg.schema import order, relations
from kg.schema.kinds import folders
from kg.schema.references import Reference
from kg.source.files import SourceFile
from kg.source.tree import Loc, Tree, parse

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,78}")
_ARXIV = re.compile(
    r"(?:arxiv:\s*|https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/)?"
    r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)(10\.[0-9]{4,9}/[^\s<>\"'?#]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mend:
    """Characters `start` to `end` of a text, and what stands there afterwards."""

    start: int
    end: int
    new: str
    span: Span
    words: str


def of_findings(tree: Tree, kind: str, findings: Iterable[Diagnostic]) -> Iterator[Mend]:
    """Mends of misspelt fields, relations, words and identifiers."""
    wanted = {(f.rule.name, f.span.line, f.span.column): f for f in findings}
    if not wanted:
        return
    for loc in _places(tree.data, ()):
        key = tree.key_span(*loc)
        for rule, known in (("unknown-field", order.fields(kind, loc[:-1])), ("unknown-relation", _RELATIONS)):
            if (rule, key.line, key.column) in wanted and isinstance(loc[-1], str):
                around = _at(tree.data, loc[:-1])
                if (meant := only_one_meant(loc[-1], known)) and meant not in around:
                    yield from _token(tree, key, loc[-1], meant)
        span = tree.span(*loc)
        value = _at(tree.data, loc)
        finding = wanted.get(("bad-value", span.line, span.column))
        if finding and isinstance(value, str) and (better := _better_value(loc, value, finding)):
            yield from _token(tree, span, value, better)


def repeats(record: Record) -> bool:
    """Whether a link stands twice in one list: a quick look."""
    return any(len(set(links)) < len(links) for links in record.entry.links.values() if len(links) > 1)


def strays(catalogue: Catalogue) -> dict[str, list[Reference]]:
    """Path to the references in it that no entry answers to; those in prose are left to their author."""
    found: dict[str, list[Reference]] = {}
    for tree, references in catalogue.references_by_file:
        for reference in references:
            known = reference.target in catalogue.ids or reference.target in catalogue.retired
            if not known and not reference.in_prose:
                found.setdefault(tree.source.path, []).append(reference)
    return found


def of_references(tree: Tree, strays: Iterable[Reference], catalogue: Catalogue) -> Iterator[Mend]:
    """Mends of ids that no entry has."""
    for reference in strays:
        if meant := _meant(reference, catalogue):
            new = meant if "/" in reference.text else meant.partition("/")[2]
            yield from _token(tree, tree.span(*reference.loc), reference.text, new)


def of_links(record: Record) -> Iterator[Mend]:
    """Mends of links that stand twice in one list, with the very same words."""
    seen: dict[tuple[str, Any], int] = {}
    for statement in statements(record):
        relation, index = str(statement.loc[1]), int(statement.loc[2])
        if seen.setdefault((relation, statement.link), index) != index and (mend := _cut(record.tree, statement.loc)):
            yield mend
            # Places behind a cut are no longer what they were: one at a time, the next round finds the next.
            return


_RELATIONS = tuple(name for name, relation in relations.by_name().items() if not relation.derived)


def _meant(reference: Reference, catalogue: Catalogue) -> str | None:
    kind, _, name = reference.target.partition("/")
    if kind in folders():
        turned = f"{folders()[kind]}/{name}"
        return turned if turned in catalogue.ids and _fits(reference, turned) else None
    known = [id.partition("/")[2] for id in catalogue.ids if id.startswith(kind + "/")]
    meant = only_one_meant(name, known)
    return f"{kind}/{meant}" if meant and _fits(reference, f"{kind}/{meant}") else None


def _fits(reference: Reference, id: str) -> bool:
    return not reference.kinds or id.partition("/")[0] in reference.kinds


def _better_value(loc: Loc, value: str, finding: Diagnostic) -> str | None:
    if loc[-2:] == ("identifiers", "arxiv"):
        found = _ARXIV.fullmatch(value.strip())
        return found.group(1) if found and found.group(1) != value else None
    if loc[-2:] == ("identifiers", "doi"):
        found = _DOI.fullmatch(value.strip())
        return found.group(1) if found else None
    listed = re.search(r"one of: ([a-z, -]+)\)?$", finding.help)
    return only_one_meant(value, listed.group(1).split(", ")) if listed else None


def _token(tree: Tree, span: Span, old: str, new: str) -> Iterator[Mend]:
    """The change of one word on one line, quotes around it left as they are."""
    text = tree.source.text
    begin = _offset(text, span.line, span.column)
    end = _offset(text, span.line, span.end_column)
    typed = text[begin:end]
    if typed.count(old) == 1:
        start = begin + typed.index(old)
        yield Mend(start, start + len(old), new, span, f"{old!r} is now {new!r}")


def _cut(tree: Tree, loc: Loc) -> Mend | None:
    """The mend that takes an item out of its list, if that can be done without taking a comment along."""
    text = tree.source.text
    span, index = tree.span(*loc), int(loc[-1])
    wanted = _without(tree.data, loc)
    before = tree.span(*loc[:-1], index - 1)
    if text[_offset(text, *_corner(tree, loc[:-1]))] == "[":
        if before.line != span.line:
            return None
        places = [(_offset(text, before.line, before.end_column), _offset(text, span.line, span.end_column))]
    else:
        start = _offset(text, span.line, 1)
        ends = (_offset(text, line, 1) for line in range(span.line + 1, span.line + 60))
        places = [(start, end) for end in dict.fromkeys(ends)]
    for start, end in places:
        after, _ = parse(SourceFile(tree.source.path, text[:start] + text[end:]))
        if after is not None and after.data == wanted and "#" not in text[start:end]:
            return Mend(start, end, "", span, "the link stood here twice, and once is enough")
    return None


def _corner(tree: Tree, loc: Loc) -> tuple[int, int]:
    span = tree.span(*loc)
    return span.line, span.column


def _without(data: Any, loc: Loc) -> Any:
    """The data without the item at `loc`."""
    step, rest = loc[0], loc[1:]
    if isinstance(data, Mapping):
        return {**data, step: _without(data[str(step)], rest)}
    at = int(step)
    return (*data[:at], *((_without(data[at], rest),) if rest else ()), *data[at + 1 :])


def _places(data: Any, loc: Loc) -> Iterator[Loc]:
    """Every place in the data below `loc`."""
    if isinstance(data, Mapping | tuple):
        steps = data.items() if isinstance(data, Mapping) else enumerate(data)
        for step, inner in steps:
            yield (*loc, step)
            yield from _places(inner, (*loc, step))


def _at(data: Any, loc: Loc) -> Any:
    for step in loc:
        data = data[step]
    return data


def _offset(text: str, line: int, column: int) -> int:
    """Where a line and a column, counted from 1, lie in a text; its end where they lie beyond."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if not at:
            return len(text)
    return min(at + column - 1, len(text))
