"""What lies in the folder of the entries and is none: links, pipes, devices, folders, names, and the nearest thing that is one."""

from __future__ import annotations

import os
import socket
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kg.settings import MAX_BYTES

Make = Callable[[Path], None]
"""Puts something at a path of its own."""


@dataclass(frozen=True, slots=True)
class FileCase:
    """Something bad at a path below `entries/systems/<case>/`, the words that name it, and what may stand there instead."""

    name: str
    bad: str
    make: Make
    words: str
    """What the message or the help says of it."""
    good: str = ""
    make_good: Make | None = None
    rule: str = "refused-file"
    counts: bool = True
    """Whether it is seen, as a file of its own."""

    def put(self, systems: Path, *, bad: bool = True) -> None:
        folder = systems / self.name
        folder.mkdir(parents=True)
        (self.make_good or entry(f"The decoy of {self.name}"))(folder / (self.good or f"decoy-of-{self.name}.yaml"))
        if bad:
            self.make(folder / self.bad)

    @property
    def path(self) -> str:
        """As a finding shows it."""
        return f"entries/systems/{self.name}/{self.bad}"


def entry(title: str) -> Make:
    return lambda path: _written(path, f"title: {title}\nscale: toy\nsummary: It is there.\n".encode())


def sized(size: int) -> Make:
    """A sound entry of so many bytes."""
    head = b"title: One of a size %d\nscale: toy\nsummary: It is there.\n# " % size
    return lambda path: _written(path, head + b"x" * (size - len(head)))


def data(content: bytes) -> Make:
    return lambda path: _written(path, content)


def link(target: str) -> Make:
    return lambda path: path.symlink_to(target)


def sparse(path: Path) -> None:
    """Four gigabytes that take no place."""
    with path.open("wb") as file:
        file.truncate(4 << 30)


