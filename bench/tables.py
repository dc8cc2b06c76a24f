"""The lines that `make bench` prints: our figures, how they grow, and what others needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log
from statistics import median

import goals
from processes import Run

HEADER = "shape      entries  command             CPU s    least    goal   floor   ratio   wall s  peak MB  runs"
_NOISE = 0.08
"""CPU seconds above the start below which no growth can be read off."""


def row(shape: str, size: int, name: str, runs: list[Run], goal: float | None, floor: float | None) -> str:
    """One line of the table; `!` marks a missed goal."""
    start = f"{shape:<10}{size:>8}  {name:<17}"
    if runs[-1].says:
        return f"{start}  failed: {runs[-1].says}"
    cpu = median(one.cpu for one in runs)
    aim = "-" if goal is None else f"{goal:g}{'!' if cpu > goal else ''}"
    lowest, ratio = ("-", "-") if floor is None else (f"{floor:.2f}", f"{cpu / floor:.2f}")
    wall = median(one.wall for one in runs)
    peak = median(one.peak_kb for one in runs) / 1024
    best = min(one.cpu for one in runs)
    return f"{start}{cpu:>8.3f}{best:>9.3f}{aim:>8}{lowest:>8}{ratio:>8}{wall:>9.2f}{peak:>9.0f}{len(runs):>6}"


def growth(medians: Mapping[tuple[str, str], Mapping[int, float]], start: float) -> Iterable[str]:
    """How each command grows between one size and the next: the exponent of n, after the start of the process is taken off."""
    yield "growth: CPU above the start goes with entries to the power of"
    for (shape, name), found in medians.items():
        sizes = sorted(found)
        steps = []
        for small, large in pairwise(sizes):
            less, more = found[small] - start, found[large] - start
            if less > _NOISE:
                steps.append(f"{log(more / less) / log(large / small):.2f} ({small:,} to {large:,})")
        if steps:
            yield f"  {shape:<10}{name:<18}{', '.join(steps)}"


def peers() -> Iterable[str]:
    """What others needed, to be compared by ratio."""
    yield "other tools, CPU seconds on the plain corpus (another machine: compare ratios; `peers.py` measures them here)"
    for title, table in (("judging", goals.JUDGING), ("publishing", goals.PUBLISHING)):
        yield f"  {title:<38}{'100':>12}{'1,000':>14}{'10,000':>14}"
        for peer in table:
            cells = (peer.hundred or "-", peer.thousand or "-", peer.ten_thousand or "-")
            yield f"    {peer.tool:<36}{cells[0]:>12}{cells[1]:>14}{cells[2]:>14}"
    yield "  --help: " + ", ".join(f"{tool} {seconds:g}" for tool, seconds in goals.STARTING.items())
