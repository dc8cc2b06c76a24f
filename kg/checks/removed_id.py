"""An entry is gone, and no tombstone says where to.

Ids are permanent: papers, notes and other sites link to them, and each is an address on the site. If an entry was renamed or
merged, `kg rename` or `kg retire` leaves a line in `entries/retired.yaml` that keeps the old address answering. To change the
kind of an entry is to retire one id and begin another.

This is judged against an earlier state of the atlas: `kg check --since REVISION`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule, Span

RULE = Rule("removed-id", "an id that is gone without a tombstone", explanation=__doc__)


def check_since(before: Catalogue, after: Catalogue) -> Iterator[Diagnostic]:
    for id in sorted(before.ids - after.ids):
        if id not in after.retired:
            record = before.records.get(id)
            name = id.partition("/")[2]
            moved = sorted(other for other in after.ids - before.ids if other.partition("/")[2] == name)
            help = f"add {{id: {id}, reason: ..., replaced_by: {moved[0] if moved else 'kind/name'}}} to entries/retired.yaml"
            yield RULE.at(Span(record.path if record else id), f"{id!r} is gone without a tombstone", help=help)
    for id in sorted(set(before.retired) - set(after.retired)):
        help = f"put {{id: {id}, reason: {before.retired[id].reason}}} back"
        yield RULE.at(Span("entries/retired.yaml"), f"the tombstone of {id!r} is gone", help=help)
