"""A problem that does not say what would count as progress.

Without it nobody can tell whether the problem has moved. Add `progress`: an observation, a theorem, a measurement.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("problem"):
        if getattr(record.entry, "progress", None) is None:
            sentence = f"[[{record.id}]] does not say what would count as progress."
            stub = f"# in {record.path}\nprogress: WHAT WOULD COUNT AS PROGRESS\n"
            yield Gap(record.id, sentence, stub)
