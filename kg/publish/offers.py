"""Where to write what would close a gap: the form of the repository that ends in a pull request, filled in where it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    forge, record = book.site.forge, book.records.get(gap.about)
    if not forge.home:
        return None
    if found := _NEW.match(gap.stub):
        blank, href = forge.new(found[1]), forge.new(found[1], "NAME.yaml", gap.stub[found.end() :])
        if blank != href and len(href) <= LONGEST:
            return Offer(href, "Write it as a pull request: the form is filled in")
        return Offer(blank, "Paste it into a new file, as a pull request")
    return Offer(forge.edit(record.path), "Paste it into the entry, as a pull request") if record else None
