"""`kg import`: papers from a file of records."""

from __future__ import annotations

import os
import stat
import sys

import click

from kg import catalogue
from kg.cli.atlas import atlas, say
from kg.diagnostics import Severity
from kg.edits.editor import refresh
from kg.edits.transaction import Change, commit, recover
from kg.errors import EnvironmentFault, UsageError
from kg.imports import format_of, formats, read
from kg.records.draft import Draft
from kg.records.encoding import MAX_BYTES, decode
from kg.records.plan import Plan, plan
from kg.reports import concise, counted
from kg.settings import Atlas


@click.command
@click.argument("file")
@click.option("--format", type=click.Choice(tuple(formats())), help="By default told by the name of the file.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--strict", is_flag=True, help="Write nothing unless every record can be taken over.")
@click.option("--tags", is_flag=True, help="Keep the keywords of records as tags.")
@click.pass_context
def command(ctx: click.Context, file: str, format: str | None, dry_run: bool, strict: bool, tags: bool) -> None:
    """Import papers from a FILE of BibTeX, RIS or CSL-JSON; `-` reads what is piped in.

    Each record becomes an entry, is known as a duplicate, or is named with its line and what to mend. All new entries are
    written, or none where that fails. Leaves with 1 where a record could not be taken over.
    """
    here = atlas(ctx.obj)
    shown = "<stdin>" if file == "-" else file
    chosen = format or format_of(file)
    if chosen is None:
        raise UsageError(f"nothing tells the format of {shown!r}", help=f"add --format {'|'.join(formats())}")
    text, findings = decode(_bytes(file), shown)
    drafts: list[Draft] = []
    if text is not None:
        drafts, findings = read(text, shown, chosen)
    for path in recover(here):
        say(f"kg: finished what a run that was cut off began: {path.relative_to(here.root)}", err=True)
    found = plan(drafts, findings, catalogue.load(here), tags=tags)
    said = sorted(found.findings, key=lambda finding: (finding.severity is Severity.ERROR, finding.sort_key))
    # One line each: there may be thousands.
    click.echo(concise.render(said, lambda _: None), err=True, nl=False)
    stopped = strict and found.failed
    if found.files and not stopped:
        _write(found, here, dry_run)
    _summary(found, dry_run, bool(stopped))
    ctx.exit(1 if found.failed else 0)


def _bytes(file: str) -> bytes:
    """The file, read no further than anybody may ask. Pipes and devices are refused: they may never end."""
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise EnvironmentFault(f"{file!r} is not a regular file", help="pipe it in: `kg import - --format bibtex`")
        return opened.read(MAX_BYTES + 1)


def _write(found: Plan, here: Atlas, dry_run: bool) -> None:
    if not dry_run:
        commit([Change(here.entries / path, None, text.encode("utf-8")) for path, text in found.files.items()], here)
        refresh(here)
    for path in found.files:
        say(f"{here.entries.name}/{path}")


def _summary(found: Plan, dry_run: bool, stopped: bool) -> None:
    new = len(found.files)
    did = "would be imported" if dry_run or stopped else "imported"
    papers = "1 paper" if new == 1 else f"{new:,} papers"
    parts = [f"{papers} {did}"]
    if found.known:
        parts.append(f"{found.known:,} here already")
    if found.failed:
        parts.append(f"{found.failed:,} not readable")
    click.echo(f"{', '.join(parts)} ({counted(found.findings)})", err=True)
    if stopped:
        click.echo("nothing was written, as --strict asks", err=True)
    elif new and not dry_run:
        click.echo("write their summaries, then run `kg check`", err=True)
