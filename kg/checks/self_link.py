"""An entry links to itself.

No relation says anything about one entry alone. Name the other entry that was meant, or delete the link.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule

RULE = Rule("self-link", "a link from an entry to itself", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for statement in catalogue.statements:
        if statement.source == statement.target:
            message = f"{statement.source!r} links to itself"
            yield RULE.at(statement.span, message, help="name the other entry, or delete the link")
