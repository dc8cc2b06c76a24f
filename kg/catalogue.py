"""All entries of one atlas: what was sound, with its source, and every finding about what was not."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from kg.diagnostics import Diagnostic, Note, Rule, Span
from kg.errors import EnvironmentFault, UnknownEntry
from kg.schema import relations
from kg.schema.decode import decode
from kg.schema.entry import Entry, Link
from kg.schema.kinds import folders, kinds
from kg.schema.references import Reference, raw_references, references
from kg.schema.relations import Relation
from kg.schema.retired import Tombstone, decode_retired
from kg.settings import ENTRIES, RETIRED, Atlas
from kg.source import files, history, tree
from kg.source.files import Listing, SourceFile
from kg.source.history import Blob
from kg.source.tree import Loc, Tree
from kg.suggest import did_you_mean, near

MISPLACED_FILE = Rule(
    "misplaced-file",
    "a file outside the folders of the kinds",
    explanation="""The folder says of which kind an entry is: `entries/theories/x.yaml` is `theory/x`.

Move the file into the folder of its kind. Folders below that are allowed and mean nothing.
""",
)
DUPLICATE_ID = Rule(
    "duplicate-id",
    "two files with one id",
    explanation="""Folders below the folder of a kind mean nothing, so two files of the same name have the same id.

If they describe the same thing, merge them; otherwise give one of them a name that says what sets it apart.
""",
)
EMPTY_ATLAS = Rule(
    "empty-atlas",
    "an atlas without entries",
    explanation="""There is no entry file at all, so there is nothing to check. Most often the folder is the wrong one.

