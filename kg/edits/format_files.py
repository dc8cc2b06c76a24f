"""Bring the files of an atlas into their usual form: which of them would change, and which cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kg.diagnostics import Diagnostic
from kg.edits.format import formatted
from kg.edits.sources import read_all
from kg.edits.transaction import Change
from kg.errors import KgError
from kg.settings import Atlas


def changes(atlas: Atlas, wanted: Callable[[Path], bool]) -> Iterator[Change | KgError]:
    """What would change, file by file, or why one is left alone."""
    for found in read_all(atlas):
        path = atlas.root / found.span.path if isinstance(found, Diagnostic) else found.path
        if not wanted(path):
            continue
        if isinstance(found, Diagnostic):
            yield KgError(f"{found.span.place}: {found.message}", help=found.help)
            continue
        try:
            after = formatted(found.source, found.kind).encode("utf-8")
        except KgError as refusal:
            yield refusal
            continue
        if after != found.data:
            yield Change(found.path, found.data, after)
