"""An entry whose every text is a trap, for each format to write and its own parser to read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kg.graph import Graph

CANARY = "=1+1 {b} } c { \\d %e $f$ #g &amp; <h/> ]]> _i ~j ^k \"l\" 'm' @n{o, p = {q}} ER - é — 漢 \U0001f33f"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture
def canary() -> str:
    return CANARY


@pytest.fixture
def trap(graph_of: Callable[[Mapping[str, str]], Graph]) -> Graph:
    """One paper and one link with evidence, every text of them the canary."""
    text = quoted(CANARY)
    paper = (
        f"title: {text}\nvenue: {text}\nauthors: [{text}, 'Moss, Ada']\nissued: 2031-05-07\ntags: [{text}]\n"
        f"summary: {text}\nidentifiers: {{doi: '10.1000/a&b;(c)#d', url: 'https://example.org/a_b%20c?d=e&f=#g~h'}}\n"
        f"contributors: [{text}]\n"
    )
    theory = f"title: {text}\nsummary: |\n  {CANARY}\n  and a second line\n"
    phenomenon = (
        f"summary: {text}\nlinks:\n  explained_by:\n    - to: theory/phase\n      standing: contested\n      regime: {text}\n"
        f"      note: {text}\n      evidence:\n"
        f"        - {{paper: paper/moss, at: {text}, stance: disputes, read: full, note: {text}}}\n"
    )
    return graph_of({"paper/moss": paper, "theory/phase": theory, "phenomenon/bloom": phenomenon})
