"""Which files below a folder are not what they were when one last looked, by what the file system says of them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

_GRAIN = 50_000_000
"""Nanoseconds in which two writes may bear one time: a file so young is looked at again."""

_Mark = tuple[int, ...]


class Changes:
    """Remembers how the files looked, and says at each further look which of them came, went or were written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, _Mark] = {}
        self.look()

    def look(self) -> frozenset[Path]:
        """The files that changed since the last look. One that was written just now may be named twice."""
        found = dict(_marks(str(self._folder), time.time_ns() - _GRAIN))
        before, self._seen = self._seen, found
        gone = before.keys() - found.keys()
        return frozenset(Path(path) for path in (*(p for p, mark in found.items() if before.get(p) != mark), *gone))


def _marks(folder: str, young: int) -> Iterator[tuple[str, _Mark]]:
    """Path and mark of every file; a folder that goes while we look has no files."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _marks(entry.path, young)
                continue
            stat = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        # The time of the change itself cannot be set back by whoever copies a file.
        changed = stat.st_ctime_ns
        mark = (stat.st_mtime_ns, changed, stat.st_size, stat.st_ino)
        yield entry.path, (*mark, time.monotonic_ns()) if max(mark[0], changed) > young else mark
