"""`kg export`: to stdout or to a file, whole or not at all, and the same on every run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kg.exports import formats


@pytest.mark.parametrize("format", formats())
def test_stdout_and_a_file_get_the_same(kg, kg_process, format: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "out"
    assert kg("export", format, "--output", str(file)).exit_code == 0
    if format != "parquet":
        assert kg_process("export", format).stdout == file.read_text("utf-8")
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("format", [name for name in formats() if name != "parquet"])
def test_the_same_bytes_whatever_the_hash_seed_and_the_locale(kg_process, format: str) -> None:  # type: ignore[no-untyped-def]
    runs = {
        kg_process("export", format, env={"PYTHONHASHSEED": s, "LC_ALL": "C", "TZ": "Asia/Tokyo"}).stdout for s in "123"
    }
    assert len(runs) == 1


def test_kinds_narrow_the_graph(kg) -> None:  # type: ignore[no-untyped-def]
    found = json.loads(kg("export", "json", "--kind", "theory", "--kind", "layer").stdout)
    assert {entry["kind"] for entry in found["entries"]} == {"theory", "layer"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bibtex", "--kind", "theory"), "--kind means nothing to bibtex"),
        (("json", "--table", "links"), "--table means nothing to json"),
        (("csv", "--base", "https://moss.example"), "--base means nothing to csv"),
        (("jsonld", "--base", "javascript:alert(1)"), "is not a web address"),
        (("jsonld", "--base", 'https://moss.example/"x'), "is not a web address"),
    ],
)
def test_an_option_that_does_not_fit_is_a_fault_of_usage(kg, words: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    result = kg("export", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_table_can_be_chosen(kg) -> None:  # type: ignore[no-untyped-def]
    assert kg("export", "csv", "--table", "links").stdout.startswith("source,relation,target,standing,")


def test_the_site_gives_name_and_address(kg, sound: Path) -> None:  # type: ignore[no-untyped-def]
    (sound / "mkdocs.yml").write_text("site_name: 'Moss: an atlas'\nsite_url: https://moss.example\n")
    text = kg("export", "cff", atlas=sound).stdout
    assert 'title: "Moss: an atlas"\n' in text
    assert 'url: "https://moss.example/"\n' in text
    assert "https://moss.example/phenomenon/dusk-hum/" in kg("export", "jsonld", atlas=sound).stdout
    assert (
        '"https://other.example/terms#"'
        in kg("export", "jsonld", "--base", "https://other.example", atlas=sound).stdout
    )


def test_settings_that_cannot_be_read_are_passed_over(kg, sound: Path) -> None:  # type: ignore[no-untyped-def]
    (sound / "mkdocs.yml").write_text("site_name: !ENV NAME\nsite_url: [1]\n")
    assert kg("export", "cff", atlas=sound).exit_code == 0


def test_a_fault_while_writing_leaves_the_file_as_it_was(kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "out.json"
    file.write_text("before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert kg("export", "json", "-o", str(file)).exit_code == 3
    assert (file.read_text(), os.listdir(tmp_path)) == ("before", ["out.json"])


def test_what_is_no_file_is_never_replaced(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    os.mkfifo(tmp_path / "pipe")
    assert kg("export", "json", "-o", str(tmp_path / "pipe")).exit_code == 3
    assert kg("export", "json", "-o", str(tmp_path)).exit_code == 3
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_a_link(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to("real")
    assert kg("export", "ris", "-o", str(tmp_path / "link")).exit_code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text().startswith("TY  - ")
