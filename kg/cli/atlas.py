"""What most commands begin with: find the atlas, load it, and print words that are safe for a terminal."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

import click

from kg import catalogue
from kg.catalogue import Catalogue
from kg.catalogue.cache import Cache, opened
from kg.errors import EnvironmentFault
from kg.reports._terminal import line, safe
from kg.settings import Atlas, find_atlas


def atlas(folder: Path | None) -> Atlas:
    """The atlas named by `--atlas`, or the one around the current folder."""
    return find_atlas(folder or Path.cwd())


def load(folder: Path | None) -> Catalogue:
    """The catalogue, with a remark on stderr if some files could not be used."""
    here = atlas(folder)
    loaded = catalogue.load(here, cache=cached(here))
    broken = len({finding.span.path for finding in loaded.findings if finding.severity.value == "error"})
    if broken:
        files = "1 file is" if broken == 1 else f"{broken} files are"
        click.echo(f"kg: {files} left out because of errors; `kg check` names them", err=True)
    return loaded


def cached(here: Atlas) -> Cache | None:
    """What earlier runs found out about this atlas, unless `--no-cache` says to find it out anew."""
    root = click.get_current_context().find_root()
    return None if root.params.get("no_cache") else opened(here)


def named(path: Path, here: Atlas) -> str:
    """A path typed on the command line, as findings name it.

    Raises:
        EnvironmentFault: it does not exist, or is not in the atlas.
    """
    full = Path.cwd() / path
    if not full.exists() and not full.is_symlink():
        raise EnvironmentFault(f"no file or folder {str(path)!r}")
    try:
        # The parent is resolved, the file is not: a link is judged as the link it is.
        return (full.parent.resolve() / full.name).relative_to(here.root.resolve()).as_posix()
    except ValueError:
        raise EnvironmentFault(f"{str(path)!r} is not in the atlas {str(here.root)!r}") from None


def say(text: str = "", *, err: bool = False, **style: bool | str) -> None:
    """Print one line of text that contributors wrote, without the characters that a terminal would obey."""
    # click types each keyword on its own; `style` is passed on as it came.
    styled = click.style(line(text), **style) if style else line(text)  # type: ignore[arg-type]
    # Click leaves colours out where nobody sees them; that somebody does not want them is for us to heed.
    click.echo(styled, err=err, color=False if os.environ.get("NO_COLOR") else None)


def progress(text: str = "") -> None:
    """What is asked for just now, on a line that is written over; only where somebody looks. Without a text, the line is wiped."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{safe(text)[:76]}", nl=False, err=True)


def wrap(text: str, indent: str = "", width: int = 96) -> str:
    """Lines of at most so many characters. Ids hold hyphens and are there to be copied: they are never broken."""
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
