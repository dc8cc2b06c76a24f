"""`kg new`: a blank entry in the right place."""

from __future__ import annotations

from pathlib import Path

import click

from kg import catalogue
from kg import graph as graphs
from kg.catalogue import Catalogue
from kg.cli.atlas import atlas
from kg.cli.kind import EPILOG, Kind
from kg.edits.editor import refresh
from kg.edits.write import create
from kg.errors import KgError
from kg.review.gaps import gaps
from kg.schema.kinds import kinds
from kg.schema.template import template
from kg.source import files
from kg.suggest import did_you_mean


@click.command(epilog=EPILOG)
@click.argument("kind", type=Kind())
@click.argument("name")
@click.option("--title", help="Title of the entry; by default made of its name.")
@click.option(
    "--from-gap", "gap", metavar="GAP", help="Link it so that it closes this gap, as `kg gaps --ids` names it."
)
@click.pass_obj
def command(folder: Path | None, kind: str, name: str, title: str | None, gap: str | None) -> None:
    """Write a blank, commented entry of a KIND in the right place. NAME becomes its permanent id."""
    if why := files.name_fault(name):
        rule, better = why
        help = f"{rule}{f', such as {better!r}' if better else ''}"
        raise KgError(f"{name!r} cannot be the name of an entry", help=help)
    here = atlas(folder)
    loaded = catalogue.load(here)
    id = f"{kind}/{name}"
    if id in loaded.ids:
        raise KgError(f"{id!r} is there already", help="choose another name, or edit that file")
    if id in loaded.retired:
        raise KgError(f"{id!r} was retired, and ids are never used again", help="choose another name")
    links = None if gap is None else _closing(loaded, kind, gap)
    path = here.entries / kinds()[kind].folder / f"{name}.yaml"
    create(path, template(kind, title or name.replace("-", " ").capitalize(), links), here)
    refresh(here)
    click.echo(path.relative_to(here.root))
    click.echo("fill it in, then run `kg check`", err=True)


def _closing(loaded: Catalogue, kind: str, id: str) -> dict[str, tuple[str, ...]]:
    """The links with which an entry of this kind would close a gap."""
    open_gaps = {gap.id: gap for gap in gaps(graphs.build(loaded))}
    gap = open_gaps.get(id)
    if gap is None:
        raise KgError(f"no gap {id!r}", help=did_you_mean(id, open_gaps) or "`kg gaps --ids` lists them")
    relation = dict(gap.closes).get(kind)
    if relation is None:
        closing = ", ".join(kind for kind, _ in gap.closes)
        help = f"these do: {closing}" if closing else f"edit {loaded.records[gap.about].path} instead:\n{gap.stub}"
        raise KgError(f"an entry of kind {kind} does not close this gap", help=help)
    others = gap.also if relation == "concerns" else ()
    return {relation: (gap.about, *others)}
