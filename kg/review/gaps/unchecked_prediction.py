"""A prediction that nobody has checked.

It was said what would be seen, and nobody here says what was seen. If somebody looked, fill in `observed` and `outcome`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap, score


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("prediction"):
        if getattr(record.entry, "outcome", None) == "untested":
            sentence = f"[[{record.id}]] has never been checked."
            stub = (
                f"# in {record.path}\noutcome: confirmed\nobserved:\n  statement: what was seen\n  system: system/NAME\n"
                "  evidence: [{paper: paper/NAME, at: section N, stance: supports, read: full}]\n"
            )
            yield Gap(record.id, sentence, stub, score(graph, record.id, None))
