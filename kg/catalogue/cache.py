"""What earlier runs found out, kept by content: safe to delete, and never believed on its word alone.

It lies in the user's own cache folder, not in the atlas: whoever can change an atlas, by a pull request, say, cannot write there.
Everything in it is found by a digest of what it was made of: of an entry, its name and bytes; of findings, all files of the atlas;
of either, the tool, the libraries and Python (`tool.py`). It is JSON under a checksum: a file that was cut off, changed or swapped
counts as none, and none can make the tool run anything. Files are replaced whole, so that runs at the same time do no harm, and
where nothing can be written nothing is.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zlib import crc32

from kg.catalogue import tool
from kg.catalogue.packing import pack, unpack
from kg.diagnostics import Diagnostic
from kg.schema.stand_in import Thaw, thawing
from kg.settings import Atlas

_MAGIC = b"kg 1 "
_PLACE = Path("kg-atlas", "entries")
"""Beside what the web client keeps. Asking platformdirs, which knows more systems, would take 5 ms of each start."""
_SHARDS = 16
"""Entries lie in so many files, so that after an edit only one of them is written anew."""
_ANSWERS = 8
"""States of the atlas whose findings are kept, so that going back and forth between branches is quick."""
_ATLASES = 24
"""Atlases whose cache is kept; beyond, the one unused for longest goes."""
_MOST = 4_000_000
"""Bytes of findings at most: an atlas with more is not judged often before it is mended."""
_STALE = 3600.0
"""Seconds after which a file that a killed run left half written is deleted."""


def location() -> Path | None:
    """The folder of all caches: `KG_CACHE_DIR`, or where this system keeps such things; none with `KG_NO_CACHE`."""
    if os.environ.get("KG_NO_CACHE", "0") not in ("", "0"):
        return None
    if folder := os.environ.get("KG_CACHE_DIR"):
        return Path(folder).absolute()
    home = Path(os.path.expanduser("~"))
    if not home.is_absolute():
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / _PLACE
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / _PLACE
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The standard says to ignore a path that is not absolute.
    return Path(base if base.startswith("/") else home / ".cache") / _PLACE


def opened(atlas: Atlas) -> Cache | None:
    """The cache of an atlas; none where there is to be none."""
    folder, key = location(), tool.digest()
    if folder is None or key is None:
        return None
    name = blake2b(os.fsencode(os.path.realpath(atlas.root)), digest_size=12).hexdigest()
    return Cache(folder / name, key)


class Cache:
    """The cache of one atlas. What it does not know it answers with `None`."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._key = bytes.fromhex(key)
        self._shards: dict[int, dict[str, Any]] = {}

    @cached_property
    def _index(self) -> dict[str, Any]:
        return self._load("index") or {}

    @cached_property
    def _thaws(self) -> list[Thaw]:
        return thawing(self._index["shapes"]["models"])

    @property
    def folders(self) -> Mapping[str, str] | None:
        """Folder to kind of entry."""
        shapes = self._index.get("shapes")
        return shapes["folders"] if shapes else None

    def entry(self, name: str, key: str, kind: str) -> Any | None:
        """The sound entry that this file holds, or the tombstones where no kind is given."""
        if "shapes" not in self._index:
            return None
        raw = self._shard(name).get(key)
        if raw is None:
            return None
        shapes = self._index["shapes"]
        if kind:
            return self._thaws[shapes["kinds"][kind]](raw)
        return tuple(self._thaws[shapes["tombstone"]](one) for one in raw)

    def knows(self, name: str, key: str) -> bool:
        """Whether the entry that this file holds is remembered."""
        return "shapes" in self._index and key in self._shard(name)

    def findings(self, digest: str) -> list[Diagnostic] | None:
        """All findings about the atlas in this state."""
        packed = self._index.get("findings", {}).get(digest)
        return None if packed is None else unpack(packed)

    def keep_findings(self, digest: str, findings: Sequence[Diagnostic], shapes: Mapping[str, Any]) -> None:
        """Remember the findings about a state of the atlas."""
        packed = pack(findings)
        kept = {name: old for name, old in self._index.get("findings", {}).items() if name != digest}
        while len(kept) >= _ANSWERS:
            del kept[next(iter(kept))]
        if len(json.dumps(packed)) <= _MOST // _ANSWERS:
            self._save_index({**kept, digest: packed}, shapes)

    def keep_entries(
        self, current: Iterable[tuple[str, str]], made: Mapping[str, bytes], shapes: Mapping[str, Any]
    ) -> None:
        """Remember what was made: `current` are name and key of all sound files, `made` the new ones among them."""
        if "shapes" not in self._index:
            # Nothing in a shard counts without the index that says how to read it, and there is none of this tool yet.
            self._shards.clear()
            self._save_index(self._index.get("findings", {}), shapes)
        shards: dict[int, list[tuple[str, str]]] = {}
        for name, key in current:
            shards.setdefault(_number(name), []).append((name, key))
        for number, files in shards.items():
            if any(key in made for _, key in files):
                known = self._shard(files[0][0])
                rows = [
                    b'"%s":%s' % (key.encode(), made[key] if key in made else _json(known[key])) for _, key in files
                ]
                self._save(f"entries-{number:02}", b"{%s}" % b",".join(rows))

    def _save_index(self, findings: Mapping[str, Any], shapes: Mapping[str, Any]) -> None:
        payload = _json({"shapes": shapes, "findings": findings})
        self._save("index", payload)
        # As it reads when it is loaded: tuples are lists there.
        self.__dict__["_index"] = json.loads(payload)
        with suppress(OSError):
            for path in self._folder.glob("*.tmp"):
                if path.stat().st_mtime < time.time() - _STALE:
                    path.unlink()

    def _shard(self, name: str) -> dict[str, Any]:
        number = _number(name)
        if number not in self._shards:
            self._shards[number] = self._load(f"entries-{number:02}") or {}
        return self._shards[number]

    def _load(self, name: str) -> dict[str, Any] | None:
        """What a file of the cache holds, if it is ours, whole, and made by this very tool."""
        try:
            # A pipe of that name would have us wait for its other end.
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            handle = os.open(self._folder / name, flags)
            with open(handle, "rb") as stream:
                if not _ours(os.fstat(handle)):
                    return None
                data = stream.read()
        except OSError:
            return None
        head = len(_MAGIC) + 16
        checksum, payload = data[head : head + 16], data[head + 16 :]
        if not data.startswith(_MAGIC + self._key) or checksum != self._checksum(name, payload):
            return None
        loaded: dict[str, Any] = json.loads(payload)
        return loaded

    def _save(self, name: str, payload: bytes) -> None:
        temporary = self._folder / f"{name}.{os.getpid()}.{time.monotonic_ns()}.tmp"
        # A full disk, a folder that is read-only or not ours: then there is no cache.
        with suppress(OSError):
            self._make_folder()
            try:
                handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with open(handle, "wb") as stream:
                    stream.write(_MAGIC + self._key + self._checksum(name, payload) + payload)
                os.replace(temporary, self._folder / name)
            except OSError:
                temporary.unlink(missing_ok=True)

    def _checksum(self, name: str, payload: bytes) -> bytes:
        # The name counts: one file of the cache cannot stand for another.
        return blake2b(payload, digest_size=16, key=self._key, person=name.encode()).digest()

    def _make_folder(self) -> None:
        if self._folder.is_dir():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        others = [path for path in self._folder.parent.iterdir() if re.fullmatch("[0-9a-f]{24}", path.name)]
        for old in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[_ATLASES:]:
            # File by file, and only ours: the folder may be one that somebody named by mistake.
            for path in old.iterdir():
                if re.fullmatch(r"(index|entries-\d\d)(\.\d+\.\d+\.tmp)?", path.name):
                    path.unlink()
            old.rmdir()


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _number(name: str) -> int:
    return crc32(name.encode()) % _SHARDS


def _ours(about: os.stat_result) -> bool:
    """A plain file that nobody but this user may write."""
    mine = not hasattr(os, "getuid") or about.st_uid == os.getuid()
    private = sys.platform == "win32" or not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISREG(about.st_mode) and mine and private
