"""A registered prediction was changed after it was put on record.

A novel prediction with a date in `registered` is a promise made in advance: what it expects, on what inputs, and who made it may
not be adjusted once somebody looks. Only what was seen may be added: `observed`, `outcome`, evidence and doubts. If the prediction
was wrong, say so in `outcome`; if it should have been another one, register that as a new entry.

This is judged against an earlier state of the atlas: `kg check --since REVISION`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Note, Rule

RULE = Rule("rewritten-prediction", "a registered prediction that was changed", explanation=__doc__)

_FROZEN = ("timing", "registered", "inputs", "expected")


def check_since(before: Catalogue, after: Catalogue) -> Iterator[Diagnostic]:
    for record in before.of_kind("prediction"):
        registered = getattr(record.entry, "registered", None)
        now = after.records.get(record.id)
        if registered is None or now is None:
            continue
        for name in _FROZEN:
            if getattr(record.entry, name, None) != getattr(now.entry, name, None):
                message = f"{name!r} of a prediction registered on {registered} was changed"
                yield RULE.at(now.tree.key_span(name), message, help="put it back; register another prediction instead")
        lost = sorted(_makers(before, record.id) - _makers(after, record.id))
        if lost:
            note = Note(f"it was made by {', '.join(lost)}")
            message = f"who made a prediction registered on {registered} was changed"
            yield RULE.at(now.tree.key_span("links", "predicted_by"), message, note, help="put it back")


def _makers(catalogue: Catalogue, id: str) -> set[str]:
    """The theories and results that predict it, on whichever side that is written."""
    return {s.source for s in catalogue.about.get(id, ()) if s.relation.name == "predicts"}
