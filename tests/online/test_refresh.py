"""`kg refresh`: what services say of papers today, field by field; people's own words are never touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import AtlasOf, Kg
from tests.online.conftest import AUTHORS, TOY, Services, entry, reply

DOI = f"10.48550/arxiv.{TOY}"
FAMILIES = [f"{name.rpartition(' ')[2]}, {name.rpartition(' ')[0]}" for name in AUTHORS]
PAPER = f"""# Read twice.
title: Toy models of superposition
layers: [bed]
type: article
authors:
  - "Elhage, Nelson"
  - 'Hume, T.'  # he goes by Tris
more_authors: true
issued: 2022
venue: arXiv  # for now
# Where to find it.
identifiers: {{arxiv: "{TOY}"}}
why_read: >
  Because it hums:
  - venue: no

summary: 'A summary: with a colon.'
links:
  cites: []
curation:
  state: draft
  doubts: ["issued: not checked"]
"""


@pytest.fixture
def root(atlas_of: AtlasOf) -> Path:
    return atlas_of(
        {
            "layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
            "papers/elhage-2022-toy.yaml": PAPER,
        }
    )


@pytest.fixture
def published(services: Services) -> Services:
    services.arxiv(entry(doi="10.1000/moss.1"))
    services.datacite(DOI)
    services.crossref("10.1000/moss.1")
    return services


def text(root: Path) -> str:
    return (root / "entries/papers/elhage-2022-toy.yaml").read_text("utf-8")


def test_differences_are_shown_and_nothing_is_written(kg: Kg, root: Path, published: Services) -> None:
    result = kg("refresh", "elhage-2022-toy", atlas=root)
    assert result.exit_code == 0
    assert result.stdout == (
        "paper/elhage-2022-toy (entries/papers/elhage-2022-toy.yaml), by arXiv, Crossref and DataCite\n"
        "  - venue: arXiv\n"
        "  + venue: Journal of Moss\n"
        "  - type: article\n"
        "  + type: article-journal\n"
        "  - issued: 2022\n"
        "  + issued: 2023-05-17\n"
        "  + identifiers.doi: 10.1000/moss.1\n"
    )
    assert "1 paper asked for, 1 with differences; nothing was written: add --write for that" in result.stderr
    assert text(root) == PAPER


def test_write_changes_those_lines_and_no_other(kg: Kg, root: Path, published: Services) -> None:
    # A comment inside a field that changes is not thrown away with the field: that field is left.
    result = kg("refresh", "--write", atlas=root)
    assert text(root) == PAPER
    assert "a comment stands inside 'venue'" in result.stderr
    path = root / "entries/papers/elhage-2022-toy.yaml"
    path.write_text(PAPER.replace("  # for now", ""))
    result = kg("refresh", "--write", atlas=root)
    assert result.exit_code == 0
    assert "1 with differences; 1 written" in result.stderr
    wanted = (
        PAPER.replace("venue: arXiv  # for now", "venue: Journal of Moss")
        .replace("type: article\n", "type: article-journal\n")
        .replace("issued: 2022\n", "issued: '2023-05-17'\n")
        .replace(f'{{arxiv: "{TOY}"}}', f'{{arxiv: "{TOY}", doi: 10.1000/moss.1}}')
    )
    assert text(root) == wanted
    again = kg("refresh", "--write", atlas=root)
    assert (again.exit_code, again.stdout) == (0, "")
    assert text(root) == wanted


def test_only_the_fields_that_are_asked_for(kg: Kg, root: Path, published: Services) -> None:
    result = kg("refresh", "--write", "--field", "identifiers", atlas=root)
    assert result.stdout.endswith("toy.yaml), by arXiv, Crossref and DataCite\n  + identifiers.doi: 10.1000/moss.1\n")
    assert text(root) == PAPER.replace(f'{{arxiv: "{TOY}"}}', f'{{arxiv: "{TOY}", doi: 10.1000/moss.1}}')


def test_authors_are_mended_and_those_that_are_right_stay_as_they_are(kg: Kg, root: Path, services: Services) -> None:
    services.arxiv(entry(authors=AUTHORS[:3]))
    services.datacite(DOI, creators=[{"name": name} for name in FAMILIES[:3]])
    path = root / "entries/papers/elhage-2022-toy.yaml"
    path.write_text(
        PAPER.replace("  # he goes by Tris", "\n  - Oslon, Katrine")
        .replace("more_authors: true\n", "")
        .replace("arXiv  #", "arXiv #")
    )
    result = kg("refresh", "--write", atlas=root)
    assert "  - authors: Oslon, Katrine\n  + authors: Olsson, Catherine\n" in result.stdout
    assert "authors:\n  - \"Elhage, Nelson\"\n  - 'Hume, T.'\n  - Olsson, Catherine\nissued: 2022\n" in text(root)


def test_a_shortened_list_and_a_house_name_for_a_venue_are_no_differences(
    kg: Kg, root: Path, services: Services
) -> None:
    services.arxiv(entry())
    services.datacite(DOI)
    result = kg("refresh", atlas=root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 paper asked for, 0 with differences\n" in result.stderr


def test_a_title_is_shown_and_left(kg: Kg, root: Path, services: Services) -> None:
    services.arxiv(entry(title="Toy Models of Superpositions"))
    services.datacite(DOI)
    result = kg("refresh", "--write", atlas=root)
    assert (
        "! title: 'Toy models of superposition' here, 'Toy Models of Superpositions' there: left to you"
        in result.stdout
    )
    assert text(root) == PAPER


def test_an_identifier_of_another_paper_changes_nothing(kg: Kg, root: Path, services: Services) -> None:
    services.arxiv(entry(title="The growth of moss", doi="10.1000/x"))
    result = kg("refresh", "--write", atlas=root)
    assert result.exit_code == 1
    assert (
        "its identifiers name another paper: 'Toy models of superposition' here, 'The growth of moss' at arXiv"
        in result.stderr
    )
    assert text(root) == PAPER


def test_a_doi_that_nobody_has_is_named(kg: Kg, root: Path, services: Services) -> None:
    path = root / "entries/papers/elhage-2022-toy.yaml"
    path.write_text(PAPER.replace(f'{{arxiv: "{TOY}"}}', f'{{arxiv: "{TOY}", doi: 10.1000/dead}}'))
    services.arxiv(entry())
    services.datacite(DOI)
    result = kg("refresh", atlas=root)
    assert result.exit_code == 1
    assert "Crossref has no DOI '10.1000/dead' and DataCite has no DOI '10.1000/dead'" in result.stderr


def test_the_network_fails(kg: Kg, root: Path, services: Services) -> None:
    services.on("export.arxiv.org", "/", reply("", "", 500))
    result = kg("refresh", "--write", atlas=root)
    assert result.exit_code == 3
    assert text(root) == PAPER


def test_many_papers_are_one_question_to_arxiv(kg: Kg, root: Path, services: Services) -> None:
    other = PAPER.replace(TOY, "2301.05217").replace("Toy models of superposition", "Progress measures")
    (root / "entries/papers/nanda-2023-progress.yaml").write_text(other)
    services.arxiv(entry(), entry("2301.05217", "Progress measures"))
    assert kg("refresh", atlas=root).exit_code == 0
    assert services.hosts().count("export.arxiv.org") == 1


def test_a_service_that_is_down_is_told_once_and_soon_left_alone(kg: Kg, root: Path, services: Services) -> None:
    for number in range(8):
        text = PAPER.replace(TOY, f"2301.0521{number}").replace("Toy models of superposition", f"Moss {number}")
        (root / f"entries/papers/p{number}.yaml").write_text(text)
    services.on("export.arxiv.org", "/", reply("", "", 503))
    result = kg("refresh", atlas=root)
    assert result.exit_code == 3
    assert result.stderr.count("export.arxiv.org has a fault of its own (503)") == 2
    assert "and 8 more: export.arxiv.org has a fault of its own (503)" in result.stderr
    assert "9 papers asked for, 0 with differences, 9 not compared" in result.stderr
    assert len(services.asked) == 9


def test_what_cannot_be_asked_for_is_told(kg: Kg, root: Path, services: Services) -> None:
    path = root / "entries/papers/elhage-2022-toy.yaml"
    path.write_text(PAPER.replace(f'{{arxiv: "{TOY}"}}', "{url: 'https://moss.example'}"))
    assert "has only an address or an ISBN" in kg("refresh", "elhage-2022-toy", atlas=root).stderr
    assert kg("refresh", "bed", atlas=root).exit_code == 1
    assert kg("refresh", "nobody", atlas=root).exit_code == 1
    assert services.asked == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("JMLR", "Journal of Machine Learning Research", True),
        ("Phys. Rev. Lett.", "Physical Review Letters", True),
        ("ICLR", "ICLR 2023", True),
        ("ICML", "Proceedings of the 38th International Conference on Machine Learning", True),
        ("PNAS", "Proceedings of the National Academy of Sciences", True),
        ("NeurIPS", "Nature", False),
        ("COLT", "Conference on Learning Theory", True),
        ("NeurIPS 2022", "Advances in Neural Information Processing Systems 35", True),
        ("Nature", "Nature Physics", False),
        ("Nature Physics", "Nature Communications", False),
        ("Science", "Nature", False),
        ("Neural Networks", "Neural Computation", False),
    ],
)
def test_short_forms_of_venues(one: str, other: str, same: bool) -> None:
    from kg.lookup.refreshing import same_venue

    assert same_venue(one, other) is same_venue(other, one) is same
