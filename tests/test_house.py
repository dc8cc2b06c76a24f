"""The picture of the house stays true: imports run downward, libraries have few homes, every rule and command is explained."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

from kg import checks, discover
from kg.catalogue import tool
from kg.cli import COMMANDS, SUMMARIES, group
from kg.schema.kinds import kinds

ROOT = Path(__file__).parents[1]
TOY = ROOT / "tests" / "toy"

# From the ground up. A module imports from lower floors or from its own room.
FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(floor.split())
    for floor in (
        "collector diagnostics discover errors interrupt suggest",
        "settings web",
        "equations markup source",
        "reports schema",
        "catalogue",
        "edited formulas graph",
        "net reasoning records",
        "checks edits exports imports queries",
        "lookup",
        "review",
        "frontier publish",
        "cli",
        "__main__",
    )
)

# Where a library may be imported; a name that ends in a dot stands for a whole room.
HOMES = {
    "bibtexparser": ("kg.imports.bibtex", "kg.records.people"),
    "click": ("kg.cli.",),
    "defusedxml": ("kg.lookup.answers",),
    "duckdb": ("kg.exports.parquet", "kg.frontier.convert", "kg.frontier.engines.duckdb", "kg.queries.sql"),
    "pyspark": ("kg.frontier.engines.spark",),
    "jinja2": ("kg.publish.",),
    "markdown_it": ("kg.markup.",),
    "markupsafe": ("kg.publish.",),
    "markdown": ("kg.publish.handwritten",),
    "math_core": ("kg.markup.",),
    "mkdocs": ("kg.publish.build", "kg.publish.finished", "kg.publish.plugin"),
    "networkx": ("kg.net", "kg.reasoning.", "kg.checks.", "kg.queries.", "kg.exports.", "kg.review."),
    "platformdirs": ("kg.web",),
    "pydantic": ("kg.schema.",),
    "pydantic_core": ("kg.schema.",),
    "rapidfuzz": (
        "kg.lookup.agreement",
        "kg.records.known",
        "kg.checks.near_duplicate_title",
        "kg.queries.find",
        "kg.suggest",
    ),
    "rich": ("kg.cli.",),
    "urllib3": ("kg.web.exchange",),
    "watchdog": ("kg.publish.watching",),
    "yaml": ("kg.source.compose", "kg.source.fallback"),
}

HEAVY = ("duckdb", "jinja2", "mkdocs", "networkx", "pydantic", "rapidfuzz", "urllib3", "yaml")


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {_name(path): path for path in sorted((ROOT / "kg").rglob("*.py"))}


def imports(tree: ast.AST) -> Iterator[str]:
    """The modules that a piece of code imports; of ours, the module itself rather than a name in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in PATHS else str(node.module)


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in PATHS.items()}
IMPORTS = {name: sorted(set(imports(tree))) for name, tree in TREES.items()}


def test_every_room_has_a_floor() -> None:
    rooms = {room(name) for name in PATHS} - {""}
    assert rooms <= frozenset().union(*FLOORS)


@pytest.mark.parametrize("module", PATHS)
def test_a_module_imports_from_below_or_from_its_own_room(module: str) -> None:
    level = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    wrong = [
        other
        for other in IMPORTS[module]
        if other.startswith("kg.") and room(other) != room(module) and level[room(other)] >= level.get(room(module), 0)
    ]
    assert wrong == []


def test_no_import_leads_back_to_where_it_began() -> None:
    ours = {name: [other for other in found if other in PATHS] for name, found in IMPORTS.items()}
    # Raises a CycleError that names the modules.
    TopologicalSorter(ours).prepare()


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_is_imported_in_its_homes_only(library: str) -> None:
    users = [name for name, found in IMPORTS.items() if any(other.split(".")[0] == library for other in found)]
    homes = HOMES[library]
    strangers = [user for user in users if not any(user == home or f"{user}.".startswith(home) for home in homes)]
    assert strangers == []


FOREIGN = {other.split(".")[0] for found in IMPORTS.values() for other in found} - {"kg"} - set(sys.stdlib_module_names)


def test_every_library_has_a_home() -> None:
    assert set(HOMES) >= FOREIGN


def test_every_dependency_is_used() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    provided = {_distribution(name) for module in FOREIGN for name in packages_distributions().get(module, ())}
    assert {_distribution(line) for line in asked} <= provided


def _distribution(requirement: str) -> str:
    name = requirement.replace("_", "-").lower()
    for mark in "><=![;~ ":
        name = name.partition(mark)[0]
    return name


@pytest.mark.parametrize("module", PATHS)
def test_our_own_modules_are_imported_at_the_top(module: str) -> None:
    hidden = [
        other
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for other in imports(node)
        if other.split(".")[0] == "kg"
    ]
    assert hidden == []


@pytest.mark.parametrize("module", PATHS)
def test_a_module_is_short_and_opens_with_what_it_is_for(module: str) -> None:
    text = PATHS[module].read_text("utf-8")
    assert text.count("\n") <= 400
    if text.strip():
        docstring = ast.get_docstring(TREES[module]) or ""
        assert docstring.strip()


