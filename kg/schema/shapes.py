"""How entries are made of values, as plain data: enough to rebuild one that was judged in an earlier run, without pydantic.

A shape is `None` for a value that JSON gives back as it was, or a pair: `tuple` or `dict` with the shape of what is inside, `model`
with the number of the model.
"""

from __future__ import annotations

import json
import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic_core import to_json

from kg.schema.kinds import folders, kinds
from kg.schema.retired import Tombstone

Shape = tuple[str, Any] | None


def freeze(model: BaseModel) -> bytes:
    """An entry as JSON, without what it has by default."""
    # This is `model_dump_json` without its checks of arguments: one call for each of many entries.
    frozen: bytes = model.__pydantic_serializer__.to_json(model, exclude_unset=True)
    return frozen


@cache
def shapes() -> dict[str, Any]:
    """The models by number, each with its fields; and which number each kind has."""
    models = _models()
    numbers = {model: number for number, model in enumerate(models)}
    return {
        "models": [[model.__module__, model.__qualname__, _fields(model, numbers)] for model in models],
        "kinds": {name: numbers[model] for name, model in kinds().items()},
        "tombstone": numbers[Tombstone],
        "folders": folders(),
    }


def _models() -> list[type[BaseModel]]:
    """Every model that an entry may hold, in the order in which they are met."""
    found: dict[type[BaseModel], None] = {}
    queue: list[type[BaseModel]] = [*kinds().values(), Tombstone]
    while queue:
        model = queue.pop(0)
        if model not in found:
            found[model] = None
            for hint in get_type_hints(model, include_extras=True).values():
                queue.extend(_inside(hint))
    return list(found)


def _inside(hint: Any) -> list[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return [hint]
    if get_origin(hint) in (Annotated, Union, types.UnionType, tuple, dict):
        return [model for inner in get_args(hint) for model in _inside(inner)]
    return []


def _fields(model: type[BaseModel], numbers: dict[type[BaseModel], int]) -> dict[str, Any]:
    """Field to its shape, and what it is when it is not given."""
    hints = get_type_hints(model, include_extras=True)
    found = {}
    for name, field in model.model_fields.items():
        default = () if field.is_required() else (json.loads(to_json(field.get_default())),)
        # By the name it has as JSON, which is the one that people write.
        found[name] = [_shape(hints[name], numbers), *default]
    return found


def _shape(hint: Any, numbers: dict[type[BaseModel], int]) -> Shape:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _shape(args[0], numbers)
    if origin in (Union, types.UnionType):
        inner = [arg for arg in args if arg is not type(None)]
        if len(inner) == 1:
            return _shape(inner[0], numbers)
    elif origin is tuple:
        return "tuple", _shape(args[0], numbers)
    elif origin is dict:
        return "dict", _shape(args[1], numbers)
    elif origin is Literal or hint in (str, int, float, bool):
        return None
    elif hint in numbers:
        return "model", numbers[hint]
    raise TypeError(f"no shape for {hint!r}: say here how JSON gives such a value back")
