"""`kg new --from-gap`: a blank that closes the gap it was made from."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg import catalogue, graph
from kg.review.gaps import Gap, gaps
from kg.schema.kinds import kinds
from kg.settings import Atlas

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, Kg

LAYERED = "title: {}\nlayers: [bed]\nsummary: It is green.\n"
GARDEN = {
    "layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
    "systems/doll-house.yaml": "title: Doll house\nscale: toy\nsummary: It is small.\n",
    "quantities/hum.yaml": LAYERED.format("Hum"),
    "theories/phase-change.yaml": LAYERED.format("Phase change"),
    "theories/slow-root.yaml": LAYERED.format("Slow root")
    + "links: {explains: [{to: phenomenon/dusk-hum, standing: contested, evidence: ["
    + "{paper: paper/moss, at: section 1, stance: supports, read: full}, "
    + "{paper: paper/moss, at: section 2, stance: disputes, read: full}]}]}\n",
    "papers/moss.yaml": "title: Moss\nauthors: ['Moss, Ada']\nissued: 2031\nsummary: A paper.\n"
    "identifiers: {url: 'https://example.org/moss'}\n",
    "phenomena/dusk-hum.yaml": LAYERED.format("Dusk hum")
    + "links: {observed_in: [system/doll-house], rests_on: [mechanism/gate]}\n",
    "phenomena/late-bloom.yaml": LAYERED.format("Late bloom"),
    "mechanisms/gate.yaml": LAYERED.format("Gate") + "links: {observed_in: [system/doll-house]}\n",
}
# Kind of gap, kind of entry that closes it, the relation with which it does, and the entry at its other end.
CLOSING = [
    ("only-in-toys", "system", "exhibits", "phenomenon/dusk-hum"),
    ("undecided-link", "prediction", "concerns", "theory/slow-root"),
    ("undecided-link", "problem", "concerns", "theory/slow-root"),
    ("undescribed-mechanism", "theory", "describes", "mechanism/gate"),
    ("unestimated-quantity", "method", "estimates", "quantity/hum"),
    ("unexplained-phenomenon", "result", "explains", "phenomenon/late-bloom"),
    ("unexplained-phenomenon", "theory", "explains", "phenomenon/late-bloom"),
    ("ungrounded-phenomenon", "mechanism", "underlies", "phenomenon/late-bloom"),
]


@pytest.fixture
def garden(atlas_of: AtlasOf) -> Path:
    return atlas_of(GARDEN)


def open_gaps(atlas: Path) -> list[Gap]:
    return gaps(graph.build(catalogue.load(Atlas(atlas))))


def the_gap(found: Iterable[Gap], name: str, about: str) -> Gap:
    (gap,) = (gap for gap in found if (gap.name, gap.about) == (name, about))
    return gap


def fill_in(path: Path) -> None:
    """Write for each placeholder of a blank what a contributor might."""
    text = path.read_text()
    for pattern, words in (
        (r"layers: \[NAME\]", "layers: [bed]"),
        (r"summary: >\n  ONE OR TWO PLAIN SENTENCES", f"summary: It is {path.stem}."),
        (r"scale: .*", "scale: large"),
        (r"rigour: .*", "rigour: hypothesis"),
        (r"status: .*", "status: open"),
        (r"timing: .*", "timing: retrodiction"),
        (r"expected: .*", "expected: {statement: It hums.}"),
        (r"outcome: .*", "outcome: untested"),
    ):
        text = re.sub(f"^{pattern}$", words, text, flags=re.MULTILINE)
    path.write_text(text)


def files(atlas: Path) -> dict[str, bytes]:
    return {path.relative_to(atlas).as_posix(): path.read_bytes() for path in atlas.rglob("*") if path.is_file()}


def test_these_are_all_the_gaps_that_a_new_entry_closes(garden: Path) -> None:
    offered = {(gap.name, kind, relation) for gap in open_gaps(garden) for kind, relation in gap.closes}
    # A theory is anchored by a whole chain, of which a new entry is one step: it has a test of its own.
    assert {row for row in offered if row[0] != "unanchored-theory"} == {row[:3] for row in CLOSING}


@pytest.mark.parametrize(("name", "kind", "relation", "about"), CLOSING)
def test_a_blank_made_from_a_gap_links_to_what_the_gap_is_about_and_closes_it(
    kg: Kg, garden: Path, name: str, kind: str, relation: str, about: str
) -> None:
    gap = the_gap(open_gaps(garden), name, about)
    outcome = kg("new", kind, "made-up", "--from-gap", gap.id, atlas=garden)
    assert (outcome.exit_code, outcome.stderr) == (0, "fill it in, then run `kg check`\n")
    path = garden / outcome.stdout.strip()
    fill_in(path)
    checked = kg("check", atlas=garden)
    assert (checked.exit_code, checked.stdout) == (0, ""), path.read_text()
    links = catalogue.load(Atlas(garden)).records[f"{kind}/made-up"].entry.links
    assert list(links) == [relation]
    assert {link.to for link in links[relation]} == {about, *(gap.also if relation == "concerns" else ())}
    assert gap.id not in {other.id for other in open_gaps(garden)}


def test_a_theory_without_a_chain_gets_something_that_it_explains(kg: Kg, garden: Path) -> None:
    gap = the_gap(open_gaps(garden), "unanchored-theory", "theory/phase-change")
    assert dict(gap.closes)
    for kind, relation in gap.closes:
        outcome = kg("new", kind, f"new-{kind}", "--from-gap", gap.id, atlas=garden)
        path = garden / outcome.stdout.strip()
        fill_in(path)
        assert kg("check", atlas=garden).exit_code == 0
        links = catalogue.load(Atlas(garden)).records[f"{kind}/new-{kind}"].entry.links
        assert {name: [link.to for link in given] for name, given in links.items()} == {
            relation: ["theory/phase-change"]
        }


def test_a_kind_that_does_not_close_the_gap_is_refused_with_those_that_do(kg: Kg, garden: Path) -> None:
    before = files(garden)
    tried = 0
    for gap in open_gaps(garden):
        closing = dict(gap.closes)
        for kind in set(kinds()) - set(closing):
            outcome = kg("new", kind, "made-up", "--from-gap", gap.id, atlas=garden)
            assert (outcome.exit_code, outcome.stdout) == (1, "")
            assert f"an entry of kind {kind} does not close this gap" in outcome.stderr
            assert all(other in outcome.stderr for other in closing)
            tried += 1
            break
    assert tried == len(open_gaps(garden)) > 8
    assert files(garden) == before


def test_a_gap_that_no_new_entry_closes_points_to_the_file_and_what_to_write(kg: Kg, garden: Path) -> None:
    (garden / "entries/problems").mkdir()
    (garden / "entries/problems/who-hums.yaml").write_text(LAYERED.format("Who hums?") + "status: open\n")
    gap = the_gap(open_gaps(garden), "unmeasured-problem", "problem/who-hums")
    outcome = kg("new", "problem", "made-up", "--from-gap", gap.id, atlas=garden)
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert "edit entries/problems/who-hums.yaml instead" in outcome.stderr
    assert gap.stub.strip() in outcome.stderr


def test_every_gap_of_the_toy_atlas_can_be_named_as_it_is_printed(kg: Kg, toy: Path, tmp_path: Path) -> None:
    shutil.copytree(toy, tmp_path / "toy")
    printed = kg("gaps", "--ids", "--most", "1000").stdout
    found = open_gaps(toy)
    assert len(found) > 10
    for number, gap in enumerate(found):
        assert f"      {gap.id}\n" in printed
        for kind, _ in gap.closes[:1]:
            outcome = kg("new", kind, f"made-up-{number}", "--from-gap", gap.id, atlas=tmp_path / "toy")
            assert outcome.exit_code == 0, outcome.stderr


@pytest.mark.parametrize(
    "id", ["", "unexplained-phenomenon", "phenomenon/late-bloom", "gnome:phenomenon/late-bloom", "--x", "x" * 500]
)
def test_a_name_that_is_no_gap_is_refused(kg: Kg, garden: Path, id: str) -> None:
    before = files(garden)
    outcome = kg("new", "theory", "made-up", f"--from-gap={id}", atlas=garden)
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(f"kg: no gap {id!r}")
    assert files(garden) == before


def test_a_slip_in_the_name_of_a_gap_is_answered_with_the_near_one(kg: Kg, garden: Path) -> None:
    outcome = kg("new", "theory", "made-up", "--from-gap", "unexplained-phenomenon:phenomenon/late-blom", atlas=garden)
    assert outcome.exit_code == 1
    assert "did you mean 'unexplained-phenomenon:phenomenon/late-bloom'?" in outcome.stderr
