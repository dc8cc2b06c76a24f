"""A new atlas: its settings, its layers, and where wanted a sample entry of each kind."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import nullcontext
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.edits.alone import alone
from kg.edits.quoting import written
from kg.edits.write import stage, sync
from kg.errors import KgError

# Wheels and Git treat a file `.gitignore` as their own business, so it is kept under another name.
_RENAMED = {"gitignore": ".gitignore"}
# A new repository often has these already; theirs stay.
_OPTIONAL = frozenset({"README.md", ".gitignore"})
_STAGED, _READY = ".kg-init-", ".ready"


def contents(title: str, *, sample: bool = True) -> dict[str, str]:
    """Path below the new folder to the text of each file. Without the sample, of the entries only the layers are left."""
    found = dict(_walk(files("kg.edits").joinpath("starter"), ""))
    if not sample:
        found = {path: text for path, text in found.items() if not path.startswith("entries/") or "/layers/" in path}
    for path in ("README.md", "mkdocs.yml"):
        found[path] = found[path].replace("TITLE", written(title, inside=False) if path == "mkdocs.yml" else title)
    if not sample:
        head, _, _ = found["README.md"].partition("The entries that came with it")
        found["README.md"] = (
            head + "Begin with `kg new KIND NAME`. The layers in `entries/layers/` are yours to name.\n"
        )
    return found


def _walk(folder: Traversable, above: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            found.extend(_walk(item, f"{above}{item.name}/"))
        elif not item.name.endswith((".py", ".pyc")):
            found.append((above + _RENAMED.get(item.name, item.name), item.read_text("utf-8")))
    return found


def write(folder: Path, texts: dict[str, str]) -> list[str]:
    """Put the files there: all of them or none, and never over one that exists. Gives what was there and was kept.

    Raises:
        KgError: something is in the way.
        OSError: a permission is missing, or the disk is full.
    """
    if os.path.lexists(folder) and not folder.is_dir():
        raise KgError(f"{str(folder)!r} is not a folder", help="name a new one")
    kept = [name for name in sorted(_OPTIONAL) if os.path.lexists(folder / name)]
    texts = {path: text for path, text in texts.items() if path not in kept}
    tops = sorted({path.partition("/")[0] for path in texts})
    taken = [name for name in tops if os.path.lexists(folder / name)]
    if taken:
        named = ", ".join(repr(name) for name in taken)
        raise KgError(f"{str(folder)!r} holds {named} already", help="name a new folder: nothing was written")
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with alone(folder):
            _moved_in(folder, texts, tops)
    finally:
        if new and not any(folder.iterdir()):
            folder.rmdir()
    return kept


def _moved_in(folder: Path, texts: dict[str, str], tops: list[str]) -> None:
    # In the folder itself, so that the moves at the end stay within one file system.
    staged = folder / f"{_STAGED}{secrets.token_hex(6)}"
    begun: list[str] = []
    try:
        for path, text in texts.items():
            target = staged / path
            target.parent.mkdir(parents=True, exist_ok=True)
            stage(target, text.encode("utf-8"))
        stage(staged / _READY, b"")
        for name in _last_the_entries(tops):
            # A rename would replace a file that somebody has put there just now.
            if os.path.lexists(folder / name):
                raise KgError(f"{str(folder)!r} holds {name!r} already", help="name a new folder: nothing was written")
            # Written down before it is done: an interrupt may come between any two steps.
            begun.append(name)
            os.rename(staged / name, folder / name)
        sync(folder)
    except BaseException:
        for done in (folder / name for name in begun if not os.path.lexists(staged / name)):
            shutil.rmtree(done) if done.is_dir() else done.unlink()
        raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def recover(folder: Path) -> bool:
    """Finish what a killed run began in this folder, or clean it away; says whether there is a new atlas now.

    Raises:
        OSError: a permission is missing.
    """
    finished = False
    with alone(folder) if folder.is_dir() else nullcontext():
        for staged in sorted(folder.glob(f"{_STAGED}*")):
            if staged.is_symlink() or not staged.is_dir():
                continue
            if (staged / _READY).is_file():
                # All was written down, and only the moves were cut off: what nobody has put there since is moved now.
                for name in _last_the_entries(path.name for path in staged.iterdir() if path.name != _READY):
                    if not os.path.lexists(folder / name):
                        os.rename(staged / name, folder / name)
                        finished = True
                sync(folder)
            shutil.rmtree(staged)
    return finished


def _last_the_entries(names: Iterable[str]) -> list[str]:
    """What has no entries is no atlas yet, and says so."""
    return sorted(names, key=lambda name: (name == "entries", name))
