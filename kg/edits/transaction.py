"""Change many entry files, all or none: a journal lets the next run finish what a killed one began."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.edits import write
from kg.edits.alone import alone, sweep
from kg.errors import EnvironmentFault, KgError
from kg.settings import Atlas

JOURNAL = ".kg-journal"


@dataclass(frozen=True, slots=True)
class Change:
    """One file: the bytes that were read, and those wanted; `None` where there is no file."""

    path: Path
    before: bytes | None
    after: bytes | None


def commit(changes: Sequence[Change], atlas: Atlas) -> None:
    """Make all changes, or none.

    Raises:
        KgError: a file is not what was read any more; nothing was changed.
        OSError: the disk is full, or a permission is missing; nothing was changed.
        EnvironmentFault: neither done nor undone: the next run finishes it.
    """
    for change in changes:
        write.inside(change.path, atlas)
    with alone(atlas.entries):
        _compare(changes)
        if len(changes) == 1 and changes[0].before is not None and changes[0].after is not None:
            write.replace(changes[0].path, changes[0].before, changes[0].after, atlas)
            return
        staged = [(change, write.beside(change.path)) for change in changes]
        journal = atlas.entries / JOURNAL
        _log(journal, staged, atlas)
        try:
            for change, temporary in staged:
                _stage(change, temporary)
            _compare(changes)
            for change, temporary in staged:
                _apply(change, temporary)
        except BaseException as error:
            _undo(staged, journal, error)
            raise
        _forget(journal)


def unfinished(atlas: Atlas) -> bool:
    """Whether a run was cut off in the middle."""
    return os.path.lexists(atlas.entries / JOURNAL)


def recover(atlas: Atlas) -> tuple[Path, ...]:
    """Finish what a killed run began, and say which files that concerned.

    Raises:
        KgError: somebody has changed one of the files since, or the journal was not written here.
    """
    with alone(atlas.entries):
        journal = atlas.entries / JOURNAL
        if not unfinished(atlas):
            sweep(atlas.entries)
            return ()
        staged = _logged(journal, atlas)
        states = [(change, temporary, write.content(change.path)) for change, temporary in staged]
        for change, _, now in states:
            if now not in (change.before, change.after):
                help = f"put the file back as it was, or delete {journal} to leave everything as it is now"
                raise KgError(f"a run was cut off, and {str(change.path)!r} was changed since", help=help)
        for change, temporary, now in states:
            temporary.unlink(missing_ok=True)
            if now != change.after:
                _stage(change, temporary)
                _apply(change, temporary)
        _forget(journal)
        sweep(atlas.entries)
        return tuple(change.path for change, _ in staged)


def _compare(changes: Sequence[Change]) -> None:
    for change in changes:
        if write.content(change.path) != change.before:
            raise write.changed(change.path)


def _stage(change: Change, temporary: Path) -> None:
    if change.after is None:
        return
    change.path.parent.mkdir(parents=True, exist_ok=True)
    if change.before is None:
        write.stage(temporary, change.after)
    else:
        write.stage(temporary, change.after, write.mode_of(change.path))


def _apply(change: Change, temporary: Path) -> None:
    if change.after is None:
        os.unlink(change.path)
    else:
        os.replace(temporary, change.path)
    write.sync(change.path.parent)


def _undo(staged: Sequence[tuple[Change, Path]], journal: Path, error: BaseException) -> None:
    """Put everything back; where that fails too, the journal stays and the next run goes forward instead."""
    try:
        for change, temporary in staged:
            temporary.unlink(missing_ok=True)
            now = write.content(change.path)
            if now == change.before or now != change.after:
                continue
            if change.before is None:
                os.unlink(change.path)
            else:
                again = write.beside(change.path)
                write.stage(again, change.before, write.mode_of(change.path) if now is not None else 0o644)
                os.replace(again, change.path)
            write.sync(change.path.parent)
        _forget(journal)
    except OSError:
        help = "run the same command again: it finishes what was begun"
        raise EnvironmentFault(f"cut off in the middle: {error}", help=help) from error


def _forget(journal: Path) -> None:
    for stray in journal.parent.glob(f".{JOURNAL}.*"):
        stray.unlink(missing_ok=True)
    journal.unlink(missing_ok=True)
    write.sync(journal.parent)


def _log(journal: Path, staged: Sequence[tuple[Change, Path]], atlas: Atlas) -> None:
    rows = [
        {
            "path": change.path.relative_to(atlas.entries).as_posix(),
            "temporary": temporary.name,
            "before": _packed(change.before),
            "after": _packed(change.after),
        }
        for change, temporary in staged
    ]
    data = json.dumps({"folder": _identity(atlas), "changes": rows}).encode()
    temporary = write.beside(journal)
    try:
        write.stage(temporary, data)
        os.replace(temporary, journal)
        write.sync(journal.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        journal.unlink(missing_ok=True)
        raise


def _logged(journal: Path, atlas: Atlas) -> list[tuple[Change, Path]]:
    foreign = KgError(f"{str(journal)!r} was not written here", help="delete it: it cannot be trusted")
    try:
        if journal.is_symlink():
            raise foreign
        read: Any = json.loads(journal.read_bytes())
        # A journal that came with a pull request must not change files: it cannot know this folder's number.
        if read["folder"] != _identity(atlas):
            raise foreign
        found = []
        for row in read["changes"]:
            path = atlas.entries / row["path"]
            write.inside(path, atlas)
            change = Change(path, _unpacked(row["before"]), _unpacked(row["after"]))
            found.append((change, path.with_name(Path(row["temporary"]).name)))
        return found
    except (ValueError, KeyError, TypeError, AttributeError):
        raise foreign from None


def _packed(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _unpacked(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def _identity(atlas: Atlas) -> str:
    about = os.stat(atlas.entries)
    return hashlib.sha256(f"{atlas.entries.absolute()} {about.st_dev} {about.st_ino}".encode()).hexdigest()
