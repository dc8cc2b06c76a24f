"""The site of an atlas whose files are being edited: what changed is read again, and a page is made when it is asked for.

Nothing that was made of several entries is kept over an edit, only what one entry says by itself: so a page is the same
bytes as in a clean build, and there is no list of what has to be made anew.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from kg import catalogue, edited
from kg import graph as graphs
from kg.catalogue import Catalogue
from kg.catalogue.placing import EMPTY_ATLAS
from kg.diagnostics import Diagnostic, Severity, Span
from kg.errors import EnvironmentFault
from kg.graph import Graph
from kg.publish.book import Book
from kg.publish.outputs import files_of, grave_of, outputs_of
from kg.publish.pages import SiteSettings, page_at, render_book
from kg.settings import Atlas
from kg.source.changes import Changes
from kg.source.files import shown

Make = Callable[[], str]

STATES = 16
"""States that may be over and yet in memory: at ten thousand entries one takes some 10 MB beyond what it shares with the next."""


class Live:
    """One sound state of an atlas at a time, and the pages that it has."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        # Looked at before it is read: what is written meanwhile counts as changed.
        self._changes = Changes(atlas.entries)
        self._waiting: frozenset[Path] = frozenset()
        self._states = 0
        self.shelf: Shelf | None = None
        self.refused: list[Diagnostic] = []
        """What stood against the last edit; the pages are those from before it."""

    def show(self, graph: Graph, site: SiteSettings) -> None:
        """Begin with a graph, or go on with another one, read after a change of the settings."""
        before = self.shelf.book if self.shelf else None
        if before and before.graph.catalogue is graph.catalogue:
            self.shelf = Shelf(Book(before.graph, site, before))
        else:
            self.shelf = Shelf(Book(graph, site))

    def refresh(self) -> bool:
        """Whether an edit has changed what the pages are made of."""
        changed = self._changes.look()
        if not changed or self.shelf is None:
            return False
        self._waiting |= changed
        book = self.shelf.book
        known = book.graph.catalogue
        found = edited.reread(known, self._waiting)
        try:
            found = found or catalogue.load(self._atlas, known)
        except EnvironmentFault as fault:
            # The folder itself has gone, and may come back: a change of the branch does so.
            here = Span(shown(self._atlas.entries, self._atlas.root))
            self.refused = [EMPTY_ATLAS.at(here, fault.message, help=fault.help)]
            return False
        self.refused = [finding for finding in found.findings if finding.severity is Severity.ERROR]
        if self.refused:
            return False
        self._waiting = frozenset()
        if _same(known, found):
            return False
        changed_ids = edited.take_over(found, known)
        self.shelf = Shelf(Book(graphs.after(book.graph, found, changed_ids), book.site, book, changed_ids))
        # The new state outlives this request, and the collector need not walk it at every turn.
        gc.freeze()
        self._states += 1
        return True

    def tidy(self) -> None:
        """Let go of states that are over, now and then: it takes half a second, in which no page is made."""
        if self._states >= STATES:
            self._states = 0
            # What is frozen the collector passes by, even when nobody refers to it.
            gc.unfreeze()
            gc.collect()
            gc.freeze()


class Shelf:
    """All files that are made of one state, found by their addresses."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def find(self, address: str) -> Make | None:
        """How to make the file at an address. A page is found without a list of all files."""
        if "." not in address.rpartition("/")[2]:
            return None
        if page := page_at(self.book, address):
            return page.make
        if address.endswith(".html"):
            id = address.removesuffix("/index.html")
            return grave_of(self.book, id).make if id in self.book.graph.catalogue.retired else None
        return self._others.get(address)

    @cached_property
    def _others(self) -> dict[str, Make]:
        def listed() -> Iterator[str]:
            return (page.address.removesuffix("index.html") for page in render_book(self.book))

        return {output.address: output.make for output in files_of(self.book, listed)}

    @cached_property
    def files(self) -> dict[str, Make]:
        return {output.address: output.make for output in outputs_of(self.book)}


def _same(one: Catalogue, other: Catalogue) -> bool:
    """Whether two states were made of the same texts: records are taken over where the text is the same."""
    return (
        len(one.records) == len(other.records)
        and all(other.records.get(id) is record for id, record in one.records.items())
        and one.retired == other.retired
    )
