"""`kg diff`: what a change means."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

import click

from kg import catalogue
from kg import graph as graphs
from kg.cli.atlas import atlas, say
from kg.review.diff import Change, Difference, diff
from kg.settings import Atlas
from kg.source.history import merge_base

_MOST = 60
"""Lines of one section in a pull request comment; what is longer is folded to a count."""


@click.command
@click.argument("old", default="HEAD")
@click.argument("new", required=False)
@click.option("--merge-base", "from_base", is_flag=True, help="Compare with where the history left OLD, not with OLD.")
@click.option("--format", type=click.Choice(("text", "json", "markdown")), default="text", show_default=True)
@click.pass_obj
def command(folder: Path | None, old: str, new: str | None, from_base: bool, format: str) -> None:
    """Tell what changed between the revision OLD and NEW, or the files as they are now.

    Entries, links, evidence, derived facts, disagreements and gaps that came and went, and how the scoreboard moved. Reads
    Git's objects and touches no file. OLD is HEAD unless given.
    """
    here = atlas(folder)
    if from_base:
        old = merge_base(here.root, old, "HEAD" if new is None else new)
    found = diff(graphs.build(_at(here, old)), graphs.build(_at(here, new)))
    if format == "json":
        sections = {
            title.lower().replace(" ", "_"): [asdict(c) for c in changes] for title, changes in found.sections()
        }
        click.echo(json.dumps(sections, indent=1, ensure_ascii=False))
    elif format == "markdown":
        click.echo(markdown(found), nl=False)
    else:
        _print(found)


def _at(here: Atlas, revision: str | None) -> catalogue.Catalogue:
    loaded = catalogue.load(here) if revision is None else catalogue.load_revision(here, revision)
    broken = sum(finding.severity.value == "error" for finding in loaded.findings)
    if broken:
        click.echo(
            f"kg: {revision or 'the working tree'} has {broken} errors; files with errors are left out", err=True
        )
    return loaded


def _print(found: Difference) -> None:
    colours = {"+": "green", "-": "red", "~": "yellow"}
    for title, changes in found.sections():
        if changes:
            say(f"{title} ({_counts(changes)})", bold=True)
            for change in changes:
                say(f"  {change.sign} {_bare(_line(change))}", fg=colours[change.sign])
    if found.empty:
        say("nothing changed in what the entries say")


def markdown(found: Difference) -> str:
    """A comment for a pull request: a section each, the long ones folded, contributors' text made harmless."""
    lines = ["### What this change means", ""]
    if found.empty:
        lines.append("Nothing changed in what the entries say.")
    for title, changes in found.sections():
        if not changes:
            continue
        lines += [f"<details{' open' if len(changes) <= 12 else ''}><summary>{title}: {_counts(changes)}</summary>", ""]
        lines += [
            f"- {'added' if c.sign == '+' else 'removed' if c.sign == '-' else 'changed'}: {_inert(_line(c))}"
            for c in changes[:_MOST]
        ]
        if len(changes) > _MOST:
            lines.append(f"- and {len(changes) - _MOST:,} more: `kg diff` lists them")
        lines += ["", "</details>", ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(change: Change) -> str:
    return change.words if change.about in change.words else f"{change.about}: {change.words}"


def _bare(text: str) -> str:
    """References as ids, without their brackets."""
    return re.sub(r"\[\[([^\]]+)\]\]", r"\1", text)


def _counts(changes: tuple[Change, ...]) -> str:
    words = {"+": "added", "-": "removed", "~": "changed"}
    parts = [(sum(change.sign == sign for change in changes), word) for sign, word in words.items()]
    return ", ".join(f"{number:,} {word}" for number, word in parts if number)


def _inert(text: str) -> str:
    """Text that Markdown and GitHub leave alone: no HTML, links, mentions or issue references."""
    plain = _bare(" ".join(text.split()))
    plain = re.sub(r"([\\`*_{}\[\]()#+!|~$])", r"\\\1", plain)
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # GitHub looks for mentions, references and addresses in the finished text, where an escaped character is itself again:
    # only something between it and the next one helps (github/cmark-gfm, issue 181).
    return re.sub(r"(?i)(@|#|:(?=//)|\bGH-|\bwww(?=\.))", r"\1&#8203;", plain)
