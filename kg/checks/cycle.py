"""A chain of links leads back to where it began, under a relation that orders things.

What is part of a whole cannot contain that whole, and what depends on a result cannot be what the result depends on. The
finding names every step; one of them is wrong or the wrong way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from kg.catalogue import Catalogue, Statement
from kg.diagnostics import Diagnostic, Note, Rule
from kg.schema.relations import RELATIONS

RULE = Rule("cycle", "links that lead back to where they began", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    by_relation: dict[str, dict[tuple[str, str], Statement]] = {
        relation.name: {} for relation in RELATIONS if relation.acyclic
    }
    for s in reversed(catalogue.statements):
        # Of two that say the same, the first one stands in the end.
        if s.relation.acyclic and s.source != s.target and s.link.standing != "refuted":
            by_relation[s.relation.name][s.source, s.target] = s
    for steps in by_relation.values():
        while cycle := _cycle(steps):
            yield _finding(cycle)
            # One finding per cycle: without its last step, the search goes on for others.
            for statement in cycle:
                del steps[statement.source, statement.target]


def _cycle(steps: Mapping[tuple[str, str], Statement]) -> list[Statement]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for source, target in sorted(steps):
        sorter.add(target, source)
    try:
        sorter.prepare()
    except CycleError as error:
        ids: list[str] = error.args[1]
        found = [steps[pair] for pair in pairwise(ids)]
        start = min(range(len(found)), key=lambda index: found[index].span)
        return found[start:] + found[:start]
    return []


def _finding(cycle: list[Statement]) -> Diagnostic:
    relation = cycle[0].relation
    words = relation.reads(relation.name)
    chain = f" {words} ".join(repr(statement.source) for statement in [*cycle, cycle[0]])
    notes = tuple(Note(f"{s.source!r} {words} {s.target!r}", s.span) for s in cycle[1:])
    return RULE.at(cycle[0].span, f"a cycle: {chain}", *notes, help="delete or turn round one of these links")
