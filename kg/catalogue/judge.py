"""One file, from its bytes to a typed entry or findings. Imports the YAML parser and pydantic: what is known needs neither."""

from __future__ import annotations

from typing import NamedTuple

from kg.catalogue.snapshot import Taken
from kg.diagnostics import Diagnostic
from kg.schema.decode import decode
from kg.schema.entry import Entry
from kg.schema.retired import Tombstone, decode_retired
from kg.source import files, tree
from kg.source.files import SourceFile
from kg.source.tree import Tree


class Judged(NamedTuple):
    """What became of a file. With a tree and no entry, it is YAML and nothing that we know."""

    entry: Entry | None
    tree: Tree | None
    findings: list[Diagnostic]


def judge(source: SourceFile, kind: str, findings: list[Diagnostic]) -> Judged:
    """The entry that a text holds; the findings of reading it come first."""
    parsed, more = tree.parse(source)
    if parsed is None:
        return Judged(None, None, findings + more)
    entry, problems = decode(parsed, kind)
    # Of a sound file the entry is kept, not the data that it was made of: few ask for these, and they are read again then.
    return Judged(entry, Tree(source) if entry else parsed, findings + more + problems)


def tombstones(taken: Taken) -> tuple[tuple[Tombstone, ...], Tree | None, list[Diagnostic]]:
    """The tombstones of an atlas, and whatever is wrong with their file."""
    source, findings = files.decode(taken.name, taken.data) if taken.data is not None else (None, list(taken.findings))
    parsed, more = tree.parse(source) if source else (None, [])
    findings = findings + more
    if parsed is None:
        return (), None, findings
    graves, problems = decode_retired(parsed)
    return graves, parsed, [*findings, *problems]
