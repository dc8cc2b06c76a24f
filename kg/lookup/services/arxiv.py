"""arXiv, by its Atom interface: one question for many papers, and one in three seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.diagnostics import Span
from kg.errors import KgError
from kg.lookup import answers
from kg.lookup.typed import typed
from kg.records import texts
from kg.records.draft import Draft
from kg.records.identifiers import Names, identify
from kg.records.people import written
from kg.web import Missing, Unreachable, Web

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "arXiv"
GAP = 3.0
"""What arXiv asks of programs."""
_AT_ONCE = 100
_MANY = 5
_SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
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
    # An entry may name an old id with the class of its subject, which arXiv leaves out.
    wanted = {id: key for key in keys if (id := _typed(key))}
    found: dict[str, Draft] = {}
    ids = list(wanted)
    for start in range(0, len(ids), _AT_ONCE):
        for id, entry in _entries(web, ids[start : start + _AT_ONCE]):
            if (draft := _draft(entry, wanted[id])).title:
                found[wanted[id]] = draft
    return found


def _entries(web: Web, ids: Sequence[str]) -> Iterator[tuple[str, Element]]:
    """What arXiv answers to one question about these ids, or to several where one of them keeps it from answering.

    Raises:
        Unreachable: the answer is not whole.
    """
    url = f"https://export.arxiv.org/api/query?id_list={','.join(ids)}&max_results={len(ids)}"
    feed = answers.tree(web, url, gap=GAP)
    known = [id for entry in feed.iter(f"{_ATOM}entry") if (id := _id(_text(entry, f"{_ATOM}id"))) in ids]
    if len(known) < len(ids):
        # A new paper may be known in an hour.
        web.forget(url)
    if feed.tag != f"{_ATOM}feed":
        raise Unreachable("the answer of export.arxiv.org is not an Atom feed", help="try again later")
    entries = list(feed.iter(f"{_ATOM}entry"))
    if len(ids) > 1 and any("api/errors" in _text(entry, f"{_ATOM}id") for entry in entries):
        half = len(ids) // 2
        yield from _entries(web, ids[:half])
        yield from _entries(web, ids[half:])
        return
    total = _text(feed, f"{_SEARCH}totalResults")
    # Now and then arXiv forgets its answer: that none of many is known would be news, and no good one.
    if (total.isascii() and total.isdigit() and int(total[:9]) > len(entries)) or (not entries and len(ids) >= _MANY):
        raise Unreachable("the answer of export.arxiv.org is not whole", help="try again later")
    for entry in entries:
        if (id := _id(_text(entry, f"{_ATOM}id"))) in ids:
            yield id, entry


def _id(address: str) -> str:
    """The paper that an entry is about; its faults come as entries too, and are about none."""
    seen = re.search(r"arxiv\.org/abs/(\S+)$", address)
    return _typed(seen.group(1)) if seen else ""


def _typed(text: str) -> str:
    """An id as arXiv writes it, or nothing where it cannot be one."""
    try:
        return typed(text).arxiv
    except KgError:
        return ""


def _draft(entry: Element, id: str) -> Draft:
    title, remark = answers.title(_text(entry, f"{_ATOM}title"))
    authors = [written(texts.plain(_text(author, f"{_ATOM}name"))) for author in entry.iter(f"{_ATOM}author")]
    remarks = [remark] if remark else []
    if "withdrawn" in _text(entry, f"{_OWN}comment").lower():
        remarks.append("arXiv notes a withdrawal: read its comment before citing")
    return Draft(
        Span(NAME),
        id,
        "article",
        title,
        tuple(author for author in authors if author),
        texts.issued(*_text(entry, f"{_ATOM}published")[:10].split("-")[:3]),
        Names(arxiv=id, doi=identify(doi=_text(entry, f"{_OWN}doi")).doi),
        NAME,
        remarks=tuple(remarks),
    )


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
