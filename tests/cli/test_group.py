"""What holds for every command: help, exit codes, where words go, and how a run ends early."""

from __future__ import annotations

import importlib
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from kg import __version__, discover
from kg.cli import COMMANDS, SUMMARIES, group

Kg = Callable[..., Any]

NAMES = tuple(sorted(name.rstrip("_") for name in discover.names(COMMANDS)))
ASKING = ("find", "gaps", "list", "matrix", "scoreboard", "show", "stats", "trace", "why")
WORDS = {
    "find": ("hum",),
    "list": ("theory",),
    "show": ("dusk-hum",),
    "trace": ("hum-law",),
    "why": ("phase-change", "states", "bloom-threshold"),
}


@pytest.mark.parametrize("name", NAMES)
def test_each_command_has_help_that_begins_with_what_it_does(kg: Kg, name: str) -> None:
    outcome = kg(name, "--help", atlas=None)
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith(f"Usage: kg {name} ")
    assert outcome.stderr == ""


def test_the_help_of_the_group_sums_up_every_command_and_no_other(kg: Kg) -> None:
    assert tuple(sorted(SUMMARIES)) == NAMES
    for words in (("--help",), ("-h",)):
        outcome = kg(*words, atlas=None)
        assert outcome.exit_code == 0
        shown = " ".join(outcome.stdout.split())
        assert all(f" {name} {SUMMARIES[name]}" in shown for name in NAMES)


def test_a_summary_says_what_the_help_of_the_command_begins_with() -> None:
    context = click.Context(group)
    for name in NAMES:
        command = group.get_command(context, name)
        assert command and command.help
        said, summed_up = (set(re.findall(r"[a-z]{3,}", text.lower())) for text in (command.help, SUMMARIES[name]))
        assert len(said & summed_up) >= 2, (name, SUMMARIES[name], command.help)


def test_the_version_is_that_of_the_package(kg: Kg) -> None:
    assert kg("--version", atlas=None).stdout == f"kg, version {__version__}\n"


# Exit code 2: the words do not fit together.


def test_without_a_command_the_help_is_shown_and_it_counts_as_wrong_usage(kg: Kg) -> None:
    outcome = kg(atlas=None)
    assert outcome.exit_code == 2
    assert "Usage: kg" in outcome.output


def test_an_unknown_command_is_answered_with_the_near_one(kg: Kg) -> None:
    outcome = kg("chekc")
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert "no command 'chekc'; did you mean 'check'?" in outcome.stderr
    far = kg("xylophone")
    assert far.exit_code == 2
    assert "no command 'xylophone'" in far.stderr
    assert "did you mean" not in far.stderr


def test_an_unknown_option_a_missing_argument_and_a_wrong_choice_are_wrong_usage(kg: Kg) -> None:
    for words, said in (
        (("check", "--colour"), "--colour"),
        (("show",), "ID"),
        (("show", "one", "two"), "two"),
        (("list", "gnome"), "gnome"),
        (("trace", "hum-law", "--most", "0"), "0"),
        (("check", "--format", "xml"), "xml"),
        (("--atlass", "x"), "--atlass"),
    ):
        outcome = kg(*words)
        assert outcome.exit_code == 2, words
        assert outcome.stdout == "", words
        assert said in outcome.stderr, words


# Exit code 3: the machine.


