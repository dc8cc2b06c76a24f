"""Answers of the last day, kept in a folder that may be deleted at any time. What cannot be read is as good as absent."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_LARGEST = 16 * 1024 * 1024
_OLD = 7 * 24 * 60 * 60.0
Row = tuple[str, str, str, bytes]


class Cache:
    """One file for each question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._swept = False

    def read(self, question: str, age: float) -> Row | None:
        """The answer, if it is whole and not older than `age` seconds."""
        try:
            handle = os.open(
                self._path(question), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            )
        except OSError:
            return None
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST:
                return None
            data = file.read(_LARGEST + 1)
        try:
            found: Any = json.loads(data)
            body = base64.b64decode(found["body"], validate=True)
            texts = (found["url"], found["type"], found["charset"])
            sound = found["question"] == question and all(isinstance(text, str) for text in texts)
            young = 0 <= time.time() - float(found["at"]) <= age
            if not (sound and young and found["digest"] == _digest(*texts, body)):
                return None
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return (*texts, body)

    def write(self, question: str, row: Row) -> None:
        """Keep an answer. Where that fails, the next run asks again."""
        url, type, charset, body = row
        found = {
            "question": question,
            "at": time.time(),
            "url": url,
            "type": type,
            "charset": charset,
            "body": base64.b64encode(body).decode(),
            "digest": _digest(url, type, charset, body),
        }
        path = self._path(question)
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
        self._sweep()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(found).encode())
            os.replace(temporary, path)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def forget(self, question: str) -> None:
        """Keep an answer no longer."""
        with suppress(OSError):
            self._path(question).unlink()

    def _sweep(self) -> None:
        """Throw away what is too old to be of use, once for each run."""
        if self._swept:
            return
        self._swept = True
        with suppress(OSError):
            for path in self._folder.iterdir():
                if time.time() - path.lstat().st_mtime > _OLD:
                    path.unlink()

    def _path(self, question: str) -> Path:
        return self._folder / f"{hashlib.sha256(question.encode()).hexdigest()}.json"


def _digest(url: str, type: str, charset: str, body: bytes) -> str:
    return hashlib.sha256("\n".join((url, type, charset)).encode() + b"\n" + body).hexdigest()
