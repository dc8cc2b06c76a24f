"""What the commands that change entries have in common: finish what was cut off, and know which files are meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import click

from kg.cli.atlas import named
from kg.edits.editor import refresh
from kg.edits.rename import Plan
from kg.edits.transaction import commit, recover
from kg.settings import Atlas
from kg.source import files


def recovered(here: Atlas) -> None:
    """Finish what a killed run began, and say so."""
    if paths := recover(here):
        names = ", ".join(sorted(files.shown(path, here.root) for path in paths))
        click.echo(f"kg: an earlier run was cut off; finished now: {names}", err=True)


def within(paths: tuple[Path, ...], here: Atlas) -> Callable[[Path], bool]:
    """Whether a file of the atlas lies in one of the places named; without any, all do.

    Raises:
        EnvironmentFault: a place does not exist, or is not in the atlas.
    """
    names = [named(path, here) for path in paths]

    def wanted(path: Path) -> bool:
        name = path.relative_to(here.root).as_posix()
        return not names or any(place == "." or name == place or name.startswith(place + "/") for place in names)

    return wanted


def carried_out(plan: Plan, here: Atlas) -> None:
    """Make the changes of a plan, and name every file that changed."""
    commit(plan.changes, here)
    refresh(here)
    for change in plan.changes:
        sign = "+" if change.before is None else "-" if change.after is None else "~"
        click.echo(f"{sign} {files.shown(change.path, here.root)}")
    count = "1 reference" if plan.references == 1 else f"{plan.references} references"
    target = f", now {plan.new!r}" if plan.new else ""
    click.echo(f"{plan.old!r} is retired{target}; {count} changed in other files", err=True)
    for name in _pages_that_name(plan.old, here):
        click.echo(f"{name} still names it: pages written by hand are left to you", err=True)


def _pages_that_name(id: str, here: Atlas) -> list[str]:
    pages = (path for path in sorted((here.root / "site").rglob("*.md")) if path.is_file() and not path.is_symlink())
    mention = re.compile(rf"\[\[\s*{re.escape(id)}\s*(?:\||\]\])")
    return [files.shown(path, here.root) for path in pages if mention.search(path.read_text("utf-8", "replace"))]
