"""Write a file so that it is either as before or as wanted, whatever happens in between."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

from kg.edits.alone import alone, sweep
from kg.errors import EnvironmentFault, KgError
from kg.settings import MAX_BYTES, Atlas

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
_MODE = 0o644


def inside(path: Path, atlas: Atlas) -> None:
    """Refuse a target that lies outside the entries folder, or behind a link.

    Raises:
        KgError: the path leads elsewhere.
    """
    entries = atlas.entries.absolute()
    try:
        parts = path.absolute().relative_to(entries).parts
    except ValueError:
        raise KgError(f"{str(path)!r} is not inside {str(entries)!r}") from None
    here = entries
    for part in parts:
        here /= part
        if part == ".." or here.is_symlink():
            raise KgError(f"{str(here)!r} is a link or leads out of the atlas", help="name a plain path in it")


def create(path: Path, text: str, atlas: Atlas) -> None:
    """Write a new file, atomically: it appears with all its text or not at all.

    Raises:
        KgError: the file is there already, or the path leads out of the atlas.
        OSError: the disk is full, or a permission is missing.
    """
    with alone(atlas.entries):
        inside(path, atlas)
        sweep(atlas.entries)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = beside(path)
        try:
            stage(temporary, text.encode("utf-8"))
            _appear(temporary, path)
            sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def replace(path: Path, before: bytes, after: bytes, atlas: Atlas) -> None:
    """Put other bytes in place of those that were read, atomically and with the file's mode kept; be `alone` before.

    Raises:
        KgError: the file is not what was read any more, or the path leads out of the atlas.
        OSError: the disk is full, or a permission is missing.
    """
    inside(path, atlas)
    temporary = beside(path)
    try:
        stage(temporary, after, mode_of(path))
        # The last look comes after the slow part, so that hardly any time is left for another writer.
        if content(path) != before:
            raise changed(path)
        os.replace(temporary, path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def put(path: Path, data: bytes, atlas: Atlas) -> bool:
    """Write a file of the project that is no entry, whole or not at all; says whether that changed anything.

    Raises:
        KgError: a folder on the way to it, or the file, is a link.
        OSError: the disk is full, or a permission is missing.
    """
    here = atlas.root
    for part in path.relative_to(atlas.root).parts:
        here /= part
        if here.is_symlink():
            raise KgError(f"{str(here)!r} is a link", help="put the file or folder itself there")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = beside(path)
    with alone(atlas.entries):
        sweep(path.parent)
        try:
            stage(temporary, data)
            os.replace(temporary, path)
            sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    return True


def changed(path: Path) -> KgError:
    return KgError(f"{str(path)!r} was changed by somebody else in the meantime", help="nothing was written; run again")


def content(path: Path) -> bytes | None:
    """The bytes of a regular file, or nothing where there is none.

    Raises:
        KgError: it is a link, a pipe or a folder, or too large for an entry.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise KgError(f"{str(path)!r} is a link", help="put the file itself there") from None
        raise
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise KgError(f"{str(path)!r} is not a regular file", help="entries are plain text files")
        data = b""
        while more := os.read(handle, MAX_BYTES + 1 - len(data)):
            data += more
        if len(data) > MAX_BYTES:
            raise KgError(f"{str(path)!r} is larger than {MAX_BYTES // 1024} KiB", help="one file holds one entry")
        return data
    finally:
        os.close(handle)


def mode_of(path: Path) -> int:
    """The permissions of a file that is about to be replaced."""
    try:
        return stat.S_IMODE(os.lstat(path).st_mode)
    except FileNotFoundError:
        raise changed(path) from None


def beside(path: Path) -> Path:
    """A new name in the same folder, hidden, so that it never counts as an entry."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}")


def stage(temporary: Path, data: bytes, mode: int = _MODE) -> None:
    """Write a temporary file down to the disk."""
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if mode != _MODE:
            os.fchmod(handle, mode)
        os.fsync(handle)


def sync(folder: Path) -> None:
    """Make sure that a change of names in a folder survives a loss of power."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems cannot do this for folders, and order their writes by themselves.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise EnvironmentFault(f"the disk did not confirm a write in {str(folder)!r}: {error.strerror}") from error
    finally:
        os.close(handle)


def _appear(temporary: Path, path: Path) -> None:
    """Give a temporary file its name, unless somebody has taken that name."""
    taken = KgError(f"{str(path)!r} is there already", help="choose another name, or edit that file")
    try:
        # A hard link, unlike a rename, fails where somebody else has written the file in the meantime.
        os.link(temporary, path)
    except FileExistsError:
        raise taken from None
    except OSError as error:
        # Some file systems have no hard links; there the last look and the rename are two steps.
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise taken from None
        os.rename(temporary, path)
