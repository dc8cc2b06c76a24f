from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "unmeasured-problem"


def test_a_problem_without_a_measure_of_progress_is_a_gap(gaps_of: GapsOf) -> None:
    (gap,) = gaps_of(KIND, {"problem/who-hums": ""})
    assert gap.about == "problem/who-hums"
    assert "progress" in gap.stub


def test_a_problem_that_says_what_would_count_is_none(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, {"problem/who-hums": "progress: a recording of one plant\n"}) == []
