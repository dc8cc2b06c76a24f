"""`kg scoreboard`: how the theories fare."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path

import click

from kg import graph as graphs
from kg.cli.atlas import load, say
from kg.queries.scoreboard import OUTCOMES, Score, scoreboard


@click.command
@click.argument("theory", required=False)
@click.option("--format", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@click.pass_obj
def command(folder: Path | None, theory: str | None, format: str) -> None:
    """Per theory: phenomena explained, contested, untouched, and predictions by outcome, novel ones apart.

    A theory is credited with what the results it states explain and predict, and with nothing that merely follows.
    With THEORY, only that one, in full.
    """
    graph = graphs.build(load(folder))
    scores = scoreboard(graph)
    if theory is not None:
        id = graph.catalogue.find(theory).id
        scores = [score for score in scores if score.theory == id]
        if not scores:
            raise click.BadParameter(f"{id!r} is not a theory", param_hint="THEORY")
    if format == "json":
        click.echo(json.dumps([asdict(score) for score in scores], indent=1))
    elif format == "csv":
        click.echo(_table(scores), nl=False)
    elif theory:
        _full(scores[0])
    else:
        say(
            f"{'explained':>9} {'contested':>9} {'untouched':>9} {'novel':>7} {'retrod.':>7} {'ascribed':>8}  theory",
            bold=True,
        )
        for score in scores:
            novel, retro = _fraction(dict(score.novel)), _fraction(dict(score.retrodictions))
            counts = f"{len(score.explained):>9} {len(score.contested):>9} {score.untouched:>9}"
            say(f"{counts} {novel:>7} {retro:>7} {len(score.ascribed) or '-':>8}  {score.theory.partition('/')[2]}")
        say("novel and retrodictions: confirmed of all that were made; ascribed: no paper is quoted for them", dim=True)


def _fraction(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    return f"{counts['confirmed']}/{total}" if total else "-"


def _full(score: Score) -> None:
    for words, ids in (
        ("explains", score.explained),
        ("contested", score.contested),
        ("predictions", score.predictions),
        ("ascribed without a paper", score.ascribed),
    ):
        say(f"{words}: {len(ids)}", bold=True)
        for id in ids:
            say(f"  {id}")
    say(f"untouched: {score.untouched}", bold=True)
    for words, counts in (("novel", score.novel), ("retrodictions", score.retrodictions)):
        say(f"{words}: " + (", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number) or "none"))


def _table(scores: list[Score]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    timings = ("novel", "retrodictions")
    writer.writerow(
        ("theory", "explained", "contested", "untouched", *(f"{t} {o}" for t in timings for o in OUTCOMES), "ascribed")
    )
    for score in scores:
        counts = (getattr(score, timing)[outcome] for timing in timings for outcome in OUTCOMES)
        writer.writerow(
            (score.theory, len(score.explained), len(score.contested), score.untouched, *counts, len(score.ascribed))
        )
    return out.getvalue()
