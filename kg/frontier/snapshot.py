"""The parts of an OpenAlex snapshot on the disk, in each of its published layouts.

OpenAlex, "Snapshot format" (developers.openalex.org): works lie in `data/jsonl/works/updated_date=YYYY-MM-DD/part_0000.gz`
as gzip-compressed JSON Lines, and since 2026 also in `data/parquet/works/` as Parquet; before, in `data/works/`. The date is
that of the last change, so that a work moves to a newer folder when it changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.errors import EnvironmentFault

_DATED = re.compile(r"updated_date=([0-9]{4}-[0-9]{2}-[0-9]{2})")
_FORMATS: dict[str, Literal["jsonl", "parquet"]] = {".gz": "jsonl", ".jsonl": "jsonl", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Part:
    """One file of works."""

    path: Path
    updated: str
    """The date its folder is named after."""
    format: Literal["jsonl", "parquet"]

    @property
    def key(self) -> str:
        """The name of what is made of it: date and part."""
        return f"{self.updated}-{self.path.name.partition('.')[0]}"

    @property
    def stamp(self) -> str:
        """What changes when the file does."""
        seen = self.path.stat()
        return f"{seen.st_size}-{seen.st_mtime_ns}"


def parts(snapshot: Path) -> list[Part]:
    """All files of works, the oldest date first.

    `snapshot` is the folder that holds `data/`, or any folder on the way from there to the dated ones. Where both formats
    are there, Parquet is taken, since nothing has to be unpacked.

    Raises:
        EnvironmentFault: there is no such folder, or no works in it.
    """
    if not snapshot.is_dir():
        raise EnvironmentFault(f"no folder {str(snapshot)!r}", help="name the folder of an OpenAlex snapshot")
    found = [part for folder in _folders(snapshot) for path in sorted(folder.iterdir()) if (part := _part(path))]
    formats = {part.format for part in found}
    chosen = "parquet" if "parquet" in formats else "jsonl"
    found = [part for part in found if part.format == chosen]
    if not found:
        help = "works lie in data/jsonl/works/updated_date=YYYY-MM-DD/part_0000.gz below it"
        raise EnvironmentFault(f"no works of OpenAlex in {str(snapshot)!r}", help=help)
    by_key: dict[str, Part] = {}
    for part in found:
        if (other := by_key.setdefault(part.key, part)) is not part:
            message = f"two parts are called {part.key!r}: {str(other.path)!r} and {str(part.path)!r}"
            raise EnvironmentFault(message, help="name the folder of one snapshot")
    return sorted(found, key=lambda part: (part.updated, part.path))


def _folders(snapshot: Path) -> list[Path]:
    """The dated folders of works below a place; in the places of the layouts alone, not wherever such a name occurs."""
    if _DATED.fullmatch(snapshot.name):
        return [snapshot]
    places = ("", "works", "jsonl/works", "parquet/works", "data/works", "data/jsonl/works", "data/parquet/works")
    dated = (folder for place in places for folder in (snapshot / place).glob("updated_date=*"))
    return sorted({folder for folder in dated if folder.is_dir()})


def _part(path: Path) -> Part | None:
    format = _FORMATS.get(path.suffix)
    dated = _DATED.fullmatch(path.parent.name)
    # A download that was cut off leaves a hidden file; what is no plain file is not read.
    if format is None or dated is None or path.name.startswith(".") or not path.is_file():
        return None
    return Part(path, dated[1], format)
