"""A contested link without a test that would decide it.

Papers stand on both sides, and no prediction or problem here names an observation that would settle it. Add one that
`concerns` the two ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Statement
from kg.graph import Graph
from kg.review._gap import Gap, linked, score, stands


def find(graph: Graph) -> Iterator[Gap]:
    # Contested in several systems or regimes, it is one question all the same.
    contested = [s for s in graph.statements if s.link.standing == "contested" and stands(graph, s)]
    # Of a symmetric link it makes no difference at which end it is written.
    for (source, _, target), statement in {s.identity[:3]: s for s in contested}.items():
        deciders = set(linked(graph, source, "subject_of", "predicts"))
        deciders &= set(linked(graph, target, "subject_of", "predicted_by"))
        if not deciders:
            words = statement.relation.phrase(statement.relation.name)
            sentence = (
                f"It is contested that [[{source}]] {words} [[{target}]], "
                "and no prediction or problem names what would decide it."
            )
            stub = (
                "# a new file in entries/problems/\ntitle: TITLE\nlayers: [NAME]\nstatus: open\nsummary: WHAT IS CONTESTED\n"
                "progress: THE OBSERVATION THAT WOULD DECIDE IT\n"
                f"links:\n  concerns: [{source}, {target}]\n"
            )
            yield Gap(
                source,
                sentence,
                stub,
                _score(graph, statement),
                (target,),
                closes=(("problem", "concerns"), ("prediction", "concerns")),
            )


def _score(graph: Graph, statement: Statement) -> int:
    """What hangs on the link, if it is one that traces may cross."""
    down = statement.relation.down
    ends = (statement.source, statement.target) if down == "forwards" else (statement.target, statement.source)
    return score(graph, *ends) if down else 1
