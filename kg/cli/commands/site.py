"""`kg site`: check, then publish."""

from __future__ import annotations

import click

from kg.cli.atlas import atlas


@click.command
@click.option("--serve", is_flag=True, help="Serve a live preview instead of building.")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve the preview.")
@click.pass_context
def command(ctx: click.Context, serve: bool, address: str) -> None:
    """Check the entries, then build the site into build/site. Errors are printed and the last site stays as it was."""
    from kg.publish import build

    here = atlas(ctx.obj)
    if serve:
        build.serve(here, address)
    else:
        click.echo(build.build(here))
