"""Write a file so that it is either as before or as wanted, whatever happens in between."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from kg.errors import KgError
from kg.settings import Atlas


_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


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
    inside(path, atlas)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        try:
            # A hard link, unlike a rename, fails where somebody else has written the file in the meantime.
            os.link(temporary, path)
        except FileExistsError:
            raise KgError(f"{str(path)!r} is there already", help="choose another name, or edit that file") from None
        except OSError as error:
            # Some file systems have no hard links; there the last look and the rename are two steps.
            if error.errno not in _NO_LINKS:
                raise
            if os.path.lexists(path):
                raise KgError(
                    f"{str(path)!r} is there already", help="choose another name, or edit that file"
                ) from None
            os.rename(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
