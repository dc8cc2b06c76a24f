"""Every long command, interrupted at moments of its run: it says so in one word, leaves with 130, and nothing is half-written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

from tests.online.conftest import TOY as DEEP
from tests.online.conftest import Services, entry, reply, services

if TYPE_CHECKING:
    from tests.conftest import Kg

__all__ = ["services"]

GARDEN = {
    "entries/layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
    "entries/theories/base.yaml": "layers: [bed]\ntitle: Base of all\nsummary: It holds.\n",
    "entries/theories/second.yaml": "layers: [bed]\ntitle: Second\nsummary: It stands.\nlinks: {specialises: [theory/base]}\n",
    "entries/papers/moss-2031-moss.yaml": "title: On moss\nlayers: [bed]\nsummary: It grows.\nauthors: ['Moss, Ada']\n"
    f"issued: 2031\nidentifiers: {{arxiv: '{DEEP}'}}\n",
    "mkdocs.yml": "site_name: Bed\ndocs_dir: pages\nsite_dir: build/site\ntheme: {name: kg}\nplugins: [{kg: {fulltext: false}}]\n",
    "pages/guide.md": "# Guide\n",
    "two.bib": "".join(
        f"@article{{fern{n}, title={{On the {word} of ferns}}, author={{Fern, Ada}}, year={{203{n}}}, doi={{10.1000/fern{n}}}}}\n"
        for n, word in enumerate(("colour", "height"))
    ),
    "atlas.json": "an older export\n",
}
# What is run, and whether all files change together; `fmt` and the tables of a frontier come file by file.
COMMANDS = {
    "check": (("check",), True),
    "fmt": (("fmt",), False),
    "rename": (("rename", "theory/base", "ground"), True),
    "new": (("new", "theory", "brand-new"), True),
    "import": (("import", "two.bib"), True),
    "export": (("export", "json", "-o", "atlas.json"), True),
    "site": (("site",), True),
    "init": (("init", "other"), True),
    "add": (("add", "2301.05217"), True),
    "frontier": (("frontier", "tables", "--from", "snapshot"), False),
}


def files(root: Path) -> dict[str, bytes]:
    # A lock stays where a site was built; it holds nothing.
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_relative_to(root / "cache") and path.name != ".site.lock"
    }


def changed(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@contextmanager
def interrupted(at: int) -> Iterator[list[int]]:
    """An interrupt at so many calls of functions from now; gives how many there were. It comes once, and to this thread."""
    calls = [0]

    def count(frame: FrameType, event: str, argument: Any) -> None:
        if event != "call":
            return
        calls[0] += 1
        # Where the system collects objects, it cannot be raised but for all to see; there it waits for the next call.
        if calls[0] >= at and frame.f_code.co_name not in (
            "__del__",
            "__hash__",
            "__eq__",
            "_remove",
            "_cleanup",
            "cb",
            # Called once more when it is thrown away before its end.
            "<genexpr>",
        ):
            sys.setprofile(None)
            raise KeyboardInterrupt

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.fixture
def garden(tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A fresh garden under a name."""
    services.arxiv(entry("2301.05217", title="On hums"))
    services.datacite("10.48550/arxiv.2301.05217", titles=[{"title": "On hums"}])
    # Of the cache nothing is lost.
    monkeypatch.setenv("KG_NO_CACHE", "1")
    from tests.frontier.generated import work, write

    works = [work(1, "On moss", arxiv=DEEP), work(2, "New", references=[1])]
    snapshot = write(tmp_path / "snapshot", {"updated_date=2026-05-01/part_0000.gz": works})

    def made(name: str) -> Path:
        root = tmp_path / name
        for path, text in GARDEN.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        # A packed file bears the time at which it was made, so there is only one.
        shutil.copytree(snapshot, root / "snapshot")
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        monkeypatch.chdir(root)
        return root

    return made


