"""The site while its entries are edited: after any run of edits, every file is the same bytes as in a clean build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from weakref import ref

import pytest

from kg import catalogue, graph
from kg.diagnostics import Severity
from kg.publish.book import Book
from kg.publish.live import STATES, Live
from kg.publish.outputs import outputs_of
from kg.publish.pages import SiteSettings
from kg.settings import Atlas
from tests.conftest import TOY

SITE = SiteSettings(name="The garden", live=True)


@pytest.fixture
def root(tmp_path: Path, toy: Path) -> Path:
    shutil.copytree(toy / "entries", tmp_path / "entries")
    return tmp_path


def started(root: Path) -> Live:
    live = Live(Atlas(root))
    live.show(graph.build(catalogue.load(Atlas(root))), SITE)
    return live


def clean(root: Path, site: SiteSettings = SITE) -> dict[str, str] | None:
    """Every file as a build from nothing makes it; None where a file cannot be read."""
    loaded = catalogue.load(Atlas(root))
    if any(finding.severity is Severity.ERROR for finding in loaded.findings):
        return None
    book = Book(graph.build(loaded), site)
    # As a build makes it, which finds out about all entries at once.
    book.singly = False
    return {output.address: output.make() for output in outputs_of(book)}


def shown(live: Live) -> dict[str, str]:
    assert live.shelf is not None
    made = {address: live.shelf.find(address) for address in live.shelf.files}
    return {address: make() for address, make in made.items() if make}


def compare(live: Live, root: Path, site: SiteSettings = SITE) -> None:
    wanted = clean(root, site)
    assert wanted is not None
    found = shown(live)
    assert found.keys() == wanted.keys()
    assert [address for address in wanted if found[address] != wanted[address]] == []


# Each takes the files of the atlas and chooses by `Random` what it does to which.


def _pick(root: Path, random: Random, pattern: str = "*/*.yaml") -> Path:
    return random.choice(sorted((root / "entries").glob(pattern)))


def _id(path: Path) -> str:
    kinds = {"theories": "theory", "phenomena": "phenomenon", "quantities": "quantity"}
    return f"{kinds.get(path.parent.name, path.parent.name.removesuffix('s'))}/{path.stem}"


def retitle(root: Path, random: Random) -> None:
    path = _pick(root, random)
    path.write_text(re.sub("(?m)^title: .*", f"title: Title {random.random()}", path.read_text("utf-8")), "utf-8")


def mention(root: Path, random: Random) -> None:
    """A new back-link from prose."""
    path, other = _pick(root, random), _pick(root, random)
    path.write_text(
        re.sub("(?m)^body: (.|\n )*\n", "", path.read_text("utf-8")) + f"body: See [[{_id(other)}]].\n", "utf-8"
    )


def link(root: Path, random: Random) -> None:
    """Links, new or gone: back-links, chains, gaps and facts move."""
    relation, folder, others = random.choice(LINKS)
    if not [*root.glob(f"entries/{folder}/*.yaml")] or not [*root.glob(f"entries/{others}/*.yaml")]:
        return
    path, other = _pick(root, random, f"{folder}/*.yaml"), _id(_pick(root, random, f"{others}/*.yaml"))
    text = re.sub("(?ms)^links:.*?(?=^\\S|\\Z)", "", path.read_text("utf-8"))
    if random.random() < 0.7 and other != _id(path):
        system, standing = (
            _id(_pick(root, random, "systems/*.yaml")),
            random.choice(("supported", "contested", "refuted")),
        )
        text += f"links:\n  {relation}:\n    - {{to: {other}, in: [{system}], standing: {standing}}}\n"
    path.write_text(text, "utf-8")


LINKS = (
    ("specialises", "theories", "theories"), ("states", "theories", "results"), ("explains", "theories", "phenomena"),
    ("explained_by", "phenomena", "results"), ("rests_on", "phenomena", "mechanisms"), ("observed_in", "phenomena", "systems"),
    ("part_of", "mechanisms", "mechanisms"), ("observed_in", "mechanisms", "systems"), ("described_in", "mechanisms", "theories"),
    ("depends_on", "results", "results"), ("supersedes", "results", "results"), ("estimated_by", "quantities", "methods"),
)  # fmt: skip


def restate(root: Path, random: Random) -> None:
    if not [*root.glob("entries/results/*.yaml")]:
        return
    path = _pick(root, random, "results/*.yaml")
    text = re.sub("(?m)^standing: .*\n", "", path.read_text("utf-8"))
    path.write_text(
        text + f"standing: {random.choice(('supported', 'contested', 'refuted', 'conjectured'))}\n", "utf-8"
    )


def add(root: Path, random: Random) -> None:
    path = _pick(root, random)
    shutil.copy(path, path.with_name(f"new-{random.randrange(1000)}.yaml"))


def delete(root: Path, random: Random) -> None:
    path = _pick(root, random)
    # Somebody else may name it still, which the pages have to bear.
    if path.parent.name not in ("layers", "systems") or random.random() < 0.3:
        path.unlink()


def rename(root: Path, random: Random) -> None:
    path = _pick(root, random)
    path.rename(path.with_name(f"moved-{random.randrange(1000)}.yaml"))


def move(root: Path, random: Random) -> None:
    """Into a folder below that of its kind, which means nothing, or back."""
    path = _pick(root, random)
    (path.parent / "deeper").mkdir(exist_ok=True)
    path.rename(path.parent / "deeper" / path.name)
    if random.random() < 0.5:
        (path.parent / "deeper" / path.name).rename(path)


def clear(root: Path, random: Random) -> None:
    """The last entry of a kind goes: its list is empty."""
    for path in (root / "entries" / random.choice(("methods", "paths", "predictions", "papers", "results"))).glob(
        "*.yaml"
    ):
        path.unlink()


def come_back(root: Path, random: Random) -> None:
    """An entry as it was at the beginning, perhaps the first of its kind now."""
    path = _pick(TOY, random)
    kept = root / path.relative_to(TOY)
    if not [*root.glob(f"entries/{path.parent.name}/**/{path.name}")]:
        shutil.copy(path, kept)


def swap(root: Path, random: Random) -> None:
    """What editors leave beside a file, and how they write it."""
    path = _pick(root, random)
    path.with_name(f".{path.name}.swp").write_bytes(b"\0swap")
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(path.read_text("utf-8").replace("title: ", "title: Ever ", 1), "utf-8")
    fresh.replace(path)


def bury(root: Path, random: Random) -> None:
    path = root / "entries/retired.yaml"
    path.write_text(f"retired: [{{id: theory/gone-{random.randrange(1000)}, reason: merged}}]\n", "utf-8")


EDITS: tuple[Callable[[Path, Random], None], ...] = (
    retitle, mention, link, link, link, restate, add, delete, rename, bury, move, clear, come_back, swap,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_after_any_edits_every_file_is_that_of_a_clean_build(root: Path, seed: int) -> None:
    random = Random(seed)
    live = started(root)
    pages = sorted(clean(root) or ())
    for _ in range(7):
        for edit in random.choices(EDITS, k=random.randint(1, 3)):
            edit(root, random)
        live.refresh()
        assert not live.refused
        assert live.shelf is not None
        # What has been asked for before an edit must not show after it.
        for id in random.sample(sorted(live.shelf.book.records), 5):
            make = live.shelf.find(f"{id}/index.html")
            assert make and make()
        for address in random.sample(pages, 5):
            make = live.shelf.find(address)
            assert make is None or make()
        if random.random() < 0.5:
            compare(live, root)
    compare(live, root)


def test_broken_file_keeps_the_pages_and_the_mended_one_shows_with_all_that_came_between(root: Path) -> None:
    live = started(root)
    before = shown(live)
    broken = root / "entries/theories/slow-root.yaml"
    sound = broken.read_text("utf-8")
    broken.write_text("title: [\n", "utf-8")
    assert not live.refresh()
    assert [finding.span.path for finding in live.refused] == ["entries/theories/slow-root.yaml"]
    retitle(root, Random(1))
    assert not live.refresh()
    assert shown(live) == before
    broken.write_text(sound.replace("title: ", "title: Very "), "utf-8")
    assert live.refresh()
    assert not live.refused
    compare(live, root)


def test_file_that_says_the_same_changes_nothing(root: Path) -> None:
    live = started(root)
    path = root / "entries/theories/slow-root.yaml"
    path.write_bytes(path.read_bytes())
    shelf = live.shelf
    assert not live.refresh()
    assert live.shelf is shelf


def test_same_prose_keeps_the_facts_and_another_link_does_not(root: Path) -> None:
    live = started(root)
    assert live.shelf is not None
    facts = live.shelf.book.facts
    path = root / "entries/theories/slow-root.yaml"
    path.write_text(re.sub("(?m)^title: .*", "title: Quick stem", path.read_text("utf-8")), "utf-8")
    assert live.refresh()
    assert live.shelf.book.facts is facts
    link(root, Random(5))
    assert live.refresh()
    assert live.shelf.book.facts is not facts


def test_page_of_an_entry_is_made_without_a_list_of_all_pages(root: Path) -> None:
    live = started(root)
    assert live.shelf is not None
    assert live.shelf.find("theory/slow-root/index.html")
    assert live.shelf.find("theory/slow-root") is None
    assert "files" not in live.shelf.__dict__
    assert live.shelf.find("theory/none/index.html") is None


def test_states_that_are_over_leave_memory(root: Path) -> None:
    live = started(root)
    assert live.shelf is not None
    books = [ref(live.shelf.book)]
    for number in range(STATES):
        make = live.shelf.find("index.html")
        assert make and make()
        retitle(root, Random(number))
        assert live.refresh()
        books.append(ref(live.shelf.book))
    live.tidy()
    # What was asked last of a graph or a book may still be remembered by the one who asks.
    assert sum(book() is not None for book in books) <= 3


def test_build_of_the_same_entries_keeps_what_is_known_of_them(root: Path) -> None:
    live = started(root)
    assert live.shelf is not None
    live.shelf.book.named  # noqa: B018 - asked for, so that it is known
    before = live.shelf.book
    retitle(root, Random(1))
    assert live.refresh()
    known = live.shelf.book.graph.catalogue
    live.show(graph.build(known), replace(SITE, name="Another garden"))
    assert live.shelf.book.site.name == "Another garden"
    assert "named" in live.shelf.book.__dict__
    assert live.shelf.book is not before
    compare(live, root, replace(SITE, name="Another garden"))
