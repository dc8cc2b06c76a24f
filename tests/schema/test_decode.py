"""What a contributor reads when a field is wrong: in their words, and at the narrowest place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.diagnostics import Diagnostic, Span
from kg.schema.decode import decode
from kg.schema.entry import Entry
from kg.schema.kinds import folders, kinds
from kg.source import tree
from kg.source.files import SourceFile

TOY = Path(__file__).parents[1] / "toy" / "entries"

# For each kind a sound entry without its closing lines, to which a test adds the one in question.
SOUND = {
    "layer": "title: Bed\nsummary: S\n",
    "method": "title: Sweep\nlayers: [ear]\nsummary: S\n",
    "paper": "title: Late bloom\nsummary: S\n",
    "path": "title: Evening\nsummary: S\n",
    "phenomenon": "title: Late bloom\nsummary: S\n",
    "prediction": "title: Winter\nlayers: [bed]\ntiming: novel\noutcome: untested\nsummary: S\n",
    "problem": "title: Who?\nlayers: [bed]\nsummary: S\n",
    "quantity": "title: Hum\nlayers: [bed]\nsummary: S\n",
    "result": "title: Law\nlayers: [bed]\nrigour: theorem\nsummary: S\n",
    "system": "title: Toy\nscale: toy\nsummary: S\n",
}
A_PAPER = "authors: [A]\nissued: 2019\nidentifiers: {arxiv: 2301.05217}\n"


def judged(kind: str, text: str) -> tuple[Entry | None, list[Diagnostic]]:
    parsed, findings = tree.parse(SourceFile("x.yaml", text))
    assert parsed is not None, findings
    return decode(parsed, kind)


def entry(kind: str, more: str) -> Entry:
    found, findings = judged(kind, SOUND[kind] + more)
    assert found is not None, findings
    return found


# Kind, the lines added with the place of the finding between marks, rule, message, and words of the help.
FINDINGS = [
    ("system", "⟦alias⟧: [x]", "unknown-field", "unknown field 'alias'", "did you mean 'aliases'?"),
    ("system", "⟦colour⟧: green", "unknown-field", "unknown field 'colour'", "fields here: title, aliases"),
    ("system", "⟦part_of⟧: [system/x]", "unknown-field", "unknown field 'part_of'", "relations go under `links:`"),
    ("system", "curation: {⟦stat⟧: draft}", "unknown-field", "unknown field 'stat'", "did you mean 'state'?"),
    (
        "system",
        "links:\n  part_of:\n    - to: system/x\n      ⟦standng⟧: proved",
        "unknown-field",
        "unknown field 'standng'",
        "did you mean 'standing'?",
    ),
    (
        "system",
        "links: {part_of: [{to: system/x, evidence: [{paper: paper/a, at: b, stance: uses, read: full, ⟦nte⟧: c}]}]}",
        "unknown-field",
        "unknown field 'nte'",
        "did you mean 'note'?",
    ),
    ("system", "links: {⟦partof⟧: [system/x]}", "unknown-relation", "no relation 'partof'", "did you mean 'part_of'?"),
    ("result", "links: {⟦involves⟧: []}", "unknown-relation", "relation 'involves' is never written", "equation"),
    (
        "system",
        "evidence:\n  - ⟦{at: b, stance: uses, read: full}⟧",
        "missing-field",
        "field 'paper' is missing",
        "add `paper",
    ),
    ("system", "links: {part_of: [⟦{regime: x}⟧]}", "missing-field", "field 'to' is missing", "add `to: ...`"),
    ("phenomenon", "layers: [⟦{because: x}⟧]", "missing-field", "field 'layer' is missing", "add `layer: ...`"),
    ("phenomenon", "layers: ⟦[]⟧", "bad-value", "the list 'layers' is empty", "`kg list layer`"),
    (
        "phenomenon",
        "layers: ⟦bed⟧",
        "wrong-type",
        "field 'layers' wants a list, this is a text",
        "write `layers: [bed]`",
    ),
    ("system", "⟦task⟧:", "missing-value", "field 'task' has no value", "fill it in, or delete the line"),
    ("phenomenon", "⟦layers⟧:", "missing-value", "field 'layers' has no value", "fill it in"),
    ("system", "curation: {⟦by⟧: }", "missing-value", "field 'by' has no value", "fill it in"),
    ("system", "tags: [a, ⟦~⟧, b]", "missing-value", "this item of the list is empty", "delete the dash"),
    ("system", "aliases: ⟦{a: b}⟧", "wrong-type", "field 'aliases' wants a list, this is a mapping", "begin each item"),
    ("system", "tags: [a, ⟦[b]⟧]", "wrong-type", "field 'tags' wants a text, this is a list", "write one text"),
    (
        "system",
        "links: ⟦system/x⟧",
        "wrong-type",
        "field 'links' wants a mapping, this is a text",
        "`relation: [kind/name]`",
    ),
    (
        "system",
        "links: {part_of: ⟦system/x⟧}",
        "wrong-type",
        "field 'part_of' wants a list, this is a text",
        "[system/x]`",
    ),
    (
        "system",
        "links: {part_of: [⟦[system/x]⟧]}",
        "wrong-type",
        "field 'part_of' wants a text or a mapping, this is a list",
        "`field: value`",
    ),
    ("system", "curation: ⟦draft⟧", "wrong-type", "field 'curation' wants a mapping, this is a text", "`field: value`"),
    (
        "system",
        "evidence: [⟦paper/x⟧]",
        "wrong-type",
        "field 'evidence' wants a mapping, this is a text",
        "`field: value`",
    ),
    (
        "path",
        "steps: [⟦phenomenon/x⟧]",
        "wrong-type",
        "field 'steps' wants a mapping, this is a text",
        "`field: value`",
    ),
    ("path", "steps: ⟦[]⟧", "bad-value", "the list 'steps' is empty", "add an item"),
    ("quantity", "domain: ⟦[0, 1]⟧", "wrong-type", "field 'domain' wants a text, this is a list", "quote it"),
    ("system", "title2: x\n⟦scal⟧: toy", "unknown-field", "unknown field 'scal'", "did you mean 'scale'?"),
    (
        "problem",
        "status: ⟦opne⟧",
        "bad-value",
        "'opne' is not a value of 'status'",
        "did you mean 'open'? (one of: open, active",
    ),
    (
        "problem",
        "status: ⟦closed⟧",
        "bad-value",
        "'closed' is not a value of 'status'",
        "one of: open, active, partly-solved",
    ),
    ("system", "links: {part_of: [⟦x⟧]}", "bad-value", "'x' is not an id", "write `kind/name`"),
    ("system", "links: {part_of: [⟦system/x.yaml⟧]}", "bad-value", "'system/x.yaml' is not an id", "without `.yaml`"),
    ("system", "aliases: [⟦''⟧]", "bad-value", "this text is empty", "fill it in"),
    ("system", "tags: [⟦'a\u200fb'⟧]", "bad-value", "character U+200F changes the direction of text", "delete it"),
    (
        "paper",
        "authors: [A]\nissued: 2019\nidentifiers: {arxiv: ⟦2301.05217v2⟧}",
        "bad-value",
        "names one version",
        "'2301.05217'",
    ),
    (
        "paper",
        "authors: [A]\nissued: 2019\nidentifiers: {arxiv: ⟦230105217⟧}",
        "bad-value",
        "is not an arXiv id",
        "2301.05217",
    ),
    (
        "paper",
        "authors: [A]\nissued: 2019\nidentifiers:\n  doi: ⟦https://doi.org/10.5555/X⟧",
        "bad-value",
        "is an address, not a DOI",
        "write '10.5555/X'",
    ),
    ("paper", A_PAPER + "more_authors: ⟦yes⟧", "bad-value", "'yes' is neither true nor false", "without quotes"),
    ("paper", A_PAPER + "more_authors: ⟦'true'⟧", "bad-value", "'true' is neither true nor false", "without quotes"),
    (
        "paper",
        "authors: ⟦[]⟧\nissued: 2019\nidentifiers: {arxiv: 2301.05217}",
        "bad-value",
        "'authors' is empty",
        "add an item",
    ),
    (
        "paper",
        "authors: [A]\nissued: ⟦May 2019⟧\nidentifiers: {arxiv: 2301.05217}",
        "bad-value",
        "is not a date",
        "2023-05",
    ),
    (
        "layer",
        "order: ⟦'2'⟧\nbasis: ours",
        "bad-value",
        "'2' in quotes is a text, a whole number is wanted",
        "write 2 without quotes",
    ),
    ("layer", "order: ⟦2.5⟧\nbasis: ours", "bad-value", "'2.5' is not a whole number", "digits"),
    (
        "layer",
        "order: ⟦0⟧\nbasis: ours",
        "bad-value",
        "field 'order' is below 1",
        "write 1 or more",
    ),
    (
        "phenomenon",
        "layers: [bed]\nfirst_reported: ⟦23⟧",
        "bad-value",
        "field 'first_reported' is below 1600",
        "Year of the earliest",
    ),
    ("method", "software: [{name: x, url: ⟦javascript:alert(1)⟧}]", "bad-value", "is not a web address", "https://"),
    ("method", "software: [{name: x, url: ⟦example.org⟧}]", "bad-value", "is not a web address", "https://"),
    ("quantity", "domain: ⟦positive⟧", "bad-value", "'positive' is not a domain", "write `real`"),
    ("quantity", "domain: ⟦'[1, 0]'⟧", "bad-value", "is empty: the first bound", "swap the bounds"),
    (
        "result",
        "equation: ⟦{symbols: {}}⟧",
        "bad-value",
        "this equation has no expression",
        "add `expression: y = ...`",
    ),
    ("result", "equation: ⟦{computable: false}⟧", "bad-value", "needs a reason", "add `reason: ...`"),
    (
        "result",
        "equation: {expression: x, symbols: {⟦1x⟧: quantity/a}}",
        "bad-value",
        "'1x' is not a symbol",
        "a letter, then",
    ),
    (
        "result",
        "equation: {expression: x, constants: {c: ⟦'3'⟧}}",
        "bad-value",
        "'3' in quotes is a text",
        "without quotes",
    ),
    ("result", "equation: {expression: x, constants: {c: ⟦three⟧}}", "bad-value", "'three' is not a number", "digits"),
    ("result", "equation: {expression: x, constants: {c: ⟦1e999⟧}}", "bad-value", "too large for a number", "exponent"),
    (
        "prediction",
        "expected: ⟦{value: 1, statement: x}⟧",
        "bad-value",
        "give either a value or a statement",
        "`value`",
    ),
    (
        "prediction",
        "registered: ⟦soon⟧\nexpected: {value: 1}",
        "bad-value",
        "'soon' is not a value of 'registered'",
        "YYYY-MM-DD",
    ),
    ("prediction", "inputs: {P: ⟦many⟧}\nexpected: {value: 1}", "bad-value", "'many' is not a number", "digits"),
]


@pytest.mark.parametrize(("kind", "more", "rule", "message", "help"), FINDINGS)
def test_a_wrong_field_is_named_in_plain_words_at_the_narrowest_place(
    kind: str, more: str, rule: str, message: str, help: str
) -> None:
    text = SOUND[kind] + more + "\n"
    start, end = text.index("⟦"), text.index("⟧")
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    found, findings = judged(kind, text.replace("⟦", "").replace("⟧", ""))
    assert found is None
    place = Span("x.yaml", line, column, line, column + end - start - 1)
    assert [finding.span for finding in findings if finding.rule.name == rule and message in finding.message] == [place]
    assert any(help in finding.help for finding in findings)
    # One slip, one finding, but for the case that holds two.
    assert len(findings) == (2 if "title2" in more else 1)
    for finding in findings:
        assert "Input should" not in finding.message
        assert "pydantic" not in finding.message + finding.help


def test_every_slip_of_an_entry_is_found_at_once() -> None:
    text = "titel: Toy\nscale: tiny\nlinks: {partof: [x]}\ntags: a\n"
    _, findings = judged("system", text)
    assert sorted(finding.message for finding in findings) == [
        "'tiny' is not a value of 'scale'",
        "'x' is not an id",
        "field 'summary' is missing",
        "field 'tags' wants a list, this is a text",
        "field 'title' is missing",
        "no relation 'partof'",
        "unknown field 'titel'",
    ]


def test_a_blank_item_does_not_move_the_places_of_those_after_it() -> None:
    _, findings = judged("system", SOUND["system"] + "tags:\n  -\n  - [x]\n")
    assert [(finding.rule.name, finding.span.line) for finding in findings] == [("missing-value", 5), ("wrong-type", 6)]


def test_a_paper_that_nobody_can_find_is_refused() -> None:
    _, (finding,) = judged("paper", SOUND["paper"] + "authors: [A]\nissued: 2019\n")
    assert finding.message == "this paper has no identifier"
    assert finding.span.line == 1


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_an_empty_entry_lacks_each_field_that_is_needed_and_no_other(kind: str) -> None:
    model = kinds()[kind]
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    if model.needs_layers:
        needed.add("layers")
    _, findings = judged(kind, "tags: [x]\n")
    assert {finding.message for finding in findings} == {f"field {name!r} is missing" for name in needed}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3.0),
        ("-0.5", -0.5),
        ("+2", 2.0),
        ("1e3", 1000.0),
        ("70e9", 7e10),
        ("1.5E-3", 0.0015),
        (".5", 0.5),
        ("2.", 2.0),
        ("007", 7.0),
    ],
)
def test_a_number_is_a_number_where_a_field_asks_for_one_and_text_elsewhere(typed: str, number: float) -> None:
    found = entry("prediction", f"tags: [{typed}]\ninputs: {{P: {typed}}}\nexpected: {{value: {typed}}}\n")
    assert found.tags == (typed,)
    assert found.inputs == {"P": number}  # type: ignore[attr-defined]
    assert found.expected.value == number  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "typed",
    [
        "0x1F",
        "1_000",
        "12:30",
        "NO",
        "yes",
        "inf",
        "nan",
        ".inf",
        "1e999",
        "-1e999",
        "1,5",
        "1 000",
        "٣",
        "²",
        "--1",
        "1e",
        "2%",
    ],
)
def test_what_yaml_elsewhere_takes_for_a_number_is_refused_where_a_number_is_wanted(typed: str) -> None:
    _, findings = judged("prediction", SOUND["prediction"] + f"expected:\n  value: {typed}\n")
    assert [(finding.rule.name, finding.span.line) for finding in findings] == [("bad-value", 7)]


@pytest.mark.parametrize("quoted", ["'3'", '"3"', "|-\n    3", ">-\n    3"])
def test_a_number_in_quotes_or_in_a_block_is_a_text(quoted: str) -> None:
    _, findings = judged("prediction", SOUND["prediction"] + f"expected:\n  value: {quoted}\n")
    assert [finding.message for finding in findings] == ["'3' in quotes is a text, a number is wanted"]


@pytest.mark.parametrize(
    "day", ["2024-13-01", "2024-00-10", "2024-01-32", "24-01-01", "2024-1-1", "٢٠٢٤-01-01", "2024"]
)
def test_a_day_that_no_calendar_has_is_refused(day: str) -> None:
    for kind, more in (
        ("system", f"curation: {{on: {day}}}\n"),
        ("prediction", f"expected: {{value: 1}}\nregistered: {day}\n"),
    ):
        _, findings = judged(kind, SOUND[kind] + more)
        assert [finding.rule.name for finding in findings] == ["bad-value"]


@pytest.mark.parametrize("issued", ["2023", "2023-05", "2023-05-17"])
def test_a_paper_is_dated_by_year_month_or_day(issued: str) -> None:
    found = entry("paper", f"authors: [A]\nissued: {issued}\nidentifiers: {{arxiv: 2301.05217}}\n")
    assert found.issued == issued  # type: ignore[attr-defined]


@pytest.mark.parametrize("arxiv", ["2209.10650", "1706.03760", "math/0211159", "cond-mat/0012070", "cs.LG/0301001"])
def test_an_arxiv_id_keeps_every_digit(arxiv: str) -> None:
    found = entry("paper", f"authors: [A]\nissued: 2019\nidentifiers: {{arxiv: {arxiv}}}\n")
    assert found.identifiers.arxiv == arxiv  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", ["NO", "on", "Null", "12:30", "0777", "1e3", "2024-01-31", "TRUE"])
def test_a_word_that_yaml_would_change_stays_as_it_was_typed(word: str) -> None:
    assert entry("system", f"aliases: [{word}]\nbody: {word}\n").aliases == (word,)


@pytest.mark.parametrize(("typed", "flag"), [("true", True), ("false", False)])
def test_true_and_false_are_the_only_truth_values(typed: str, flag: bool) -> None:
    assert entry("paper", A_PAPER + f"more_authors: {typed}\n").more_authors is flag  # type: ignore[attr-defined]
    for other in ("True", "TRUE", "yes", "on", "1", "0"):
        _, findings = judged("paper", SOUND["paper"] + A_PAPER + f"more_authors: {other}\n")
        assert [finding.rule.name for finding in findings] == ["bad-value"]


def test_a_text_of_one_line_has_single_spaces_and_prose_keeps_its_lines() -> None:
    found = entry("system", "aliases: ['  two\n\n  words  ']\nbody: |\n  one\n\n    two\n")
    assert found.aliases == ("two words",)
    assert found.body == "one\n\n  two"


def test_short_and_long_forms_say_the_same() -> None:
    short = entry("system", "links: {part_of: [system/x]}\n")
    long = entry("system", "links: {part_of: [{to: system/x}]}\n")
    assert short == long
    constants = "equation: {expression: H = c, constants: {c: 1.69 nat/token}}\n"
    spelt_out = "equation: {expression: H = c, constants: {c: {value: 1.69, unit: nat/token}}}\n"
    assert entry("result", constants) == entry("result", spelt_out)


@pytest.mark.parametrize("tolerance", ["0.02", "2%", "2 %"])
def test_a_tolerance_is_relative_in_either_notation(tolerance: str) -> None:
    found = entry("prediction", f"expected: {{value: 1, tolerance: {tolerance}}}\n")
    assert found.expected.tolerance == pytest.approx(0.02)  # type: ignore[attr-defined]


def test_an_entry_cannot_be_changed() -> None:
    found = entry("system", "")
    with pytest.raises(ValueError, match="frozen"):
        found.title = "Other"  # type: ignore[misc]


def _field_lists() -> list[tuple[str, str]]:
    return [(folders()[path.parent.name], path.read_text("utf-8")) for path in sorted(TOY.glob("*/*.yaml"))]


_VALUES = st.recursive(
    st.sampled_from(["x", "''", "1", "'1'", "~", "true", "[]", "{}", "paper/x", "庭", "-1", "1e999"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: "[" + ", ".join(items) + "]")
        | st.tuples(st.sampled_from(["to", "paper", "value", "x", "title"]), inner).map(
            lambda item: f"{{{item[0]}: {item[1]}}}"
        )
    ),
    max_leaves=4,
)


@given(st.sampled_from(_field_lists()), st.data())
def test_whatever_stands_in_a_field_ends_in_an_entry_or_in_findings(toy: tuple[str, str], data: st.DataObject) -> None:
    kind, text = toy
    name = data.draw(st.sampled_from([field.alias or key for key, field in kinds()[kind].model_fields.items()]))
    value = data.draw(_VALUES)
    lines = text.split("\n")
    starts = [index for index, line in enumerate(lines) if line[:1].isalpha()]
    first = next((index for index in starts if lines[index].startswith(f"{name}:")), None)
    if first is not None:
        after = next((index for index in starts if index > first), len(lines))
        del lines[first:after]
    changed = "\n".join([*lines, f"{name}: {value}", ""])
    found, findings = judged(kind, changed)
    assert (found is None) == bool(findings)
    for finding in findings:
        assert finding.help
        assert finding.span.line <= changed.count("\n")
