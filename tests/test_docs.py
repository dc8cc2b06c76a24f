"""What the pages written by hand say about the tool is what the tool does: every command and example in them is run."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from bench.goals import JUDGING
from kg.cli import group
from kg.graph import Graph
from kg.queries import sql
from kg.queries.recipes import RECIPES
from kg.queries.sql import TABLES
from kg.schema.kinds import kinds
from tests.conftest import NEEDED, TOY, GraphOf, Kg
from tests.docs import commands
from tests.docs.__main__ import renewed
from tests.docs.blocks import PAGES, ROOT, Block, blocks, matches, mentioned
from tests.docs.session import WRITING, Ran, Session

DOCS = ROOT / "site" / "pages" / "docs"
TEXTS = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in PAGES}
# Blocks in the last ones, and in none, are pictures and patterns: there is nothing in them to run.
LANGUAGES = {"console", "sh", "yaml", "sql", "python", "bibtex", "json", "text", ""}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
# What else a reader is told to call.
PROGRAMS = {"git", "cd", "pip", "python", "python3", "source", ".venv/bin/mkdocs", ".venv/bin/python", ".venv/bin/pip"}


def every(language: str) -> list[Any]:
    found = [
        pytest.param(block, id=f"{page}:{block.start}")
        for page, text in TEXTS.items()
        for block in blocks(text)
        if block.language == language
    ]
    return found or [pytest.param(None, marks=pytest.mark.xfail(reason="no such block"))]


@pytest.mark.parametrize("page", TEXTS)
def test_what_a_page_shows_is_what_the_commands_print(page: str, tmp_path: Path) -> None:
    session = Session(tmp_path)
    wrong = [complaint for ran in session.page(list(blocks(TEXTS[page]))) if (complaint := _complaint(page, ran))]
    renew = "If the tool is right, renew the pages with `make docs` and look at the diff."
    assert not wrong, "\n\n".join([*wrong, renew])
    if session.atlas not in ("", "this"):
        # What a reader was told to write is sound by the end of the page.
        output, code = session.sound()
        assert code == 0, output


def _complaint(page: str, ran: Ran) -> str:
    place = f"{page}:{ran.step.line + 1}: $ {ran.step.command}"
    if ran.code != ran.wanted:
        return f"{place}\nleft with {ran.code}, not {ran.wanted}:\n{ran.output}"
    if not matches(ran.step.shown, ran.output):
        shown = "\n".join(ran.step.shown)
        return f"{place}\n--- the page shows\n{shown}\n--- the command prints\n{ran.output}"
    return ""


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [
        ("$ kg list paper\npaper/garrett-1972-tidal  ...\n", ""),
        ("$ kg list paper\n", "the command prints"),
        ("$ kg list paper\npaper/moss-2031\n", "the command prints"),
        ("$ kg lits paper\n...\n", "left with 2, not 0"),
        ("$ kg find zzzz\n...\n", "left with 1, not 0"),
        ("$ kg list paper | head -1\npaper/garrett-1972-tidal  ...\n", ""),
        ("$ cat entries/nothing.yaml\n...\n", "left with 1, not 0"),
    ],
)
def test_a_page_that_shows_what_is_not_so_is_noticed(shown: str, complaint: str, tmp_path: Path) -> None:
    page = f"<!-- docs: atlas=sample -->\n```console\n{shown}```\n"
    (ran,) = Session(tmp_path).page(list(blocks(page)))
    found = _complaint("page.md", ran)
    assert complaint in found if complaint else not found


@pytest.mark.parametrize("remark", ["exits=1", "file", "atlas"])
def test_a_remark_that_nobody_knows_or_that_stands_alone_is_an_error(remark: str) -> None:
    with pytest.raises(AssertionError, match="line"):
        list(blocks(f"<!-- docs: {remark} -->\nWords in between.\n"))


@pytest.mark.parametrize(
    ("shown", "output", "same"),
    [
        (("16 files: no findings",), "16 files: no findings\n", True),
        (("16 files: no findings",), "17 files: no findings\n", False),
        (("... files: no findings",), "17 files: no findings\n", True),
        ((), "", True),
        ((), "something\n", False),
        (("a", "...", "d"), "a\nb\nc\nd\n", True),
        (("a", "...", "d"), "a\nd\n", True),
        (("a", "...", "d"), "a\nb\nc\n", False),
        (("a", "..."), "a\nb\n", True),
        (("a",), "a\nb\n", False),
        (("(a|b)", "1.5"), "(a|b)\n1.5\n", True),
        (("1.5",), "145\n", False),
    ],
)
def test_dots_stand_for_anything_and_all_else_for_itself(shown: tuple[str, ...], output: str, same: bool) -> None:
    assert matches(shown, output) is same


def test_a_page_that_fell_behind_is_renewed_where_it_did_and_nowhere_else(tmp_path: Path) -> None:
    page = (
        "Text.\n\n<!-- docs: atlas=sample -->\n```console\n$ kg list paper\nwrong\nlines\n\n$ kg list system\n...\n```\n\n"
        "More, and ```` `$ kg list` ````.\n"
    )
    text = renewed(page, tmp_path)
    true = "paper/garrett-1972-tidal  Tidal Resonance in the Bay of Fundy and Gulf of Maine"
    assert text == page.replace("wrong\nlines", true)
    assert renewed(text, tmp_path / "again") == text


def test_blocks_are_in_languages_that_are_run_or_known_to_hold_nothing_to_run() -> None:
    assert {block.language for text in TEXTS.values() for block in blocks(text)} <= LANGUAGES


# What cannot be run here (a network, a server, an installation), or stands for something: the words at least are known.
def _lines() -> Iterator[Any]:
    for page, text in TEXTS.items():
        for block in blocks(text):
            if block.language == "sh" or (block.language == "console" and block.remark("parse")):
                for line in block.lines:
                    words = line.removeprefix("$ ").partition(" #")[0].strip()
                    if words and (block.language == "sh" or line.startswith("$ ")):
                        yield pytest.param(words, id=f"{page}:{words}")
        for code in mentioned(text):
            if re.match(r"(\.venv/bin/)?kg [a-z-]|make [a-z]", code):
                yield pytest.param(code, id=f"{page}:{code}")


@pytest.mark.parametrize("line", list(_lines()))
def test_a_command_that_is_only_named_exists_with_its_options(line: str) -> None:
    assert _faults(line) == []


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert _faults("kg chekc")
    assert _faults("kg check --fox")
    assert _faults("make pies")
    assert _faults("kg --atlas tides check") == []


@pytest.mark.parametrize(
    "command",
    # What a revision holds depends on the clone.
    [code for code in mentioned(TEXTS["README.md"]) if re.match(r"kg [a-z]", code) and "kg diff" not in code],
)
def test_questions_of_the_front_page_have_answers(command: str, kg: Kg) -> None:
    words = shlex.split(command)[1:]
    if words[0] not in WRITING and words != ["find"]:
        answer = kg(*words, atlas=ROOT)
        assert answer.exit_code == 0, answer.output
        assert answer.stdout.strip()


def _faults(line: str) -> list[str]:
    words = shlex.split(line)
    if words[0] == "make":
        return [f"no target {word!r}" for word in words[1:] if word not in TARGETS and "=" not in word]
    if Path(words[0]).name != "kg":
        return [] if words[0] in PROGRAMS else [f"no program {words[0]!r}"]
    words = words[1:]
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] == "--atlas" else words[1:]
    if not words or words[0].isupper():
        return []
    command = group.get_command(click.Context(group), words[0])  # type: ignore[attr-defined]
    if command is None:
        return [f"no command {words[0]!r}"]
    known = {"--help", "-h"} | {name for option in command.params for name in option.opts}
    given = [word.partition("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)]
    return [f"kg {words[0]} has no {option!r}" for option in given if option not in known]


@pytest.mark.parametrize("block", every("yaml"))
def test_yaml_is_judged_as_an_entry(block: Block, kg: Kg, tmp_path: Path) -> None:
    """`file=` is written and checked on its page; `entry=KIND` is a part of an entry, completed and checked here."""
    if block.remark("file") or block.remark("append") or block.remark("picture"):
        return
    kind = block.remark("entry")
    assert kind, f"line {block.start}: say `<!-- docs: entry=KIND -->` before this block"
    atlas = tmp_path / "atlas"
    shutil.copytree(ROOT / "entries" if block.remark("of") == "this" else TOY / "entries", atlas / "entries")
    layer = sorted((atlas / "entries" / "layers").glob("*.yaml"))[0].stem
    given = {line.partition(":")[0] for line in block.lines}
    needed = f"title: Shown in the docs\nsummary: Made up.\nlayers: [{layer}]\n{NEEDED.get(kind, '')}"
    lines = [line for line in needed.splitlines() if line.partition(":")[0] not in given]
    path = atlas / "entries" / kinds()[kind].folder / "shown-in-the-docs.yaml"
    path.write_text("".join(f"{line}\n" for line in lines) + block.text, "utf-8")
    found = kg("check", str(path), atlas=atlas)
    assert found.exit_code == 0, found.output


@pytest.mark.parametrize("block", every("sql"))
def test_sql_is_answered(block: Block, toy_graph: Graph) -> None:
    assert sql.ask(toy_graph, block.text).columns


@pytest.mark.parametrize("block", every("python"))
def test_python_is_python(block: Block) -> None:
    ast.parse(block.text)


def test_the_check_that_is_shown_to_newcomers_works(graph_of: GraphOf) -> None:
    (code,) = [block for block in blocks(TEXTS["CONTRIBUTING.md"]) if block.language == "python"]
    module: dict[str, Any] = {}
    # The page's own code is what is tested.
    exec(compile(code.text, "CONTRIBUTING.md", "exec"), module)
    graph = graph_of(
        {
            "paper/moss": "",
            "problem/told": "status: solved\nevidence: [{paper: paper/moss, at: page 3, stance: supports, read: full}]\n",
            "problem/untold": "status: solved\n",
            "problem/open": "status: open\n",
        }
    )
    assert [found.span.path for found in module["check"](graph.catalogue)] == ["entries/problems/untold.yaml"]


def test_the_pages_on_commands_are_printed_from_them() -> None:
    pages = commands.pages()
    assert {page: page.read_text("utf-8") for page in pages} == pages, "run `make docs`"
    for name in group.list_commands(click.Context(group)):  # type: ignore[attr-defined]
        assert sum(f"\n## kg {name}\n" in text for text in pages.values()) == 1


def test_every_page_is_led_to_from_the_index() -> None:
    """Nobody finds a page that no other names."""
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+\.md)", page.read_text("utf-8"))
    }
    assert {page for page in PAGES if DOCS in page.parents} - {DOCS / "index.md"} <= linked


def test_figures_of_other_tools_are_those_that_the_benchmark_keeps() -> None:
    text = (DOCS / "explanation" / "design.md").read_text("utf-8")
    for peer in JUDGING:
        assert f"| {peer.tool} | {peer.hundred} | {peer.thousand} | {peer.ten_thousand} |" in text


def test_the_page_on_queries_has_every_recipe_word_for_word() -> None:
    text = (DOCS / "queries.md").read_text("utf-8")
    for name, recipe in RECIPES.items():
        assert f"### {name}\n\n{recipe.question}\n\n```sql\n{recipe.sql}\n```\n" in text, name


def test_the_page_on_queries_names_every_column() -> None:
    text = (DOCS / "queries.md").read_text("utf-8")
    for name, columns in TABLES.items():
        assert f"| `{name}` | {', '.join(f'`{column}`' for column in columns)} |" in text, name
