"""YAML text to data: what is refused, what stays text, and where everything stands."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.diagnostics import Diagnostic, Span
from kg.settings import MAX_DEPTH
from kg.source import compose, files, tree
from kg.source.files import SourceFile
from kg.source.tree import Loc, Quoted, Tree

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, KgProcess

TESTS = Path(__file__).parents[1]

needs_libyaml = pytest.mark.skipif(
    not yaml.__with_libyaml__, reason="there is one parser only where PyYAML lacks libyaml"
)


def parsed(text: str) -> Tree:
    found, findings = tree.parse(SourceFile("x.yaml", text))
    assert found is not None, findings
    return found


def refused(text: str) -> Diagnostic:
    """The one finding of a text that cannot be read."""
    found, findings = tree.parse(SourceFile("x.yaml", text))
    assert found is None
    (finding,) = findings
    return finding


def marked(text: str) -> tuple[str, Span]:
    """The text without its two marks, and the place between them."""
    start, end = text.index("⟦"), text.index("⟧")
    before = text[:start]
    line, column = before.count("\n") + 1, start - before.rfind("\n")
    return text.replace("⟦", "").replace("⟧", ""), Span("x.yaml", line, column, line, column + end - start - 1)


@pytest.mark.parametrize(
    ("text", "loc"),
    [
        ("title: ⟦Late bloom⟧\nscale: toy\n", ("title",)),
        ("title:   ⟦'Late ''bloom'''⟧  # a comment\n", ("title",)),
        ("a: {b: [x, ⟦yy⟧]}\n", ("a", "b", 1)),
        ("a: {b: ⟦[x, yy]⟧}\n", ("a", "b")),
        ("a: ⟦{b: [x, yy]}⟧\n", ("a",)),
        ("links:\n  part_of:\n    - one\n    - ⟦two⟧\n", ("links", "part_of", 1)),
        ("links:\n  part_of:\n  - to: ⟦one⟧\n", ("links", "part_of", 0, "to")),
        ("a:\n- - x\n  - ⟦y⟧\n", ("a", 0, 1)),
        ("# 庭\n\n作者: [🌷🌷, ⟦二層⟧, é]\n", ("作者", 1)),
        ('title: ⟦"🌷 \\u00e9"⟧ # x\n', ("title",)),
        ("{title: ⟦Late\tbloom⟧}", ("title",)),
    ],
)
def test_a_value_stands_where_it_was_typed(text: str, loc: Loc) -> None:
    plain, place = marked(text)
    assert parsed(plain).span(*loc) == place


@pytest.mark.parametrize(
    ("text", "loc"),
    [
        ("⟦title⟧: Late bloom\n", ("title",)),
        ("scale: toy\n⟦'title'⟧: Late bloom\n", ("title",)),
        ("a: {b: c, ⟦庭⟧: [x]}\n", ("a", "庭")),
        ("a:\n  - {b: c}\n  - b: c\n    ⟦d⟧: e\n", ("a", 1, "d")),
        ("a: [x, ⟦y⟧]\n", ("a", 1)),
    ],
)
def test_a_key_stands_where_it_was_typed_and_an_item_is_its_own_key(text: str, loc: Loc) -> None:
    plain, place = marked(text)
    assert parsed(plain).key_span(*loc) == place


@pytest.mark.parametrize(
    ("text", "loc"),
    [
        ("body: ⟦|⟧\n  one\n  two\n", ("body",)),
        ("body: ⟦'one⟧\n  two'\n", ("body",)),
        ("a:\n  ⟦part_of: [x,⟧  \n    y]\n", ("a",)),
        ("a: ⟦[x, # why⟧\n  y]\n", ("a",)),
    ],
)
def test_a_value_of_several_lines_is_shown_by_its_first_one(text: str, loc: Loc) -> None:
    plain, place = marked(text)
    assert parsed(plain).span(*loc) == place


@pytest.mark.parametrize(
    ("text", "loc"),
    [
        ("a: ⟦{b: c}⟧\n", ("a", "missing")),
        ("a: ⟦{b: c}⟧\n", ("a", "missing", 3, "further")),
        ("a: {b: ⟦c⟧}\n", ("a", "b", "inside a text")),
        ("a: [⟦x⟧]\n", ("a", 0, "to")),
    ],
)
def test_what_is_not_there_is_shown_by_what_is_around_it(text: str, loc: Loc) -> None:
    plain, place = marked(text)
    assert parsed(plain).span(*loc) == place
    assert parsed(plain).key_span(*loc) == place


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_places_do_not_depend_on_line_breaks(line_break: str) -> None:
    text = line_break.join(["title: Late bloom", "body: |", "  one", "  two", "links:", "  part_of: [x, yy]", ""])
    found = parsed(text)
    assert found.span("title") == Span("x.yaml", 1, 8, 1, 18)
    assert found.span("body") == Span("x.yaml", 2, 7, 2, 8)
    assert found.span("links", "part_of", 1) == Span("x.yaml", 6, 16, 6, 18)
    assert found.data["body"] == "one\ntwo\n"


def test_a_byte_order_mark_moves_nothing() -> None:
    source, findings = files.decode("x.yaml", b"\xef\xbb\xbftitle: Late bloom\n")
    assert [finding.rule.name for finding in findings] == ["byte-order-mark"]
    assert source is not None
    found, _ = tree.parse(source)
    assert found is not None
    assert found.key_span("title") == Span("x.yaml", 1, 1, 1, 6)


def test_a_word_inside_a_text_of_several_lines_is_found_where_it_stands() -> None:
    text = "[[a]]: no\nbody: |\n  one [[b]]\n  庭 [[a]] and [[a]]\nnext: '[[a]]'\n"
    found = parsed(text.removeprefix("[[a]]: no\n"))
    assert found.text_span("[[a]]", "body") == Span("x.yaml", 3, 5, 3, 10)
    assert found.text_span("[[a]]", "next") == Span("x.yaml", 4, 8, 4, 13)
    assert found.text_span("elsewhere", "next") == found.span("next")


@pytest.mark.parametrize(
    "typed",
    [
        "2209.10650",
        "NO",
        "yes",
        "on",
        "12:30",
        "0777",
        "0x1F",
        "1e3",
        "1_000",
        ".inf",
        "2024-01-31",
        "True",
        "Null",
        "=",
        "<",
        "NaN",
    ],
)
def test_an_unquoted_word_stays_the_text_that_was_typed(typed: str) -> None:
    data = parsed(f"a: {typed}\nb: [{typed}]\n{typed}: c\n").data
    assert data == {"a": typed, "b": (typed,), typed: "c"}
    assert not isinstance(data["a"], Quoted)


@pytest.mark.parametrize("blank", ["", "~", "null"])
def test_a_blank_is_nothing_and_in_quotes_it_is_a_text(blank: str) -> None:
    found = parsed(f"a: {blank}\nb: '{blank}'\n")
    assert found.data == {"a": None, "b": blank}
    assert found.has_blanks
    assert not parsed(f"b: '{blank}'\n").has_blanks


def test_what_was_quoted_is_known_to_be_a_text() -> None:
    data = parsed("a: '1'\nb: \"1\"\nc: |-\n  1\nd: >-\n  1\ne: 1\n").data
    assert [(str(data[key]), isinstance(data[key], Quoted)) for key in "abcde"] == [
        ("1", True),
        ("1", True),
        ("1", True),
        ("1", True),
        ("1", False),
    ]


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("a: ⟦&b⟧ c\n", "yaml-feature", "an anchor (&b)"),
        ("a: [x, ⟦*b⟧]\n", "yaml-feature", "an alias (*b)"),
        ("a: ⟦!b⟧ c\n", "yaml-feature", "a tag (!b)"),
        ("⟦&b⟧ a: c\n", "yaml-feature", "an anchor (&b)"),
        ("a:\n  ⟦<<⟧: {b: c}\n", "yaml-feature", "a merge key"),
        ("? ⟦[⟧a, b]\n: c\n", "yaml-feature", "a key that is not a word"),
        ("⟦[⟧a]: c\n", "yaml-feature", "a key that is not a word"),
        ("a: b\n⟦---⟧\nc: d\n", "yaml-feature", "a second document"),
        ("a: b⟦:⟧ c\n", "yaml-syntax", "': ' inside a text without quotes"),
        ("a: ⟦@⟧b\n", "yaml-syntax", "this character cannot begin a text"),
        ("a:\n⟦\t⟧b: c\n", "yaml-syntax", "a tab at the beginning of a line"),
        ("a: b\n c⟦:⟧ d\n", "yaml-syntax", "': ' inside a text without quotes"),
        ("a: [b, c⟦⟧\n", "yaml-syntax", "a bracket is not closed, or a comma is missing"),
        ("a: 'b⟦⟧\n", "yaml-syntax", "a quote is not closed"),
    ],
)
def test_what_cannot_be_read_is_named_at_its_place(text: str, rule: str, place: str) -> None:
    plain, span = marked(text)
    finding = refused(plain)
    assert finding.rule.name == rule
    assert place in finding.message
    assert finding.help
    assert (finding.span.line, finding.span.column) == (span.line, span.column)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("summary: > It sings.\n", "on the line of"),
        ("summary: **Loud** gardens\n", "begins with * or &"),
        ("aliases: [, b]\n", "a value is missing"),
        ("aliases: [\n", "bracket"),
        ("title: !🌷\n", "begins with !"),
        ("a:\n  - b\n\t- c\n", "tab"),
        ("a: |\n  b\n \tc: d\n  e", "tab"),
        ("%\n", "begins with %"),
        ("title: a: b\n", "': '"),
    ],
)
@needs_libyaml
def test_the_parsers_own_words_never_reach_a_contributor(text: str, words: str) -> None:
    finding = refused(text)
    assert finding.rule.name == "yaml-syntax"
    assert words in finding.message
    assert "kg rule" not in finding.help


def test_each_key_given_again_is_reported_with_the_first() -> None:
    found, findings = tree.parse(SourceFile("x.yaml", "a: 1\nb: {c: 1, c: 2}\na: 2\na: 3\n"))
    assert found is None
    assert [(f.message, f.span.place, f.notes[0].span.place) for f in findings if f.notes[0].span] == [
        ("key 'c' given twice", "x.yaml:2:11", "x.yaml:2:5"),
        ("key 'a' given twice", "x.yaml:3:1", "x.yaml:1:1"),
        ("key 'a' given twice", "x.yaml:4:1", "x.yaml:1:1"),
    ]


@pytest.mark.parametrize("escape", [r"\a", r"\0", r"\e[31m", r"\x1b", r"\u2028", r"\u0085", r"\N", r"\uFEFF", r"\r"])
def test_an_escape_brings_in_no_character_that_a_file_may_not_hold(escape: str) -> None:
    assert refused(f'a: b\nc: "d{escape}"\n').rule.name == "yaml-syntax"
    assert refused(f'a: b\n"d{escape}": c\n').rule.name == "yaml-syntax"


def test_harmless_escapes_are_read() -> None:
    assert parsed(r'a: "\u00e9\t\"\\ \n\x41"').data == {"a": 'é\t"\\ \nA'}


@pytest.mark.parametrize("escape", [r"\ud83c\udf37", r"\ud800", r"\U0011FFFF"])
@pytest.mark.parametrize("pure", [False, True])
def test_half_a_character_is_refused(escape: str, pure: bool) -> None:
    found, findings = tree.parse(SourceFile("x.yaml", f'a: "{escape}"\n'), pure=pure)
    assert found is None
    assert [finding.rule.name for finding in findings] == ["yaml-syntax"]


def _nested(depth: int, style: str) -> str:
    """A mapping whose value makes `depth` levels in all, the mapping included."""
    if style == "brackets":
        return "a: " + "[" * (depth - 1) + "]" * (depth - 1)
    if style == "dashes":
        return "a:\n  " + "- " * (depth - 1) + "x"
    return "".join("  " * level + "a:\n" for level in range(depth - 1)) + "  " * (depth - 1) + "a: x"


@pytest.mark.parametrize("style", ["brackets", "dashes", "keys"])
def test_the_deepest_entry_allowed_has_as_many_levels_as_the_setting_says(style: str) -> None:
    assert parsed(_nested(MAX_DEPTH, style)).data
    assert refused(_nested(MAX_DEPTH + 1, style)).rule.name == "too-deep"


BOMBS = {
    "open-brackets": "a: " + "[" * 100_000,
    "closed-brackets": "a: " + "[" * 100_000 + "]" * 100_000,
    "braces": "a: " + "{a: " * 50_000,
    "dashes": "a:\n" + "- " * 100_000,
    "dashes-and-tabs": "a:\n" + "-\t" * 100_000,
    "question-marks": "? " * 100_000,
    "colons": ": " * 100_000,
    "brackets-in-quotes-and-out": "a: '" + "]" * 1_000 + "'\nb: " + "[" * 100_000,
    "lines-of-brackets": "a: " + "[\n" * 80_000,
    "steps": "".join(" " * level + "a:\n" for level in range(700)),
    "many-short-lists": "a:\n" + "- []\n" * 50_000,
    "anchors": "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 5_000)),
    "one-long-word": "a" * 250_000,
    "one-long-quote": "a: '" + "b" * 250_000,
    "spaces": "a: b" + " " * 250_000 + "c: d",
    "comments": "#\n" * 100_000,
    "keys": "".join(f"k{n}: x\n" for n in range(20_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_text_made_to_be_slow_is_judged_quickly(name: str) -> None:
    begun = time.perf_counter()
    found, findings = tree.parse(SourceFile("x.yaml", BOMBS[name]))
    assert (found is None) == bool(findings)
    # 256 KiB of ordinary entries take about 0.2 s; quadratic work would take minutes.
    assert time.perf_counter() - begun < 3


def test_bombs_beside_an_entry_neither_kill_nor_hide(atlas_of: AtlasOf, kg_process: KgProcess) -> None:
    names = [name for name in BOMBS if len(BOMBS[name]) <= 256 * 1024]
    broken = {f"systems/{name}.yaml": BOMBS[name] for name in names}
    root = atlas_of({**broken, "systems/sound.yaml": "title: Toy\nscale: toy\nsummary: It sings.\n"})
    outcome = kg_process("check", "--format", "concise", atlas=root, seconds=30, megabytes=2048)
    assert outcome.exit_code == 1
    assert {line.partition(":")[0] for line in outcome.stdout.splitlines()} == {f"entries/{name}" for name in broken}


def _corpus() -> Iterator[tuple[str, SourceFile]]:
    for path in sorted((*(TESTS / "cases").rglob("*.yaml"), *(TESTS / "toy").rglob("*.yaml"))):
        source, _ = files.decode("x.yaml", path.read_bytes())
        if source:
            yield path.relative_to(TESTS).as_posix(), source


def _places(text: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[Any, ...], Span]:
    """The span of every value and key, as the parser with or without libyaml sees it."""
    with monkeypatch.context() as patch:
        if pure:
            patch.setattr(compose, "_PARSER", None)
        found, _ = tree.parse(SourceFile("x.yaml", text))
        assert found is not None
        spans = {(): found.span()}
        for loc, value in _locs(found.data, ()):
            # Where nothing was typed, each parser has a place of its own for it; findings point at the key.
            if value is not None:
                spans[loc] = found.span(*loc)
            spans[*loc, "key"] = found.key_span(*loc)
        return spans


def _locs(data: Any, loc: Loc) -> Iterator[tuple[Loc, Any]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, tuple) else ()
    for step, value in inner:
        yield (*loc, step), value
        yield from _locs(value, (*loc, step))


@needs_libyaml
def test_both_parsers_judge_every_file_of_the_tests_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = 0
    for name, source in _corpus():
        fast, findings = tree.parse(source)
        slow, same = tree.parse(source, pure=True)
        assert [(f.rule, f.span, f.message) for f in findings] == [(f.rule, f.span, f.message) for f in same], name
        assert (fast and fast.data) == (slow and slow.data), name
        if fast:
            assert _places(source.text, False, monkeypatch) == _places(source.text, True, monkeypatch), name
        judged += 1
    assert judged > 200


# Characters that mean something to YAML, that are wide, that need quotes; a text of several lines.
_WORDS = st.text(st.sampled_from("ab1-:#'\"[]{},&*!|>%@`\\? ~é庭🌷<=."), max_size=12) | st.sampled_from(
    ["null", "no", "1e3", "a: b", "- a", "it's", "# no", "two\nlines", "a\n\n b\n", "  led", "trailed  ", "\ttab"]
)
_KEYS = st.text("abc庭 '#:", min_size=1, max_size=6)
_DATA = st.recursive(
    _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=12,
)
_PLAIN = re.compile(r"[a-zé庭🌷](?:[a-zé庭🌷0-9 .-]*[a-z0-9])?")


@st.composite
def _written(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A mapping as text, each part in a style chosen at random, and its data."""
    data = draw(st.dictionaries(_KEYS, _DATA, min_size=1, max_size=4))
    return "".join(_block(draw, key, value, 0) for key, value in data.items()), data


