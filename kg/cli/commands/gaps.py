"""`kg gaps`: what is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from kg import graph as graphs
from kg.cli.atlas import load, say, wrap
from kg.graph import Graph
from kg.review import gaps as review


@click.command
@click.option(
    "--kind", "kinds", multiple=True, metavar="GAP", help="Only gaps of this kind; may be given more than once."
)
@click.option("--layer", metavar="LAYER", help="Only gaps about entries on this layer.")
@click.option("--about", metavar="ID", help="Only gaps that concern this entry.")
@click.option("--most", type=click.IntRange(1, 100_000), default=20, show_default=True, help="At most so many gaps.")
@click.option("--stubs", is_flag=True, help="Print with each gap the YAML to begin with.")
@click.option("--ids", is_flag=True, help="Print with each gap the id that `kg new --from-gap` takes.")
@click.option("--kinds", "explain", is_flag=True, help="List the kinds of gap and leave.")
@click.option("--format", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_obj
def command(
    folder: Path | None,
    kinds: tuple[str, ...],
    layer: str | None,
    about: str | None,
    most: int,
    stubs: bool,
    ids: bool,
    explain: bool,
    format: str,
) -> None:
    """List what is missing, ranked by what closing it would connect.

    The number before a gap counts the pairs of entries, above and below, that closing it would join.
    """
    meanings = review.meanings()
    if explain:
        for name, meaning in meanings.items():
            say(f"{name:<24} {meaning}")
        return
    for kind in kinds:
        if kind not in meanings:
            raise click.BadParameter(f"no gap {kind!r}; they are: {', '.join(meanings)}", param_hint="--kind")
    graph = graphs.build(load(folder))
    found = review.gaps(graph, kinds)
    if about:
        id = graph.catalogue.find(about).id
        found = [gap for gap in found if id in (gap.about, *gap.also)]
    if layer:
        name = graph.catalogue.find(f"layer/{layer.removeprefix('layer/')}").name
        found = [gap for gap in found if name in graph.layer_names(gap.about)]
    shown = found[:most]
    if format == "json":
        fields = ("id", "name", "about", "also", "score", "sentence", "stub", "waived")
        click.echo(json.dumps([{name: getattr(gap, name) for name in fields} for gap in shown], indent=1))
        return
    for gap in shown:
        waived = f" (waived: {gap.waived})" if gap.waived else ""
        say(f"{gap.score:>4}  {gap.name}{waived}", bold=True)
        for line in wrap(titled(graph, gap.sentence), "      ").split("\n"):
            say(line)
        if ids:
            say(f"      {gap.id}", dim=True)
        if stubs:
            for line in gap.stub.rstrip().split("\n"):
                say(f"      | {line}", dim=True)
    more = f" of {len(found):,}; ask for more with --most" if len(found) > len(shown) else ""
    say(f"{len(shown):,} gap{'s' * (len(shown) != 1)}{more}" if found else "no gaps")


def titled(graph: Graph, sentence: str) -> str:
    """A sentence with titles and ids in place of references."""
    return re.sub(r"\[\[([^\]]+)\]\]", lambda found: f"{graph.title(found.group(1))!r} ({found.group(1)})", sentence)