def ear(path: Path) -> None:
    # A socket's path may be no longer than a hundred characters or so.
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def _written(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _named(name: str, bad: str, words: str, good: str = "") -> FileCase:
    """A sound entry whose file has a name that no entry has."""
    return FileCase(name, bad, entry(f"Named {name}"), words, good)


_LINK, _NO_FILE = "is a symbolic link", "is not a regular file"
_A_FILE_OF_AN_ENTRY = "entries end in .yaml; keep other files elsewhere"

CASES = (
    FileCase("link-out", "link-out.yaml", link("/etc/passwd"), _LINK),
    FileCase("link-out-by-steps", "link-out-by-steps.yaml", link("../../../../secret.yaml"), _LINK),
    FileCase("link-to-a-neighbour", "link-to-a-neighbour.yaml", link("decoy-of-link-to-a-neighbour.yaml"), _LINK),
    FileCase("link-to-itself", "link-to-itself.yaml", link("link-to-itself.yaml"), _LINK),
    FileCase("link-to-nothing", "link-to-nothing.yaml", link("nothing.yaml"), _LINK),
    FileCase("link-to-a-device", "link-to-a-device.yaml", link("/dev/zero"), _LINK),
    FileCase("link-to-this-process", "link-to-this-process.yaml", link("/proc/self/environ"), _LINK),
    FileCase("link-to-a-folder", "folder", link("/etc"), _LINK),
    FileCase("link-to-all-entries", "round", link("../.."), _LINK),
    FileCase("link-to-its-folder", "link-to-its-folder.yaml", link("."), _LINK),
    FileCase("link-with-another-ending", "notes.txt", link("/etc/passwd"), _LINK),
    FileCase("link-named-badly", "Link.yaml", link("/etc/passwd"), _LINK),
    FileCase("pipe", "pipe.yaml", os.mkfifo, _NO_FILE),
    FileCase("pipe-with-another-ending", "pipe", os.mkfifo, _NO_FILE),
    FileCase("ear", "ear.yaml", ear, _NO_FILE),
    FileCase("folder-like-a-file", "folder-like-a-file.yaml", Path.mkdir, "is a folder", "folder-like-no-file/inside-it.yaml"),
    FileCase("huge", "huge.yaml", sparse, "larger than 256 KiB"),
    FileCase("one-byte-too-much", "one-byte-too-much.yaml", sized(MAX_BYTES + 1), "larger than 256 KiB",
             make_good=sized(MAX_BYTES)),
    FileCase("nothing-in-it", "nothing-in-it.yaml", data(b""), "this file is empty", rule="empty-file"),
    _named("capitals", "Capitals.yaml", "rename it to 'capitals.yaml'"),
    _named("all-capitals", "ALL-CAPITALS.yaml", "rename it to 'all-capitals.yaml'"),
    _named("capital-ending", "capital-ending.YAML", _A_FILE_OF_AN_ENTRY),
    _named("mixed-ending", "mixed-ending.Yaml", _A_FILE_OF_AN_ENTRY),
    _named("space", "a space.yaml", "rename it to 'a-space.yaml'"),
    _named("space-first", " space-first.yaml", "rename it to 'space-first.yaml'"),
    _named("space-last", "space-last .yaml", "rename it to 'space-last.yaml'"),
    _named("space-behind-the-ending", "space-behind.yaml ", _A_FILE_OF_AN_ENTRY),
    _named("tab", "a\tb.yaml", "rename it to 'a-b.yaml'"),
    _named("line-break", "a\nb.yaml", "rename it to 'a-b.yaml'"),
    _named("terminal", "\x1b[31mred.yaml", "rename it to '31mred.yaml'"),
    _named("bell", "bell\x07.yaml", "rename it to 'bell.yaml'"),
    _named("underscore", "under_score.yaml", "rename it to 'under-score.yaml'"),
    _named("hyphen-first", "-rf.yaml", "rename it to 'rf.yaml'", "0-rf.yaml"),
    _named("dots", "two.dots.yaml", "rename it to 'two-dots.yaml'"),
    _named("ending-twice", "ending-twice.yaml.yaml", "rename it to 'ending-twice-yaml.yaml'"),
    _named("accent", "verhältnis.yaml", "rename it to 'verhaltnis.yaml'"),
    _named("accent-apart", unicodedata.normalize("NFD", "décomposé.yaml"), "rename it to 'decompose.yaml'"),
    _named("letters-alike", "\u0430lpha.yaml", "rename it to 'lpha.yaml'", "alpha.yaml"),
    _named("full-width", "\uff46ull.yaml", "rename it to 'full.yaml'"),
    _named("other-script", "庭.yaml", "small letters, digits and hyphens"),
    _named("picture-sign", "🌷.yaml", "small letters, digits and hyphens"),
    _named("turned-round", "\u202elmay.yaml", "rename it to 'lmay.yaml'"),
    _named("no-width", "zero\u200bwidth.yaml", "rename it to 'zero-width.yaml'"),
    _named("other-digits", "\u0661.yaml", "small letters, digits and hyphens", "1.yaml"),
    _named("quote", "it's.yaml", "rename it to 'it-s.yaml'"),
    _named("double-quote", 'a"b.yaml', "rename it to 'a-b.yaml'"),
    _named("backslash", "down\\up.yaml", "rename it to 'down-up.yaml'"),
    _named("percent", "%2e%2e%2fup.yaml", "rename it to '2e-2e-2fup.yaml'"),
    _named("markup", "<b onclick=x>.yaml", "rename it to 'b-onclick-x.yaml'"),
    _named("shell", "$(touch x);.yaml", "rename it to 'touch-x.yaml'"),
    _named("colon", "c:x.yaml", "rename it to 'c-x.yaml'"),
    _named("star", "*.yaml", "small letters, digits and hyphens"),
    _named("too-long", "a" * 80 + ".yaml", f"rename it to '{'a' * 79}.yaml'", "a" * 79 + ".yaml"),
    _named("as-long-as-a-disk-takes", "b" * 250 + ".yaml", f"rename it to '{'b' * 79}.yaml'", "b" * 78 + ".yaml"),
    _named("device-of-windows", "con.yaml", "'con' is the name of a device on Windows", "cone.yaml"),
    _named("port-of-windows", "lpt1.yaml", "'lpt1' is the name of a device on Windows", "lpt.yaml"),
    _named("nothing-of-windows", "NUL.yaml", "rename it to 'nul-1.yaml'", "null.yaml"),
    _named("yml", "late.yml", "rename it to 'late.yaml'"),
    _named("no-ending", "late", _A_FILE_OF_AN_ENTRY),
    _named("another-language", "late.json", _A_FILE_OF_AN_ENTRY),
    _named("read-me", "README.md", _A_FILE_OF_AN_ENTRY),
    _named("backup-of-emacs", "late.yaml~", _A_FILE_OF_AN_ENTRY),
    _named("save-of-emacs", "#late.yaml#", _A_FILE_OF_AN_ENTRY),
    _named("backup", "late.yaml.bak", _A_FILE_OF_AN_ENTRY),
    _named("original-of-a-merge", "late.yaml.orig", _A_FILE_OF_AN_ENTRY),
    _named("refused-by-a-patch", "late.yaml.rej", _A_FILE_OF_AN_ENTRY),
    _named("probe-of-vim", "4913", _A_FILE_OF_AN_ENTRY, "4913.yaml"),
    _named("copy", "late (1).yaml", "rename it to 'late-1.yaml'"),
    _named("copy-of-the-finder", "late copy.yaml", "rename it to 'late-copy.yaml'"),
    _named("rubbish-of-windows", "Thumbs.db", _A_FILE_OF_AN_ENTRY),
    _named("compiled", "late.pyc", _A_FILE_OF_AN_ENTRY),
    FileCase("twice-in-two-folders", "inner/decoy-of-twice-in-two-folders.yaml", entry("The same name once more"),
             "id 'system/decoy-of-twice-in-two-folders' is used twice", rule="duplicate-id"),
    FileCase("hidden", ".late.yaml", entry("Hidden"), "", counts=False),
    FileCase("swap-of-vim", ".late.yaml.swp", data(b"b0VIM\0"), "", counts=False),
    FileCase("lock-of-emacs", ".#late.yaml", link("gardener@example.org.1234:1"), "", counts=False),
    FileCase("rubbish-of-macos", ".DS_Store", data(b"\0\0\0\1Bud1"), "", counts=False),
    FileCase("half-of-macos", "._late.yaml", data(b"\0\5\x16\7"), "", counts=False),
    FileCase("hidden-folder", ".idea/late.yaml", entry("Hidden below"), "", counts=False),
    FileCase("hidden-link", ".secret", link("/etc"), "", counts=False),
)  # fmt: skip

# Only the superuser makes devices.
DEVICES = tuple(
    FileCase(name, f"{name}.yaml", partial(os.mknod, mode=mode | 0o666, device=os.makedev(*numbers)), _NO_FILE)
    for name, mode, numbers in (
        ("device-without-end", 0o020000, (1, 5)),
        ("device-of-nothing", 0o020000, (1, 3)),
        ("device-of-chance", 0o020000, (1, 9)),
        ("device-of-blocks", 0o060000, (7, 99)),
    )
)