def loaded_by(*words: str) -> set[str]:
    """The heavy libraries in memory after a command has run."""
    code = (
        "import sys\n"
        f"sys.argv = ['kg', *{words!r}]\n"
        "from kg.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('LOADED', *sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_no_heavy_library(option: str) -> None:
    assert loaded_by(option) == set()


@pytest.mark.parametrize("words", [("check",), ("show", "dusk-hum"), ("find", "bloom"), ("list", "paper")])
def test_what_needs_no_graph_builds_none(words: tuple[str, ...]) -> None:
    assert not loaded_by("--atlas", str(TOY), *words) & {"networkx", "jinja2", "mkdocs", "duckdb"}


@pytest.mark.parametrize(
    ("words", "light"),
    [
        (("check",), True),
        (("check", str(TOY / "entries/phenomena/dusk-hum.yaml")), True),
        (("show", "dusk-hum"), True),
        (("find", "bloom"), True),
        (("list", "paper"), True),
        (("trace", "phase-change"), False),
        (("gaps",), False),
    ],
)
def test_what_an_earlier_run_found_out_is_known_without_pydantic_and_the_parser(
    words: tuple[str, ...], light: bool
) -> None:
    assert "pydantic" in loaded_by("--no-cache", "--atlas", str(TOY), *words)
    loaded_by("--atlas", str(TOY), "check")
    assert not loaded_by("--atlas", str(TOY), *words) & {"pydantic", "yaml", *(("networkx",) if light else ())}


def test_whatever_a_finding_depends_on_counts_for_the_cache() -> None:
    """A finding is trusted while the tool's files are the same: of those, every one that loading and the checks import."""
    counted = {_name(Path(path)) for path in tool.files(ROOT / "kg") if path.endswith(".py")}
    wanted = [name for name in PATHS if name.startswith(("kg.checks", "kg.catalogue", "kg.schema", "kg.source"))]
    reached: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in reached:
            reached.add(name)
            wanted.extend(other for other in IMPORTS[name] if other in PATHS)
    assert len(reached) > 60
    assert reached <= counted


@pytest.mark.parametrize("name", discover.names("kg.checks"))
def test_a_check_is_named_as_its_rule_and_explains_it(name: str) -> None:
    module = discover.module("kg.checks", name)
    assert module.RULE.name == name.replace("_", "-")
    assert hasattr(module, "check") or hasattr(module, "check_since")
    assert module.RULE.explanation == module.__doc__


@pytest.mark.parametrize("name", checks.all_rules())
def test_a_rule_says_in_a_line_what_it_is_and_in_a_paragraph_what_to_do(name: str) -> None:
    rule = checks.all_rules()[name]
    assert rule.summary
    assert not rule.summary.endswith(".")
    assert "\n" not in rule.summary
    sentences = rule.explanation.strip()
    assert len(sentences) > 60
    assert sentences.endswith((".", "`", ":", "?"))
    assert all(len(line) <= 140 for line in sentences.split("\n"))


def test_no_two_rules_share_a_name() -> None:
    text = "\n".join(path.read_text("utf-8") for path in PATHS.values())
    for name in checks.all_rules():
        assert text.count(f'Rule(\n    "{name}"') + text.count(f'Rule("{name}"') == 1


COMMAND_NAMES = group.list_commands(click.Context(group))  # type: ignore[attr-defined]


def command(name: str) -> click.Command:
    found = group.get_command(click.Context(group), name)  # type: ignore[attr-defined]
    assert isinstance(found, click.Command)
    return found


def test_the_list_of_commands_is_the_folder_of_commands() -> None:
    assert sorted(SUMMARIES) == COMMAND_NAMES
    assert [name.rstrip("_") for name in discover.names(COMMANDS)] == COMMAND_NAMES


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_a_command_explains_itself_as_the_list_of_commands_does(name: str) -> None:
    help, summary = (command(name).help or "").lower().split(), SUMMARIES[name].lower().rstrip(".").split()
    assert help[0] == summary[0]
    words = [word.strip(",:") for word in summary if len(word) > 3]
    shared = [word for word in words if any(other.startswith(word[:6]) for other in help)]
    assert len(shared) * 2 >= len(words)


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_every_option_of_a_command_says_what_it_does(name: str) -> None:
    options = [parameter for parameter in command(name).params if isinstance(parameter, click.Option)]
    # A choice names its values itself.
    unsaid = [option.name for option in options if not option.help and not isinstance(option.type, click.Choice)]
    assert unsaid == []


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_opens_with_what_it_is(kind: str) -> None:
    module = discover.module("kg.schema.kinds", kind)
    assert module.KIND.__name__.lower() == kind
    assert (module.__doc__ or "").strip().endswith(".")


@pytest.mark.parametrize(
    "package",
    [
        "kg.checks",
        "kg.cli.commands",
        "kg.exports",
        "kg.imports",
        "kg.lookup.services",
        "kg.reasoning",
        "kg.reports",
        "kg.review.gaps",
        "kg.schema.kinds",
    ],
)
def test_a_folder_that_is_its_own_registry_says_what_a_module_must_offer(package: str) -> None:
    assert "offers `" in " ".join((import_module(package).__doc__ or "").split())
