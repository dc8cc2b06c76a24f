"""One question at a time to a host, and a pause before the next: across all processes of one user."""

from __future__ import annotations

import errno
import importlib
import importlib.util
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.web.address import Unreachable

# Not on Windows, where the time of the last question is written down all the same.
_LOCKS: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None
_PATIENCE = 120.0
"""Seconds to wait for the others."""


class Pace:
    """Turns for each host, taken in a file of its own that holds when the last question was asked."""

    def __init__(self, folder: Path, sleep: Callable[[float], None]) -> None:
        self._folder = folder
        self._sleep = sleep
        self._asked: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, gap: float) -> Iterator[None]:
        """A turn of our own, `gap` seconds after the last one began.

        Raises:
            Unreachable: the others keep asking.
        """
        handle = self._open(host)
        try:
            if handle is not None:
                self._wait_for(handle, host)
            last = max(_read(handle), self._asked.get(host, 0.0))
            # A clock that was set back must not make anybody wait for longer than the pause.
            pause = min(gap, last + gap - time.time())
            if pause > 0:
                self._sleep(pause)
            self._asked[host] = time.time()
            _write(handle, self._asked[host])
            yield
        finally:
            # The lock ends with the handle, even where the process is killed.
            if handle is not None:
                os.close(handle)

    def _open(self, host: str) -> int | None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self._folder / host, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError:
            # Without a place to note it down, only our own questions are kept apart.
            return None

    def _wait_for(self, handle: int, host: str) -> None:
        until = time.monotonic() + _PATIENCE
        while _LOCKS is not None:
            try:
                _LOCKS.flock(handle, _LOCKS.LOCK_EX | _LOCKS.LOCK_NB)
                return
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    return
            if time.monotonic() > until:
                raise Unreachable(f"other runs of kg keep asking {host}", help="try again when they are done")
            # The lock cannot be waited for with a limit: look again a moment later.
            time.sleep(0.05)


def _read(handle: int | None) -> float:
    if handle is None:
        return 0.0
    try:
        return float(os.pread(handle, 40, 0).decode("ascii")) if hasattr(os, "pread") else 0.0
    except (ValueError, OSError):
        return 0.0


def _write(handle: int | None, now: float) -> None:
    if handle is None:
        return
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{now:.6f}".encode("ascii"))
    except OSError:
        # A full disk: our own questions are kept apart all the same.
        return