@pytest.mark.parametrize("name", COMMANDS)
def test_an_interrupt_leaves_nothing_half_done(kg: Kg, garden: Callable[[str], Path], name: str) -> None:
    words, together = COMMANDS[name]
    if name == "frontier":
        pytest.importorskip("duckdb", reason="needs the extra 'sql'")
    before = files(garden("before"))
    # What a command imports is imported once, so its first run is not counted.
    kg(*words, atlas=garden("first"))
    root = garden("wanted")
    with interrupted(10**9) as calls:
        outcome = kg(*words, atlas=root)
    assert outcome.exit_code == 0, outcome.output
    after = files(root)
    assert (after == before) == (name == "check")
    # A build makes a million calls, most of them alike.
    moments = 6 if name == "site" else 14
    for moment in range(1, moments + 1):
        root = garden(f"at-{moment}")
        with interrupted(max(60, calls[0] * moment // (moments + 1))):
            outcome = kg(*words, atlas=root)
        assert outcome.exit_code == 130, (moment, outcome.output)
        assert outcome.stderr.endswith("interrupted\n")
        assert "Traceback" not in outcome.stderr
        left = files(root)
        if together:
            assert left in (before, after), (moment, changed(before, left), changed(left, after))
        else:
            assert before.keys() <= left.keys() <= after.keys()
            assert all(data in (before.get(path), after[path]) for path, data in left.items()), moment
        if left != after:
            again = kg(*words, atlas=root)
            assert (again.exit_code, changed(files(root), after)) == (0, []), moment
        shutil.rmtree(root)


_ALARMED = """
import os, signal, sys
signal.signal(signal.SIGVTALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
from kg.__main__ import run
signal.setitimer(signal.ITIMER_VIRTUAL, float(sys.argv[1]))
sys.argv[1:] = sys.argv[2:]
run()
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers of processors")
@pytest.mark.parametrize("words", [("check",), ("site",), ("gaps",), ("export", "jsonld")], ids=" ".join)
def test_a_signal_ends_a_process_in_one_word(garden: Callable[[str], Path], words: tuple[str, ...]) -> None:
    root = garden("signalled")
    for number in range(200):
        (root / f"entries/theories/t{number}.yaml").write_text(f"title: T {number}\nlayers: [bed]\nsummary: One.\n")
    before = files(root)
    for seconds in (0.001, 0.02, 0.06):
        arguments = [sys.executable, "-c", _ALARMED, str(seconds), *words]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, cwd=root)
        assert (done.returncode, done.stderr.strip()) == (130, "interrupted")
        assert files(root) == before


def ended(script: str, root: Path, *words: str) -> tuple[int, str]:
    """How a process ends that has its own way of being interrupted."""
    begin = "import os, signal, sys\ndef press(): os.kill(os.getpid(), signal.SIGINT)\n"
    command = [sys.executable, "-c", f"{begin}{script}\nfrom kg.__main__ import run; run()", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=root)
    return done.returncode, done.stderr


_FINDING = """
class Finder:
    def find_spec(name, path=None, target=None):
        if name == {!r}: press()
sys.meta_path.insert(0, Finder)
"""


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("click", ("--version",)),
        ("kg.cli.commands.check", ("check",)),
        ("yaml", ("--no-cache", "check")),
        ("pydantic", ("--no-cache", "check")),
        ("kg.graph", ("matrix",)),
        ("kg.reports.full", ("check",)),
    ],
)
def test_an_interrupt_while_something_is_imported(
    garden: Callable[[str], Path], module: str, words: tuple[str, ...]
) -> None:
    code, said = ended(_FINDING.format(module), garden("importing"), *words)
    assert (code, said.strip()) == (130, "interrupted")


_SLOW = "import kg.catalogue, time\n{}\nkg.catalogue.snapshot = slow"
DROPPED = """
class Heavy:
    def __del__(self): press()
def slow(atlas, cache):
    heavy = Heavy()
    del heavy
    # Python has said nothing of it, and goes on.
    for _ in range(2_000): time.sleep(0.01)
    raise SystemExit("not heard")
"""
RENAMED = """
def slow(atlas, cache):
    try:
        press(); time.sleep(20)
    except KeyboardInterrupt:
        raise ValueError("a library's own words for it") from None
"""


@pytest.mark.parametrize("slow", [DROPPED, RENAMED], ids=["dropped", "renamed"])
def test_an_interrupt_that_a_destructor_drops_or_a_library_renames(garden: Callable[[str], Path], slow: str) -> None:
    code, said = ended(_SLOW.format(slow), garden("swallowing"), "check")
    assert (code, said.strip()) == (130, "interrupted")


def test_an_error_in_a_destructor_is_still_shown(garden: Callable[[str], Path]) -> None:
    slow = "class Heavy:\n    def __del__(self): raise ValueError('a bug')\ndef slow(atlas, cache):\n    Heavy()\n    sys.exit(3)"
    code, words = ended(_SLOW.format(slow), garden("failing"), "check")
    assert "ValueError: a bug" in words
    assert code != 130


def test_where_interrupts_are_ignored_they_stay_so(garden: Callable[[str], Path]) -> None:
    script = "signal.signal(signal.SIGINT, signal.SIG_IGN); press(); import atexit; atexit.register(press)"
    slow = "import kg.catalogue\ntrue = kg.catalogue.snapshot\ndef slow(*words): press(); return true(*words)\nkg.catalogue.snapshot = slow"
    code, words = ended(f"{script}\n{slow}", garden("ignoring"), "check")
    assert (code, words.endswith("no findings\n")) == (0, True)


@pytest.mark.parametrize("words", [("add", "2301.05217"), ("refresh", "--write"), ("check", "--online")], ids=" ".join)
def test_an_interrupt_while_a_service_is_slow(
    kg: Kg, garden: Callable[[str], Path], services: Services, words: tuple[str, ...]
) -> None:
    root = garden("slow")
    before = files(root)

    def slow(request: Any) -> None:
        # To the main thread of this very process, as by a key.
        os.kill(os.getpid(), signal.SIGINT)
        reply("", "", 503)(request)

    for host in ("export.arxiv.org", "api.datacite.org", "api.crossref.org", "api.openalex.org"):
        services.on(host, "/", slow)
    outcome = kg(*words, atlas=root)
    assert outcome.exit_code == 130, outcome.output
    assert outcome.stderr.endswith("interrupted\n")
    assert "Traceback" not in outcome.stderr
    assert files(root) == before
