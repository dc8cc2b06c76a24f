"""The identifiers of a record, wherever it hides them: its own fields, addresses, the name of a journal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

_NEW = r"[0-9]{4}\.[0-9]{4,5}"
_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/[0-9]{7}"
_ID = re.compile(rf"({_NEW}|{_OLD})(?:v[0-9]+)?")
# After the word arXiv or in an address; a bare number elsewhere may be anything.
_MARKED = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html)/|\barxiv[:.\s]\s*(?:preprint\s+)?(?:arxiv:)?|\babs/|ar5iv\.org/abs/)({_NEW}|{_OLD})",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"'{}\\^`|]+")
_OPENREVIEW = re.compile(
    r"https?://(?:www\.)?openreview\.net/(?:forum|pdf|attachment)\?(?:[^#\s]*&)?id=([A-Za-z0-9_-]+)"
)
_URL = re.compile(r"https?://[^\s<>\"'`\\{}|^]+")
_ISBN = re.compile(r"(?:97[89][- ]?)?[0-9][0-9 -]{7,12}[0-9Xx]")


@dataclass(frozen=True, slots=True)
class Names:
    """The identifiers of a work as an entry writes them; empty where there is none."""

    arxiv: str = ""
    doi: str = ""
    openreview: str = ""
    isbn: str = ""
    url: str = ""


def identify(
    *,
    arxiv: str = "",
    archive: str = "",
    doi: str = "",
    isbn: str = "",
    urls: Iterable[str] = (),
    hints: Iterable[str] = (),
    whole: bool = False,
) -> Names:
    """Identifiers in their plain form. `hints` are texts that may mention an arXiv id.

    An ISBN names a volume: it is taken only where the record is about the `whole` of one. An address is kept where nothing
    better names the work.
    """
    addresses = [address for text in urls if (address := _address(text))]
    found_doi = _doi(doi) or next((name for text in addresses if (name := _doi(text, address=True))), "")
    found = _arxiv(arxiv, archive)
    for text in (doi, *addresses, *hints):
        found = found or _marked(text)
    if found_doi.startswith("10.48550/arxiv."):
        # The DOI of a preprint is its arXiv id once more.
        found = found or _marked(found_doi)
        found_doi = "" if found else found_doi
    openreview = next((seen.group(1) for text in addresses if (seen := _OPENREVIEW.match(text))), "")
    number = _isbn(isbn) if whole else ""
    url = "" if found or found_doi or openreview else next(iter(addresses), "")
    return Names(found, found_doi, openreview, number, url)


def _arxiv(text: str, archive: str) -> str:
    text = re.sub(r"^(?:https?://arxiv\.org/(?:abs|pdf)/|arxiv:)\s*", "", text.strip(), flags=re.IGNORECASE)
    if seen := _ID.match(text):
        return seen.group(1)
    # Before 2007 the archive was part of the id, and some write it in a field of its own.
    old = re.fullmatch(r"([0-9]{7})(?:v[0-9]+)?", text)
    name = archive.strip()
    return f"{name}/{old.group(1)}" if old and re.fullmatch(r"[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?", name) else ""


def _marked(text: str) -> str:
    seen = _MARKED.search(text)
    return seen.group(1) if seen else ""


def _doi(text: str, *, address: bool = False) -> str:
    text = text.strip()
    if address and not re.match(r"https?://(?:dx\.|www\.)?doi\.org/", text, re.IGNORECASE):
        return ""
    seen = _DOI.search(unquote(text) if "%" in text else text)
    return seen.group().rstrip(".,;").lower() if seen else ""


def _address(text: str) -> str:
    seen = _URL.search(text)
    return seen.group().rstrip(".,;") if seen else ""


def _isbn(text: str) -> str:
    seen = _ISBN.search(text)
    if not seen or sum(letter.isalnum() for letter in seen.group()) not in (10, 13):
        return ""
    return seen.group()
