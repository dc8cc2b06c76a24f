"""A bibliographic record, with our own reading notes."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from kg.schema.entry import Entry, Flag, Model, Prose, Text, Url, bad, day_exists

# The new style counts papers of a month, the old one names an archive; a version is not part of the work's identity.
_ARXIV = re.compile(r"([0-9]{4}\.[0-9]{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"']+")
ISBN = r"^[0-9][0-9 -]{7,15}[0-9Xx]$"
FORUM = r"^[A-Za-z0-9_-]+$"
_ISSUED = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


def _arxiv(value: str) -> str:
    found = _ARXIV.fullmatch(value)
    if not found:
        raise bad(f"{value!r} is not an arXiv id", "write it like '2301.05217' or 'math/0211159'")
    if found.group(2):
        raise bad(f"{value!r} names one version of the paper", f"write '{found.group(1)}'")
    return value


def _doi(value: str) -> str:
    if found := re.fullmatch(r"(?:https?://(?:dx\.)?doi\.org/|doi:)(10\..+)", value):
        raise bad(f"{value!r} is an address, not a DOI", f"write '{found.group(1)}'")
    if not _DOI.fullmatch(value):
        raise bad(f"{value!r} is not a DOI", "write it like '10.1038/s42256-020-00265-z'")
    return value.lower()


def _issued(value: str) -> str:
    if not _ISSUED.fullmatch(value):
        raise bad(f"{value!r} is not a date", "write 2023, 2023-05 or 2023-05-17")
    if not day_exists(value):
        raise bad(f"{value!r} is no day of the calendar", "check the day and the year")
    return value


def _isbn(value: str) -> str:
    digits = value.replace("-", "").replace(" ", "").upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum(
            weight * (10 if digit == "X" else int(digit))
            for weight, digit in zip(range(10, 0, -1), digits, strict=True)
        )
        sound = total % 11 == 0
    elif re.fullmatch(r"97[89][0-9]{10}", digits):
        sound = sum((1, 3)[place % 2] * int(digit) for place, digit in enumerate(digits)) % 10 == 0
    else:
        raise bad(f"{value!r} is not an ISBN", "write its 10 or 13 digits, such as 978-0-262-03561-3")
    if not sound:
        raise bad(f"{value!r} is not an ISBN: its last digit does not fit the others", "copy it again from the book")
    return value


def _author(value: str) -> str:
    if not value.partition(",")[0].strip():
        raise bad(f"{value!r} has no family name before the comma", "write `Family, Given`, or the name of a group")
    return value


Forum = Annotated[Text, Field(pattern=FORUM), WithJsonSchema({"type": "string", "pattern": FORUM})]
Author = Annotated[Text, AfterValidator(_author), WithJsonSchema({"type": "string", "pattern": r"^\s*[^,\s]"})]
Isbn = Annotated[Text, AfterValidator(_isbn), WithJsonSchema({"type": ["string", "integer"], "pattern": ISBN})]
ArxivId = Annotated[
    str,
    AfterValidator(_arxiv),
    WithJsonSchema({"type": ["string", "number"], "pattern": f"^{_ARXIV.pattern.removesuffix('(v[0-9]+)?')}$"}),
]
Doi = Annotated[str, AfterValidator(_doi), WithJsonSchema({"type": "string", "pattern": f"^{_DOI.pattern}$"})]
Issued = Annotated[
    str,
    AfterValidator(_issued),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^{_ISSUED.pattern}$", "minimum": 1, "maximum": 9999}),
]


class Identifiers(Model):
    """Names under which the world knows the work."""

    arxiv: ArxivId | None = Field(None, description="arXiv id without version.")
    doi: Doi | None = Field(None, description="DOI without the address in front.")
    openreview: Forum | None = Field(None, description="OpenReview forum id: what stands behind `id=` in its address.")
    isbn: Isbn | None = Field(None, description="ISBN of a book.", pattern=ISBN)
    url: Url | None = Field(None, description="Address of a work that has no other identifier.")


class Paper(Entry):
    folder = "papers"
    needs_layers = False

    type: Literal[
        "article",
        "article-journal",
        "book",
        "chapter",
        "paper-conference",
        "post-weblog",
        "report",
        "thesis",
        "webpage",
    ] = Field("article", description="Kind of publication, in the words of CSL; `article` is a preprint.")
    authors: tuple[Author, ...] = Field(description="Authors in order, as `Family, Given`.", min_length=1)
    more_authors: Flag | None = Field(None, description="The list of authors is shortened.")
    issued: Issued = Field(description="Year or date of publication.")
    venue: Text | None = Field(None, description="Journal, conference or site.")
    identifiers: Identifiers = Field(Identifiers(), description="arXiv id, DOI and others.")
    why_read: Prose | None = Field(None, description="Why somebody should read it.")

    @model_validator(mode="after")
    def _can_be_found(self) -> Paper:
        if not any(self.identifiers.model_dump().values()):
            raise bad("this paper has no identifier", "add `identifiers: {arxiv: ...}`, a doi, isbn, openreview or url")
        return self


KIND = Paper
