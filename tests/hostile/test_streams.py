"""However a command is called and wherever its output goes: an exit code that says what happened, and never a traceback."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from kg.cli import SUMMARIES
from kg.exports import formats
from tests.online.conftest import Services, services

if TYPE_CHECKING:
    from tests.conftest import Kg

__all__ = ["services"]

COMMANDS = (
    ("list", "paper"),
    ("check",),
    ("export", "json"),
    ("show", "phenomenon/late-bloom"),
    ("--help",),
    ("rule", "bad-unit"),
)


def shell(line: str, toy: Path, words: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", line, "sh", sys.executable, "-m", "kg", "--atlas", str(toy), *words],
        capture_output=True,
        timeout=30,
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_closed_stream_is_no_reason_to_stumble(toy: Path, words: tuple[str, ...]) -> None:
    for closed in ('"$@" >&-', '"$@" <&- >&- 2>&-'):
        done = shell(closed, toy, words)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr


def test_a_file_that_is_written_does_not_take_the_place_of_a_closed_stream(toy: Path, tmp_path: Path) -> None:
    out = tmp_path / "papers.bib"
    assert shell('"$@" >&- 2>&-', toy, ("export", "bibtex", "-o", str(out))).returncode == 0
    assert out.read_text("utf-8").startswith("@")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("words", [("list", "paper"), ("export", "json"), ("--help",)], ids=" ".join)
def test_a_full_disk_behind_the_output_is_named(toy: Path, words: tuple[str, ...]) -> None:
    done = shell('"$@" >/dev/full', toy, words)
    assert (done.returncode, done.stderr) == (3, b"kg: No space left on device\n")


@pytest.mark.parametrize(
    "words", [("list", "paper"), ("export", "json"), ("gaps",), ("schema", "theory")], ids=" ".join
)
def test_a_reader_that_goes_away_is_met_with_silence(toy: Path, words: tuple[str, ...]) -> None:
    done = shell('"$@" | head -c 1 >/dev/null; true', toy, words)
    assert (done.returncode, done.stderr) == (0, b"")


_ODD = ["", " ", "\x1b[31m", "--", "-", "--nope", "..", "/", "/dev/null", "a" * 5000, "theory/", "/x", "[", "%s", "{0}", "é", "\udcff", "\u202e",
        "\n", "NaN", "1e999", "-1", "theory/phase-change", "late-bloom", "'; drop", "*", "paper", "--format", "json", "--help", "0", "\x7f"]  # fmt: skip


@pytest.mark.parametrize("command", sorted(SUMMARIES))
def test_odd_words_are_answered(
    kg: Kg, toy: Path, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, services: Services
) -> None:
    # No service knows anything, no server is begun, and the words are tried on `site` where there is nothing to build.
    monkeypatch.setattr("kg.cli.commands.site.serve", lambda here, address: None)
    root = Path(shutil.copytree(toy, tmp_path / "garden"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    random = Random(command)
    # Two commands write where they are told to: no word may lead them out of this test's folder.
    inside = [word for word in _ODD if command not in ("init", "frontier") or not word.startswith(("/", ".."))]
    for number in range(12 if command in OWN else 8):
        words = [random.choice(inside + OWN.get(command, [])) for _ in range(number % 4)]
        outcome = kg(command, *words, atlas=root)
        assert outcome.exit_code in (0, 1, 2, 3), words
        assert outcome.exit_code == 0 or outcome.output.strip() or command == "find", words


# What stands in the place of an id, a folder or an option of some commands.
OWN = {
    "add": [
        "2209.99999",
        "10.1000/none",
        "https://example.org/%00",
        "arxiv:",
        "10.1000/" + "x" * 3000,
        "--trust",
        "https://[::1",
        "--dry-run",
    ],
    "refresh": ["--write", "--field", "sorrel-2021-phase", "paper/nobody"],
    "frontier": ["--from", "--years", "2024-2020", "--engine", "--layer", "--gap", "."],
    "site": ["--serve", "--address", "nowhere:99999", ":"],
    "init": ["--title", "--empty", "new/deep/er", "garden", "con"],
    "form": ["--answers", "--write", "--dry-run", "theory"],
}

# The same bytes on every machine.


@pytest.fixture(scope="module")
def turkish(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A language in which the small letter of I is no i, made for this run where the system can."""
    folder = tmp_path_factory.mktemp("locales")
    if not shutil.which("localedef"):
        pytest.skip("this system makes no locales")
    made = subprocess.run(
        ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(folder / "tr_TR.UTF-8")], capture_output=True, check=False
    )
    if not (folder / "tr_TR.UTF-8").exists():
        pytest.skip(f"no sources of locales here: {made.stderr.decode()[:100]}")
    return {"LOCPATH": str(folder), "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}


_SET = "import locale, sys; locale.setlocale(locale.LC_ALL, ''); assert 'tr_TR' in locale.setlocale(locale.LC_ALL); from kg.cli import run; run()"


def test_the_site_and_the_exports_are_the_same_bytes_in_turkish(
    toy: Path, tmp_path: Path, turkish: dict[str, str]
) -> None:
    results = []
    for number, environment in enumerate(
        (
            {"PYTHONHASHSEED": "3", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            {"PYTHONHASHSEED": "12", "TZ": "Pacific/Kiritimati", "PYTHON_CPU_COUNT": "1", **turkish},
        )
    ):
        root = Path(shutil.copytree(toy, tmp_path / str(number) / "garden"))
        settings = "site_name: Garden\nsite_url: https://garden.example/\ndocs_dir: pages\nsite_dir: build/site\n"
        (root / "mkdocs.yml").write_text(settings + "theme: {name: kg}\nplugins: [{kg: {fulltext: false}}]\n")
        (root / "pages").mkdir()
        begin = [sys.executable, "-c", _SET if number else "from kg.cli import run; run()"]
        for words in (["site"], ["check"], ["gaps"], ["export", "jsonld", "-o", "a.jsonld"], ["export", "bibtex", "-o", "a.bib"], ["export", "csv", "-o", "a.csv"]):  # fmt: skip
            subprocess.run(
                [*begin, *words],
                cwd=root,
                env={**os.environ, **environment},
                check=True,
                capture_output=True,
                timeout=90,
            )
        results.append({p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()})
    assert len(results[0]) > 200
    assert {
        path for path in results[0].keys() | results[1].keys() if results[0].get(path) != results[1].get(path)
    } == set()


def test_exports_are_the_same_bytes_whatever_the_machine(toy: Path, tmp_path: Path) -> None:
    names = sorted(formats())
    seen: dict[str, set[bytes]] = {name: set() for name in names}
    for number, environment in enumerate(
        (
            {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            {"PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONUTF8": "0", "LANG": "tr_TR.UTF-8"},
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        lines = "".join(
            f"'{sys.executable}' -m kg --atlas '{toy}' export {name} -o {name}.out || exit 1\n" for name in names
        )
        subprocess.run(
            ["sh", "-c", f"umask {'022' if number else '077'}\n{lines}"],
            cwd=folder, env={**os.environ, **environment}, check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        for name in names:
            seen[name].add((folder / f"{name}.out").read_bytes())
    assert {name: len(texts) for name, texts in seen.items()} == dict.fromkeys(names, 1)
