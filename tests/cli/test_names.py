"""How an entry may be named on the command line, and what is said where the name fits none or several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Kg = Callable[..., Any]

DUSK = "phenomenon/dusk-hum"


@pytest.mark.parametrize(
    "name",
    [
        "phenomenon/dusk-hum",
        "dusk-hum",
        "phenomena/dusk-hum",
        "phenomena/dusk-hum.yaml",
        "entries/phenomena/dusk-hum.yaml",
        "phenomenon/dusk-hum.yaml",
        "dusk-hum.yaml",
        " dusk-hum ",
    ],
)
def test_an_entry_may_be_named_by_its_id_its_bare_name_or_its_file(kg: Kg, name: str) -> None:
    outcome = kg("show", name)
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("Dusk hum\nphenomenon/dusk-hum  (bed)\n")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("dusk-hun", "'dusk-hum'"),
        ("phenomenon/dusk-hun", "'phenomenon/dusk-hum'"),
        ("phenomena/dusk-hun", "'phenomenon/dusk-hum'"),
        ("theory/fase-change", "'theory/phase-change'"),
    ],
)
def test_a_near_miss_is_answered_with_the_nearest_names(kg: Kg, typed: str, offered: str) -> None:
    outcome = kg("show", typed)
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("kg: no entry ")
    assert f"did you mean {offered}" in outcome.stderr


def test_a_name_like_no_other_is_sent_to_the_search(kg: Kg) -> None:
    outcome = kg("show", "xylophone")
    assert outcome.exit_code == 1
    assert outcome.stderr == "kg: no entry 'xylophone' (`kg find WORDS` searches for it)\n"


def test_the_name_of_several_entries_is_answered_with_all_their_ids(kg: Kg) -> None:
    outcome = kg("show", "late-bloom")
    assert outcome.exit_code == 1
    assert outcome.stderr == (
        "kg: 'late-bloom' is the name of several entries (write one of: paper/late-bloom, phenomenon/late-bloom)\n"
    )


def test_a_retired_id_says_why_it_went_and_what_to_read_instead(kg: Kg) -> None:
    outcome = kg("show", "phenomenon/tardy-bloom")
    assert outcome.exit_code == 1
    assert outcome.stderr == (
        "kg: 'phenomenon/tardy-bloom' was retired: the same as late bloom"
        " (it was replaced by 'phenomenon/late-bloom')\n"
    )
    assert kg("show", "mechanism/singing-worm").stderr == (
        "kg: 'mechanism/singing-worm' was retired: it was a gate hinge\n"
    )


def test_a_file_with_errors_is_known_and_sent_to_the_check(kg: Kg, broken: Path) -> None:
    outcome = kg("show", "phenomenon/late-bloom", atlas=broken)
    assert outcome.exit_code == 1
    assert "kg: the file of 'phenomenon/late-bloom' has errors (run `kg check` to see them)\n" in outcome.stderr


def test_every_command_that_takes_an_entry_takes_it_in_the_same_ways(kg: Kg) -> None:
    for words in (
        ("trace", "{}"),
        ("trace", "theory/phase-change", "{}"),
        ("trace", "--up", "{}"),
        ("gaps", "--about", "{}"),
        ("why", "{}", "rests_on", "mechanism/petal-resonator"),
        ("why", "mechanism/petal-resonator", "underlies", "{}"),
    ):
        answers = {
            kg(*(word.format(name) for word in words)).stdout for name in (DUSK, "dusk-hum", "phenomena/dusk-hum")
        }
        assert len(answers) == 1, words
        missed = kg(*(word.format("dusk-hun") for word in words))
        assert missed.exit_code == 1, words
        assert "did you mean 'dusk-hum'" in missed.stderr, words


def test_a_layer_may_be_named_with_or_without_its_kind(kg: Kg) -> None:
    for words in (("list", "phenomenon", "--layer"), ("gaps", "--layer")):
        assert kg(*words, "bed").stdout == kg(*words, "layer/bed").stdout != ""
        missed = kg(*words, "bad")
        assert missed.exit_code == 1
        assert "did you mean 'layer/bed'" in missed.stderr
