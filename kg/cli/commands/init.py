"""`kg init`: a new atlas."""

from __future__ import annotations

from pathlib import Path

import click

from kg.edits.start import contents, recover, write
from kg.errors import UsageError


@click.command
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--title", help="What the atlas is called; by default made of the folder's name.")
@click.option("--empty", is_flag=True, help="Leave the sample entries out; three layers stay.")
def command(folder: Path, title: str | None, empty: bool) -> None:
    """Begin a new atlas in FOLDER, by default the current one.

    It holds what a site needs and a sample entry of each kind, about tides, to read and to replace. It checks and builds
    as it stands. Nothing that is there already is ever written over.
    """
    # The atlas that `--atlas` names, or that lies around, has no part in this.
    name = " ".join((title if title is not None else _title(folder)).split())
    if not name or not name.isprintable():
        raise UsageError(f"{title!r} cannot be the title of an atlas", help="write one line of plain text")
    texts = contents(name, sample=not empty)
    if recover(folder):
        click.echo("kg: an earlier run was cut off here; finished now", err=True)
    else:
        for kept in write(folder, texts):
            click.echo(f"kg: {kept} was there already, and stays as it is", err=True)
    entries = sum(path.startswith("entries/") for path in texts)
    click.echo(folder)
    click.echo(f"{entries} entries; next: `kg --atlas {folder} check`, then `kg --atlas {folder} site`", err=True)


def _title(folder: Path) -> str:
    return folder.absolute().name.replace("-", " ").replace("_", " ").capitalize() or "Atlas"
