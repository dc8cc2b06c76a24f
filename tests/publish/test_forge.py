"""Addresses at the hosts of repositories. GitHub's and GitLab's are widely documented; the others were not tried on a live host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from kg.graph import Graph
from kg.publish.forge import Forge
from kg.publish.pages import SiteSettings, render

FILE = "entries/theories/x.yaml"


@pytest.mark.parametrize(
    ("url", "edit", "history", "report", "field"),
    [
        ("https://github.com/a/b", "/edit/main/", "/commits/main/", "/issues/new", "title"),
        ("https://gitlab.com/a/b/", "/-/edit/main/", "/-/commits/main/", "/-/issues/new", "issue[title]"),
        ("https://codeberg.org/a/b", "/_edit/main/", "/commits/branch/main/", "/issues/new", "title"),
        ("https://code.example/a/b", "/edit/main/", "/commits/main/", "/issues/new", "title"),
    ],
)
def test_each_host_has_its_own_addresses(url: str, edit: str, history: str, report: str, field: str) -> None:
    forge, home = Forge(url), url.rstrip("/")
    assert forge.edit(FILE) == home + edit + FILE
    assert forge.history(FILE) == home + history + FILE
    asked = urlsplit(forge.report("A & B: ", "line 1\nline 2"))
    assert f"https://{asked.netloc}{asked.path}" == home + report
    assert parse_qs(asked.query)[field] == ["A & B: "]


def test_the_style_can_be_said_and_the_atlas_may_lie_deeper() -> None:
    forge = Forge("https://code.example/a/b", "gar den", "gitea", "atlas/")
    assert forge.edit(FILE) == f"https://code.example/a/b/_edit/gar%20den/atlas/{FILE}"


def test_a_new_file_is_filled_in_where_the_host_takes_it_from_the_address() -> None:
    asked = urlsplit(Forge("https://github.com/a/b", "trunk").new("entries/theories", "x.yaml", "title: A & B\n"))
    assert asked.path == "/a/b/new/trunk/entries/theories"
    assert parse_qs(asked.query) == {"filename": ["x.yaml"], "value": ["title: A & B\n"]}
    assert Forge("https://gitlab.com/a/b").new("entries", "x.yaml", "t") == "https://gitlab.com/a/b/-/new/main/entries"
    assert Forge().new("entries") == ""


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "git@code.example:a/b.git"])
def test_what_is_no_web_address_leads_nowhere(url: str) -> None:
    forge = Forge(url)
    assert (forge.home, forge.edit(FILE), forge.history(FILE), forge.report("x", "y")) == ("", "", "", "")


def test_a_page_says_how_to_mend_it_with_a_repository_and_without(
    graph_of: Callable[[Mapping[str, str]], Graph],
) -> None:
    graph = graph_of({"theory/root": "contributors: [Ada Moss]\n"})

    def page(site: SiteSettings) -> str:
        return next(page.html for page in render(graph, site) if page.address == "theory/root/index.html")

    with_one, without = page(SiteSettings(forge=Forge("https://github.com/a/b"))), page(SiteSettings())
    for words in ("edit/main/entries/theories/root.yaml", "commits/main/", "issues/new?title=Root", "Report a problem"):
        assert words in with_one and words not in without
    assert "edit that file and let <code>kg check</code> judge it" in without
    assert "edit that file" not in with_one
    assert "Written by Ada Moss." in with_one and "Written by Ada Moss." in without
