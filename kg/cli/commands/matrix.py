"""`kg matrix`: one kind against another."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from kg import graph as graphs
from kg.cli.atlas import load, say
from kg.queries.matrix import Matrix, matrix
from kg.schema.kinds import kinds

_KINDS = click.Choice(tuple(kinds()))


@click.command
@click.option(
    "--rows", type=_KINDS, multiple=True, default=("theory", "result"), show_default=True, help="Kinds of the rows."
)
@click.option(
    "--columns", type=_KINDS, multiple=True, default=("phenomenon",), show_default=True, help="Kinds of the columns."
)
@click.option("--format", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@click.pass_obj
def command(folder: Path | None, rows: tuple[str, ...], columns: tuple[str, ...], format: str) -> None:
    """Set theories and results against phenomena, or any kinds, with the standing of each pair.

    As text, one line per pair that is linked: a grid of this size is for the site, for csv or for a spreadsheet.
    """
    found = matrix(graphs.build(load(folder)), rows, columns)
    if format == "csv":
        click.echo(_grid(found), nl=False)
    elif format == "json":
        cells = [
            {"row": row, "column": column, "relation": cell.statement.relation.name, "standing": cell.standing}
            for (row, column), group in found.cells.items()
            for cell in group
        ]
        click.echo(json.dumps({"rows": found.rows, "columns": found.columns, "cells": cells}, indent=1))
    else:
        for (row, column), group in found.cells.items():
            say(f"{row}  {group[0].words} ({', '.join(cell.standing for cell in group)})  {column}")


def _grid(found: Matrix) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("", *found.columns))
    for row in found.rows:
        cells = (found.cells.get((row, column), ()) for column in found.columns)
        writer.writerow((row, *(" ".join(cell.standing for cell in group) for group in cells)))
    return out.getvalue()
