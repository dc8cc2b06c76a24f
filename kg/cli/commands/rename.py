"""`kg rename`: another name for an entry."""

from __future__ import annotations

from pathlib import Path

import click

from kg import catalogue, checks, reports
from kg.cli.atlas import atlas
from kg.cli.edits import carried_out, recovered
from kg.edits.overlay import Refused
from kg.edits.rename import rename


@click.command
@click.argument("old")
@click.argument("new")
@click.pass_obj
def command(folder: Path | None, old: str, new: str) -> None:
    """Give the entry OLD the name NEW: its file, every reference to it, and a tombstone under the old id.

    All files change together or none does. References are followed in links, evidence, equations, layers, steps and
    prose; pages written by hand are not touched, the old address leads on from there.
    """
    here = atlas(folder)
    recovered(here)
    try:
        plan = rename(catalogue.load(here), old, new, checks.run)
    except Refused as refused:
        click.echo(reports.render(refused.findings, "concise", here.root, colour=False), nl=False)
        raise
    carried_out(plan, here)
