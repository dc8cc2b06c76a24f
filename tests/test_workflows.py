"""What runs on the project's host: in the form it wants, safe with the code of strangers, and calling commands that exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from kg.cli import group

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")

# Events on which a token may write although a stranger set them off.
TRUSTING = {"pull_request_target", "issues", "issue_comment", "workflow_run"}


def read(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    # YAML 1.1 takes the key `on` for a truth value.
    return {**found, "on": found.pop(True)} if True in found else found


def jobs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from read(path)["jobs"].items()


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for _, job in jobs(path):
        yield from job["steps"]


def writes(path: Path, job: dict[str, Any]) -> bool:
    permissions = job.get("permissions", read(path)["permissions"])
    return "write" in permissions.values()


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"]),
        ("dependabot", [ROOT / ".github/dependabot.yml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
)
def test_each_file_is_in_the_form_that_its_reader_wants(schema: str, paths: list[Path]) -> None:
    assert paths
    command = [sys.executable, "-W", "ignore", "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    judged = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit_with_their_version_beside_it(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v[0-9]+(\.[0-9]+)*$", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_permissions_and_time_are_bounded(path: Path) -> None:
    assert read(path)["permissions"] in ({}, {"contents": "read"})
    for name, job in jobs(path):
        assert 0 < job["timeout-minutes"] <= 180, name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_that_a_stranger_wrote_is_pasted_into_a_script(path: Path) -> None:
    """Values reach a script through its environment, where they are data."""
    for step in steps(path):
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_code_of_a_pull_request_never_runs_where_a_token_may_write(path: Path) -> None:
    trusting = TRUSTING & set(read(path)["on"])
    for name, job in jobs(path):
        for step in job["steps"]:
            if "checkout@" in step.get("uses", ""):
                # On these events the checkout is the base branch, unless something else is asked for.
                assert not (trusting and "ref" in step.get("with", {})), name
                if not writes(path, job):
                    assert step.get("with", {}).get("persist-credentials") is False, name
        if "pull_request" in read(path)["on"]:
            assert not writes(path, job), name
        if "pull_request_target" in read(path)["on"] and writes(path, job):
            assert not any("checkout@" in step.get("uses", "") or "pip" in step.get("run", "") for step in job["steps"])
            for step in job["steps"]:
                assert not re.search(r"^\s*(kg|python|make|bash)\b", step.get("run", ""), re.MULTILINE), name
    assert "secrets." not in path.read_text("utf-8")


def test_an_issue_becomes_an_entry_only_when_a_maintainer_says_so() -> None:
    path = ROOT / ".github/workflows/entry-from-issue.yml"
    assert read(path)["on"] == {"issues": {"types": ["labeled"]}}
    assert read(path)["jobs"]["entry"]["if"] == "github.event.label.name == 'accepted'"
    given = {label for form in FORMS for label in yaml.safe_load(form.read_text("utf-8"))["labels"]}
    assert "accepted" not in given, "a form gives its labels by itself"


def commands(script: str) -> Iterator[list[str]]:
    for found in re.finditer(r"(?:^|[;{]|if )\s*kg ((?:[^|;>\n\\]|\\\n)*)", script, re.MULTILINE):
        yield [word for word in shlex.split(found[1].replace("\\\n", " ")) if not re.fullmatch(r"[0-9]|then", word)]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_scripts_are_sound_and_the_commands_in_them_exist(path: Path) -> None:
    for step in steps(path):
        script = step.get("run", "")
        assert subprocess.run(["bash", "-n"], input=script, text=True).returncode == 0, script
        for name, *words in commands(script):
            command = group.get_command(click.Context(group), name)
            assert command is not None, name
            # Raises where an option is not known.
            command.make_parser(click.Context(command)).parse_args(words)


def test_the_commands_were_found_at_all() -> None:
    found = [words[0] for path in WORKFLOWS for step in steps(path) for words in commands(step.get("run", ""))]
    assert {"check", "diff", "fmt", "form", "site"} <= set(found)


@pytest.mark.parametrize("name", [".pre-commit-hooks.yaml", ".pre-commit-config.yaml"])
def test_the_hooks_call_commands_that_exist(name: str) -> None:
    found = yaml.safe_load((ROOT / name).read_text("utf-8"))
    hooks = found if isinstance(found, list) else [hook for repo in found["repos"] for hook in repo["hooks"]]
    ours = [hook["entry"].split() for hook in hooks if hook["entry"].removeprefix(".venv/bin/").startswith("kg ")]
    assert len(ours) == 2
    for _, command in ours:
        assert command in group.list_commands(click.Context(group))


def test_every_file_with_owners_stands_in_the_tree() -> None:
    for line in (ROOT / ".github/CODEOWNERS").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            assert (ROOT / line.split()[0].strip("/")).exists(), line
