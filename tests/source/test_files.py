"""What a folder of entries may hold: each file is read or named in a finding, and nothing else is ever opened."""

from __future__ import annotations

import inspect
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import catalogue
from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic
from kg.settings import MAX_BYTES, Atlas
from kg.source import files

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, Kg, KgProcess

SOUND = "title: Two-layer toy\nscale: toy\nsummary: It sings.\n"

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.fixture
def root(atlas_of: AtlasOf) -> Path:
    """An atlas with one sound entry, and room for trouble beside it."""
    return atlas_of({"systems/sound.yaml": SOUND})


def loaded(root: Path) -> Catalogue:
    """The catalogue. The sound entry is there whatever stands beside it, and nothing is passed over."""
    found = catalogue.load(Atlas(root))
    assert "system/sound" in found.records
    errors = {finding.span.path for finding in found.findings if finding.severity.value == "error"}
    assert found.seen == len(found.records) + len(errors)
    return found


def the_finding(root: Path) -> Diagnostic:
    (finding,) = loaded(root).findings
    return finding


@posix
def test_a_symbolic_link_is_refused_and_never_followed(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("title: secret words\nscale: toy\nsummary: secret words\n")
    (root / "entries/systems/link.yaml").symlink_to(secret)
    finding = the_finding(root)
    assert finding.rule.name == "refused-file"
    assert finding.span.path == "entries/systems/link.yaml"
    assert "symbolic link" in finding.message


@posix
@pytest.mark.parametrize("target", ["sound.yaml", "nowhere.yaml", "link.yaml", "..", "/etc"])
def test_a_link_is_refused_wherever_it_leads(root: Path, target: str) -> None:
    (root / "entries/systems/link.yaml").symlink_to(target)
    assert "symbolic link" in the_finding(root).message


@posix
def test_a_folder_behind_a_link_is_not_entered(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text(SOUND)
    (root / "entries/theories").symlink_to(outside, target_is_directory=True)
    found = loaded(root)
    assert list(found.records) == ["system/sound"]
    assert [finding.span.path for finding in found.findings] == ["entries/theories"]


@posix
def test_what_a_refused_link_shows_is_in_no_report(root: Path, tmp_path: Path, kg: Kg) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("secret words\n")
    (root / "entries/systems/link.yaml").symlink_to(secret)
    (root / "entries/retired.yaml").symlink_to(secret)
    for format in ("full", "concise", "json", "github"):
        outcome = kg("check", "--format", format, atlas=root)
        assert outcome.exit_code == 1
        assert "link.yaml" in outcome.output
        assert "retired.yaml" in outcome.output
        assert "secret words" not in outcome.output


@posix
def test_a_pipe_is_refused_without_waiting_for_it(root: Path, kg_process: KgProcess) -> None:
    os.mkfifo(root / "entries/systems/pipe.yaml")
    os.mkfifo(root / "entries/retired.yaml")
    outcome = kg_process("check", "--format", "concise", atlas=root, seconds=10)
    assert outcome.exit_code == 1
    assert "entries/systems/pipe.yaml:1:1: error[refused-file] 'pipe.yaml' is not a regular file" in outcome.stdout
    assert "entries/retired.yaml:1:1: error[refused-file] this is not a regular file" in outcome.stdout


@posix
def test_a_socket_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "entries/systems")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("ear.yaml")
        assert "not a regular file" in the_finding(root).message


@posix
def test_a_file_that_becomes_a_link_after_the_listing_is_not_followed(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(SOUND)
    path = root / "entries/systems/late.yaml"
    path.symlink_to(secret)
    source, findings = files.read(path, root)
    assert source is None
    assert [finding.rule.name for finding in findings] == ["refused-file"]


def test_a_folder_with_the_name_of_an_entry_is_named_and_what_it_holds_is_read(root: Path) -> None:
    folder = root / "entries/systems/two-layer-toy.yaml"
    folder.mkdir()
    (folder / "inner.yaml").write_text(SOUND.replace("Two-layer", "Inner"))
    found = loaded(root)
    assert "system/inner" in found.records
    assert [finding.span.path for finding in found.findings] == ["entries/systems/two-layer-toy.yaml"]
    assert "is a folder" in found.findings[0].message


@pytest.mark.parametrize(
    ("name", "words", "help"),
    [
        ("late.yml", "ends in .yml", "rename it to 'late.yaml'"),
        ("late.YAML", "is not an entry", "entries end in .yaml"),
        ("late.yaml~", "is not an entry", "entries end in .yaml"),
        ("README.md", "is not an entry", "entries end in .yaml"),
        ("late", "is not an entry", "entries end in .yaml"),
        ("Late_Bloom.yaml", "the name 'Late_Bloom' cannot be an id", "rename it to 'late-bloom.yaml'"),
        ("-late.yaml", "cannot be an id", "rename it to 'late.yaml'"),
        ("late.bloom.yaml", "cannot be an id", "rename it to 'late-bloom.yaml'"),
        ("läte.yaml", "cannot be an id", "rename it to 'late.yaml'"),
        ("庭.yaml", "cannot be an id", "small letters, digits and hyphens, at most 79"),
        ("aux.yaml", "cannot be an id", "'aux' is the name of a device on Windows: rename it to 'aux-1.yaml'"),
        ("CON.yaml", "cannot be an id", "rename it to 'con-1.yaml'"),
        ("a" * 80 + ".yaml", "cannot be an id", f"rename it to '{'a' * 79}.yaml'"),
    ],
)
def test_a_file_with_another_name_is_refused_with_a_better_one(root: Path, name: str, words: str, help: str) -> None:
    (root / "entries/systems" / name).write_text(SOUND)
    finding = the_finding(root)
    assert finding.rule.name == "refused-file"
    assert words in finding.message
    assert help in finding.help


@pytest.mark.parametrize("name", ["a.yaml", "0.yaml", "2-layer.yaml", "a" * 79 + ".yaml", "a-.yaml"])
def test_a_name_of_small_letters_digits_and_hyphens_is_an_id(root: Path, name: str) -> None:
    (root / "entries/systems" / name).write_text(SOUND.replace("Two-layer", "Another"))
    assert "system/" + name.removesuffix(".yaml") in loaded(root).records


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS makes no file whose name is not UTF-8")
def test_a_name_that_is_not_text_is_shown_in_escapes(root: Path, kg: Kg) -> None:
    with open(os.path.join(os.fsencode(root), b"entries", b"systems", b"late\xff\x1b[31m.yaml"), "wb") as file:
        file.write(SOUND.encode())
    outcome = kg("check", "--format", "concise", atlas=root)
    assert outcome.exit_code == 1
    assert "\\udcff" in outcome.stdout
    assert "\x1b" not in outcome.output


def test_hidden_files_belong_to_editors_and_are_left_alone(root: Path) -> None:
    (root / "entries/systems/.late.yaml.swp").write_bytes(b"\0")
    (root / "entries/.git").mkdir()
    (root / "entries/.git/config.yaml").write_text("a: b")
    found = loaded(root)
    assert not found.findings
    assert found.seen == 1


def test_a_file_is_read_up_to_the_limit_and_refused_beyond_it(root: Path) -> None:
    path = root / "entries/systems/long.yaml"
    text = SOUND.replace("Two-layer", "Long") + "body: '"
    path.write_text(text + "x" * (MAX_BYTES - len(text) - 2) + "'\n")
    assert path.stat().st_size == MAX_BYTES
    assert "system/long" in loaded(root).records
    path.write_text(text + "x" * (MAX_BYTES - len(text) - 1) + "'\n")
    assert the_finding(root).message == "this file is larger than 256 KiB"


@posix
def test_a_file_without_end_is_not_read_whole(root: Path, kg_process: KgProcess) -> None:
    with open(root / "entries/systems/sparse.yaml", "wb") as file:
        file.truncate(8 << 30)
    outcome = kg_process("check", "--format", "concise", atlas=root, seconds=10)
    assert "this file is larger than 256 KiB" in outcome.stdout


@pytest.mark.parametrize(
    ("content", "rule", "place", "words"),
    [
        (SOUND.encode("utf-16"), "bad-encoding", "1:1", "this file is UTF-16"),
        (SOUND.encode("utf-16-be"), "bad-encoding", "1:1", "U+0000"),
        (b"title: caf\xe9\n", "bad-encoding", "1:11", "byte 0xe9 is not UTF-8"),
        ("a: b\n庭🌷: ".encode() + b"\xff\n", "bad-encoding", "2:5", "byte 0xff is not UTF-8"),
        (b"title: \xed\xa0\xbd\n", "bad-encoding", "1:8", "byte 0xed is not UTF-8"),
        (b"title: \xc0\x80\n", "bad-encoding", "1:8", "byte 0xc0 is not UTF-8"),
        (b"title: a\0b\n", "bad-encoding", "1:9", "character U+0000 is not allowed"),
        (b"title: a\x1b[31m\n", "bad-encoding", "1:9", "character U+001B is not allowed"),
        (b"title: a\x7f\n", "bad-encoding", "1:9", "character U+007F is not allowed"),
        ("title: a\u0085b\n".encode(), "bad-encoding", "1:9", "character U+0085 is not allowed"),
        ("title: 庭\u2028b\n".encode(), "bad-encoding", "1:9", "character U+2028 is not allowed"),
        ("title: 🌷\n\ufeff: b\n".encode(), "bad-encoding", "2:1", "character U+FEFF is not allowed"),
        (b"title: a\rscale: toy\n", "bad-encoding", "1:9", "character U+000D is not allowed"),
        (b"title: a\r\n<<<<<<< HEAD\r\n", "conflict-marker", "2:1", "a merge conflict"),
        (b"title: a\n||||||| base\n=======\n>>>>>>> b\n", "conflict-marker", "2:1", "a merge conflict"),
        (b"", "empty-file", "1:1", "this file is empty"),
        (b"\xef\xbb\xbf", "empty-file", "1:1", "this file is empty"),
        (b"\n\n# nothing\n", "empty-file", "1:1", "this file is empty"),
        (b"null\n", "empty-file", "1:1", "this file is empty"),
    ],
)
def test_what_is_not_plain_text_is_refused_at_its_place(
    root: Path, content: bytes, rule: str, place: str, words: str
) -> None:
    (root / "entries/systems/odd.yaml").write_bytes(content)
    *others, finding = loaded(root).findings
    assert finding.rule.name == rule
    assert finding.span.place == f"entries/systems/odd.yaml:{place}"
    assert words in finding.message
    assert [other.rule.name for other in others] == ["byte-order-mark"] * content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "content",
    [
        SOUND.replace("\n", "\r\n"),
        SOUND + "body: |\n  Voices\n  =======\n  Seven signs underline a heading.\n",
        SOUND + "body: a <<<<<<< b >>>>>>> c\n",
        SOUND + "body: |\n  <<<<<<<< eight\n",
        SOUND + "tags: [庭, 🌷, ﷽, e\u0301]\n",
    ],
)
def test_unusual_text_that_is_plain_text_is_read(root: Path, content: str) -> None:
    (root / "entries/systems/odd.yaml").write_bytes(content.replace("Two-layer", "Odd").encode())
    found = loaded(root)
    assert not found.findings
    assert "system/odd" in found.records


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="permissions do not stop the superuser")
def test_a_folder_or_file_that_may_not_be_read_is_named(root: Path) -> None:
    folder, file = root / "entries/theories", root / "entries/systems/locked.yaml"
    folder.mkdir()
    file.write_text(SOUND)
    folder.chmod(0)
    file.chmod(0)
    try:
        found = loaded(root)
    finally:
        folder.chmod(0o700)
        file.chmod(0o600)
    assert {finding.span.path: finding.rule.name for finding in found.findings} == {
        "entries/systems/locked.yaml": "refused-file",
        "entries/theories": "refused-file",
    }


