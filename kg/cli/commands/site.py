"""`kg site`: check, then publish."""

from __future__ import annotations

import os

import click

from kg import reports
from kg.cli.atlas import atlas
from kg.cli.progress import progress
from kg.publish.build import FindingsStand, build, serve


@click.command
@click.option("--serve", "live", is_flag=True, help="Serve a live preview instead of building.")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve the preview.")
@click.pass_context
def command(ctx: click.Context, live: bool, address: str) -> None:
    """Check the entries, then build the site into build/site. Errors are printed and the last site stays as it was."""
    here = atlas(ctx.obj)
    if ctx.find_root().params.get("no_cache"):
        # Between here and what reads the entries stands MkDocs, which would not pass it on.
        _without_cache(ctx)
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


def _without_cache(ctx: click.Context) -> None:
    before = os.environ.get("KG_NO_CACHE", "")
    ctx.call_on_close(lambda: os.environ.update(KG_NO_CACHE=before))
    os.environ["KG_NO_CACHE"] = "1"
