from __future__ import annotations

import html
import json
import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kg.cli.commands.diff import markdown
from kg.review.diff import Change, Difference

if TYPE_CHECKING:
    from tests.conftest import Kg


def git(folder: Path, *words: str) -> None:
    identity = {f"GIT_{who}_{what}": "gardener" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(folder), *words], env=environment, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A change")


@pytest.fixture
def changed(sound: Path) -> Path:
    """One revision with two sound entries, and since then a theory that explains one of them."""
    git(sound, "init", "--quiet", "--initial-branch=main")
    commit(sound)
    (sound / "entries/theories").mkdir()
    (sound / "entries/theories/slow-root.yaml").write_text(
        "title: Slow root\nlayers: [bed]\nsummary: It grows.\nlinks: {explains: [phenomenon/dusk-hum]}\n"
    )
    return sound


def entries(kg: Kg, atlas: Path, *words: str) -> list[tuple[str, str]]:
    """What the section on entries tells, as sign and id."""
    found = json.loads(kg("diff", "--format", "json", *words, atlas=atlas).stdout)
    return [(change["sign"], change["about"]) for change in found["entries"]]


# Which two states.


def test_what_came_since_the_last_revision_is_told_by_section(kg: Kg, changed: Path) -> None:
    outcome = kg("diff", atlas=changed)
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    sections = [line for line in outcome.stdout.splitlines() if not line.startswith(" ")]
    assert sections == ["Entries (1 added)", "Links (1 added)", "Gaps (1 added, 1 removed)"]
    assert "  + theory/slow-root: Slow root\n" in outcome.stdout
    assert "  + theory/slow-root explains phenomenon/dusk-hum: unstated\n" in outcome.stdout


def test_an_atlas_without_changes_says_so_in_every_format(kg: Kg, changed: Path) -> None:
    commit(changed)
    assert kg("diff", atlas=changed).stdout == "nothing changed in what the entries say\n"
    assert not any(json.loads(kg("diff", "--format", "json", atlas=changed).stdout).values())
    stdout = kg("diff", "--format", "markdown", atlas=changed).stdout
    assert stdout == "### What this change means\n\nNothing changed in what the entries say.\n"


def test_two_revisions_are_compared_without_the_files(kg: Kg, changed: Path) -> None:
    commit(changed)
    (changed / "entries/theories/slow-root.yaml").unlink()
    assert entries(kg, changed, "HEAD~1", "HEAD") == [("+", "theory/slow-root")]
    assert entries(kg, changed, "HEAD", "HEAD~1") == [("-", "theory/slow-root")]
    assert entries(kg, changed, "HEAD") == entries(kg, changed) == [("-", "theory/slow-root")]


def test_json_has_every_section_and_the_words_of_each_change(kg: Kg, changed: Path) -> None:
    found = json.loads(kg("diff", "--format", "json", atlas=changed).stdout)
    assert list(found) == ["entries", "links", "evidence", "derived_facts", "disagreements", "gaps", "scoreboard"]
    assert found["entries"] == [{"sign": "+", "about": "theory/slow-root", "words": "Slow root"}]
    assert {(change["sign"], change["about"]) for change in found["gaps"]} == {
        ("-", "phenomenon/dusk-hum"),
        ("+", "theory/slow-root"),
    }


def test_the_merge_base_leaves_out_what_others_did_meanwhile(kg: Kg, changed: Path) -> None:
    git(changed, "checkout", "--quiet", "-b", "mine")
    commit(changed)
    git(changed, "checkout", "--quiet", "main")
    (changed / "entries/phenomena/late-bloom.yaml").write_text("title: Late\nlayers: [bed]\nsummary: It is late.\n")
    commit(changed)
    git(changed, "checkout", "--quiet", "mine")
    mine = [("+", "theory/slow-root")]
    assert entries(kg, changed, "main") == [("-", "phenomenon/late-bloom"), *mine]
    assert entries(kg, changed, "main", "--merge-base") == mine
    assert entries(kg, changed, "main", "mine", "--merge-base") == mine
    assert entries(kg, changed, "mine", "main", "--merge-base") == [("+", "phenomenon/late-bloom")]


