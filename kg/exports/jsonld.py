"""JSON-LD: entries in the words of schema.org, evidence in those of CiTO, the rest in terms of our own.

Each link is a node that says who claims what (an `rdf:Statement`). The plain triple stands beside it where nothing speaks
against it: a link that is conjectured, contested or refuted is a claim about which others should not reason as if it were true.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from kg.catalogue import Record, Statement
from kg.exports import Choice
from kg.exports._paper import address, doi_address, person
from kg.exports._rows import testimonies
from kg.graph import Graph
from kg.schema.entry import Evidence

SUFFIX = ".jsonld"
TAKES = frozenset({"kinds", "base"})

_NODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_NOWHERE = "urn:kg:"
"""In front of ids, where the atlas has no address."""

_CITO = {
    "supports": "cito:supports",
    "disputes": "cito:disputes",
    "refutes": "cito:refutes",
    "extends": "cito:extends",
    # CiTO confirms facts; that it was done by doing it again is ours to say, and `kg:stance` does.
    "replicates": "cito:confirms",
    "uses": "cito:usesConclusionsFrom",
}
_WORKS = {
    "article": "ScholarlyArticle",
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "paper-conference": "ScholarlyArticle",
    "post-weblog": "BlogPosting",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
_THINGS = {"path": "LearningResource", "method": "DefinedTerm", "problem": "Question"}
_PLAIN_TRIPLE = frozenset({"proved", "supported", "unstated"})

TERMS = {
    "layer": "A layer of the stack on which the entry stands",
    "standing": "How firmly a statement stands: proved, supported, conjectured, contested, unstated or refuted",
    "curation": "How far people have looked at the entry: stub, draft or reviewed",
    "in": "A system in which the statement was shown",
    "regime": "Conditions under which the statement holds",
    "sufficient": "Whether the source is enough by itself",
    "note": "A remark on the statement or the citation",
    "stance": "What the paper does to what it is cited for, in the word of the entry",
    "at": "Where in the paper",
    "read": "How far whoever wrote the citation read the paper: full, part, abstract, or secondary",
    "introduces": "The paper introduces what it is cited for",
    "poses": "The paper poses the problem it is cited for",
}
"""Our own properties beside relations, and what they mean; the site has a page with an anchor for each."""

Node = dict[str, Any]


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """One document: a context of its own, so that nothing has to be fetched to read it, then a node a line."""
    base = choice.base or _NOWHERE
    yield f'{{"@context": {json.dumps(_context(base))},\n"@graph": ['
    between = "\n"
    for node in _nodes(graph, choice, base):
        yield between + _NODE.encode(node)
        between = ",\n"
    yield "\n]}\n"


def _context(base: str) -> Node:
    return {
        "schema": "https://schema.org/",
        "cito": "http://purl.org/spar/cito/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        # Prefixes that do not end in / or # have to be declared as such.
        "kg": {"@id": f"{base}terms#", "@prefix": True},
    }


def one(record: Record, statements: Iterable[Statement], spoken: Iterable[tuple[Evidence, Record]], base: str) -> Node:
    """The node of one entry as its page carries it, in the default vocabulary of `inner_context`.

    It says nothing that the whole document does not. `statements` are links of the entry; `spoken`, of a paper, are what it
    says about other entries.
    """
    base = base or _NOWHERE
    node: Node = _shortened(_entry(record, base))
    for statement in statements:
        if statement.source == record.id and statement.link.standing in _PLAIN_TRIPLE:
            _add(node, _predicate(statement), _id(statement.target, base))
    for item, other in spoken:
        _add(node, _stance(item, other.kind), _id(other.id, base))
    about: Node = {}
    for loc, item in testimonies(record):
        if loc[0] != "links":
            _add(about, _stance(item, record.kind), _id(item.paper, base))
    if about:
        node["@reverse"] = about
    return node


def address_of(id: str, base: str) -> str:
    """What names an entry: its address in the published atlas, or its id where there is none."""
    return _id(id, base or _NOWHERE)


def inner_context(base: str) -> Node:
    """The context for `one`: schema.org goes without saying, so that its words are where everybody looks for them."""
    return {"@vocab": "https://schema.org/", **_context(base or _NOWHERE)}


def _add(node: Node, name: str, id: str) -> None:
    found = node.setdefault(name, [])
    if {"@id": id} not in found:
        found.append({"@id": id})


def _shortened(value: Any) -> Any:
    """The same without `schema:` before the words of schema.org; texts of entries stay as they are."""
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name.removeprefix("schema:"): _types(inner) if name == "@type" else _shortened(inner)
        for name, inner in value.items()
    }


def _types(value: Any) -> Any:
    return [_types(item) for item in value] if isinstance(value, list) else value.removeprefix("schema:")


def _nodes(graph: Graph, choice: Choice, base: str) -> Iterator[Node]:
    for record in choice.records(graph):
        yield _entry(record, base)
        for loc, item in testimonies(record):
            if loc[0] != "links" and choice.holds(item.paper):
                yield from _evidence(item, _id(record.id, base), record.kind, base)
    for statement in choice.statements(graph):
        yield _statement(statement, base)
        if statement.link.standing in _PLAIN_TRIPLE:
            triple = {_predicate(statement): {"@id": _id(statement.target, base)}}
            yield {"@id": _id(statement.source, base), **triple}
        for item in statement.link.evidence:
            if choice.holds(item.paper):
                yield from _evidence(item, _claim(statement, base), "", base)


@lru_cache(maxsize=1 << 16)
def _id(id: str, base: str) -> str:
    """The entry's address in the published atlas; without one, its id as a name."""
    return base + quote(id, safe="/-") + ("/" if base != _NOWHERE else "")


