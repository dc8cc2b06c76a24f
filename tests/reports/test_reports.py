"""How findings are printed: whole reports against `.expected` files, and what contributors might smuggle into one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import reports
from kg.diagnostics import Diagnostic, Note, Rule, Severity, Span
from kg.reports import counted
from kg.reports._terminal import safe, width

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, Kg

HERE = Path(__file__).parent

UNKNOWN = Rule("unknown-target", "an id that no entry has")
TWICE = Rule("duplicate-key", "a key given twice")
ALIKE = Rule("near-duplicate-title", "two titles alike", Severity.WARNING)

BLOOM = "entries/phenomena/late-bloom.yaml"
WIDE = "entries/systems/wide.yaml"
LONG = "entries/systems/long.yaml"

FILES = {
    BLOOM: "title: Late bloom\n\n\n\n\n\n\n\nlinks:\n  observed_in:\n    - system/two-layer-toi\nlinks:\n",
    # Two columns each for the first four characters and the flowers; the accent has none.
    WIDE: "title: 二層の庭 🌷🌷 e\u0301te \\alpha\nscale: toy\r\n\ttags: [a]\n",
    LONG: "summary: " + "word " * 60 + "slip" + " word" * 60 + "\n",
}

FINDINGS = (
    Diagnostic(
        UNKNOWN,
        Span(BLOOM, 11, 7, 11, 27),
        "no entry 'system/two-layer-toi'",
        help="did you mean 'system/two-layer-toy'?",
    ),
    Diagnostic(
        TWICE,
        Span(BLOOM, 12, 1, 12, 6),
        "key 'links' given twice",
        (Note("first given here", Span(BLOOM, 9, 1, 9, 6)), Note("a remark without a place")),
        "merge the two, or delete one",
    ),
    Diagnostic(UNKNOWN, Span(LONG, 1, 310, 1, 314), "in the middle of a long line"),
    Diagnostic(ALIKE, Span(WIDE, 1, 13, 1, 15), "two flowers", help="one is enough"),
    Diagnostic(ALIKE, Span(WIDE, 1, 21, 1, 27), "behind them: 100 %, [[x]]"),
    Diagnostic(UNKNOWN, Span(WIDE, 2, 8, 2, 11), "a line with two characters at its end"),
    Diagnostic(UNKNOWN, Span(WIDE, 3, 2, 3, 6), "behind a tab"),
    Diagnostic(UNKNOWN, Span("entries/systems/gone.yaml"), "a file that cannot be read", help="copy it here"),
    Diagnostic(UNKNOWN, Span(BLOOM, 99, 5, 99, 6), "a line that is not there"),
)


def rendered(format: str, findings: tuple[Diagnostic, ...], root: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return reports.render(findings, format, root)


@pytest.mark.parametrize("format", reports.formats())
def test_a_report_is_as_expected(format: str, tmp_path: Path) -> None:
    expected = (HERE / f"{format}.expected").read_text("utf-8")
    assert rendered(format, FINDINGS, tmp_path, FILES) == expected


@pytest.mark.parametrize("format", reports.formats())
def test_a_report_of_nothing_holds_no_finding(format: str, tmp_path: Path) -> None:
    text = reports.render((), format, tmp_path)
    if format == "json":
        assert json.loads(text) == {"version": 1, "findings": []}
    elif format == "sarif":
        assert json.loads(text)["runs"][0]["results"] == []
    else:
        assert text == ""


@pytest.mark.parametrize(
    ("line", "column", "end", "excerpt", "carets"),
    [
        ("title: abc", 8, 11, "title: abc", "       ^^^"),
        ("庭: abc", 4, 7, "庭: abc", "    ^^^"),
        ("a: 庭園 b", 4, 6, "a: 庭園 b", "   ^^^^"),
        ("🌷🌷: x", 5, 6, "🌷🌷: x", "      ^"),
        ("e\u0301te: x", 7, 8, "e\u0301te: x", "     ^"),
        ("กำี: x", 6, 7, "กำี: x", "    ^"),
        ("♥\ufe0f: x", 5, 6, "♥\ufe0f: x", "   ^"),
        ("ａ: x", 4, 5, "ａ: x", "    ^"),
        ("a:\tb", 4, 5, "a: b", "   ^"),
        ("a: \u202eb", 5, 6, "a: \\u202eb", "         ^"),
        ("a: b", 5, 5, "a: b", "    ^"),
        ("a: b", 9, 12, "a: b", "    ^"),
        ("", 1, 2, "", "^"),
    ],
)
def test_carets_stand_under_what_they_mark(
    line: str, column: int, end: int, excerpt: str, carets: str, tmp_path: Path
) -> None:
    finding = Diagnostic(UNKNOWN, Span("x.yaml", 1, column, 1, end), "here")
    lines = rendered("full", (finding,), tmp_path, {"x.yaml": line + "\n"}).split("\n")
    assert lines[1:4] == ["  |", f"1 | {excerpt}", f"  | {carets}"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(1, 230), st.integers(0, 30))
def test_an_excerpt_is_short_and_its_carets_are_inside_it(line: str, column: int, length: int) -> None:
    finding = Diagnostic(UNKNOWN, Span("x.yaml", 1, column, 1, column + length), "here")
    source = line.replace("\n", " ") + "\n"
    lines = reports.full.render([finding], lambda path: source).split("\n")  # type: ignore[attr-defined]
    shown, carets = lines[2].removeprefix("1 | "), lines[3].removeprefix("  | ")
    assert set(carets.strip()) == {"^"}
    assert len(carets.rstrip()) <= width(shown) + 1
    # Escapes are at most six characters long.
    assert len(shown) <= 116 * 6


def test_severities_are_counted_in_words() -> None:
    assert counted(()) == "no findings"
    assert counted(FINDINGS[:1]) == "1 error"
    assert counted(FINDINGS) == "7 errors, 2 warnings"
    assert counted(FINDINGS * 1000) == "7,000 errors, 2,000 warnings"


# What would move a cursor, colour a screen, end a line, begin a command of a CI system, or turn text around.
EVIL = (
    "\x1b[2J\x1b]0;title\x07\r\n::error file=x::owned\n##[error]owned\n%0A::error::owned\x9b31m\u202e\u2028\u0085\ufeff"
)
EVIL_FINDING = Diagnostic(
    UNKNOWN,
    Span("entries/a,b:c%0A::\x1b[1m\n::warning::.yaml", 1, 1, 1, 2),
    EVIL,
    (Note(EVIL, Span(EVIL)),),
    EVIL,
)
ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.mark.parametrize("format", reports.formats())
def test_no_report_holds_a_character_that_a_terminal_obeys(format: str) -> None:
    text = reports.discover.module("kg.reports", format).render([EVIL_FINDING], lambda path: EVIL)
    assert not ACTIVE.search(text)


@pytest.mark.parametrize("format", ["full", "concise", "github"])
def test_a_contributor_cannot_begin_a_line_of_a_report(format: str) -> None:
    text = reports.discover.module("kg.reports", format).render([EVIL_FINDING], lambda path: EVIL)
    begun = [line for line in text.split("\n") if re.match(r"\s*(::|##\[)", line)]
    assert len(begun) == (1 if format == "github" else 0)


def test_an_annotation_keeps_its_properties_and_its_one_line() -> None:
    text = reports.discover.module("kg.reports", "github").render([EVIL_FINDING], lambda path: None)
    (line,) = text.splitlines()
    command, properties, message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()  # type: ignore[union-attr]
    assert command == "error"
    assert [pair.partition("=")[0] for pair in properties.split(",")] == [
        "file",
        "line",
        "col",
        "endLine",
        "endColumn",
        "title",
    ]
    # A percent sign that was typed is not an escape.
    assert "%250A%3A%3A" in properties
    assert "%250A::error::owned" in message


def test_json_gives_back_every_text_unchanged() -> None:
    text = reports.discover.module("kg.reports", "json").render([EVIL_FINDING], lambda path: None)
    (found,) = json.loads(text)["findings"]
    assert found["message"] == found["help"] == found["notes"][0]["message"] == EVIL
    assert found["path"] == EVIL_FINDING.span.path


@given(st.text(max_size=30))
def test_safe_text_is_one_line_and_plain_text_is_left_alone(text: str) -> None:
    shown = safe(text)
    assert not ACTIVE.search(shown)
    assert "\n" not in shown
    if text.isascii() and text.isprintable():
        assert shown == text


def test_colour_is_added_around_the_same_text(tmp_path: Path) -> None:
    plain = rendered("full", FINDINGS, tmp_path, FILES)
    coloured = reports.render(FINDINGS, "full", tmp_path, colour=True)
    assert coloured != plain
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain
    for format in ("json", "github", "concise"):
        without = reports.render(FINDINGS, format, tmp_path)
        assert reports.render(FINDINGS, format, tmp_path, colour=True) == without or format == "concise"


def test_smuggled_escapes_do_not_reach_the_terminal_from_an_entry(atlas_of: AtlasOf, kg: Kg) -> None:
    # YAML cannot hold the characters themselves; names of files, and escapes in keys and texts, could.
    root = atlas_of(
        {
            "systems/x.yaml": 'title: "a\\e[31m"\nscale: toy\nsummary: It sings.\n',
            "systems/y.yaml": '"\\e[31m": b\ntitle: x\nscale: toy\nsummary: It sings.\n',
            "systems/z.yaml": "'::error::owned': b\ntitle: x\nscale: '::error::owned'\nsummary: It sings.\n",
        }
    )
    for format in reports.formats():
        outcome = kg("check", "--format", format, atlas=root)
        assert outcome.exit_code == 1
        assert "\x1b" not in outcome.output
        assert not re.search(r"^::error::owned", outcome.output, re.MULTILINE)
