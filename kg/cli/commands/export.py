"""`kg export`: the graph, or its papers, in the format of another program."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from glob import escape
from pathlib import Path

import click

from kg import graph as graphs
from kg.catalogue import Catalogue
from kg.cli.atlas import load
from kg.cli.kind import EPILOG, Kind
from kg.edits.alone import STRAY, abandoned, locked
from kg.edits.write import beside
from kg.errors import EnvironmentFault, UsageError
from kg.exports import Choice, formats
from kg.exports._rows import TABLES
from kg.settings import Atlas
from kg.source import files, tree


@click.command(epilog=EPILOG)
@click.argument("format", type=click.Choice(tuple(formats())))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file; by default to stdout.")
@click.option("--kind", "only", multiple=True, type=Kind(), help="Only this kind; may be repeated.")
@click.option("--table", type=click.Choice(tuple(TABLES)), help="Of csv and parquet: which table; by default entries.")
@click.option("--title", help="Of cff: what to call the atlas; by default the name of its site.")
@click.option("--base", help="Of jsonld and cff: address of the published atlas; by default that of its site.")
@click.pass_obj
def command(
    folder: Path | None,
    format: str,
    output: Path | None,
    only: tuple[str, ...],
    table: str | None,
    title: str | None,
    base: str | None,
) -> None:
    """Export the graph, or its papers, in a standard FORMAT.

    \b
    bibtex, ris, csl, cff     the papers
    csv, parquet              one table: entries, links, evidence or derived
    json, jsonld, graphml     the whole graph
    """
    module = formats()[format]
    asked = {"kinds": only, "table": table, "title": title, "base": base}
    for name, value in asked.items():
        if value and name not in module.TAKES:
            option = "--kind" if name == "kinds" else f"--{name}"
            fits = ", ".join(other for other, known in formats().items() if name in known.TAKES)
            raise UsageError(f"{option} means nothing to {format}", help=f"it is for {fits}")
    if output is None and format == "parquet" and sys.stdout.isatty():
        raise UsageError("Parquet is not for reading on a terminal", help="name a file with --output")
    loaded = load(folder)
    named = _site(loaded) if module.TAKES & {"title", "base"} else {}
    choice = Choice(
        frozenset(only),
        table or "entries",
        title or named.get("site_name", ""),
        _address(base or named.get("site_url", ""), asked=bool(base)),
    )
    pieces: Iterator[str | bytes] = module.pieces(graphs.build(loaded), choice)
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(_bytes(piece))
        sys.stdout.buffer.flush()
    else:
        _write(output, pieces)
        click.echo(f"wrote {output}", err=True)


def _bytes(piece: str | bytes) -> bytes:
    return piece.encode("utf-8") if isinstance(piece, str) else piece


def _write(output: Path, pieces: Iterator[str | bytes]) -> None:
    """All of it or nothing: a run that is cut off leaves the file as it was."""
    # A link stays one, and what is no file (a device, a folder) is never replaced by one.
    output = output.resolve()
    if output.exists() and not output.is_file():
        raise EnvironmentFault(f"{str(output)!r} is not a regular file", help="leave out --output, and redirect stdout")
    for stray in output.parent.glob(f".{escape(output.name)}.*"):
        if STRAY.fullmatch(stray.name) and abandoned(stray):
            stray.unlink(missing_ok=True)
    temporary, handle = _opened(output)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(_bytes(piece))
            file.flush()
            os.fsync(file.fileno())
            os.replace(temporary, output)
    finally:
        temporary.unlink(missing_ok=True)


def _opened(output: Path) -> tuple[Path, int]:
    """A new hidden file beside the one wanted, locked as long as it is open, so that nobody takes it for a dead one's."""
    while True:
        temporary = beside(output)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        # Between the two, another export may have swept it away.
        if locked(handle) and temporary.exists():
            return temporary, handle
        os.close(handle)


def _site(loaded: Catalogue) -> dict[str, str]:
    """Name and address of the atlas, as its site has them; nothing where they cannot be read."""
    here: Atlas = loaded.atlas
    path = here.root / "mkdocs.yml"
    source = files.read(path, here.root)[0] if path.is_file() else None
    parsed = tree.parse(source)[0] if source else None
    data = parsed.data if parsed else {}
    return {name: str(data[name]) for name in ("site_name", "site_url") if isinstance(data.get(name), str)}


def _address(text: str, *, asked: bool) -> str:
    if not text:
        return ""
    address = text if text.endswith("/") else text + "/"
    if is_address(address):
        return address
    if asked:
        raise UsageError(f"{text!r} is not a web address", help="write it in full, beginning with https://")
    return ""


def is_address(text: str) -> bool:
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/@%!$&*+,;=()")
    return text.startswith(("https://", "http://")) and len(text) > len("https://") and set(text) <= allowed
