"""Atlases of one odd shape each, to see what breaks where a literature is not like ours: a hub, long chains, many equations."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import words

_LAYER = ("layers/ground.yaml", "title: Ground\norder: 1\nbasis: ours\nsummary: The one layer of this corpus.\n")
_PAPER = """title: A source of numbers
summary: Nothing in it is true.
authors: ["Nobody, A."]
issued: 2020
identifiers: {url: "https://example.org/source"}
"""
_CHAIN = 500
"""Links of a transitive relation in a row: what follows from them grows with the square."""


def hub(count: int, random: Random) -> Iterator[tuple[str, str]]:
    """One theory that explains everything: each other entry links to it."""
    yield _LAYER
    names = _titles(random, count)
    yield "theories/hub.yaml", _entry(next(names), random)
    for number in range(count - 2):
        yield f"phenomena/spoke-{number:06}.yaml", _entry(next(names), random, "explained_by", "theory/hub")


def chain(count: int, random: Random) -> Iterator[tuple[str, str]]:
    """Results that depend each on the one before, all in one row; and mechanisms that are part each of the one before."""
    yield _LAYER
    names = _titles(random, count)
    results = (count - 1) // 2
    for number in range(results):
        link = ("depends_on", f"result/step-{number - 1:06}") if number else ()
        yield f"results/step-{number:06}.yaml", _entry(next(names), random, *link, more="rigour: hypothesis\n")
    for number in range(count - 1 - results):
        link = ("part_of", f"mechanism/part-{number - 1:06}") if number % _CHAIN else ()
        yield f"mechanisms/part-{number:06}.yaml", _entry(next(names), random, *link)


def equations(count: int, random: Random) -> Iterator[tuple[str, str]]:
    """As many results with an equation as quantities, each quantity computed from the one before and another."""
    yield _LAYER
    names = _titles(random, count)
    yield "papers/source.yaml", _PAPER
    quantities = (count - 2) // 2 + 1
    for number in range(quantities):
        yield f"quantities/q-{number:06}.yaml", _entry(next(names), random, more='unit: "1"\ndomain: (0, inf)\n')
    for number in range(count - 2 - quantities):
        yield f"results/law-{number:06}.yaml", _entry(next(names), random, more=_law(number, random))


def _law(number: int, random: Random) -> str:
    factor, power = random.randint(2, 90) / 10, random.randint(2, 9) / 10
    first, second = random.randint(0, number), random.randint(0, number)
    value = factor * 2.0**power + 3.0
    return (
        "rigour: empirical-law\nequation:\n  expression: y = k*a**p + b\n"
        f"  symbols: {{y: quantity/q-{number + 1:06}, a: quantity/q-{first:06}, b: quantity/q-{second:06}}}\n"
        f"  constants: {{k: {factor}, p: {power}}}\n"
        "  examples:\n"
        f"    - {{inputs: {{a: 2, b: 3}}, value: {value:.6g}, paper: paper/source, at: table 1}}\n"
    )


def _titles(random: Random, count: int) -> Iterator[str]:
    vocabulary = words.made_up(random, 2000 + count // 2)
    while True:
        yield " ".join(random.sample(vocabulary, 4)).capitalize()


def _entry(title: str, random: Random, relation: str = "", target: str = "", more: str = "") -> str:
    links = f"links:\n  {relation}: [{target}]\n" if relation else ""
    summary = "\n".join(words.wrapped(" ".join(words.sentences(random, 30)), "  "))
    return f"title: {title}\nlayers: [ground]\nsummary: >\n{summary}\n{more}{links}"
