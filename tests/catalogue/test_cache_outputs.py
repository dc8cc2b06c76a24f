"""What is made of an atlas is the same with the cache and without: the site, every export, and what is told of a change."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import discover
from tests.catalogue.test_cache import edits

if TYPE_CHECKING:
    from tests.conftest import Kg

SITE = (
    "site_name: Garden\ndocs_dir: pages\nsite_dir: build/site\ntheme: {name: kg}\nplugins: [{kg: {fulltext: false}}]\n"
)


@pytest.fixture
def garden(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the toy atlas under version control, to be changed."""
    root = tmp_path / "garden"
    shutil.copytree(toy, root)
    (root / "mkdocs.yml").write_text(SITE)
    (root / "pages").mkdir(exist_ok=True)
    (root / ".gitignore").write_text("build/\n")
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "caches"))
    monkeypatch.chdir(root)
    keep(root)
    return root


def keep(root: Path) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    # One moment for all: the site shows when an entry changed last.
    when = {"GIT_AUTHOR_DATE": "2026-05-01T12:00:00Z", "GIT_COMMITTER_DATE": "2026-05-01T12:00:00Z"}
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "--allow-empty", "-m", "a change")):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env={**os.environ, **when})


def told(kg: Kg, root: Path, *options: str) -> dict[str, object]:
    """What is told of an atlas and its last change, by the words that ask for it."""
    questions = (
        ("check", "--since", "HEAD~1"),
        ("diff", "HEAD~1"),
        ("diff", "HEAD~1", "--format", "json"),
        ("query", "SELECT * FROM entries ORDER BY ALL"),
        *(("export", format) for format in discover.names("kg.exports") if format != "parquet"),
    )
    return {" ".join(words): kg(*options, *words, atlas=root) for words in questions}


def site(kg: Kg, root: Path, *options: str) -> dict[str, bytes]:
    built = root / "build/site"
    shutil.rmtree(root / "build", ignore_errors=True)
    outcome = kg(*options, "site", atlas=root)
    assert outcome.exit_code == 0, outcome.output
    return {path.relative_to(built).as_posix(): path.read_bytes() for path in built.rglob("*") if path.is_file()}


@pytest.mark.parametrize("seed", range(200, 202))
def test_what_is_told_is_the_same_after_random_edits(kg: Kg, garden: Path, seed: int) -> None:
    pytest.importorskip("duckdb", reason="`kg query` needs the extra 'sql'")
    done = []
    kg("check", atlas=garden)
    for _, change in zip(range(12), edits(garden, random.Random(seed)), strict=False):
        done.append(change)
        keep(garden)
        anew = told(kg, garden, "--no-cache")
        # At first the cache knows some of the files, from earlier states; then all that are sound.
        for run in ("partly known", "known"):
            for words, found in told(kg, garden).items():
                assert found == anew[words], (words, run, done)


def sound_edits(root: Path, chance: random.Random) -> Iterator[str]:
    """Random changes that leave no error, so that there is a site after each."""
    added: list[Path] = []
    for number in range(1_000):
        path = chance.choice(sorted((root / "entries/phenomena").glob("*.yaml")))
        text = path.read_text()
        what = chance.choice(("title", "letter", "add", "remove", "rename", "no change"))
        if what == "title":
            path.write_text(text.replace("title: ", f"title: {chance.choice('ABC')} ", 1))
        elif what == "letter":
            # As many bytes, at the same time: nothing but the content gives it away.
            about, at = path.stat(), text.index("title: ") + len("title: ")
            path.write_text(text[:at] + chance.choice("ABCDEF") + text[at + 1 :])
            os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
        elif what == "add":
            added.append(path.with_name(f"added-{number}.yaml"))
            head = f"title: Sign number {number} {chance.random()}\nsummary: It hums.\n"
            added[-1].write_text(head + "".join(line for line in text.splitlines(True) if line.startswith("layers:")))
        elif what == "remove" and added:
            added.pop().unlink()
        elif what == "rename" and added:
            moved = added[-1].with_name(f"moved-{number}.yaml")
            added.pop().rename(moved)
            added.append(moved)
        yield f"{number}: {what} {path.name}"


@pytest.mark.parametrize("seed", range(300, 301))
def test_the_site_is_the_same_after_random_edits(kg: Kg, garden: Path, seed: int) -> None:
    done = []
    before = site(kg, garden)
    changed = 0
    for _, change in zip(range(6), sound_edits(garden, random.Random(seed)), strict=False):
        done.append(change)
        keep(garden)
        anew = site(kg, garden, "--no-cache")
        assert len(anew) > 50
        changed += anew != before
        before = anew
        for run in ("partly known", "known"):
            found = site(kg, garden)
            different = [path for path in found.keys() | anew.keys() if found.get(path) != anew.get(path)]
            assert different == [], (run, done)
    assert changed >= 2
