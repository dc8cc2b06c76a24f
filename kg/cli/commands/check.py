"""`kg check`: every finding, all at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kg import catalogue, checks, reports
from kg.cli.atlas import atlas
from kg.diagnostics import Diagnostic, Severity
from kg.errors import EnvironmentFault
from kg.settings import Atlas
from kg.source.history import merge_base


@click.command
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", type=click.Choice(reports.formats()), default="full", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--since", help="Judge also what changed since this revision: ids stay, registered predictions too.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], format: str, strict: bool, since: str | None) -> None:
    """Judge entries: every finding at file:line:column, all at once.

    With PATHS, print only what concerns these files or folders; the whole atlas is read all the same, since links
    need it. With --since REVISION, compare with where the branch left that revision. Leaves with 1 where there is an error (with --strict, also for a warning).
    """
    here = atlas(ctx.obj)
    loaded = catalogue.load(here)
    # The merge base, so that what others did meanwhile on the main branch is not held against this one.
    # An empty name is a name that stands for nothing, and no reason to judge less than was asked for.
    before = None if since is None else catalogue.load_revision(here, merge_base(here.root, since, "HEAD"))
    findings = _within(checks.run(loaded, before), paths, here)
    click.echo(reports.render(findings, format, here.root, colour=_colour()), nl=False)
    files = "1 file" if loaded.seen == 1 else f"{loaded.seen:,} files"
    click.echo(f"{files}: {reports.counted(findings)}", err=True)
    bad = [finding for finding in findings if strict or finding.severity is Severity.ERROR]
    ctx.exit(1 if bad else 0)


def _within(findings: list[Diagnostic], paths: tuple[Path, ...], here: Atlas) -> list[Diagnostic]:
    if not paths:
        return findings
    wanted = []
    for path in paths:
        full = Path.cwd() / path
        if not full.exists() and not full.is_symlink():
            raise EnvironmentFault(f"no file or folder {str(path)!r}")
        try:
            # The parent is resolved, the file is not: a link is judged as the link it is.
            wanted.append((full.parent.resolve() / full.name).relative_to(here.root.resolve()).as_posix())
        except ValueError:
            raise EnvironmentFault(f"{str(path)!r} is not in the atlas {str(here.root)!r}") from None
    return [f for f in findings if any(w == "." or f.span.path == w or f.span.path.startswith(w + "/") for w in wanted)]


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
