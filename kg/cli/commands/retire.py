"""`kg retire`: an entry goes, its id stays."""

from __future__ import annotations

from pathlib import Path

import click

from kg import catalogue, checks, reports
from kg.cli.atlas import atlas, say
from kg.cli.edits import carried_out, recovered
from kg.edits.overlay import Refused
from kg.edits.retire import StillNamed, retire
from kg.errors import UsageError


@click.command
@click.argument("id")
@click.option("--reason", required=True, help="Why the entry goes, in a few words; readers of its address see it.")
@click.option("--replaced-by", help="The entry to read instead.")
@click.option("--repoint", is_flag=True, help="Point every reference to it at its replacement.")
@click.pass_obj
def command(folder: Path | None, id: str, reason: str, replaced_by: str | None, repoint: bool) -> None:
    """Leave a tombstone instead of the entry ID: its file goes, its id is never used again, its address leads on.

    Where other entries name it, they are listed and nothing changes, unless --repoint points them at the replacement.
    What only the retired entry said goes with it: copy it over first.
    """
    here = atlas(folder)
    if repoint and not replaced_by:
        raise UsageError("--repoint needs a replacement", help="add `--replaced-by ID`")
    recovered(here)
    try:
        plan = retire(catalogue.load(here), id, reason, replaced_by, checks.run, repoint=repoint)
    except StillNamed as named:
        for place in named.places:
            say(place)
        raise
    except Refused as refused:
        click.echo(reports.render(refused.findings, "concise", here.root, colour=False), nl=False)
        raise
    carried_out(plan, here)
