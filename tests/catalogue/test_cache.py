"""What earlier runs found out: the same answers with it and without, whatever becomes of the files, the cache, or the tool."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg import catalogue, checks, discover, reports
from kg.catalogue import cache as caches
from kg.catalogue import tool
from kg.catalogue.cache import Cache, opened
from kg.schema.kinds import folders
from kg.schema.stand_in import StandIn, plain, real
from kg.settings import Atlas

if TYPE_CHECKING:
    from tests.conftest import AtlasOf, Kg

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder for each test."""
    folder = tmp_path / "caches"
    monkeypatch.setenv("KG_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def garden(toy: Path, tmp_path: Path) -> Path:
    """A copy of the toy atlas, to be changed."""
    shutil.copytree(toy, tmp_path / "garden")
    return tmp_path / "garden"


def cache_of(root: Path) -> Cache:
    found = opened(Atlas(root))
    assert found
    return found


def files_of(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


# Every way of asking, so that an entry rebuilt from the cache is looked at from all sides.
QUESTIONS = (
    *(("check", "--format", format) for format in reports.formats()),
    ("check", "--strict", "entries/phenomena"),
    ("show", "dusk-hum"),
    ("show", "moss-2031-bloom"),
    ("show", "theories/phase-change"),
    ("find", "blom"),
    ("find", "moss", "--format", "json"),
    ("list", "paper", "--format", "json"),
    ("list", "result", "--format", "csv"),
    ("trace", "phase-change", "--format", "json"),
    ("trace", "--up", "root-gate"),
    ("gaps", "--stubs", "--ids", "--most", "200"),
    ("stats", "--format", "json"),
    ("matrix",),
    ("scoreboard",),
    ("why", "phase-change", "late-bloom"),
    ("compute", "plant-count=100"),
    ("export", "json"),
    ("export", "bibtex"),
)


def ask(kg: Kg, root: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.chdir(root)
    return [kg(*words, atlas=root) for words in QUESTIONS]


def ask_anew(kg: Kg, root: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.chdir(root)
    return [kg("--no-cache", *words, atlas=root) for words in QUESTIONS]


def edits(root: Path, chance: random.Random) -> Iterator[str]:
    """Random changes to an atlas, one after the other: what people, editors and version control do to it."""
    entries = root / "entries"
    saved: dict[Path, bytes] = {}
    for number in range(1_000):
        paths = sorted(path for path in entries.rglob("*.yaml") if path.is_file())
        path = chance.choice(paths)
        data = path.read_bytes()
        what = chance.choice(
            ("add", "delete", "rename", "move", "cut", "slip", "swap", "mend", "title", "retire", "odd", "touch")
        )
        if what == "add":
            path.with_name(f"{path.stem[:60]}-{number}.yaml").write_bytes(data)
        elif what == "delete":
            saved.setdefault(path, data)
            path.unlink()
        elif what == "rename":
            path.rename(path.with_name(f"new-{number}.yaml"))
        elif what == "move":
            folder = entries / chance.choice(sorted(folders()))
            folder.mkdir(exist_ok=True)
            path.rename(folder / path.name)
        elif what == "cut":
            saved.setdefault(path, data)
            path.write_bytes(data[: chance.randrange(len(data) + 1)])
        elif what == "slip":
            saved.setdefault(path, data)
            at = chance.randrange(len(data) + 1)
            path.write_bytes(
                data[:at] + chance.choice((b"x", b"\n", b" ", b"'", b"[", b":", b"\xff", b"\t")) + data[at:]
            )
        elif what == "swap":
            other = chance.choice(paths)
            path.write_bytes(other.read_bytes())
            other.write_bytes(data)
        elif what == "mend" and saved:
            whole, before = saved.popitem()
            whole.parent.mkdir(exist_ok=True)
            whole.write_bytes(before)
        elif what == "title":
            path.write_bytes(data.replace(b"title: ", b"title: Very ", 1))
        elif what == "retire":
            grave = f"retired:\n  - {{id: phenomenon/gone-{number}, reason: gone}}\n"
            (entries / "retired.yaml").write_text(chance.choice((grave, "retired: x\n", "")))
        elif what == "odd":
            (entries / "systems" / chance.choice(("Bad Name.yaml", "a.yml", "note.txt"))).write_text("title: x\n")
        elif what == "touch":
            os.utime(path)
        yield f"{number}: {what} {path.relative_to(root)}"


@pytest.mark.parametrize("seed", range(4))
def test_answers_are_the_same_with_the_cache_and_without_after_random_edits(
    kg: Kg, garden: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    assert ask(kg, garden, monkeypatch) == ask_anew(kg, garden, monkeypatch)
    done = []
    for _, change in zip(range(9), edits(garden, random.Random(seed)), strict=False):
        done.append(change)
        # Twice: what this run remembers is what the next one is told.
        first, second = ask(kg, garden, monkeypatch), ask(kg, garden, monkeypatch)
        anew = ask_anew(kg, garden, monkeypatch)
        for words, one, two, other in zip(QUESTIONS, first, second, anew, strict=True):
            assert one == other, (words, done)
            assert two == other, (words, done)


@pytest.mark.parametrize("seed", range(100, 112))
def test_findings_and_entries_are_the_same_after_many_random_edits(garden: Path, seed: int) -> None:
    atlas = Atlas(garden)
    cache = cache_of(garden)
    done = []
    for _, change in zip(range(40), edits(garden, random.Random(seed)), strict=False):
        done.append(change)
        taken = catalogue.snapshot(atlas)
        anew = checks.run(catalogue.assemble(taken))
        assert checks.judge(taken, cache) == anew, done
        known = catalogue.load(atlas, cache=cache_of(garden))
        plain = catalogue.load(atlas)
        assert list(known.records) == list(plain.records), done
        for id, record in plain.records.items():
            assert known.records[id].entry == record.entry
            assert known.records[id].tree.data == record.tree.data
        assert known.findings == plain.findings
        assert known.retired == plain.retired
        assert [(r.id, found) for r, found in known.references] == [(r.id, found) for r, found in plain.references]
        assert [t.data for _, t in known.rejected] == [t.data for _, t in plain.rejected]
    assert any("mend" in change for change in done)


def test_an_entry_of_an_earlier_run_is_the_same_in_every_field(toy: Path, garden: Path) -> None:
    catalogue.load(Atlas(garden), cache=cache_of(garden))
    known, anew = catalogue.load(Atlas(garden), cache=cache_of(garden)), catalogue.load(Atlas(toy))
    for id, record in anew.records.items():
        stand_in: Any = known.records[id].entry
        assert isinstance(stand_in, StandIn)
        assert_same(stand_in, record.entry)
        assert stand_in == record.entry
        assert record.entry == stand_in
        assert repr(stand_in) == repr(record.entry)
        assert real(stand_in) == record.entry
        assert type(real(stand_in)) is type(record.entry)
        assert stand_in.model_dump() == record.entry.model_dump()
        for link, other in zip(
            (link for links in stand_in.links.values() for link in links),
            (link for links in record.entry.links.values() for link in links),
            strict=True,
        ):
            assert hash(link) == hash(other)


def test_an_entry_of_an_earlier_run_is_the_same_as_plain_data(garden: Path) -> None:
    atlas = Atlas(garden)
    catalogue.load(atlas, cache=cache_of(garden))
    known = catalogue.load(atlas, cache=cache_of(garden))
    whole, options = set(), {"mode": "json", "by_alias": True, "exclude_none": True}
    for id, record in catalogue.load(atlas).records.items():
        for without in (set(), {"links", "title"}):
            # Beside pydantic, and in its order; as text, for there a number with a point is not one without.
            expected = json.dumps(record.entry.model_dump(**options, exclude=without))
            assert json.dumps(plain(known.records[id].entry, without)) == expected
            assert json.dumps(plain(record.entry, without)) == expected
        whole |= {type(record.entry), *(type(link) for links in record.entry.links.values() for link in links)}
    assert len(whole) == len(folders()) + 1


def assert_same(one: Any, other: Any) -> None:
    """Equal, and of the same types down to the last text and number."""
    if isinstance(one, StandIn):
        assert list(vars(one)) == list(vars(other))
        for name, value in vars(one).items():
            assert_same(value, getattr(other, name))
    elif isinstance(one, tuple | dict):
        assert type(one) is type(other)
        assert list(one) == list(other)
        for key in range(len(one)) if isinstance(one, tuple) else one:
            assert_same(one[key], other[key])
    else:
        assert (one, type(one)) == (other, type(other))


def test_the_atlas_of_this_repository_reads_the_same(tmp_path: Path) -> None:
    atlas = Atlas(ROOT)
    catalogue.load(atlas, cache=cache_of(ROOT))
    known, plain = catalogue.load(atlas, cache=cache_of(ROOT)), catalogue.load(atlas)
    assert len(plain.records) > 100
    for id, record in plain.records.items():
        assert isinstance(known.records[id].entry, StandIn)
        assert_same(known.records[id].entry, record.entry)


def test_an_entry_of_an_earlier_run_cannot_be_changed(garden: Path) -> None:
    catalogue.load(Atlas(garden), cache=cache_of(garden))
    entry: Any = catalogue.load(Atlas(garden), cache=cache_of(garden)).records["phenomenon/dusk-hum"].entry
    for change in (lambda: setattr(entry, "title", "x"), lambda: delattr(entry, "title")):
        with pytest.raises(AttributeError, match="frozen"):
            change()
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        _ = entry.colour


Harm = Callable[[Path, list[Path]], None]


def _cut(part: float) -> Harm:
    return lambda path, _: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)]) and None


def _flip(part: float) -> Harm:
    def flip(path: Path, _: list[Path]) -> None:
        data = bytearray(path.read_bytes())
        data[int((len(data) - 1) * part)] ^= 1
        path.write_bytes(data)

    return flip


def _swapped(path: Path, all: list[Path]) -> None:
    other = next(one for one in all if one.name != path.name)
    path.write_bytes(other.read_bytes())


def _linked(path: Path, _: list[Path]) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _folder(path: Path, _: list[Path]) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path, _: list[Path]) -> None:
    path.unlink()
    os.mkfifo(path)


HARMS: dict[str, Harm] = {
    "deleted": lambda path, _: path.unlink(),
    "emptied": _cut(0),
    "cut in its head": _cut(0.01),
    "cut in half": _cut(0.5),
    "cut at its end": _cut(0.999),
    "flipped at its begin": _flip(0),
    "flipped in the middle": _flip(0.5),
    "flipped at its end": _flip(1),
    "swapped": _swapped,
    "a link": _linked,
    "a folder": _folder,
    **({"a pipe": _pipe} if hasattr(os, "mkfifo") else {}),
    "other bytes": lambda path, _: path.write_bytes(b"\x80\x04K\x01.") and None,
    "writable by all": lambda path, _: path.chmod(0o666),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_cache_counts_as_none(garden: Path, place: Path, harm: str) -> None:
    slip = garden / "entries/phenomena/silent-noon.yaml"
    slip.write_text(slip.read_text().replace("observed_in:", "observd_in:"))
    atlas = Atlas(garden)
    wanted = checks.judge(catalogue.snapshot(atlas), cache_of(garden))
    assert wanted
    made = files_of(place)
    assert {path.name for path in made} >= {"index", "entries-00"}
    for number in range(len(made)):
        path = files_of(place)[number]
        HARMS[harm](path, files_of(place))
        taken = catalogue.snapshot(atlas)
        cache = cache_of(garden)
        if path.name == "index":
            assert cache.findings(taken.digest) is None
            assert cache.folders is None
        else:
            assert any(
                cache.entry(f.name, f.key, f.kind) is None
                for f in taken.files
                if caches._number(f.name) == _number_of(path)
            )
        assert checks.judge(taken, cache) == wanted
        assert checks.run(catalogue.load(atlas, cache=cache_of(garden))) == wanted
        shutil.rmtree(place)
        checks.judge(taken, cache_of(garden))


def _number_of(path: Path) -> int:
    return int(path.name.partition("-")[2])


def test_the_cache_of_another_atlas_put_in_its_place_does_no_harm(garden: Path, place: Path, atlas_of: AtlasOf) -> None:
    other = atlas_of({"systems/two-layer-toy.yaml": "title: Another\nscale: toy\nsummary: It sings.\n"})
    checks.judge(catalogue.snapshot(Atlas(other)), cache_of(other))
    [stranger] = place.iterdir()
    wanted = checks.judge(catalogue.snapshot(Atlas(garden)), cache_of(garden))
    [own] = (path for path in place.iterdir() if path != stranger)
    shutil.rmtree(own)
    stranger.rename(own)
    assert checks.judge(catalogue.snapshot(Atlas(garden)), cache_of(garden)) == wanted
    found = catalogue.load(Atlas(garden), cache=cache_of(garden))
    assert (
        found.records["system/two-layer-toy"].entry
        == catalogue.load(Atlas(garden)).records["system/two-layer-toy"].entry
    )


def test_a_cache_that_lies_in_the_atlas_is_never_read(
    garden: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a pull request brings along cannot speak for itself."""
    checks.judge(catalogue.snapshot(Atlas(garden)), cache_of(garden))
    monkeypatch.delenv("KG_CACHE_DIR")
    monkeypatch.setenv("HOME", str(place / "nobody"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for folder in (garden / ".cache", garden / "entries" / ".cache", garden / ".cache" / "kg-atlas" / "entries"):
        shutil.copytree(place, folder, dirs_exist_ok=True)
        taken = catalogue.snapshot(Atlas(garden))
        assert cache_of(garden).findings(taken.digest) is None
    location = caches.location()
    assert location
    assert not location.is_relative_to(garden)


def test_a_cache_of_another_version_is_not_believed(garden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = catalogue.snapshot(Atlas(garden))
    checks.judge(taken, cache_of(garden))
    assert cache_of(garden).findings(taken.digest) == []
    monkeypatch.setattr(tool, "digest", lambda: "0" * 32)
    changed = cache_of(garden)
    assert changed.findings(taken.digest) is None
    assert all(changed.entry(file.name, file.key, file.kind) is None for file in taken.files)


def _tool(script: str, package: Path, env: dict[str, str] | None = None) -> str:
    code = f"import sys; sys.path.insert(0, {str(package)!r}); from kg.catalogue import tool; {script}; print(tool.digest())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=package,
        env={**os.environ, **(env or {})},
    )
    return done.stdout.strip()


def test_the_tool_is_another_where_its_code_its_libraries_or_python_changed(tmp_path: Path) -> None:
    package = tmp_path / "copy"
    shutil.copytree(ROOT / "kg", package / "kg", ignore=shutil.ignore_patterns("__pycache__", "theme", "templates"))
    env = {"PYTHONPATH": str(package)}
    before = _tool("pass", package, env)
    assert len(before) == 32
    assert _tool("pass", package, env) == before
    # The same length, at the same time: neither size nor date gives it away.
    rule = package / "kg/checks/self_link.py"
    about, text = rule.stat(), rule.read_text()
    rule.write_text(text.replace("self-link", "self-lynk"))
    os.utime(rule, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert rule.stat().st_size == about.st_size
    assert _tool("pass", package, env) != before
    rule.write_text(text)
    assert _tool("pass", package, env) == before
    # What no finding depends on does not count.
    command = package / "kg/cli/commands/show.py"
    command.write_text(command.read_text() + "\n# shown otherwise\n")
    assert _tool("pass", package, env) == before
    assert _tool("sys.version = '3.99'", package, env) != before
    (package / "pydantic-99.0.dist-info").mkdir()
    assert _tool("pass", package, env) != before


def test_nothing_is_remembered_and_nothing_asked_with_no_cache(
    kg: Kg, garden: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kg("--no-cache", "check", atlas=garden).exit_code == 0
    assert not place.exists()
    monkeypatch.setenv("KG_NO_CACHE", "1")
    assert kg("check", atlas=garden).exit_code == 0
    assert not place.exists()
    monkeypatch.setenv("KG_NO_CACHE", "0")
    kg("check", atlas=garden)
    assert place.exists()


def test_the_site_asks_nothing_and_remembers_nothing_with_no_cache(kg: Kg, garden: Path, place: Path) -> None:
    (garden / "mkdocs.yml").write_text(
        "site_name: Garden\ndocs_dir: pages\ntheme: {name: kg}\nplugins: [{kg: {fulltext: false}}]\n"
    )
    (garden / "pages").mkdir(exist_ok=True)
    assert kg("--no-cache", "site", atlas=garden).exit_code == 0
    assert not place.exists()
    assert kg("site", atlas=garden).exit_code == 0
    assert place.exists()


def test_a_cache_that_cannot_be_written_is_done_without(
    kg: Kg, garden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for folder in (file, file / "below", Path("/proc/nowhere")):
        monkeypatch.setenv("KG_CACHE_DIR", str(folder))
        outcome = kg("check", atlas=garden)
        assert (outcome.exit_code, outcome.output) == (0, "39 files: no findings\n")
    assert file.read_text() == ""


@pytest.mark.parametrize("call", ["open", "replace", "mkdir"])
def test_a_disk_that_is_full_leaves_no_half_written_file(
    garden: Path, place: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    taken = catalogue.snapshot(Atlas(garden))
    true = getattr(os, call)

    def failing(path: Any, *rest: Any, **named: Any) -> Any:
        if str(path).startswith(str(place)):
            raise OSError(28, "No space left on device")
        return true(path, *rest, **named)

    with monkeypatch.context() as patch:
        patch.setattr(f"os.{call}", failing)
        assert checks.judge(taken, cache_of(garden)) == []
    assert files_of(place) == []
    assert checks.judge(taken, cache_of(garden)) == []
    assert cache_of(garden).findings(taken.digest) == []


def test_many_runs_at_once_find_the_same(garden: Path, place: Path) -> None:
    slip = garden / "entries/phenomena/silent-noon.yaml"
    sound = slip.read_text()
    command = [sys.executable, "-m", "kg", "--atlas", str(garden), "check", "--format", "concise"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    wanted = {}
    for text in (sound, sound.replace("observed_in:", "observd_in:")):
        slip.write_text(text)
        wanted[text] = subprocess.run(
            [*command[:3], "--no-cache", *command[3:]], env=environment, capture_output=True
        ).stdout
    assert wanted[sound] == b""
    for text in (*wanted, *wanted):
        slip.write_text(text)
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
            for _ in range(5)
        ]
        assert {one.communicate()[0] for one in running} == {wanted[text]}
    assert not [path for path in files_of(place) if path.suffix == ".tmp"]


def test_the_cache_does_not_grow_without_end(garden: Path, place: Path) -> None:
    def size() -> int:
        return sum(path.stat().st_size for path in files_of(place))

    atlas, path = Atlas(garden), garden / "entries/phenomena/dusk-hum.yaml"
    checks.judge(catalogue.snapshot(atlas), cache_of(garden))
    text = path.read_text()
    first = size()
    for number in range(40):
        path.write_text(text.replace("title: ", f"title: {number} ", 1))
        checks.judge(catalogue.snapshot(atlas), cache_of(garden))
    index = json.loads(next(path for path in files_of(place) if path.name == "index").read_bytes()[5 + 16 + 16 :])
    assert len(index["findings"]) == caches._ANSWERS
    assert size() < first * 1.3


def test_only_so_many_atlases_are_remembered_and_other_folders_left_alone(
    atlas_of: AtlasOf, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "_ATLASES", 3)
    stranger = place / "a note"
    stranger.mkdir(parents=True)
    (stranger / "index").write_text("mine")
    alike = place / ("f" * 24)
    alike.mkdir()
    (alike / "letter.txt").write_text("mine")
    made = atlas_of({"systems/a.yaml": "title: A\nscale: toy\nsummary: It sings.\n"})
    for number in range(6):
        root = tmp_path / f"atlas-{number}"
        shutil.copytree(made, root)
        checks.judge(catalogue.snapshot(Atlas(root)), cache_of(root))
    ours = [path for path in place.iterdir() if path not in (stranger, alike)]
    assert len(ours) <= 4
    assert (stranger / "index").read_text() == "mine"
    assert (alike / "letter.txt").read_text() == "mine"


def test_half_written_files_of_killed_runs_go_after_a_while(garden: Path, place: Path) -> None:
    taken = catalogue.snapshot(Atlas(garden))
    checks.judge(taken, cache_of(garden))
    [folder] = place.iterdir()
    old, young = folder / "index.1.2.tmp", folder / "index.3.4.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    (garden / "entries/paths/first-evening.yaml").unlink()
    checks.judge(catalogue.snapshot(Atlas(garden)), cache_of(garden))
    assert not old.exists()
    assert young.exists()


@pytest.mark.parametrize(
    ("platform", "variables", "wanted"),
    [
        ("linux", {"HOME": "/home/ada"}, "/home/ada/.cache/kg-atlas/entries"),
        ("linux", {"HOME": "/home/ada", "XDG_CACHE_HOME": "/var/cache/ada"}, "/var/cache/ada/kg-atlas/entries"),
        ("linux", {"HOME": "/home/ada", "XDG_CACHE_HOME": "here"}, "/home/ada/.cache/kg-atlas/entries"),
        ("darwin", {"HOME": "/Users/ada"}, "/Users/ada/Library/Caches/kg-atlas/entries"),
        ("linux", {"HOME": "/home/ada", "KG_CACHE_DIR": "/fast"}, "/fast"),
        ("linux", {"HOME": "/home/ada", "KG_CACHE_DIR": "/fast", "KG_NO_CACHE": "1"}, None),
    ],
)
def test_the_cache_lies_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], wanted: str | None
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "KG_CACHE_DIR", "KG_NO_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert caches.location() == (Path(wanted) if wanted else None)


def test_nothing_in_the_cache_can_be_run(garden: Path, place: Path) -> None:
    """It is JSON under a checksum, and is read as nothing else."""
    checks.judge(catalogue.snapshot(Atlas(garden)), cache_of(garden))
    for path in files_of(place):
        data = path.read_bytes()
        assert data.startswith(b"kg 1 ")
        assert isinstance(json.loads(data[5 + 16 + 16 :]), dict)
    imported = (ROOT / "kg/catalogue/cache.py").read_text() + (ROOT / "kg/schema/stand_in.py").read_text()
    assert not any(word in imported for word in ("pickle", "marshal", "eval(", "exec("))


def test_every_kind_has_a_shape() -> None:
    shapes = discover.module("kg.schema", "shapes").shapes()
    assert set(shapes["kinds"]) == set(shapes["folders"].values())
