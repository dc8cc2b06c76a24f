"""`kg check --online`: identifiers and links that lead nowhere or elsewhere."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kg.review import online
from tests.conftest import AtlasOf, Kg
from tests.online.conftest import NO_SUCH_ID, TOY, Services, entry, feed, redirect, reply, silent

LAYER = {"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n"}


def paper(identifiers: str, title: str = "Toy models of superposition", more: str = "") -> str:
    return f"title: {title}\nauthors: ['Elhage, Nelson']\nissued: 2022\nidentifiers:\n  {identifiers}\nsummary: Made up.\n{more}"


@pytest.fixture
def root(atlas_of: AtlasOf) -> Path:
    return atlas_of({**LAYER, "papers/toy.yaml": paper(f"arxiv: '{TOY}'")})


def test_an_identifier_of_this_paper_is_no_finding(kg: Kg, root: Path, services: Services) -> None:
    services.arxiv(entry())
    result = kg("check", "--online", atlas=root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert services.hosts() == ["export.arxiv.org"]


def test_an_identifier_that_nobody_knows(kg: Kg, root: Path, services: Services) -> None:
    services.arxiv()
    result = kg("check", "--online", "--format", "concise", atlas=root)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"entries/papers/toy.yaml:5:10: error[dead-identifier] arXiv has no paper '{TOY}' (look the paper up"
    )


def test_an_identifier_of_another_paper(kg: Kg, root: Path, services: Services) -> None:
    services.arxiv(entry(title="The growth of moss"))
    result = kg("check", "--online", "--format", "json", atlas=root)
    assert result.exit_code == 1
    (finding,) = (
        json.loads(result.stdout)["findings"]
        if isinstance(json.loads(result.stdout), dict)
        else json.loads(result.stdout)
    )
    assert finding["rule"] == "mismatched-identifier"
    assert "'The growth of moss' at arXiv" in finding["message"]


def test_dois_and_openreview(kg: Kg, atlas_of: AtlasOf, services: Services) -> None:
    root = atlas_of(
        {
            **LAYER,
            "papers/a.yaml": paper("doi: 10.1000/a"),
            "papers/b.yaml": paper("doi: 10.1000/b", "Fern"),
            "papers/c.yaml": paper("doi: 10.5281/c", "Toy models of superposition II"),
            "papers/d.yaml": paper(
                "openreview: 9XFSbDPmdW", "Progress measures for grokking via mechanistic interpretability"
            ),
            "papers/e.yaml": paper("openreview: 9XFSbDPmdX", "Nothing"),
        }
    )
    services.crossref("10.1000/a")
    services.datacite("10.5281/c")
    services.openreview("9XFSbDPmdW")
    result = kg("check", "--online", "--format", "concise", atlas=root)
    lines = [line.partition(" (")[0] for line in result.stdout.splitlines() if "near-duplicate" not in line]
    assert lines == [
        "entries/papers/b.yaml:5:8: error[dead-identifier] neither Crossref nor DataCite has DOI '10.1000/b'",
        "entries/papers/c.yaml:5:8: error[mismatched-identifier] doi '10.5281/c' is 'Toy Models of Superposition' at DataCite",
        "entries/papers/e.yaml:5:15: error[dead-identifier] OpenReview has no paper '9XFSbDPmdX'",
    ]


def test_links_of_fields_and_prose(kg: Kg, atlas_of: AtlasOf, services: Services) -> None:
    body = "body: |\n  See [it](https://moss.example/gone), <https://fern.example/here>.\n  And https://moss.example/gone.\n"
    root = atlas_of({**LAYER, "papers/a.yaml": paper("url: https://moss.example/gone", more=body)})
    services.on("fern.example", "/here", reply("%PDF", "application/pdf"))
    result = kg("check", "--online", "--format", "concise", atlas=root)
    places = [
        line.partition(": warning[dead-link] moss.example has no such page: https://moss.example/gone")[0]
        for line in result.stdout.splitlines()
    ]
    assert places == ["entries/papers/a.yaml:5:8", "entries/papers/a.yaml:8:12"]
    assert result.exit_code == 0
    assert kg("check", "--online", "--strict", atlas=root).exit_code == 1
    assert services.hosts().count("moss.example") == 2


@pytest.mark.parametrize(
    "answer",
    [
        silent,
        reply("", "", 500),
        reply("", "", 403),
        reply("<feed", "application/atom+xml"),
        redirect("https://o.example/"),
    ],
)
def test_what_cannot_be_asked_is_a_remark(kg: Kg, root: Path, services: Services, answer) -> None:  # type: ignore[no-untyped-def]
    services.on("export.arxiv.org", "/", answer)
    result = kg("check", "--online", atlas=root)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "kg: 1 arXiv ids were not asked for: " in result.stderr


def test_where_something_was_answered_silence_is_no_fault(kg: Kg, atlas_of: AtlasOf, services: Services) -> None:
    root = atlas_of(
        {
            **LAYER,
            "papers/a.yaml": paper(f"arxiv: '{TOY}'\n  doi: 10.1000/a"),
            "papers/b.yaml": paper("url: 'http://moss.example'", "B"),
        }
    )
    services.arxiv(entry())
    services.on("api.crossref.org", "/", reply("", "", 503))
    result = kg("check", "--online", atlas=root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "doi '10.1000/a' was not checked: api.crossref.org has a fault of its own (503)" in result.stderr
    assert "http://moss.example was not checked: 'moss.example' would be asked without encryption" in result.stderr


def test_a_host_that_is_down_is_given_up(kg: Kg, atlas_of: AtlasOf, services: Services) -> None:
    root = atlas_of({**LAYER, **{f"papers/p{n}.yaml": paper(f"doi: 10.1000/{n}", f"Title {n}") for n in range(6)}})
    services.on("api.crossref.org", "/", reply("", "", 500))
    result = kg("check", "--online", atlas=root)
    assert "3 more of scheme doi were not asked for" in result.stderr
    assert len(services.asked) == 9


def test_only_the_files_that_are_named_are_asked_about(kg: Kg, root: Path, services: Services) -> None:
    assert kg("check", "--online", str(root / "entries/layers"), atlas=root).exit_code == 0
    assert services.asked == []


def test_without_online_nothing_is_asked(
    kg: Kg, root: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kg("check", atlas=root).exit_code == 0
    assert services.asked == []


def test_an_id_that_cannot_be_one_takes_no_other_along(kg: Kg, atlas_of: AtlasOf, services: Services) -> None:
    ids = ["2301.00001", "2399.00002", "2301.00003", "2301.00004"]
    root = atlas_of({**LAYER, **{f"papers/p{id[5:]}.yaml": paper(f"arxiv: '{id}'", f"Moss {id}") for id in ids}})

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = request.path.partition("id_list=")[2].partition("&")[0].split(",")
        assert "2399.00002" not in asked
        known = [entry(id, f"Moss {id}") for id in asked if id != "2301.00003"]
        # One that arXiv does not take for an id keeps it from telling of any other.
        body = feed(NO_SUCH_ID) if "2301.00003" in asked else feed(*known)
        reply(body, "application/atom+xml")(request)

    services.on("export.arxiv.org", "/", answer)
    result = kg("check", "--online", "--format", "concise", atlas=root)
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [
        "entries/papers/p00002.yaml",
        "entries/papers/p00003.yaml",
    ]
    assert result.stdout.count("error[dead-identifier]") == 2


@pytest.mark.parametrize("body", [feed(), feed(entry()).replace(">1</opensearch", ">6</opensearch")])
def test_an_answer_that_is_not_whole_makes_no_paper_dead(
    kg: Kg, atlas_of: AtlasOf, services: Services, body: str
) -> None:
    ids = [f"2301.0000{number}" for number in range(1, 7)]
    root = atlas_of({**LAYER, **{f"papers/p{id[5:]}.yaml": paper(f"arxiv: '{id}'", f"Moss {id}") for id in ids}})
    services.on("export.arxiv.org", "/", reply(body, "application/atom+xml"))
    result = kg("check", "--online", atlas=root)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "6 arXiv ids were not asked for: the answer of export.arxiv.org is not whole" in result.stderr


@pytest.mark.parametrize("rule", [rule.name for rule in online.RULES])
def test_each_rule_has_its_page(kg: Kg, rule: str) -> None:
    assert "`kg check --online` asked" in kg("rule", rule).stdout
    assert rule in kg("rule").stdout


def test_a_finding_is_asked_about_once_however_many_papers_there_are(
    kg: Kg, atlas_of: AtlasOf, services: Services
) -> None:
    ids = [f"2301.{number:05d}" for number in range(1, 251)]
    root = atlas_of(
        {**LAYER, **{f"papers/p{id[5:]}.yaml": paper(f"arxiv: '{id}'", f"Moss number {id[5:]}") for id in ids}}
    )
    pages = [
        reply(feed(*(entry(id, f"Moss number {id[5:]}") for id in part)), "application/atom+xml")
        for part in (ids[:100], ids[100:200], ids[200:])
    ]
    services.on("export.arxiv.org", "/", *pages)
    assert kg("check", "--online", "--format", "concise", atlas=root).stdout == ""
    assert len(services.asked) == 3
