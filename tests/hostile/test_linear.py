"""Texts on which a careless reader takes a time that grows with their square: eight times the text takes no sixty times as long."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kg import reports
from kg.checks.bad_maths import RULE
from kg.diagnostics import Span
from kg.edits.format import formatted
from kg.equations.domain import parse_domain
from kg.equations.grammar import parse_equation
from kg.equations.unit_text import parse_measure, parse_unit
from kg.errors import KgError
from kg.markup import prose
from kg.reports import full
from kg.source.files import SourceFile, decode
from kg.source.tree import parse


def nowhere(id: str) -> None:
    return None


def every_way_of_reading(text: str) -> None:
    prose.inline(text, nowhere)
    prose.block(text, nowhere)
    prose.plain(text, nowhere)
    list(prose.formulas(text))


def form(text: str) -> None:
    try:
        formatted(SourceFile("entries/theories/x.yaml", text), "theory")
    except KgError:
        # Refused in time is as good.
        return


def judged(text: str) -> None:
    source, _ = decode("entries/theories/x.yaml", text.encode())
    if source:
        parse(source)


PROSE = {
    "escaped dollars": "\\$\\$",
    "lines of double dollars": "$$a\n",
    "lines of double dollars between": "$$a\n\n",
    "escaped dollars on lines": "\\$\\$\n",
    "a dollar and a backslash": "$\\",
    "dollars apart": "$ ",
    "dollars and digits": "$a$1",
    "brackets": "[[",
    "brackets with a bar": "[[a|",
    "brackets of a link": "[a](",
    "backticks": "`",
    "backticks of all lengths": "` `` ``` ",
    "stars": "*a **",
    "quotes": "> ",
    "lists": "- a\n",
    "angle brackets": "<a ",
}
FORMS = {
    "spaces in a plain text": ("title: a", " ", "b\n"),
    "spaces before a sign": ("title: a", " ", "#b\n"),
    "spaces behind a key": ("title", " ", ": a\n"),
    "spaces in a key without a colon": ("title", " ", "\n"),
    "tabs": ("title: a", "\t", "b\n"),
    "empty lines": ("title: a\n", "\n", "summary: b\n"),
    "comments": ("title: a\n", "# b\n", "summary: c\n"),
    "items": ("aliases:\n", "- a\n", ""),
    "items in brackets": ("aliases: [", "a, ", "b]\n"),
    "quotes in quotes": ("title: 'a", "''", "'\n"),
    "escapes in quotes": ('title: "a', "\\\\", '"\n'),
    "lines of a text": ("body: |\n", "  a\n", ""),
    "lines of a folded text": ("body: >\n", "  a  \n", ""),
}


def seconds(act: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    act(text)
    return time.process_time() - begun


def grows_no_faster(act: Callable[[str], object], made: Callable[[int], str], times: int = 8) -> None:
    act(made(10))
    first, taken = seconds(act, made(2_000)), seconds(act, made(2_000 * times))
    # A quarter of a second for what a busy machine does in between, and three times what is due.
    assert taken < 3 * times * first + 0.25, (first, taken)


@pytest.mark.parametrize("repeated", PROSE.values(), ids=PROSE)
def test_prose_is_read_in_a_time_like_its_length(repeated: str) -> None:
    grows_no_faster(every_way_of_reading, lambda size: (repeated * size)[:size])


@pytest.mark.parametrize("parts", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("act", [form, judged], ids=["fmt", "check"])
def test_a_file_is_read_and_formed_in_a_time_like_its_length(
    act: Callable[[str], None], parts: tuple[str, str, str]
) -> None:
    begin, repeated, end = parts
    grows_no_faster(act, lambda size: begin + (repeated * size)[: size - size % len(repeated)] + end, 40)


@pytest.mark.parametrize(
    "repeated", ["1", "1.", ".1", "1e", "1e1", "1 ", "a", "a*", "(", "-", "1/", "**", "a**", "0", "1_"]
)
@pytest.mark.parametrize(
    "act", [parse_measure, parse_unit, parse_domain, parse_equation, lambda text: parse_equation(f"a = {text}")],
    ids=["measure", "unit", "domain", "equation", "right side"],
)  # fmt: skip
def test_numbers_and_formulas_are_read_in_a_time_like_their_length(act: Callable[[str], object], repeated: str) -> None:
    grows_no_faster(act, lambda size: (repeated * size)[:size] + "x", 40)


def test_the_full_report_reads_each_file_once_and_quotes_a_window_of_it() -> None:
    """Twenty thousand findings in one file of one line, as long as a file may be."""
    text, asked = "a: " + "x" * 250_000, []

    def read(path: str) -> str:
        asked.append(path)
        return text

    findings = [
        RULE.at(Span("entries/x.yaml", 1, column, 1, 250_000), "one", help="mend it") for column in range(1, 20_001)
    ]
    begun = time.process_time()
    shown = full.render(findings, read)
    assert asked == ["entries/x.yaml"]
    assert time.process_time() - begun < 20
    assert max(len(line) for line in shown.splitlines()) < 200
    assert len(shown) < 500 * len(findings)


@pytest.mark.parametrize("format", sorted({*reports.formats()} - {"sarif", "json"}))
def test_no_line_of_a_report_is_a_command_to_a_runner(format: str) -> None:
    """Runners of workflows obey `##[...]` anywhere on a line, and `::...::` at its beginning."""
    hostile = "##[command]rm\n::set-output name=x::y\n##[add-mask]z"
    finding = RULE.at(Span("entries/##[group]x.yaml", 1, 1, 1, 2), f"no {hostile}", help=hostile)
    module = __import__(f"kg.reports.{format}", fromlist=["render"]).render
    for line in module([finding], lambda path: hostile).splitlines():
        assert "##[" not in line
        assert not line.lstrip().startswith("::") or format == "github"
