"""What an atlas is made of at one moment: the bytes of every file below its entries, from the disk or from a Git revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from kg import discover
from kg.catalogue.placing import EMPTY_ATLAS, place
from kg.diagnostics import Diagnostic, Span
from kg.errors import EnvironmentFault
from kg.settings import ENTRIES, RETIRED, Atlas
from kg.source import files
from kg.source.files import Listing

if TYPE_CHECKING:
    from kg.source.history import Blob


class Taken(NamedTuple):
    """One file: its name as people read it, its bytes, or the findings that say why it has none."""

    name: str
    id: str
    kind: str
    """Of the tombstones, which are no entry, both are empty."""
    data: bytes | None
    findings: tuple[Diagnostic, ...]
    key: str
    """Stands for name and bytes: two files have one key only where they say the same in the same place."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All files of an atlas, those that hold entries in the order of their paths."""

    atlas: Atlas
    files: tuple[Taken, ...]
    grave: Taken | None
    """The file of the tombstones."""
    findings: tuple[Diagnostic, ...]
    """About files that are not read at all."""
    ids: frozenset[str]
    seen: int

    @property
    def digest(self) -> str:
        """Stands for everything that can be said about the atlas by looking at its entries."""
        whole = blake2b(digest_size=16)
        for file in (*self.files, *([self.grave] if self.grave else ())):
            whole.update(f"{file.key}{file.findings or ''}\n".encode())
        # Counted apart from the files, so that nothing can pass for the tombstones.
        whole.update(f"{bool(self.grave)} {self.seen} {self.findings}".encode())
        return whole.hexdigest()


def take(atlas: Atlas, folders: Mapping[str, str]) -> Snapshot:
    """Every file, read from the disk.

    Raises:
        EnvironmentFault: the entries folder is not there.
    """
    if not atlas.entries.is_dir():
        raise EnvironmentFault(f"no folder {str(atlas.entries)!r}", help="an atlas keeps its entries there")
    grave = atlas.entries / RETIRED
    return _snapshot(
        atlas,
        folders,
        files.find(atlas.entries, atlas.root),
        lambda path, _: files.read_bytes(path, atlas.root),
        str(grave) if grave.is_symlink() or grave.exists() else None,
    )


def take_revision(atlas: Atlas, revision: str, folders: Mapping[str, str]) -> Snapshot:
    """Every file of a Git revision, read from Git's objects.

    Raises:
        EnvironmentFault: no Git, or no repository.
        KgError: no such revision.
    """
    # What runs Git is 5 ms of every start.
    read_all = discover.module("kg.source", "history").read_all
    blobs = {str(atlas.root / blob.path): blob for blob in read_all(atlas.root, revision, ENTRIES)}
    grave = str(atlas.entries / RETIRED)
    return _snapshot(
        atlas,
        folders,
        files.listed([(path, blob.plain) for path, blob in blobs.items() if path != grave], atlas.root),
        lambda path, name: _from_blob(name, blobs[path]),
        grave if grave in blobs else None,
    )


_Read = Callable[[str, str], tuple[bytes | None, list[Diagnostic]]]
"""From a path, and the same as it is shown, to the bytes or the findings."""


def _snapshot(atlas: Atlas, folders: Mapping[str, str], listing: Listing, read: _Read, grave: str | None) -> Snapshot:
    show = files.shown_below(atlas.root)
    placed, misplaced, ids = place(listing.files, atlas, folders)
    findings = [*listing.findings, *misplaced]
    if not listing.seen:
        help = "write a first entry with `kg new KIND NAME`"
        findings.append(EMPTY_ATLAS.at(Span(files.shown(atlas.entries, atlas.root)), "no entries here", help=help))
    return Snapshot(
        atlas,
        tuple(_taken(path, show(path), id, kind, read) for id, kind, path in placed),
        _taken(grave, show(grave), "", "", read) if grave else None,
        tuple(findings),
        frozenset(ids),
        listing.seen,
    )


def _taken(path: str, name: str, id: str, kind: str, read: _Read) -> Taken:
    data, findings = read(path, name)
    # No name holds a NUL: where the name ends and the bytes begin is certain.
    key = blake2b(name.encode() + b"\0" + (data or b""), digest_size=16).hexdigest()
    return Taken(name, id, kind, data, tuple(findings), key)


def _from_blob(name: str, blob: Blob) -> tuple[bytes | None, list[Diagnostic]]:
    if blob.plain:
        return blob.data, []
    # A link's own bytes are the path that it leads to, and would be read as YAML.
    return None, [files.REFUSED_FILE.at(Span(name), "this is not a regular file", help="put the file itself here")]
