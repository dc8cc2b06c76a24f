"""An atlas as it would be after a change, made in memory, so that it can be judged before a byte is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kg.catalogue import Catalogue, Record
from kg.diagnostics import Diagnostic
from kg.edits.transaction import Change
from kg.errors import KgError
from kg.schema.decode import decode
from kg.schema.kinds import folders
from kg.schema.retired import decode_retired
from kg.settings import RETIRED
from kg.source import files, tree

Judge = Callable[[Catalogue], list[Diagnostic]]


def overlaid(catalogue: Catalogue, changes: Iterable[Change]) -> Catalogue:
    """The catalogue with these files changed."""
    atlas = catalogue.atlas
    records, ids = dict(catalogue.records), set(catalogue.ids)
    retired, retired_tree = catalogue.retired, catalogue.retired_tree
    changed = {files.shown(change.path, atlas.root): change for change in changes}
    findings = [finding for finding in catalogue.findings if finding.span.path not in changed]
    rejected = [(kind, read) for kind, read in catalogue.rejected if read.source.path not in changed]
    for name, change in changed.items():
        source, problems = files.decode(name, change.after) if change.after is not None else (None, [])
        parsed, more = tree.parse(source) if source else (None, [])
        findings.extend((*problems, *more))
        if change.path == atlas.entries / RETIRED:
            graves, problems = decode_retired(parsed) if parsed else ((), [])
            findings.extend(problems)
            retired, retired_tree = {grave.id: grave for grave in graves}, parsed
            continue
        kind = folders()[change.path.relative_to(atlas.entries).parts[0]]
        id = f"{kind}/{change.path.stem}"
        records.pop(id, None)
        ids.discard(id)
        if change.after is not None:
            ids.add(id)
        entry, problems = decode(parsed, kind) if parsed else (None, [])
        findings.extend(problems)
        if entry and parsed:
            records[id] = Record(id, kind, entry, parsed)
        elif parsed:
            rejected.append((kind, parsed))
    return replace(
        catalogue,
        records=dict(sorted(records.items())),
        ids=frozenset(ids),
        findings=tuple(findings),
        retired=retired,
        retired_tree=retired_tree,
        rejected=tuple(rejected),
    )


class Refused(KgError):
    """The atlas would have faults that it has not now; `findings` names them."""

    def __init__(self, message: str, findings: Sequence[Diagnostic], help: str) -> None:
        super().__init__(message, help=help)
        self.findings = tuple(findings)


def judged(catalogue: Catalogue, changes: Sequence[Change], judge: Judge, what: str) -> Catalogue:
    """The atlas after the changes, if they bring no new fault.

    Raises:
        Refused: they do.
    """
    after = overlaid(catalogue, changes)
    known = {_told(finding) for finding in judge(catalogue)}
    findings = judge(after)
    new = [finding for finding in findings if _told(finding) not in known]
    grown = Counter(f.rule.name for f in findings) - Counter(rule for rule, _, _ in known)
    fresh = [finding for finding in new if finding.rule.name in grown]
    if fresh:
        faults = "a fault" if len(fresh) == 1 else f"{len(fresh)} faults"
        raise Refused(f"{what} would leave {faults}", fresh, "nothing was written; mend what is named first")
    return after


def _told(finding: Diagnostic) -> tuple[str, str, str]:
    return finding.rule.name, finding.span.place, finding.message
