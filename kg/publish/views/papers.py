"""All papers by year, with what each speaks to in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kg.catalogue import Record
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.leaves import Leaf, leaves
from kg.publish.sieve import Row, Sifted
from kg.publish.site import Page
from kg.queries.evidence import papers_about, tally

ROWS = 120


def pages(book: Book) -> Iterator[Page]:
    papers = sorted(
        book.of_kind["paper"],
        key=lambda r: (-int(_year(r) or 0), getattr(r.entry, "authors", ("",))[0].casefold(), r.id),
    )
    sifted = Sifted(book, "papers", papers, partial(_row, book), (("title", "title"),))
    for leaf in leaves(papers, "papers/", ROWS):
        title = "Papers" if leaf.number == 1 else f"Papers, page {leaf.number}"
        here = Here(book, leaf.address, title, "The papers behind the atlas, by year.", "paper", section="papers/")

        def values(leaf: Leaf = leaf) -> dict[str, object]:
            years: dict[str, list[Record]] = {}
            for record in leaf.items:
                years.setdefault(_year(record), []).append(record)
            tallies = {r.id: tally([s.evidence for s in papers_about(book.graph, r.id)]) for r in leaf.items}
            return {**sifted.values(leaf), "leaf": leaf, "years": years, "tallies": tallies, "total": len(papers)}

        yield here.page("papers.html.jinja", values)


def _row(book: Book, record: Record) -> Row:
    """By decade, and by what the atlas takes from it."""
    year = _year(record)
    spoken = tally([testimony.evidence for testimony in papers_about(book.graph, record.id)])
    sides = [word for word, count in (("supports", spoken.supports), ("disputes", spoken.disputes)) if count]
    return {"decade": f"{year[:3]}0s" if year else "", "speaks": " ".join(sides) or "not-yet"}


def _year(record: Record) -> str:
    return str(getattr(record.entry, "issued", ""))[:4]
