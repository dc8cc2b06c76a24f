"""Entries as they were at a revision: read from Git's objects, the same as from files, and nothing touched or run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from kg import catalogue
from kg.catalogue import Catalogue
from kg.errors import EnvironmentFault, KgError
from kg.settings import Atlas
from kg.source.history import Blob, changes, merge_base, prefix, read_all, resolve

SYSTEM = "title: {}\nscale: toy\nsummary: It sings.\n"


def git(folder: Path, *words: str) -> str:
    """Run Git as if nobody had told it anything about this machine."""
    identity = ["-c", "user.name=A. Gardener", "-c", "user.email=gardener@example.org"]
    done = subprocess.run(
        ["git", *identity, *words],
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        check=True,
        capture_output=True,
    )
    return done.stdout.decode().strip()


def commit(folder: Path, files: Mapping[str, str | bytes | None]) -> str:
    """Write or remove these files and commit all there is; the name of the commit."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "A change")
    return git(folder, "rev-parse", "HEAD")


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file, Git's own included: when it was changed, and what is in it."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def entries(loaded: Catalogue) -> dict[str, object]:
    return {id: record.entry for id, record in loaded.records.items()}


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """An empty repository."""
    root = tmp_path / "garden"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    return root


@pytest.fixture
def grown(garden: Path) -> Path:
    """A repository with two commits: a shed, then a park beside a repainted shed."""
    commit(garden, {"entries/systems/shed.yaml": SYSTEM.format("Shed")})
    commit(
        garden,
        {"entries/systems/shed.yaml": SYSTEM.format("Red shed"), "entries/systems/park.yaml": SYSTEM.format("Park")},
    )
    return garden


# The same as the files.


def test_a_revision_reads_as_its_files_do(garden: Path, toy: Path, toy_catalogue: Catalogue) -> None:
    shutil.copytree(toy / "entries", garden / "entries")
    commit(garden, {"README.md": "Not an entry."})
    here = catalogue.load(Atlas(garden))
    then = catalogue.load_revision(Atlas(garden), "HEAD")
    assert entries(then) == entries(here) == entries(toy_catalogue)
    assert {id: record.path for id, record in then.records.items()} == {
        id: record.path for id, record in here.records.items()
    }
    assert (then.ids, then.findings, then.seen, then.retired) == (here.ids, here.findings, here.seen, here.retired)
    assert then.retired
    places = [[statement.span for statement in loaded.statements] for loaded in (then, here)]
    assert places[0] == places[1]


def test_a_revision_has_the_faults_that_its_files_have(garden: Path) -> None:
    commit(
        garden,
        {
            "entries/systems/shed.yaml": SYSTEM.format("Shed"),
            "entries/systems/bom.yaml": b"\xef\xbb\xbf" + SYSTEM.format("Marked").encode(),
            "entries/systems/windows.yaml": SYSTEM.format("Lines").replace("\n", "\r\n"),
            "entries/systems/latin.yaml": SYSTEM.format("Bl\xfcte").encode("latin-1"),
            "entries/systems/half.yaml": "title: [Half",
            "entries/systems/empty.yaml": "",
            "entries/systems/slip.yaml": SYSTEM.format("Slip") + "colour: red\n",
            "entries/systems/large.yaml": SYSTEM.format("Large") + "#" * 300_000,
            "entries/systems/odd.yml": SYSTEM.format("Odd"),
            "entries/systems/Two Words.yaml": SYSTEM.format("Words"),
            "entries/systems/grün.yaml": SYSTEM.format("Green"),
            "entries/systems/.hidden.yaml": "not: ours\n",
            "entries/gnomes/one.yaml": SYSTEM.format("Gnome"),
            "entries/lost.yaml": SYSTEM.format("Lost"),
            "entries/retired.yaml": "retired: [{id: theory/old, reason: [a, list]}]\n",
        },
    )
    here = catalogue.load(Atlas(garden))
    then = catalogue.load_revision(Atlas(garden), "HEAD")
    assert entries(then) == entries(here)
    assert (then.ids, then.seen) == (here.ids, here.seen)
    assert set(then.findings) == set(here.findings)
    assert len({finding.rule.name for finding in then.findings}) >= 8


