"""Which id and kind each file has, read off its path; and what is said of files in no such place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from kg.diagnostics import Diagnostic, Note, Rule, Span
from kg.settings import Atlas
from kg.source import files
from kg.suggest import did_you_mean

MISPLACED_FILE = Rule(
    "misplaced-file",
    "a file outside the folders of the kinds",
    explanation="""The folder says of which kind an entry is: `entries/theories/x.yaml` is `theory/x`.

Move the file into the folder of its kind. Folders below that are allowed and mean nothing.
""",
)
DUPLICATE_ID = Rule(
    "duplicate-id",
    "two files with one id",
    explanation="""Folders below the folder of a kind mean nothing, so two files of the same name have the same id.

If they describe the same thing, merge them; otherwise give one of them a name that says what sets it apart.
""",
)
EMPTY_ATLAS = Rule(
    "empty-atlas",
    "an atlas without entries",
    explanation="""There is no entry file at all, so there is nothing to check. Most often the folder is the wrong one.

`kg new KIND NAME` writes a first entry.
""",
)
RULES = (MISPLACED_FILE, DUPLICATE_ID, EMPTY_ATLAS)


def place(
    paths: Iterable[str], atlas: Atlas, folders: Mapping[str, str]
) -> tuple[list[tuple[str, str, str]], list[Diagnostic], dict[str, str]]:
    """Which id and kind each file has, read off its path."""
    placed: list[tuple[str, str, str]] = []
    findings: list[Diagnostic] = []
    ids: dict[str, str] = {}
    base = os.path.join(atlas.entries, "")
    for path in paths:
        folder, _, below = path.removeprefix(base).partition(os.sep)
        kind = folders.get(folder) if below else None
        if kind is None:
            where = f"folder {folder!r}" if below else "this place"
            near_name = did_you_mean(folder, folders) if below else ""
            help = near_name or f"move it to one of: {', '.join(sorted(folders))}"
            findings.append(
                MISPLACED_FILE.at(Span(files.shown(path, atlas.root)), f"{where} holds no kind of entry", help=help)
            )
            continue
        id = f"{kind}/{below.rpartition(os.sep)[2].removesuffix('.yaml')}"
        if id in ids:
            note = Note("the other file", Span(files.shown(ids[id], atlas.root)))
            here = Span(files.shown(path, atlas.root))
            findings.append(DUPLICATE_ID.at(here, f"id {id!r} is used twice", note, help="rename or merge one of them"))
            continue
        ids[id] = path
        placed.append((id, kind, path))
    return placed, findings, ids