def test_entries_with_errors_are_left_out_with_a_remark(kg: Kg, changed: Path) -> None:
    (changed / "entries/phenomena/dusk-hum.yaml").write_text("title: [Half\n")
    outcome = kg("diff", atlas=changed)
    assert outcome.exit_code == 0
    assert "the working tree has 1 error" in outcome.stderr
    assert "files with errors are left out" in outcome.stderr
    assert "- phenomenon/dusk-hum" in outcome.stdout


def test_nothing_is_written_anywhere(kg: Kg, changed: Path) -> None:
    files = [path for path in changed.rglob("*") if path.is_file()]
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
    for words in ((), ("HEAD", "HEAD"), ("HEAD", "--merge-base"), ("--format", "markdown")):
        assert kg("diff", *words, atlas=changed).exit_code == 0
    assert {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in changed.rglob("*") if path.is_file()
    } == before


# What is not there.


@pytest.mark.parametrize("name", ["gone", "", "--output=shouted", "HEAD^{tree}", "HEAD~99", "^HEAD"])
def test_a_revision_that_is_not_there_is_never_taken_for_the_files(kg: Kg, changed: Path, name: str) -> None:
    for words in ((name,), ("HEAD", name), (name, "HEAD"), ("--merge-base", "--", name)):
        outcome = kg("diff", *(words if "--" in words else ("--", *words)), atlas=changed)
        assert (outcome.exit_code, outcome.stdout) == (1, ""), words
        assert outcome.stderr.startswith(f"kg: no revision {name!r}"), words
    assert not (changed / "shouted").exists()


def test_an_option_that_does_not_exist_is_wrong_usage(kg: Kg, changed: Path) -> None:
    assert kg("diff", "--output=shouted", atlas=changed).exit_code == 2
    assert kg("diff", "HEAD", "HEAD", "HEAD", atlas=changed).exit_code == 2
    assert kg("diff", "--format", "yaml", atlas=changed).exit_code == 2


def test_an_atlas_without_history_is_the_environments_fault(kg: Kg, sound: Path) -> None:
    outcome = kg("diff", atlas=sound)
    assert (outcome.exit_code, outcome.stdout) == (3, "")
    assert "is not in a Git repository" in outcome.stderr


# Words of contributors in Markdown.

# What GitHub looks for in the finished text, whatever Markdown made of it: people, issues, addresses.
REFERENCES = re.compile(r"(?i)@[a-z0-9]|#[0-9]|\bgh-[0-9]|[a-z]://|\bwww\.")
# Tags that the comment itself is made of.
OURS = {"h3", "details", "summary", "ul", "li", "p", "code"}


