"""Pictures of the graph as SVG: the stack as a map one can walk into, and what lies around one entry.

Colours come from classes (`layer-1`, `kind-theory`, `standing-contested`), so that the style sheet alone decides them.
Every box is a link, which is why the pictures are groups to a screen reader and not images.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kg.catalogue import Record, Statement
from kg.graph import Graph
from kg.publish.around import neighbourhood
from kg.publish.links import address, relative
from kg.publish.marks import MARGIN, NARROW, WIDE, box, direction, firmness, layer, ranks, svg, text
from kg.publish.shapes import GAP, HEIGHT, Box, Placed, curve, draw, rows
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS

__all__ = ["neighbourhood", "stack_map"]

MOST_ON_MAP = 80
"""Boxes on the map of the home page; beyond that, a box stands for all entries of a kind on a layer."""

_LABEL = 30
"""Room for the name of a layer above its boxes."""


def stack_map(graph: Graph, page: str = "") -> str:
    """The layers as bands, twice: `stack-map-wide` entry by entry, `stack-map-narrow` by kind for small screens.

    The style sheet shows one of the two. Links are those that ground: along which a trace may go down. `page` is the
    address of the page that shows it.
    """
    shown = _grounded(graph)
    grouped = {record.id: f"{layer(record)}:{record.kind}" for record in shown}
    return "".join(
        _map(graph, shown, group, width, name, page)
        for group, width, name in ((_opened(grouped), WIDE, "wide"), (grouped, NARROW, "narrow"))
    )


def _opened(grouped: Mapping[str, str]) -> dict[str, str]:
    """The groups taken apart into entries, the smallest first, as long as the map stays readable."""
    sizes = Counter(grouped.values())
    boxes = len(sizes)
    apart = set()
    for key in sorted(sizes, key=lambda key: (sizes[key], key)):
        boxes += sizes[key] - 1
        if boxes > MOST_ON_MAP:
            break
        apart.add(key)
    return {id: id if key in apart else key for id, key in grouped.items()}


def _grounded(graph: Graph) -> list[Record]:
    """Entries on a layer of those kinds that grounding relations join to another kind."""
    rows = [relation for relation in RELATIONS if relation.down and not relation.same_kind]
    joined = {kind for relation in rows for kind in (*relation.source, *relation.target)}
    known = {record.name for record in graph.catalogue.layers}
    order = {kind: place for place, kind in enumerate(_descending())}
    found = [r for r in graph.catalogue.records.values() if r.kind in joined and r.entry.layers and layer(r) in known]
    return sorted(
        found, key=lambda record: (order.get(record.kind, len(order)), record.entry.title.casefold(), record.id)
    )


def _descending() -> tuple[str, ...]:
    """The kinds from theory down to mechanism, as the table of relations names them."""
    ends = (
        end for relation in RELATIONS if relation.down == "forwards" for end in (*relation.source, *relation.target)
    )
    return tuple(dict.fromkeys(ends))


def _map(graph: Graph, shown: list[Record], group: Mapping[str, str], width: int, name: str, page: str) -> str:
    colours = ranks(graph)
    counts = Counter(group.values())
    placed: list[Placed] = []
    bands: list[str] = []
    y = 0
    for floor in graph.catalogue.layers:
        keys = dict.fromkeys(group[record.id] for record in shown if layer(record) == floor.name)
        boxes = [_entry_or_cluster(graph, key, counts[key], colours, page) for key in keys]
        more, end = rows(boxes, 3 * MARGIN, width - 3 * MARGIN, y + _LABEL)
        height = max(end, y + _LABEL + HEIGHT + GAP) - y + 2
        href = relative(address(floor.id), page)
        bands.append(_band(floor, colours[floor.name], (width, height), y, href, empty=not boxes))
        placed.extend(more)
        y += height + 16
    lines = _lines(placed, _pairs((s for s in graph.statements if s.relation.down), group))
    boxed = (draw(item, width - 6 * MARGIN) for item in placed)
    words = f"{len(shown)} entries on {len(bands)} layers, the most abstract on top; lines join what grounds what."
    title = "The stack, layer by layer"
    return svg(f"stack-map stack-map-{name}", width, y - 14, title, words, [*bands, *lines, *boxed])


def _entry_or_cluster(graph: Graph, key: str, count: int, colours: Mapping[str, int], page: str) -> Box:
    if "/" in key:
        return box(graph, key, colours, page)
    name, _, kind = key.partition(":")
    words = f"{count} {kinds()[kind].folder if count > 1 else kind}"
    title = f"{words} on the layer {graph.title(f'layer/{name}')}"
    href = relative(address(f"layer/{name}"), page)
    return Box(key, href, words, title, kind, f"layer-{colours[name]} cluster")


def _band(floor: Record, colour: int, size: tuple[int, int], y: int, href: str, empty: bool) -> str:
    width, height = size
    caption = f'<text class="caption" x="{width // 2}" y="{y + _LABEL + 18}">nothing here yet</text>'
    name = f'<text class="layer-name" x="{MARGIN + 4}" y="{y + 21}">{text(floor.entry.title)}</text>'
    outline = f'<rect x="1" y="{y + 1}" width="{width - 2}" height="{height}" rx="6"/>'
    return f'<g class="band layer-{colour}">{outline}<a href="{href}">{name}</a>{caption if empty else ""}</g>'


def _pairs(statements: Iterable[Statement], group: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Upper and lower box of each link to the standing to draw it with: the firmest of those that join the two."""
    found: dict[tuple[str, str], str] = {}
    for statement in statements:
        upper, lower = direction(statement)
        pair = group.get(upper, upper), group.get(lower, lower)
        standing = statement.link.standing
        if pair[0] != pair[1] and (pair not in found or firmness(standing) < firmness(found[pair])):
            found[pair] = standing
    return found


def _lines(placed: Iterable[Placed], pairs: Mapping[tuple[str, str], str]) -> list[str]:
    """One path for all lines of a standing: a thousand elements would be slow to show."""
    places = {item.box.key: item for item in placed}
    drawn: dict[str, list[str]] = {}
    for (upper, lower), standing in sorted(pairs.items()):
        if upper in places and lower in places:
            first, second = places[upper], places[lower]
            down = first.y <= second.y
            line = curve(first.bottom, second.top) if down else curve(first.top, second.bottom)
            drawn.setdefault(standing, []).append(line)
    return [f'<path class="link standing-{standing}" d="{"".join(drawn[standing])}"/>' for standing in sorted(drawn)]
