from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "only-in-toys"
SYSTEMS = {"system/doll-house": "scale: toy\n", "system/paper-garden": "scale: toy\n", "system/park": "scale: large\n"}


def seen_in(*systems: str) -> dict[str, str]:
    return {**SYSTEMS, "phenomenon/late-bloom": f"links: {{observed_in: [{', '.join(systems)}]}}\n"}


def test_what_was_seen_in_toys_alone_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, seen_in("system/doll-house", "system/paper-garden"))
    assert gap.about == "phenomenon/late-bloom"
    entries = {**SYSTEMS, "mechanism/root-gate": "links: {observed_in: [system/doll-house]}\n"}
    assert [gap.about for gap in gaps_of(KIND, entries)] == ["mechanism/root-gate"]


def test_what_was_seen_in_a_larger_system_too_is_none(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, seen_in("system/doll-house", "system/park")) == []


def test_what_was_seen_nowhere_is_another_matter(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, seen_in()) == []


def test_where_it_was_looked_for_and_absent_does_not_count_as_seen(gaps_of: GapsOf) -> None:
    entries = seen_in("system/doll-house", "{to: system/park, standing: refuted}")
    assert [gap.about for gap in gaps_of(KIND, entries)] == ["phenomenon/late-bloom"]
