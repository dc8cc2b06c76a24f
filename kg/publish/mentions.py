"""Who names whom: the back-links that are not links, and what each paper speaks to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.catalogue import Record
from kg.schema.entry import Evidence, Link
from kg.schema.references import references
from kg.schema.relations import by_name
from kg.source.tree import Loc


@dataclass(frozen=True, slots=True)
class Spoken:
    """A paper speaks to a statement: one entry as a whole, one of its links, or a field of it."""

    record: str
    evidence: Evidence
    link: Link | None = None
    relation: str = ""
    """The name under which the link is written."""
    part: str = ""
    """The field, where it is neither the entry as a whole nor a link."""

    @property
    def reads(self) -> str:
        return by_name()[self.relation].reads(self.relation) if self.relation else ""


@dataclass(slots=True)
class Named:
    """Everything a page cannot see from its own entry."""

    mentions: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    """Id to (entry, in which of its fields), each once and in order."""
    spoken: dict[str, list[Spoken]] = field(default_factory=dict)
    """Paper to the statements it speaks to."""
    settings: dict[str, list[tuple[str, str, Link]]] = field(default_factory=dict)
    """System to the links shown in it: (entry, relation as written, link)."""
    members: dict[str, list[str]] = field(default_factory=dict)
    """Layer to the entries that say they belong to it."""
    reading: dict[str, list[Evidence]] = field(default_factory=dict)
    """Entry to all evidence given anywhere in its file."""


def named(records: Mapping[str, Record]) -> Named:
    """One walk over all references of all entries."""
    found = Named()
    for id, record in records.items():
        found.reading[id] = []
        for spoken in _spoken(record):
            found.reading[id].append(spoken.evidence)
            found.spoken.setdefault(spoken.evidence.paper, []).append(spoken)
        for relation, written in record.entry.links.items():
            for link in written:
                for system in link.in_:
                    found.settings.setdefault(system, []).append((id, relation, link))
        for ref in record.entry.layers:
            found.members.setdefault(f"layer/{ref.layer}", []).append(id)
        for reference in references(record.entry):
            if reference.target != id and (part := _part(reference.loc, reference.in_prose)):
                found.mentions.setdefault(reference.target, {})[id, part] = None
    return found


def _part(loc: Loc, in_prose: bool) -> str:
    """The field in which an entry is named; nothing where another list shows it already."""
    if in_prose:
        return "text"
    if loc[0] in ("links", "layers", "evidence") or loc[-1] == "paper":
        return ""
    return str(loc[0])


def _spoken(record: Record) -> Iterator[Spoken]:
    entry = record.entry
    for evidence in entry.evidence:
        yield Spoken(record.id, evidence)
    for relation, written in entry.links.items():
        for link in written:
            for evidence in link.evidence:
                yield Spoken(record.id, evidence, link, relation)
    observed = getattr(entry, "observed", None)
    for evidence in observed.evidence if observed else ():
        yield Spoken(record.id, evidence, part="what was observed")
    equation = getattr(entry, "equation", None)
    for fit in equation.fits if equation else ():
        for evidence in fit.evidence:
            yield Spoken(record.id, evidence, part=f"the fit {fit.name}")
