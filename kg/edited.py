"""A catalogue after edits to a few of its files: what the others say is neither read nor made out again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kg.catalogue import Catalogue, Record, statements
from kg.catalogue.judge import judge
from kg.catalogue.placing import place
from kg.diagnostics import Diagnostic
from kg.schema import kinds
from kg.settings import RETIRED
from kg.source import files
from kg.source.tree import Tree


def reread(known: Catalogue, paths: Iterable[Path]) -> Catalogue | None:
    """The catalogue after edits to some of its files, read without a look at the others.

    None where that is not enough: where something is wrong with a name or a place, all files may have a part in it.
    """
    if known.findings:
        return None
    atlas, folders = known.atlas, kinds.folders()
    ids = {record.path: record.id for record in known.records.values()}
    changed = [path for path in sorted(paths) if not _hidden(path.relative_to(atlas.entries))]
    if atlas.entries / RETIRED in changed:
        return None
    there = [(str(path), not path.is_symlink()) for path in changed if os.path.lexists(path)]
    gone = {
        ids[name] for path in changed if (name := files.shown(path, atlas.root)) in ids and not os.path.lexists(path)
    }
    listing = files.listed(there, atlas.root)
    placed, misplaced, _ = place(listing.files, atlas, folders)
    if listing.findings or misplaced:
        return None
    records = {id: record for id, record in known.records.items() if id not in gone}
    findings: list[Diagnostic] = []
    come = [id for id, _, _ in placed if id not in records]
    rejected: list[tuple[str, Tree]] = []
    for id, kind, path in placed:
        name = files.shown(path, atlas.root)
        if id in records and records[id].path != name:
            return None
        source, problems = files.read(path, atlas.root)
        if id in records and source == records[id].tree.source and not problems:
            continue
        judged = judge(source, kind, problems) if source else None
        findings.extend(judged.findings if judged else problems)
        if judged and judged.entry and judged.tree:
            records[id] = Record(id, kind, judged.entry, judged.tree)
            continue
        records.pop(id, None)
        rejected.extend([(kind, judged.tree)] if judged and judged.tree else [])
    if not records:
        return None
    return replace(
        known,
        records=dict(sorted(records.items())),
        ids=known.ids - gone | {*come},
        findings=tuple(findings),
        seen=known.seen - len(gone) + len(come),
        rejected=tuple(rejected),
    )


def _hidden(path: Path) -> bool:
    """Whether it belongs to an editor or to version control, which keep their files beside the entries."""
    return any(part.startswith(".") for part in path.parts)


def lean(catalogue: Catalogue) -> Catalogue:
    """The same without what only checks ask for: at a million links half a gigabyte, and more for the data of the files."""
    for record in catalogue.records.values():
        record.tree.forget()
    made = replace(catalogue)
    made.__dict__.update(written=catalogue.written, statements=catalogue.statements, about=catalogue.about)
    return made


def take_over(after: Catalogue, before: Catalogue) -> tuple[str, ...]:
    """Give a catalogue what an earlier one knows of the links; the entries that changed between the two."""
    ids = after.records.keys() | before.records.keys()
    changed = tuple(id for id in ids if after.records.get(id) is not before.records.get(id))
    known = before.written
    fresh = {id: tuple(statements(after.records[id])) for id in changed if id in after.records}
    # In the order of the entries, those that came included.
    written = {id: fresh[id] if id in fresh else known[id] for id in after.records}
    moved = set(changed)
    ends = {end for id in changed for s in (*known.get(id, ()), *fresh.get(id, ())) for end in (s.source, s.target)}
    about = dict(before.about)
    for end in ends:
        kept = [s for s in about.get(end, ()) if s.record.id not in moved]
        came = [s for id in changed for s in fresh.get(id, ()) if end in (s.source, s.target)]
        # Each entry's own stay in their order.
        about[end] = tuple(sorted((*kept, *came), key=lambda statement: statement.record.id))
        if not about[end]:
            del about[end]
    after.__dict__.update(written=written, about=about)
    return changed
