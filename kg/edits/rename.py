"""Give an entry another name: the file, every reference to it, and a tombstone under the old one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.catalogue import Catalogue
from kg.edits import references, tombstones
from kg.edits.overlay import Judge, judged
from kg.edits.references import repointed
from kg.edits.sources import of_record
from kg.edits.transaction import Change
from kg.errors import KgError
from kg.schema.kinds import folders
from kg.source import files


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, and what to say about it."""

    changes: tuple[Change, ...]
    old: str
    new: str | None
    references: int
    path: Path


def rename(catalogue: Catalogue, old: str, new: str, judge: Judge) -> Plan:
    """The changes that give `old` the id `new`.

    Raises:
        KgError: there is no such entry, the new id is taken, or the atlas would have a fault that it has not now.
    """
    record = catalogue.find(old)
    id = _id(catalogue, record.kind, new)
    references.refuse_if_hidden(catalogue, record.id)
    written = of_record(record.path, catalogue.atlas, record.tree.source.text)
    target = written.path.with_name(f"{id.partition('/')[2]}.yaml")
    others = references.changes(catalogue, record.id, id, but=record.id)
    own = repointed(record, record.id, id).encode("utf-8")
    changes = (
        Change(target, None, own),
        *(change for change, _ in others),
        tombstones.buried(catalogue, record.id, "renamed", id),
        Change(written.path, written.data, None),
    )
    after = judged(catalogue, changes, judge, f"renaming {record.id!r}")
    if left := [where for where, reference in after.references if reference.target == record.id]:
        raise KgError(
            f"{left[0].path} would still name {record.id!r}", help="nothing was written; change it by hand first"
        )
    return Plan(changes, record.id, id, sum(count for _, count in others), target)


def _id(catalogue: Catalogue, kind: str, new: str) -> str:
    first, slash, name = new.removesuffix(".yaml").removeprefix("entries/").rpartition("/")
    if slash and folders().get(first, first) != kind:
        message = f"a {kind} cannot become a {first}: ids say of which kind an entry is"
        raise KgError(message, help=f"write a new entry, then `kg retire {kind}/... --replaced-by {first}/{name}`")
    if why := files.name_fault(name):
        rule, better = why
        help = f"{rule}{f', such as {better!r}' if better else ''}"
        raise KgError(f"{name!r} cannot be the name of an entry", help=help)
    id = f"{kind}/{name}"
    if id in catalogue.ids:
        raise KgError(f"{id!r} is there already", help="choose another name, or `kg retire` one of the two")
    if id in catalogue.retired:
        raise KgError(f"{id!r} was retired, and ids are never used again", help="choose another name")
    return id
