"""A phenomenon or mechanism seen in toy systems only.

Whether it occurs in larger networks is not known here. If it was looked for there, say what was found: an `observed_in`
link, with standing `refuted` where it was absent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.review._gap import Gap, add_link, linked, score

_CLOSES = (("system", "exhibits"),)


def find(graph: Graph) -> Iterator[Gap]:
    for record in (*graph.of_kind("phenomenon"), *graph.of_kind("mechanism")):
        systems = linked(graph, record.id, "observed_in")
        scales = {str(getattr(graph.record(system).entry, "scale", "")) for system in systems}
        if scales == {"toy"}:
            sentence = f"[[{record.id}]] was seen in toy systems only."
            stub = add_link(graph, record.id, "observed_in", "system/NAME", systems=False)
            yield Gap(record.id, sentence, stub, score(graph, record.id, None), closes=_CLOSES)