def _layer(name: str) -> str:
    """Layers may be named without their kind."""
    return name if "/" in name else f"layer/{name}"


def _claim(statement: Statement, base: str) -> str:
    """Named by what it says, so that the name outlives a change of files."""
    return f"{base}statement/{hashlib.sha256(json.dumps(statement.identity).encode()).hexdigest()[:20]}"


def _predicate(statement: Statement) -> str:
    return "cito:cites" if statement.relation.name == "cites" else f"kg:{statement.relation.name}"


def _entry(record: Record, base: str) -> Node:
    entry: Any = record.entry
    kind = f"kg:{record.kind.capitalize()}"
    paper = record.kind == "paper"
    node: Node = {
        "@id": _id(record.id, base),
        "@type": [kind, f"schema:{_WORKS[entry.type] if paper else _THINGS.get(record.kind, 'DefinedTerm')}"],
        "schema:name": entry.title,
        "schema:description": entry.summary,
    }
    if entry.aliases:
        node["schema:alternateName"] = list(entry.aliases)
    if entry.tags:
        node["schema:keywords"] = list(entry.tags)
    if entry.layers:
        node["kg:layer"] = [{"@id": _id(_layer(layer.layer), base)} for layer in entry.layers]
    if standing := getattr(entry, "standing", None):
        node["kg:standing"] = standing
    node["kg:curation"] = entry.curation.state
    return {**node, **_work(entry)} if paper else node


def _work(paper: Any) -> Node:
    names = paper.identifiers
    node: Node = {
        # A JSON-LD list keeps its order; plain triples have none.
        "schema:author": {"@list": [_author(author) for author in paper.authors]},
        "schema:datePublished": paper.issued,
    }
    if paper.venue:
        node["schema:publication"] = paper.venue
    if names.isbn:
        node["schema:isbn"] = names.isbn
    schemes = (("DOI", names.doi), ("arXiv", names.arxiv), ("OpenReview", names.openreview))
    known = [{"@type": "schema:PropertyValue", "schema:propertyID": s, "schema:value": v} for s, v in schemes if v]
    if known:
        node["schema:identifier"] = known
    same = [url for url in (doi_address(names.doi) if names.doi else "", address(names)) if url]
    if same:
        node["schema:sameAs"] = [{"@id": url} for url in same]
    return node


def _author(author: str) -> Node:
    who = person(author)
    if who.group:
        return {"@type": "schema:Organization", "schema:name": author}
    node = {"@type": "schema:Person", "schema:familyName": who.family, "schema:givenName": who.given}
    return {**node, "schema:honorificSuffix": who.suffix} if who.suffix else node


def _statement(statement: Statement, base: str) -> Node:
    link = statement.link
    node: Node = {
        "@id": _claim(statement, base),
        "@type": "rdf:Statement",
        "rdf:subject": {"@id": _id(statement.source, base)},
        "rdf:predicate": {"@id": _predicate(statement)},
        "rdf:object": {"@id": _id(statement.target, base)},
        "kg:standing": link.standing,
    }
    if link.in_:
        node["kg:in"] = [{"@id": _id(system, base)} for system in link.in_]
    for name in ("regime", "sufficient", "note"):
        if (value := getattr(link, name)) is not None:
            node[f"kg:{name}"] = value
    return node


def _stance(item: Evidence, kind: str) -> str:
    """What the paper does to a statement or to an entry of this kind."""
    if item.stance == "uses" and kind == "method":
        return "cito:usesMethodIn"
    return _CITO.get(item.stance, f"kg:{item.stance}")


def _evidence(item: Evidence, about: str, kind: str, base: str) -> Iterator[Node]:
    """The triple from paper to claim, and the citation with its place."""
    paper, stance = _id(item.paper, base), _stance(item, kind)
    yield {"@id": paper, stance: {"@id": about}}
    node: Node = {
        "@type": "cito:Citation",
        "cito:hasCitingEntity": {"@id": paper},
        "cito:hasCitedEntity": {"@id": about},
        "cito:hasCitationCharacterization": {"@id": stance},
        "kg:stance": item.stance,
        "kg:at": item.at,
        "kg:read": item.read,
    }
    yield {**node, "kg:note": item.note} if item.note else node
