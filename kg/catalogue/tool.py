"""What answers depend on beside the entries: this tool's own files, the libraries and Python, as one digest."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

import kg

OTHER = ("cli", "edits", "exports", "imports", "publish", "queries", "review")
"""Rooms whose code no entry and no finding depends on: the checks cannot import from there."""


@cache
def digest() -> str | None:
    """Another one wherever a finding could be another; `None` where the tool's files cannot be read.

    The bytes count, not the times: a checkout or an installation may give two versions of a file one time. Reading them takes 4 ms.
    """
    whole = blake2b(digest_size=16)
    whole.update(f"{sys.version}\n{kg.__version__}\n".encode())
    try:
        for path in files(Path(kg.__path__[0])):
            with open(path, "rb") as stream:
                data = stream.read()
            whole.update(f"{path}\0{len(data)}\0".encode())
            whole.update(data)
    except OSError:
        return None
    # A library's version is in the name of its folder of metadata; asking `importlib.metadata` would take 15 ms.
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        installed = sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))
        whole.update("\n".join(installed).encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def files(package: Path) -> list[str]:
    """The files of the tool that count, in one order."""
    found: list[str] = []
    for folder, folders, names in os.walk(package):
        if folder == str(package):
            folders[:] = [name for name in folders if name not in OTHER]
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found.extend(os.path.join(folder, name) for name in sorted(names))
    return found