@pytest.mark.parametrize("name", ["check", *ASKING])
def test_where_there_is_no_atlas_every_command_says_so(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = kg(name, *WORDS.get(name, ()), atlas=None)
    assert outcome.exit_code == 3
    assert outcome.stdout == ""
    assert outcome.stderr.startswith(f"kg: no 'entries' folder in {tmp_path} or above it")


def test_an_atlas_that_is_not_there_is_named(kg: Kg, tmp_path: Path) -> None:
    outcome = kg("check", atlas=tmp_path / "nowhere")
    assert outcome.exit_code == 3
    assert "nowhere" in outcome.stderr


def test_the_atlas_is_found_from_any_folder_inside_it(kg: Kg, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (sound, sound / "entries", sound / "entries/phenomena"):
        monkeypatch.chdir(folder)
        assert kg("list", "phenomenon", atlas=None).stdout == "phenomenon/dusk-hum  Dusk hum\n"


def test_a_full_disk_ends_the_run_with_its_name(kg: Kg, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr("kg.cli.commands.new.create", full)
    outcome = kg("new", "theory", "phase-change", atlas=sound)
    assert outcome.exit_code == 3
    assert outcome.output == "kg: No space left on device: somewhere\n"


# Files with errors.


@pytest.mark.parametrize("name", ASKING)
def test_questions_are_answered_without_the_broken_files_and_a_remark_says_so(kg: Kg, broken: Path, name: str) -> None:
    words = {**WORDS, "trace": ("dusk-hum",), "why": ("dusk-hum", "explained_by", "dusk-hum")}.get(name, ())
    outcome = kg(name, *words, atlas=broken)
    assert outcome.exit_code in (0, 1)
    assert outcome.stderr.startswith("kg: 2 files are left out because of errors; `kg check` names them\n")
    assert "left out" not in outcome.stdout


# How a run ends early.


def test_an_interrupt_ends_the_run_with_its_own_code(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (KeyboardInterrupt, click.Abort):

        def interrupted(*_: object, error: type[BaseException] = error) -> None:
            raise error

        monkeypatch.setattr("kg.catalogue.snapshot", interrupted)
        outcome = kg("check")
        assert outcome.exit_code == 130
        assert outcome.stdout == ""
        assert outcome.stderr.strip() == "interrupted"


def test_control_c_stops_a_run_without_a_traceback(sound: Path, tmp_path: Path) -> None:
    # A file that signals when it is opened would be a pipe, and those are refused: the module tells us it has begun.
    script = tmp_path / "slow.py"
    script.write_text(
        "import sys, kg.catalogue as c\n"
        "def slow(atlas, cache):\n"
        "    print('begun', flush=True)\n"
        "    import threading; threading.Event().wait()\n"
        "c.snapshot = slow\n"
        f"sys.argv = ['kg', '--atlas', {str(sound)!r}, 'check']\n"
        "from kg.cli import main; main()\n"
    )
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert stderr.strip() == "interrupted"


def test_a_reader_that_goes_away_is_no_error(atlas_of: Callable[..., Path]) -> None:
    # More than a pipe holds, so that the writer has to notice.
    layer = "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n"
    plants = {
        f"phenomena/plant-{n}.yaml": f"title: {'very ' * 200}{n}\nlayers: [bed]\nsummary: It hums.\n"
        for n in range(150)
    }
    atlas = atlas_of({"layers/bed.yaml": layer, **plants})
    kg = f'"{sys.executable}" -m kg --atlas "{atlas}" list phenomenon'
    done = subprocess.run(
        ["sh", "-c", f'{{ {kg}; echo "code $?" >&2; }} | head -n 1'], capture_output=True, text=True, timeout=30
    )
    assert done.stdout.startswith("phenomenon/plant-0  ")
    assert done.stderr == "code 0\n"


# Colour.


def on_a_terminal(words: list[str], environment: dict[str, str]) -> str:
    """What `kg` prints when its output is a terminal."""
    ours, theirs = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *words],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**clean, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    output = b""
    # Linux says that the other side has closed by an error.
    try:
        while chunk := os.read(ours, 4096):
            output += chunk
    except OSError:
        pass
    os.close(ours)
    process.wait(timeout=20)
    return output.decode()


def test_findings_are_coloured_on_a_terminal_and_never_under_no_color(broken: Path) -> None:
    words = ["--atlas", str(broken), "check"]
    assert "\x1b[1;31merror" in on_a_terminal(words, {})
    assert "\x1b" not in on_a_terminal(words, {"NO_COLOR": "1"})


def test_answers_are_coloured_on_a_terminal_and_never_under_no_color(toy: Path) -> None:
    words = ["--atlas", str(toy), "trace", "theory/phase-change"]
    assert "\x1b[" in on_a_terminal(words, {})
    assert "\x1b" not in on_a_terminal(words, {"NO_COLOR": "1"})


def test_nothing_is_coloured_in_a_pipe(kg: Kg, broken: Path) -> None:
    for words in (("check",), ("gaps",), ("trace", "dusk-hum"), ("show", "dusk-hum"), ("stats",)):
        assert "\x1b" not in kg(*words, atlas=broken).output


def test_words_that_a_terminal_would_obey_are_spelt_out(kg: Kg, sound: Path) -> None:
    # An escape cannot come in through an entry; a direction mark in prose can.
    (sound / "entries/phenomena/mirror.yaml").write_text(
        "title: Mirror\nlayers: [bed]\nsummary: left \u202egnidaer\u202c right\n", encoding="utf-8"
    )
    outcome = kg("show", "mirror", atlas=sound)
    assert "\u202e" not in outcome.output
    assert "\\u202egnidaer" in outcome.stdout


def test_only_the_command_that_is_called_is_imported() -> None:
    code = (
        "import sys; sys.argv = ['kg', '--help']\n"
        "from kg.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "loaded = sorted(n for n in sys.modules if n in ('pydantic', 'networkx', 'yaml', 'jinja2', 'rapidfuzz', 'mkdocs'))\n"
        "print(loaded, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert done.stderr == "[]\n"


def module_of(name: str) -> ModuleType:
    return importlib.import_module(f"{COMMANDS}.{name if name in discover.names(COMMANDS) else name + '_'}")


@pytest.mark.parametrize("name", NAMES)
def test_every_option_of_a_command_says_what_it_is_for(name: str) -> None:
    for parameter in module_of(name).command.params:
        if isinstance(parameter, click.Option) and parameter.name != "format":
            assert parameter.help and parameter.help.endswith("."), (name, parameter.name)
