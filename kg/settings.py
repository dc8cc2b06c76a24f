"""Where an atlas lies, and the limits that bound every run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import EnvironmentFault

ENTRIES = "entries"
RETIRED = "retired.yaml"

MAX_BYTES = 256 * 1024
"""One entry file at most. A thesis fits in a quarter of it."""

MAX_DEPTH = 32
"""Levels of nesting in one entry. The deepest real entry has 7."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """The folder that holds `entries/`, and from there everything else."""

    root: Path

    @property
    def entries(self) -> Path:
        return self.root / ENTRIES


def find_atlas(start: Path) -> Atlas:
    """The atlas at `start` or above it.

    Raises:
        EnvironmentFault: no folder from here up has an `entries` folder.
    """
    here = start.absolute()
    for folder in (here, *here.parents):
        if (folder / ENTRIES).is_dir():
            return Atlas(folder)
    raise EnvironmentFault(
        f"no {ENTRIES!r} folder in {here} or above it",
        help="run kg inside an atlas, or name one with `kg --atlas FOLDER`",
    )
