from __future__ import annotations

import pytest

from kg.catalogue import Catalogue
from kg.queries.find import find, fold


def ids(catalogue: Catalogue, words: str, kind: str | None = None, most: int = 20) -> list[str]:
    return [hit.record.id for hit in find(catalogue, words, kind, most)]


def test_an_entry_is_found_by_its_title_first_of_all(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "Dusk hum")[0] == "phenomenon/dusk-hum"
    assert ids(toy_catalogue, "slow-root account")[0] == "theory/slow-root"


def test_one_word_of_a_title_is_enough(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "stethoscope") == ["method/stethoscope-sweep"]
    assert "result/gnome-hypothesis" in ids(toy_catalogue, "gnome")


@pytest.mark.parametrize("slip", ["stethoscop", "stethosocpe", "stetoscope", "stethoscoppe", "sthethoscope"])
def test_a_slip_in_a_word_is_forgiven(toy_catalogue: Catalogue, slip: str) -> None:
    assert ids(toy_catalogue, slip)[0] == "method/stethoscope-sweep"


def test_aliases_are_searched_and_say_what_matched(toy_catalogue: Catalogue) -> None:
    best = find(toy_catalogue, "delayed flowering")[0]
    assert best.record.id == "phenomenon/late-bloom"
    assert best.text == "delayed flowering"


def test_accents_and_case_make_no_difference(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "zizka olwen")[0] == "paper/yarrow-2023-no-phase"
    assert ids(toy_catalogue, "ŽIŽKA")[0] == "paper/yarrow-2023-no-phase"
    assert fold("Žižka,  Ölwen\n") == "zizka, olwen"
    assert fold("ﬁeld STRASSE straße") == "field strasse strasse"


def test_authors_are_found_in_either_order_of_their_names(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "Loam, Fern")[:2] == ["paper/late-bloom", "paper/loam-2020-hum"]
    assert ids(toy_catalogue, "fern loam")[:2] == ["paper/late-bloom", "paper/loam-2020-hum"]


@pytest.mark.parametrize(
    ("identifier", "paper"),
    [
        ("0000.00032", "paper/yarrow-2023-no-phase"),
        ("10.5555/garden.2020.17", "paper/loam-2020-hum"),
        ("gARdEn_21", "paper/sorrel-2021-phase"),
        ("0-000-00000-0", "paper/burdock-1911-treatise"),
    ],
)
def test_a_paper_is_found_by_its_identifier(toy_catalogue: Catalogue, identifier: str, paper: str) -> None:
    best = find(toy_catalogue, identifier)[0]
    assert best.record.id == paper
    assert best.text == identifier


def test_a_quantity_is_found_by_its_symbol(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "P")[0] == "quantity/plant-count"
    assert ids(toy_catalogue, r"\gamma")[0] == "quantity/hum-exponent"


def test_a_short_symbol_is_not_found_inside_a_long_word(toy_catalogue: Catalogue) -> None:
    # The symbols P, T and H are letters of these words.
    quantities = {"quantity/plant-count", "quantity/bloom-delay", "quantity/hum-level"}
    for words in ("petals", "thaw", "stethoscope", "petl", "treatise"):
        assert ids(toy_catalogue, words), words
        assert not quantities & set(ids(toy_catalogue, words)), words


def test_a_short_word_does_not_find_every_title_that_has_its_letter(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "T") == ["quantity/bloom-delay"]


def test_nothing_is_found_for_nonsense_or_for_nothing(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "xylophone quartz") == []
    assert ids(toy_catalogue, "") == []
    assert ids(toy_catalogue, "   ") == []


def test_a_kind_narrows_the_search(toy_catalogue: Catalogue) -> None:
    assert set(ids(toy_catalogue, "late bloom")) >= {"phenomenon/late-bloom", "paper/late-bloom"}
    assert ids(toy_catalogue, "late bloom", kind="paper")[0] == "paper/late-bloom"
    assert all(id.startswith("paper/") for id in ids(toy_catalogue, "late bloom", kind="paper"))


def test_no_more_are_found_than_asked_for_and_each_entry_once(toy_catalogue: Catalogue) -> None:
    all_hits = ids(toy_catalogue, "bloom")
    assert len(all_hits) == len(set(all_hits)) > 2
    assert ids(toy_catalogue, "bloom", most=2) == all_hits[:2]


def test_the_better_match_comes_first(toy_catalogue: Catalogue) -> None:
    scores = [hit.score for hit in find(toy_catalogue, "late bloom")]
    assert scores == sorted(scores, reverse=True)
    assert ids(toy_catalogue, "hum law")[0] == "result/hum-law"


def test_every_word_has_to_be_found(toy_catalogue: Catalogue) -> None:
    assert ids(toy_catalogue, "late gnome") == []
    assert ids(toy_catalogue, "hum xylophone") == []


def test_words_may_stand_in_different_texts_of_an_entry(toy_catalogue: Catalogue) -> None:
    # The author and a word of the title, as one remembers a paper.
    assert ids(toy_catalogue, "sorrel freeze")[0] == "paper/sorrel-2021-phase"
    assert ids(toy_catalogue, "yarrow parks") == ["paper/yarrow-2023-no-phase"]
