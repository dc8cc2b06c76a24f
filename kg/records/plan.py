"""What an import would write: for each draft a file, or a finding that says why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic
from kg.records import filing
from kg.records.draft import Draft
from kg.records.known import Known
from kg.records.rules import ALTERED_RECORD, KNOWN_RECORD, UNREADABLE_RECORD
from kg.schema.decode import decode
from kg.schema.kinds import kinds
from kg.settings import MAX_BYTES
from kg.source.files import SourceFile
from kg.source.tree import parse


@dataclass(frozen=True, slots=True)
class Plan:
    """Path below `entries/` to the text of each new file, and what is to be said about the other records."""

    files: dict[str, str]
    findings: tuple[Diagnostic, ...]
    known: int
    failed: int


def plan(drafts: Iterable[Draft], findings: Iterable[Diagnostic], catalogue: Catalogue, *, tags: bool = False) -> Plan:
    """New entries for the drafts that are no duplicates. Nothing is written."""
    folder = kinds()["paper"].folder
    said = list(findings)
    failed = len(said)
    known = Known(catalogue)
    taken = {id.partition("/")[2] for id in (*catalogue.ids, *catalogue.retired) if id.startswith("paper/")}
    files: dict[str, str] = {}
    counts: dict[str, int] = {}
    repeats = 0
    for draft in drafts:
        # What is missing is said first: a broken record might look like another one.
        if problem := lacking(draft):
            said.append(problem)
            failed += 1
            continue
        label, because = known.find(draft)
        if label:
            message = f"{_called(draft)} is here already as {label}, by {because}"
            said.append(KNOWN_RECORD.at(draft.span, message, help="nothing to do: it was passed over"))
            repeats += 1
            continue
        name = filing.name(draft, taken, counts)
        text = filing.text(draft, tags=tags)
        if faults := faults_of(draft, f"entries/{folder}/{name}.yaml", text):
            said.extend(faults[:1])
            failed += 1
            continue
        taken.add(name)
        known.add(draft, f"the record of line {draft.span.line}")
        files[f"{folder}/{name}.yaml"] = text
        said.extend(ALTERED_RECORD.at(draft.span, f"{_called(draft)}: {remark}") for remark in draft.remarks)
    return Plan(files, tuple(sorted(said, key=lambda finding: finding.sort_key)), repeats, failed)


def _called(draft: Draft) -> str:
    text = draft.key or draft.title
    return repr(text if len(text) <= 60 else text[:57] + "...")


def lacking(draft: Draft) -> Diagnostic | None:
    wanted = (
        (not draft.problem, f": {draft.problem}", "write `Family, Given and Family, Given`"),
        (draft.title, " has no title", "add one"),
        (draft.authors, " has no author", "add one; a group goes in braces, or in one piece"),
        (draft.issued, " has no year", "add one, in four digits"),
        (
            _identified(draft),
            " has nothing to find it by",
            "add a doi, an arXiv id, a web address, or the ISBN of a book",
        ),
    )
    for sound, message, help in wanted:
        if not sound:
            return UNREADABLE_RECORD.at(draft.span, f"{_called(draft)}{message}", help=help)
    return None


def _identified(draft: Draft) -> bool:
    names = draft.names
    return any((names.arxiv, names.doi, names.openreview, names.isbn, names.url))


def faults_of(draft: Draft, path: str, text: str) -> list[Diagnostic]:
    """What the atlas itself would say about the new entry, said of the record instead."""
    if len(text.encode("utf-8")) > MAX_BYTES:
        message = f"{_called(draft)} makes an entry larger than {MAX_BYTES // 1024} KiB"
        return [UNREADABLE_RECORD.at(draft.span, message, help="shorten its longest field")]
    tree, findings = parse(SourceFile(path, text))
    if tree is not None:
        _, problems = decode(tree, "paper")
        findings = [*findings, *problems]
    return [
        replace(UNREADABLE_RECORD.at(draft.span, f"{_called(draft)}: {found.message}"), help=found.help)
        for found in findings
    ]
