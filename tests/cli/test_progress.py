"""The bar that shows how far something long has come."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

from kg.cli.progress import progress
from kg.publish import build as building
from kg.settings import Atlas


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bar_is_drawn_on_a_terminal_and_reaches_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with progress("writing") as tell:
        assert tell
        tell(1, 4)
        tell(4, 4)
    assert "writing" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_nothing_is_drawn_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", quiet := io.StringIO())
    with progress("writing") as tell:
        assert tell is None
    assert quiet.getvalue() == ""


def test_build_tells_each_file_it_writes(tmp_path: Path, toy: Path) -> None:
    shutil.copytree(toy / "entries", tmp_path / "entries")
    (tmp_path / "site/pages").mkdir(parents=True)
    (tmp_path / "site/pages/guide.md").write_text("# Guide\n", encoding="utf-8")
    settings = "site_name: Garden\ndocs_dir: site/pages\nsite_dir: build/site\ntheme: {name: kg}\nplugins: [kg]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    told: list[tuple[int, int]] = []
    building.build(Atlas(tmp_path), progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > len(list((tmp_path / "entries").rglob("*.yaml")))
