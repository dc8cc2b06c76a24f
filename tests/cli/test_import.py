"""`kg import`: papers from a file of records, all or none, and never twice."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = "@article{a, title={Late bloom}, author={Moss, Ada}, year=2031, doi={10.1000/a}}\n"
OTHER = "@article{b, title={Quiet vegetables}, author={Fern, Bo}, year=2030, doi={10.1000/b}}\n"
BAD = "@article{c, title={Nameless}, year=2030, doi={10.1000/c}}\n"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str | bytes, name: str = "refs.bib") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return str(path)

    return write


def papers(root: Path) -> list[str]:
    folder = root / "entries/papers"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_records_become_entries_that_the_check_asks_to_finish(kg, sound: Path, file) -> None:  # type: ignore[no-untyped-def]
    result = kg("import", file(GOOD + OTHER), atlas=sound)
    assert result.exit_code == 0
    assert result.stdout == "entries/papers/moss-2031-late.yaml\nentries/papers/fern-2030-quiet.yaml\n"
    assert "2 papers imported (no findings)" in result.stderr
    assert papers(sound) == ["fern-2030-quiet.yaml", "moss-2031-late.yaml"]
    checked = kg("check", "--format", "concise", atlas=sound)
    assert checked.stdout.count("error[unfilled-blank]") == len(checked.stdout.splitlines()) == 2


def test_a_second_run_finds_everything_here_already(kg, sound: Path, file) -> None:  # type: ignore[no-untyped-def]
    name = file(GOOD + OTHER)
    kg("import", name, atlas=sound)
    result = kg("import", name, atlas=sound)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 papers imported, 2 here already (2 warnings)" in result.stderr
    assert f"{name}:2:1: warning[known-record] 'b' is here already as 'paper/fern-2030-quiet'" in result.stderr


def test_a_record_that_fails_is_named_by_its_line_and_the_others_are_taken(kg, sound: Path, file) -> None:  # type: ignore[no-untyped-def]
    name = file(GOOD + BAD + OTHER)
    result = kg("import", name, atlas=sound)
    assert result.exit_code == 1
    assert f"{name}:2:1: error[unreadable-record] 'c' has no author (add one" in result.stderr
    assert papers(sound) == ["fern-2030-quiet.yaml", "moss-2031-late.yaml"]


def test_strict_takes_all_or_none(kg, sound: Path, file) -> None:  # type: ignore[no-untyped-def]
    result = kg("import", "--strict", file(GOOD + BAD), atlas=sound)
    assert (result.exit_code, result.stdout, papers(sound)) == (1, "", [])
    assert "nothing was written" in result.stderr
    assert kg("import", "--strict", file(GOOD), atlas=sound).exit_code == 0


def test_a_dry_run_writes_nothing(kg, sound: Path, file) -> None:  # type: ignore[no-untyped-def]
    result = kg("import", "--dry-run", file(GOOD), atlas=sound)
    assert (result.exit_code, result.stdout, papers(sound)) == (0, "entries/papers/moss-2031-late.yaml\n", [])
    assert "1 paper would be imported" in result.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("refs.RIS", "TY  - JOUR\nTI  - Late bloom\nAU  - Moss, Ada\nPY  - 2031\nDO  - 10.1000/a\nER  - \n"),
        (
            "refs.json",
            '[{"title": "Late bloom", "author": [{"literal": "Moss"}], "issued": "2031", "DOI": "10.1000/a"}]',
        ),
        ("refs.bib", "\ufeff" + GOOD.replace("\n", "\r\n")),
    ],
)
def test_the_name_of_the_file_tells_the_format(kg, sound: Path, file, name: str, text: str) -> None:  # type: ignore[no-untyped-def]
    assert kg("import", file(text, name), atlas=sound).exit_code == 0
    assert papers(sound) == ["moss-2031-late.yaml"]


def test_a_file_that_tells_no_format_is_asked_for_one(kg, sound: Path, file) -> None:  # type: ignore[no-untyped-def]
    name = file(GOOD, "refs.txt")
    result = kg("import", name, atlas=sound)
    assert result.exit_code == 2
    assert "add --format bibtex|csl|ris" in result.stderr
    assert kg("import", "--format", "bibtex", name, atlas=sound).exit_code == 0


def test_what_is_piped_in_is_read(kg, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((GOOD + BAD).encode())))
    result = kg("import", "-", "--format", "bibtex", atlas=sound)
    assert "<stdin>:2:1: error[unreadable-record]" in result.stderr
    assert papers(sound) == ["moss-2031-late.yaml"]


@pytest.mark.parametrize("text", [b"@misc{a, title={\xe9}}", b"\xff\xfe@\x00", b"x" * (20 * 1024 * 1024 + 1)])
def test_what_is_no_text_is_refused(kg, sound: Path, file, text: bytes) -> None:  # type: ignore[no-untyped-def]
    result = kg("import", file(text), atlas=sound)
    assert result.exit_code == 1
    assert "error[unreadable-record]" in result.stderr
    assert papers(sound) == []


def test_a_pipe_or_a_missing_file_is_a_fault_of_the_environment(kg_process, sound: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    os.mkfifo(tmp_path / "pipe.bib")
    assert kg_process("import", str(tmp_path / "pipe.bib"), atlas=sound, seconds=20).exit_code == 3
    assert kg_process("import", str(tmp_path / "none.bib"), atlas=sound).exit_code == 3


@pytest.mark.parametrize("fault", ["fsync", "replace"])
@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_fault_while_writing_leaves_nothing_behind(  # type: ignore[no-untyped-def]
    kg, sound: Path, file, monkeypatch: pytest.MonkeyPatch, fault: str, after: int
) -> None:
    real = getattr(os, fault)
    calls = iter(range(1000))

    def failing(*arguments: object, **options: object) -> object:
        if next(calls) == after:
            raise OSError(28, "No space left on device")
        return real(*arguments, **options)

    name = file(GOOD + OTHER)
    with monkeypatch.context() as patch:
        patch.setattr(os, fault, failing)
        result = kg("import", name, atlas=sound)
    if result.exit_code == 0:
        # The fault lies behind the last call.
        assert len(papers(sound)) == 2
    else:
        assert result.exit_code == 3
        assert papers(sound) == []
    assert kg("import", name, atlas=sound).exit_code == 0
    assert papers(sound) == ["fern-2030-quiet.yaml", "moss-2031-late.yaml"]


def test_a_link_in_the_place_of_the_folder_is_not_followed(kg, sound: Path, file, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    outside = tmp_path / "outside"
    outside.mkdir()
    (sound / "entries/papers").symlink_to(outside)
    assert kg("import", file(GOOD), atlas=sound).exit_code == 1
    assert list(outside.iterdir()) == []


def test_five_thousand_records_of_a_stranger_are_all_accounted_for(kg_process, sound: Path, file) -> None:  # type: ignore[no-untyped-def]
    records, wanted = [], {"imported": 0, "known": 0, "unreadable": 0}
    for n in range(5000):
        words = " ".join(f"w{n * k % 997}" for k in range(3, 9))
        title = f'A {{{words}}} on na\\"{{\\i}}ve \\emph{{moss}} {n}'
        author = 'author={M{\\"o}ss, Ada and {The {Fern} Group} and others}'
        fault = n % 25
        if fault == 3:
            records.append(f"@article{{k{n}, title={{{title}}}, {author}, year=2020}}")
        elif fault == 7:
            records.append(f"@article{{k{n}, title={{{title}, {author}, year=2020")
        elif fault == 11:
            records.append(
                f"@article{{k{n}, title={{a}}, title={{{title}}}, {author}, year=2020, doi={{10.1000/d{n}}}}}"
            )
        elif fault == 13:
            records.append(
                f"@article{{k{n}, title={{Again}}, {author}, year=2020, url={{http://dx.doi.org/10.1000/K{n - 1}}}}}"
            )
        else:
            records.append(
                f'@inproceedings{{k{n % 400},\r\n title = "{title}",\r\n {author}, booktitle = moss # " {n}", year = 2020, doi = {{10.1000/k{n}}}\r\n}}'
            )
        key = "unreadable" if fault in (3, 7, 11) else "known" if fault == 13 else "imported"
        wanted[key] += 1
    text = "@string{moss = {Proceedings of Moss}}\r\n@comment{by {hand}}\r\n" + "\r\n\r\n".join(records)
    result = kg_process("import", file(text), atlas=sound, seconds=120)
    assert result.exit_code == 1
    assert len(papers(sound)) == len(result.stdout.splitlines()) == wanted["imported"]
    assert result.stderr.count("warning[known-record]") == wanted["known"]
    assert result.stderr.count("error[unreadable-record]") == wanted["unreadable"]
