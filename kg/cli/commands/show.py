"""`kg show`: one entry in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.catalogue import Catalogue, Record, Statement
from kg.cli.atlas import load, say, wrap
from kg.queries.evidence import testimonies

if TYPE_CHECKING:
    from kg.schema.entry import Evidence


@click.command
@click.argument("id")
@click.option(
    "--most",
    type=click.IntRange(1, 1_000_000),
    default=100,
    show_default=True,
    help="At most so many links of one relation.",
)
@click.pass_obj
def command(folder: Path | None, id: str, most: int) -> None:
    """Show one entry with its links both ways. ID is `kind/name`, or the name where it is unique."""
    catalogue = load(folder)
    record = catalogue.find(id)
    entry = record.entry
    say(entry.title, bold=True)
    layers = ", ".join(ref.layer for ref in entry.layers)
    say(f"{record.id}  ({layers})" if layers else record.id)
    if entry.aliases:
        say(f"also: {', '.join(entry.aliases)}")
    say()
    _paragraph(entry.summary)
    _facts(record)
    if entry.body:
        say()
        for paragraph in entry.body.split("\n\n"):
            _paragraph(paragraph)
    if entry.evidence:
        say()
        say("evidence", bold=True)
        for item in entry.evidence:
            say(f"  {_evidence(item)}")
    _links(catalogue, record, most)
    if record.kind == "paper":
        _spoken_to(catalogue, record, most)
    if entry.curation.doubts:
        say()
        say("doubts", bold=True)
        for doubt in entry.curation.doubts:
            _paragraph(f"- {doubt}", "  ")
    say()
    say(f"{record.path} ({entry.curation.state})")


def _paragraph(text: str, indent: str = "") -> None:
    for line in wrap(" ".join(text.split()), indent).split("\n"):
        say(line)


_SHOWN = (
    "rigour", "standing", "regime", "scale", "network", "data", "task", "symbol", "definition", "unit", "domain", "scope",
    "authors", "issued", "venue", "timing", "outcome", "status", "progress", "order", "basis", "audience",
    "first_reported", "why_read",
)  # fmt: skip


def _facts(record: Record) -> None:
    for name in _SHOWN:
        value = getattr(record.entry, name, None)
        if value is not None and value != ():
            text = "; ".join(value) if isinstance(value, tuple) else str(value)
            _paragraph(f"{name.replace('_', ' ')}: {text}")
    if identifiers := getattr(record.entry, "identifiers", None):
        found = [f"{name} {value}" for name, value in vars(identifiers).items() if value]
        _paragraph(f"identifiers: {', '.join(found)}")
    if (equation := getattr(record.entry, "equation", None)) and equation.expression:
        _paragraph(f"equation: {equation.expression}")
    for name in ("expected", "observed"):
        if told := getattr(record.entry, name, None):
            _paragraph(f"{name}: {told.statement if told.value is None else f'{told.value:g}'}")
            if test := getattr(told, "test", None):
                _paragraph(f"test: {test}")
    for name in ("assumptions", "blind_spots"):
        for sentence in getattr(record.entry, name, ()):
            _paragraph(f"{name.replace('_', ' ').removesuffix('s')}: {sentence}")
    for index, step in enumerate(getattr(record.entry, "steps", ()), 1):
        _paragraph(f"{index}. {step.entry}: {step.why}", "  ")


def _links(catalogue: Catalogue, record: Record, most: int) -> None:
    groups: dict[str, list[tuple[str, Statement]]] = {}
    for statement in catalogue.about.get(record.id, ()):
        forwards = statement.source == record.id
        name = statement.relation.name if forwards else statement.relation.inverse
        other = statement.target if forwards else statement.source
        groups.setdefault(statement.relation.reads(name), []).append((other, statement))
    for words, found in sorted(groups.items()):
        say()
        say(words, bold=True)
        for other, statement in sorted(found, key=lambda pair: (pair[0], pair[1].identity))[:most]:
            title = catalogue.records[other].entry.title if other in catalogue.records else "(not in the atlas)"
            link = statement.link
            about: list[str] = [link.standing] if link.standing != "unstated" else []
            about += [f"in {', '.join(id.partition('/')[2] for id in link.in_)}"] if link.in_ else []
            about += [link.regime] if link.regime else []
            say(f"  {other}  {title}" + (f"  [{'; '.join(about)}]" if about else ""))
            for item in link.evidence:
                say(f"    {_evidence(item)}")
        _left_out(len(found), most)


def _spoken_to(catalogue: Catalogue, record: Record, most: int) -> None:
    """What a paper does to entries and links, in their own order."""
    found = [
        testimony
        for other in catalogue.records.values()
        for testimony in testimonies(other)
        if testimony.evidence.paper == record.id
    ]
    if not found:
        return
    say()
    say("speaks to", bold=True)
    for testimony in found[:most]:
        relation, target = testimony.relation, testimony.target
        about = f"{testimony.record.id} {relation} {target}" if relation else testimony.record.id
        item = testimony.evidence
        say(f"  {about}: {item.stance}, {item.at} (read: {item.read})")
    _left_out(len(found), most)


def _left_out(number: int, most: int) -> None:
    if number > most:
        say(f"  and {number - most:,} more: --most {number} shows them all")


def _evidence(item: Evidence) -> str:
    note = f": {' '.join(item.note.split())}" if item.note else ""
    return f"{item.stance} by {item.paper}, {item.at} (read: {item.read}){note}"
