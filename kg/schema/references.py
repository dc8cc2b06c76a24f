"""Every place of an entry that names another entry, found from the types of its fields.

A field says by its type that it names an entry (`Target` in `entry.py`), so a kind with a new such field needs nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from kg.schema.entry import ID_PATTERN, Entry, LaTeX, Prose, Target
from kg.schema.walk import Walk, Walker
from kg.source.files import SourceFile
from kg.source.tree import Loc

_IN_PROSE = re.compile(r"\[\[([^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]\]")


# A tuple, since an atlas has many times as many as it has entries, and a frozen dataclass takes three times as long to make.
class Reference(NamedTuple):
    """`loc` is where the id stands; `kinds` which kinds fit there, all when empty; `text` the id as typed."""

    loc: Loc
    target: str
    kinds: tuple[str, ...]
    text: str
    in_prose: bool = False


def references(entry: Entry, source: SourceFile | None = None) -> list[Reference]:
    """All references of an entry, those in prose included. With the file that holds it, prose is passed over where that is
    without references."""
    return _REFERENCES(entry) if source is None or source.may_say("[[") else _REFERENCES_OUTSIDE_PROSE(entry)


def raw_references(model: type[Entry], data: Any) -> Iterator[Reference]:
    """All references in data that is no sound entry: one slip in a file should not hide another."""
    # What is no id at all has been told already.
    return (found for found in _RAW_REFERENCES.data(model, data) if re.fullmatch(ID_PATTERN, found.target))


def formulas(entry: Entry, source: SourceFile) -> list[tuple[Loc, str, bool]]:
    """Texts of an entry that may hold maths: place, text, and whether the whole text is one formula."""
    return _FORMULAS(entry) if source.may_say("$") else _FORMULAS_OUTSIDE_PROSE(entry)


def _reference_leaf(hint: Any) -> Walk[Reference] | None:
    return _prose_walk if hint == Prose else _target_leaf(hint)


def _target_leaf(hint: Any) -> Walk[Reference] | None:
    if get_origin(hint) is Annotated:
        for mark in get_args(hint)[1:]:
            if isinstance(mark, Target):
                return _target_walk(mark)
    return None


def _target_walk(mark: Target) -> Walk[Reference]:
    def walk(value: str, loc: Loc) -> tuple[Reference]:
        target = f"{mark.kinds[0]}/{value}" if mark.short and "/" not in value else value
        return (Reference(loc, target, mark.kinds, value),)

    return walk


def _prose_walk(value: str, loc: Loc) -> list[Reference]:
    found = _IN_PROSE.finditer(value) if "[[" in value else ()
    return [Reference(loc, one.group(1).strip(), (), one.group(1), in_prose=True) for one in found]


def _formula_leaf(hint: Any) -> Walk[tuple[Loc, str, bool]] | None:
    if hint == Prose:
        return lambda value, loc: ((loc, value, False),) if "$" in value else ()
    return _latex_leaf(hint)


def _latex_leaf(hint: Any) -> Walk[tuple[Loc, str, bool]] | None:
    return (lambda value, loc: ((loc, value, True),)) if hint == LaTeX else None


_REFERENCES = Walker(_reference_leaf)
_REFERENCES_OUTSIDE_PROSE = Walker(_target_leaf)
_RAW_REFERENCES = Walker(_reference_leaf, raw=True)
_FORMULAS = Walker(_formula_leaf)
_FORMULAS_OUTSIDE_PROSE = Walker(_latex_leaf)
