"""`kg frontier`: what to read and curate next."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import click

from kg import graph as graphs
from kg.cli.atlas import load, say, wrap
from kg.cli.commands import add
from kg.errors import KgError, UsageError
from kg.frontier.answer import Work, about_gap, on_layer, papers, works
from kg.frontier.convert import Converted, convert, converted
from kg.frontier.engines import ask, engines
from kg.frontier.question import LATEST, Choice, Row
from kg.frontier.snapshot import Part, parts
from kg.graph import Graph
from kg.review.gaps import gaps
from kg.suggest import did_you_mean


@click.command
@click.argument("tables", type=click.Path(path_type=Path))
@click.option(
    "--from", "snapshot", type=click.Path(path_type=Path), help="First bring TABLES up to this OpenAlex snapshot."
)
@click.option("--most", type=click.IntRange(1, 10_000), default=20, show_default=True, help="At most so many works.")
@click.option("--years", metavar="FIRST-LAST", help="Only works of these years: 2020-2024, 2020-, -2019 or 2023.")
@click.option("--topic", default="", help="Only works with these words in their title or topic.")
@click.option("--layer", help="Count only papers that speak to entries of this layer.")
@click.option("--gap", help="Count only papers that speak to the entries of this gap, as `kg gaps --ids` names it.")
@click.option("--engine", type=click.Choice(engines()), default="duckdb", show_default=True, help="What answers.")
@click.option("--master", help="With Spark: address of a cluster's master; by default all cores of this machine.")
@click.option(
    "--new",
    "wanted",
    multiple=True,
    metavar="ID",
    help="Add this work of the answer, as `kg add` does; may be repeated.",
)
@click.option("--format", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@click.pass_context
def command(
    ctx: click.Context,
    tables: Path,
    snapshot: Path | None,
    most: int,
    years: str | None,
    topic: str,
    layer: str | None,
    gap: str | None,
    engine: str,
    master: str | None,
    wanted: tuple[str, ...],
    format: str,
) -> None:
    """Rank works that are no entries yet by how many entries cite them and are cited by them.

    TABLES is a folder of Parquet files made once, with --from, of an OpenAlex snapshot: the folder that holds its `data/`.
    That may take hours for all of OpenAlex, goes on where it was cut off, and reads only what has changed since. With each
    work stand the papers of the atlas that tie it in, the entries and layers these speak to, and open gaps there.

    With --new W2741809807, the work is added by its arXiv id or DOI on the path of `kg add`, which asks at least two
    sources: nothing is taken from the snapshot's word alone. That is the one part of this which needs the network.
    """
    first, last = _years(years)
    # Before DuckDB is imported: loading puts what there is out of the collector's sight, and DuckDB wants its own freed.
    graph = graphs.build(load(ctx.obj))
    if snapshot is not None:
        _say_converted(convert(parts(snapshot), tables, progress=_progress))
    converted(tables)
    rows = ask(
        engine,
        tables,
        papers(graph, _chosen(graph, layer, gap)),
        Choice(first, last, " ".join(topic.split()), most),
        master,
    )
    if wanted:
        ctx.invoke(add.command, ids=_identifiers(rows, wanted))
        return
    _PRINT[format](works(rows, graph), graph)


def _years(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, LATEST
    found = re.fullmatch(r"([0-9]{4})?(-)?([0-9]{4})?", text.strip())
    if not found or not (found[1] or found[3]) or (found[1] and found[3] and not found[2]):
        raise UsageError(f"{text!r} are no years", help="write 2020-2024, 2020-, -2019 or 2023")
    first = int(found[1] or 0)
    last = int(found[3] or (LATEST if found[2] else first))
    if first > last:
        raise UsageError(f"{text!r} ends before it begins", help=f"write {last}-{first}")
    return first, last


def _identifiers(rows: list[Row], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """By what `kg add` finds the works that were chosen: their arXiv ids, or else their DOIs."""
    offered = {f"W{row.id}": row.arxiv or row.doi for row in rows}
    asked = [id.strip().removeprefix("https://openalex.org/").upper() for id in wanted]
    for id in asked:
        if id not in offered:
            raise KgError(f"{id!r} is not in this answer", help="raise --most, or leave out what narrows the answer")
        if not offered[id]:
            raise KgError(
                f"{id} has neither an arXiv id nor a DOI", help="add it by its web address: kg add https://..."
            )
    return tuple(dict.fromkeys(offered[id] for id in asked))


def _chosen(graph: Graph, layer: str | None, gap: str | None) -> set[str] | None:
    chosen: set[str] | None = None
    if layer is not None:
        name = graph.catalogue.find(f"layer/{layer.removeprefix('layer/')}").name
        chosen = on_layer(graph, name)
    if gap is not None:
        known = {found.id: found for found in gaps(graph)}
        if gap not in known:
            raise KgError(f"no gap {gap!r}", help=did_you_mean(gap, known) or "`kg gaps --ids` lists them")
        papers_of_gap = about_gap(graph, known[gap])
        chosen = papers_of_gap if chosen is None else chosen & papers_of_gap
    return chosen


def _progress(done: int, part: Part) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{done} parts are done, reading {part.key}", err=True, nl=False)


def _say_converted(done: Converted) -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)
    click.echo(
        f"{done.read:,} {'part' if done.read == 1 else 'parts'} read, {done.kept:,} known already, {done.dropped:,} gone: "
        f"{done.works:,} works with {done.references:,} references",
        err=True,
    )


def _text(found: list[Work], graph: Graph) -> None:
    for work in found:
        row = work.row
        say(f"{row.place:>3}  {row.title}", bold=True)
        said = [", ".join(filter(None, (_authors(row.authors), str(row.year or ""), row.venue)))]
        said.append(
            f"{work.id}: cited by {_count(row.cited_by)}, cites {_count(row.cites)}; {row.citations:,} citations in all"
        )
        if work.cited_by:
            said.append(f"cited by {', '.join(work.cited_by)}")
        if work.cites:
            said.append(f"cites {', '.join(work.cites)}")
        if work.entries:
            said.append(f"these speak to {', '.join(work.entries)}")
        if work.layers:
            said.append(f"layers: {', '.join(f'{name} {count}' for name, count in work.layers)}")
        said.extend(f"gap: {gap}" for gap in work.gaps)
        for line in filter(None, said):
            for part in wrap(line, "     ").splitlines():
                say(part)
    count = "1 work" if len(found) == 1 else f"{len(found)} works"
    click.echo(
        count if found else "nothing: no paper of the atlas was found there, or none is tied to another work", err=True
    )


def _count(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _authors(names: str) -> str:
    listed = names.split("; ")
    return names if len(listed) <= 3 else f"{listed[0]} and {len(listed) - 1} others"


def _fields(work: Work) -> dict[str, object]:
    row = work.row
    return {
        "place": row.place, "id": work.id, "url": work.address, "title": row.title, "authors": row.authors.split("; "),
        "year": row.year or None, "venue": row.venue, "topic": row.topic, "type": row.type, "doi": row.doi,
        "arxiv": row.arxiv, "citations": row.citations, "cited_by": list(work.cited_by), "cites": list(work.cites),
        "entries": list(work.entries), "layers": dict(work.layers), "gaps": list(work.gaps),
    }  # fmt: skip


def _json(found: list[Work], graph: Graph) -> None:
    click.echo(json.dumps([_fields(work) for work in found], ensure_ascii=False, indent=1))


def _csv(found: list[Work], graph: Graph) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = (
        "place",
        "id",
        "title",
        "authors",
        "year",
        "venue",
        "doi",
        "arxiv",
        "citations",
        "cited_by",
        "cites",
        "entries",
    )
    writer.writerow(names)
    for work in found:
        fields = _fields(work)
        cells = (fields[name] for name in names)
        writer.writerow([_safe("; ".join(cell) if isinstance(cell, list) else cell) for cell in cells])
    click.echo(out.getvalue(), nl=False)


def _safe(cell: object) -> object:
    """A spreadsheet takes a text that begins so for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


_PRINT = {"text": _text, "json": _json, "csv": _csv}
