"""Every table of bad files, judged in one run under limits of time and memory: each at its place, and no decoy touched."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile import bytes_, expressions, links, values, yaml_

if TYPE_CHECKING:
    from tests.conftest import KgProcess

CASES = (*bytes_.CASES, *yaml_.CASES, *values.CASES, *links.CASES, *expressions.CASES)

# What the cases may link to.
AROUND = {
    "layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
    "systems/one.yaml": "title: One\nscale: toy\nsummary: The first.\n",
    "theories/base.yaml": "title: Base of all\nlayers: [bed]\nsummary: It holds.\n",
    "phenomena/hum.yaml": "title: A certain hum\nlayers: [bed]\nsummary: It hums.\n",
    "results/sum.yaml": "title: A certain sum\nlayers: [bed]\nsummary: It sums.\nrigour: hypothesis\n",
    "papers/moss.yaml": "title: On moss\nsummary: It grows.\nauthors: [Moss]\nissued: 2031\nidentifiers: {arxiv: 2099.11111}\n",
    "quantities/hum.yaml": "title: Amount of hum\nlayers: [bed]\nsummary: How much.\n",
    "quantities/pulse.yaml": "title: Rate of the pulse\nlayers: [bed]\nsummary: How fast.\n",
    "retired.yaml": "retired:\n  - {id: system/gone, reason: it went, replaced_by: system/one}\n",
}  # fmt: skip


def written(root: Path, *, decoys_only: bool = False) -> Path:
    files = {name: text.encode() for name, text in AROUND.items()}
    for case in CASES:
        both = case.files()
        files |= {name: data for name, data in both.items() if not decoys_only or name.endswith("-decoy.yaml")}
    for name, data in files.items():
        path = root / "entries" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


Found = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, kg_process: KgProcess) -> Found:
    """Findings by path, of one run over all files."""
    outcome = kg_process(
        "check", "--format", "json", atlas=written(tmp_path_factory.mktemp("tables")), seconds=60, megabytes=1024
    )
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    by_path: Found = {}
    for finding in json.loads(outcome.stdout)["findings"]:
        by_path.setdefault(finding["path"], []).append(finding)
    return by_path


def test_there_are_hundreds_of_cases_each_with_a_name_of_its_own() -> None:
    assert len(CASES) >= 200
    assert [name for name, count in Counter(case.path for case in CASES).items() if count > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_is_named_at_its_place_with_help(found: Found, case: Any) -> None:
    here = found.get(case.path, [])
    places = [(finding["rule"], finding["line"], finding["column"]) for finding in here]
    assert (case.rule, case.line, case.column) in places
    # One slip is one finding, unless the case says otherwise.
    assert {rule for rule, _, _ in places} == {case.rule, *case.also}
    for finding in here:
        assert finding["severity"] == ("warning" if finding["rule"] == "byte-order-mark" else "error")
        assert finding["help"]
        assert len(finding["message"]) < 700
        assert finding["message"].isprintable()


def test_no_decoy_is_named(found: Found) -> None:
    decoys = {path: findings for path, findings in found.items() if path.endswith("-decoy.yaml")}
    assert decoys == {}


def test_the_decoys_alone_make_a_sound_atlas(tmp_path: Path, kg_process: KgProcess) -> None:
    outcome = kg_process("check", "--strict", atlas=written(tmp_path, decoys_only=True))
    assert (outcome.stdout, outcome.exit_code) == ("", 0)
