"""Every rule, loud and quiet: `tests/cases/<rule>/<bad|good>[-what]/` holds a tiny atlas each, from its folders of kinds on.

A bad line says what it expects, `# error: rule`, and nothing else may be found. Where a file cannot say so itself, a file
`expected` beside the folders speaks for the whole case, in lines of the form `path:line:column rule`. Where a rule judges a
change, `before/` holds the earlier state of the atlas.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg import catalogue, checks
from kg.diagnostics import Severity
from kg.settings import Atlas

if TYPE_CHECKING:
    from tests.conftest import Kg

CASES = Path(__file__).parents[1] / "cases"
NAMES = sorted(case.relative_to(CASES).as_posix() for case in CASES.glob("*/*"))

# As if nobody had told Git anything about this machine.
_GIT = ["-c", "user.name=A. Gardener", "-c", "user.email=gardener@example.org", "-c", "commit.gpgsign=false"]
_COMMENT = re.compile(r"# (?:error|warning): ([a-z-]+)")


def unpacked(case: str, folder: Path) -> Path:
    """The case as an atlas of its own; with an earlier state, as a repository whose last commit that is."""
    before = CASES / case / "before"
    if before.exists():
        shutil.copytree(before, folder / "entries")
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "before"]):
            subprocess.run(["git", *_GIT, *words], cwd=folder, check=True)
        shutil.rmtree(folder / "entries")
    shutil.copytree(CASES / case, folder / "entries", ignore=shutil.ignore_patterns("expected", "before"))
    return folder


def judged(case: str, kg: Kg, folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """The exit code of `kg check` on a case, and its findings."""
    since = ["--since", "HEAD"] if (CASES / case / "before").exists() else []
    outcome = kg("check", "--format", "json", *since, atlas=unpacked(case, folder))
    return outcome.exit_code, json.loads(outcome.stdout)["findings"]


def expected(case: str) -> list[str]:
    """`path:line rule` or `path:line:column rule` of each finding, sorted."""
    if (CASES / case / "expected").exists():
        return sorted((CASES / case / "expected").read_text("utf-8").splitlines())
    found = []
    for path in (CASES / case).rglob("*.*"):
        if "before" in path.relative_to(CASES / case).parts:
            continue
        name = "entries/" + path.relative_to(CASES / case).as_posix()
        # Not `splitlines`: it counts characters as line breaks that editors do not.
        lines = path.read_text("utf-8", "replace").split("\n") if path.is_file() else []
        for number, line in enumerate(lines, 1):
            found.extend(f"{name}:{number} {rule}" for rule in _COMMENT.findall(line))
    return sorted(found)


@pytest.mark.parametrize("case", NAMES)
def test_a_case_has_the_findings_that_it_names_and_no_others(case: str, kg: Kg, tmp_path: Path) -> None:
    wanted = expected(case)
    exit_code, findings = judged(case, kg, tmp_path)
    with_column = (CASES / case / "expected").exists()
    found = []
    for finding in findings:
        column = f":{finding['column']}" if with_column else ""
        found.append(f"{finding['path']}:{finding['line']}{column} {finding['rule']}")
    assert sorted(found) == wanted
    rules = checks.all_rules()
    failing = any(rules[line.rpartition(" ")[2]].severity is Severity.ERROR for line in wanted)
    assert exit_code == (1 if failing else 0)


@pytest.mark.parametrize("case", NAMES)
def test_every_file_of_a_case_is_loaded_or_named_in_an_error(case: str, tmp_path: Path) -> None:
    root = unpacked(case, tmp_path)
    loaded = catalogue.load(Atlas(root))
    files = {path.relative_to(root).as_posix() for path in (root / "entries").rglob("*") if path.is_file()}
    files = {path for path in files if "/." not in path} - {"entries/retired.yaml"}
    sound = {record.path for record in loaded.records.values()}
    named = {finding.span.path for finding in loaded.findings if finding.severity is Severity.ERROR}
    assert sound | (named & files) == files
    assert not sound & named
    assert loaded.seen == len(files)


@pytest.mark.parametrize("rule", checks.all_rules())
def test_a_rule_has_a_loud_case_and_at_least_as_many_quiet_ones(rule: str) -> None:
    cases = [name for name in NAMES if name.startswith(f"{rule}/")]
    loud = [name for name in cases if name.startswith(f"{rule}/bad")]
    quiet = [name for name in cases if name.startswith(f"{rule}/good")]
    assert sorted(loud + quiet) == cases
    assert loud
    assert len(quiet) >= len(loud)
    for name in cases:
        speaks = any(line.endswith(f" {rule}") for line in expected(name))
        assert speaks == (name in loud), name


def test_every_case_belongs_to_a_rule() -> None:
    assert {name.partition("/")[0] for name in NAMES} == set(checks.all_rules())


@pytest.mark.parametrize("case", [name for name in NAMES if "/bad" in name])
def test_a_finding_says_what_to_type_instead(case: str, kg: Kg, tmp_path: Path) -> None:
    _, findings = judged(case, kg, tmp_path)
    for finding in findings:
        assert finding["help"], finding["message"]
        assert "\n" not in finding["message"]
