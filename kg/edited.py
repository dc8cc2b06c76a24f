"""A catalogue after edits to a few of its files: what the others say is neither read nor made out again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kg.catalogue import Catalogue, Record, statements
from kg.catalogue.judge import judge
from kg.source import files


def reread(known: Catalogue, paths: Iterable[Path]) -> Catalogue | None:
    """The catalogue after edits to some of its files, read without a look at the others.

    None where that is not enough: a file came, went or moved, or something is wrong with one.
    """
    if known.findings:
        return None
    places = {record.path: record for record in known.records.values()}
    records = dict(known.records)
    for path in paths:
        record = places.get(files.shown(path, known.atlas.root))
        source, problems = files.read(path, known.atlas.root) if record and path.is_file() else (None, [])
        if record is None or source is None:
            return None
        judged = judge(source, record.kind, problems)
        if judged.entry is None or judged.tree is None or judged.findings:
            return None
        if source != record.tree.source:
            records[record.id] = Record(record.id, record.kind, judged.entry, judged.tree)
    return replace(known, records=records)


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
