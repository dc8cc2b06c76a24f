"""Every command that writes, cut off at every write, rename and fsync: each file is as before or as wanted, never between."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import catalogue
from kg.settings import Atlas

Kg = Callable[..., Any]

# What is run, and whether all files change together.
COMMANDS = {
    "fmt": (("fmt",), False),
    "move-links": (("fmt", "--move-links"), True),
    "fix": (("check", "--fix"), False),
    "rename": (("rename", "phenomenon/late-bloom", "bloom-at-last"), True),
    "retire": (("retire", "garden-programme", "--reason", "gone", "--replaced-by", "hum-field", "--repoint"), True),
    "new": (("new", "theory", "brand-new"), True),
    "form": (("form", "theory", "--answers", "answers.md"), True),
    "import": (("import", "two.bib"), True),
    "export": (("export", "json", "-o", "atlas.json"), True),
    "schema": (("schema", "--editor"), False),
}
# What lies beside the entries for these.
BESIDE = {
    "answers.md": "### Name\n\nfrom-a-form\n\n### Title\n\nFrom a form\n\n### Layers\n\nbed\n\n### Summary\n\nIt was filled in.\n",
    "two.bib": "".join(
        f"@article{{fern{n}, title={{On the {word} of ferns}}, author={{Fern, Ada}}, year={{203{n}}}, doi={{10.1000/fern{n}}}}}\n"
        for n, word in enumerate(("colour", "height"))
    ),
    "atlas.json": "an older export\n",
}
CALLS = ("fdopen", "write", "fsync", "replace", "unlink", "link", "mkdir")


def files(atlas: Path) -> dict[str, bytes]:
    return {p.relative_to(atlas).as_posix(): p.read_bytes() for p in sorted(atlas.rglob("*")) if p.is_file()}


def said(atlas: Path) -> Any:
    loaded = catalogue.load(Atlas(atlas))
    return Counter((s.identity, s.link.model_copy(update={"to": ""})) for s in loaded.statements), sorted(loaded.ids)


def garden(toy: Path, folder: Path) -> Path:
    shutil.copytree(toy, folder)
    slip = folder / "entries/phenomena/silent-noon.yaml"
    slip.write_text(
        slip.read_text().replace("observed_in: [system/botanic-park]", "observd_in: [systems/botanic-park]")
    )
    for name, text in BESIDE.items():
        (folder / name).write_text(text)
    return folder


class Full:
    """An open file on a disk that is full."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        # Some of it still had room.
        self._file.write(data[: len(data) // 2])
        self._file.flush()
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_cut_off_leaves_each_file_whole(
    kg: Kg, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    # Of the cache nothing is lost: its faults are judged with it.
    monkeypatch.setenv("KG_NO_CACHE", "1")
    words, together = COMMANDS[name]
    wanted = garden(toy, tmp_path / "wanted")
    before = files(wanted)
    monkeypatch.chdir(wanted)
    kg(*words, atlas=wanted)
    after = files(wanted)
    assert after != before
    # The schemas are fourteen files, written one like the other.
    for at in range(1, 200, 5 if name == "schema" else 1):
        here = garden(toy, tmp_path / str(at))
        monkeypatch.chdir(here)
        patched = "fdopen" if call == "write" else call
        real: Callable[..., Any] = getattr(os, patched)
        calls = [0]

        def failing(*words: Any, _calls: list[int] = calls, _at: int = at, _real: Any = real, **named: Any) -> Any:
            _calls[0] += call != "write" or "wb" in words
            if call == "write" and "wb" not in words:
                return _real(*words, **named)
            if _calls[0] == _at and call == "write":
                return Full(_real(*words, **named))
            if _calls[0] == _at:
                raise OSError(28, "No space left on device")
            return _real(*words, **named)

        with monkeypatch.context() as patch:
            patch.setattr(f"os.{patched}", failing)
            outcome = kg(*words, atlas=here)
        left = files(here)
        if calls[0] < at:
            assert left == after
            return
        if call == "mkdir" and outcome.exit_code == 0:
            # Whether a folder is there already may be asked by making it: that failure is swallowed, and the work done.
            assert left == after
            shutil.rmtree(here)
            continue
        assert outcome.exit_code == 3, outcome.output
        assert "No space left on device" in outcome.stderr
        if any(Path(file).name.startswith(".") and file not in after for file in left):
            # The journal could not be thrown away: the next run does it.
            kg("fmt", str(here / "entries/layers"), atlas=here)
            left = files(here)
        if name == "move-links":
            # The links move together; what is brought into form afterwards goes file by file.
            assert said(here) == said(wanted), at
        elif together:
            assert left in (before, after), at
        else:
            assert before.keys() <= left.keys() <= after.keys()
            assert all(data in (before.get(file), after[file]) for file, data in left.items()), at
        shutil.rmtree(here)
    raise AssertionError("the command never came to its end")
