"""The pieces of a drawing: a labelled box per entry, shaped by its kind, and rows of them that fit a width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

HEIGHT = 28
GAP = 8
LETTER = 6.9
"""Width of a letter on average, in the drawing's units; text is set at 12. All places are whole numbers of them."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box before it has a place: where it leads, what it says, and the classes that colour it."""

    key: str
    href: str
    label: str
    title: str
    kind: str
    classes: str
    mark: str = ""
    """A name for the site's scripts."""

    def width(self, most: int) -> int:
        return min(most, round(len(self.label) * LETTER) + 24)


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with a place."""

    box: Box
    x: int
    y: int
    width: int

    @property
    def top(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y

    @property
    def bottom(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + HEIGHT


def rows(boxes: Iterable[Box], left: int, right: int, top: int, *, centred: bool = True) -> tuple[list[Placed], int]:
    """Boxes set like words in a paragraph, and the height below the last row."""
    placed: list[Placed] = []
    row: list[tuple[Box, int]] = []
    used, y = 0, top
    for box in boxes:
        width = box.width(right - left)
        if row and used + width > right - left:
            placed.extend(_row(row, left, right if centred else 0, y))
            row, used, y = [], 0, y + HEIGHT + GAP
        row.append((box, width))
        used += width + GAP
    placed.extend(_row(row, left, right if centred else 0, y))
    return placed, y + HEIGHT + GAP if placed else top


def _row(row: Sequence[tuple[Box, int]], left: int, right: int, y: int) -> Iterator[Placed]:
    spare = right - left - sum(width for _, width in row) - GAP * (len(row) - 1)
    x = left + max(spare, 0) // 2
    for box, width in row:
        yield Placed(box, x, y, width)
        x += width + GAP


def draw(placed: Placed, most: int) -> str:
    """The box as a link; one whose label was cut keeps its full title for those who point at it or hear it read."""
    box, (x, y) = placed.box, placed.bottom
    label = shorten(box.label, most)
    title = f"<title>{escape(box.title)}</title>" if box.title != label else ""
    mark = f' data-n="{escape(box.mark)}"' if box.mark else ""
    return (
        f'<a class="node kind-{box.kind} {box.classes}" href="{escape(box.href)}"{mark}>{title}'
        f'<path d="{outline(box.kind, placed)}"/><text x="{x}" y="{y - 10}">{escape(label)}</text></a>'
    )


def shorten(label: str, width: int) -> str:
    """A label cut where the box would end."""
    most = int((width - 24) / LETTER)
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def outline(kind: str, placed: Placed) -> str:
    """The contour of a box, so that kinds can be told apart without colour."""
    x, y, w = placed.x, placed.y, placed.width
    match kind:
        case "theory":  # a pill
            return f"M{x + 14} {y}h{w - 28}a14 14 0 0 1 0 28h{28 - w}a14 14 0 0 1 0-28z"
        case "phenomenon":  # pointed ends
            return f"M{x + 9} {y}h{w - 18}l9 14l-9 14h{18 - w}l-9-14z"
        case "mechanism":  # cut corners
            return f"M{x + 7} {y}h{w - 14}l7 7v14l-7 7h{14 - w}l-7-7v-14z"
        case "system":  # a slanted box
            return f"M{x + 8} {y}h{w - 8}l-8 28h{8 - w}z"
        case "result":  # a plain box
            return f"M{x} {y}h{w}v28h{-w}z"
    return f"M{x + 4} {y}h{w - 8}q4 0 4 4v20q0 4-4 4h{8 - w}q-4 0-4-4v-20q0-4 4-4z"


def curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A line between two boxes, leaving and arriving upright."""
    bend = max(abs(end[1] - start[1]) // 2, 12) * (1 if end[1] >= start[1] else -1)
    return f"M{start[0]} {start[1]}C{start[0]} {start[1] + bend} {end[0]} {end[1] - bend} {end[0]} {end[1]}"
