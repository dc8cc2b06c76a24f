"""One file per entry kind; each offers `KIND`, a subclass of `Entry` with its folder and fields."""

from __future__ import annotations

from functools import cache

from kg import discover
from kg.schema.entry import Entry


@cache
def kinds() -> dict[str, type[Entry]]:
    """Kind name to model, in alphabetical order."""
    return {name: discover.module(__name__, name).KIND for name in discover.names(__name__)}


@cache
def folders() -> dict[str, str]:
    """Folder name to kind name."""
    return {model.folder: name for name, model in kinds().items()}
