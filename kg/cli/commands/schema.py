"""`kg schema`: the form of entries, for editors and for people."""

from __future__ import annotations

import json

import click

from kg.cli.atlas import say
from kg.schema.json_schema import json_schema
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS


@click.command
@click.argument("what", type=click.Choice((*kinds(), "relations")))
def command(what: str) -> None:
    """Print the JSON Schema of a kind, or the table of relations."""
    if what != "relations":
        click.echo(json.dumps(json_schema(what), indent=1))
        return
    for relation in RELATIONS:
        ends = f"{_kinds(relation.source)} -> {'same kind' if relation.same_kind else _kinds(relation.target)}"
        names = relation.name if relation.symmetric else f"{relation.name} / {relation.inverse}"
        marks = [f"down {relation.down}"] if relation.down else []
        marks += [mark for mark in ("transitive", "acyclic", "derived") if getattr(relation, mark)]
        say(f"{names:<32} {ends}" + (f"  ({', '.join(marks)})" if marks else ""))


def _kinds(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "any"
