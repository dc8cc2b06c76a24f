"""Call back when something below a folder is written, as soon as the file system says so."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

log = logging.getLogger("mkdocs.plugins.kg")

# Reading is an event, too, and we read.
_WRITES = frozenset({"created", "modified", "moved", "deleted"})
_REST = 0.02
"""Seconds in which the writes of one edit fall together."""


class Watch(FileSystemEventHandler):
    """Watches until it is stopped. Calls come one after the other, from a thread of their own."""

    def __init__(self, folder: Path, call: Callable[[], None]) -> None:
        self._call = call
        self._written = Event()
        self._over = False
        self._thread = Thread(target=self._loop, daemon=True)
        self._observer = Observer()
        self._observer.schedule(self, str(folder), recursive=True)
        try:
            self._observer.start()
        except OSError:  # the system has no watch to spare
            self._observer = PollingObserver()
            self._observer.schedule(self, str(folder), recursive=True)
            self._observer.start()
        self._thread.start()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _WRITES:
            self._written.set()

    def stop(self) -> None:
        self._over = True
        self._written.set()
        self._observer.stop()

    def _loop(self) -> None:
        while True:
            self._written.wait()
            if self._over:
                return
            time.sleep(_REST)
            self._written.clear()
            try:
                self._call()
            except Exception:
                # Whatever it is, the next edit may mend it, and has to be heard.
                log.exception("an edit could not be followed")
