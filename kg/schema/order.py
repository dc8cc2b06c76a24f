"""In which order the fields of a mapping are written: that of the blank entry, and inside it that of the models."""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kg.schema.kinds import kinds
from kg.schema.retired import Tombstone
from kg.schema.template import _FIRST, _LAST
from kg.source.tree import Loc


def fields(kind: str | None, loc: Loc) -> tuple[str, ...]:
    """The names of the fields at `loc` of an entry; none where the names are the contributor's own.

    No kind stands for `retired.yaml`.
    """
    if kind is None:
        return _names(Tombstone) if len(loc) == 2 and loc[0] == "retired" else ()
    if not loc:
        return _entry_fields(kind)
    hint: Any = kinds()[kind]
    for step in loc:
        hint = _inner(hint, step)
        if hint is None:
            return ()
    model = _model(hint)
    return _names(model) if model else ()


@cache
def _entry_fields(kind: str) -> tuple[str, ...]:
    own = (name for name in kinds()[kind].model_fields if name not in (*_FIRST, *_LAST))
    return (*_FIRST, *own, *_LAST)


def _inner(hint: Any, step: str | int) -> Any:
    """The type of what stands behind one step into a value of this type."""
    if model := _model(hint):
        return _hints(model).get(str(step))
    for option in _options(hint):
        if get_origin(option) is tuple and isinstance(step, int):
            return get_args(option)[0]
        if get_origin(option) is dict and isinstance(step, str):
            return get_args(option)[1]
    return None


def _options(hint: Any) -> tuple[Any, ...]:
    """What a type may be, without what is only said about it."""
    if get_origin(hint) is Annotated:
        return _options(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(inner for option in get_args(hint) for inner in _options(option))
    return (hint,)


def _model(hint: Any) -> type[BaseModel] | None:
    for option in _options(hint):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    hints = get_type_hints(model, include_extras=True)
    return {field.alias or name: hints[name] for name, field in model.model_fields.items()}


@cache
def _names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())
