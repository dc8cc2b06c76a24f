"""The fields of a kind in words, from the same models that judge entries: what a reference prints."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kg.schema.entry import DAY, Entry, LaTeX, Prose, Short, Target, Url, Year
from kg.schema.equation import Domain, Tolerance
from kg.schema.kinds import kinds


@dataclass(frozen=True, slots=True)
class FieldWords:
    """One field: what it takes, `part` being the name of the mapping it is made of, where it is."""

    name: str
    takes: str
    choices: tuple[str, ...]
    part: str
    required: bool
    means: str


def own_fields(kind: str) -> list[FieldWords]:
    """The fields that entries of this kind have beside those of all entries."""
    return [row for row in _rows(kinds()[kind]) if row.name not in Entry.model_fields]


def common_fields() -> list[FieldWords]:
    return _rows(Entry)


@cache
def parts() -> dict[str, tuple[str, list[FieldWords]]]:
    """The mappings that fields are made of (`evidence`, `link`, `equation`), each with what it is and its own fields."""
    found: dict[str, tuple[str, list[FieldWords]]] = {}
    waiting = list(_models([Entry, *kinds().values()]))
    while waiting:
        model = waiting.pop(0)
        name = _name(model)
        if name not in found:
            short = f" One word alone stands for `{model.short_field}`." if issubclass(model, Short) else ""
            means = " ".join((model.__doc__ or "").split("\n\n")[0].split())
            found[name] = (means + short, _rows(model))
            waiting.extend(_models([model]))
    return found


def _rows(model: type[BaseModel]) -> list[FieldWords]:
    hints = get_type_hints(model, include_extras=True)
    rows = []
    for name, field in model.model_fields.items():
        takes, choices = _takes(hints[name])
        if any(getattr(mark, "pattern", None) == DAY for mark in field.metadata):
            takes = "a day, as YYYY-MM-DD"
        inner = next(iter(_inside(hints[name])), None)
        part = _name(inner) if inner else ""
        rows.append(FieldWords(field.alias or name, takes, choices, part, field.is_required(), field.description or ""))
    return rows


def _models(models: list[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    for model in models:
        for hint in get_type_hints(model, include_extras=True).values():
            yield from _inside(hint)


def _inside(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    elif get_origin(hint) is not Literal:
        for inner in get_args(hint):
            yield from _inside(inner)


def _name(model: type[BaseModel]) -> str:
    """The class as people write it: `LayerRef` is a layer."""
    return model.__name__.removesuffix("Ref").lower()


# By the name of the type, since a type with marks of its own says nothing else about itself.
_WORDS = (
    (Prose, "prose"),
    (LaTeX, "LaTeX without dollars"),
    (Url, "web address"),
    (Year, "year"),
    (Domain, "domain, such as `(0, inf)`"),
    (Tolerance, "relative tolerance, such as 2%"),
)


def _takes(hint: Any) -> tuple[str, tuple[str, ...]]:
    """What a field takes, in words, and the values to choose from, where these are all there are."""
    for known, words in _WORDS:
        if hint == known:
            return words, ()
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _takes(next(arg for arg in args if arg is not type(None)))
    if origin is Literal:
        return "one of", tuple(str(arg) for arg in args)
    if origin is tuple:
        words, choices = _takes(args[0])
        return f"list of: {words}", choices
    if origin is dict:
        words, choices = _takes(args[1])
        return f"mapping of names to: {words}", choices
    if origin is Annotated:
        return _marked(args), ()
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _name(hint), ()
    return {int: "whole number", float: "number", bool: "true or false"}.get(hint, "text"), ()


def _marked(args: tuple[Any, ...]) -> str:
    for mark in args[1:]:
        if isinstance(mark, Target):
            named = " or ".join(mark.kinds) or "any entry"
            return f"name of a {named}" if mark.short else f"id of {'a ' if mark.kinds else ''}{named}"
    return {int: "whole number", float: "number", bool: "true or false"}.get(args[0], "text")
