"""arXiv, by its Atom interface: one question for many papers, and one in three seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.diagnostics import Span
from kg.errors import KgError
from kg.imports import _answers, _words
from kg.imports._draft import Draft
from kg.imports._identifiers import Names, identify
from kg.imports._names import written
from kg.imports._typed import typed
from kg.web import Missing, Unreachable, Web

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "arXiv"
GAP = 3.0
"""What arXiv asks of programs."""
_AT_ONCE = 100
_ATOM = "{http://www.w3.org/2005/Atom}"
_OWN = "{http://arxiv.org/schemas/atom}"


def keys(names: Names) -> Iterator[str]:
    """What this source can be asked about a work."""
    if names.arxiv:
        yield names.arxiv


def ask(web: Web, key: str) -> Draft:
    """What arXiv says of a paper.

    Raises:
        Missing: it knows none of this id.
        Unreachable: it does not answer, or not in Atom.
    """
    found = ask_all(web, (key,)).get(key)
    if found is None:
        raise Missing(f"arXiv has no paper {key!r}", help="look the id up again")
    return found


def ask_all(web: Web, keys: Sequence[str]) -> dict[str, Draft]:
    """The same of many papers, those that arXiv knows."""
    found: dict[str, Draft] = {}
    for start in range(0, len(keys), _AT_ONCE):
        # An entry may name an old id with the class of its subject, which arXiv leaves out.
        some = {typed(key).arxiv: key for key in keys[start : start + _AT_ONCE]}
        url = f"https://export.arxiv.org/api/query?id_list={','.join(some)}&max_results={len(some)}"
        feed = _answers.tree(web, url, gap=GAP)
        if feed.tag != f"{_ATOM}feed":
            raise Unreachable("the answer of export.arxiv.org is not an Atom feed", help="try again later")
        for entry in feed.iter(f"{_ATOM}entry"):
            id = _id(_text(entry, f"{_ATOM}id"))
            if id in some and (draft := _draft(entry, some[id])).title:
                found[some[id]] = draft
    return found


def _id(address: str) -> str:
    """The paper that an entry is about; its faults come as entries too, and are about none."""
    seen = re.search(r"arxiv\.org/abs/(\S+)$", address)
    try:
        return typed(seen.group(1)).arxiv if seen else ""
    except KgError:
        return ""


def _draft(entry: Element, id: str) -> Draft:
    title, remark = _answers.title(_text(entry, f"{_ATOM}title"))
    authors = [written(_words.plain(_text(author, f"{_ATOM}name"))) for author in entry.iter(f"{_ATOM}author")]
    remarks = [remark] if remark else []
    if "withdrawn" in _text(entry, f"{_OWN}comment").lower():
        remarks.append("arXiv notes a withdrawal: read its comment before citing")
    return Draft(
        Span(NAME),
        id,
        "article",
        title,
        tuple(author for author in authors if author),
        _words.issued(*_text(entry, f"{_ATOM}published")[:10].split("-")[:3]),
        Names(arxiv=id, doi=identify(doi=_text(entry, f"{_OWN}doi")).doi),
        NAME,
        remarks=tuple(remarks),
    )


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
