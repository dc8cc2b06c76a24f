"""`kg fmt`: entry files in their usual form."""

from __future__ import annotations

from pathlib import Path

import click

from kg import catalogue
from kg.cli.atlas import atlas, say
from kg.cli.edits import recovered, within
from kg.edits.format_files import changes
from kg.edits.move import moves
from kg.edits.transaction import commit
from kg.errors import KgError, UsageError
from kg.reports._terminal import safe
from kg.source import files


@click.command
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; name the files that would change, and leave with 1.")
@click.option(
    "--move-links",
    is_flag=True,
    help="Also move links to the canonical side of their relation, with evidence and comments.",
)
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], check: bool, move_links: bool) -> None:
    """Bring entry files into their usual form; comments stay, and so does what a file says.

    Fields come in the order of a blank entry, two spaces a level, without quotes where none are needed. The lines of a
    text are never broken anew, and links stay on the side where their author wrote them: only --move-links carries
    them to the entry from which the relation reads, such as `explained_by` of a phenomenon to `explains` of a theory.
    With PATHS, only these files or folders.
    """
    here = atlas(ctx.obj)
    if check and move_links:
        raise UsageError("--check changes nothing, --move-links does", help="give one of the two")
    if not check:
        recovered(here)
    wanted = within(paths, here)
    if move_links:
        moved, count = moves(catalogue.load(here), wanted)
        commit(moved, here)
        click.echo(f"{'1 link' if count == 1 else f'{count:,} links'} moved", err=True)
    number = faults = 0
    for change in changes(here, wanted):
        if isinstance(change, KgError):
            faults += 1
            _say_fault(change)
            continue
        number += 1
        if not check:
            commit((change,), here)
        say(files.shown(change.path, here.root))
    noun = "1 file" if number == 1 else f"{number:,} files"
    click.echo(f"{noun} {'would change' if check else 'changed'}", err=True)
    ctx.exit(1 if faults or (check and number) else 0)


def _say_fault(fault: KgError) -> None:
    click.echo(safe(f"kg: {fault.message}" + (f" ({fault.help})" if fault.help else "")), err=True)
