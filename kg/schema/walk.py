"""Every value of an entry whose field has a certain type, with its place: found from the types, so a new kind needs nothing."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kg.schema.stand_in import model_of
from kg.source.tree import Loc

Found = TypeVar("Found")
Walk = Callable[[Any, Loc], Iterable[Found]]
# What is found goes into one list: handed up from generator to generator, each would pass through six of them.
_Visit = Callable[[Any, Loc, list[Found]], None]


class Walker(Generic[Found]):
    """Visits the fields for whose type `leaf` gives a function from value and place to what is wanted.

    With `raw` it visits the data of a file that is no entry yet, and passes over whatever has the wrong shape there.
    """

    def __init__(self, leaf: Callable[[Any], Walk[Found] | None], *, raw: bool = False) -> None:
        self._leaf = leaf
        self._raw = raw
        self._models: dict[type[BaseModel], _Visit[Found] | None] = {}

    def __call__(self, entry: BaseModel) -> list[Found]:
        return self.data(model_of(entry), entry)

    def data(self, model: type[BaseModel], data: Any) -> list[Found]:
        """The same over raw data that is meant to be of this model."""
        found: list[Found] = []
        if visit := self._model(model):
            visit(data, (), found)
        return found

    def _model(self, model: type[BaseModel]) -> _Visit[Found] | None:
        """How a model is visited; nothing where no field of it can hold what is wanted."""
        if model not in self._models:
            # Known before its fields are: models may hold each other.
            steps: list[tuple[str, str, _Visit[Found]]] = []
            self._models[model] = _raw_fields(steps, getattr(model, "short_field", "")) if self._raw else _fields(steps)
            hints = get_type_hints(model, include_extras=True)
            for name, field in model.model_fields.items():
                if visit := self._visit(hints[name]):
                    steps.append((name, field.alias or name, visit))
            if not steps:
                self._models[model] = None
        return self._models[model]

    def _visit(self, hint: Any) -> _Visit[Found] | None:
        if leaf := self._leaf(hint):
            return _of_shape(str, _gather(leaf)) if self._raw else _gather(leaf)
        origin, args = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._visit(args[0])
        if origin in (Union, types.UnionType):
            return next((visit for arg in args if (visit := self._visit(arg))), None)
        if origin is tuple:
            inner = self._visit(args[0])
            return _of_shape(tuple, _items(inner)) if inner else None
        if origin is dict:
            inner = self._visit(args[1])
            return _of_shape(dict, _values(inner)) if inner else None
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            return self._model(hint)
        return None


def _gather(leaf: Walk[Found]) -> _Visit[Found]:
    return lambda value, loc, found: found.extend(leaf(value, loc))


def _fields(steps: list[tuple[str, str, _Visit[Found]]]) -> _Visit[Found]:
    def visit(value: Any, loc: Loc, found: list[Found]) -> None:
        fields = value.__dict__
        for attribute, shown, inner in steps:
            if held := fields[attribute]:
                inner(held, (*loc, shown), found)

    return visit


def _raw_fields(steps: list[tuple[str, str, _Visit[Found]]], short_field: str) -> _Visit[Found]:
    def visit(value: Any, loc: Loc, found: list[Found]) -> None:
        if short_field and isinstance(value, str):
            # One word stands for a mapping of one field, and its place is that of the word.
            for _, shown, inner in steps:
                if shown == short_field:
                    inner(value, loc, found)
        elif isinstance(value, dict):
            for _, shown, inner in steps:
                if shown in value:
                    inner(value[shown], (*loc, shown), found)

    return visit


def _of_shape(shape: type, inner: _Visit[Found]) -> _Visit[Found]:
    def visit(value: Any, loc: Loc, found: list[Found]) -> None:
        if isinstance(value, shape):
            inner(value, loc, found)

    return visit


def _items(inner: _Visit[Found]) -> _Visit[Found]:
    def visit(value: tuple[Any, ...], loc: Loc, found: list[Found]) -> None:
        for index, item in enumerate(value):
            inner(item, (*loc, index), found)

    return visit


def _values(inner: _Visit[Found]) -> _Visit[Found]:
    def visit(value: dict[str, Any], loc: Loc, found: list[Found]) -> None:
        for key, item in value.items():
            inner(item, (*loc, key), found)

    return visit
