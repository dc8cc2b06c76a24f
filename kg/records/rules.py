"""What can be said about a record that somebody wants to bring in."""

from __future__ import annotations

from kg.diagnostics import Rule, Severity

UNREADABLE_RECORD = Rule(
    "unreadable-record",
    "a record that cannot become a paper",
    explanation="""A paper needs a title, an author, a year, and an identifier under which others find it: a DOI, an arXiv id, an
ISBN, an OpenReview id or a web address. The record has none, or its file is broken at this place.

Mend the file and import it again: what is here already is passed over.
""",
)
KNOWN_RECORD = Rule(
    "known-record",
    "a record of a paper that is here already",
    Severity.WARNING,
    explanation="""The atlas, or an earlier record of the same file, has a paper with the same identifier, or with nearly the same
title and first author. The record was passed over.

If they are two works after all, let their titles or identifiers say so, or write the entry with `kg new paper NAME`.
""",
)
ALTERED_RECORD = Rule(
    "altered-record",
    "a record that was not taken over as it stands",
    Severity.WARNING,
    explanation="""Something in the record had to be guessed or left out, and the message says what. The paper was imported; have a
look at its entry.
""",
)
RULES = (UNREADABLE_RECORD, KNOWN_RECORD, ALTERED_RECORD)
