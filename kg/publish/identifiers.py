"""A paper's identifiers as links. The addresses are built here, so that no entry can choose the scheme."""

from __future__ import annotations

from urllib.parse import quote

from kg.catalogue import Record


def addresses(record: Record) -> list[tuple[str, str, str]]:
    """Name, value and address of each identifier that has an address."""
    known = getattr(record.entry, "identifiers", None)
    if known is None:
        return []
    rows = [
        ("arXiv", known.arxiv, "https://arxiv.org/abs/"),
        ("DOI", known.doi, "https://doi.org/"),
        ("OpenReview", known.openreview, "https://openreview.net/forum?id="),
    ]
    found = [(name, value, base + quote(value, safe="/.:;()-_")) for name, value, base in rows if value]
    return [*found, ("Address", known.url, known.url)] if known.url else found
