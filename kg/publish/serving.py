"""What `mkdocs serve` does beyond building: it follows edits to entries page by page, and tells the browsers.

A rebuild by MkDocs takes seconds at ten thousand entries, so it is left to edits of pages written by hand, and to those edits
of entries that show in such pages. The findings about an edit are looked for behind it, and printed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

from kg import checks, reports
from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Severity
from kg.graph import Graph
from kg.publish.live import Live
from kg.publish.notice import BEFORE, ERRORS, notice, on_top
from kg.publish.pages import SiteSettings
from kg.publish.preview import Find, Preview
from kg.publish.watching import Watch
from kg.settings import Atlas

log = logging.getLogger("mkdocs.plugins.kg")

_PAUSE = 0.4
"""Seconds after an edit before it is judged: the page goes first."""


class Serving:
    """One preview, from its start to its end."""

    def __init__(self, atlas: Atlas, root: Path) -> None:
        self._atlas = atlas
        self.live = Live(atlas)
        self.preview = Preview(root)
        self.asked: dict[str, str | None] = {}
        """What pages written by hand asked for: the id of an entry, and the title that it had."""
        self.texts: dict[str, str] = {}
        """The pages written by hand, which may link to entries by their files."""
        self._server: Any = None
        self._watch: Watch | None = None
        self._judge: Timer | None = None
        self._told: tuple[Diagnostic, ...] = ()
        self._errors: list[Diagnostic] = []
        """What the checks have against the entries that the pages show."""
        self._notice = ""
        self._whole = False

    @property
    def known(self) -> Catalogue | None:
        """The last sound state of the entries, once there is one."""
        return self.live.shelf.book.graph.catalogue if self.live.shelf else None

    def begin(self) -> Catalogue | None:
        """A build by MkDocs begins, of the entries as they can be read now: what is wrong with the others is printed."""
        self.preview.begin()
        if self.live.refresh() and self.known:
            self._judge_soon(self.known)
        self._tell(self.live.refused)
        self._renew_notice()
        return self.known

    def show(self, graph: Graph, site: SiteSettings) -> None:
        """A build by MkDocs is over: the pages are those of this graph from now on."""
        self.live.show(graph, site)
        shelf = self.live.shelf
        self.preview.end(shelf.find if shelf else None)
        if self._whole and shelf:
            for address in shelf.files:
                self.preview.write(address)

    def attach(self, server: Any) -> None:
        """Stand before the server's answers, and follow the entries."""
        try:
            app = self.preview.around(server.get_app(), server.mount_path, self.refresh, partial(self._dress, server))
            _reload(server)
            _ = server._inject_js_into_html
            server.set_app(app)
        except AttributeError:
            # Another server than we know: every page is written at every build, and every edit is followed by one.
            log.info("this MkDocs serves in another way; every edit is followed by a whole build")
            self._whole = True
            server.watch(str(self._atlas.entries))
            for address in self.live.shelf.files if self.live.shelf else ():
                self.preview.write(address)
            return
        self._server = server
        self._watch = Watch(self._atlas.entries, self._on_write)

    def stop(self) -> None:
        if self._watch:
            self._watch.stop()
        if self._judge:
            self._judge.cancel()

    def refresh(self) -> Find | None:
        """The new way to find pages, where the entries have changed and can be read; whoever calls holds the lock."""
        before = self.known
        changed = self.live.refresh()
        self._tell(self.live.refused)
        after = self.known
        told = self._renew_notice()
        if self._server and (changed or told):
            if before and after and self._shows_in_texts(before.records, after.records):
                _rebuild(self._server)
            _reload(self._server)
        if not changed or self.live.shelf is None or after is None:
            return None
        self._judge_soon(after)
        return self.live.shelf.find

    def _on_write(self) -> None:
        with self.preview.lock:
            self.preview.renew(self.refresh)

    def _shows_in_texts(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Whether a page written by hand says something else now, or links to what came or went."""
        titles = ((id, after[id].entry.title if id in after else None) for id in self.asked)
        if any(self.asked[id] != title for id, title in titles):
            return True
        names = [f"{id.partition('/')[2]}.md" for id in before.keys() ^ after.keys()]
        return any(name in text for name in names for text in self.texts.values())

    def _judge_soon(self, catalogue: Catalogue) -> None:
        if self._judge:
            self._judge.cancel()
        self._judge = Timer(_PAUSE, lambda: self._judged(catalogue, checks.run(catalogue)))
        self._judge.daemon = True
        self._judge.start()

    def _judged(self, catalogue: Catalogue, findings: list[Diagnostic]) -> None:
        with self.preview.lock:
            # Another edit may have come meanwhile, which is judged by itself.
            if catalogue is not self.known:
                return
            self.live.tidy()
            self._tell(findings)
            self._errors = [finding for finding in findings if finding.severity is Severity.ERROR]
            if self._renew_notice() and self._server:
                _reload(self._server)

    def _renew_notice(self) -> bool:
        """Whether the pages have something else to say about errors now."""
        before, refused = self._notice, self.live.refused
        self._notice = notice(refused or self._errors, BEFORE if refused else ERRORS, self._atlas.root)
        return self._notice != before

    def _dress(self, server: Any, page: bytes, status: str) -> bytes:
        """A page as it goes to the browser: what is wrong stands on it, and one that is not there yet waits for the next edit."""
        if status.startswith("404"):
            page = server._inject_js_into_html(page, server._visible_epoch)
        return on_top(page, self._notice) if self._notice else page

    def _tell(self, findings: list[Diagnostic]) -> None:
        """Print what stands against the entries, once."""
        if tuple(findings) == self._told:
            return
        self._told = tuple(findings)
        if not findings:
            return
        say = log.error if any(finding.severity is Severity.ERROR for finding in findings) else log.info
        say("%s", reports.render(findings, "full", self._atlas.root))


def _reload(server: Any) -> None:
    """Have the browsers load anew what they show, as after a build; the names are MkDocs' own and may change."""
    with server._epoch_cond:
        # While a build is under way the browsers are told at its end.
        if server._visible_epoch == server._wanted_epoch:
            server._visible_epoch = server._wanted_epoch = max(
                server._visible_epoch + 1, round(time.monotonic() * 1000)
            )
            server._epoch_cond.notify_all()


def _rebuild(server: Any) -> None:
    with server._rebuild_cond:
        server._want_rebuild = True
        server._rebuild_cond.notify_all()
