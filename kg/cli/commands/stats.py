"""`kg stats`: what the atlas holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.atlas import load, say
from kg.queries.stats import stats


@click.command
@click.option("--format", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_obj
def command(folder: Path | None, format: str) -> None:
    """Count what the atlas holds and how well it is curated."""
    found = stats(load(folder))
    if format == "json":
        click.echo(json.dumps({"entries": found.entries, **asdict(found)}, indent=1))
        return
    say(f"{found.entries:,} entries", bold=True)
    _counts(found.kinds)
    say("by layer", bold=True)
    _counts(found.layers)
    say(f"{found.links:,} links, {found.links_with_evidence:,} with evidence", bold=True)
    _counts(found.standings)
    say("evidence, by how far the paper was read", bold=True)
    _counts(found.read)
    say("curation", bold=True)
    _counts({**found.curation, "doubts named": found.doubts})


def _counts(counts: Mapping[str, int]) -> None:
    for name, number in counts.items():
        say(f"  {number:>7,}  {name}")
