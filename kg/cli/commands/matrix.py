"""`kg matrix`: one kind against another."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from kg import graph as graphs
from kg.cli.atlas import load, say
from kg.cli.kind import EPILOG, Kind
from kg.queries.matrix import Matrix, derived, matrix
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning.facts import Proof

_KINDS = Kind()


@click.command(epilog=EPILOG)
@click.option(
    "--rows", type=_KINDS, multiple=True, default=("theory", "result"), show_default=True, help="Kinds of the rows."
)
@click.option(
    "--columns", type=_KINDS, multiple=True, default=("phenomenon",), show_default=True, help="Kinds of the columns."
)
@click.option("--derived", "with_derived", is_flag=True, help="Add what only reasoning yields, marked as derived.")
@click.option("--format", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@click.pass_obj
def command(
    folder: Path | None, rows: tuple[str, ...], columns: tuple[str, ...], with_derived: bool, format: str
) -> None:
    """Set theories and results against phenomena, or any kinds, with the standing of each pair.

    As text, one line per pair that is linked: a grid of this size is for the site, for csv or for a spreadsheet.
    """
    graph = graphs.build(load(folder))
    found = matrix(graph, rows, columns)
    proofs = derived(graph, rows, columns) if with_derived else ()
    if format == "csv":
        click.echo(_grid(found, proofs), nl=False)
    elif format == "json":
        click.echo(json.dumps(_data(found, proofs, with_derived), indent=1))
    else:
        for (row, column), group in found.cells.items():
            say(f"{row}  {group[0].words} ({', '.join(cell.standing for cell in group)})  {column}")
        for proof in proofs:
            relation = proof.fact.relation
            words = DERIVED[relation].words if relation in DERIVED else relation
            say(f"{proof.fact.source}  {words} (derived, {proof.standing})  {proof.fact.target}", dim=True)


def _data(found: Matrix, proofs: tuple[Proof, ...], with_derived: bool) -> dict[str, object]:
    cells = [
        {"row": row, "column": column, "relation": cell.statement.relation.name, "standing": cell.standing}
        for (row, column), group in found.cells.items()
        for cell in group
    ]
    facts = [
        {
            "row": p.fact.source,
            "column": p.fact.target,
            "relation": p.fact.relation,
            "standing": p.standing,
            "rule": p.rule,
        }
        for p in proofs
    ]
    whole: dict[str, object] = {"rows": found.rows, "columns": found.columns, "cells": cells}
    return {**whole, "derived": facts} if with_derived else whole


def _grid(found: Matrix, proofs: tuple[Proof, ...]) -> str:
    cells = {pair: [cell.standing for cell in group] for pair, group in found.cells.items()}
    for proof in proofs:
        cells.setdefault((proof.fact.source, proof.fact.target), []).append(f"derived:{proof.standing}")
    columns = sorted({column for _, column in cells})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("", *columns))
    for row in sorted({row for row, _ in cells}):
        writer.writerow((row, *(" ".join(cells.get((row, column), ())) for column in columns)))
    return out.getvalue()
