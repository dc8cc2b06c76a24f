"""JSON inside pages and scripts."""

from __future__ import annotations

import json

from kg.publish import data

CANARY = "</script><!-- <b>&amp; \"q\" 'r' \\ é"


def test_canary_comes_back_and_cannot_end_a_script() -> None:
    text = data.dump({CANARY: [CANARY]})
    assert json.loads(text) == {CANARY: [CANARY]}
    assert not set("<>&") & set(text)


def test_line_separators_cannot_end_a_line_of_a_script() -> None:
    assert json.loads(data.dump(["\u2028\u2029"])) == ["\u2028\u2029"]
    assert data.dump(["\u2028\u2029"]).isascii()
