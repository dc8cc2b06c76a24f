"""From every theory and result down to the mechanisms: its best chain, the anchored ones first, since they are the finds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from kg.publish import links
from kg.publish.book import CHAINS, Book
from kg.publish.here import Here
from kg.publish.leaves import Leaf, leaves
from kg.publish.site import Page
from kg.queries.trace import traces

ROWS = 16

MOST, DRAWN = 100, 6
"""Mechanisms to which the page of one theory has a chain, at most, and those whose chain it draws; the others have theirs in one line."""

NAMED = 1000
"""Mechanisms beyond those that it names, at most: where all lies above all, every chain to each would be a third of the site."""

GROUPS = {
    True: ("Anchored", "One system carries every step of these."),
    False: ("Spliced", "These join what was shown in different places; a break marks each splice."),
}


def pages(book: Book) -> Iterator[Page]:
    yield from _ranked(book)
    for id, count in book.reach.items():
        if count > CHAINS:
            yield _all(book, id)


def page_at(book: Book, address: str) -> Page | None:
    if address.startswith("traces/"):
        return next((page for page in _ranked(book) if page.address == address), None)
    id = address.removesuffix("/traces/index.html")
    known = id != address and id.startswith(("theory/", "result/")) and id in book.records
    return _all(book, id) if known and book.reached(id) > CHAINS else None


def _ranked(book: Book) -> Iterator[Page]:
    # How many there are is known before they are sorted, which takes all their chains: while serving that can wait.
    for leaf in leaves(book.starts, "traces/", ROWS):
        title = "Traces" if leaf.number == 1 else f"Traces, page {leaf.number}"
        here = Here(book, leaf.address, title, "Chains of links from theories down to mechanisms.", section="traces/")
        yield here.page("traces.html.jinja", partial(_values, book, leaf))


def _all(book: Book, id: str) -> Page:
    """The page of one theory or result with the best chain to each mechanism it reaches: one for every pair, never every path."""
    record = book.records[id]
    here = Here(
        book, f"{links.address(id)}traces/", f"Traces from {record.entry.title}", kind=record.kind, source=record.path,
        section="traces/",
    )  # fmt: skip

    def values() -> dict[str, Any]:
        chains = traces(book.graph, id, most=MOST).chains
        count, shown, more = book.reached(id), {chain.ids[-1] for chain in chains}, list[str]()
        if count > len(chains):
            more = book.named_below(id, shown, NAMED)
        return {"record": record, "count": count, "chains": chains, "drawn": DRAWN, "more": more}

    return here.page("start.html.jinja", values)


def _values(book: Book, leaf: Leaf) -> dict[str, Any]:
    anchored = sum(1 for id in book.starts if book.anchored(id))
    counts = {True: anchored, False: len(book.starts) - anchored}
    found: dict[bool, list[str]] = {True: [], False: []}
    for id in book.ranked_starts[ROWS * (leaf.number - 1) : ROWS * leaf.number]:
        found[book.anchored(id)].append(id)
    groups = [(*GROUPS[key], counts[key], ids) for key, ids in found.items() if ids]
    reached = set(book.starts)
    bare = [r.id for kind in ("theory", "result") for r in book.of_kind[kind] if r.id not in reached]
    return {"leaf": leaf, "groups": groups, "counts": counts, "bare": bare[:100], "bare_count": len(bare)}
