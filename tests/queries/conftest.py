"""Catalogues made in memory of a few lines of YAML each: no file is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kg import graph as graphs
from kg.catalogue import Catalogue, Record
from kg.graph import Graph
from kg.schema.decode import decode
from kg.schema.kinds import kinds
from kg.settings import Atlas
from kg.source.files import SourceFile
from kg.source.tree import parse

NEEDED = {
    "layer": "order: 1\nbasis: ours\n",
    "paper": "authors: ['Moss, Ada']\nissued: 2031\nidentifiers: {url: 'https://example.org/moss'}\n",
    "path": "steps: [{entry: theory/phase-change, why: it comes first}]\n",
    "prediction": "timing: retrodiction\nexpected: {statement: it hums}\noutcome: untested\n",
    "problem": "status: open\n",
    "result": "rigour: hypothesis\n",
    "system": "scale: toy\n",
}


def text_of(id: str, yaml: str) -> str:
    """The lines given, and before them the fields that an entry of this kind cannot do without."""
    kind, _, name = id.partition("/")
    needed = f"title: {name.replace('-', ' ').capitalize()}\nsummary: Made up.\nlayers: [bed]\n{NEEDED.get(kind, '')}"
    given = {line.partition(":")[0] for line in yaml.splitlines() if line[:1].isalpha()}
    return "".join(f"{line}\n" for line in needed.splitlines() if line.partition(":")[0] not in given) + yaml


@pytest.fixture(scope="session")
def catalogue_of() -> Callable[[Mapping[str, str]], Catalogue]:
    """Ids with the lines that matter to a catalogue of sound entries."""

    def make(entries: Mapping[str, str]) -> Catalogue:
        records = {}
        for id in sorted({"layer/bed": "", **entries}):
            kind, _, name = id.partition("/")
            path = f"entries/{kinds()[kind].folder}/{name}.yaml"
            tree, problems = parse(SourceFile(path, text_of(id, entries.get(id, ""))))
            assert tree, problems
            entry, problems = decode(tree, kind)
            assert entry, problems
            records[id] = Record(id, kind, entry, tree)
        return Catalogue(Atlas(Path("garden")), records, frozenset(records), (), len(records))

    return make


@pytest.fixture(scope="session")
def graph_of(catalogue_of: Callable[[Mapping[str, str]], Catalogue]) -> Callable[[Mapping[str, str]], Graph]:
    def make(entries: Mapping[str, str]) -> Graph:
        return graphs.build(catalogue_of(entries))

    return make
