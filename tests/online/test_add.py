"""`kg add`: papers by identifier, from sources that have to agree."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import AtlasOf, Kg
from tests.online.conftest import (
    AUTHORS,
    NO_SUCH_ID,
    TOY,
    Services,
    endless,
    entry,
    feed,
    redirect,
    reply,
    silent,
    truncated,
)

DOI = f"10.48550/arxiv.{TOY}"
GROKKING = ["Neel Nanda", "Lawrence Chan", "Tom Lieberum", "Jess Smith", "Jacob Steinhardt"]


@pytest.fixture
def sound(atlas_of: AtlasOf) -> Path:
    return atlas_of({"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n"})


@pytest.fixture
def toy_models(services: Services) -> Services:
    """Toy Models of Superposition, as arXiv, DataCite and OpenAlex should have it."""
    services.arxiv(entry())
    services.datacite(DOI)
    services.openalex(DOI)
    return services


def papers(root: Path) -> dict[str, Mapping[str, Any]]:
    folder = root / "entries/papers"
    found = sorted(folder.iterdir()) if folder.exists() else []
    return {path.name: yaml.safe_load(path.read_text("utf-8")) for path in found}


def test_a_paper_of_arxiv_becomes_an_entry(kg: Kg, sound: Path, toy_models: Services) -> None:
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, result.stdout) == (0, "entries/papers/elhage-2022-toy.yaml\n")
    assert f"{TOY}: added as 'paper/elhage-2022-toy': Toy Models of Superposition" in result.stderr
    (paper,) = papers(sound).values()
    assert paper["title"] == "Toy Models of Superposition"
    assert paper["authors"][0] == "Elhage, Nelson"
    assert len(paper["authors"]) == len(AUTHORS)
    assert paper["identifiers"] == {"arxiv": TOY}
    assert (paper["type"], str(paper["issued"]), paper["venue"]) == ("article", "2022-09-21", "arXiv")
    assert paper["curation"] == {
        "state": "stub",
        "doubts": ["Added from the record of arXiv, DataCite and OpenAlex; nothing was compared with the paper."],
    }
    checked = kg("check", "--format", "concise", atlas=sound)
    assert checked.stdout.count("error[unfilled-blank]") == len(checked.stdout.splitlines()) == 1


def test_openalex_with_another_papers_title_for_arxiv_2209_10652_is_refused(
    kg: Kg, sound: Path, toy_models: Services
) -> None:
    other = "Interpretability in the Wild: a Circuit for Indirect Object Identification in GPT-2 small"
    toy_models.openalex(DOI, title=other, authors=["Kevin Wang", "Alexandre Variengien", "Arthur Conmy"])
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, result.stdout, papers(sound)) == (1, "", {})
    assert f"{TOY}: refused: the sources speak of different papers" in result.stderr
    assert "arXiv says 'Toy Models of Superposition'" in result.stderr
    assert f"OpenAlex says {other!r}" in result.stderr
    assert "`--trust arxiv`" in result.stderr


def test_openalex_with_other_authors_for_the_right_title_is_refused(kg: Kg, sound: Path, toy_models: Services) -> None:
    toy_models.openalex(DOI, authors=["Kevin Wang", "Alexandre Variengien"])
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})
    assert "arXiv names Elhage, Nelson; Hume, Tristan; Olsson, Catherine and 13 more as authors" in result.stderr
    assert "OpenAlex names Wang, Kevin; Variengien, Alexandre" in result.stderr


def test_whoever_looked_at_both_may_say_whom_to_trust(kg: Kg, sound: Path, toy_models: Services) -> None:
    toy_models.openalex(DOI, title="Another paper altogether", authors=["Kevin Wang"])
    result = kg("add", TOY, "--trust", "arxiv", atlas=sound)
    assert result.exit_code == 0
    (paper,) = papers(sound).values()
    assert paper["title"] == "Toy Models of Superposition"
    assert any("record of OpenAlex was left out" in doubt for doubt in paper["curation"]["doubts"])


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("2209.10652", "2209.10652"),
        ("2209.10652v1", "2209.10652"),
        ("arXiv:2209.10652", "2209.10652"),
        ("ARXIV: 2209.10652v3", "2209.10652"),
        ("https://arxiv.org/abs/2209.10652", "2209.10652"),
        ("arxiv.org/abs/2209.10652?context=cs.LG", "2209.10652"),
        ("http://arxiv.org/abs/2209.10652v2", "2209.10652"),
        ("https://www.arxiv.org/pdf/2209.10652v1.pdf", "2209.10652"),
        ("https://arxiv.org/pdf/2209.10652#page=3", "2209.10652"),
        ("https://arxiv.org/html/2209.10652v1", "2209.10652"),
        ("https://ar5iv.org/abs/2209.10652", "2209.10652"),
        ("10.48550/arXiv.2209.10652", "2209.10652"),
        ("https://doi.org/10.48550/arXiv.2209.10652", "2209.10652"),
        ("arXiv:2209.10652v1 [cs.LG]", "2209.10652"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/abs/hep-th/9901001v3", "hep-th/9901001"),
        ("arXiv:math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/pdf/math/0309136.pdf", "math/0309136"),
    ],
)
def test_an_arxiv_id_in_any_form(kg: Kg, sound: Path, services: Services, typed: str, asked: str) -> None:
    services.arxiv(entry(asked))
    services.datacite(f"10.48550/arxiv.{asked}")
    result = kg("add", typed, atlas=sound)
    assert result.exit_code == 0, result.output
    (paper,) = papers(sound).values()
    assert paper["identifiers"] == {"arxiv": asked}
    assert f"id_list={asked}&" in services.asked[0].path


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("10.1000/XYZ.123", "10.1000/xyz.123"),
        ("doi:10.1000/xyz.123", "10.1000/xyz.123"),
        ("DOI 10.1000/xyz.123", "10.1000/xyz.123"),
        ("https://doi.org/10.1000/xyz.123", "10.1000/xyz.123"),
        ("doi.org/10.1000/xyz.123", "10.1000/xyz.123"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v2.full", "10.1101/2020.01.02.123456"),
        ("http://dx.doi.org/10.1000%2Fxyz.123", "10.1000/xyz.123"),
        ("10.1000/xyz.123.", "10.1000/xyz.123"),
        ("https://dl.example.org/doi/full/10.1000/xyz.123/pdf", "10.1000/xyz.123"),
        ("10.1016/0001-8708(91)90072-f", "10.1016/0001-8708(91)90072-f"),
    ],
)
def test_a_doi_in_any_form(kg: Kg, sound: Path, services: Services, typed: str, asked: str) -> None:
    services.crossref(asked)
    services.openalex(asked)
    result = kg("add", typed, atlas=sound)
    assert result.exit_code == 0, result.output
    (paper,) = papers(sound).values()
    assert paper["identifiers"] == {"doi": asked}
    assert (paper["type"], paper["venue"], str(paper["issued"])) == ("article-journal", "Journal of Moss", "2023-05-17")
    assert services.hosts() == ["api.crossref.org", "api.openalex.org"]


def test_a_doi_that_datacite_registers(kg: Kg, sound: Path, services: Services) -> None:
    services.datacite("10.5281/zenodo.1", publisher={"name": "Zenodo"}, types={"resourceTypeGeneral": "Report"})
    assert kg("add", "10.5281/zenodo.1", atlas=sound).exit_code == 0
    (paper,) = papers(sound).values()
    assert (paper["type"], paper["venue"], paper["identifiers"]) == ("report", "Zenodo", {"doi": "10.5281/zenodo.1"})
    assert "Only DataCite has a record of it, so nothing was compared." in paper["curation"]["doubts"]


def test_a_preprint_that_was_published_has_both_identifiers(kg: Kg, sound: Path, services: Services) -> None:
    services.arxiv(entry(doi="10.1000/Moss.1"))
    services.datacite(DOI)
    services.crossref("10.1000/moss.1")
    result = kg("add", TOY, atlas=sound)
    assert result.exit_code == 0, result.output
    assert result.stdout == "entries/papers/elhage-2023-toy.yaml\n"
    (paper,) = papers(sound).values()
    assert paper["identifiers"] == {"arxiv": TOY, "doi": "10.1000/moss.1"}
    assert (paper["type"], paper["venue"]) == ("article-journal", "Journal of Moss")
    assert "arXiv says 2022, Crossref says 2023: preprint and publication may lie years apart" in result.stderr


def test_a_doi_that_leads_to_another_paper_than_the_preprint_is_refused(
    kg: Kg, sound: Path, services: Services
) -> None:
    services.arxiv(entry(doi="10.1000/moss.1"))
    services.datacite(DOI)
    services.crossref("10.1000/moss.1", title=["The growth of moss"])
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})
    assert "Crossref says 'The growth of moss'" in result.stderr


def test_a_doi_that_nobody_has_is_left_out_of_the_preprint(kg: Kg, sound: Path, services: Services) -> None:
    services.arxiv(entry(doi="10.1000/moss.1"))
    services.datacite(DOI)
    assert kg("add", TOY, atlas=sound).exit_code == 0
    (paper,) = papers(sound).values()
    assert paper["identifiers"] == {"arxiv": TOY}
    assert any("10.1000/moss.1, which nobody confirmed" in doubt for doubt in paper["curation"]["doubts"])


@pytest.mark.parametrize(
    "typed", ["9XFSbDPmdW", "openreview:9XFSbDPmdW", "https://openreview.net/forum?id=9XFSbDPmdW&noteId=x"]
)
def test_openreview(kg: Kg, sound: Path, services: Services, typed: str) -> None:
    services.openreview("9XFSbDPmdW")
    result = kg("add", typed, atlas=sound)
    assert (result.exit_code, result.stdout) == (0, "entries/papers/nanda-2023-progress.yaml\n")
    (paper,) = papers(sound).values()
    assert paper["authors"][2] == "Lieberum, Tom"
    assert (paper["type"], paper["venue"], paper["identifiers"]) == (
        "paper-conference",
        "ICLR 2023",
        {"openreview": "9XFSbDPmdW"},
    )


def test_openreview_of_earlier_years_is_read_off_its_page(kg: Kg, sound: Path, services: Services) -> None:
    services.on("api2.openreview.net", "/notes", reply('{"name": "ForbiddenError", "status": 403}', status=403))
    head = (
        '<meta name="citation_title" content="Late bloom"><meta name="citation_author" content="Ada Moss">'
        '<meta name="citation_publication_date" content="2019/09/25">'
    )
    services.page("openreview.net", "/forum?id=rJxBloom01", head)
    assert kg("add", "https://openreview.net/pdf?id=rJxBloom01", atlas=sound).exit_code == 0
    assert list(papers(sound)) == ["moss-2019-late.yaml"]


PAGE = (
    '<meta name="citation_title" content="Zoom &amp; In: <i>Circuits</i>"><meta name="citation_author" content="Olah, Chris">'
    '<meta name="citation_author" content="Nick Cammarata"><meta name="citation_publication_date" content="2020/03/10">'
    '<meta name="citation_journal_title" content="Distill">'
)


def test_a_page_with_tags(kg: Kg, sound: Path, services: Services) -> None:
    services.page("distill.pub", "/2020/circuits", PAGE)
    assert kg("add", "https://distill.pub/2020/circuits#top", atlas=sound).exit_code == 0
    (paper,) = papers(sound).values()
    assert (paper["title"], paper["authors"]) == ("Zoom & In: Circuits", ["Olah, Chris", "Cammarata, Nick"])
    assert (paper["type"], paper["venue"], str(paper["issued"])) == ("article-journal", "Distill", "2020-03-10")
    assert paper["identifiers"] == {"url": "https://distill.pub/2020/circuits"}


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("2020/03/10", "2020-03-10"),
        ("2020-3", "2020-03"),
        ("03/10/2020", "2020-03-10"),
        ("03/2020", "2020-03"),
        ("10 March 2020", "2020"),
        ("2020", "2020"),
        ("2020-03-10T12:00:00+01:00", "2020-03-10"),
    ],
)
def test_dates_of_pages(kg: Kg, sound: Path, services: Services, date: str, issued: str) -> None:
    services.page("distill.pub", "/x", PAGE.replace("2020/03/10", date))
    assert kg("add", "https://distill.pub/x", atlas=sound).exit_code == 0
    assert [str(paper["issued"]) for paper in papers(sound).values()] == [issued]


def test_a_page_that_describes_itself_as_blogs_do(kg: Kg, sound: Path, services: Services) -> None:
    data = (
        '{"@context": "https://schema.org", "@type": "BlogPosting", "headline": "How moss hums",'
        ' "author": [{"@type": "Person", "name": "Ada Moss"}], "datePublished": "2024-02-03T10:00:00Z"}'
    )
    head = '<title>How moss hums | Garden</title><meta property="og:site_name" content="Garden">'
    services.page("garden.example", "/moss", f'{head}<script type="application/ld+json">{data}</script>')
    assert kg("add", "https://garden.example/moss", atlas=sound).exit_code == 0
    (paper,) = papers(sound).values()
    assert (paper["title"], paper["authors"], str(paper["issued"])) == ("How moss hums", ["Moss, Ada"], "2024-02-03")
    assert (paper["venue"], paper["identifiers"]) == ("Garden", {"url": "https://garden.example/moss"})


@pytest.mark.parametrize(
    "data", ["{", "[[[[", "null", "[1]", '{"@graph": 3}', '{"headline": 1}', '{"headline": "A", "author": 7}']
)
def test_a_page_that_describes_itself_badly(kg: Kg, sound: Path, services: Services, data: str) -> None:
    head = '<meta name="author" content="Ada Moss"><meta property="og:title" content="How moss hums - Garden">'
    head += (
        '<meta property="og:site_name" content="Garden"><meta property="article:published_time" content="2024-02-03">'
    )
    services.page("garden.example", "/moss", f'{head}<script type="application/ld+json">{data}</script>')
    assert kg("add", "https://garden.example/moss", atlas=sound).exit_code == 0
    (paper,) = papers(sound).values()
    assert paper["authors"] == ["Moss, Ada"]


@pytest.mark.parametrize(
    "type", ["text/html; charset=latin-1", "text/html", "text/html; charset=no-such", "text/html; charset=utf-8"]
)
def test_a_page_in_another_encoding(kg: Kg, sound: Path, services: Services, type: str) -> None:
    head = PAGE.replace("Nick Cammarata", "Łukasz Müller" if "latin" not in type else "Jürgen Müller")
    body = f"<html><head>{head}</head></html>".encode("latin-1" if "latin" in type else "utf-8")
    services.on("distill.pub", "/x", reply(body, type))
    assert kg("add", "https://distill.pub/x", atlas=sound).exit_code == 0
    assert [paper["authors"][1][:6] for paper in papers(sound).values()] == ["Müller"]


def test_a_record_of_another_doi_than_was_asked_for_is_refused(kg: Kg, sound: Path, services: Services) -> None:
    services.crossref("10.1000/a", DOI="10.1000/b")
    result = kg("add", "10.1000/a", atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})
    assert "Crossref answers with DOI '10.1000/b' for '10.1000/a'" in result.stderr


def test_an_old_id_with_the_class_of_its_subject_is_the_same_paper(kg: Kg, sound: Path, services: Services) -> None:
    (sound / "entries/papers").mkdir()
    (sound / "entries/papers/moss-2003-knots.yaml").write_text(
        "title: Knots\nauthors: ['Moss, A.']\nissued: 2003\nsummary: Made up.\nidentifiers: {arxiv: math.GT/0309136}\n"
    )
    assert "here already as 'paper/moss-2003-knots'" in kg("add", "math/0309136", atlas=sound).stderr
    services.arxiv(entry("math/0309136", "Knots", ["A. Moss"], "2003-09-08T00:00:00Z"))
    assert kg("refresh", atlas=sound).exit_code == 0
    assert kg("check", "--online", atlas=sound).exit_code == 0


def test_a_page_with_a_doi_is_compared_with_its_registry(kg: Kg, sound: Path, services: Services) -> None:
    services.page("distill.pub", "/2020/circuits", PAGE + '<meta name="citation_doi" content="10.23915/distill.00024">')
    people = [{"given": "Chris", "family": "Olah"}, {"given": "Nick", "family": "Cammarata"}]
    services.crossref("10.23915/distill.00024", title=["Zoom & In: Circuits"], author=people)
    assert kg("add", "https://distill.pub/2020/circuits", atlas=sound).exit_code == 0
    (paper,) = papers(sound).values()
    assert paper["identifiers"] == {"doi": "10.23915/distill.00024"}
    (sound / "entries/papers/olah-2023-zoom.yaml").unlink()
    services.crossref("10.23915/distill.00024", title=["The growth of moss"], author=people)
    result = kg("add", "--fresh", "https://distill.pub/2020/circuits", atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})


def test_a_page_without_tags_becomes_a_stub_that_asks_for_the_rest(kg: Kg, sound: Path, services: Services) -> None:
    services.page("www.moss.example", "/post", "<title>How moss hums</title>")
    result = kg("add", "https://www.moss.example/post", atlas=sound)
    assert (result.exit_code, result.stdout) == (0, "entries/papers/moss-undated-how.yaml\n")
    assert "nothing says authors and issued: fill that in" in result.stderr
    checked = kg("check", atlas=sound)
    assert checked.exit_code == 1
    assert "'YEAR' is not a date" in checked.stdout
    again = kg("add", "https://moss.example/post/", atlas=sound)
    assert "here already as 'paper/moss-undated-how', entries/papers/moss-undated-how.yaml" in again.stderr


def test_several_at_once_are_each_told(kg: Kg, sound: Path, toy_models: Services) -> None:
    services = toy_models
    services.arxiv(entry(), entry("2301.05217", "Progress measures for grokking", GROKKING))
    services.datacite("10.48550/arxiv.2301.05217", titles=[{"title": "The growth of moss"}])
    kg("add", TOY, atlas=sound)
    services.asked.clear()
    result = kg("add", "2301.05217", f"https://arxiv.org/abs/{TOY}v1", "2301.99999", "moss", "--fresh", atlas=sound)
    assert result.exit_code == 1
    assert "2301.05217: refused: the sources speak of different papers" in result.stderr
    assert (
        f"here already as 'paper/elhage-2022-toy', entries/papers/elhage-2022-toy.yaml, by arxiv '{TOY}'"
        in result.stderr
    )
    assert "2301.99999: refused: arXiv has no paper '2301.99999'" in result.stderr
    assert "moss: refused: 'moss' names no paper" in result.stderr
    # One question for the two that are not here, then one for the one that it did not answer.
    assert services.hosts().count("export.arxiv.org") == 2


def test_one_paper_named_twice_is_added_once(kg: Kg, sound: Path, toy_models: Services) -> None:
    result = kg("add", TOY, f"{TOY}v2", "10.48550/arxiv.2209.10652", atlas=sound)
    assert result.exit_code == 0
    assert result.stderr.count("here already as 'paper/elhage-2022-toy'") == 2
    assert list(papers(sound)) == ["elhage-2022-toy.yaml"]


def test_a_paper_known_by_its_title_is_not_added(kg: Kg, sound: Path, toy_models: Services) -> None:
    (sound / "entries/papers").mkdir()
    (sound / "entries/papers/elhage-2022-models.yaml").write_text(
        "title: Toy models of superposition\nauthors: ['Elhage, Nelson']\nissued: 2022\nsummary: Made up.\n"
        "identifiers: {url: 'https://transformer-circuits.pub/2022/toy_model'}\n"
    )
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, len(papers(sound))) == (0, 1)
    assert "here already as 'paper/elhage-2022-models'" in result.stderr
    assert "by its title (`kg refresh paper/elhage-2022-models` adds identifiers)" in result.stderr


def test_a_name_that_is_taken_gets_a_number(kg: Kg, sound: Path, toy_models: Services) -> None:
    (sound / "entries/papers").mkdir()
    (sound / "entries/papers/elhage-2022-toy.yaml").write_text(
        "title: Toy trains\nauthors: ['Elhage, N.']\nissued: 2022\nsummary: Made up.\nidentifiers: {url: 'https://toy.example'}\n"
    )
    assert kg("add", TOY, atlas=sound).stdout == "entries/papers/elhage-2022-toy-2.yaml\n"


def test_a_dry_run_shows_the_entry_and_writes_nothing(kg: Kg, sound: Path, toy_models: Services) -> None:
    result = kg("add", "--dry-run", TOY, atlas=sound)
    assert (result.exit_code, papers(sound)) == (0, {})
    assert result.stdout.startswith("# entries/papers/elhage-2022-toy.yaml\ntitle: Toy Models of Superposition\n")
    assert yaml.safe_load(result.stdout)["identifiers"] == {"arxiv": TOY}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2209.1065", "a final 0 is easily lost"),
        ("2213.10652", "there is no month 13"),
        ("https://arxiv.org/list/cs.LG/recent", "no address of a paper"),
        ("http://moss.example/post", "try 'https://moss.example/post'"),
        ("moss.example/post", "try 'https://moss.example/post'"),
        ("refs.bib", "`kg import refs.bib`"),
        ("978-0-521-86571-5", "kg new paper"),
        ("https://localhost/x", "not a web address"),
        ("https://user:secret@moss.example/x", "a name or password in it"),
        ("https://moss.example:8080/x", "unusual port"),
        ("ftp://moss.example/x", "names no paper"),
        ("", "names no paper"),
        ("https://[::1", "not a web address"),
        ("Toy Models of Superposition", "titles are not looked up"),
        ("2209.10652,2301.05217", "put spaces between"),
    ],
)
def test_what_names_no_paper_is_refused_with_what_to_type(
    kg: Kg, sound: Path, services: Services, typed: str, said: str
) -> None:
    result = kg("add", "--", typed, atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})
    assert said in result.stderr
    assert services.asked == []


ARXIV, CROSSREF, DATACITE, OPENALEX = "export.arxiv.org", "api.crossref.org", "api.datacite.org", "api.openalex.org"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><feed xmlns="http://www.w3.org/2005/Atom">&c;</feed>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE f SYSTEM "file:///etc/passwd"><feed xmlns="http://www.w3.org/2005/Atom"/>'
ATOM = "application/atom+xml"


@pytest.mark.parametrize(
    "fault",
    [
        silent,
        truncated,
        endless,
        reply("<html>Log in to the network of your hotel</html>", "text/html"),
        reply("<feed", ATOM),
        reply("", ATOM),
        reply(BOMB, ATOM),
        reply(OUTSIDE, ATOM),
        reply("<html/>", ATOM),
        reply(b"\xff\xfe<\x00f\x00", ATOM),
        reply('<?xml version="1.0" encoding="no-such"?><feed/>', ATOM),
        reply("<a>" * 50_000, ATOM),
        reply("wait", "text/plain", 429),
        reply("wait", "text/plain", 429, Retry_After="3600"),
        reply("oh", "text/plain", 500),
        reply("oh", "text/plain", 503),
        reply("no", "text/plain", 403),
        reply("what", "text/plain", 400),
        redirect("/api/query?id_list=1"),
    ],
)
def test_a_fault_of_the_first_source_leaves_the_paper_for_later(
    kg: Kg, sound: Path, toy_models: Services, fault: Any
) -> None:
    toy_models.on(ARXIV, "/api/query", fault)
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, result.stdout, papers(sound)) == (3, "", {}), result.output
    assert f"{TOY}: not added: " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("fault", [reply("<feed", ATOM), reply(feed(), ATOM), reply(feed(NO_SUCH_ID), ATOM)])
def test_a_useless_answer_is_not_kept(kg: Kg, sound: Path, toy_models: Services, fault: Any) -> None:
    toy_models.on(ARXIV, "/api/query", fault)
    assert kg("add", TOY, atlas=sound).exit_code in (1, 3)
    toy_models.arxiv(entry())
    assert kg("add", TOY, atlas=sound).exit_code == 0


@pytest.mark.parametrize(
    "fault",
    [
        silent,
        truncated,
        reply("<html>", "text/html"),
        reply('{"title": ', "application/json"),
        reply("[]", "application/json"),
        reply("null", "application/json"),
        reply(b'{"title": "\xe9"}', "application/json"),
        reply("[" * 100_000, "application/json"),
        reply("oh", "text/plain", 500),
        reply("no", "text/plain", 403),
    ],
)
def test_a_fault_of_another_source_is_noted_where_the_rest_agree(
    kg: Kg, sound: Path, toy_models: Services, fault: Any
) -> None:
    toy_models.on(OPENALEX, "/works", fault)
    result = kg("add", TOY, atlas=sound)
    assert result.exit_code == 0, result.output
    (paper,) = papers(sound).values()
    assert any(doubt.startswith("OpenAlex could not be asked: ") for doubt in paper["curation"]["doubts"])


def test_where_only_one_source_answers_the_paper_waits(kg: Kg, sound: Path, toy_models: Services) -> None:
    toy_models.on(OPENALEX, "/works", reply("oh", "text/plain", 500))
    toy_models.on(DATACITE, "/dois", reply("oh", "text/plain", 500))
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, papers(sound)) == (3, {})
    assert "only arXiv answered, and api.datacite.org has a fault of its own (500)" in result.stderr
    assert kg("add", TOY, "--trust", "arxiv", atlas=sound).exit_code == 0


@pytest.mark.parametrize(
    ("route", "path", "typed"),
    [(ARXIV, "/api/query", TOY), (CROSSREF, "/works/10.1000/none", "10.1000/none")],
)
def test_what_nobody_has_is_refused(kg: Kg, sound: Path, services: Services, route: str, path: str, typed: str) -> None:
    answer = reply(feed(), ATOM) if route == ARXIV else reply("Resource not found.", "text/plain", 404)
    services.on(route, path, answer)
    result = kg("add", typed, atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})
    assert f"'{typed}'" in result.stderr


def test_a_fault_that_arxiv_tells_as_a_paper_is_none(kg: Kg, sound: Path, services: Services) -> None:
    services.arxiv(NO_SUCH_ID)
    services.openalex(DOI)
    result = kg("add", TOY, atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})
    assert "arXiv has no paper" in result.stderr


def test_openalex_alone_is_not_enough(kg: Kg, sound: Path, services: Services) -> None:
    services.openalex("10.1000/only")
    result = kg("add", "10.1000/only", atlas=sound)
    assert (result.exit_code, papers(sound)) == (1, {})
    assert kg("add", "10.1000/only", "--trust", "openalex", atlas=sound).exit_code == 0


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Toy Models\n  of Superposition", "Toy Models of Superposition"),
        ("Scaling $\\alpha$-moss with \\emph{care}", "Scaling α-moss with care"),
        ('On the H{\\"o}lder $n$-norm', "On the Hölder n-norm"),
        ("<i>Moss</i> &amp; <b>fern</b>", "Moss & fern"),
        ("Learning 100% of $x^2$", "Learning 100% of x^2"),
        ("{BERT}ology at $5 a day -- {{moss}}", "BERTology at 5 a day – moss"),
        ("Moss at $5 a day -- {{moss}}", "Moss at $5 a day -- {{moss}}"),
    ],
)
def test_titles_are_plain_words(kg: Kg, sound: Path, services: Services, title: str, written: str) -> None:
    services.arxiv(entry(title=title))
    assert kg("add", TOY, atlas=sound).exit_code == 0
    assert [paper["title"] for paper in papers(sound).values()] == [written]


def test_a_title_in_capitals_is_taken_from_whoever_has_it_otherwise(kg: Kg, sound: Path, services: Services) -> None:
    services.crossref("10.1000/caps", title=["TOY MODELS OF SUPERPOSITION"])
    services.openalex("10.1000/caps")
    assert kg("add", "10.1000/caps", atlas=sound).exit_code == 0
    assert [paper["title"] for paper in papers(sound).values()] == ["Toy Models of Superposition"]


def test_a_title_in_capitals_everywhere_is_lowered_and_noted(kg: Kg, sound: Path, services: Services) -> None:
    services.crossref("10.1000/caps", title=["TOY MODELS OF GPT SUPERPOSITION"])
    result = kg("add", "10.1000/caps", atlas=sound)
    assert [paper["title"] for paper in papers(sound).values()] == ["Toy models of gpt superposition"]
    assert "give names and acronyms theirs back" in result.stderr


def test_tags_of_jats_and_a_subtitle(kg: Kg, sound: Path, services: Services) -> None:
    title = "Growth of <jats:italic>Bryum</jats:italic> at <mml:math><mml:mi>T</mml:mi></mml:math> &lt; 5"
    services.crossref("10.1000/jats", title=[title], subtitle=["A field study"])
    assert kg("add", "10.1000/jats", atlas=sound).exit_code == 0
    assert [paper["title"] for paper in papers(sound).values()] == ["Growth of Bryum at T < 5: A field study"]


@pytest.mark.parametrize(
    "work",
    [
        {"title": []},
        {"title": None},
        {"title": [None]},
        {"title": {"a": 1}},
        {"author": [], "editor": []},
        {"author": "Ada"},
        {"author": [None, 1, {}]},
        {"issued": {"date-parts": [[None]]}, "published-print": None},
        {"issued": {"date-parts": []}},
        {"issued": None},
    ],
)
def test_a_record_that_lacks_what_a_paper_needs_never_becomes_half_of_one(
    kg: Kg, sound: Path, services: Services, work: Mapping[str, Any]
) -> None:
    services.crossref("10.1000/half", **work)
    result = kg("add", "10.1000/half", atlas=sound)
    assert "Traceback" not in result.output
    if result.exit_code == 0:
        assert "nothing says" in result.stderr
    else:
        assert (result.exit_code, papers(sound)) == (1, {})


def test_an_empty_list_of_authors_at_one_source_is_noted(kg: Kg, sound: Path, toy_models: Services) -> None:
    toy_models.openalex(DOI, authors=[])
    result = kg("add", TOY, atlas=sound)
    assert result.exit_code == 0
    assert "OpenAlex names no authors, so only the title was compared" in result.stderr


def test_a_shortened_list_of_authors_is_noted(kg: Kg, sound: Path, toy_models: Services) -> None:
    toy_models.openalex(DOI, authors=AUTHORS[:3])
    result = kg("add", TOY, atlas=sound)
    assert result.exit_code == 0
    assert "OpenAlex lists 3 of the 16 authors of arXiv" in result.stderr


def test_what_a_page_hides_in_its_title_stays_text(kg: Kg, sound: Path, services: Services) -> None:
    title = "\u202eevil\u2066 'quoted' {{7*7}} #: - [x] &lt;script&gt; \x1b[31m"
    services.page("moss.example", "/x", f'<meta name="citation_title" content="{title}">' + PAGE.partition(">")[2])
    assert kg("add", "https://moss.example/x", atlas=sound).exit_code == 0
    (paper,) = papers(sound).values()
    assert paper["title"] == "evil 'quoted' {{7*7}} #: - [x] <script> [31m"
    assert kg("check", "--format", "concise", atlas=sound).stdout.count("error") == 1


def test_withdrawn_and_retracted_papers_are_noted(kg: Kg, sound: Path, toy_models: Services) -> None:
    toy_models.arxiv(entry(comment="This paper has been withdrawn by the author"))
    toy_models.openalex(DOI, is_retracted=True)
    result = kg("add", TOY, atlas=sound)
    assert "arXiv notes a withdrawal" in result.stderr
    assert "OpenAlex notes a retraction" in result.stderr
