"""A placeholder of the blank entry was left where a text should be.

`kg new` writes words in capitals, such as `ONE OR TWO PLAIN SENTENCES`, where you should write. Replace them, or delete the line
if the field is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule
from kg.schema.template import PLACEHOLDERS

RULE = Rule("unfilled-blank", "a placeholder that was not replaced", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for record in catalogue.records.values():
        for name, value in record.tree.data.items():
            if isinstance(value, str) and value.strip() in PLACEHOLDERS:
                message = f"field {name!r} still holds the placeholder {value.strip()!r}"
                yield RULE.at(record.tree.span(name), message, help="replace it, or delete the line")
