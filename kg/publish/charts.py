"""Charts as SVG: bars, a scale and years. Each stands beside a table with the same numbers, which it only helps to compare.

Classes end in a standing or an outcome (`is-confirmed`), from which the style sheet takes the colour; words stand beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.publish.marks import NARROW, text
from kg.publish.shapes import shorten

Part = tuple[str, int]
"""A word and how often: one piece of a bar."""

_LEFT, _ROOM = 4, 170
"""Where bars begin, and how wide the longest is; the words stand behind it."""


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    parts: Sequence[Sequence[Part]]
    """One or more bars under the label, each in parts; parts of nothing are left out."""


def bars(items: Iterable[Bar], title: str, most: int) -> str:
    """Bars under their labels, `most` being the longest; what each part stands for is written behind."""
    body: list[str] = []
    y = 0
    for item in items:
        body.append(f'<text class="start" x="{_LEFT}" y="{y + 13}">{text(shorten(item.label, NARROW))}</text>')
        y += 18
        for parts in item.parts:
            shown = [(word, count) for word, count in parts if count]
            if shown:
                body.append(_bar(shown, y, most))
                y += 14
        y += 8
    return chart("chart", NARROW, y, title, body)


def _bar(parts: Sequence[Part], y: int, most: int) -> str:
    x, drawn = float(_LEFT), []
    for word, count in parts:
        width = _ROOM * count / max(most, 1)
        drawn.append(f'<rect class="is-{word}" x="{x:g}" y="{y}" width="{round(width, 1):g}" height="10"/>')
        x = round(x + width, 1)
    words = ", ".join(f"{count} {word}" for word, count in parts)
    return f'{"".join(drawn)}<text class="caption start" x="{x + 6:g}" y="{y + 9}">{text(words)}</text>'


@dataclass(frozen=True, slots=True)
class Spot:
    """A number on a scale of ratios: 1 is where it was expected."""

    label: str
    ratio: float
    outcome: str


def ratios(spots: Sequence[Spot], title: str) -> str:
    """Observed over expected, on a logarithmic scale with a line where the two are the same."""
    reach = max((abs(math.log10(spot.ratio)) for spot in spots), default=0.0)
    reach = max(math.ceil(reach * 10) / 10, 0.1)
    middle, half = NARROW // 2, NARROW // 2 - 30
    bottom = 26 + 30 * len(spots)
    body = [f'<path class="axis" d="M{middle} 18V{bottom}"/>']
    for end, at in ((-reach, middle - half), (0.0, middle), (reach, middle + half)):
        body.append(f'<text class="caption" x="{at}" y="12">× {10**end:.2g}</text>')
    for index, spot in enumerate(spots):
        y = 36 + 30 * index
        x = round(middle + half * math.log10(spot.ratio) / reach, 1)
        body.append(f'<text class="caption" x="{middle}" y="{y}">{text(shorten(spot.label, NARROW))}</text>')
        body.append(f'<path class="axis" d="M{middle - half} {y + 9}h{2 * half}"/>')
        body.append(f'<circle class="is-{spot.outcome}" cx="{x:g}" cy="{y + 9}" r="5"/>')
    return chart("chart", NARROW, bottom + 20, title, body)


@dataclass(frozen=True, slots=True)
class Range:
    """A number with how far it may be off, either way."""

    label: str
    value: float
    reach: float
    name: str
    """Its class: expected or observed."""


def beside(ranges: Sequence[Range], title: str) -> str:
    """Numbers with their ranges, one under the other on a common scale, so that one sees whether they meet."""
    low, high = min(r.value - r.reach for r in ranges), max(r.value + r.reach for r in ranges)
    room = (high - low or abs(high) or 1.0) * 0.15
    low, high = low - room, high + room

    def at(value: float) -> float:
        return round(10 + (NARROW - 20) * (value - low) / (high - low), 1)

    body = []
    for index, item in enumerate(ranges):
        y = 30 + 44 * index
        left, middle, right = at(item.value - item.reach), at(item.value), at(item.value + item.reach)
        body.append(f'<text class="start" x="10" y="{y - 12}">{text(item.label)}</text>')
        body.append(f'<path class="axis" d="M10 {y}H{NARROW - 10}"/>')
        if item.reach:
            body.append(
                f'<path class="reach is-{item.name}" d="M{left:g} {y}H{right:g}M{left:g} {y - 5}v10M{right:g} {y - 5}v10"/>'
            )
        body.append(f'<circle class="is-{item.name}" cx="{middle:g}" cy="{y}" r="5"/>')
    return chart("chart against", NARROW, 24 + 44 * len(ranges), title, body)


def columns(counts: Sequence[tuple[str, Sequence[Part]]], title: str, width: int, every: int = 1) -> str:
    """One column per label, in parts from the bottom up; every so many labels are written."""
    most = max((sum(count for _, count in parts) for _, parts in counts), default=0) or 1
    step, tall = (width - 44) / max(len(counts), 1), 140
    body = [f'<path class="axis" d="M24 {tall + 12}H{width}"/><text class="caption start" x="0" y="20">{most}</text>']
    for index, (label, parts) in enumerate(counts):
        x, y = 26 + step * index, float(tall + 12)
        for name, count in parts:
            if count:
                high = tall * count / most
                y -= high
                size = f'width="{step * 0.8:.1f}" height="{high:.1f}"'
                body.append(f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" {size}/>')
        if (len(counts) - 1 - index) % every == 0:
            body.append(f'<text class="caption" x="{x + step * 0.4:.1f}" y="{tall + 26}">{text(label)}</text>')
    return chart("chart", width, tall + 32, title, body)


def chart(name: str, width: int, height: int, title: str, body: Iterable[str]) -> str:
    """Without links it is one image; the table beside it is the text for those who do not see it."""
    label = text(title).replace('"', "&quot;")
    return f'<svg class="{name}" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{"".join(body)}</svg>'
