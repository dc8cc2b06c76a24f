"""Entry files of a Git revision, and who changed which of them when, read from Git's objects: no working file is touched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import EnvironmentFault, KgError

_LINK = "120000"
_FILE = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of a revision: its path relative to the atlas, its bytes, and whether it is a plain file."""

    path: Path
    data: bytes
    plain: bool


@dataclass(frozen=True, slots=True)
class Commit:
    """One change of entry files: by whom, when (as in RFC 3339), in what words, and what became of which file."""

    name: str
    author: str
    date: str
    subject: str
    files: tuple[tuple[str, str], ...]
    """`A` for added, `M` for changed, `D` for removed, and the path relative to the atlas."""


def prefix(root: Path) -> str:
    """The way from the root of the repository to the atlas, with a slash behind; nothing where they are the same or unknown."""
    try:
        done = _git(root, "rev-parse", "--show-prefix")
    except EnvironmentFault:
        return ""
    return "" if done.returncode else os.fsdecode(done.stdout).removesuffix("\n")


def changes(root: Path, folder: str, most: int) -> tuple[Commit, ...]:
    """The last commits that changed files below `folder` of the atlas, the newest first; none without Git or a repository.

    Where a shallow clone was cut off, the last commit seems to add every file; it is left out.
    """
    form = "%x00%x01%H%x00%aN%x00%cI%x00%s%x00"
    try:
        log = _git(
            root, "-c", "log.showSignature=false", "log", "-z", f"--format={form}", "--name-status", "--no-renames",
            "--relative", "--no-ext-diff", "--no-textconv", "--no-color", "--encoding=UTF-8", f"--max-count={most + 1}",
            "--", f"{folder}/",
        )  # fmt: skip
        cut = _cut_off(root) if log.returncode == 0 and log.stdout else frozenset()
    except EnvironmentFault:
        return ()
    if log.returncode:
        return ()
    found = [_commit(text) for text in log.stdout.decode("utf-8", "replace").split("\0\x01")[1:]]
    return tuple(commit for commit in found if commit.name not in cut and commit.files)[:most]


def _commit(text: str) -> Commit:
    name, author, date, subject, *rest = text.split("\0")
    # Git sets the list of files off by line breaks or further zeros, as its version will have it.
    rows = [part.strip("\n") for part in rest if part.strip("\n")]
    files = tuple(zip((status[:1] for status in rows[::2]), rows[1::2], strict=False))
    return Commit(name, author, date, subject, files)


def _cut_off(root: Path) -> frozenset[str]:
    """The commits of a shallow clone whose parents are not here."""
    shallow = os.fsdecode(_git(root, "rev-parse", "--git-path", "shallow").stdout).removesuffix("\n")
    path = root / shallow
    return frozenset(path.read_text("ascii").split()) if path.is_file() else frozenset()


def resolve(root: Path, revision: str) -> str:
    """The commit that a name stands for.

    Raises:
        EnvironmentFault: Git is missing, or the atlas is not in a repository.
        KgError: there is no such revision.
    """
    # --end-of-options: a name that begins with a dash is a name, not an option.
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = done.stdout.decode().strip()
    # `^main` is a name to Git too: of every commit that is not on main.
    if done.returncode == 0 and not commit.startswith("^"):
        return commit
    if _git(root, "rev-parse", "--git-dir").returncode:
        raise EnvironmentFault(
            f"{str(root)!r} is not in a Git repository", help="differences are read from its history"
        )
    raise KgError(f"no revision {revision!r}", help="name a branch, a tag or a commit; a shallow clone lacks old ones")


def merge_base(root: Path, one: str, other: str) -> str:
    """The commit where two histories parted.

    Raises:
        KgError: they have none in common, as in a shallow clone.
    """
    done = _git(root, "merge-base", resolve(root, one), resolve(root, other))
    if done.returncode:
        raise KgError(f"{one!r} and {other!r} have no common commit here", help="fetch more of the history")
    return done.stdout.decode().strip()


def read_all(root: Path, revision: str, folder: str) -> Iterator[Blob]:
    """All files below `folder` of the atlas at `revision`, in the order in which a folder is walked.

    Raises:
        KgError: there is no such revision, or not all of it is here.
    """
    commit = resolve(root, revision)
    start = prefix(root)
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{start}{folder}/")
    if listed.returncode:
        raise KgError(f"the files of {revision!r} cannot be listed", help="`git fsck` says what is missing")
    rows: list[tuple[str, str, str]] = []
    for line in listed.stdout.decode("utf-8", "surrogateescape").split("\0"):
        if line:
            about, _, path = line.partition("\t")
            mode, _, object_name = about.split(" ")
            rows.append((mode, object_name, path[len(start) :]))
    # As `files.find` walks: the files of a folder, then its folders. Of two files with one id, the first is the entry.
    rows.sort(key=lambda row: [*((True, part) for part in row[2].split("/")[:-1]), (False, row[2].split("/")[-1])])
    contents = _contents(root, [row[1] for row in rows if row[0] in (_LINK, *_FILE)])
    for mode, object_name, name in rows:
        if mode in (_LINK, *_FILE) and object_name not in contents:
            raise KgError(f"{name!r} of {revision!r} is missing from the repository", help="fetch more of the history")
        yield Blob(Path(name), contents.get(object_name, b""), mode in _FILE)


def _contents(root: Path, names: list[str]) -> dict[str, bytes]:
    """The bytes of many objects, asked for in one go."""
    if not names:
        return {}
    done = subprocess.run(  # noqa: S603 - a fixed command; the names go in as data
        ["git", "-C", str(root), "cat-file", "--batch"],  # noqa: S607 - the user's own git
        input="".join(f"{name}\n" for name in names).encode(),
        capture_output=True,
        check=False,
    )
    found: dict[str, bytes] = {}
    out, at = done.stdout, 0
    while at < len(out):
        end = out.index(b"\n", at)
        header = out[at:end].decode().split(" ")
        if len(header) != 3:
            at = end + 1
            continue
        size = int(header[2])
        found[header[0]] = out[end + 1 : end + 1 + size]
        at = end + 2 + size
    return found


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - fixed commands; revisions are verified before they are used
            ["git", "-C", str(root), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise EnvironmentFault("git is not installed", help="differences are read from its history") from None
