"""`kg form`: entries for people who would rather fill in a form."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg import catalogue, checks, reports
from kg.catalogue import Catalogue
from kg.cli.atlas import atlas, say
from kg.cli.edits import recovered
from kg.cli.kind import EPILOG, Kind
from kg.edits.answers import Filled, entry
from kg.edits.editor import refresh
from kg.edits.format import formatted
from kg.edits.forms import install
from kg.edits.overlay import overlaid
from kg.edits.transaction import Change
from kg.edits.write import create
from kg.errors import KgError, UsageError
from kg.schema.form import issue_form
from kg.schema.kinds import kinds
from kg.settings import MAX_BYTES, Atlas
from kg.source.files import SourceFile, name_fault


@click.command(epilog=EPILOG)
@click.argument("kind", type=Kind(), required=False)
@click.option("--write", is_flag=True, help="Write the forms of all kinds into `.github/ISSUE_TEMPLATE`.")
@click.option("--answers", metavar="FILE", help="Turn this filled-in form into an entry; `-` reads what is piped in.")
@click.option("--by", metavar="NAME", default="", help="Who filled it in, to be credited as contributor.")
@click.option("--dry-run", is_flag=True, help="With --answers: print the entry, and write nothing.")
@click.pass_context
def command(ctx: click.Context, kind: str | None, write: bool, answers: str | None, by: str, dry_run: bool) -> None:
    """Print the issue form of a KIND, or turn its answers into an entry.

    The form is in the words of GitHub's form schema. With --answers, the text of an issue that was opened with it becomes an
    entry file, judged like any other: where it has errors they are printed and nothing is written.
    """
    here = atlas(ctx.obj)
    if write:
        for path in install(here, _layers(catalogue.load(here))):
            say(path.relative_to(here.root).as_posix())
        return
    if kind is None:
        raise UsageError("nothing says which kind", help="name one, or add --write for all")
    if answers is None:
        click.echo(issue_form(kind, _layers(catalogue.load(here))), nl=False)
        return
    recovered(here)
    ctx.exit(_filed(here, kind, entry(kind, _text(answers), by=by), dry_run))


def _layers(loaded: Catalogue) -> list[str]:
    return [record.name for record in loaded.layers]


def _text(file: str) -> str:
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else _bytes(Path(file))
    if len(data) > MAX_BYTES:
        raise KgError(f"the answers are longer than {MAX_BYTES // 1024} KiB", help="one form holds one entry")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise KgError(f"{file!r} is not UTF-8 text", help="save it as UTF-8") from None


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise KgError(f"{str(path)!r} is not a regular file", help="pipe it in: `kg form KIND --answers -`")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _filed(here: Atlas, kind: str, filled: Filled, dry_run: bool) -> int:
    """Judge the entry within its atlas, and write it where nothing is wrong with it."""
    if why := name_fault(filled.name):
        raise KgError(f"{filled.name!r} cannot be the name of an entry", help=why[0])
    loaded, id = catalogue.load(here), f"{kind}/{filled.name}"
    if id in loaded.ids or id in loaded.retired:
        raise KgError(f"{id!r} is {'there already' if id in loaded.ids else 'retired'}", help="choose another name")
    path = here.entries / kinds()[kind].folder / f"{filled.name}.yaml"
    name = path.relative_to(here.root).as_posix()
    after = overlaid(loaded, [Change(path, None, filled.text.encode("utf-8"))])
    findings = [finding for finding in checks.run(after) if finding.span.path == name]
    if any(finding.severity.value == "error" for finding in findings):
        click.echo(filled.text, nl=False)
        # The file is not there to be quoted from, so each finding is one line.
        click.echo(reports.render(findings, "concise", here.root), err=True, nl=False)
        click.echo(f"nothing was written: {reports.counted(findings)}", err=True)
        return 1
    text = formatted(SourceFile(name, filled.text), kind)
    if dry_run:
        click.echo(text, nl=False)
        return 0
    create(path, text, here)
    refresh(here)
    say(name)
    click.echo(reports.render(findings, "concise", here.root), err=True, nl=False)
    return 0
