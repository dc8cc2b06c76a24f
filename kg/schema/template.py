"""A blank, commented YAML file for a kind, from the same models that judge entries."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kg.schema.entry import Entry, Short, Target
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS

# What a blank entry says where somebody has to write; the check `unfilled-blank` looks for it.
_SUMMARY, _BODY, _TEXT, _TITLE, _CHOICE = "ONE OR TWO PLAIN SENTENCES", "MORE, IN MARKDOWN", "TEXT", "TITLE", "CHOOSE"
PLACEHOLDERS = frozenset(
    {_SUMMARY, _BODY, _TEXT, _TITLE, "NAME", "WHAT IS CONTESTED", "THE OBSERVATION THAT WOULD DECIDE IT"}
)

_FIRST = ("title", "aliases", "layers")
_LAST = ("summary", "body", "tags", "sources", "evidence", "links", "waives", "contributors", "curation")


def template(kind: str, title: str, links: Mapping[str, Sequence[str]] | None = None) -> str:
    """What to fill in: the fields that must be given as lines, the others commented out, each with what it means.

    `links` are written out, relation to targets.
    """
    model = kinds()[kind]
    hints = get_type_hints(model, include_extras=True)
    lines = [
        f"# A {kind}: {first_line(model)}",
        "# Lines that begin with # are hints: delete them when you are done.",
        "",
    ]
    own = [name for name in model.model_fields if name not in (*_FIRST, *_LAST)]
    for name in (*_FIRST, *own, *_LAST):
        field = model.model_fields[name]
        needed = field.is_required() or (name == "layers" and model.needs_layers)
        body = ["title: " + _quoted(title)] if name == "title" else list(_example(kind, name, hints[name], field))
        lines.append(f"# {field.description}")
        if name == "links" and links:
            body, needed = list(_written(links)), True
        lines.extend(body if needed else (f"# {line}" for line in body))
    return "\n".join(lines) + "\n"


def first_line(model: type[Entry]) -> str:
    module = __import__(model.__module__, fromlist=["__doc__"])
    text = (module.__doc__ or "").strip().splitlines()[0]
    return text[0].lower() + text[1:]


def example(kind: str, name: str) -> list[str]:
    """The lines of one field, as a blank entry shows them."""
    model = kinds()[kind]
    return list(_example(kind, name, get_type_hints(model, include_extras=True)[name], model.model_fields[name]))


def _quoted(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w ()+/.-]*", text) and text not in ("null", "true", "false")
    return text if plain else "'" + text.replace("'", "''") + "'"


def _example(kind: str, name: str, hint: Any, field: FieldInfo) -> Iterator[str]:
    if name == "layers":
        yield "layers: [NAME]"
    elif name == "summary":
        yield "summary: >"
        yield f"  {_SUMMARY}"
    elif name == "body":
        yield "body: |"
        yield f"  {_BODY}"
    elif name == "links":
        yield "links:"
        yield from (f"  {line}" for line in _relations(kind))
    elif name == "curation":
        yield "curation: {state: draft, doubts: [WHAT WAS NOT CHECKED]}"
    else:
        yield f"{name}: {_value(hint)}"


def _written(links: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "links:"
    for relation, targets in links.items():
        yield f"  {relation}:"
        for target in targets:
            yield f"    - to: {target}"
            yield "      # in: [system/NAME]"
            yield "      # standing: supported"
            yield "      # evidence: [{paper: paper/NAME, at: section N, stance: supports, read: full}]"


def _relations(kind: str) -> Iterator[str]:
    for relation in RELATIONS:
        if relation.derived or not (relation.source or relation.target):
            continue
        if kind in relation.source:
            yield f"{relation.name}: [{(relation.target or ('kind',))[0] if not relation.same_kind else kind}/NAME]"
        elif kind in relation.target and relation.name != "cites":
            yield f"{relation.inverse}: [{relation.source[0]}/NAME]"


def _value(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        for mark in args[1:]:
            if isinstance(mark, Target):
                return f"{mark.kinds[0] if mark.kinds else 'kind'}/NAME"
        return {int: "1", float: "1.0", bool: "true"}.get(args[0], _TEXT)
    if origin in (Union, types.UnionType):
        return _value(next(arg for arg in args if arg is not type(None)))
    if origin is Literal:
        return f"{_CHOICE}  # one of: " + ", ".join(str(arg) for arg in args)
    if origin is tuple:
        inner = _value(args[0])
        return f"[{inner}]"
    if origin is dict:
        return f"{{NAME: {_value(args[1])}}}"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _mapping(hint)
    return _TEXT


def _mapping(model: type[BaseModel]) -> str:
    hints = get_type_hints(model, include_extras=True)
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    if issubclass(model, Short) and needed == [model.short_field]:
        return _value(hints[model.short_field])
    chosen = needed or list(model.model_fields)[:2]
    parts = [f"{model.model_fields[name].alias or name}: {_value(hints[name]).partition('  #')[0]}" for name in chosen]
    return "{" + ", ".join(parts) + "}"