def _block(draw: st.DrawFn, key: str, value: Any, indent: int) -> str:
    head = " " * indent + _scalar(draw, key) + ":"
    return head + _value(draw, value, indent + draw(st.integers(1, 3)))


def _value(draw: st.DrawFn, value: Any, indent: int) -> str:
    """What follows a colon or a dash, to the end of the line or of the block."""
    comment = draw(st.sampled_from(["\n", " # why\n", "  \n", "\n\n"]))
    if isinstance(value, dict) and value and draw(st.booleans()):
        return comment + "".join(_block(draw, key, inner, indent) for key, inner in value.items())
    if isinstance(value, list) and value and draw(st.booleans()):
        return comment + "".join(" " * indent + "-" + _value(draw, inner, indent + 2) for inner in value)
    literal = isinstance(value, str) and "\n" in value and re.fullmatch(r"(?:\S[^\n]*\n)+", value)
    if literal and draw(st.booleans()):
        return " |\n" + "".join(" " * indent + line + "\n" for line in value.splitlines())
    return " " + _flow(draw, value) + comment


def _flow(draw: st.DrawFn, value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(draw, key)}: {_flow(draw, inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + draw(st.sampled_from([", ", ","])).join(_flow(draw, inner) for inner in value) + "]"
    return _scalar(draw, value)


def _scalar(draw: st.DrawFn, text: str) -> str:
    if _PLAIN.fullmatch(text) and text != "null" and draw(st.booleans()):
        return text
    if "\n" not in text and "\t" not in text and draw(st.booleans()):
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _tuples(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _tuples(value) for key, value in data.items()}
    return tuple(map(_tuples, data)) if isinstance(data, list) else data


@given(_written())
def test_what_was_written_is_what_is_read(written: tuple[str, dict[str, Any]]) -> None:
    text, data = written
    assert parsed(text).data == _tuples(data)


@needs_libyaml
@given(_written(), st.data())
def test_both_parsers_judge_any_text_alike(written: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    text, _ = written
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(text) - 1))
        put = data.draw(
            st.sampled_from(["", "", ":", " ", "\n", "'", "[", "]", "}", "- ", ",", "x", "庭", "&x ", "*x", "~"])
        )
        text = text[:at] + put + text[at + 1 :] or "x"
    source = SourceFile("x.yaml", text)
    fast, findings = tree.parse(source)
    slow, same = tree.parse(source, pure=True)
    assert [f.rule.name for f in findings] == [f.rule.name for f in same]
    assert (fast and fast.data) == (slow and slow.data)
    if fast:
        with pytest.MonkeyPatch.context() as monkeypatch:
            assert _places(text, False, monkeypatch) == _places(text, True, monkeypatch)


@given(_written())
def test_every_place_lies_in_the_text_and_shows_the_key_that_it_names(written: tuple[str, dict[str, Any]]) -> None:
    text, _ = written
    found = parsed(text)
    lines = text.split("\n")
    for loc, _ in _locs(found.data, ()):
        for span in (found.span(*loc), found.key_span(*loc)):
            assert 1 <= span.line <= len(lines)
            assert 1 <= span.column < span.end_column
        if isinstance(loc[-1], str) and _PLAIN.fullmatch(loc[-1]):
            key = found.key_span(*loc)
            shown = lines[key.line - 1][key.column - 1 : key.end_column - 1]
            assert shown.strip("'\"") == loc[-1]


def test_what_was_let_go_is_read_again_when_asked_for() -> None:
    found = parsed("title: A\nblank:\n")
    known, place = found.data, found.span("title")
    found.forget()
    assert (found.data, found.has_blanks, found.span("title")) == (known, True, place)
