"""GraphML: entries as nodes, links as edges, for programs that draw and measure graphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from kg.exports import Choice
from kg.exports._rows import Row, entries, links
from kg.graph import Graph

SUFFIX = ".graphml"
TAKES = frozenset({"kinds"})

_NODE = ("kind", "title", "summary", "layers", "standing", "issued", "curation")
_EDGE = ("relation", "standing", "systems", "regime", "evidence")
_NUMBERS = frozenset({"evidence"})

# What XML 1.0 cannot hold, not even as a reference.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A bare carriage return would be read as a line break.
_RETURN = {"\r": "&#13;"}


def pieces(graph: Graph, choice: Choice) -> Iterator[str]:
    """The whole file, written as it goes: no tree of it is built."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for domain, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            kind = "int" if name in _NUMBERS else "string"
            yield f'<key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '<graph id="atlas" edgedefault="directed">\n'
    for row in entries(graph, choice):
        yield f"<node id={_attribute(row['id'])}>{_data('node', row, _NODE)}</node>\n"
    for number, row in enumerate(links(graph, choice)):
        ends = f"source={_attribute(row['source'])} target={_attribute(row['target'])}"
        yield f'<edge id="e{number}" {ends}>{_data("edge", row, _EDGE)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(domain: str, row: Row, names: tuple[str, ...]) -> str:
    values = {name: ", ".join(row[name]) if isinstance(row[name], list) else row[name] for name in names}
    return "".join(f'<data key="{domain}-{name}">{_text(str(value))}</data>' for name, value in _given(values))


def _given(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in values.items() if value not in (None, ""))


def _text(value: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", value), _RETURN)


def _attribute(value: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", value))