def test_a_folder_that_cannot_be_listed_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "entries/theories").mkdir()
    scandir = os.scandir

    def failing(path: str) -> object:
        if path.endswith("theories"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    finding = the_finding(root)
    assert finding.span.path == "entries/theories"
    assert "cannot be read: Permission denied" in finding.message


def test_files_come_in_one_order_whatever_the_disk_says(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b", "a", "a-b", "z"):
        (root / f"entries/systems/{name}.yaml").write_text("title: x\n")
    (root / "entries/systems/deeper").mkdir()
    (root / "entries/systems/deeper/c.yaml").write_text("title: x\n")
    once = files.find(root / "entries", root)
    scandir = os.scandir

    class Reversed:
        def __init__(self, path: str) -> None:
            self.path = path

        def __enter__(self) -> list[os.DirEntry[str]]:
            with scandir(self.path) as scan:
                return list(scan)[::-1]

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Reversed)
    assert files.find(root / "entries", root) == once


def test_folders_inside_folders_are_walked_without_a_call_for_each(root: Path) -> None:
    # No deeper, for pytest removes this folder with a call for each.
    here = root / "entries/systems"
    for _ in range(300):
        here /= "d"
    here.mkdir(parents=True)
    (here / "deep.yaml").write_text(SOUND)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        found = files.find(root / "entries", root)
    finally:
        sys.setrecursionlimit(limit)
    assert found.seen == 2
