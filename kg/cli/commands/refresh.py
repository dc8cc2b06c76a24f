"""`kg refresh`: papers that are here, set against what the services say today."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from kg import catalogue
from kg.catalogue import Catalogue, Record
from kg.cli.atlas import atlas, progress, say
from kg.cli.edits import recovered
from kg.edits import sources
from kg.edits.fields import with_fields
from kg.edits.transaction import Change, commit
from kg.errors import EnvironmentFault, KgError, UnknownEntry
from kg.lookup.refreshing import FIELDS, Compared, Difference, compared, names_of, values
from kg.lookup.services import services
from kg.settings import Atlas
from kg.web import Unreachable, open_web


@click.command
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--write", is_flag=True, help="Write what is shown with +, and nothing else.")
@click.option("--field", "fields", multiple=True, type=click.Choice(FIELDS), help="Only this field; may be repeated.")
@click.option("--trust", type=click.Choice(tuple(services())), help="Take the word of one source where they disagree.")
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], write: bool, fields: tuple[str, ...], trust: str | None) -> None:
    """Refresh papers: ask again what is known of them, and show what differs, field by field.

    Without ID, all papers are asked for. Nothing is written without --write, and with it only identifiers, venue, date
    and authors: titles are left to you, and summary, why_read, body, notes, links, evidence, tags and doubts are never
    looked at. Venues are compared with their short forms, authors with their initials.

    Leaves with 1 where an identifier names another paper or nothing, or a paper could not be written, with 3 where the
    network or the disk failed.
    """
    here = atlas(ctx.obj)
    if write:
        recovered(here)
    loaded = catalogue.load(here)
    records = [record for record in _papers(loaded, ids) if _can_be_asked(record, told=bool(ids))]
    differing = written = 0
    faults: Counter[str] = Counter()
    code = 0
    for found in compared(records, open_web(fresh=True), trust, progress):
        progress()
        if found.fault:
            code = max(code, 3 if isinstance(found.fault, Unreachable) else 1)
            faults[found.fault.message] += 1
            # A service that does not answer is no news the second time.
            if faults[found.fault.message] == 1:
                help = f" ({found.fault.help})" if found.fault.help else ""
                say(f"{found.record.id}: {found.fault.message}{help}", err=True)
            continue
        shown = [one for one in found.differences if one.ours or not fields or one.field in fields]
        if not shown:
            continue
        differing += 1
        _show(found, shown)
        if write and (wanted := values(shown, fields or FIELDS)):
            done = _written(found.record, wanted, here)
            written += done
            code = max(code, 0 if done else 1)
        sys.stdout.flush()
    for message, times in faults.items():
        if times > 1:
            say(f"and {times - 1:,} more: {message}", err=True)
    count = "1 paper" if len(records) == 1 else f"{len(records):,} papers"
    what = f"{written} written" if write else "nothing was written: add --write for that" if differing else ""
    parts = [f"{count} asked for", f"{differing} with differences"]
    if faults:
        parts.append(f"{faults.total()} not compared")
    say(", ".join(parts) + (f"; {what}" if what else ""), err=True)
    ctx.exit(code)


def _papers(loaded: Catalogue, ids: Sequence[str]) -> list[Record]:
    if not ids:
        return loaded.of_kind("paper")
    found = []
    for id in ids:
        record = loaded.find(id)
        if record.kind != "paper":
            raise UnknownEntry(f"{record.id!r} is no paper", help="only papers have records elsewhere")
        found.append(record)
    return found


def _can_be_asked(record: Record, *, told: bool) -> bool:
    names = names_of(record)
    if names.arxiv or names.doi or names.openreview:
        return True
    if told:
        say(f"{record.id}: has only an address or an ISBN, for which there is no record elsewhere", err=True)
    return False


def _show(found: Compared, differences: Sequence[Difference]) -> None:
    say(f"{found.record.id} ({found.record.path}), by {found.sources}")
    for one in differences:
        if one.ours:
            say(f"  ! {one.field}: {one.now!r} here, {one.then!r} there: left to you")
            continue
        for sign, value in (("-", one.now), ("+", one.then)):
            for line in _lines(one.field, value, one.then if sign == "-" else one.now):
                say(f"  {sign} {line}")


def _lines(field: str, value: Any, other: Any) -> list[str]:
    """A value as lines of a diff: of lists and mappings, what the other side does not have."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [f"{field}.{name}: {text}" for name, text in value.items() if (other or {}).get(name) != text]
    if isinstance(value, tuple):
        gone = [text for text in value if text not in (other or ())]
        return [f"{field}: {text}" for text in gone] or [f"{field}: {'; '.join(value)}"]
    return [f"{field}: {value}"]


def _written(record: Record, wanted: Mapping[str, Any], here: Atlas) -> bool:
    """Whether the paper could be written. A disk that is full ends the run, for it is so for all that follow."""
    try:
        file = sources.of_record(record.path, here, record.tree.source.text)
        after = with_fields(file.source, "paper", wanted)
        commit([Change(file.path, file.data, after.encode("utf-8"))], here)
    except EnvironmentFault:
        raise
    except KgError as refusal:
        help = f" ({refusal.help})" if refusal.help else ""
        say(f"{record.id}: not written: {refusal.message}{help}", err=True)
        return False
    return True
