"""Pictures of the graph as SVG: the stack as a map one can walk into, and what lies around one entry.

Colours come from classes (`layer-1`, `kind-theory`, `standing-contested`), so that the style sheet alone decides them.
Every box is a link, which is why the pictures are groups to a screen reader and not images.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kg.catalogue import Record, Statement
from kg.graph import Graph
from kg.publish.links import address, relative
from kg.publish.shapes import GAP, HEIGHT, Box, Placed, curve, draw, number, rows
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS
from kg.schema.standing import STANDINGS

MOST_ON_MAP = 150
"""Entries on the map of the home page; beyond that, a box stands for all entries of a kind on a layer."""

MOST_AROUND = 30
"""Boxes in the drawing of one entry, its own included."""

_WIDE, _NARROW = 960, 360
_MARGIN = 10
_LABEL = 30
"""Room for the name of a layer above its boxes."""

_RAIL, _TRAM = 14, 34
"""Where the line around an entry runs, and where the boxes begin that hang on it."""

_SIDES = (("above", "Higher in the stack"), ("here", ""), ("below", "Lower in the stack"), ("beside", "Beside it"))


def stack_map(graph: Graph, page: str = "") -> str:
    """The layers as bands, twice: `stack-map-wide` entry by entry, `stack-map-narrow` by kind for small screens.

    The style sheet shows one of the two. Links are those that ground: along which a trace may go down. `page` is the
    address of the page that shows it.
    """
    shown = _grounded(graph)
    single = {record.id: record.id for record in shown}
    grouped = {record.id: f"{_layer(record)}:{record.kind}" for record in shown}
    wide = single if len(shown) <= MOST_ON_MAP else grouped
    return "".join(
        _map(graph, shown, group, width, name, page)
        for group, width, name in ((wide, _WIDE, "wide"), (grouped, _NARROW, "narrow"))
    )


def neighbourhood(graph: Graph, id: str) -> str:
    """The entry between what lies above and below it in the stack, and what lies beside it; empty if nothing does.

    The boxes hang on a line like the stops of a tram: straight lines between thirty boxes would cross and say nothing.
    """
    sides = _sides(graph, id)
    if not sides:
        return ""
    ranks = _ranks(graph)
    order = sorted(sides, key=lambda other: (sides[other][0] == "beside", _firmness(sides[other][1]), other))
    kept = sorted(order[: MOST_AROUND - 1], key=lambda other: (graph.record(other).kind, graph.title(other), other))
    body: list[str] = []
    boxes: list[str] = []
    stops: dict[str, list[float]] = {}
    y = float(_MARGIN)
    for side, caption in _SIDES:
        ids = [other for other in kept if sides[other][0] == side] if side != "here" else [id]
        if not ids:
            continue
        if caption:
            body.append(f'<text class="caption start" x="{_TRAM}" y="{number(y + 11)}">{caption}</text>')
            y += 18
        marks = (f"standing-{sides[other][1]}" if other != id else "here" for other in ids)
        row = (_box(graph, other, ranks, address(id), mark) for other, mark in zip(ids, marks, strict=True))
        placed, y = rows(row, _TRAM, _NARROW - _MARGIN, y, centred=False)
        boxes.extend(_drawn(placed, _NARROW - _MARGIN - _TRAM))
        stops[side] = sorted({item.y + HEIGHT / 2 for item in placed})
        reach = {item.y + HEIGHT / 2: item.x for item in placed}
        lines = "".join(f"M{_RAIL} {number(stop)}H{number(reach[stop])}" for stop in stops[side])
        body.append(f'<path class="link {side}" d="{lines}"/>')
        y += _MARGIN
    for first, last, name in (("above", "here", "rail"), ("here", "below", "rail"), ("here", "beside", "rail beside")):
        if first in stops and last in stops:
            start = stops[first][0] if first == "above" else stops["here"][0]
            end = stops["here"][0] if first == "above" else stops[last][-1]
            body.append(f'<path class="link {name}" d="M{_RAIL} {number(start)}V{number(end)}"/>')
    if len(order) > len(kept):
        rest = f"and {len(order) - len(kept)} more, in the lists on this page"
        body.append(f'<text class="caption start" x="{_TRAM}" y="{number(y + 4)}">{rest}</text>')
        y += 14
    description = "The same links are listed on this page in words."
    return _svg("neighbourhood", _NARROW, y, f"Around {graph.title(id)}", description, [*body, *boxes])


def _grounded(graph: Graph) -> list[Record]:
    """Entries on a layer of those kinds that grounding relations join to another kind."""
    rows = [relation for relation in RELATIONS if relation.down and not relation.same_kind]
    joined = {kind for relation in rows for kind in (*relation.source, *relation.target)}
    known = {record.name for record in graph.catalogue.layers}
    order = {kind: place for place, kind in enumerate(_descending())}
    found = [r for r in graph.catalogue.records.values() if r.kind in joined and r.entry.layers and _layer(r) in known]
    return sorted(
        found, key=lambda record: (order.get(record.kind, len(order)), record.entry.title.casefold(), record.id)
    )


def _descending() -> tuple[str, ...]:
    """The kinds from theory down to mechanism, as the table of relations names them."""
    ends = (
        end for relation in RELATIONS if relation.down == "forwards" for end in (*relation.source, *relation.target)
    )
    return tuple(dict.fromkeys(ends))


def _layer(record: Record) -> str:
    return record.entry.layers[0].layer if record.entry.layers else ""


def _ranks(graph: Graph) -> Mapping[str, int]:
    """Layer name to the number that picks its colour; the style sheet has eight."""
    return {record.name: place % 8 + 1 for place, record in enumerate(graph.catalogue.layers)}


def _box(graph: Graph, id: str, ranks: Mapping[str, int], page: str, extra: str = "") -> Box:
    record = graph.record(id)
    layer = ranks.get(record.name if record.kind == "layer" else _layer(record), 0)
    href = relative(address(id), page)
    return Box(id, href, record.entry.title, record.entry.title, record.kind, f"layer-{layer} {extra}".rstrip())


def _map(graph: Graph, shown: list[Record], group: Mapping[str, str], width: int, name: str, page: str) -> str:
    ranks = _ranks(graph)
    counts = Counter(group.values())
    placed: list[Placed] = []
    bands: list[str] = []
    y = 0.0
    for layer in graph.catalogue.layers:
        keys = dict.fromkeys(group[record.id] for record in shown if _layer(record) == layer.name)
        boxes = [_entry_or_cluster(graph, key, counts[key], ranks, page) for key in keys]
        more, end = rows(boxes, 3 * _MARGIN, width - 3 * _MARGIN, y + _LABEL)
        height = max(end, y + _LABEL + HEIGHT + GAP) - y + 2
        bands.append(
            _band(layer, ranks[layer.name], (width, height), y, relative(address(layer.id), page), empty=not boxes)
        )
        placed.extend(more)
        y += height + 16
    pairs = _pairs((s for s in graph.statements if s.relation.down), group)
    body = [*bands, *_lines(placed, pairs), *_drawn(placed, width - 6 * _MARGIN)]
    description = (
        f"{len(shown)} entries on {len(bands)} layers, the most abstract on top; lines join what grounds what."
    )
    return _svg(f"stack-map stack-map-{name}", width, y - 14, "The stack, layer by layer", description, body)


def _entry_or_cluster(graph: Graph, key: str, count: int, ranks: Mapping[str, int], page: str) -> Box:
    if "/" in key:
        return _box(graph, key, ranks, page)
    layer, _, kind = key.partition(":")
    words = f"{count} {kinds()[kind].folder if count > 1 else kind}"
    title = f"{words} on the layer {graph.title(f'layer/{layer}')}"
    href = relative(address(f"layer/{layer}"), page)
    return Box(key, href, words, title, kind, f"layer-{ranks[layer]} cluster")


def _band(layer: Record, rank: int, size: tuple[float, float], y: float, href: str, empty: bool) -> str:
    width, height = size
    caption = f'<text class="caption" x="{number(width / 2)}" y="{number(y + _LABEL + 18)}">nothing here yet</text>'
    name = f'<text class="layer-name" x="{_MARGIN + 4}" y="{number(y + 21)}">{_text(layer.entry.title)}</text>'
    outline = f'<rect x="1" y="{number(y + 1)}" width="{number(width - 2)}" height="{number(height)}" rx="6"/>'
    return f'<g class="band layer-{rank}">{outline}<a href="{href}">{name}</a>{caption if empty else ""}</g>'


def _sides(graph: Graph, id: str) -> dict[str, tuple[str, str]]:
    """Neighbour to the side it lies on and the standing of the firmest link there; grounding goes before the rest."""
    found: dict[str, tuple[str, str]] = {}
    known = graph.catalogue.records
    for statement in graph.catalogue.about.get(id, ()):
        other = statement.target if statement.source == id else statement.source
        if other == id or other not in known:
            continue
        upper, _ = _direction(statement)
        side = "beside" if not statement.relation.down else "below" if upper == id else "above"
        before = found.get(other)
        rank = (side == "beside", _firmness(statement.link.standing))
        if before is None or rank < (before[0] == "beside", _firmness(before[1])):
            found[other] = (side, statement.link.standing)
    return found


def _direction(statement: Statement) -> tuple[str, str]:
    """The upper and the lower end of a grounding link."""
    ends = statement.source, statement.target
    return (ends[1], ends[0]) if statement.relation.down == "backwards" else ends


def _firmness(standing: str) -> int:
    return STANDINGS.index(standing)


def _pairs(statements: Iterable[Statement], group: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Upper and lower box of each link to the standing to draw it with: the firmest of those that join the two."""
    found: dict[tuple[str, str], str] = {}
    for statement in statements:
        upper, lower = _direction(statement)
        pair = group.get(upper, upper), group.get(lower, lower)
        standing = statement.link.standing
        if pair[0] != pair[1] and (pair not in found or _firmness(standing) < _firmness(found[pair])):
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


def _drawn(placed: Iterable[Placed], most: float) -> list[str]:
    return [draw(item, most) for item in placed]


def _svg(name: str, width: float, height: float, title: str, description: str, body: Iterable[str]) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 {number(width)} {number(height)}" role="group">'
        f"<title>{_text(title)}</title><desc>{_text(description)}</desc>{''.join(body)}</svg>"
    )


def _text(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
