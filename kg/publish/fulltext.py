"""An index of all words of the written pages, made by Pagefind where that is installed: `pip install 'kg-atlas[search]'`."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from kg.errors import EnvironmentFault

FOLDER = "pagefind"

_SECONDS = 1800
"""Far more than it needs for a hundred thousand pages."""

# It brings two interfaces of its own, which nothing here asks for.
_UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")


def installed() -> bool:
    """Whether the library and its program are here."""
    return find_spec("pagefind") is not None and find_spec("pagefind_bin") is not None


def write(site: Path) -> None:
    """Write the index into the folder of a site whose pages stand there.

    Raises:
        EnvironmentFault: Pagefind failed.
    """
    folder = site / FOLDER
    # Its program rather than its Python interface: that one waits for ever when the program behind it ends early.
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(folder), "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from error
    if done.returncode or not (folder / "pagefind.js").is_file():
        raise _failed(done.stderr.decode("utf-8", "replace").strip() or f"it ended with {done.returncode}")
    for pattern in _UNUSED:
        for file in folder.glob(pattern):
            file.unlink()


def _failed(words: str) -> EnvironmentFault:
    help = "`pip uninstall pagefind` builds without an index of all words"
    return EnvironmentFault(f"Pagefind made no index of all words: {words}", help=help)