class Seen(HTMLParser):
    """The tags, and the text of each point of the lists."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.points: list[str] = []
        self.odd: list[str] = []
        self.within = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.odd += [f"{tag} {name}" for name, _ in attrs if (tag, name) != ("details", "open")]
        if tag == "li":
            self.within = True
            self.points.append("")

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag != "li"

    def handle_data(self, data: str) -> None:
        if self.within:
            self.points[-1] += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def handle_decl(self, decl: str) -> None:
        self.odd.append(decl)


def seen(text: str) -> Seen:
    """A comment that adds one entry of this title, as a reader of the pull request sees it."""
    change = Change("+", "theory/slow-root", text)
    page = markdown(Difference((change,), (), (), (), (), (), ()))
    return Seen(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(page))


@given(st.text(alphabet="@#$%&*_~`|\\/<>[](){}=+-.:;!?'\" \n\t12aGHhtpw", min_size=1, max_size=40))
@example("@alice and @org/team, a@b.example, @@x")
@example("#1, see #2, org/garden#3, GH-4, gh-5")
@example("https://example.org, HTTP://EXAMPLE.ORG, ftp://x.y, www.example.org, WWW.Example.org")
@example("<b>bold</b> <img src=x onerror=alert(1)> <script>alert(1)</script> <!-- <?php <![CDATA[ </li></details>")
@example("<https://example.org> <a@b.example> <javascript:alert(1)>")
@example("[a](https://example.org) ![a](x.png) [a][b] [a]: x [^1] [ ] [x]")
@example("**bold** __bold__ *it* _it_ ~~gone~~ ~gone~ `code` ``a`b`` $x$ $$x$$ | a | b | ~~~ ```")
@example("&lt;b&gt; &amp;lt; &#64;alice &commat;alice &num;1 &NewLine;")
@example("\\@alice \\#1 \\<b> \\\\ trailing \\")
@example("# heading\n- list\n1. list\n> quote\n\n    code\n---\n***\n\n<div>\n\n| a |\n|---|\n| b |")
def test_words_of_contributors_do_nothing_and_lose_nothing_in_a_pull_request(text: str) -> None:
    found = seen(text)
    assert found.tags <= OURS
    assert "code" not in found.tags
    assert found.odd == []
    (point,) = found.points
    assert not REFERENCES.search(point), point
    # All that was written is there to be read: only line breaks and double spaces are one space.
    shown = point.replace("\u200b", "").partition("theory/slow-root: ")[2]
    plain = re.sub(r"\[\[([^\]]+)\]\]", r"\1", " ".join(text.split()))
    assert " ".join(shown.split()) == " ".join(plain.split())


def test_a_title_reaches_the_comment_through_every_section_alike() -> None:
    hostile = "<b>@alice</b> #1 https://example.org"
    sections = [
        (Change(sign, "theory/root", f"{title} {hostile}"),) for title, sign in zip("abcdefg", "+-~+-~+", strict=True)
    ]
    page = markdown(Difference(*sections))
    assert len(re.findall("<details open>", page)) == 7
    found = Seen(MarkdownIt("commonmark", {"html": True}).render(page))
    assert found.tags == {"h3", "details", "summary", "ul", "li"}
    assert len(found.points) == 7
    for letter, word, point in zip(
        "abcdefg", ("added", "removed", "changed", "added", "removed", "changed", "added"), found.points, strict=True
    ):
        assert point.startswith(f"{word}: theory/root: {letter} <b>")
        assert not REFERENCES.search(point)


def test_references_to_entries_are_written_as_their_ids() -> None:
    assert html.unescape(seen("explains [[phenomenon/dusk-hum]] alone").points[0]).strip() == (
        "added: theory/slow-root: explains phenomenon/dusk-hum alone"
    )


@pytest.mark.parametrize(("number", "open"), [(1, True), (12, True), (13, False), (60, False), (61, False)])
def test_a_long_section_is_folded_and_a_very_long_one_is_cut(number: int, open: bool) -> None:
    changes = tuple(Change("+", f"system/shed-{i}", "Shed") for i in range(number))
    page = markdown(Difference(changes, (), (), (), (), (), ()))
    assert (f"<details open><summary>Entries: {number} added</summary>" in page) == open
    assert (f"<details><summary>Entries: {number} added</summary>" in page) != open
    assert page.count("- added: ") == min(number, 60)
    assert ("- and 1 more: `kg diff` lists them" in page) == (number > 60)


def test_the_comment_of_a_real_change_is_sound_html(kg: Kg, changed: Path) -> None:
    (changed / "entries/theories/slow-root.yaml").write_text(
        "title: 'Slow <b>@root</b> | #1'\nlayers: [bed]\nsummary: It grows.\nlinks: {explains: [phenomenon/dusk-hum]}\n"
    )
    outcome = kg("diff", "--format", "markdown", atlas=changed)
    assert outcome.exit_code == 0
    found = Seen(MarkdownIt("commonmark", {"html": True}).enable("table").render(outcome.stdout))
    assert found.tags <= OURS
    assert found.points[0].strip().replace("\u200b", "") == "added: theory/slow-root: Slow <b>@root</b> | #1"


def test_words_of_contributors_are_harmless_in_a_terminal(kg: Kg, changed: Path) -> None:
    (changed / "entries/theories/slow-root.yaml").write_text(
        "title: Slow root\nlayers: [bed]\nsummary: It grows.\n"
        'links: {bears_on: [{to: phenomenon/dusk-hum, regime: "a\\e[31m red one"}]}\n'
    )
    assert "\x1b" not in kg("diff", atlas=changed).stdout
