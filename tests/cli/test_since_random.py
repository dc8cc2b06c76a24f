"""`kg check --since` on random sequences of edits, against what a plain bookkeeping of ids says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_check_since import commit, git

if TYPE_CHECKING:
    from tests.conftest import Kg

FOLDERS = {"theory": "theories", "phenomenon": "phenomena", "mechanism": "mechanisms"}
NAMES = [f"hum-{letter}" for letter in "abcd"]


class Books:
    """An atlas as it would be kept in a notebook: which ids there are, where each lies, which are retired."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.places: dict[str, str] = {}
        self.retired: list[str] = []

    def copy(self, root: Path) -> Books:
        other = Books(root)
        other.places, other.retired = dict(self.places), list(self.retired)
        return other

    def add(self, id: str, below: str = "") -> None:
        kind, _, name = id.partition("/")
        self.places[id] = f"entries/{FOLDERS[kind]}/{below}{name}.yaml"
        path = self.root / self.places[id]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"title: The {kind} called {name[-1] * 9}\nlayers: [bed]\nsummary: One.\n")

    def remove(self, id: str) -> None:
        (self.root / self.places.pop(id)).unlink()

    def bury(self, id: str) -> None:
        self.retired.append(id)
        self.write_graves()

    def dig_out(self, id: str) -> None:
        self.retired.remove(id)
        self.write_graves()

    def write_graves(self) -> None:
        rows = "".join(f"  - {{id: {id}, reason: it went}}\n" for id in self.retired)
        (self.root / "entries/retired.yaml").write_text(f"retired:\n{rows}" if rows else "retired: []\n")


def edited(books: Books, random: Random) -> None:
    """One thing that somebody does, well or badly."""
    free = sorted({f"{kind}/{name}" for kind in FOLDERS for name in NAMES} - books.places.keys())
    here = sorted(books.places)
    match random.choice(("add", "remove", "retire", "kind", "move", "bury", "dig", "text")):
        case "add" if free:
            # Also an id that was retired once.
            books.add(random.choice(free))
        case "remove" if here:
            books.remove(random.choice(here))
        case "retire" if here:
            books.remove(id := random.choice(here))
            if id not in books.retired:
                books.bury(id)
        case "kind" if here:
            old = random.choice(here)
            new = f"{random.choice(sorted(FOLDERS))}/{old.partition('/')[2]}"
            if new not in books.places:
                books.remove(old)
                books.add(new)
        case "move" if here:
            # To another folder of the same kind: the id stays.
            books.remove(id := random.choice(here))
            books.add(id, random.choice(("", "deeper/", "old/er/")))
        case "bury" if free and (id := random.choice(free)) not in books.retired:
            books.bury(id)
        case "dig" if books.retired:
            books.dig_out(random.choice(books.retired))
        case "text" if here:
            path = books.root / books.places[random.choice(here)]
            path.write_text(path.read_text() + "# a word more\n")


def expected(before: Books, after: Books) -> list[tuple[str, str, str]]:
    """Path, rule, and the id that is named."""
    found = [
        (path, "removed-id", id)
        for id, path in before.places.items()
        if id not in after.places and id not in after.retired
    ]
    found += [("entries/retired.yaml", "removed-id", id) for id in before.retired if id not in after.retired]
    found += [(path, "retired-id-used", id) for id, path in after.places.items() if id in after.retired]
    return sorted(found)


@pytest.mark.parametrize("seed", range(6))
def test_ids_are_permanent_whatever_is_edited(kg: Kg, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    before = Books(tmp_path / "main")
    (before.root / "entries/layers").mkdir(parents=True)
    (before.root / "entries/layers/bed.yaml").write_text("title: Bed\norder: 1\nbasis: ours\nsummary: What grows.\n")
    for id in random.sample([f"{kind}/{name}" for kind in FOLDERS for name in NAMES], 6):
        before.add(id) if random.random() < 0.7 else before.bury(id)
    git(before.root, "init", "--quiet", "--initial-branch=main")
    commit(before.root)
    rules = set()
    for number in range(6):
        after = before.copy(Path(shutil.copytree(before.root, tmp_path / str(number))))
        git(after.root, "checkout", "--quiet", "-b", "mine")
        for _ in range(random.randint(1, 6)):
            edited(after, random)
            if random.random() < 0.15:
                commit(after.root)
        outcome = kg("check", "--since", "main", "--format", "json", atlas=after.root)
        findings = json.loads(outcome.stdout)["findings"]
        found = sorted((one["path"], one["rule"], one["message"].split("'")[1]) for one in findings)
        assert found == expected(before, after), number
        assert outcome.exit_code == bool(found)
        assert all(one["help"] for one in findings)
        rules |= {rule for _, rule, _ in found}
    assert "removed-id" in rules
