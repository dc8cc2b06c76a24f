"""Where to write what would close a gap: the form of the repository that ends in a pull request, filled in where it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from kg.publish.book import Book
from kg.review.gaps import Gap

_NEW = re.compile(r"# a new file in (\S+?)/?\n")

LONGEST = 6000
"""Beyond this an address is refused by servers; the stub is then to be pasted."""


@dataclass(frozen=True, slots=True)
class Offer:
    href: str
    words: str


def offer(book: Book, gap: Gap) -> Offer | None:
    """None where nobody knows in which repository the atlas is kept."""
    site, record = book.site, book.records.get(gap.about)
    if not site.repository.startswith(("https://", "http://")):
        return None
    base = site.repository.rstrip("/")
    if found := _NEW.match(gap.stub):
        value = quote(gap.stub[found.end() :], safe="")
        href = f"{base}/new/{site.branch}/{found[1]}?filename=NAME.yaml&value={value}"
        if len(href) <= LONGEST:
            return Offer(href, "Write it as a pull request: the form is filled in")
        return Offer(f"{base}/new/{site.branch}/{found[1]}", "Paste it into a new file, as a pull request")
    if record is None:
        return None
    return Offer(f"{base}/edit/{site.branch}/{record.path}", "Paste it into the entry, as a pull request")
