"""`kg query`: an ad-hoc question in SQL."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from decimal import Decimal
from pathlib import Path

import click

from kg import graph as graphs
from kg.cli.atlas import load, say
from kg.queries.recipes import RECIPES
from kg.queries.sql import Answer, ask, views
from kg.suggest import did_you_mean


@click.command
@click.argument("sql", required=False)
@click.option("--recipe", help="Ask one of the named questions instead.")
@click.option("--recipes", "list_recipes", is_flag=True, help="List the named questions and leave.")
@click.option("--views", "list_views", is_flag=True, help="List what can be selected from and leave.")
@click.option("--most", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="At most so many rows.")
@click.option("--format", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@click.pass_obj
def command(
    folder: Path | None,
    sql: str | None,
    recipe: str | None,
    list_recipes: bool,
    list_views: bool,
    most: int,
    format: str,
) -> None:
    """Ask the graph a question in SQL: exactly one SELECT, over entries, links, evidence, derived facts, and a view per kind
    and relation. Needs the extra `sql` (DuckDB). Nothing can be changed, and no file can be read.

    \b
    kg query "SELECT source, target FROM explains WHERE standing = 'contested'"
    kg query --recipe most-cited-papers
    """
    if list_recipes or list_views:
        rows = views() if list_views else {name: found.question for name, found in RECIPES.items()}
        for name, meaning in rows.items():
            say(f"{name:<28} {meaning}")
        return
    if (sql is None) == (recipe is None):
        raise click.UsageError("give one SELECT, or a --recipe; `kg query --recipes` lists them")
    if recipe is not None and recipe not in RECIPES:
        help = did_you_mean(recipe, RECIPES) or f"they are: {', '.join(RECIPES)}"
        raise click.BadParameter(f"no recipe {recipe!r}; {help}", param_hint="--recipe")
    question = RECIPES[recipe].sql if recipe is not None else sql or ""
    answer = ask(graphs.build(load(folder)), question, most=most)
    _PRINT[format](answer)
    if answer.cut:
        click.echo(f"kg: only the first {most:,} rows; ask for more with --most", err=True)


def _text(answer: Answer) -> None:
    rows = [[_words(value) for value in row] for row in answer.rows]
    widths = [max(len(name), *(len(row[i]) for row in rows), 0) for i, name in enumerate(answer.columns)]
    say("  ".join(name.ljust(width) for name, width in zip(answer.columns, widths, strict=True)).rstrip(), bold=True)
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    count = len(rows)
    click.echo(f"{count:,} row{'s' * (count != 1)}", err=True)


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _json(answer: Answer) -> None:
    # Two columns may have one name; an object cannot hold both.
    names: list[str] = []
    for column in answer.columns:
        others = (f"{column}_{number}" for number in itertools.count(2))
        names.append(next(name for name in itertools.chain([column], others) if name not in names))
    rows = [dict(zip(names, map(_plain, row), strict=True)) for row in answer.rows]
    click.echo(json.dumps(rows, indent=1, ensure_ascii=False, allow_nan=False, default=str))


def _plain(value: object) -> object:
    """What JSON can say: its numbers are finite, and its keys are text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _csv(answer: Answer) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow([_cell(value) for value in row])
    click.echo(out.getvalue(), nl=False)


def _cell(value: object) -> str:
    """A text that a spreadsheet does not take for a formula. A number, negative or not, is none."""
    # A lone carriage return ends a line to a reader of CSV, and Python's writer does not always quote it.
    text = _words(value).replace("\r\n", "\n").replace("\r", "\n")
    formula = text.startswith(("=", "+", "-", "@", "\t", "\n")) and not isinstance(value, int | float | Decimal)
    return f"'{text}" if formula else text


_PRINT = {"text": _text, "json": _json, "csv": _csv}