`kg new KIND NAME` writes a first entry.
""",
)
RULES = (MISPLACED_FILE, DUPLICATE_ID, EMPTY_ATLAS)


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


@dataclass(frozen=True, slots=True, eq=False)
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
        return {id: tuple(statements(record)) for id, record in self.records.items()}

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
    def references(self) -> tuple[tuple[Record, Reference], ...]:
        """Every place where an entry names another one, in the order of entries."""
        return tuple((record, found) for record in self.records.values() for found in references(record.entry))

    @cached_property
    def all_references(self) -> tuple[tuple[Tree, Reference], ...]:
        """The same, with those of files that have errors of their own."""
        broken = ((read, found) for kind, read in self.rejected for found in raw_references(kinds()[kind], read.data))
        return (*((record.tree, found) for record, found in self.references), *broken)

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
        if folder in folders():
            asked = f"{folders()[folder]}/{rest}"
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


def statements(record: Record) -> Iterator[Statement]:
    """The links written in one entry, each turned to the canonical direction of its relation."""
    known = relations.by_name()
    for name, links in record.entry.links.items():
        relation = known[name]
        forwards = name == relation.name
        for index, link in enumerate(links):
            source, target = (record.id, link.to) if forwards else (link.to, record.id)
            yield Statement(source, relation, target, link, record, ("links", name, index))


def load(atlas: Atlas, known: Catalogue | None = None) -> Catalogue:
    """Read, parse and decode every file. Never stops at a bad one.

    Every file is read; a record of `known`, an earlier catalogue of the same atlas, is used again where path and text
    are the same and nothing was found wrong with the file.

    Raises:
        EnvironmentFault: the entries folder cannot be listed.
    """
    if not atlas.entries.is_dir():
        raise EnvironmentFault(f"no folder {str(atlas.entries)!r}", help="an atlas keeps its entries there")
    listing = files.find(atlas.entries, atlas.root)
    grave = atlas.entries / RETIRED
    return _assemble(
        atlas,
        listing,
        lambda path: files.read(path, atlas.root),
        grave if grave.is_symlink() or grave.exists() else None,
        known,
    )


def load_revision(atlas: Atlas, revision: str) -> Catalogue:
    """The catalogue of a Git revision, read from Git's objects.

    Raises:
        EnvironmentFault: no Git, or no repository.
        KgError: no such revision.
    """
    blobs = {atlas.root / blob.path: blob for blob in history.read_all(atlas.root, revision, ENTRIES)}
    grave = atlas.entries / RETIRED
    listing = files.listed([(path, blob.plain) for path, blob in blobs.items() if path != grave], atlas.root)
    return _assemble(
        atlas,
        listing,
        lambda path: _from_blob(files.shown(path, atlas.root), blobs[path]),
        grave if grave in blobs else None,
    )


def _from_blob(name: str, blob: Blob) -> tuple[SourceFile | None, list[Diagnostic]]:
    if blob.plain:
        return files.decode(name, blob.data)
    # A link's own bytes are the path that it leads to, and would be read as YAML.
    return None, [files.REFUSED_FILE.at(Span(name), "this is not a regular file", help="put the file itself here")]


_Read = Callable[[Path], tuple[SourceFile | None, list[Diagnostic]]]


def _assemble(
    atlas: Atlas, listing: Listing, read: _Read, grave: Path | None, known: Catalogue | None = None
) -> Catalogue:
    findings = list(listing.findings)
    sound = _sound(known) if known else {}
    placed, misplaced, ids = _place(listing.files, atlas)
    findings.extend(misplaced)
    records: dict[str, Record] = {}
    rejected: list[tuple[str, Tree]] = []
    with _no_collection():
        for id, kind, path in placed:
            source, problems = read(path)
            findings.extend(problems)
            if source and id in sound and sound[id].tree.source == source:
                records[id] = sound[id]
                continue
            parsed, problems = tree.parse(source) if source else (None, [])
            findings.extend(problems)
            entry, problems = decode(parsed, kind) if parsed else (None, [])
            findings.extend(problems)
            if parsed and entry:
                records[id] = Record(id, kind, entry, parsed)
            elif parsed:
                rejected.append((kind, parsed))
    if not listing.seen:
        help = "write a first entry with `kg new KIND NAME`"
        findings.append(EMPTY_ATLAS.at(Span(files.shown(atlas.entries, atlas.root)), "no entries here", help=help))
    retired, retired_tree, problems = _tombstones(*read(grave)) if grave else ({}, None, [])
    findings.extend(problems)
    ordered = dict(sorted(records.items()))
    ids_seen = frozenset(ids)
    return Catalogue(atlas, ordered, ids_seen, tuple(findings), listing.seen, retired, retired_tree, tuple(rejected))


def _sound(known: Catalogue) -> dict[str, Record]:
    """The records whose files have no finding: theirs would have to be made again to be found again."""
    noted = {finding.span.path for finding in known.findings}
    return {id: record for id, record in known.records.items() if record.path not in noted}


def _place(
    paths: Iterable[Path], atlas: Atlas
) -> tuple[list[tuple[str, str, Path]], list[Diagnostic], dict[str, Path]]:
    """Which id and kind each file has, read off its path."""
    placed: list[tuple[str, str, Path]] = []
    findings: list[Diagnostic] = []
    ids: dict[str, Path] = {}
    base = len(atlas.entries.parts)
    for path in paths:
        here = Span(files.shown(path, atlas.root))
        folder = path.parts[base] if len(path.parts) > base + 1 else ""
        kind = folders().get(folder)
        if kind is None:
            where = f"folder {folder!r}" if folder else "this place"
            near_name = did_you_mean(folder, folders()) if folder else ""
            help = near_name or f"move it to one of: {', '.join(sorted(folders()))}"
            findings.append(MISPLACED_FILE.at(here, f"{where} holds no kind of entry", help=help))
            continue
        id = f"{kind}/{path.stem}"
        if id in ids:
            note = Note("the other file", Span(files.shown(ids[id], atlas.root)))
            findings.append(DUPLICATE_ID.at(here, f"id {id!r} is used twice", note, help="rename or merge one of them"))
            continue
        ids[id] = path
        placed.append((id, kind, path))
    return placed, findings, ids


def _tombstones(
    source: SourceFile | None, findings: list[Diagnostic]
) -> tuple[dict[str, Tombstone], Tree | None, list[Diagnostic]]:
    parsed, problems = tree.parse(source) if source else (None, [])
    findings.extend(problems)
    if parsed is None:
        return {}, None, findings
    graves, problems = decode_retired(parsed)
    return {grave.id: grave for grave in graves}, parsed, [*findings, *problems]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Loading makes many objects and no cycles: the collector would walk them again and again (40 % at 10,000 files).

    What was loaded is frozen, out of the collector's sight; when nobody refers to it any more it goes all the same.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.enable()
