"""The entry files of an atlas as they lie on the disk, byte for byte, with the kind that their folder says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.diagnostics import Diagnostic
from kg.edits import write
from kg.errors import KgError
from kg.schema.kinds import folders
from kg.settings import RETIRED, Atlas
from kg.source import files
from kg.source.files import SourceFile


@dataclass(frozen=True, slots=True)
class Written:
    """One file: its bytes, the text they make, and its kind; no kind is the list of retired entries."""

    path: Path
    data: bytes
    source: SourceFile
    kind: str | None


def read_all(atlas: Atlas) -> Iterator[Written | Diagnostic]:
    """Every file below the entries folder: read, or the finding that says why it is not."""
    listing = files.find(atlas.entries, atlas.root)
    yield from listing.findings
    grave = atlas.entries / RETIRED
    for path in (*map(Path, listing.files), *([grave] if grave.is_symlink() or grave.exists() else [])):
        relative = path.relative_to(atlas.entries)
        kind = folders().get(relative.parts[0]) if len(relative.parts) > 1 else None
        if kind or path == grave:
            yield read(path, kind, atlas)


def read(path: Path, kind: str | None, atlas: Atlas) -> Written | Diagnostic:
    """One file, or the finding that says why it cannot be read.

    Raises:
        KgError: it is a link, or lies elsewhere.
    """
    write.inside(path, atlas)
    data = write.content(path)
    if data is None:
        raise KgError(f"{str(path)!r} is gone", help="run again")
    source, findings = files.decode(files.shown(path, atlas.root), data)
    return Written(path, data, source, kind) if source else findings[-1]


def of_record(path: str, atlas: Atlas, text: str) -> Written:
    """The file of an entry that was loaded before, as long as it still says the same.

    Raises:
        KgError: it was changed in the meantime.
    """
    full = atlas.root / path
    relative = full.relative_to(atlas.entries)
    found = read(full, folders().get(relative.parts[0]) if len(relative.parts) > 1 else None, atlas)
    if isinstance(found, Diagnostic) or found.source.text != text:
        raise write.changed(full)
    return found