def test_of_two_files_with_one_id_the_same_one_is_the_entry(garden: Path) -> None:
    commit(
        garden,
        {
            "entries/systems/shed.yaml": SYSTEM.format("At the top"),
            "entries/systems/a/shed.yaml": SYSTEM.format("Below"),
            "entries/systems/a/b/park.yaml": SYSTEM.format("Below that"),
            "entries/systems/c/park.yaml": SYSTEM.format("Elsewhere"),
        },
    )
    here = catalogue.load(Atlas(garden))
    then = catalogue.load_revision(Atlas(garden), "HEAD")
    assert entries(then) == entries(here)
    assert then.findings == here.findings
    assert then.records["system/shed"].entry.title == "At the top"


def test_an_earlier_revision_is_read_as_it_was(grown: Path) -> None:
    (grown / "entries/systems/shed.yaml").write_text("title: [Half")
    then = catalogue.load_revision(Atlas(grown), "HEAD~1")
    assert {id: record.entry.title for id, record in then.records.items()} == {"system/shed": "Shed"}
    now = catalogue.load_revision(Atlas(grown), "HEAD")
    assert {record.entry.title for record in now.records.values()} == {"Red shed", "Park"}
    assert now.findings == ()


def test_every_byte_comes_through(garden: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "entries/systems/empty.yaml": b"",
        "entries/systems/no-line-break.yaml": b"title: One",
        "entries/systems/binary.yaml": bytes(range(256)) * 300,
        # What separates the objects in Git's answer, inside one of them.
        "entries/systems/header.yaml": b"0123456789012345678901234567890123456789 blob 5\nhello\n",
        "entries/systems/twin-a.yaml": b"same\n",
        "entries/systems/twin-b.yaml": b"same\n",
        "entries/systems/new\nline.yaml": b"odd\n",
        "elsewhere.yaml": b"not read\n",
    }
    commit(garden, files)
    found = {blob.path.as_posix(): blob.data for blob in read_all(garden, "HEAD", "entries")}
    assert found == {name: content for name, content in files.items() if name.startswith("entries/")}


def test_what_only_begins_like_the_folder_is_not_read(garden: Path) -> None:
    commit(
        garden,
        {"entries/systems/shed.yaml": b"a", "entries-old/systems/old.yaml": b"b", "entries.yaml": b"c", "x": b"d"},
    )
    assert [blob.path.as_posix() for blob in read_all(garden, "HEAD", "entries")] == ["entries/systems/shed.yaml"]


def test_a_revision_from_before_the_atlas_is_an_empty_one(garden: Path) -> None:
    first = commit(garden, {"README.md": "Soon."})
    commit(garden, {"entries/systems/shed.yaml": SYSTEM.format("Shed")})
    assert list(read_all(garden, first, "entries")) == []
    loaded = catalogue.load_revision(Atlas(garden), first)
    assert [finding.rule.name for finding in loaded.findings] == ["empty-atlas"]


@pytest.mark.parametrize("folder", ["gardens/mine", "der Garten", 'the "best" garden', "grün", "[a-z]*", " leading"])
def test_the_atlas_may_lie_in_a_folder_of_the_repository(garden: Path, folder: str) -> None:
    commit(
        garden,
        {
            f"{folder}/entries/systems/shed.yaml": SYSTEM.format("Mine"),
            "entries/systems/shed.yaml": SYSTEM.format("Not mine"),
            "other/entries/systems/park.yaml": SYSTEM.format("Not mine either"),
        },
    )
    root = garden / folder
    loaded = catalogue.load_revision(Atlas(root), "HEAD")
    assert {id: record.entry.title for id, record in loaded.records.items()} == {"system/shed": "Mine"}
    assert [record.path for record in loaded.records.values()] == ["entries/systems/shed.yaml"]
    assert loaded.findings == catalogue.load(Atlas(root)).findings == ()


