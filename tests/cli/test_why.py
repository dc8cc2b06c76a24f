from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.queries import why as queries
from kg.reasoning import derive

if TYPE_CHECKING:
    from tests.conftest import Kg

# A theorem of the general theory, and a special theory two steps below it.
PROVED = {
    "theories/field.yaml": "title: Field\nlayers: [bed]\nsummary: A field.\nlinks: {states: [result/law]}\n",
    "theories/hum.yaml": "title: Hum\nlayers: [bed]\nsummary: A hum.\nlinks:\n  specialises:\n"
    "    - {to: theory/field, standing: supported, evidence: "
    "[{paper: paper/moss, at: section 2, stance: supports, read: part}]}\n",
    "theories/root.yaml": "title: Root\nlayers: [bed]\nsummary: A root.\nlinks: {specialises: [theory/hum]}\n",
    "results/law.yaml": "title: Law\nlayers: [bed]\nrigour: theorem\nsummary: A law.\n",
    "papers/moss.yaml": "title: Moss\nauthors: ['Moss, Ada']\nissued: 2031\nsummary: A paper.\n"
    "identifiers: {url: 'https://example.org/moss'}\n",
}


@pytest.fixture
def proved(sound: Path) -> Path:
    for name, text in PROVED.items():
        (sound / "entries" / name).parent.mkdir(exist_ok=True)
        (sound / "entries" / name).write_text(text)
    return sound


def test_a_proof_is_a_tree_whose_leaves_are_links_with_their_papers(kg: Kg, proved: Path) -> None:
    outcome = kg("why", "result/law", "holds_in", "theory/hum", atlas=proved)
    assert outcome.exit_code == 0
    assert outcome.stdout == (
        "result/law holds in theory/hum: derived, unstated\n"
        "  by the rule general-theorem, from\n"
        "    theory/field states result/law: unstated\n"
        "      no evidence is given\n"
        "    theory/hum specialises theory/field: supported\n"
        "      supports by paper/moss, section 2 (read: part)\n"
    )


def test_a_proof_within_a_proof_is_indented_below_it(kg: Kg, proved: Path) -> None:
    lines = kg("why", "law", "holds_in", "root", atlas=proved).stdout.splitlines()
    rules = [line for line in lines if "by the rule" in line]
    assert [line.strip() for line in rules] == ["by the rule general-theorem, from", "by the rule transitive, from"]
    assert rules[0].index("by") < rules[1].index("by")
    # All three links are there, each deeper than the rule that it is a premise of.
    for link in ("theory/field states", "theory/root specialises theory/hum", "theory/hum specialises"):
        assert any(line.strip().startswith(link) for line in lines), link


def test_json_holds_the_whole_proof(kg: Kg, proved: Path) -> None:
    found = json.loads(kg("why", "law", "holds_in", "root", "--format", "json", atlas=proved).stdout)
    assert (found["source"], found["relation"], found["target"]) == ("result/law", "holds_in", "theory/root")
    assert found["written"] == []
    (proof,) = found["derived"]
    assert (proof["rule"], proof["standing"], proof["system"]) == ("general-theorem", "unstated", None)
    stated, special = proof["premises"]
    assert stated["written"]["relation"] == "states"
    assert (special["source"], special["relation"], special["target"]) == ("theory/root", "specialises", "theory/field")
    papers = [item["paper"] for part in special["premises"] for item in part["written"]["evidence"]]
    assert papers == ["paper/moss"]


def test_a_symmetric_link_is_shown_from_either_end(kg: Kg) -> None:
    one = kg("why", "theory/phase-change", "contradicts", "theory/slow-root")
    assert one.exit_code == 0
    assert "paper/sorrel-2021-phase, section 6" in one.stdout
    assert kg("why", "theory/slow-root", "contradicts", "theory/phase-change").stdout == one.stdout


def test_each_statement_of_one_relation_is_shown(kg: Kg, sound: Path) -> None:
    for name in ("shed", "park"):
        (sound / f"entries/systems/{name}.yaml").parent.mkdir(exist_ok=True)
        (sound / f"entries/systems/{name}.yaml").write_text(f"title: {name}\nscale: toy\nsummary: It is green.\n")
    (sound / "entries/phenomena/late-bloom.yaml").write_text(
        "title: Late bloom\nlayers: [bed]\nsummary: It blooms late.\nlinks:\n  specialises:\n"
        "    - {to: phenomenon/dusk-hum, in: [system/shed], regime: rain}\n"
        "    - {to: phenomenon/dusk-hum, in: [system/park]}\n"
    )
    stdout = kg("why", "late-bloom", "specialises", "dusk-hum", atlas=sound).stdout
    assert stdout.index("in system/shed, where rain") < stdout.index("in system/park")
    assert stdout.count("written in entries/phenomena/late-bloom.yaml:") == 2


def test_what_follows_is_among_the_known_where_the_question_has_no_answer(kg: Kg, proved: Path) -> None:
    outcome = kg("why", "theory/root", "contradicts", "result/law", atlas=proved)
    assert outcome.exit_code == 1
    first, known = outcome.stdout.splitlines()
    assert first == "nothing says that theory/root contradicts result/law"
    assert known == "  known: result/law holds in theory/root"


def test_a_question_without_an_answer_is_told_in_json_too(kg: Kg) -> None:
    outcome = kg("why", "slow-root", "explains", "dusk-hum", "--format", "json")
    assert outcome.exit_code == 1
    assert json.loads(outcome.stdout) == {
        "source": "theory/slow-root",
        "relation": "explains",
        "target": "phenomenon/dusk-hum",
        "written": [],
        "derived": [],
    }


def test_a_slip_in_either_entry_is_answered_with_the_near_one(kg: Kg) -> None:
    for words in (("slow-rot", "explains", "dusk-hum"), ("dusk-hum", "explained_by", "slow-rot")):
        outcome = kg("why", *words)
        assert (outcome.exit_code, outcome.stdout) == (1, "")
        assert "did you mean 'slow-root'?" in outcome.stderr


def test_a_word_too_few_is_wrong_usage(kg: Kg) -> None:
    assert kg("why", "slow-root", "explains").exit_code == 2


def test_what_was_not_derived_for_lack_of_room_is_not_denied(
    kg: Kg, proved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("why", "root", "specialises", "field")
    assert kg(*words, atlas=proved).exit_code == 0
    # The bound itself is too high to be reached in a moment.
    monkeypatch.setattr(queries, "derive", lambda graph: derive(graph, 0))
    cut = kg(*words, atlas=proved)
    assert cut.exit_code == 1
    assert cut.stdout.startswith("nothing says that theory/root")
    assert cut.stderr == "kg: only the first 1,000,000 facts were derived, and it may follow all the same\n"
    assert kg("why", "root", "specialises", "hum", atlas=proved).stderr == ""
