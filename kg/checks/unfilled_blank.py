"""A placeholder of the blank entry was left where a text should be.

`kg new` writes words in capitals, such as `ONE OR TWO PLAIN SENTENCES`, where you should write. Replace them, or delete the line
if the field is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule
from kg.schema.template import PLACEHOLDERS
from kg.source.tree import Loc

RULE = Rule("unfilled-blank", "a placeholder that was not replaced", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    begins = tuple({text.partition(" ")[0] for text in PLACEHOLDERS})
    for record in catalogue.records.values():
        # Most files are not looked at closely: those without the first word of any placeholder.
        if not record.tree.source.may_say(*begins):
            continue
        for loc, text in _texts(record.tree.data, ()):
            if text.strip() in PLACEHOLDERS:
                name = next(step for step in reversed(loc) if isinstance(step, str))
                message = f"field {name!r} still holds the placeholder {text.strip()!r}"
                yield RULE.at(record.tree.span(*loc), message, help="replace it, or delete the line")


def _texts(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every text of an entry and where it stands, those inside lists and mappings included."""
    if isinstance(value, str):
        # A layer named by a placeholder is an entry that is not there, which another check reports.
        if loc[0] != "layers":
            yield loc, value
    elif isinstance(value, dict | tuple):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*loc, step))
