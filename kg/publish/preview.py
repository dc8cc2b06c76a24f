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
Dress = Callable[[bytes, str], bytes]
"""What a page gets on its way to the reader, beside what MkDocs adds; its status is told as well."""

_OWN = "/livereload/"
"""Where the server answers by itself."""

_TRIES = 5
"""Answers that are made at most, where the entries are written again and again meanwhile."""


class Preview:
    """The generated pages of the last good state. Those that were asked for lie in the folder that is served."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._find: Find = lambda address: None
        self._turn = 0
        self._made: dict[Path, int] = {}
        """The files that were made, each with the turn of which it is."""
        # Held through a build: a page asked for meanwhile waits, and is made of the new entries.
        self.lock = Lock()

    def begin(self) -> None:
        """A build begins, which writes into the folder: nothing of ours may be taken for a page written by hand, or the other way."""
        self.lock.acquire()
        for path in self._made:
            path.unlink(missing_ok=True)
        self._made.clear()

    def end(self, find: Find | None) -> None:
        """The build is over, and so the pages are found; after a failed one they stay those of the last good one."""
        if find:
            self.turn(find)
        if self.lock.locked():
            self.lock.release()

    def turn(self, find: Find) -> None:
        """Pages are found in another way from now on: those that lie in the folder are of yesterday."""
        self._find = find
        self._turn += 1

    def around(
        self,
        app: App,
        mount: str = "/",
        refresh: Callable[[], Find | None] = lambda: None,
        dress: Dress = lambda page, status: page,
    ) -> App:
        """The server's application, with every page written just before it is read from the disk.

        `refresh` is called before a page is read, and gives the new way to find pages where the entries have changed.
        """

        def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "ignore")
            if not path.startswith(mount) or path.startswith(_OWN):
                return app(environ, start_response)
            name = posixpath.normpath("/" + path[len(mount) :]).lstrip("/")
            for _ in range(_TRIES):
                with self.lock:
                    # Styles, scripts and fonts do not come from entries.
                    if not posixpath.splitext(name)[1] or name.endswith((".html", ".json")):
                        self.renew(refresh)
                    if not self.write(name):
                        self.write(posixpath.join(name, "index.html"))
                    turn = self._turn
                answer = _Answer(app, environ)
                # The server reads the file without the lock: after a turn it may be of another state, and half of it.
                with self.lock:
                    answer.dress(dress)
                    if turn == self._turn:
                        break
            return answer.give(start_response)

        return serve

    def renew(self, refresh: Callable[[], Find | None]) -> None:
        """Look whether the entries have changed; whoever calls holds the lock."""
        if find := refresh():
            self.turn(find)

    def write(self, name: str) -> bool:
        """Make this page now, if there is such a page; whether it is there."""
        path = self._root / name
        of = self._made.get(path)
        # A page written by hand lies there already, and stays.
        if of in (None, self._turn) and path.is_file():
            return True
        make = self._find(name)
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make().encode())
            self._made[path] = self._turn
        elif of is not None:
            path.unlink(missing_ok=True)
            del self._made[path]
        return make is not None


class _Answer:
    """What the server answered, kept until it is known to hold."""

    def __init__(self, app: App, environ: dict[str, Any]) -> None:
        self.status, self.headers = "", list[tuple[str, str]]()
        found = app(environ, self._start)
        try:
            self.body = b"".join(found)
        finally:
            getattr(found, "close", lambda: None)()

    def _start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        self.status, self.headers = status, headers

    def dress(self, dress: Dress) -> None:
        if any(name.lower() == "content-type" and value.startswith("text/html") for name, value in self.headers):
            self.body = dress(self.body, self.status)

    def give(self, start_response: Any) -> Iterable[bytes]:
        headers = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        start_response(self.status, [*headers, ("Content-Length", str(len(self.body)))])
        return [self.body]
