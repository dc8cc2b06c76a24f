"""What a page of the preview says of errors."""

from __future__ import annotations

from pathlib import Path

from kg.catalogue.placing import DUPLICATE_ID, EMPTY_ATLAS
from kg.diagnostics import Span
from kg.publish.notice import ERRORS, MOST, notice, on_top


def test_notice_names_place_and_rule_and_says_what_helps_as_text(tmp_path: Path) -> None:
    found = DUPLICATE_ID.at(Span("entries/theories/<b>.yaml", 3, 7), "id 'x' & 'y'", help="rename <one>")
    text = notice([found], ERRORS, tmp_path)
    assert "entries/theories/&lt;b&gt;.yaml:3:7: error[duplicate-id] id &#x27;x&#x27; &amp; &#x27;y&#x27;" in text
    assert "help: rename &lt;one&gt;" in text
    assert 'role="alert"' in text
    assert notice([], ERRORS, tmp_path) == ""


def test_of_many_findings_a_page_shows_some_and_says_how_many_there_are(tmp_path: Path) -> None:
    text = notice([EMPTY_ATLAS.at(Span(f"f{n}"), "nothing") for n in range(MOST + 3)], ERRORS, tmp_path)
    assert text.count("empty-atlas") == MOST
    assert "3 more" in text


def test_notice_is_the_first_thing_in_the_body_however_that_begins() -> None:
    assert on_top(b'<html><body class="x"><p>', "N") == b'<html><body class="x">N<p>'
    assert on_top(b"404 Not Found", "N") == b"N404 Not Found"
