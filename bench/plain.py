"""The abstract corpus that other tools were measured on: N typed items, 4 links each, 120 words, 10 fields."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import words

_KINDS = {"theory": "theories", "phenomenon": "phenomena", "mechanism": "mechanisms", "quantity": "quantities"}
# Relation, kind of the target, and whether the target has to come earlier: a cycle or the same link from both ends
# would be a finding.
_LINKS = {
    "theory": (("specialises", "theory", True), ("limit_of", "theory", True), ("bears_on", "theory", True),
               ("member_of", "theory", True)),
    "phenomenon": (("explained_by", "theory", False), ("rests_on", "mechanism", False),
                   ("quantified_by", "quantity", False), ("specialises", "phenomenon", True)),
    "mechanism": (("explained_by", "theory", False), ("described_in", "theory", False),
                  ("quantified_by", "quantity", False), ("part_of", "mechanism", True)),
    "quantity": (("bears_on", "theory", False), ("bears_on", "phenomenon", False), ("bears_on", "mechanism", False),
                 ("specialises", "quantity", True)),
}  # fmt: skip


def entries(count: int, random: Random) -> Iterator[tuple[str, str]]:
    """Path below `entries/` and text of each file: one layer, then items of four kinds by turns."""
    yield "layers/ground.yaml", "title: Ground\norder: 1\nbasis: ours\nsummary: The one layer of this corpus.\n"
    vocabulary = words.made_up(random, 2000 + count // 2)
    kinds = list(_KINDS)
    placed = [(kinds[n % 4], n // 4) for n in range(count - 1)]
    sizes = {kind: sum(k == kind for k, _ in placed) for kind in kinds}
    for kind, index in placed:
        yield f"{_KINDS[kind]}/item-{index:06}.yaml", _item(kind, index, sizes, vocabulary, random)


def _item(kind: str, index: int, sizes: dict[str, int], vocabulary: list[str], random: Random) -> str:
    title = " ".join(random.sample(vocabulary, 4)).capitalize()
    lines = [
        f"title: {title}",
        f"aliases: [{' '.join(random.sample(vocabulary, 2))} {index}]",
        "layers: [ground]",
        "summary: >",
        *words.wrapped(" ".join(words.sentences(random, 40)), "  "),
        "body: |",
        *words.wrapped(" ".join(words.sentences(random, 80)), "  "),
        f"tags: [{', '.join(random.sample(vocabulary[:200], 2))}]",
        f'sources: ["items:{kind[0].upper()}{index:05}"]',
        "contributors: [A made-up contributor]",
        *_links(kind, index, sizes, random),
        "curation: {state: draft}",
    ]
    return "\n".join(lines) + "\n"


def _links(kind: str, index: int, sizes: dict[str, int], random: Random) -> Iterator[str]:
    written: dict[str, list[str]] = {}
    used: set[str] = set()
    for relation, target, earlier in _LINKS[kind]:
        limit = index if earlier else sizes[target]
        id = f"{target}/item-{random.randrange(limit):06}" if limit else ""
        if id and id not in used:
            used.add(id)
            written.setdefault(relation, []).append(id)
    if written:
        yield "links:"
    for relation, ids in written.items():
        yield f"  {relation}: [{', '.join(ids)}]"
