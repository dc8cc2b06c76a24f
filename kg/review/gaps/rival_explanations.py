"""Two explanations of one phenomenon with no link between them.

They may agree, contradict each other, or speak of different regimes: nobody here says. Link them with `contradicts`,
`equivalent_to`, `specialises`, `depends_on` or `bears_on`, whichever a source supports.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked, score

# Past this many explanations of one phenomenon, pairs say less than the number does.
_MOST = 12


def find(graph: Graph) -> Iterator[Gap]:
    tied = {frozenset((statement.source, statement.target)) for statement in graph.statements}
    for record in graph.catalogue.of_kind("phenomenon"):
        explanations = sorted(set(linked(graph, record.id, "explained_by")))[:_MOST]
        for one, other in combinations(explanations, 2):
            same_kind = one.partition("/")[0] == other.partition("/")[0]
            if same_kind and frozenset((one, other)) not in tied:
                sentence = f"[[{one}]] and [[{other}]] both explain [[{record.id}]], and nothing says how they relate."
                stub = add_link(graph, one, "bears_on", other, systems=False)
                yield Gap(one, sentence, stub, score(graph, None, record.id), (other, record.id))
