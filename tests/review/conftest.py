"""Gaps of one kind in a few entries made in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kg.graph import Graph
from kg.review._gap import Gap
from kg.review.gaps import gaps

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]


@pytest.fixture(scope="session")
def gaps_of(graph_of: Callable[[Mapping[str, str]], Graph]) -> GapsOf:
    def find(kind: str, entries: Mapping[str, str]) -> list[Gap]:
        return gaps(graph_of(entries), [kind])

    return find