# Only plain files are entries.


def test_a_link_in_history_is_refused_and_not_followed(garden: Path) -> None:
    commit(garden, {"secret.yaml": SYSTEM.format("Secret"), "entries/systems/shed.yaml": SYSTEM.format("Shed")})
    (garden / "entries/systems/leak.yaml").symlink_to("../../secret.yaml")
    (garden / "entries/systems/dangling.yaml").symlink_to("/etc/no-such-file")
    commit(garden, {})
    blobs = {blob.path.name: blob for blob in read_all(garden, "HEAD", "entries")}
    assert blobs["leak.yaml"] == Blob(Path("entries/systems/leak.yaml"), b"../../secret.yaml", plain=False)
    then = catalogue.load_revision(Atlas(garden), "HEAD")
    assert set(then.records) == set(then.ids) == {"system/shed"}
    assert [(finding.rule.name, finding.span.path) for finding in then.findings] == [
        ("refused-file", "entries/systems/dangling.yaml"),
        ("refused-file", "entries/systems/leak.yaml"),
    ]
    here = catalogue.load(Atlas(garden))
    assert [(finding.rule, finding.span) for finding in here.findings] == [
        (finding.rule, finding.span) for finding in then.findings
    ]


def test_a_folder_that_is_a_link_is_not_entered(garden: Path) -> None:
    commit(garden, {"outside/shed.yaml": SYSTEM.format("Outside"), "entries/systems/park.yaml": SYSTEM.format("Park")})
    (garden / "entries/theories").symlink_to("../outside")
    commit(garden, {})
    then = catalogue.load_revision(Atlas(garden), "HEAD")
    assert set(then.records) == {"system/park"}
    assert [finding.span.path for finding in then.findings] == ["entries/theories"]


def test_tombstones_behind_a_link_are_refused(garden: Path) -> None:
    commit(garden, {"entries/systems/shed.yaml": SYSTEM.format("Shed")})
    # The path that this link leads to would itself be read as sound YAML.
    (garden / "entries/retired.yaml").symlink_to("retired: []")
    commit(garden, {})
    for loaded in (catalogue.load_revision(Atlas(garden), "HEAD"), catalogue.load(Atlas(garden))):
        assert [(finding.rule.name, finding.span.path) for finding in loaded.findings] == [
            ("refused-file", "entries/retired.yaml")
        ]
        assert loaded.retired == {}


def test_a_repository_inside_the_repository_is_no_entry(garden: Path) -> None:
    first = commit(garden, {"entries/systems/shed.yaml": SYSTEM.format("Shed")})
    git(garden, "update-index", "--add", "--cacheinfo", f"160000,{first},entries/systems/other.yaml")
    git(garden, "commit", "--quiet", "--message", "A module")
    then = catalogue.load_revision(Atlas(garden), "HEAD")
    assert set(then.ids) == {"system/shed"}
    assert [finding.rule.name for finding in then.findings] == ["refused-file"]


# Nothing is touched, nothing is run.


def test_reading_a_revision_touches_no_file(grown: Path) -> None:
    (grown / "entries/systems/shed.yaml").write_text("title: Half done\n")
    (grown / "entries/systems/park.yaml").unlink()
    (grown / "notes.txt").write_text("not added\n")
    before, status = snapshot(grown), git(grown, "--no-optional-locks", "status", "--porcelain")
    catalogue.load_revision(Atlas(grown), "HEAD~1")
    merge_base(grown, "HEAD~1", "main")
    with pytest.raises(KgError):
        resolve(grown, "gone")
    assert snapshot(grown) == before
    assert git(grown, "--no-optional-locks", "status", "--porcelain") == status
    assert len(status.splitlines()) == 3


