"""The usual form of a file: what it says stays, comments stay, and a second time changes nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.edits.format import Unreadable, comments, formatted, read, same
from kg.edits.quoting import plain
from kg.errors import KgError
from kg.schema import order
from kg.schema.kinds import folders, kinds
from kg.schema.template import template
from kg.source.files import SourceFile
from kg.source.tree import Quoted, parse


def form(text: str, kind: str | None = "phenomenon") -> str:
    return formatted(SourceFile("entries/phenomena/x.yaml", text), kind)


# What changes.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Fields come in the order of a blank entry, unknown ones last; comments go with their field.
        (
            "summary: It hums.\n# What to call it.\ntitle: Hum  # short\nodd: 1\nlayers: [bed]\n",
            "# What to call it.\ntitle: Hum  # short\nlayers: [bed]\nsummary: It hums.\nodd: 1\n",
        ),
        # What stands above a blank line, or is for the editor, is about the file and stays at its top.
        (
            "# About the file.\n\n# About the summary.\nsummary: S\ntitle: T\n",
            "# About the file.\n\ntitle: T\n# About the summary.\nsummary: S\n",
        ),
        (
            "# yaml-language-server: $schema=kind.json\nsummary: S\ntitle: T\n",
            "# yaml-language-server: $schema=kind.json\ntitle: T\nsummary: S\n",
        ),
        # Two spaces a level, a dash and one space.
        (
            "title: T\nlinks:\n    observed_in:\n    -   to: system/a\n        standing: refuted\n    -   system/b\n",
            "title: T\nlinks:\n  observed_in:\n    - to: system/a\n      standing: refuted\n    - system/b\n",
        ),
        ("title: T\ntags:\n- a\n- b\n", "title: T\ntags:\n  - a\n  - b\n"),
        ("title: T\ntags:\n  -\n    a\n", "title: T\ntags:\n  -\n    a\n"),
        ("title: T\nlinks:\n  a:\n  - \n    to: b\n", "title: T\nlinks:\n  a:\n    - to: b\n"),
        ("title: T\nx:\n  - - a\n    - b\n  -   - c\n", "title: T\nx:\n  - - a\n    - b\n  - - c\n"),
        # Brackets: even spaces, fields in order.
        ("title: T\ntags: [ a,b , 'c, d', ]\n", "title: T\ntags: [a, b, 'c, d']\n"),
        (
            "title: T\nevidence:\n  - { read: full,  paper: paper/a ,stance: uses, at: 'here' }\n",
            "title: T\nevidence:\n  - {paper: paper/a, at: here, stance: uses, read: full}\n",
        ),
        # Quotes where they are needed, and the author's own.
        ("title: 'Plain'\nsummary: \"Simple words.\"\n", "title: Plain\nsummary: Simple words.\n"),
        ("title: 'a: b'\nsummary: \"a: b\"\n", "title: 'a: b'\nsummary: \"a: b\"\n"),
        ("title: 'It''s'\nsummary: 'yes'\n", "title: It's\nsummary: 'yes'\n"),
        ("title: \"1912.02292\"\nsummary: '\\alpha'\n", "title: \"1912.02292\"\nsummary: '\\alpha'\n"),
        ("'title': T\n", "title: T\n"),
        # Line ends, spaces at line ends, blank lines, the mark and the dashes at the beginning.
        ("\ufefftitle: T  \r\n\r\n\r\n\r\nsummary: S\t\r\n\r\n", "title: T\n\nsummary: S\n"),
        ("---\ntitle: T\n...\n", "title: T\n"),
        ("title: T", "title: T\n"),
        # Values on the line below, and keys with spaces before the colon.
        ("title : T\nsummary:\n      on the next line\n", "title: T\nsummary:\n  on the next line\n"),
        # Texts over several lines keep their lines.
        ("title: T\nsummary: one\n     two\n\n     three\n", "title: T\nsummary: one\n  two\n\n  three\n"),
        ("title: T\nsummary: 'one\n     two'  # c\n", "title: T\nsummary: 'one\n  two'  # c\n"),
        # Blocks keep every character; only the margin moves.
        (
            "title: T\nbody: |\n     # not a comment\n\n       in\n     out  \nsummary: >-  # c\n one\n  two\n",
            "title: T\nsummary: >-  # c\n  one\n   two\nbody: |\n  # not a comment\n\n    in\n  out  \n",
        ),
        ("title: T\nsummary: |2\n    in\n  out\n", "title: T\nsummary: |2\n    in\n  out\n"),
        ("title: T\nbody: |+\n  keep\n\n\nsummary: S\n", "title: T\nsummary: S\nbody: |+\n  keep\n\n\n"),
        # Comments stay with what they are about.
        (
            "title: T\ntags:  # why\n# outer\n- a  # first\n  # below a\n- b\n# next\nsummary: S\n# end\n",
            "title: T\n# next\nsummary: S\ntags:  # why\n  # outer\n  - a  # first\n    # below a\n  - b\n# end\n",
        ),
        # Brackets over several lines keep their lines.
        (
            "title: T\ntags: [a,\n       b,  # c\n       d]\n",
            "title: T\ntags: [a,\n       b,  # c\n       d]\n",
        ),
    ],
)
def test_a_file_is_brought_into_its_usual_form(before: str, after: str) -> None:
    assert form(before) == after
    assert form(after) == after


def test_the_order_is_that_of_the_blank_entry() -> None:
    for kind in kinds():
        blank = [line.removeprefix("# ") for line in template(kind, "T").splitlines()]
        names = [line.partition(":")[0] for line in blank if line.partition(":")[0] in order.fields(kind, ())]
        assert tuple(dict.fromkeys(names)) == order.fields(kind, ())


def test_fields_inside_have_an_order_and_names_of_the_contributor_have_none() -> None:
    assert order.fields("result", ("evidence", 3))[:3] == ("paper", "at", "stance")
    assert order.fields("result", ("links", "explains", 0))[:2] == ("to", "in")
    assert order.fields("result", ("equation", "constants", "value"))[0] == "value"
    assert order.fields("result", ("links",)) == order.fields("result", ("equation", "symbols")) == ()
    assert order.fields(None, ("retired", 0)) == ("id", "reason", "replaced_by")
    assert order.fields("result", ("nonsense", 0, "more")) == ()


@pytest.mark.parametrize("kind", kinds())
def test_a_blank_entry_is_in_its_usual_form(kind: str) -> None:
    blank = template(kind, "A title: with a colon")
    assert form(blank, kind) == blank


def test_the_list_of_retired_entries_has_a_form_too() -> None:
    before = "retired:\n- {reason: 'gone',id: theory/a}\n"
    assert form(before, None) == "retired:\n  - {id: theory/a, reason: gone}\n"


# What does not.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{title: T, summary: S}\n", "one pair of brackets"),
        ("? title\n: T\n", "question mark"),
        ("title: [\n", "bracket"),
        ("title: T\ntitle: U\n", "given twice"),
        ("", "empty"),
    ],
)
def test_a_file_that_cannot_be_carried_over_is_refused_with_a_reason(text: str, words: str) -> None:
    with pytest.raises(KgError, match=words):
        form(text)


def test_what_would_be_another_text_for_other_programs_keeps_its_quotes() -> None:
    for text in (
        "1",
        "-1.5e3",
        "0x1f",
        "1_000",
        "12:30",
        "2024-01-01",
        ".inf",
        "null",
        "No",
        "~",
        "",
        " a",
        "a ",
        "- a",
        "a: b",
        "a #b",
        "[a",
        "a:",
    ):
        assert not plain(text, inside=False), text
    for text in ("a", "Ada's", "10.1016/j.tins", "a:b", "C#", "a - b", "gpt-2", "1st"):
        assert plain(text, inside=False), text
    for text in ("a, b", "a:b", "a]"):
        assert not plain(text, inside=True), text


def test_the_toy_atlas_says_the_same_in_its_usual_form(toy: Path) -> None:
    for path in sorted(toy.rglob("*.yaml")):
        kind = folders().get(path.parent.name)
        source = SourceFile(str(path), path.read_text("utf-8"))
        text = formatted(source, kind)
        after = parse(SourceFile(str(path), text))[0]
        assert after and same(read(source).data, after.data)
        assert formatted(SourceFile(str(path), text), kind) == text


# Any file that can be read.

_WORDS = st.sampled_from(
    [
        "a",
        "two words",
        "it's",
        "x: y",
        "# no",
        "1.50",
        "null",
        "yes",
        "[a",
        "b]",
        "{c",
        "é",
        "back\\slash",
        'say "so"',
        "-",
        "- a",
        "a,b",
        "?",
        "!",
        "a:b",
        ":",
        "end:",
        "~",
        "&a",
        "*b",
        "%c",
        "@d",
        "`e",
        "<<",
        "=",
        "a #b",
        "long " * 9 + "text",
        "|",
        ">",
    ]
)
_KEYS = st.sampled_from(
    ["title", "summary", "body", "tags", "links", "evidence", "odd", "it's", "a b", "layers", "n", "1"]
)
_REMARKS = st.sampled_from(["", "", "", "# one", "#two", "# it's: {odd", "\n", "\n\n# three\n"])


@st.composite
def _scalar(draw: st.DrawFn, margin: str, inside: bool) -> str:
    word = draw(_WORDS)
    style = draw(st.integers(0, 6 if not inside else 3))
    if style == 0 and plain(word, inside=inside):
        return word
    if style == 1:
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if style in (0, 2, 3):
        return "'" + word.replace("'", "''") + "'"
    inner = margin + " " * draw(st.integers(1, 4))
    lines = draw(
        st.lists(st.sampled_from(["text", "  deeper", "", "# not a comment", "trailing  ", "key: value"]), max_size=4)
    )
    if style == 4:
        rest = " ".join(line.strip() for line in lines if line.strip()).split()
        return "'" + f"\n{inner}".join(["first", *rest]) + "'"
    sign = draw(st.sampled_from(["|", ">", "|-", ">-", "|+", ">+", "|  # c"]))
    return "\n".join([sign, f"{inner}first", *(inner + line if line else "" for line in lines)])


@st.composite
def _flow(draw: st.DrawFn, margin: str, depth: int) -> str:
    gap = draw(st.sampled_from(["", " ", "  ", f"\n{margin}   ", f"  # c\n{margin}  "]))
    if draw(st.booleans()):
        items = [draw(_inside(margin, depth)) for _ in range(draw(st.integers(0, 3)))]
        return "[" + f",{gap or ' '}".join(items) + (gap if "#" not in gap else "") + "]"
    keys = draw(st.lists(_KEYS, max_size=3, unique=True))
    fields = [f"'{key}': ".replace("it's", "it''s") + draw(_inside(margin, depth)) for key in keys]
    return "{" + f",{gap or ' '}".join(fields) + (gap if "#" not in gap else "") + "}"


def _inside(margin: str, depth: int) -> st.SearchStrategy[str]:
    return _scalar(margin, True) if depth > 1 else st.one_of(_scalar(margin, True), _flow(margin, depth + 1))


@st.composite
def _block(draw: st.DrawFn, margin: str, depth: int) -> str:
    """A mapping or a list, its lines beginning with `margin`; the first line without it."""
    listed = depth > 0 and draw(st.booleans())
    keys = draw(st.lists(_KEYS, min_size=1, max_size=4, unique=True))
    parts = []
    for number, key in enumerate(keys):
        if number:
            remark = draw(_REMARKS)
            parts.append(
                "".join(
                    f"{margin + ' ' * draw(st.integers(0, 3)) if line else ''}{line}\n" for line in remark.split("\n")
                )
                if remark
                else ""
            )
            parts.append(margin)
        head = "-" if listed else draw(st.sampled_from([key, "'" + key.replace("'", "''") + "'"])) + ":"
        parts.append(head + draw(_value(margin, depth, listed)) + "\n")
    return "".join(parts).removesuffix("\n")


@st.composite
def _value(draw: st.DrawFn, margin: str, depth: int, listed: bool) -> str:
    choice = draw(st.integers(0, 5))
    if choice <= 1 and depth < 3:
        inner = margin + " " * draw(st.integers(1, 4))
        if listed and choice == 0:
            inner = margin + "  "
            return " " + draw(_block(inner, depth + 1))
        rest = draw(st.sampled_from(["", "  # beside", " "]))
        above = draw(st.sampled_from(["", f"{inner}# above\n", "\n"]))
        return f"{rest}\n{above}{inner}" + draw(_block(inner, depth + 1))
    if choice == 2:
        return " " + draw(_flow(margin, 0)) + draw(st.sampled_from(["", "  # beside", "  "]))
    text = draw(_scalar(margin, False))
    return " " + text + (draw(st.sampled_from(["", " # beside", "  "])) if "\n" not in text else "")


@given(
    _block("", 0),
    st.sampled_from(["", "# top\n", "\ufeff", "---\n", "# top\n\n"]),
    st.sampled_from(["\n", "", "\n\n", "\n# end\n"]),
    st.booleans(),
)
def test_any_file_says_the_same_afterwards_and_a_second_time_changes_nothing(
    body: str, top: str, end: str, dos: bool
) -> None:
    text = top + body + end
    source = SourceFile("x", text.replace("\n", "\r\n") if dos else text)
    try:
        before = read(source)
    except Unreadable:
        return
    after = form(source.text)
    tree = parse(SourceFile("x", after))[0]
    assert tree
    assert same(before.data, tree.data)
    assert comments(before) == comments(tree)
    assert after.count("# c") == text.count("# c")
    assert form(after) == after


def test_most_of_these_files_can_be_read() -> None:
    kept = 0

    @given(_block("", 0))
    def count(body: str) -> None:
        nonlocal kept
        kept += parse(SourceFile("x", body + "\n"))[0] is not None

    count()
    assert kept > 60


@pytest.mark.parametrize("seed", range(20))
def test_no_slip_of_the_pen_breaks_it(seed: int, toy: Path) -> None:
    random = Random(seed)
    for path in sorted(toy.rglob("*.yaml")):
        lines = path.read_text("utf-8").split("\n")
        at = random.randrange(len(lines))
        sign = random.choice([*"[]{}:,'\"#&*!|>-\t%@`?é", "  ", "", "\n", "null"])
        cut = random.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:cut] + sign + lines[at][cut:]
        try:
            text = form("\n".join(lines), folders().get(path.parent.name))
        except KgError as refusal:
            assert "bug of kg" not in refusal.help, "\n".join(lines)
        else:
            assert form(text, folders().get(path.parent.name)) == text


def test_quotes_count_where_a_text_could_be_a_number() -> None:
    assert same({"a": Quoted("word")}, {"a": "word"})
    assert not same({"a": Quoted("1")}, {"a": "1"})
    assert not same({"a": None}, {"a": "null"})
    assert not same(("a",), ("a", "b"))
