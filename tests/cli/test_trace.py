from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Kg = Callable[..., Any]

DOWN = """\
meadow  Phase change of gardens  (theory: phase-change)
        | explains     supported, in: Two-layer toy garden  <- weakest step
        |   sorrel-2021-phase, section 4
bed     Late bloom  (phenomenon: late-bloom)
        | rests on     supported, in: Two-layer toy garden
        |   late-bloom, section 4
stem    Root gate  (mechanism: root-gate)
anchored in Two-layer toy garden; standing: supported

"""


def test_an_anchored_chain_shows_its_layers_steps_papers_and_system(kg: Kg) -> None:
    outcome = kg("trace", "theory/phase-change")
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith(DOWN)
    assert outcome.stdout.endswith("2 chains: 1 anchored, 1 spliced.\n")
    assert outcome.stderr == ""


def test_a_spliced_chain_is_drawn_broken_where_the_system_changes(kg: Kg) -> None:
    lines = kg("trace", "theory/hum-field").stdout.splitlines()
    broken = lines.index("        ~ spliced here: the next step was shown in another system")
    assert lines[broken - 1] == "bed     Dusk hum  (phenomenon: dusk-hum)"
    assert lines[broken + 1] == "        | rests on     supported, in: Walled garden"
    assert lines[-2:] == [
        "1 chain: 0 anchored, 1 spliced.",
        "Nobody has tied these in one system yet: see `kg gaps --about phenomenon/dusk-hum`.",
    ]
    assert "spliced; standing: unstated" in lines


def test_the_gap_that_a_spliced_chain_points_to_is_listed_there(kg: Kg) -> None:
    assert "spliced-trace" in kg("gaps", "--about", "phenomenon/dusk-hum").stdout


def test_a_step_without_a_system_and_a_mechanism_seen_elsewhere_are_told_apart(kg: Kg, sound: Path) -> None:
    entries = sound / "entries"
    for name, text in {
        "systems/shed.yaml": "title: Shed\nscale: toy\nsummary: A shed.\n",
        "theories/field.yaml": "title: Field\nlayers: [bed]\nsummary: A field.\nlinks:\n  explains:\n"
        "    - phenomenon/dusk-hum\n    - {to: mechanism/gate, in: [system/shed]}\n",
        "mechanisms/gate.yaml": "title: Gate\nlayers: [bed]\nsummary: A gate.\n",
        "mechanisms/hinge.yaml": "title: Hinge\nlayers: [bed]\nsummary: A hinge.\nlinks:\n"
        "  observed_in: [system/shed]\n  underlies: [{to: phenomenon/dusk-hum, in: [system/shed]}]\n",
    }.items():
        (entries / name).parent.mkdir(exist_ok=True)
        (entries / name).write_text(text)
    stdout = kg("trace", "field", atlas=sound).stdout
    assert stdout.count("~ spliced here: the next step names no system") == 1
    assert stdout.count("~ spliced here: the mechanism was not observed in that system") == 1


def test_a_result_weaker_than_its_links_blames_no_step(kg: Kg) -> None:
    stdout = kg("trace", "result/hum-law").stdout
    assert "spliced; standing: contested" in stdout
    assert "weakest step" not in stdout


def test_a_chain_that_names_no_system_is_called_neither_anchored_nor_spliced(kg: Kg) -> None:
    outcome = kg("trace", "theory/hum-field", "result/hum-law")
    assert outcome.exit_code == 0
    assert "no system named; standing: unstated" in outcome.stdout
    assert outcome.stdout.endswith("1 chain: 0 anchored, 0 spliced.\n")


def test_up_shows_the_chains_from_theories_and_results_above(kg: Kg) -> None:
    stdout = kg("trace", "--up", "mechanism/root-gate").stdout
    tops = [block.splitlines()[0] for block in stdout.split("\n\n")[:-1]]
    assert tops == [
        "bed     Bloom threshold  (result, theorem: bloom-threshold)",
        "meadow  Phase change of gardens  (theory: phase-change)",
        "bed     Slow-root account  (theory: slow-root)",
    ]
    assert "regime: gardens without wind" in stdout


def test_no_chain_is_said_with_where_to_look_and_leaves_with_1(kg: Kg) -> None:
    outcome = kg("trace", "theory/garden-programme")
    assert outcome.exit_code == 1
    assert outcome.stdout == (
        "no chain leads from 'theory/garden-programme' down to any mechanism\n"
        "`kg gaps --about theory/garden-programme` says what is missing\n"
    )
    to = kg("trace", "theory/phase-change", "phenomenon/hedge-echo")
    assert to.exit_code == 1
    assert "no chain leads from 'theory/phase-change' down to 'phenomenon/hedge-echo'" in to.stdout
    up = kg("trace", "--up", "phenomenon/hedge-echo")
    assert up.exit_code == 1
    assert "no theory or result leads down to 'phenomenon/hedge-echo'" in up.stdout


def test_more_chains_than_asked_for_are_announced(kg: Kg) -> None:
    outcome = kg("trace", "theory/phase-change", "--most", "1")
    assert "and more: ask with a larger --most." in outcome.stdout
    assert outcome.stdout.count("(theory: phase-change)") == 1


def test_up_and_a_target_do_not_fit_together(kg: Kg) -> None:
    outcome = kg("trace", "--up", "theory/phase-change", "mechanism/root-gate")
    assert outcome.exit_code == 2
    assert "--up takes one ID" in outcome.stderr


def test_json_tells_all_that_the_text_does(kg: Kg) -> None:
    outcome = kg("trace", "theory/phase-change", "--format", "json")
    found = json.loads(outcome.stdout)
    assert found["cut"] is False
    anchored, spliced = found["chains"]
    assert anchored == {
        "anchored": True,
        "systems": ["system/two-layer-toy"],
        "splices": [],
        "standing": "supported",
        "weakest": 0,
        "regimes": [],
        "notes": [],
        "steps": [
            {
                "source": "theory/phase-change",
                "relation": "explains",
                "target": "phenomenon/late-bloom",
                "standing": "supported",
                "in": ["system/two-layer-toy"],
                "regime": None,
                "papers": [{"paper": "paper/sorrel-2021-phase", "at": "section 4", "stance": "supports"}],
            },
            {
                "source": "phenomenon/late-bloom",
                "relation": "rests_on",
                "target": "mechanism/root-gate",
                "standing": "supported",
                "in": ["system/two-layer-toy"],
                "regime": None,
                "papers": [{"paper": "paper/late-bloom", "at": "section 4", "stance": "supports"}],
            },
        ],
    }
    assert (spliced["anchored"], spliced["systems"], spliced["splices"]) == (False, [], [3])
    nothing = kg("trace", "theory/garden-programme", "--format", "json")
    assert nothing.exit_code == 1
    assert json.loads(nothing.stdout) == {"cut": False, "chains": []}
