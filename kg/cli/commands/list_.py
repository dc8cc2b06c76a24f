"""`kg list`: the entries of a kind."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from kg.catalogue import Record
from kg.cli.atlas import load, say
from kg.cli.kind import EPILOG, Kind
from kg.schema.standing import STANDINGS


@click.command(name="list", epilog=EPILOG)
@click.argument("kind", type=Kind())
@click.option("--layer", metavar="LAYER", help="Only entries on this layer.")
@click.option("--tag", help="Only entries with this tag.")
@click.option("--standing", type=click.Choice(STANDINGS), help="Only results of this standing.")
@click.option("--curation", type=click.Choice(("stub", "draft", "reviewed")), help="Only entries in this state.")
@click.option("--year", help="Only papers of this year, or of years such as 2020-2023.")
@click.option("--format", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@click.pass_obj
def command(
    folder: Path | None,
    kind: str,
    layer: str | None,
    tag: str | None,
    standing: str | None,
    curation: str | None,
    year: str | None,
    format: str,
) -> None:
    """List the entries of a KIND, filtered."""
    years = _years(year)
    catalogue = load(folder)
    if layer is not None:
        layer = catalogue.find(f"layer/{layer.removeprefix('layer/')}").name
    chosen = [
        record
        for record in (catalogue.layers if kind == "layer" else catalogue.of_kind(kind))
        if (layer is None or any(ref.layer == layer for ref in record.entry.layers))
        and (tag is None or tag in record.entry.tags)
        and (standing is None or getattr(record.entry, "standing", None) == standing)
        and (curation is None or record.entry.curation.state == curation)
        and (years is None or years[0] <= int(getattr(record.entry, "issued", "0")[:4]) <= years[1])
    ]
    rows = [_row(record) for record in chosen]
    if format == "json":
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    elif format == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, ("id", "title", "layers", "curation"), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "title": _cell(str(row["title"])), "layers": " ".join(row["layers"])} for row in rows)
        click.echo(out.getvalue(), nl=False)
    else:
        for row in rows:
            say(f"{row['id']}  {row['title']}")


def _row(record: Record) -> dict[str, str | list[str]]:
    entry = record.entry
    layers = [ref.layer for ref in entry.layers]
    return {"id": record.id, "title": entry.title, "layers": layers, "curation": entry.curation.state}


def _cell(text: str) -> str:
    """A spreadsheet runs a cell that begins with one of these as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _years(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        raise click.BadParameter(f"{text!r} is not a year; write 2023 or 2020-2023", param_hint="--year")
    return int(first), int(last or first)
