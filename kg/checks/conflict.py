"""Two entries are said to be equivalent and to contradict each other.

Both cannot hold of the same things in the same regime, and everything derived from either would be worthless. If the two
statements come from different papers, say where each holds with `in` or `regime`: disagreement is welcome, an atlas that
contradicts itself in one place is not. Equivalences are followed from entry to entry where they hold without restriction.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from kg.catalogue import Catalogue, Statement
from kg.diagnostics import Diagnostic, Note, Rule

RULE = Rule("conflict", "entries both equivalent and contradictory", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    equivalent: dict[str, list[Statement]] = {}
    contradictions = []
    for statement in catalogue.statements:
        if statement.link.standing == "refuted" or statement.source == statement.target:
            continue
        if statement.relation.name == "equivalent_to":
            equivalent.setdefault(statement.source, []).append(statement)
            equivalent.setdefault(statement.target, []).append(statement)
        elif statement.relation.name == "contradicts":
            contradictions.append(statement)
    for contradiction in contradictions:
        if proof := _proof(contradiction, equivalent):
            yield _finding(contradiction, proof)


def _proof(contradiction: Statement, equivalent: Mapping[str, list[Statement]]) -> list[Statement]:
    """The shortest chain of equivalences between the two that are said to contradict each other."""
    start, goal = contradiction.source, contradiction.target
    reached: dict[str, tuple[str, Statement] | None] = {start: None}
    queue = deque([start])
    while queue and goal not in reached:
        here = queue.popleft()
        for statement in equivalent.get(here, ()):
            other = statement.target if statement.source == here else statement.source
            direct = {here, other} == {start, goal}
            if other not in reached and (_meet(contradiction, statement) if direct else _unrestricted(statement)):
                reached[other] = (here, statement)
                queue.append(other)
    chain: list[Statement] = []
    while goal in reached and (step := reached[goal]):
        goal, statement = step
        chain.append(statement)
    return chain[::-1]


def _unrestricted(statement: Statement) -> bool:
    return not statement.link.in_ and not statement.link.regime


def _meet(one: Statement, other: Statement) -> bool:
    """Both may hold in one place: neither is restricted away from the other."""
    systems = not one.link.in_ or not other.link.in_ or bool(set(one.link.in_) & set(other.link.in_))
    regimes = not one.link.regime or not other.link.regime or one.link.regime == other.link.regime
    return systems and regimes


def _finding(contradiction: Statement, proof: list[Statement]) -> Diagnostic:
    message = f"{contradiction.source!r} and {contradiction.target!r} contradict each other and are equivalent"
    notes = tuple(Note(f"{s.source!r} is equivalent to {s.target!r}", s.span) for s in proof)
    help = "say with `in` or `regime` where each of the two holds, or delete one"
    return RULE.at(contradiction.span, message, *notes, help=help)
