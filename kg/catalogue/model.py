"""The catalogue: what was sound, with its source, and every finding about what was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from kg import discover
from kg.diagnostics import Diagnostic, Span
from kg.errors import UnknownEntry
from kg.schema import relations
from kg.schema.kinds import folders, names
from kg.schema.relations import Relation
from kg.settings import Atlas
from kg.source.tree import Loc, Tree
from kg.suggest import near

if TYPE_CHECKING:
    # Types only: what is known from an earlier run is read without pydantic, see `stand_in`.
    from kg.schema.entry import Entry, Link
    from kg.schema.references import Reference
    from kg.schema.retired import Tombstone


# Compared by identity: there is one of each, and comparing whole entries would be slow.
@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One sound entry, its id and kind, and the tree that knows where everything in it stands."""

    id: str
    kind: str
    entry: Entry
    tree: Tree

    @property
    def name(self) -> str:
        return self.id.partition("/")[2]

    @property
    def path(self) -> str:
        return self.tree.source.path


# Not frozen, though nobody changes one: there are several for each entry, and a frozen one takes three times as long to make.
@dataclass(slots=True, eq=False)
class Statement:
    """One written link, turned to the canonical direction of its relation."""

    source: str
    relation: Relation
    target: str
    link: Link
    record: Record
    loc: Loc
    """Where it is written: in which file, and where there."""

    @property
    def identity(self) -> tuple[str, str, str, tuple[str, ...], str]:
        """What makes two links the same link."""
        source, target = self.source, self.target
        if self.relation.symmetric and target < source:
            source, target = target, source
        return source, self.relation.name, target, tuple(sorted(self.link.in_)), self.link.regime or ""

    @property
    def span(self) -> Span:
        return self.record.tree.span(*self.loc)

    @property
    def systems(self) -> frozenset[str]:
        """Where the statement was shown: the systems named, and the one at its end."""
        named = frozenset(self.link.in_)
        return named | {self.target} if self.relation.name == "observed_in" else named


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Sound entries by id, in order, beside the findings. `ids` also holds those whose file is broken."""

    atlas: Atlas
    records: Mapping[str, Record]
    ids: frozenset[str]
    findings: tuple[Diagnostic, ...]
    seen: int
    """Files found below the entries folder; each is a record or named in a finding."""
    retired: Mapping[str, Tombstone] = field(default_factory=dict)
    retired_tree: Tree | None = None
    rejected: tuple[tuple[str, Tree], ...] = ()
    """Kind and tree of the files that are YAML and no sound entry."""

    def of_kind(self, kind: str) -> list[Record]:
        return [record for record in self.records.values() if record.kind == kind]

    @cached_property
    def written(self) -> Mapping[str, tuple[Statement, ...]]:
        """Id to the links written in that entry's file, each in its canonical direction."""
        return {id: statements(record) for id, record in self.records.items()}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All written links in the canonical direction, in the order of files and lines."""
        return tuple(chain.from_iterable(self.written.values()))

    @cached_property
    def about(self) -> Mapping[str, tuple[Statement, ...]]:
        """Id to all statements it takes part in, whichever file they are written in."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            found.setdefault(statement.source, []).append(statement)
            if statement.target != statement.source:
                found.setdefault(statement.target, []).append(statement)
        return {id: tuple(items) for id, items in found.items()}

    @cached_property
    def _references(self) -> tuple[tuple[Record, list[Reference]], ...]:
        references = discover.module("kg.schema", "references").references
        return tuple((record, references(record.entry, record.tree.source)) for record in self.records.values())

    @property
    def references(self) -> Iterator[tuple[Record, Reference]]:
        """Every place where an entry names another one, in the order of entries."""
        return ((record, reference) for record, found in self._references for reference in found)

    @cached_property
    def references_by_file(self) -> tuple[tuple[Tree, list[Reference]], ...]:
        """The same by file, with those of files that have errors of their own."""
        raw = discover.module("kg.schema", "references").raw_references
        models = discover.module("kg.schema", "kinds").kinds()
        broken = ((read, list(raw(models[kind], read.data))) for kind, read in self.rejected)
        return (*((record.tree, found) for record, found in self._references), *broken)

    @cached_property
    def layers(self) -> tuple[Record, ...]:
        """The layers, the most abstract one first."""
        return tuple(sorted(self.of_kind("layer"), key=lambda record: (getattr(record.entry, "order", 0), record.id)))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for id in self.records:
            name = id.partition("/")[2]
            found[name] = (*found.get(name, ()), id)
        return found

    def find(self, name: str) -> Record:
        """The record with this id, or with this bare name where it is unique.

        Raises:
            UnknownEntry: none or several; the message offers the nearest ids.
        """
        asked = name.strip().removesuffix(".yaml").removeprefix("entries/")
        folder, _, rest = asked.partition("/")
        if rest and folder not in names() and (kind := folders().get(folder)):
            asked = f"{kind}/{rest}"
        if asked in self.records:
            return self.records[asked]
        if asked in self.retired:
            grave = self.retired[asked]
            help = f"it was replaced by {grave.replaced_by!r}" if grave.replaced_by else ""
            raise UnknownEntry(f"{asked!r} was retired: {grave.reason}", help=help)
        if asked in self.ids:
            raise UnknownEntry(f"the file of {asked!r} has errors", help="run `kg check` to see them")
        matches = self._by_name.get(asked, ())
        if len(matches) == 1:
            return self.records[matches[0]]
        if matches:
            raise UnknownEntry(f"{asked!r} is the name of several entries", help=f"write one of: {', '.join(matches)}")
        offers = near(asked, self.records if "/" in asked else self._by_name, limit=3)
        help = f"did you mean {' or '.join(map(repr, offers))}?" if offers else "`kg find WORDS` searches for it"
        raise UnknownEntry(f"no entry {asked!r}", help=help)


def statements(record: Record) -> tuple[Statement, ...]:
    """The links written in one entry, each turned to the canonical direction of its relation."""
    known = relations.by_name()
    found: list[Statement] = []
    for name, links in record.entry.links.items():
        relation = known[name]
        forwards = name == relation.name
        for index, link in enumerate(links):
            source, target = (record.id, link.to) if forwards else (link.to, record.id)
            found.append(Statement(source, relation, target, link, record, ("links", name, index)))
    return tuple(found)
