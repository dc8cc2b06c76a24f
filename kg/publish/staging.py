"""A folder that is replaced as a whole: whoever looks, or whenever we are killed, the old site or the new one is there."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from kg.errors import EnvironmentFault

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EPERM}


class Staging:
    """An empty folder beside the site to build in; `publish` puts it in the site's place, `discard` throws it away.

    Raises:
        EnvironmentFault: another build is under way, or the place cannot be written.
    """

    def __init__(self, site: Path) -> None:
        # A link stays a link: what it points at is replaced.
        self.site = site.resolve()
        self.folder = self.site.with_name(f".{self.site.name}.new")
        self._old = self.site.with_name(f".{self.site.name}.old")
        self._lock: int | None = None
        try:
            self.site.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self.site.with_name(f".{self.site.name}.lock"))
            self._recover()
            self.folder.mkdir()
        except OSError as error:
            self._let_go()
            raise EnvironmentFault(f"cannot build beside {str(site)!r}: {error.strerror or error}") from error

    def publish(self) -> None:
        """Put the folder in the place of the site.

        Raises:
            EnvironmentFault: the folder of the site cannot be replaced.
        """
        try:
            if not self.site.exists():
                os.rename(self.folder, self.site)
            elif not _exchange(self.folder, self.site):
                # Killed between the two, the next run finds the old site and puts it back.
                os.rename(self.site, self._old)
                os.rename(self.folder, self.site)
        except OSError as error:
            self._put_back()
            mounted = error.errno in (errno.EBUSY, errno.EXDEV)
            help = "the folder of the site must be an ordinary folder, not a mounted one" if mounted else ""
            raise EnvironmentFault(f"cannot replace {str(self.site)!r}: {error.strerror}", help=help) from error
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove what is left beside the site; harmless when called twice."""
        for folder in (self.folder, self._old):
            if folder is self._old and not self.site.exists():
                continue
            shutil.rmtree(folder, ignore_errors=True)
        self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _recover(self) -> None:
        """Undo what a killed run left: a site caught between two renames, and folders nobody uses."""
        self._put_back()
        for folder in (self.folder, self._old):
            if folder.exists():
                shutil.rmtree(folder)

    def _put_back(self) -> None:
        if self._old.exists() and not self.site.exists():
            os.rename(self._old, self.site)


def _exchange(first: Path, second: Path) -> bool:
    """Swap two folders in one step, where the system can."""
    if sys.platform != "linux":
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if call(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(second))


def _lock(path: Path) -> int | None:
    """Hold the place until we end, however we end; two builds at once would clean each other's folders away."""
    with suppress(ImportError):
        import fcntl

        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            if error.errno in (errno.EAGAIN, errno.EACCES):
                raise EnvironmentFault("another build of this site is under way", help="wait for it to end") from None
            raise
        return descriptor
    return None
