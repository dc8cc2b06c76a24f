"""How one cites a paper in passing: Author and Author 2023."""

from __future__ import annotations

from kg.graph import Graph


def label(graph: Graph, paper: str) -> str:
    record = graph.catalogue.records.get(paper)
    if record is None:
        return paper
    names = [name.partition(",")[0] for name in getattr(record.entry, "authors", ())]
    if not names:
        return record.entry.title
    several = len(names) > 2 or getattr(record.entry, "more_authors", False)
    who = f"{names[0]} et al." if several else " & ".join(names)
    return f"{who} {str(getattr(record.entry, 'issued', ''))[:4]}"