def test_programs_named_in_the_repository_are_not_run(grown: Path) -> None:
    shout = f"touch {grown}/shouted; cat"
    for setting in ("filter.loud.smudge", "filter.loud.process", "diff.loud.textconv", "core.fsmonitor", "core.pager"):
        git(grown, "config", setting, shout)
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (grown / f".git/hooks/{hook}").write_text(f"#!/bin/sh\n{shout}\n")
        (grown / f".git/hooks/{hook}").chmod(0o755)
    (grown / ".git/info").mkdir(exist_ok=True)
    (grown / ".git/info/attributes").write_text("*.yaml filter=loud diff=loud\n")
    assert len(catalogue.load_revision(Atlas(grown), "HEAD").records) == 2
    assert not (grown / "shouted").exists()


# Names of revisions.


def test_a_revision_may_be_named_in_all_the_ways_of_git(grown: Path) -> None:
    head, first = git(grown, "rev-parse", "HEAD"), git(grown, "rev-parse", "HEAD~1")
    git(grown, "tag", "--annotate", "--message", "One", "v1", first)
    git(grown, "branch", "side", first)
    for name in ("HEAD", "main", "refs/heads/main", head, head[:10], "@"):
        assert resolve(grown, name) == head, name
    for name in ("v1", "side", "HEAD~1", "main^"):
        assert resolve(grown, name) == first, name


@pytest.mark.parametrize(
    "name",
    [
        "gone",
        "",
        " ",
        "-",
        "-h",
        "--all",
        "--help",
        "--output=shouted",
        "--git-dir=/etc",
        "--exec=touch shouted",
        "HEAD^{tree}",
        "HEAD^{blob}",
        "HEAD:entries",
        "HEAD:entries/systems/shed.yaml",
        "HEAD~99",
        "HEAD..main",
        "^HEAD",
        "main side",
        "HEAD\nmain",
        "$(touch shouted)",
        "; touch shouted",
        "0" * 40,
        "x" * 5000,
        "grün",
    ],
)
def test_a_name_that_is_no_commit_is_said_so_and_is_never_an_option(grown: Path, name: str) -> None:
    before = snapshot(grown)
    for ask in (lambda: resolve(grown, name), lambda: merge_base(grown, name, "HEAD"), lambda: list(read(grown, name))):
        with pytest.raises(KgError) as caught:
            ask()
        assert caught.value.message == f"no revision {name!r}"
        assert "name a branch, a tag or a commit" in caught.value.help
        assert caught.value.exit_code == 1
    assert snapshot(grown) == before


def read(root: Path, name: str) -> list[Blob]:
    return list(read_all(root, name, "entries"))


def test_a_branch_that_is_named_like_an_option_is_a_branch(grown: Path) -> None:
    first = git(grown, "rev-parse", "HEAD~1")
    git(grown, "update-ref", "refs/heads/--output=shouted", first)
    assert resolve(grown, "--output=shouted") == first
    assert [blob.path.name for blob in read(grown, "--output=shouted")] == ["shed.yaml"]
    assert not (grown / "shouted").exists()


# Where histories part.


def test_the_merge_base_is_where_two_branches_parted(grown: Path) -> None:
    fork = git(grown, "rev-parse", "HEAD")
    git(grown, "checkout", "--quiet", "-b", "side")
    side = commit(grown, {"entries/systems/pond.yaml": SYSTEM.format("Pond")})
    git(grown, "checkout", "--quiet", "main")
    commit(grown, {"entries/systems/wall.yaml": SYSTEM.format("Wall")})
    assert merge_base(grown, "main", "side") == merge_base(grown, "side", "main") == fork
    assert merge_base(grown, "side", "side") == side
    assert merge_base(grown, "side", fork) == fork


def test_histories_that_never_met_have_no_merge_base(grown: Path) -> None:
    git(grown, "checkout", "--quiet", "--orphan", "island")
    commit(grown, {})
    with pytest.raises(KgError) as caught:
        merge_base(grown, "main", "island")
    assert caught.value.message == "'main' and 'island' have no common commit here"
    assert caught.value.help == "fetch more of the history"


