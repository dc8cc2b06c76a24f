"""Every place of an entry that names another entry, found from the types of its fields.

A field says by its type that it names an entry (`Target` in `entry.py`), so a kind with a new such field needs nothing here.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kg.schema import entry as fields
from kg.schema.entry import Entry, Target
from kg.source.tree import Loc

_IN_PROSE = re.compile(r"\[\[([^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]\]")


@dataclass(frozen=True, slots=True)
class Reference:
    """`loc` is where the id stands; `kinds` which kinds fit there, all when empty; `text` the id as typed."""

    loc: Loc
    target: str
    kinds: tuple[str, ...]
    text: str
    in_prose: bool = False


_Walk = Callable[[Any, Loc], Iterator[Reference]]


def references(entry: Entry) -> Iterator[Reference]:
    """All references of an entry, those in prose included."""
    yield from _model_walk(type(entry))(entry, ())


@cache
def _model_walk(model: type[BaseModel]) -> _Walk:
    hints = get_type_hints(model, include_extras=True)
    steps = []
    for name, field in model.model_fields.items():
        if walk := _walk(hints[name]):
            steps.append((name, field.alias or name, walk))

    def walk_model(value: Any, loc: Loc) -> Iterator[Reference]:
        for attribute, shown, walk in steps:
            inner = getattr(value, attribute)
            if inner:
                yield from walk(inner, (*loc, shown))

    return walk_model


def _walk(hint: Any) -> _Walk | None:
    origin = get_origin(hint)
    if origin is Annotated:
        for mark in get_args(hint)[1:]:
            if isinstance(mark, Target):
                return _target_walk(mark)
        # The prose type is known by identity: `Text` and `LaTeX` hold no references.
        return _prose_walk if hint == fields.Prose else _walk(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return next((walk for arg in get_args(hint) if (walk := _walk(arg))), None)
    if origin is tuple:
        inner = _walk(get_args(hint)[0])
        return _each(inner) if inner else None
    if origin is dict:
        inner = _walk(get_args(hint)[1])
        return _values(inner) if inner else None
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return lambda value, loc: _model_walk(hint)(value, loc)
    return None


def _target_walk(mark: Target) -> _Walk:
    def walk(value: str, loc: Loc) -> Iterator[Reference]:
        target = f"{mark.kinds[0]}/{value}" if mark.short and "/" not in value else value
        yield Reference(loc, target, mark.kinds, value)

    return walk


def _prose_walk(value: str, loc: Loc) -> Iterator[Reference]:
    if "[[" in value:
        for found in _IN_PROSE.finditer(value):
            target = found.group(1).strip()
            yield Reference(loc, target, (), found.group(1), in_prose=True)


def _each(inner: _Walk) -> _Walk:
    def walk(value: tuple[Any, ...], loc: Loc) -> Iterator[Reference]:
        for index, item in enumerate(value):
            yield from inner(item, (*loc, index))

    return walk


def _values(inner: _Walk) -> _Walk:
    def walk(value: dict[str, Any], loc: Loc) -> Iterator[Reference]:
        for key, item in value.items():
            yield from inner(item, (*loc, key))

    return walk
