"""No source ties an explanation to a mechanism in one system.

A theory explains a phenomenon that rests on a mechanism, but the one was shown in other systems than the other. What closes
it is one study that has both: add its system to `in` of both links, with the evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Statement
from kg.graph import Graph
from kg.review._gap import Gap, score, stands


def find(graph: Graph) -> Iterator[Gap]:
    explained: dict[tuple[str, str], list[Statement]] = {}
    grounded: dict[str, list[Statement]] = {}
    for statement in graph.statements:
        name = statement.relation.name
        if name == "explains" and statement.target.startswith("phenomenon/") and stands(graph, statement):
            explained.setdefault((statement.source, statement.target), []).append(statement)
        elif name == "underlies" and stands(graph, statement):
            grounded.setdefault(statement.target, []).append(statement)
    for (explanation, phenomenon), above in sorted(explained.items()):
        below = grounded.get(phenomenon, [])
        here = frozenset().union(*(statement.systems for statement in above))
        if below and not any(here & statement.systems for statement in below):
            yield _gap(graph, explanation, phenomenon, below, here)


def _gap(graph: Graph, explanation: str, phenomenon: str, below: list[Statement], here: frozenset[str]) -> Gap:
    # Any of them would close it, so it counts what the least of them would join; a circuit of many parts lifts nothing.
    mechanisms = sorted({statement.source for statement in below}, key=lambda id: (score(graph, explanation, id), id))
    mechanism = mechanisms[0]
    named = " or ".join(f"[[{id}]]" for id in mechanisms[:3]) + (" or others" if len(mechanisms) > 3 else "")
    there = sorted(frozenset().union(*(statement.systems for statement in below)))
    sentence = (
        f"No source ties [[{explanation}]] to {named} in one system: they meet in [[{phenomenon}]]; "
        f"the one was shown {_where(sorted(here))}, the other {_where(there)}."
    )
    stub = (
        f"# in {graph.record(phenomenon).path}, on both links, once one study shows both in one system\n"
        f"links:\n  explained_by:\n    - to: {explanation}\n      in: [system/NAME]\n"
        f"  rests_on:\n    - to: {mechanism}\n      in: [system/NAME]\n"
    )
    return Gap(phenomenon, sentence, stub, score(graph, explanation, mechanism), (explanation, mechanism))


def _where(systems: list[str]) -> str:
    named = ", ".join(f"[[{system}]]" for system in systems[:3]) + (" and others" if len(systems) > 3 else "")
    return f"in {named}" if named else "without naming a system"
