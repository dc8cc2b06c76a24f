"""JSON inside pages and scripts."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kg.publish import data

CANARY = "</script><!-- <b>&amp; \"q\" 'r' \\ é"


def test_canary_comes_back_and_cannot_end_a_script() -> None:
    text = data.dump({CANARY: [CANARY]})
    assert json.loads(text) == {CANARY: [CANARY]}
    assert not set("<>&") & set(text)


def test_line_separators_cannot_end_a_line_of_a_script() -> None:
    assert json.loads(data.dump(["\u2028\u2029"])) == ["\u2028\u2029"]
    assert data.dump(["\u2028\u2029"]).isascii()


@given(
    st.lists(st.text() | st.integers() | st.lists(st.text(), max_size=2), max_size=5), st.sampled_from([0, 999, 2000])
)
def test_rows_in_pieces_are_the_same_as_rows_as_a_whole(rows: list[Any], more: int) -> None:
    value = {"version": 1, "a<b": [*rows, *range(more)], "none": []}
    fields = [
        (name, data.listed(rows) if isinstance(rows, list) else [data.dump(rows)]) for name, rows in value.items()
    ]
    assert "".join(data.together(fields)) == data.dump(value)
