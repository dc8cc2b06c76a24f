"""Who names whom: the back-links that are not links, the links shown in a system, and who belongs to a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.catalogue import Record
from kg.schema.entry import Link
from kg.schema.references import references
from kg.source.tree import Loc


@dataclass(slots=True)
class Named:
    """Everything a page cannot see from its own entry and its links."""

    mentions: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    """Id to (entry, in which of its fields), each once and in order."""
    settings: dict[str, list[tuple[str, str, Link]]] = field(default_factory=dict)
    """System to the links shown in it: (entry, relation as written, link)."""
    members: dict[str, list[str]] = field(default_factory=dict)
    """Layer to the entries that say they belong to it."""
    _walked: dict[str, tuple[Record, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    """What each entry mentions and where, beside the record that said so; kept where edits are to follow."""


def named(records: Mapping[str, Record], known: Named | None = None, *, keep: bool = False) -> Named:
    """One walk over all references of all entries; those that `known`, an earlier answer, has walked are not walked again."""
    found = Named()
    for id, record in records.items():
        for relation, written in record.entry.links.items():
            for link in written:
                for system in link.in_:
                    found.settings.setdefault(system, []).append((id, relation, link))
        for ref in record.entry.layers:
            found.members.setdefault(f"layer/{ref.layer}", []).append(id)
        before = known._walked.get(id) if known else None
        walk = before[1] if before and before[0] is record else tuple(_mentions(record))
        if keep:
            found._walked[id] = (record, walk)
        for target, part in walk:
            found.mentions.setdefault(target, {})[id, part] = None
    return found


def _mentions(record: Record) -> Iterator[tuple[str, str]]:
    for reference in references(record.entry):
        if reference.target != record.id and (part := _part(reference.loc, reference.in_prose)):
            yield reference.target, part


def _part(loc: Loc, in_prose: bool) -> str:
    """The field in which an entry is named; nothing where another list shows it already."""
    if in_prose:
        return "text"
    if loc[0] in ("links", "layers", "evidence") or "evidence" in loc:
        return ""
    return "example" if "examples" in loc else str(loc[0]).replace("_", " ").removesuffix("s")
