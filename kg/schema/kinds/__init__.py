"""One file per entry kind; each offers `KIND`, a subclass of `Entry` with its folder and fields."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg import discover

if TYPE_CHECKING:
    from kg.schema.entry import Entry


def names() -> tuple[str, ...]:
    """The names of the kinds, in alphabetical order, without importing their models."""
    return discover.names(__name__)


@cache
def kinds() -> dict[str, type[Entry]]:
    """Kind name to model, in alphabetical order."""
    return {name: discover.module(__name__, name).KIND for name in names()}


@cache
def folders() -> dict[str, str]:
    """Folder name to kind name."""
    return {model.folder: name for name, model in kinds().items()}
