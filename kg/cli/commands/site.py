"""`kg site`: check, then publish."""

from __future__ import annotations

from pathlib import Path

import click

from kg import reports
from kg.cli.atlas import atlas
from kg.cli.progress import progress
from kg.publish.build import FindingsStand, build, serve


@click.command
@click.option("--serve", "live", is_flag=True, help="Serve a live preview instead of building.")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve the preview.")
@click.pass_obj
def command(folder: Path | None, live: bool, address: str) -> None:
    """Check the entries, then build the site into build/site. Errors are printed and the last site stays as it was."""
    here = atlas(folder)
    if live:
        serve(here, address)
        return
    try:
        with progress("writing the site") as tell:
            site = build(here, progress=tell)
    except FindingsStand as refusal:
        click.echo(reports.render(refusal.findings, "full", here.root), nl=False)
        raise
    click.echo(f"the site is in {site}: open {site / 'index.html'}, or run `kg site --serve`")
