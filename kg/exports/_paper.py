"""A paper in the words that bibliographic formats share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_SAFE = "/.:;()-_"


@dataclass(frozen=True, slots=True)
class Person:
    """An author: a group has only a family."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def group(self) -> bool:
        return not self.given

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)


def person(author: str) -> Person:
    """`Family, Given` or `Family, Given, Suffix`; anything without a comma is a group."""
    family, _, rest = author.partition(",")
    given, _, suffix = rest.partition(",")
    return Person(family.strip(), given.strip(), suffix.strip())


def doi_address(doi: str) -> str:
    return "https://doi.org/" + quote(doi, safe=_SAFE)


def address(names: Any) -> str:
    """The best address of a work without a DOI, built here, so that no entry can choose the scheme."""
    if names.url:
        return str(names.url)
    if names.arxiv:
        return f"https://arxiv.org/abs/{quote(names.arxiv, safe=_SAFE)}"
    return f"https://openreview.net/forum?id={quote(names.openreview, safe=_SAFE)}" if names.openreview else ""


def date(paper: Any) -> tuple[int, ...]:
    """Year, then month and day where they are known."""
    return tuple(int(part) for part in paper.issued.split("-"))
