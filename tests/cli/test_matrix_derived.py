"""`kg matrix --derived`: what follows stands apart from what was written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import AtlasOf, Kg


@pytest.fixture
def covered(atlas_of: AtlasOf) -> Path:
    theory = "title: {0}\nlayers: [bed]\nsummary: It is {0}.\n"
    return atlas_of(
        {
            "layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
            "theories/general.yaml": theory.format("general"),
            "theories/special.yaml": theory.format("special")
            + "links: {specialises: [theory/general], explains: [phenomenon/hum]}\n",
            "phenomena/hum.yaml": "title: Hum\nlayers: [bed]\nsummary: It hums.\n",
        }
    )


def test_derived_pairs_are_left_out_unless_asked_for(kg: Kg, covered: Path) -> None:
    assert "theory/general" not in kg("matrix", atlas=covered).stdout
    text = kg("matrix", "--derived", atlas=covered).stdout
    assert "theory/general  covers (derived, unstated)  phenomenon/hum\n" in text
    assert "theory/special  explains (unstated)  phenomenon/hum\n" in text


def test_in_json_they_have_a_list_of_their_own(kg: Kg, covered: Path) -> None:
    found = json.loads(kg("matrix", "--derived", "--format", "json", atlas=covered).stdout)
    assert [(cell["row"], cell["relation"]) for cell in found["cells"]] == [("theory/special", "explains")]
    assert [(fact["row"], fact["relation"], fact["rule"]) for fact in found["derived"]] == [
        ("theory/general", "covers", "coverage")
    ]


def test_in_a_grid_their_cells_say_derived(kg: Kg, covered: Path) -> None:
    rows = list(csv.reader(io.StringIO(kg("matrix", "--derived", "--format", "csv", atlas=covered).stdout)))
    assert rows == [
        ["", "phenomenon/hum"],
        ["theory/general", "derived:unstated"],
        ["theory/special", "unstated"],
    ]
