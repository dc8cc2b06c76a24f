"""Take an entry out of the atlas and leave a tombstone, so that its id is never used again and its address answers."""

from __future__ import annotations

from kg.catalogue import Catalogue
from kg.edits import references, tombstones
from kg.edits.overlay import Judge, judged
from kg.edits.rename import Plan
from kg.edits.sources import of_record
from kg.edits.transaction import Change
from kg.errors import KgError


class StillNamed(KgError):
    """Other entries name the one that is to go; `places` says where."""

    def __init__(self, message: str, places: tuple[str, ...], help: str) -> None:
        super().__init__(message, help=help)
        self.places = places


def retire(
    catalogue: Catalogue, id: str, reason: str, replaced_by: str | None, judge: Judge, *, repoint: bool = False
) -> Plan:
    """The changes that retire an entry; with `repoint`, what names it names its replacement instead.

    Raises:
        StillNamed: other entries name it, and `repoint` was not asked for.
        KgError: there is no such entry or replacement, or the atlas would have a fault that it has not now.
    """
    record = catalogue.find(id)
    target = catalogue.find(replaced_by).id if replaced_by else None
    if target == record.id:
        raise KgError(f"{target!r} cannot replace itself", help="name the entry to read instead")
    references.refuse_if_hidden(catalogue, record.id)
    named = [
        (other, found) for other, found in catalogue.references if found.target == record.id and other is not record
    ]
    others: list[tuple[Change, int]] = []
    if repoint and target:
        others = references.changes(catalogue, record.id, target, but=record.id)
    elif named:
        places = tuple(
            (other.tree.text_span(found.text, *found.loc) if found.in_prose else other.tree.span(*found.loc)).place
            for other, found in named
        )
        help = (
            f"`--repoint` points them at {target!r}" if target else "`--replaced-by ID --repoint` points them elsewhere"
        )
        words = "1 reference names" if len(places) == 1 else f"{len(places)} references name"
        raise StillNamed(f"{words} {record.id!r}", places, help)
    written = of_record(record.path, catalogue.atlas, record.tree.source.text)
    changes = (
        *(change for change, _ in others),
        tombstones.buried(catalogue, record.id, reason, target),
        Change(written.path, written.data, None),
    )
    judged(catalogue, changes, judge, f"retiring {record.id!r}")
    return Plan(changes, record.id, target, sum(count for _, count in others), written.path)
