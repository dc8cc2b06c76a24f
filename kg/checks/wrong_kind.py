"""A field or a relation names an entry of a kind that does not fit there.

Evidence names papers, `in` names systems, the symbols of an equation name quantities, and each relation connects certain
kinds: `kg schema relations` prints which. Often the relation is right and the direction wrong: its inverse fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue, Statement
from kg.checks.unknown_target import place
from kg.diagnostics import Diagnostic, Rule
from kg.schema.references import Reference
from kg.schema.relations import RELATIONS
from kg.source.tree import Tree

RULE = Rule("wrong-kind", "an entry of a kind that does not fit", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for tree, found in catalogue.references_by_file:
        for reference in found:
            if reference.kinds and (kind := _kind(reference.target)) not in reference.kinds:
                yield from _unwanted(catalogue, tree, reference, kind)
    for statement in catalogue.statements:
        source, target = _kind(statement.source), _kind(statement.target)
        # An end that no entry has is told by another check.
        if not statement.relation.allows(source, target) and {statement.source, statement.target} <= catalogue.ids:
            yield _misfit(statement, source, target)


def _unwanted(catalogue: Catalogue, tree: Tree, reference: Reference, kind: str) -> Iterator[Diagnostic]:
    if reference.target in catalogue.ids:
        wanted = " or ".join(reference.kinds)
        help = f"name a {wanted}, as `{reference.kinds[0]}/name`"
        message = f"{reference.target!r} is a {kind}, a {wanted} is wanted here"
        yield RULE.at(place(tree, reference), message, help=help)


def _misfit(statement: Statement, source: str, target: str) -> Diagnostic:
    written = str(statement.loc[1])
    here, there = (source, target) if written == statement.relation.name else (target, source)
    fitting = [
        name
        for relation in RELATIONS
        for name, ends in ((relation.name, (here, there)), (relation.inverse, (there, here)))
        if relation.allows(*ends) and not relation.derived and (relation.source or relation.target)
    ]
    help = f"from a {here} to a {there} you can write: {', '.join(dict.fromkeys(fitting))}" if fitting else ""
    message = f"a {here} has no relation {written!r} to a {there}"
    return RULE.at(statement.span, message, help=help or "say it in `body`, or link through a third entry")


def _kind(id: str) -> str:
    return id.partition("/")[0]
