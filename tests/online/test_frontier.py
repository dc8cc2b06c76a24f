"""`kg frontier --new`: what was chosen is added on the path of `kg add`, and never on the snapshot's word alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import AtlasOf, Kg
from tests.frontier.generated import work, write
from tests.online.conftest import TOY, Services, entry

pytest.importorskip("duckdb", reason="needs the extra 'sql'")

PAPER = """title: Late bloom in paper gardens
authors: ['Moss, Ada']
issued: 2019
identifiers: {doi: 10.5555/late}
summary: It blooms late.
"""


@pytest.fixture
def garden(atlas_of: AtlasOf) -> Path:
    return atlas_of(
        {"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: S.\n", "papers/moss-2019-late.yaml": PAPER}
    )


@pytest.fixture
def tables(tmp_path: Path, garden: Path, kg: Kg) -> str:
    records = [
        work(1, "Late bloom", doi="10.5555/late", year=2019),
        work(10, "Another title than its sources give", references=[1], arxiv=TOY),
        work(11, "Only here", references=[1]),
    ]
    write(tmp_path / "s", {"updated_date=2026-05-01/part_0000.gz": records})
    assert kg("frontier", str(tmp_path / "t"), "--from", str(tmp_path / "s"), atlas=garden).exit_code == 0
    return str(tmp_path / "t")


def test_a_chosen_work_is_added_with_what_its_sources_say(
    tables: str, garden: Path, kg: Kg, services: Services
) -> None:
    services.arxiv(entry())
    services.datacite(f"10.48550/arxiv.{TOY}")
    services.openalex(f"10.48550/arxiv.{TOY}")
    added = kg("frontier", tables, "--new", "https://openalex.org/W10", atlas=garden)
    assert (added.exit_code, added.stdout) == (0, "entries/papers/elhage-2022-toy.yaml\n")
    assert "title: Toy Models of Superposition" in (garden / "entries/papers/elhage-2022-toy.yaml").read_text("utf-8")
    # It is an entry now, and so no longer at the frontier.
    assert "W10" not in kg("frontier", tables, "--format", "csv", atlas=garden).stdout


@pytest.mark.parametrize(
    ("id", "message"),
    [("W11", "neither an arXiv id nor a DOI"), ("W99", "is not in this answer"), ("W1", "is not in this answer")],
)
def test_what_cannot_be_chosen_says_why(id: str, message: str, tables: str, garden: Path, kg: Kg) -> None:
    refused = kg("frontier", tables, "--new", id, atlas=garden)
    assert (refused.exit_code, message in refused.stderr) == (1, True)
    assert len(list((garden / "entries/papers").iterdir())) == 1
