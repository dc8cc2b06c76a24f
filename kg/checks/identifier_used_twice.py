"""Two papers have the same arXiv id, DOI or other identifier.

An identifier names one work, so either one of the two was copied wrongly, or the paper is here twice. In the second case
keep the fuller entry, and let `kg retire` send readers of the other one there.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue, Record
from kg.diagnostics import Diagnostic, Note, Rule

RULE = Rule("identifier-used-twice", "an identifier that two papers share", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], Record] = {}
    for record in catalogue.of_kind("paper"):
        for scheme in ("arxiv", "doi", "openreview", "isbn", "url"):
            # Only papers come here, and every paper has identifiers.
            value = getattr(record.entry.identifiers, scheme, None)  # type: ignore[attr-defined]
            if value is None:
                continue
            earlier = first.setdefault((scheme, value), record)
            if earlier is not record:
                loc = ("identifiers", scheme)
                note = Note(f"also the {scheme} of {earlier.id!r}", earlier.tree.span(*loc))
                message = f"{scheme} {value!r} is used twice"
                yield RULE.at(record.tree.span(*loc), message, note, help="correct one, or merge the two entries")
