"""`kg check`: every finding, all at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kg import catalogue, checks, discover, reports
from kg.cli.atlas import atlas, cached, named, progress
from kg.diagnostics import Diagnostic, Severity
from kg.edits.transaction import unfinished
from kg.reports._terminal import safe
from kg.settings import Atlas


@click.command
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", type=click.Choice(reports.formats()), default="full", show_default=True)
@click.option("--fix", "mend", is_flag=True, help="First mend what is safe to mend, and say what that was.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--online", is_flag=True, help="Judge also whether identifiers and links lead where they should.")
@click.option(
    "--since",
    metavar="REVISION",
    help="Judge also what changed since this revision: ids stay, registered predictions too.",
)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    format: str,
    mend: bool,
    strict: bool,
    online: bool,
    since: str | None,
) -> None:
    """Judge entries: every finding at file:line:column, all at once.

    With PATHS, print only what concerns these files or folders; the whole atlas is read all the same, since links
    need it. With --since REVISION, compare with where the branch left that revision. Leaves with 1 where there is an error (with --strict, also for a warning).

    With --fix, a slip with one likely meaning is mended first: a misspelt field, relation, word or id, a folder's name
    in an id, `.yml`, a byte order mark, an address or a version in an identifier, a link given twice. Prose is never
    touched.

    With --online, those who give out arXiv ids, DOIs and OpenReview ids are asked whether they know them, and whether
    the title is that of the entry; pages that links lead to are asked for. What cannot be asked is a remark and no
    finding; leaves with 3 where nothing at all could be asked. Nothing else here needs the network.
    """
    here = atlas(ctx.obj)
    if mend:
        _mend(paths, here)
    elif unfinished(here):
        click.echo("kg: an edit was cut off halfway; the next `kg fmt`, `rename` or `retire` finishes it", err=True)
    cache = cached(here)
    taken = catalogue.snapshot(here, cache)
    if since is None:
        findings = checks.judge(taken, cache)
    else:
        # The merge base, so that what others did meanwhile on the main branch is not held against this one.
        # An empty name is a name that stands for nothing, and no reason to judge less than was asked for.
        # What runs Git is loaded by those who name a revision.
        parted = discover.module("kg.source", "history").merge_base(here.root, since, "HEAD")
        before = catalogue.load_revision(here, parted)
        findings = checks.run(catalogue.assemble(taken, cache=cache), before)
    findings = _within(findings, paths, here)
    unasked = False
    if online:
        loaded = catalogue.assemble(taken, cache=cache)
        wanted = discover.module("kg.cli", "edits").within(paths, here)
        # What asks the network is loaded by those who want that.
        found = discover.module("kg.review", "online").check(
            [record for record in loaded.records.values() if wanted(here.root / record.path)],
            discover.module("kg", "web").open_web(),
            progress,
        )
        progress()
        findings = sorted({*findings, *found.findings}, key=lambda finding: finding.sort_key)
        for remark in found.remarks:
            click.echo(f"kg: {safe(remark)}", err=True)
        unasked = bool(found.asked) and not found.answered
    click.echo(reports.render(findings, format, here.root, colour=_colour()), nl=False)
    files = "1 file" if taken.seen == 1 else f"{taken.seen:,} files"
    click.echo(f"{files}: {reports.counted(findings)}", err=True)
    bad = [finding for finding in findings if strict or finding.severity is Severity.ERROR]
    ctx.exit(1 if bad else 3 if unasked else 0)


def _mend(paths: tuple[Path, ...], here: Atlas) -> None:
    # Whoever only checks does not wait for what edits files.
    editing, fixing = discover.module("kg.cli", "edits"), discover.module("kg.edits", "fix")
    editing.recovered(here)
    for mended in fixing.fix(here, editing.within(paths, here)):
        click.echo(safe(f"{mended.span.place}: fixed: {mended.words}"), err=True)


def _within(findings: list[Diagnostic], paths: tuple[Path, ...], here: Atlas) -> list[Diagnostic]:
    if not paths:
        return findings
    wanted = [named(path, here) for path in paths]
    return [f for f in findings if any(w == "." or f.span.path == w or f.span.path.startswith(w + "/") for w in wanted)]


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
