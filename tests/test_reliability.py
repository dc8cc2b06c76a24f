"""What must hold whatever the files are: everything is judged at once, the same everywhere, in bounded time."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kg import catalogue, checks, graph, reports
from kg.queries.matrix import matrix
from kg.queries.stats import stats
from kg.queries.trace import traces, traces_up
from kg.review.gaps import gaps
from kg.settings import Atlas

Kg = Callable[..., Any]
AtlasOf = Callable[..., Path]

# Eight slips, each in a file of its own, beside two files without any.

SLIPS = {
    "layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
    "theories/sound.yaml": "title: Sound theory\nlayers: [bed]\nsummary: All is well.\n",
    "phenomena/unknown-field.yaml": "title: Unknown field\nlayers: [bed]\nsummary: It hums.\nfirst_reportd: 2019\n",
    "phenomena/wrong-type.yaml": "title: Wrong type\nlayers: [bed]\nsummary: It hums.\naliases: hummer\n",
    "phenomena/dangling-link.yaml": "title: Dangling link\nlayers: [bed]\nsummary: It hums.\nlinks:\n"
    "  explained_by:\n    - to: theory/soumd\n",
    "theories/deep/sound.yaml": "title: A second one\nlayers: [bed]\nsummary: All is well.\n",
    "phenomena/bad-indentation.yaml": "title: Bad indentation\nlayers: [bed]\n summary: It hums.\n",
    "phenomena/duplicate-key.yaml": "title: Duplicate key\nlayers: [bed]\nsummary: It hums.\ntitle: Again\n",
    "phenomena/empty.yaml": "",
    "theories/ring.yaml": "title: Ring\nlayers: [bed]\nsummary: It turns.\nlinks: {limit_of: [theory/wheel]}\n",
    "theories/wheel.yaml": "title: Wheel\nlayers: [bed]\nsummary: It turns too.\nlinks: {limit_of: [theory/ring]}\n",
}

FOUND = """\
entries/phenomena/bad-indentation.yaml:3:2: error[yaml-syntax]
entries/phenomena/dangling-link.yaml:6:11: error[unknown-target]
entries/phenomena/duplicate-key.yaml:4:1: error[duplicate-key]
entries/phenomena/empty.yaml:1:1: error[empty-file]
entries/phenomena/unknown-field.yaml:4:1: error[unknown-field]
entries/phenomena/wrong-type.yaml:4:10: error[wrong-type]
entries/theories/deep/sound.yaml:1:1: error[duplicate-id]
entries/theories/ring.yaml:4:20: error[cycle]
"""


def test_eight_broken_files_are_all_named_in_one_run_each_at_its_place_with_help(
    kg_process: Kg, atlas_of: AtlasOf
) -> None:
    outcome = kg_process("check", "--format", "concise", atlas=atlas_of(SLIPS))
    lines = outcome.stdout.splitlines(keepends=True)
    assert "".join(line.partition("] ")[0] + "]\n" for line in lines) == FOUND
    # What to type instead stands in brackets at the end of each line.
    assert all(re.search(r" \([^()]+(\([^()]*\))?[^()]*\)\n$", line) for line in lines)
    assert outcome.stderr == "11 files: 8 errors\n"
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output


def test_the_help_of_each_says_what_to_type(kg: Kg, atlas_of: AtlasOf) -> None:
    found = json.loads(kg("check", "--format", "json", atlas=atlas_of(SLIPS)).stdout)["findings"]
    help = {finding["rule"]: finding["help"] for finding in found}
    assert help["unknown-field"] == "did you mean 'first_reported'?"
    assert help["wrong-type"] == "write `aliases: [hummer]`"
    assert help["unknown-target"] == "did you mean 'theory/sound'?"
    assert all(help.values())


# The same everywhere.


def copied_in_another_order(files: dict[str, str], root: Path) -> Path:
    for name in reversed(files):
        path = root / "entries" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
    return root


def test_findings_are_the_same_bytes_on_every_machine(kg_process: Kg, atlas_of: AtlasOf, tmp_path: Path) -> None:
    atlas = atlas_of(SLIPS)
    turned = copied_in_another_order(SLIPS, tmp_path / "turned")
    first = kg_process("check", "--format", "json", atlas=atlas)
    assert json.loads(first.stdout)["findings"]
    for environment, where in (
        ({"PYTHONHASHSEED": "0"}, turned),
        ({"PYTHONHASHSEED": "4242", "TZ": "Pacific/Apia"}, atlas),
        ({"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}, atlas),
        ({"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "1"}, turned),
    ):
        again = kg_process("check", "--format", "json", atlas=where, env=environment)
        assert (again.stdout, again.stderr, again.exit_code) == (first.stdout, first.stderr, 1), environment


ANSWERS = (
    ("gaps", "--most", "1000", "--format", "json"),
    ("trace", "theory/phase-change", "--format", "json"),
    ("trace", "--up", "mechanism/root-gate", "--format", "json"),
    ("matrix", "--format", "json"),
    ("stats", "--format", "json"),
    ("scoreboard", "--format", "json"),
    ("find", "bloom", "--format", "json"),
    ("list", "paper", "--format", "json"),
    ("show", "phenomenon/late-bloom"),
    ("schema", "result"),
)


def test_answers_are_the_same_bytes_on_every_machine(toy: Path, tmp_path: Path) -> None:
    files = {
        path.relative_to(toy / "entries").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(toy.rglob("*.yaml"))
    }
    turned = copied_in_another_order(files, tmp_path / "turned")
    script = (
        "import sys; from kg.cli import main\n"
        "atlas = sys.argv[1]\n"
        f"for words in {ANSWERS!r}:\n"
        "    sys.argv = ['kg', '--atlas', atlas, *words]\n"
        "    try: main()\n"
        "    except SystemExit as exit: print(exit.code)\n"
    )
    outputs = set()
    for seed, atlas, zone in (("0", toy, "UTC"), ("1", turned, "Asia/Kathmandu"), ("99", turned, "UTC")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", script, str(atlas)], env=environment, capture_output=True, timeout=60
        )
        assert done.stderr == b""
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count(b"\n0\n") == len(ANSWERS)


def test_a_letter_that_the_terminal_lacks_is_spelt_out(toy: Path) -> None:
    for words in (("show", "yarrow-2023-no-phase"), ("list", "paper", "--format", "csv"), ("find", "zizka")):
        done = subprocess.run(
            [sys.executable, "-m", "kg", "--atlas", str(toy), *words],
            env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"},
            capture_output=True,
            timeout=20,
        )
        assert (done.returncode, done.stderr) == (0, b""), words
    # The last of them: one letter that Latin-1 has, and two that it lacks.
    assert b"(\\u017di\\u017eka, \xd6lwen)" in done.stdout


# Whatever lies in the folder.

SOUND = "title: Sound\nlayers: [bed]\nsummary: It hums.\n"

HOSTILE: dict[str, bytes] = {
    "brackets": b"title: " + b"[" * 100_000,
    "braces": b"{" * 60_000,
    "dashes": b"- " * 60_000,
    "questions": b"? " * 60_000,
    "indents": b"".join(b" " * n + b"a:\n" for n in range(400)),
    "bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "tag": b"title: !!python/object/apply:os.system ['true']\n",
    "merge": b"<<: {title: One}\n",
    "directive": b"%YAML 1.1\n---\ntitle: One\n",
    "documents": SOUND.encode() + b"---\n" + SOUND.encode(),
    "utf-16": SOUND.encode("utf-16"),
    "latin-1": "title: Größe\n".encode("latin-1"),
    "nul": b"title: a\x00b\n",
    "escape": b'title: "a\\x1b[31mb"\nlayers: [bed]\nsummary: One.\n',
    "separator": "title: a\u2028b\n".encode(),
    "surrogate": b'title: "\\ud800"\nlayers: [bed]\nsummary: One.\n',
    "conflict": b"<<<<<<< ours\ntitle: One\n=======\ntitle: Two\n>>>>>>> theirs\n",
    "large": SOUND.encode() + b"# " + b"x" * 300_000,
    "number": b"title: One\nlayers: [bed]\nsummary: One.\nfirst_reported: " + b"9" * 5_000 + b"\n",
    "exponent": b"title: One\nlayers: [bed]\nsummary: One.\nfirst_reported: 1e999999\n",
    "list": b"- title\n- layers\n",
    "text": b"just a text",
    "blank": b"# nothing but a hint\n",
    "null": b"null\n",
    "keys": b"? {a: b}\n: c\n",
    "colons": b"title: a: b: c: d\n",
    "quote": b"title: 'never closed\nlayers: [bed]\n",
    "tab": b"title: One\n\tlayers: [bed]\n",
    "carriage": b"title: One\rlayers: [bed]\r",
    "links": b"title: One\nlayers: [bed]\nsummary: One.\nlinks: {explained_by: {to: [[[]]]}}\n",
    "mapping": b"title: {a: b}\nlayers: {bed: bed}\nsummary: [One]\nlinks: []\n",
    "prose": b"title: One\nlayers: [bed]\nsummary: '" + b"[[" * 20_000 + b"'\n",
    "braces-in-text": b"title: One\nlayers: [bed]\nsummary: One.\ncuration: {state: '{0.__class__}%s'}\n",
}


def hostile(atlas_of: AtlasOf) -> Path:
    files: dict[str, bytes | str] = {f"phenomena/{name}.yaml": text for name, text in HOSTILE.items()}
    atlas = atlas_of({**files, "layers/bed.yaml": SLIPS["layers/bed.yaml"], "phenomena/sound.yaml": SOUND})
    entries = atlas / "entries"
    (entries / "phenomena" / "link.yaml").symlink_to("/etc/passwd")
    (entries / "phenomena" / "loop.yaml").symlink_to("loop.yaml")
    (entries / "phenomena" / "round").symlink_to(entries)
    (entries / "phenomena" / "folder.yaml").mkdir()
    (entries / "phenomena" / "folder.yaml" / "Upper Case.yaml").write_text(SOUND)
    (entries / "phenomena" / "other.yml").write_text(SOUND)
    (entries / "phenomena" / "picture.png").write_bytes(b"\x89PNG")
    (entries / "phenomena" / "new\nline.yaml").write_text(SOUND)
    (entries / "phenomena" / "\u202ereversed.yaml").write_text(SOUND)
    (entries / "stray.yaml").write_text(SOUND)
    (entries / "gnomes").mkdir()
    (entries / "gnomes" / "one.yaml").write_text(SOUND)
    os.mkfifo(entries / "phenomena" / "pipe.yaml")
    with open(os.path.join(os.fsencode(entries), b"phenomena", b"bytes-\xff.yaml"), "wb") as file:
        file.write(SOUND.encode())
    return atlas


def test_every_hostile_file_is_named_and_the_sound_ones_are_read(kg_process: Kg, atlas_of: AtlasOf) -> None:
    atlas = hostile(atlas_of)
    outcome = kg_process("check", "--format", "json", atlas=atlas, seconds=30)
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    named = {finding["path"] for finding in json.loads(outcome.stdout)["findings"]}
    for name in HOSTILE:
        assert f"entries/phenomena/{name}.yaml" in named, name
    for name in (
        "phenomena/link.yaml",
        "phenomena/loop.yaml",
        "phenomena/round",
        "phenomena/folder.yaml/Upper Case.yaml",
        "phenomena/other.yml",
        "phenomena/picture.png",
        "phenomena/pipe.yaml",
        "stray.yaml",
        "gnomes/one.yaml",
    ):
        assert f"entries/{name}" in named, name
    assert any("bytes-" in path for path in named)
    assert any("reversed" in path for path in named)
    assert not {"entries/phenomena/sound.yaml", "entries/layers/bed.yaml"} & named
    # What a link leads to is not shown.
    assert "root:" not in outcome.output


def test_every_file_that_is_seen_is_read_or_named(atlas_of: AtlasOf) -> None:
    atlas = Atlas(hostile(atlas_of))
    loaded = catalogue.load(atlas)
    rejected = {finding.span.path for finding in loaded.findings if finding.severity.value == "error"}
    assert loaded.seen == len(loaded.records) + len(rejected)


def test_no_way_of_printing_findings_fails_on_hostile_files(kg: Kg, atlas_of: AtlasOf) -> None:
    atlas = hostile(atlas_of)
    for format in reports.formats():
        outcome = kg("check", "--format", format, atlas=atlas)
        assert outcome.exit_code == 1
        # Nothing that a terminal would obey, and nothing that breaks a line of the log.
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e\u2028]", outcome.stdout), format
    lines = kg("check", "--format", "concise", atlas=atlas).stdout.splitlines()
    assert all(re.match(r"entries/[^\n]+:\d+:\d+: (error|warning)\[[a-z-]+\] ", line) for line in lines)


def test_questions_are_answered_beside_hostile_files(kg: Kg, atlas_of: AtlasOf) -> None:
    atlas = hostile(atlas_of)
    for words in (("list", "phenomenon"), ("show", "sound"), ("find", "sound"), ("gaps",), ("stats",), ("matrix",)):
        outcome = kg(*words, atlas=atlas)
        assert outcome.exit_code == 0, words
        assert "left out because of errors" in outcome.stderr, words


@pytest.mark.parametrize(
    "text",
    [b"", b"[", b"retired: one\n", b"retired: [{id: gnome}]\n", b"retired: [[[[]]]]\n", b"\xff\xfe\x00", b"a: &a 1\n"],
)
def test_a_broken_list_of_retired_ids_is_a_finding(kg: Kg, atlas_of: AtlasOf, text: bytes) -> None:
    atlas = atlas_of({"retired.yaml": text, "layers/bed.yaml": SLIPS["layers/bed.yaml"]})
    outcome = kg("check", "--format", "concise", atlas=atlas)
    assert outcome.exit_code == 1
    assert all(line.startswith("entries/retired.yaml:") for line in outcome.stdout.splitlines())
    assert kg("list", "layer", atlas=atlas).stdout == "layer/bed  Bed\n"


def test_a_list_of_retired_ids_that_is_a_pipe_or_a_link_is_not_opened(kg_process: Kg, atlas_of: AtlasOf) -> None:
    for number, make in enumerate((os.mkfifo, lambda path: os.symlink("/etc/passwd", path))):
        atlas = atlas_of({"layers/bed.yaml": SLIPS["layers/bed.yaml"]})
        path = atlas / "entries" / "retired.yaml"
        path.unlink(missing_ok=True)
        make(path)
        outcome = kg_process("check", "--format", "concise", atlas=atlas)
        assert outcome.exit_code == 1, number
        assert outcome.stdout.startswith("entries/retired.yaml:1:1: error[refused-file]"), number


def test_an_atlas_whose_folders_cannot_be_listed_ends_without_a_traceback(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "entries").write_text("not a folder")
    outcome = kg("check", atlas=tmp_path)
    assert outcome.exit_code == 3
    (tmp_path / "entries").unlink()
    (tmp_path / "entries").symlink_to(tmp_path / "nowhere")
    assert kg("check", atlas=tmp_path).exit_code == 3


def test_a_socket_among_the_entries_is_refused(kg: Kg, atlas_of: AtlasOf, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = atlas_of({"layers/bed.yaml": SLIPS["layers/bed.yaml"]})
    # A socket's path may be no longer than a hundred characters or so.
    monkeypatch.chdir(atlas / "entries" / "layers")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("ear.yaml")
        outcome = kg("check", "--format", "concise", atlas=atlas)
    assert outcome.stdout.startswith("entries/layers/ear.yaml:1:1: error[refused-file]")


# Slips of every kind, made at random.

_SIGNS = [*"[]{}:,'\"#&*!|>-\t%@`~?é", "\x00", "\u2028", "1e999", "null", "<<: ", "[[", "]]"]


def slipped(random: Random, text: str) -> str:
    """A text after one to three slips of the pen."""
    lines = text.split("\n")
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(lines))
        line = lines[at]
        place = random.randrange(len(line) + 1)
        lines[at : at + 1] = random.choice(
            (
                [],
                [line, line],
                [lines[random.randrange(len(lines))], line],
                [" " * random.randint(1, 4) + line],
                [line.lstrip()],
                [line[:place] + random.choice(_SIGNS) + line[place:]],
                [line[:place]],
                [line.replace(":", "", 1)],
                [line.replace("- ", "", 1)],
                [line.partition(":")[0] + ":"],
                [line.partition(":")[0] + ": []"],
                [line.partition(":")[0] + ": {a: {b: c}}"],
            )
        )
        lines = lines or [""]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(25))
def test_no_slip_of_the_pen_breaks_the_check_or_a_question(seed: int, toy: Path, tmp_path: Path) -> None:
    random = Random(seed)
    root = tmp_path / "garden"
    shutil.copytree(toy, root)
    paths = sorted(root.rglob("*.yaml"))
    for path in paths:
        if random.random() < 0.7:
            path.write_bytes(slipped(random, path.read_text(encoding="utf-8")).encode("utf-8"))
    loaded = catalogue.load(Atlas(root))
    findings = checks.run(loaded)
    assert findings == sorted(findings, key=lambda finding: finding.sort_key)
    assert all(finding.span.line >= 1 and finding.span.column >= 1 for finding in findings)
    read = {record.path for record in loaded.records.values()}
    named = {finding.span.path for finding in findings}
    retired = "entries/retired.yaml"
    assert {path.relative_to(root).as_posix() for path in paths} <= read | named | {retired}
    for format in reports.formats():
        assert reports.render(findings, format, root)
    asked = graph.build(loaded)
    assert gaps(asked)
    assert stats(loaded).entries == len(loaded.records)
    assert set(matrix(asked).rows) <= set(loaded.records)
    for id in loaded.records:
        assert all(chain.ids[0] == id for chain in traces(asked, id).chains)
        assert all(chain.ids[-1] == id for chain in traces_up(asked, id).chains)


# Bounded.


def test_five_thousand_hostile_files_are_judged_in_bounded_time_and_memory(kg_process: Kg, tmp_path: Path) -> None:
    folder = tmp_path / "atlas" / "entries" / "phenomena"
    folder.mkdir(parents=True)
    texts = [text for text in HOSTILE.values() if len(text) < 30_000] + [SOUND.encode()]
    for number in range(4_900):
        (folder / f"plant-{number}.yaml").write_bytes(texts[number % len(texts)])
    for number in range(100):
        (folder / f"heavy-{number}.yaml").write_bytes([*HOSTILE.values()][number % len(HOSTILE)])
    begun = time.perf_counter()
    outcome = kg_process("check", "--format", "json", atlas=tmp_path / "atlas", seconds=60, megabytes=1024)
    took = time.perf_counter() - begun
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    named = {finding["path"] for finding in json.loads(outcome.stdout)["findings"]}
    assert len(named) >= 4_800
    assert took < 60


@pytest.mark.parametrize("wide", [True, False], ids=["wide", "deep"])
def test_a_folder_of_folders_is_walked_however_many_there_are(kg: Kg, atlas_of: AtlasOf, wide: bool) -> None:
    atlas = atlas_of({"layers/bed.yaml": SLIPS["layers/bed.yaml"]})
    here = atlas / "entries" / "phenomena"
    here.mkdir()
    for number in range(400):
        folder = here / (f"d{number}" if wide else "d")
        folder.mkdir()
        here = here if wide else folder
    (folder / "sound.yaml").write_text(SOUND)
    assert kg("list", "phenomenon", atlas=atlas).stdout == "phenomenon/sound  Sound\n"
