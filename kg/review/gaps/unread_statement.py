"""A statement for which no paper was read in full.

All its evidence was taken from abstracts, parts or second hand. Read one of the papers, correct the entry, and set `read`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.queries.evidence import testimonies
from kg.review._gap import Gap


def find(graph: Graph) -> Iterator[Gap]:
    for record in (*graph.of_kind("result"), *graph.of_kind("mechanism")):
        read = [testimony.evidence for testimony in testimonies(record)]
        if read and not any(item.read == "full" for item in read):
            papers = len({item.paper for item in read})
            which = "the one paper cited for it was" if papers == 1 else f"none of the {papers} papers cited for it was"
            negation = "not " if papers == 1 else ""
            sentence = f"[[{record.id}]] rests on papers that nobody here has read: {which} {negation}read in full."
            stub = f"# in {record.path}: read {read[0].paper}, then correct the entry and write\n#   read: full\n"
            yield Gap(record.id, sentence, stub)
