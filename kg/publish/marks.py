"""What both drawings share: an entry as a box, the direction of a link, and the frame of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.catalogue import Record, Statement
from kg.graph import Graph
from kg.publish.links import address, relative
from kg.publish.shapes import Box
from kg.schema.standing import STANDINGS

WIDE, NARROW = 960, 360
MARGIN = 10


def layer(record: Record) -> str:
    """The first layer an entry names: a box has one place."""
    return record.entry.layers[0].layer if record.entry.layers else ""


def ranks(graph: Graph) -> Mapping[str, int]:
    """Layer name to the number that picks its colour; the style sheet has eight."""
    return {record.name: place % 8 + 1 for place, record in enumerate(graph.catalogue.layers)}


def box(graph: Graph, id: str, colours: Mapping[str, int], page: str, extra: str = "") -> Box:
    record = graph.record(id)
    title = record.entry.title
    colour = colours.get(record.name if record.kind == "layer" else layer(record), 0)
    return Box(id, relative(address(id), page), title, title, record.kind, f"layer-{colour} {extra}".rstrip())


def direction(statement: Statement) -> tuple[str, str]:
    """The upper and the lower end of a grounding link."""
    ends = statement.source, statement.target
    return (ends[1], ends[0]) if statement.relation.down == "backwards" else ends


def firmness(standing: str) -> int:
    """Small for what stands firmly."""
    return STANDINGS.index(standing)


def svg(name: str, width: int, height: int, title: str, description: str, body: Iterable[str]) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 {width} {height}" role="group">'
        f"<title>{text(title)}</title><desc>{text(description)}</desc>{''.join(body)}</svg>"
    )


def text(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
