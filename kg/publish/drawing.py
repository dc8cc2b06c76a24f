"""The stack as a map one can walk into: layers as bands, in each the entries that are best tied, and how many more there are.

Colours come from classes (`layer-1`, `kind-theory`, `standing-contested`), so that the style sheet alone decides them.
Every box is a link, which is why the picture is a group to a screen reader and not an image.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kg.catalogue import Record, Statement
from kg.graph import Graph
from kg.publish.links import address, relative
from kg.publish.marks import MARGIN, WIDE, box, direction, firmness, layer, ranks, svg, text
from kg.publish.shapes import HEIGHT, Box, Placed, curve, draw, rows
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS

MOST_WIDE, MOST_NARROW = 76, 46
"""Boxes on the map, on a wide screen and on a small one; what has no box of its own is counted in one of its kind and layer."""

_NARROW = 330
_NAME, _KIND = 28, 15
"""Room for the name of a layer above its boxes, and on small screens for that of a kind."""

_GUTTER = 104
"""Room for the names of kinds beside their boxes, on wide screens."""


Groups = Mapping[tuple[str, str], Sequence[Record]]


def stack_map(graph: Graph, page: str = "", numbers: Mapping[str, int] | None = None) -> str:
    """The layers as bands, twice: `stack-map-wide` and, with fewer boxes, `stack-map-narrow`. The style sheet shows one.

    Links are those that ground: along which a trace may go down. `page` is the address of the page that shows it, `numbers`
    name entries for the script: `data-n` on their boxes, and on the drawing `data-at`, from a number to the box that has it.
    """
    groups = _groups(graph)
    return "".join(
        _Map(graph, groups, shown(graph, most), width, page, numbers or {}).drawn(name)
        for most, width, name in ((MOST_WIDE, WIDE, "wide"), (MOST_NARROW, _NARROW, "narrow"))
    )


def shown(graph: Graph, most: int = MOST_WIDE) -> list[str]:
    """The entries that have a box of their own, in reading order: in turns, each kind on each layer gives its best tied one."""
    groups = _groups(graph)
    taken = dict.fromkeys(groups, 0)
    left = most - len(groups)
    while left > 0:
        open_groups = [key for key in groups if taken[key] < len(groups[key])]
        if not open_groups:
            break
        for key in open_groups[: max(left, 0)]:
            taken[key] += 1
            # The last one takes the place of the box that counts what is left.
            left -= 1 if len(groups[key]) - taken[key] != 1 else 0
    # A box that says "1 more" takes as much room as the one entry that it stands for.
    kept = {key: len(found) if len(found) - taken[key] == 1 else taken[key] for key, found in groups.items()}
    return [record.id for key, found in groups.items() for record in found[: kept[key]]]


@lru_cache(maxsize=1)
def _groups(graph: Graph) -> dict[tuple[str, str], list[Record]]:
    """Layer and kind to its entries, the best tied first: those kinds that grounding relations join to another kind."""
    grounding = [relation for relation in RELATIONS if relation.down and not relation.same_kind]
    joined = {kind for relation in grounding for kind in (*relation.source, *relation.target)}
    tied: Counter[str] = Counter()
    for statement in graph.statements:
        if statement.relation.down and statement.link.standing != "refuted":
            tied.update((statement.source, statement.target))
    names = [record.name for record in graph.catalogue.layers]
    found: dict[tuple[str, str], list[Record]] = {(name, kind): [] for name in names for kind in _descending()}
    for record in graph.catalogue.records.values():
        if record.kind in joined and (layer(record), record.kind) in found:
            found[layer(record), record.kind].append(record)
    for records in found.values():
        records.sort(key=lambda record: (-tied[record.id], record.entry.title.casefold(), record.id))
    return {key: records for key, records in found.items() if records}


def _descending() -> tuple[str, ...]:
    """The kinds from theory down to mechanism, as the table of relations names them."""
    ends = (
        end for relation in RELATIONS if relation.down == "forwards" for end in (*relation.source, *relation.target)
    )
    return tuple(dict.fromkeys(ends))


class _Map:
    """One drawing in the making."""

    def __init__(
        self, graph: Graph, groups: Groups, own: Iterable[str], width: int, page: str, numbers: Mapping[str, int]
    ) -> None:
        self.graph, self.groups, self.width, self.page, self.numbers = graph, groups, width, page, numbers
        self.colours = ranks(graph)
        self.own = frozenset(own)
        self.wide = width == WIDE
        self.placed: list[Placed] = []

    def drawn(self, name: str) -> str:
        bands: list[str] = []
        y = 0
        for floor in self.graph.catalogue.layers:
            found = [(kind, records) for (layer, kind), records in self.groups.items() if layer == floor.name]
            inside, end = self._kinds(floor, found, y + _NAME)
            height = max(end, y + _NAME + HEIGHT) - y
            bands.append(self._band(floor, y, height, inside))
            y += height + 12
        group = {
            r.id: r.id if r.id in self.own else f"{key[0]}:{key[1]}" for key, rs in self.groups.items() for r in rs
        }
        lines = _lines(self.placed, _pairs((s for s in self.graph.statements if s.relation.down), group))
        boxes = (draw(item, self.width) for item in self.placed)
        count = sum(map(len, self.groups.values()))
        words = f"{count} entries on {len(bands)} layers, the most abstract on top; lines join what grounds what."
        made = svg(f"stack-map stack-map-{name}", self.width, y - 10, "The stack, layer by layer", words,
                   [*bands, *lines, *boxes])  # fmt: skip
        places = {item.box.key: str(index) for index, item in enumerate(self.placed)}
        at = " ".join(places.get(group.get(id, id), "") or "-" for id in self.numbers)
        return made.replace("<svg ", f'<svg data-at="{at}" ', 1) if at else made

    def _kinds(self, floor: Record, found: Iterable[tuple[str, Sequence[Record]]], y: int) -> tuple[list[str], int]:
        """The boxes of a band, kind by kind, each under or beside its name."""
        words: list[str] = []
        left = _GUTTER if self.wide else MARGIN
        for kind, records in found:
            caption = text(kinds()[kind].folder)
            if self.wide:
                words.append(f'<text class="caption start" x="{MARGIN + 4}" y="{y + 18}">{caption}</text>')
            else:
                words.append(f'<text class="caption start" x="{MARGIN}" y="{y + 8}">{caption}</text>')
                y += _KIND
            more, y = rows(self._boxes(floor, kind, records), left, self.width - MARGIN, y, centred=False)
            self.placed.extend(more)
            y += 2
        return words, y + 2

    def _boxes(self, floor: Record, kind: str, records: Sequence[Record]) -> list[Box]:
        own = [record.id for record in records if record.id in self.own]
        boxes = [
            replace(box(self.graph, id, self.colours, self.page), mark=str(self.numbers.get(id, ""))) for id in own
        ]
        left = len(records) - len(own)
        if left:
            words = f"{left} more" if own else f"{left} {kinds()[kind].folder if left > 1 else kind}"
            title = f"{left}{' more' if own else ''} {kinds()[kind].folder if left > 1 else kind} on the layer {floor.entry.title}"
            href = relative(address(floor.id), self.page)
            classes = f"layer-{self.colours[floor.name]} cluster"
            boxes.append(Box(f"{floor.name}:{kind}", href, words, title, kind, classes))
        return boxes

    def _band(self, floor: Record, y: int, height: int, inside: Sequence[str]) -> str:
        href = relative(address(floor.id), self.page)
        empty = f'<text class="caption" x="{self.width // 2}" y="{y + _NAME + 10}">nothing here yet</text>'
        name = f'<text class="layer-name" x="{MARGIN + 4}" y="{y + 19}">{text(floor.entry.title)}</text>'
        outline = f'<rect x="1" y="{y + 1}" width="{self.width - 2}" height="{height}" rx="6"/>'
        link = f'<a class="floor" href="{href}">{name}</a>'
        return f'<g class="band layer-{self.colours[floor.name]}">{outline}{link}{"".join(inside) or empty}</g>'


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
