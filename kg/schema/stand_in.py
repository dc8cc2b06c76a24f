"""Entries of an earlier run, rebuilt from plain data: the same fields, and pydantic is not imported for them.

A stand-in is equal to the model it stands for. Asked for more than its fields, such as `model_dump`, it turns into the model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from kg import discover

Thaw = Callable[[Any], Any]


class StandIn:
    """Frozen, like the model. Its fields are all in its `__dict__`, in their order, as they are in a model's."""

    _model: tuple[str, str]
    """Module and name of the model."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an entry is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an entry is frozen: {name!r} cannot be deleted")

    def __getattr__(self, name: str) -> Any:
        # Python asks here only for what is no field.
        if name.startswith("model_"):
            return getattr(real(self), name)
        raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")

    def __eq__(self, other: object) -> bool:
        named = other._model if isinstance(other, StandIn) else (type(other).__module__, type(other).__qualname__)
        return named == self._model and vars(self) == vars(other)

    def __hash__(self) -> int:
        # The model's own: what is equal has to have one hash.
        return hash(real(self))

    def __repr__(self) -> str:
        return f"{self._model[1]}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


def model_of(entry: Any) -> Any:
    """The model class of an entry, be it a model or a stand-in."""
    if not isinstance(entry, StandIn):
        return type(entry)
    package, _, module = entry._model[0].rpartition(".")
    return getattr(discover.module(package, module), entry._model[1])


def real(value: Any) -> Any:
    """The models in place of their stand-ins, however deep."""
    if isinstance(value, StandIn):
        return model_of(value).model_construct(**{name: real(inner) for name, inner in vars(value).items()})
    if isinstance(value, tuple):
        return tuple(real(inner) for inner in value)
    if isinstance(value, dict):
        return {key: real(inner) for key, inner in value.items()}
    return value


def plain(entry: Any, without: Collection[str] = ()) -> dict[str, Any]:
    """All that is given in an entry, save some of its fields, as JSON has it; a stand-in need not turn into the model for it."""
    if isinstance(entry, StandIn):
        return {
            name.removesuffix("_"): _plain(value)
            for name, value in vars(entry).items()
            if name not in without and value is not None
        }
    found: dict[str, Any] = entry.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=set(without))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, StandIn):
        return plain(value)
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value


def thawing(models: list[list[Any]]) -> list[Thaw]:
    """For each model of `schema/shapes.py`, what makes an entry of it from plain data."""
    thaws: list[Thaw] = []
    for module, name, fields in models:
        thaws.append(_thaw(type(name, (StandIn,), {"_model": (module, name)}), fields, thaws))
    return thaws


def _thaw(cls: type[StandIn], fields: Mapping[str, list[Any]], thaws: list[Thaw]) -> Thaw:
    new, put = cls.__new__, object.__setattr__
    inner = {name: made for name, (shape, *_) in fields.items() if (made := _of_shape(shape, thaws))}
    defaults: dict[str, Any] = {}

    def thaw(raw: Mapping[str, Any]) -> StandIn:
        if not defaults:
            # Made at the first call, when all models are known. `None` holds the place of fields that are always given.
            for name, (_, *default) in fields.items():
                value = default[0] if default else None
                defaults[name] = inner[name](value) if value is not None and name in inner else value
        values = {**defaults, **raw}
        for name, value in raw.items():
            if name in inner and value is not None:
                values[name] = inner[name](value)
        made = new(cls)
        put(made, "__dict__", values)
        return made

    return thaw


def _of_shape(shape: list[Any] | None, thaws: list[Thaw]) -> Thaw | None:
    if shape is None:
        return None
    what, of = shape
    if what == "model":
        # Looked up when called: models may hold each other.
        return lambda raw: thaws[of](raw)
    inner = _of_shape(of, thaws)
    if what == "tuple":
        return tuple if inner is None else _each(inner)
    return None if inner is None else _values(inner)


def _each(inner: Thaw) -> Thaw:
    return lambda raw: tuple([inner(item) for item in raw])


def _values(inner: Thaw) -> Thaw:
    return lambda raw: {key: inner(item) for key, item in raw.items()}
