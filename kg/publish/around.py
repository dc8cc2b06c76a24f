"""The drawing of one entry between what lies above and below it in the stack, and what lies beside it.

The boxes hang on a line like the stops of a tram: straight lines between twenty boxes would cross and say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from kg.graph import Graph
from kg.publish.links import address
from kg.publish.marks import MARGIN, NARROW, box, direction, firmness, ranks, svg
from kg.publish.shapes import HEIGHT, Box, Placed, draw, rows

MOST, LARGE = 20, 30
"""Boxes in one drawing, the entry's own included: on its page, and on the page of all its links."""

_RAIL, _STOP = 14, 34
"""Where the line runs, and where the boxes begin that hang on it."""

_SIDES = (("above", "Higher in the stack"), ("here", ""), ("below", "Lower in the stack"), ("beside", "Beside it"))


def neighbourhood(graph: Graph, id: str, most: int = MOST, page: str = "") -> str:
    """The entry and its neighbours as SVG, for its own page or for the one at `page`; empty if it has none."""
    sides = _sides(graph, id)
    if not sides:
        return ""
    order = sorted(sides, key=lambda other: (sides[other][0] == "beside", firmness(sides[other][1]), other))
    kept = sorted(order[: most - 1], key=lambda other: (graph.record(other).kind, graph.title(other), other))
    colours, page = ranks(graph), page or address(id)
    boxes: dict[str, list[Box]] = {"here": [box(graph, id, colours, page, "here")]}
    for other in kept:
        boxes.setdefault(sides[other][0], []).append(box(graph, other, colours, page))
    standings = {other: sides[other][1] for other in kept}
    return _tram(boxes, standings, f"Around {graph.title(id)}", len(order) - len(kept))


def _sides(graph: Graph, id: str) -> dict[str, tuple[str, str]]:
    """Neighbour to the side it lies on and the standing of the firmest link there; grounding goes before the rest."""
    found: dict[str, tuple[str, str]] = {}
    known = graph.catalogue.records
    for statement in graph.catalogue.about.get(id, ()):
        other = statement.target if statement.source == id else statement.source
        if other == id or other not in known:
            continue
        side = "beside" if not statement.relation.down else "below" if direction(statement)[0] == id else "above"
        standing, before = statement.link.standing, found.get(other)
        rank = (side == "beside", firmness(standing))
        if before is None or rank < (before[0] == "beside", firmness(before[1])):
            found[other] = (side, standing)
    return found


def _tram(boxes: Mapping[str, list[Box]], standings: Mapping[str, str], title: str, left_out: int) -> str:
    body: list[str] = []
    drawn: list[str] = []
    stops: dict[str, list[int]] = {}
    y = MARGIN
    for side, caption in _SIDES:
        if side not in boxes:
            continue
        if caption:
            body.append(_caption(caption, y + 11))
            y += 18
        placed, y = rows(boxes[side], _STOP, NARROW - MARGIN, y, centred=False)
        drawn.extend(draw(item, NARROW - MARGIN - _STOP) for item in placed)
        stops[side] = [row + HEIGHT // 2 for row, _ in groupby(placed, key=lambda item: item.y)]
        body.extend(_branches(placed, standings))
        y += MARGIN
    body.extend(_rails(stops))
    if left_out:
        body.append(_caption(f"and {left_out} more, in the lists on this page", y + 4))
        y += 14
    return svg("neighbourhood", NARROW, y, title, "The same links are listed on this page in words.", [*body, *drawn])


def _branches(placed: list[Placed], standings: Mapping[str, str]) -> Iterator[str]:
    """A stroke from the line to each row, drawn as the weakest link of the row stands."""
    for row, items in groupby(placed, key=lambda item: item.y):
        first, *others = items
        standing = max((standings.get(item.box.key, "proved") for item in (first, *others)), key=firmness)
        yield _path(f"standing-{standing}", f"M{_RAIL} {row + HEIGHT // 2}H{first.x}")


def _rails(stops: Mapping[str, list[int]]) -> Iterator[str]:
    here = stops["here"][0]
    if "above" in stops:
        yield _path("rail", f"M{_RAIL} {stops['above'][0]}V{here}")
    if "below" in stops:
        yield _path("rail", f"M{_RAIL} {here}V{stops['below'][-1]}")
    if "beside" in stops:
        start = stops["below"][-1] if "below" in stops else here
        yield _path("rail beside", f"M{_RAIL} {start}V{stops['beside'][-1]}")


def _path(name: str, line: str) -> str:
    return f'<path class="link {name}" d="{line}"/>'


def _caption(words: str, y: int) -> str:
    return f'<text class="caption" x="{(_STOP + NARROW - MARGIN) // 2}" y="{y}">{words}</text>'
