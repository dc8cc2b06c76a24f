"""`kg init`, and the tool installed from a wheel working on what it makes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from kg import catalogue
from kg.edits import start
from kg.errors import EnvironmentFault
from kg.schema.kinds import kinds
from kg.settings import Atlas

if TYPE_CHECKING:
    from tests.conftest import Kg

ROOT = Path(__file__).parents[2]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_new_atlas_has_an_entry_of_each_kind_and_passes_its_own_check(tmp_path: Path, kg: Kg) -> None:
    made = kg("init", str(tmp_path / "tides"), atlas=None)
    assert made.exit_code == 0, made.output
    checked = kg("check", "--strict", atlas=tmp_path / "tides")
    assert (checked.exit_code, checked.stdout) == (0, "")
    loaded = catalogue.load(Atlas(tmp_path / "tides"))
    assert {record.kind for record in loaded.records.values()} == set(kinds())
    assert kg("fmt", "--check", atlas=tmp_path / "tides").exit_code == 0


def test_the_sample_is_of_another_field_and_can_be_computed_with(tmp_path: Path, kg: Kg) -> None:
    kg("init", str(tmp_path / "tides"), atlas=None)
    answer = kg("compute", "basin-length=300 km", "water-depth=70", atlas=tmp_path / "tides")
    # By hand: 4 * 300,000 m / sqrt(9.81 * 70) m/s = 45,793 s = 12.72 h.
    assert "12.72" in answer.stdout
    assert "hour" in answer.stdout
    trace = kg("trace", "dynamic-theory-of-tides", "quarter-wave-resonance", atlas=tmp_path / "tides")
    assert "anchored" in trace.stdout


@pytest.mark.parametrize("title", ["Tides", "Ebb: & 'flow' # \"of\" {water}", "@tide", "yes", "潮汐"])
def test_the_title_is_the_name_of_the_site(title: str, tmp_path: Path, kg: Kg) -> None:
    assert kg("init", str(tmp_path / "a"), "--title", title, atlas=None).exit_code == 0
    assert yaml.safe_load((tmp_path / "a" / "mkdocs.yml").read_text("utf-8"))["site_name"] == title
    assert (tmp_path / "a" / "README.md").read_text("utf-8").startswith(f"# {title}\n")


def test_an_empty_atlas_has_layers_alone_and_passes_too(tmp_path: Path, kg: Kg) -> None:
    assert kg("init", "--empty", str(tmp_path / "bare"), atlas=None).exit_code == 0
    assert kg("check", "--strict", atlas=tmp_path / "bare").exit_code == 0
    assert {record.kind for record in catalogue.load(Atlas(tmp_path / "bare")).records.values()} == {"layer"}


@pytest.mark.parametrize("name", ["mkdocs.yml", "entries", "site"])
def test_nothing_is_ever_written_over(name: str, tmp_path: Path, kg: Kg) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine").write_text("keep")
    before = files(tmp_path)
    refused = kg("init", str(tmp_path), atlas=None)
    assert refused.exit_code == 1
    assert repr(name) in refused.stderr
    assert files(tmp_path) == before


def test_a_readme_that_is_there_stays(tmp_path: Path, kg: Kg) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".git").mkdir()
    made = kg("init", str(tmp_path), atlas=None)
    assert made.exit_code == 0
    assert "README.md was there already" in made.stderr
    assert (tmp_path / "README.md").read_text() == "mine"
    assert (tmp_path / "mkdocs.yml").exists()


def test_a_file_is_no_folder_and_a_title_is_not_empty(tmp_path: Path, kg: Kg) -> None:
    (tmp_path / "a").write_text("mine")
    refused = kg("init", str(tmp_path / "a"), atlas=None)
    assert (refused.exit_code, "is not a folder" in refused.stderr) == (1, True)
    assert kg("init", str(tmp_path / "b"), "--title", " ", atlas=None).exit_code == 2
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("failing", ["rename", "fsync", "mkdir"])
def test_a_failure_at_any_step_leaves_nothing_behind(
    failing: str, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    if there:
        folder.mkdir()
        (folder / "mine").write_text("keep")
    texts = start.contents("New")
    whole = getattr(os, failing)
    failures = 0
    for step in range(1, 60, 3):
        count = 0

        def faulty(*words: object, step: int = step, **more: object) -> object:
            nonlocal count
            count += 1
            if count == step:
                raise OSError(28, "No space left on device")
            return whole(*words, **more)

        with monkeypatch.context() as patch:
            patch.setattr(os, failing, faulty)
            try:
                start.write(folder, texts)
            except (OSError, EnvironmentFault):
                patch.undo()
                assert files(tmp_path) == ({"new/mine": b"keep"} if there else {}), step
                assert folder.exists() == there
                failures += 1
                continue
        # Whether a folder is there already may be asked by making it: that failure is swallowed, and the work done.
        assert (folder / "entries" / "layers" / "law.yaml").exists()
        if count < step:
            break
        shutil.rmtree(folder)
        if there:
            folder.mkdir()
            (folder / "mine").write_text("keep")
    assert failures > 1


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tool as others install it, unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    [archive] = folder.glob("*.whl")
    zipfile.ZipFile(archive).extractall(folder / "installed")
    return folder / "installed"


def test_the_tool_from_a_wheel_begins_checks_and_publishes_an_atlas_of_another_field(
    wheel: Path, tmp_path: Path
) -> None:
    env = {**os.environ, "PYTHONPATH": str(wheel), "PYTHONSAFEPATH": "1"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert run("-c", "import kg; print(kg.__file__)").startswith(str(wheel))
    run("-m", "kg", "init", "tides", "--title", "Tides")
    run("-m", "kg", "--atlas", "tides", "check", "--strict")
    run("-m", "kg", "--atlas", "tides", "site")
    page = (tmp_path / "tides/build/site/mechanism/quarter-wave-resonance/index.html").read_text("utf-8")
    assert "Quarter-wave resonance" in page
    assert "Bay of Fundy" in page
    home = (tmp_path / "tides/build/site/index.html").read_text("utf-8")
    assert "interpretab" not in home.lower()
