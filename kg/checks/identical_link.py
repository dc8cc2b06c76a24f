"""The same link stands in two places, perhaps once from each side.

A link is known by its two ends, its relation, the systems in `in` and its regime. The inverse of a relation is derived, so
`explained_by` in one file and `explains` in the other say the same thing twice, and sooner or later they would differ.
Keep one of them and move what only the other one says there. The same two entries in another system, or in another regime,
are another link: that is science, and welcome.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue, Statement
from kg.diagnostics import Diagnostic, Note, Rule

RULE = Rule("identical-link", "one link written twice", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    # Most links are the only one between their ends: what makes two the same is asked of the others alone.
    between: dict[tuple[str, str], Statement] = {}
    several: dict[tuple[str, str], list[Statement]] = {}
    for statement in catalogue.statements:
        source, target = statement.source, statement.target
        ends = (source, target) if source <= target else (target, source)
        earlier = between.setdefault(ends, statement)
        if earlier is not statement:
            several.setdefault(ends, [earlier]).append(statement)
    for statements in several.values():
        yield from _again(statements)


def _again(statements: list[Statement]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str, str, tuple[str, ...], str], Statement] = {}
    for statement in statements:
        earlier = first.setdefault(statement.identity, statement)
        if earlier is not statement:
            note = Note("first written here", earlier.span)
            message = f"{statement.source!r} {statement.relation.name} {statement.target!r} is written twice"
            if earlier.link.standing != statement.link.standing:
                message += f", once as {earlier.link.standing} and once as {statement.link.standing}"
            yield RULE.at(statement.span, message, note, help="keep one; in another system or regime, say so with `in`")
