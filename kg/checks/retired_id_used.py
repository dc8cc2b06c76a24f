"""An entry has an id that stands on the list of retired ones.

Ids are permanent: a retired one keeps sending readers to its replacement, so nothing else may live under it. Give the new
entry another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Note, Rule, Span

RULE = Rule("retired-id-used", "a retired id that is used again", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    tree = catalogue.retired_tree
    for index, id in enumerate(catalogue.retired):
        record = catalogue.records.get(id)
        if record and tree:
            note = Note("retired here", tree.span("retired", index))
            yield RULE.at(Span(record.path), f"id {id!r} was retired", note, help="rename this file")
