"""One writer at a time, and the temporary files of writers that were killed."""

from __future__ import annotations

import errno
import importlib
import importlib.util
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault

# Not on Windows, where two writers are told apart by the contents alone.
_LOCKS: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None
PATIENCE = 5.0
"""Seconds to wait for another writer."""

STRAY = re.compile(r"\..+\.[0-9a-f]{12}")
"""What `write.beside` calls a file that is not finished."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One writer of ours at a time. The lock lies on the folder itself and ends with the process, even a killed one.

    Raises:
        EnvironmentFault: another one has not ended within our patience.
    """
    if _LOCKS is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + PATIENCE
        while not locked(handle):
            if time.monotonic() > until:
                raise EnvironmentFault("another kg is writing here", help="try again when it is done")
            # The lock of the other writer cannot be waited for with a limit: look again a moment later.
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def locked(handle: int) -> bool:
    """Lock an open file or folder until it is closed; says whether nobody else holds it."""
    if _LOCKS is None:
        return True
    try:
        _LOCKS.flock(handle, _LOCKS.LOCK_EX | _LOCKS.LOCK_NB)
    except OSError as error:
        # A file system without locks: the contents are compared all the same.
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def abandoned(path: Path) -> bool:
    """Whether nobody holds a temporary file or folder any more: who wrote it was killed."""
    if _LOCKS is None or path.is_symlink():
        return False
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        return locked(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what killed writers left below a folder in which we are `alone`."""
    for here, _, names in os.walk(folder):
        for name in names:
            if name.startswith(".") and STRAY.fullmatch(name) and (path := Path(here, name)).is_file():
                path.unlink(missing_ok=True)
