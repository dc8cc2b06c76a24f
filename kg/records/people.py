"""The names of people and groups as BibTeX writes them."""

from __future__ import annotations

import re
from collections.abc import Callable

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from kg.records.texts import others

_SUFFIX = re.compile(r"\{?(?:[js]r|[ivx]+|[1-9](?:st|nd|rd|th)|ph\.?d|m\.?d|esq)\.?\}?", re.IGNORECASE)


def people(text: str, plain: Callable[[str], str]) -> tuple[list[str], bool, str]:
    """Authors as `Family, Given`, groups in one piece, whether the list is shortened, and what is wrong with it."""
    found: list[str] = []
    more = False
    for name in split_multiple_persons_names(" ".join(text.split())):
        if others(name):
            more = True
            continue
        shown, problem = person(name, plain)
        if problem:
            return found, more, problem
        if shown:
            found.append(shown)
    return found, more, ""


def person(name: str, plain: Callable[[str], str]) -> tuple[str, str]:
    if _whole(name):
        return plain(name), ""
    try:
        parts = parse_single_name_into_parts(name.rstrip(", "), strict=True)
    except ValueError:
        return "", f"the authors are no list of names: {_short(name)!r} (put `and` between them)"
    if parts.jr and not _SUFFIX.fullmatch(" ".join(parts.jr)):
        return "", f"commas stand between the authors: {_short(name)!r} (put `and` between them)"
    family = plain(" ".join([*parts.von, *parts.last]))
    given = plain(" ".join(parts.first))
    suffix = plain(" ".join(parts.jr))
    return ", ".join(part for part in (family, given, suffix) if part), ""


def _whole(name: str) -> bool:
    """Whether the braces are around all of it: `{The Moss Group}`, but not `{The} {Group}`."""
    if not (name.startswith("{") and name.endswith("}")):
        return False
    depth = 0
    for at, letter in enumerate(re.sub(r"\\[\\{}]", "__", name)):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return at == len(name) - 1
    return False


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


_GROUP = re.compile(
    r"\b(?:collaboration|consortium|team|group|project|initiative|committee|institute|network)\b|^the ", re.IGNORECASE
)


def written(name: str) -> str:
    """A name in one piece, as `Family, Given`. The last word is the family name, unless the name says otherwise."""
    if not name or "," in name or _GROUP.search(name) or " " not in name or not re.search(r"[A-Za-z]", name):
        return name.strip(" ,")
    *words, last = name.split()
    if words and len(words) > 1 and _SUFFIX.fullmatch(last):
        return f"{written(' '.join(words))}, {last}"
    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except ValueError:
        return name
    family, given = " ".join([*parts.von, *parts.last]), " ".join(parts.first)
    return f"{family}, {given}" if family and given else name
