"""While serving, a page is made when a reader asks for it, of the entries as their files are at that moment."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any

App = Callable[[dict[str, Any], Any], Iterable[bytes]]
Make = Callable[[], str]
Find = Callable[[str], Make | None]

_OWN = "/livereload/"
"""Where the server answers by itself."""


class Preview:
    """The generated pages of the last good state. Those that were asked for lie in the folder that is served."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._find: Find = lambda address: None
        self._written: set[Path] = set()
        # Held through a build: a page asked for meanwhile waits, and is made of the new entries.
        self.lock = Lock()

    def begin(self) -> None:
        self.lock.acquire()

    def end(self, find: Find | None) -> None:
        """The build is over, and so the pages are found; after a failed one they stay those of the last good one."""
        if find:
            self.turn(find)
        if self.lock.locked():
            self.lock.release()

    def turn(self, find: Find) -> None:
        """Pages are found in another way from now on: those that lie in the folder are of yesterday."""
        self._find = find
        for path in self._written:
            path.unlink(missing_ok=True)
        self._written.clear()

    def around(self, app: App, mount: str = "/", refresh: Callable[[], Find | None] = lambda: None) -> App:
        """The server's application, with every page written just before it is read from the disk.

        `refresh` is called before a page is read, and gives the new way to find pages where the entries have changed.
        """

        def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "ignore")
            if path.startswith(mount) and not path.startswith(_OWN):
                name = posixpath.normpath("/" + path[len(mount) :]).lstrip("/")
                with self.lock:
                    # Styles, scripts and fonts do not come from entries.
                    if not posixpath.splitext(name)[1] or name.endswith((".html", ".json")):
                        self.renew(refresh)
                    if not self.write(name):
                        self.write(posixpath.join(name, "index.html"))
            return app(environ, start_response)

        return serve

    def renew(self, refresh: Callable[[], Find | None]) -> None:
        """Look whether the entries have changed; whoever calls holds the lock."""
        if find := refresh():
            self.turn(find)

    def write(self, name: str) -> bool:
        """Make this page now, if there is such a page; whether it is there."""
        path = self._root / name
        # A page written by hand lies there already, and stays.
        if path.is_file():
            return True
        make = self._find(name)
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make().encode())
            self._written.add(path)
        return make is not None
