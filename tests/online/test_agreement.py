"""Two records of one paper agree although they are written differently; two of different papers do not."""

from __future__ import annotations

import pytest

from kg.lookup.agreement import same_people, same_person, same_title
from kg.records.people import written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elhage, Nelson", "Nelson Elhage"),
        ("Elhage, N.", "Elhage, Nelson"),
        ("N. Elhage", "Elhage, Nelson"),
        ("Elhage Nelson", "Nelson Elhage"),
        ("Zhang, Wei", "Zhang Wei"),
        ("Boix-Adserà, Enric", "Enric Boix Adsera"),
        ("Müller, Jürgen", "Mueller, Juergen"),
        ("Müller, Jürgen", "Muller, J."),
        ("Sørensen, Åke", "Soerensen, A."),
        ("Łukasz Kaiser", "Kaiser, Lukasz"),
        ("van den Oord, Aäron", "Aaron van den Oord"),
        ("van Beethoven, Ludwig", "Beethoven, Ludwig van"),
        ("O'Brien, Pat", "Pat O’Brien"),
        ("Garcia Marquez, Gabriel", "Gabriel Garcia Marquez"),
        ("Smith, John, Jr.", "John Smith Jr."),
        ("OpenAI", "OpenAI"),
        ("Olah, Christopher", "Olah, Chris"),
        ("Buckley, Christopher L.", "Buckley, C. L."),
        ("Zhang, Wei", "张伟"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zhang, Wei", "Zhang, Lei"),
        ("Zhang, Wei", "Li, Wei"),
        ("Elhage, Nelson", "Elgar, Nelson"),
        ("Moss, Ada", "Fern, Bo"),
        ("OpenAI", "Anthropic"),
        ("", "Moss, Ada"),
        ("Smith, A.", "Smith, B."),
    ],
)
def test_two_persons(one: str, other: str) -> None:
    assert not same_person(one, other)
    assert not same_person(other, one)


A, B, C, D, E = "Moss, Ada", "Fern, Bo", "Reed, Cy", "Sand, Di", "Loam, Ed"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([A, B, C], [A, B, C], True),
        ([A, B, C], [A], True),
        ([A, B, C], [A, C], True),
        ([A, B], [], True),
        ([A, B, C], [C, B, A], True),
        ([A, B, C], [B], False),
        ([A, B], [A, C], False),
        ([A, B], [C, B], False),
        ([A], [B], False),
        ([A, B, C, D, E], [A, B, C, D, "Lome, Ed"], True),
        ([A, B, C, D, E], ["Mose, Xe", B, C, D, E], False),
        ([A, B, C, D], [A, B, C, "Lome, Ed"], False),
    ],
)
def test_lists_of_authors(one: list[str], other: list[str], same: bool) -> None:
    assert same_people(one, other) is same_people(other, one) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Toy Models of Superposition", "Toy models of superposition."),
        ("Toy Models of Superposition", "Toy  Models\nof Superposition"),
        ("Learning with α-stable moss", "Learning with α-Stable Moss"),
        ("Zoom In: An Introduction to Circuits", "Zoom in - an introduction to circuits"),
        ("Growth of moss in the dark: a field study", "Growth of moss in the dark"),
        ("Progress measures for grokking", "Progress mesures for grokking"),
        ("Überparametrisierung", "UBERPARAMETRISIERUNG"),
    ],
)
def test_one_title(one: str, other: str) -> None:
    assert same_title(one, other)
    assert same_title(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Toy Models of Superposition", "Interpretability in the Wild"),
        ("Tensor Programs IV: Feature Learning", "Tensor Programs V: Feature Learning"),
        ("Moss in the garden, part 1", "Moss in the garden, part 2"),
        ("Moss", "Mess"),
        ("Moss: a life", "Moss: a death"),
        ("", ""),
        ("", "Moss"),
        ("Growth of moss in the dark", "Growth of moss in the dark is slow and follows the moon"),
    ],
)
def test_two_titles(one: str, other: str) -> None:
    assert not same_title(one, other)
    assert not same_title(other, one)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Nelson Elhage", "Elhage, Nelson"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("John Smith Jr.", "Smith, John, Jr."),
        ("Elhage, Nelson", "Elhage, Nelson"),
        ("LIGO Scientific Collaboration", "LIGO Scientific Collaboration"),
        ("The Moss Group", "The Moss Group"),
        ("OpenAI", "OpenAI"),
        ("张伟", "张伟"),
        ("Martin Wattenberg", "Wattenberg, Martin"),
        ("Zac Hatfield-Dodds", "Hatfield-Dodds, Zac"),
        ("", ""),
        ("J. R. R. Tolkien", "Tolkien, J. R. R."),
    ],
)
def test_a_name_in_one_piece(given: str, kept: str) -> None:
    assert written(given) == kept
