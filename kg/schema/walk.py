"""Every value of an entry whose field has a certain type, with its place: found from the types, so a new kind needs nothing."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kg.schema.stand_in import model_of
from kg.source.tree import Loc

Found = TypeVar("Found")
Walk = Callable[[Any, Loc], Iterator[Found]]


class Walker(Generic[Found]):
    """Visits the fields for whose type `leaf` gives a function from value and place to what is wanted.

    With `raw` it visits the data of a file that is no entry yet, and passes over whatever has the wrong shape there.
    """

    def __init__(self, leaf: Callable[[Any], Walk[Found] | None], *, raw: bool = False) -> None:
        self._leaf = leaf
        self._raw = raw
        self._models: dict[type[BaseModel], Walk[Found]] = {}

    def __call__(self, entry: BaseModel) -> Iterator[Found]:
        return self._model(model_of(entry))(entry, ())

    def data(self, model: type[BaseModel], data: Any) -> Iterator[Found]:
        """The same over raw data that is meant to be of this model."""
        return self._model(model)(data, ())

    def _model(self, model: type[BaseModel]) -> Walk[Found]:
        if model not in self._models:
            hints = get_type_hints(model, include_extras=True)
            fields = (
                (name, field.alias or name, self._walk(hints[name])) for name, field in model.model_fields.items()
            )
            steps = [(name, shown, walk) for name, shown, walk in fields if walk]
            self._models[model] = _raw_fields(steps, getattr(model, "short_field", "")) if self._raw else _fields(steps)
        return self._models[model]

    def _walk(self, hint: Any) -> Walk[Found] | None:
        if found := self._leaf(hint):
            return _of_shape(str, found) if self._raw else found
        origin, args = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._walk(args[0])
        if origin in (Union, types.UnionType):
            return next((walk for arg in args if (walk := self._walk(arg))), None)
        if origin is tuple:
            inner = self._walk(args[0])
            return _of_shape(tuple, _items(inner)) if inner else None
        if origin is dict:
            inner = self._walk(args[1])
            return _of_shape(dict, _values(inner)) if inner else None
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            # Looked up when called: models may hold each other.
            return lambda value, loc: self._model(hint)(value, loc)
        return None


def _fields(steps: list[tuple[str, str, Walk[Found]]]) -> Walk[Found]:
    def walk(value: Any, loc: Loc) -> Iterator[Found]:
        for attribute, shown, inner in steps:
            if found := getattr(value, attribute):
                yield from inner(found, (*loc, shown))

    return walk


def _raw_fields(steps: list[tuple[str, str, Walk[Found]]], short_field: str) -> Walk[Found]:
    def walk(value: Any, loc: Loc) -> Iterator[Found]:
        if short_field and isinstance(value, str):
            # One word stands for a mapping of one field, and its place is that of the word.
            yield from (found for _, shown, inner in steps if shown == short_field for found in inner(value, loc))
        elif isinstance(value, dict):
            for _, shown, inner in steps:
                if shown in value:
                    yield from inner(value[shown], (*loc, shown))

    return walk


def _of_shape(shape: type, inner: Walk[Found]) -> Walk[Found]:
    return lambda value, loc: inner(value, loc) if isinstance(value, shape) else iter(())


def _items(inner: Walk[Found]) -> Walk[Found]:
    def walk(value: tuple[Any, ...], loc: Loc) -> Iterator[Found]:
        for index, item in enumerate(value):
            yield from inner(item, (*loc, index))

    return walk


def _values(inner: Walk[Found]) -> Walk[Found]:
    def walk(value: dict[str, Any], loc: Loc) -> Iterator[Found]:
        for key, item in value.items():
            yield from inner(item, (*loc, key))

    return walk
