"""`kg find`: typo-tolerant search."""

from __future__ import annotations

import json

import click

from kg.cli.atlas import load, say
from kg.cli.kind import EPILOG, Kind
from kg.queries.find import find


@click.command(epilog=EPILOG)
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=Kind(), help="Only entries of this kind.")
@click.option("--most", type=click.IntRange(1, 1000), default=12, show_default=True, help="At most so many entries.")
@click.option("--format", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], kind: str | None, most: int, format: str) -> None:
    """Search titles, aliases, symbols, identifiers and authors, forgiving slips. Leaves with 1 where nothing is found."""
    hits = find(load(ctx.obj), " ".join(words), kind, most)
    if format == "json":
        found = [{"id": hit.record.id, "title": hit.record.entry.title, "matched": hit.text} for hit in hits]
        click.echo(json.dumps(found, indent=1, ensure_ascii=False))
    for hit in hits if format == "text" else ():
        matched = "" if hit.text in (hit.record.entry.title, hit.record.name) else f"  ({hit.text})"
        say(f"{hit.record.id}  {hit.record.entry.title}{matched}")
    if not hits:
        click.echo(f"kg: nothing here is like {' '.join(words)!r}", err=True)
    ctx.exit(0 if hits else 1)
