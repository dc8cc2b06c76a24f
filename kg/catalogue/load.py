"""From the files of an atlas to its catalogue: every file judged, or known from an earlier run to be sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg import discover
from kg.catalogue.cache import Cache
from kg.catalogue.model import Catalogue, Record
from kg.catalogue.snapshot import Snapshot, Taken, take, take_revision
from kg.collector import paused
from kg.diagnostics import Diagnostic
from kg.schema import kinds
from kg.settings import Atlas
from kg.source import files
from kg.source.files import SourceFile
from kg.source.tree import Tree

if TYPE_CHECKING:
    from kg.schema.retired import Tombstone


def load(atlas: Atlas, known: Catalogue | None = None, cache: Cache | None = None) -> Catalogue:
    """Read every file, and judge those that are not known to be sound. Never stops at a bad one.

    A record of `known`, an earlier catalogue of the same atlas, is used again where path and text are the same and nothing
    was found wrong with the file.

    Raises:
        EnvironmentFault: the entries folder cannot be listed.
    """
    return assemble(snapshot(atlas, cache), known, cache)


def load_revision(atlas: Atlas, revision: str) -> Catalogue:
    """The catalogue of a Git revision, read from Git's objects.

    Raises:
        EnvironmentFault: no Git, or no repository.
        KgError: no such revision.
    """
    return assemble(take_revision(atlas, revision, kinds.folders()))


def snapshot(atlas: Atlas, cache: Cache | None = None) -> Snapshot:
    """All files of an atlas as they are now.

    Raises:
        EnvironmentFault: the entries folder cannot be listed.
    """
    return take(atlas, (cache and cache.folders) or kinds.folders())


def assemble(taken: Snapshot, known: Catalogue | None = None, cache: Cache | None = None) -> Catalogue:
    """The catalogue of a snapshot. What was judged anew is remembered in the cache."""
    sound = _sound(known) if known else {}
    findings = list(taken.findings)
    records: dict[str, Record] = {}
    rejected: list[tuple[str, Tree]] = []
    made: dict[str, Any] = {}
    # Without a pause, two fifths of the time at 10,000 files would be the collector's.
    with paused(freeze=True):
        for file in taken.files:
            if file.data is None:
                findings.extend(file.findings)
                continue
            if cache and (entry := cache.entry(file.name, file.key, file.kind)):
                records[file.id] = Record(file.id, file.kind, entry, Tree(SourceFile(file.name, file.data.decode())))
                continue
            source, problems = files.decode(file.name, file.data)
            if source and file.id in sound and sound[file.id].tree.source == source:
                records[file.id] = sound[file.id]
                continue
            judged = _judging().judge(source, file.kind, problems) if source else None
            findings.extend(judged.findings if judged else problems)
            if judged and judged.entry:
                records[file.id] = Record(file.id, file.kind, judged.entry, judged.tree)
                if not judged.findings:
                    made[file.key] = judged.entry
            elif judged and judged.tree:
                rejected.append((file.kind, judged.tree))
        retired, retired_tree, problems = _tombstones(taken.grave, cache, made)
        findings.extend(problems)
        if cache and made:
            _keep(cache, taken, made)
    return Catalogue(
        taken.atlas,
        dict(sorted(records.items())),
        taken.ids,
        tuple(findings),
        taken.seen,
        retired,
        retired_tree,
        tuple(rejected),
    )


def _sound(known: Catalogue) -> dict[str, Record]:
    """The records whose files have no finding: theirs would have to be made again to be found again."""
    noted = {finding.span.path for finding in known.findings}
    return {id: record for id, record in known.records.items() if record.path not in noted}


def _tombstones(
    grave: Taken | None, cache: Cache | None, made: dict[str, Any]
) -> tuple[Mapping[str, Tombstone], Tree | None, list[Diagnostic]]:
    if grave is None:
        return {}, None, []
    known = cache.entry(grave.name, grave.key, "") if cache and grave.data is not None else None
    if known is not None and grave.data is not None:
        return {one.id: one for one in known}, Tree(SourceFile(grave.name, grave.data.decode())), []
    graves, tree, findings = _judging().tombstones(grave)
    if tree and not findings:
        made[grave.key] = graves
    return {one.id: one for one in graves}, tree, findings


def _keep(cache: Cache, taken: Snapshot, made: Mapping[str, Any]) -> None:
    shapes = discover.module("kg.schema", "shapes")
    current = [
        (file.name, file.key)
        for file in (*taken.files, *([taken.grave] if taken.grave else ()))
        if file.key in made or (file.data is not None and cache.knows(file.name, file.key))
    ]
    frozen = {
        key: b"[" + b",".join(map(shapes.freeze, entry)) + b"]" if isinstance(entry, tuple) else shapes.freeze(entry)
        for key, entry in made.items()
    }
    cache.keep_entries(current, frozen, shapes.shapes())


def _judging() -> Any:
    # The parser and pydantic are 60 ms of every start, and an atlas that did not change needs neither.
    return discover.module("kg.catalogue", "judge")
