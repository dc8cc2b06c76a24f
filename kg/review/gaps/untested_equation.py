"""An equation with no published evaluation beside it.

Nobody can tell from the entry whether the formula was copied rightly, or ever met a number. Add an `example` from a paper.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap


def find(graph: Graph) -> Iterator[Gap]:
    for record in graph.of_kind("result"):
        equation = getattr(record.entry, "equation", None)
        if equation and equation.computable is not False and not equation.examples:
            sentence = f"The equation of [[{record.id}]] has no published example to test it against."
            stub = (
                f"# in {record.path}\nequation:\n  examples:\n"
                "    - {inputs: {SYMBOL: 1.0}, value: 1.0, tolerance: 1%, paper: paper/NAME, at: table N}\n"
            )
            yield Gap(record.id, sentence, stub)
