"""While serving, a page is made when a reader asks for it: a rebuild after an edit need not make ten thousand."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any

App = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Preview:
    """The pages of the last good build that nobody has asked for yet."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._pages: dict[str, Callable[[], str]] = {}
        self._next: dict[str, Callable[[], str]] = {}
        self._lazy = True
        # Held through a build: a page asked for meanwhile waits, and is made of the new entries.
        self._building = Lock()

    def begin(self) -> None:
        self._building.acquire()
        self._next = {}

    def add(self, address: str, make: Callable[[], str]) -> None:
        self._next[address] = make

    def end(self, done: bool) -> None:
        """The build is over; after a failed one the pages stay those of the last good one."""
        if done:
            self._pages = self._next
        if done and not self._lazy:
            self._write(*self._pages)
        if self._building.locked():
            self._building.release()

    def around(self, app: App, mount: str = "/") -> App:
        """The server's application, with every page written just before it is read from the disk."""

        def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "ignore")
            if path.startswith(mount):
                name = posixpath.normpath("/" + path[len(mount) :]).lstrip("/")
                with self._building:
                    self._write(name, posixpath.join(name, "index.html"))
            return app(environ, start_response)

        return serve

    def write_all(self) -> None:
        """Make every page now and after each build: for a server that cannot be wrapped."""
        self._lazy = False
        self._write(*self._pages)

    def _write(self, *names: str) -> None:
        for name in names:
            path = self._root / name
            if name in self._pages and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self._pages[name]().encode())
