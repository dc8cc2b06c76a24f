"""`kg schema`: the form of entries, for editors and for people."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.atlas import atlas, say
from kg.cli.kind import EPILOG, Kind
from kg.edits.editor import install
from kg.errors import UsageError
from kg.schema.json_schema import json_schema
from kg.schema.relations import RELATIONS


@click.command(epilog=EPILOG)
@click.argument("what", type=Kind("relations"), required=False)
@click.option("--editor", is_flag=True, help="Write the schemas, with the ids of this atlas, for your editor.")
@click.pass_obj
def command(folder: Path | None, what: str | None, editor: bool) -> None:
    """Print the JSON Schema of a kind, or the table of relations.

    With --editor, write the schemas into `.kg/schema` and where they apply into `.vscode/settings.json`, so that the YAML
    language server completes fields, relations and ids as you type, and marks what `kg check` would refuse. Commands
    that write entries keep the ids fresh from then on.
    """
    if editor:
        here = atlas(folder)
        for path in install(here):
            say(path.relative_to(here.root).as_posix())
        return
    if what is None:
        raise UsageError("nothing says which schema", help="name a kind, or `relations`, or add --editor")
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
