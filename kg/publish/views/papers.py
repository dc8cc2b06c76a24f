"""All papers by year, with what each speaks to in numbers."""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Record
from kg.publish.book import Book, Here, Page, leaves
from kg.queries.evidence import papers_about, tally


def pages(book: Book) -> Iterator[Page]:
    papers = sorted(
        book.of_kind["paper"],
        key=lambda r: (-int(_year(r) or 0), getattr(r.entry, "authors", ("",))[0].casefold(), r.id),
    )
    for leaf in leaves(papers, "papers/"):
        title = "Papers" if leaf.number == 1 else f"Papers, page {leaf.number}"
        here = Here(book, leaf.address, title, "The papers behind the atlas, by year.", "paper", section="papers/")

        def values(leaf=leaf) -> dict[str, object]:  # type: ignore[no-untyped-def]
            years: dict[str, list[Record]] = {}
            for record in leaf.items:
                years.setdefault(_year(record), []).append(record)
            tallies = {r.id: tally([s.evidence for s in papers_about(book.graph, r.id)]) for r in leaf.items}
            return {"leaf": leaf, "years": years, "tallies": tallies, "total": len(papers)}

        yield book.page("papers.html.jinja", here, values)


def _year(record: Record) -> str:
    return str(getattr(record.entry, "issued", ""))[:4]
