"""Mend what is safe to mend: one slip of the pen with one word that was meant, and forms with one right spelling.

Prose is never touched. Each mend is a change of one token, made where the finding points; a file that would not be read
afterwards stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import catalogue as loading
from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Span
from kg.edits import mends, sources
from kg.edits.mends import Mend
from kg.edits.transaction import Change, commit
from kg.schema.kinds import folders
from kg.settings import Atlas
from kg.source.files import SourceFile
from kg.source.tree import parse

_ROUNDS = 5
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended, and where."""

    span: Span
    words: str


def fix(atlas: Atlas, wanted: Callable[[Path], bool]) -> Iterator[Mended]:
    """Mend the files of an atlas, again and again while one mend brings another fault to light."""
    for _ in range(_ROUNDS):
        loaded = loading.load(atlas)
        done = [*_suffixes(loaded, wanted), *_files(loaded, wanted)]
        yield from sorted(done, key=lambda mended: mended.span)
        if not done:
            return


def _suffixes(loaded: Catalogue, wanted: Callable[[Path], bool]) -> Iterator[Mended]:
    """Files that end in .yml."""
    for finding in loaded.findings:
        path = loaded.atlas.root / finding.span.path
        if finding.rule.name != "refused-file" or path.suffix != ".yml" or path.is_symlink() or not wanted(path):
            continue
        better = path.with_suffix(".yaml")
        found = sources.read(path, _kind(path, loaded.atlas), loaded.atlas) if path.is_file() else None
        if isinstance(found, sources.Written) and not better.exists() and mends.NAME.fullmatch(path.stem):
            commit((Change(better, None, found.data), Change(path, found.data, None)), loaded.atlas)
            yield Mended(finding.span, f"is now {better.name!r}")


def _files(loaded: Catalogue, wanted: Callable[[Path], bool]) -> Iterator[Mended]:
    """Tokens, and the mark at the beginning of a file."""
    found: dict[str, list[Diagnostic]] = {}
    for finding in loaded.findings:
        found.setdefault(finding.span.path, []).append(finding)
    strays = mends.strays(loaded)
    repeating = {record.path: record for record in loaded.records.values() if mends.repeats(record)}
    for name in sorted({*found, *strays, *repeating}):
        path = loaded.atlas.root / name
        if not wanted(path) or path.suffix != ".yaml" or not path.is_file() or path.is_symlink():
            continue
        written = sources.read(path, _kind(path, loaded.atlas), loaded.atlas)
        if isinstance(written, Diagnostic) or written.kind is None:
            continue
        tree, _ = parse(written.source)
        if tree is None:
            continue
        wishes = [*mends.of_findings(tree, written.kind, found.get(name, []))]
        wishes.extend(mends.of_references(tree, strays.get(name, []), loaded))
        record = repeating.get(name)
        # What was loaded and what was just read may differ, where somebody else writes: then the next round sees it.
        if record and record.tree.source.text == written.source.text:
            wishes.extend(mends.of_links(record))
        yield from _carried_out(written, wishes, loaded.atlas)


def _carried_out(written: sources.Written, wishes: list[Mend], atlas: Atlas) -> list[Mended]:
    """Make those mends after which the file can still be read, the last ones first, since they move no place before them."""
    text, done = written.source.text, []
    for mend in reversed(_apart(wishes)):
        after = text[: mend.start] + mend.new + text[mend.end :]
        if parse(SourceFile(written.source.path, after))[0] is not None:
            text = after
            done.append(Mended(mend.span, mend.words))
    if written.data.startswith(_MARK):
        done.append(Mended(Span(written.source.path), "the byte order mark is gone"))
    if done:
        commit((Change(written.path, written.data, text.encode("utf-8")),), atlas)
    return done


def _apart(wishes: list[Mend]) -> list[Mend]:
    """Mends in the order of their places, none of which reaches into the next."""
    apart: list[Mend] = []
    for mend in sorted(wishes, key=lambda mend: mend.start):
        if not apart or mend.start >= apart[-1].end:
            apart.append(mend)
    return apart


def _kind(path: Path, atlas: Atlas) -> str | None:
    parts = path.relative_to(atlas.entries).parts
    if len(parts) < 2 or parts[0] not in folders():
        return None
    return folders()[parts[0]]
