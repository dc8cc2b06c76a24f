"""What somebody typed or copied to name a paper, as the identifier that is meant."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from kg.errors import KgError
from kg.records.identifiers import Names

_ARXIV_NEW = r"[0-9]{4}\.[0-9]{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/[0-9]{7}"
_ARXIV = re.compile(
    r"(?:arxiv:\s*|(?:https?://)?(?:www\.|export\.|browse\.)?arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/(?:arxiv:)?"
    r"|https?://(?:www\.)?(?:ar5iv(?:\.labs\.arxiv)?\.org|alphaxiv\.org|ar5iv\.labs\.arxiv\.org)/(?:abs|html|pdf)/)?"
    rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v[0-9]+)?(?:\.pdf)?/?(?:[?#].*)?(?:\s*\[[a-z-]+(?:\.[a-z-]+)?\])?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi:?\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_DOI_IN_PATH = re.compile(r"/(10\.[0-9]{4,9}/[^\s?#]+)")
_TAIL = re.compile(r"(?:\.pdf|\.html?|/(?:full|pdf|epdf|abstract|meta|html|fulltext|references))+$", re.IGNORECASE)
_OPENREVIEW = re.compile(
    r"https?://(?:www\.)?openreview\.net/(?:forum|pdf|attachment|references/pdf)\?(?:[^#\s]*&)?id=([A-Za-z0-9_-]+)"
)
_FORUM = re.compile(r"(?:openreview:\s*)([A-Za-z0-9_-]{6,20})|([A-Za-z0-9_-]{8,14})", re.IGNORECASE)
_FORMS = "an arXiv id (2301.05217, hep-th/9901001), a DOI (10.1038/...), an OpenReview id or a web address"


def typed(text: str) -> Names:
    """The identifier in a word.

    Raises:
        KgError: there is none in it.
    """
    word = text.strip().strip("<>\"'").strip()
    if seen := _ARXIV.fullmatch(word):
        return Names(arxiv=_arxiv(seen.group(1), text))
    if seen := _DOI.fullmatch(re.sub("%2f", "/", word, flags=re.IGNORECASE)):
        return _of_doi(seen.group(1))
    if seen := _OPENREVIEW.match(word):
        return Names(openreview=seen.group(1))
    if re.match(r"https?:", word, re.IGNORECASE):
        return _of_address(word, text)
    if (seen := _FORUM.fullmatch(word)) and (seen.group(1) or _like_a_forum(word)):
        return Names(openreview=seen.group(1) or seen.group(2))
    raise KgError(f"{text[:80]!r} names no paper", help=_help(word))


def _arxiv(id: str, text: str) -> str:
    id = id.lower()
    if "/" in id:
        # The class of a subject was never part of what makes an old id unique.
        archive, _, number = id.partition("/")
        return f"{archive.partition('.')[0]}/{number}"
    month, number = id[:4], id[5:]
    if not 1 <= int(month[2:]) <= 12:
        raise KgError(f"{text!r} is no arXiv id: there is no month {month[2:]}", help="look the id up again")
    digits = 5 if int(month) >= 1501 else 4
    if len(number) != digits:
        help = "a final 0 is easily lost: look the id up again" if len(number) < digits else "look the id up again"
        raise KgError(f"{text!r} is no arXiv id: of that month they have {digits} digits behind the dot", help=help)
    return id


def _of_doi(text: str) -> Names:
    doi = re.sub(r"[?#].*$", "", unquote(text) if "%" in text else text).rstrip(".,;:")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1]
    doi = doi.lower()
    if seen := re.fullmatch(rf"10\.48550/arxiv\.({_ARXIV_NEW}|{_ARXIV_OLD})(?:v[0-9]+)?", doi):
        return Names(arxiv=_arxiv(seen.group(1), text))
    return Names(doi=doi)


def _of_address(word: str, text: str) -> Names:
    try:
        parts = urlsplit(word)
        host, path = (parts.hostname or "").lower(), parts.path
    except ValueError:
        host, path = "", ""
    if not host or "." not in host:
        raise KgError(f"{text[:80]!r} is not a web address", help="write it in full, beginning with https://")
    if (host == "arxiv.org" or host.endswith((".arxiv.org", "doi.org"))) or host == "openreview.net":
        raise KgError(f"{text[:80]!r} is no address of a paper", help="give the address of the paper's own page")
    # Many publishers answer no programs, and write the DOI into their addresses.
    if seen := _DOI_IN_PATH.search(unquote(path)):
        # bioRxiv writes the version behind it.
        return _of_doi(re.sub(r"^(10\.1101/.+?)v[0-9]+(?:\..*)?$", r"\1", _TAIL.sub("", seen.group(1))))
    if parts.scheme.lower() != "https":
        raise KgError(f"{text[:80]!r} is asked over https only", help=f"try 'https{word[4:]}'")
    return Names(url=word.partition("#")[0])


def _like_a_forum(word: str) -> bool:
    """OpenReview makes its ids of letters and digits at random: a word of a language is none."""
    return bool(re.search(r"[a-z]", word) and re.search(r"[A-Z]", word) and re.search(r"[0-9A-Z]", word[1:]))


def _help(word: str) -> str:
    if word.lower().endswith((".bib", ".ris", ".json", ".bibtex")):
        return f"`kg import {word}` reads files of records"
    if re.fullmatch(r"(?:isbn:?\s*)?(?:97[89][- ]?)?[0-9][0-9 -]{8,12}[0-9Xx]", word, re.IGNORECASE):
        return "books are not looked up by ISBN: `kg new paper NAME`"
    if re.fullmatch(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/\S*", word):
        return f"a web address begins with https://: try 'https://{word}'"
    if "," in word or ";" in word:
        return "put spaces between several ids, and no commas"
    if " " in word:
        return f"titles are not looked up: give {_FORMS}"
    return f"give {_FORMS}"