def test_a_shallow_clone_reads_what_it_has_and_says_what_it_lacks(grown: Path, tmp_path: Path) -> None:
    first = git(grown, "rev-parse", "HEAD~1")
    git(tmp_path, "clone", "--quiet", "--depth=1", grown.as_uri(), "shallow")
    shallow = tmp_path / "shallow"
    assert set(catalogue.load_revision(Atlas(shallow), "HEAD").records) == {"system/park", "system/shed"}
    for name in ("HEAD~1", first):
        with pytest.raises(KgError) as caught:
            catalogue.load_revision(Atlas(shallow), name)
        assert caught.value.message == f"no revision {name!r}"
        assert "a shallow clone lacks old ones" in caught.value.help


def test_what_is_missing_from_the_repository_is_not_taken_for_an_empty_file(grown: Path) -> None:
    blob = git(grown, "rev-parse", "HEAD:entries/systems/park.yaml")
    (grown / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(KgError) as caught:
        catalogue.load_revision(Atlas(grown), "HEAD")
    assert caught.value.message == "'entries/systems/park.yaml' of 'HEAD' is missing from the repository"
    assert len(catalogue.load_revision(Atlas(grown), "HEAD~1").records) == 1


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(grown: Path) -> None:
    tree = git(grown, "rev-parse", "HEAD:entries")
    (grown / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(KgError) as caught:
        catalogue.load_revision(Atlas(grown), "HEAD")
    assert caught.value.message == "the files of 'HEAD' cannot be listed"


# Where there is no history.


def test_a_folder_outside_any_repository_is_the_environments_fault(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    with pytest.raises(EnvironmentFault) as caught:
        catalogue.load_revision(Atlas(tmp_path), "HEAD")
    assert caught.value.message == f"{str(tmp_path)!r} is not in a Git repository"
    assert caught.value.exit_code == 3


def test_a_repository_without_commits_has_no_revision(garden: Path) -> None:
    with pytest.raises(KgError) as caught:
        resolve(garden, "HEAD")
    assert caught.value.message == "no revision 'HEAD'"


def test_without_git_the_message_says_so(grown: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))
    with pytest.raises(EnvironmentFault) as caught:
        resolve(grown, "HEAD")
    assert caught.value.message == "git is not installed"


def test_changes_name_author_words_and_files_the_newest_first(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, {"a/entries/one.yaml": "1", "a/entries/é two.yaml": "2", "README": "x"})
    commit(tmp_path, {"README": "y"})
    last = commit(tmp_path, {"a/entries/one.yaml": None, "a/entries/é two.yaml": "3", "entries/other.yaml": "z"})
    second, first = changes(tmp_path / "a", "entries", 10)
    assert (second.name, second.author, second.subject) == (last, "A. Gardener", "A change")
    assert second.files == (("D", "entries/one.yaml"), ("M", "entries/é two.yaml"))
    assert first.files == (("A", "entries/one.yaml"), ("A", "entries/é two.yaml"))
    assert datetime.fromisoformat(first.date).tzinfo
    assert changes(tmp_path / "a", "entries", 1) == (second,)
    assert prefix(tmp_path / "a") == "a/" and prefix(tmp_path) == ""


def test_where_a_shallow_clone_was_cut_off_nothing_is_told_as_a_change(tmp_path: Path) -> None:
    whole, shallow = tmp_path / "whole", tmp_path / "shallow"
    whole.mkdir()
    git(whole, "init", "--quiet")
    for text in "123":
        commit(whole, {"entries/one.yaml": text, f"entries/{text}.yaml": text})
    git(tmp_path, "clone", "--quiet", "--depth", "2", whole.as_uri(), str(shallow))
    assert len(changes(whole, "entries", 10)) == 3
    (one,) = changes(shallow, "entries", 10)
    assert one.files == (("A", "entries/3.yaml"), ("M", "entries/one.yaml"))


def test_without_a_history_there_are_no_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert changes(tmp_path, "entries", 10) == () and prefix(tmp_path) == ""
    git(tmp_path, "init", "--quiet")
    assert changes(tmp_path, "entries", 10) == ()
    commit(tmp_path, {"entries/one.yaml": "1"})
    monkeypatch.setenv("PATH", "")
    assert changes(tmp_path, "entries", 10) == () and prefix(tmp_path) == ""
