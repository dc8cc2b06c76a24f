"""Point every reference in a file at another entry, and leave every other character as it is."""

from __future__ import annotations

import re

from kg.catalogue import Catalogue, Record
from kg.edits.sources import of_record
from kg.edits.transaction import Change
from kg.errors import KgError
from kg.schema.references import Reference, references

_MARK = b"\xef\xbb\xbf"


def repointed(record: Record, old: str, new: str) -> str:
    """The text of an entry in which every reference to `old` names `new`, comments included.

    Raises:
        KgError: one is written in a way that cannot be changed safely.
    """
    lines = record.tree.source.text.split("\n")
    places = []
    for reference in references(record.entry):
        if reference.target == old and not reference.in_prose:
            span = record.tree.span(*reference.loc)
            places.append((span.line - 1, span.column - 1, span.end_column - 1, reference))
    # From the end on, so that a change does not move the places before it.
    for line, begin, end, reference in sorted(places, key=lambda place: place[:3], reverse=True):
        typed = lines[line][begin:end]
        if typed.count(reference.text) != 1:
            message = f"{record.path}:{line + 1}:{begin + 1}: {old!r} is written in an unusual way"
            raise KgError(message, help="write it as `kind/name`, then run again")
        lines[line] = lines[line][:begin] + typed.replace(reference.text, _as_typed(reference, new)) + lines[line][end:]
    text = "\n".join(lines)
    return re.sub(rf"(\[\[\s*){re.escape(old)}(?=\s*(?:\||\]\]))", lambda found: found.group(1) + new, text)


def changes(catalogue: Catalogue, old: str, new: str, but: str) -> list[tuple[Change, int]]:
    """The files that name `old`, apart from the entry `but`, with how many references each holds."""
    found = []
    for id in dict.fromkeys(record.id for record, reference in catalogue.references if reference.target == old):
        if id == but:
            continue
        record = catalogue.records[id]
        written = of_record(record.path, catalogue.atlas, record.tree.source.text)
        after = repointed(record, old, new).encode("utf-8")
        mark = _MARK if written.data.startswith(_MARK) else b""
        count = sum(reference.target == old for reference in references(record.entry))
        found.append((Change(written.path, written.data, mark + after), count))
    return found


def refuse_if_hidden(catalogue: Catalogue, id: str) -> None:
    """Refuse to move an entry that a file with errors may name: such a file is not searched for references.

    Raises:
        KgError: there is one.
    """
    root = catalogue.atlas.root
    sound = {record.path for record in catalogue.records.values()}
    for name in sorted({finding.span.path for finding in catalogue.findings} - sound):
        path = root / name
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                text = file.read(1 << 20).decode("utf-8", "replace")
            if id in text or (id.startswith("layer/") and id.partition("/")[2] in text):
                message = f"{name} has errors and may name {id!r}"
                raise KgError(message, help="mend it first: `kg check` names what is wrong")


def _as_typed(reference: Reference, new: str) -> str:
    """The new id, without the kind where the old one was written so."""
    return new if "/" in reference.text else new.partition("/")[2]
