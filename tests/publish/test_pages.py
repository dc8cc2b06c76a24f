"""The generated pages: what they say, that they are sound HTML, and that nothing from an entry gets out of hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from markupsafe import Markup, escape

from kg import exports, imports, reports
from kg.checks import all_rules
from kg.equations.functions import RESERVED
from kg.equations.units import UNITS
from kg.graph import Graph
from kg.publish import stacked
from kg.publish.environment import THEME, environment, number, shown
from kg.publish.forge import Forge
from kg.publish.here import Here
from kg.publish.leaves import leaves
from kg.publish.outputs import outputs
from kg.publish.pages import Page, SiteSettings, render
from kg.publish.views import entries, lists, matrix
from kg.queries import matrix as question
from kg.queries import sql
from kg.queries.scoreboard import scoreboard
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning import rules as inferences
from kg.review.gaps import names as gap_kinds
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS

SITE = SiteSettings(
    name="The garden",
    url="https://garden.example/atlas/",
    forge=Forge("https://code.example/garden"),
    description="All that blooms.",
    licence="CC BY 4.0",
    pages=(("Guide", "guide/"),),
)
# What the search brings comes on top of the budget of a page.
SEARCHING = ("seek.js", "search.js")
VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "path", "rect"}
GraphOf = Callable[[Mapping[str, str]], Graph]


class Reader(HTMLParser):
    """A page as a reader of it would see it: ids, links, headings, text, and how the elements nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def ids(self) -> list[str]:
        return [id for _, attributes in self.elements if (id := attributes.get("id"))]

    def every(self, name: str) -> Iterator[str]:
        return (value for _, attributes in self.elements if (value := attributes.get(name)) is not None)


@pytest.fixture(scope="module")
def toy_pages(toy_graph: Graph) -> dict[str, str]:
    return {page.address: page.html for page in render(toy_graph, SITE)}


@pytest.fixture(scope="module")
def readers(toy_pages: dict[str, str]) -> dict[str, Reader]:
    return {address: Reader(html) for address, html in toy_pages.items()}


def spaced(html: str) -> str:
    """The text of a page with a blank between elements, so that the cells of a table stand apart."""
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def pages_of(graph: Graph, site: SiteSettings = SITE) -> dict[str, Page]:
    return {page.address: page for page in render(graph, site)}


def test_every_entry_has_a_page_at_its_id_that_names_its_file(toy_graph: Graph) -> None:
    pages = pages_of(toy_graph)
    for record in toy_graph.catalogue.records.values():
        assert pages[f"{record.id}/index.html"].source == record.path


def test_every_kind_and_every_question_has_a_page(toy_pages: dict[str, str]) -> None:
    asked = [
        "layers",
        "matrix",
        "explore",
        "traces",
        "scoreboard",
        "laws",
        "laws/quantities",
        "timeline",
        "data",
        "gaps",
        "problems",
        "predictions",
        "disagreements",
        "papers",
        "a-z",
        "search",
        "about",
    ]
    for name in (*asked, *(model.folder for model in kinds().values())):
        assert f"{name}/index.html" in toy_pages
    assert "index.html" in toy_pages


def test_same_graph_gives_same_bytes(toy_graph: Graph, toy_pages: dict[str, str]) -> None:
    assert {page.address: page.html for page in render(toy_graph, SITE)} == toy_pages


def test_every_link_leads_to_a_page_and_to_a_place_on_it(readers: dict[str, Reader]) -> None:
    lost = []
    for address, reader in readers.items():
        here = f"https://x.example/deep/{address.removesuffix('index.html')}"
        for href in reader.every("href"):
            target, fragment = urldefrag(urljoin(here, href))
            path = urlsplit(target).path
            if urlsplit(target).netloc != "x.example" or re.search(r"\.\w+$|/guide/$", path):
                continue
            assert path.startswith("/deep/"), f"{href} on {address} leaves the site"
            other = readers.get(f"{path.removeprefix('/deep/')}index.html")
            if other is None or (fragment and fragment not in other.ids):
                lost.append((address, href))
    assert not lost


def test_html_nests_soundly_and_ids_are_unique(readers: dict[str, Reader]) -> None:
    for address, reader in readers.items():
        assert not reader.unbalanced and not reader.open, address
        assert len(set(reader.ids)) == len(reader.ids), address


def test_every_page_has_one_title_and_headings_in_order(readers: dict[str, Reader]) -> None:
    for address, reader in readers.items():
        levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1 and levels[0] == 1, address
        assert all(below <= above + 1 for above, below in pairwise(levels)), address


def test_labels_name_elements_of_the_page(readers: dict[str, Reader]) -> None:
    for address, reader in readers.items():
        for name in ("aria-labelledby", "for"):
            assert set(reader.every(name)) <= set(reader.ids), address


def test_tables_have_captions_and_their_headers_a_scope(readers: dict[str, Reader]) -> None:
    for address, reader in readers.items():
        tags = [tag for tag, _ in reader.elements]
        assert tags.count("table") == tags.count("caption"), address
        assert all("scope" in attributes for tag, attributes in reader.elements if tag == "th"), address


def test_nothing_runs_or_is_fetched_from_elsewhere(readers: dict[str, Reader]) -> None:
    for address, reader in readers.items():
        for tag, attributes in reader.elements:
            assert not any(name.startswith("on") for name in attributes), address
            if tag in ("script", "img", "iframe", "link", "source"):
                found = attributes.get("src") or attributes.get("href") or ""
                named = attributes.get("rel") in ("canonical", "license")
                assert named or not urlsplit(found).netloc, f"{found} on {address}"
            assert tag != "style"
            assert tag != "script" or runs_nothing(attributes) or attributes.get("src"), f"inline script on {address}"


def runs_nothing(attributes: dict[str, str | None]) -> bool:
    """Whether a script element holds data only."""
    return attributes.get("type") == "application/ld+json"


def test_text_of_entries_stays_text(graph_of: GraphOf) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}"
    quoted = json.dumps(evil)
    entry = f"title: {quoted}\nsummary: {quoted}\naliases: [{quoted}]\ntags: [{quoted}]\ncontributors: [{quoted}]\n"
    item = f"{{paper: paper/moss, at: {quoted}, stance: supports, read: full, note: {quoted}}}"
    graph = graph_of(
        {
            "paper/moss": f"title: {quoted}\nsummary: x\nvenue: {quoted}\nauthors: [{quoted}]\nwhy_read: {quoted}\n",
            "mechanism/gate": entry,
            "system/pot": f"{entry}network: {quoted}\n",
            "phenomenon/bloom": f"{entry}body: {quoted}\nevidence: [{item}]\nlinks:\n  rests_on:\n"
            f"    - {{to: mechanism/gate, in: [system/pot], standing: contested, regime: {quoted}, note: {quoted},"
            f" evidence: [{item}]}}\ncuration: {{state: draft, doubts: [{quoted}]}}\n",
            "theory/root": f"{entry}assumptions: [{quoted}]\nblind_spots: [{quoted}]\nlinks:\n"
            f"  explains: [{{to: phenomenon/bloom, regime: {quoted}}}]\n",
            "result/law": f"{entry}regime: {quoted}\nstanding: refuted\n",
            "problem/why": f"{entry}progress: {quoted}\nworked_on_by: [{quoted}]\n",
            "prediction/soon": f"{entry}expected: {{statement: {quoted}, test: {quoted}}}\n",
        }
    )
    site = SiteSettings(
        name=evil,
        description=evil,
        licence=evil,
        forge=Forge("javascript:alert(1)"),
        spdx=evil,
        url="https://a.example/",
    )
    for page in render(graph, site):
        reader = Reader(page.html)
        assert not reader.unbalanced and not reader.open, page.address
        assert {tag for tag, _ in reader.elements} & {"img", "iframe", "style"} == set(), page.address
        assert all(a.get("src") or runs_nothing(a) for tag, a in reader.elements if tag == "script"), page.address
        assert not any(name.startswith("on") for _, attributes in reader.elements for name in attributes), page.address
        assert not any(href.startswith("javascript") for href in reader.every("href")), page.address
        assert "49" not in reader.text.replace("{{ 7*7 }}", ""), page.address


def test_an_entry_shows_where_when_and_how_firmly_its_links_hold(readers: dict[str, Reader]) -> None:
    text = readers["phenomenon/late-bloom/index.html"].text
    assert "Slow-root account" in text
    for words in ("contested", "when: heavy soil", "1 for · 1 against", "read in part", "section 6"):
        assert words in text
    assert "refuted" in text and "looked for through three seasons" in text
    assert "sufficient on its own" in text


def test_above_and_below_follow_the_relation(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/root": "links: {explains: [phenomenon/bloom]}\n",
            "phenomenon/bloom": "links: {rests_on: [mechanism/gate]}\n",
            "mechanism/gate": "",
        }
    )
    html = pages_of(graph)["phenomenon/bloom/index.html"].html
    above, below = html.index('id="above-h"'), html.index('id="below-h"')
    assert above < html.index("explained by") < below < html.index("rests on")


def test_doubts_and_curation_are_printed_on_the_page(graph_of: GraphOf) -> None:
    graph = graph_of({"theory/root": "curation: {state: stub, doubts: [Nobody dug here.]}\n"})
    text = Reader(pages_of(graph)["theory/root/index.html"].html).text
    assert "stub" in text and "1 doubt" in text and "Nobody dug here." in text


def test_a_spliced_trace_is_drawn_broken_and_an_anchored_one_is_not(toy_pages: dict[str, str]) -> None:
    spliced, anchored = toy_pages["theory/slow-root/index.html"], toy_pages["result/bloom-threshold/index.html"]
    assert 'class="trace spliced"' in spliced and "Splice: " in spliced
    assert 'class="trace anchored"' in anchored and "Splice: " not in anchored
    assert "weakest step" in anchored


def test_traces_page_names_theories_that_reach_nothing(readers: dict[str, Reader]) -> None:
    text = readers["traces/index.html"].text
    assert "The garden programme" in text[text.index("No way down") :]


def test_anchored_traces_come_before_spliced_ones(toy_pages: dict[str, str]) -> None:
    html = toy_pages["traces/index.html"]
    assert html.index(">Anchored <") < html.index('class="trace anchored"')
    assert html.rindex('class="trace anchored"') < html.index(">Spliced <") < html.index('class="trace spliced"')


def test_a_paper_says_what_it_supports_and_disputes_and_how_to_cite_it(readers: dict[str, Reader]) -> None:
    reader = readers["paper/sorrel-2021-phase/index.html"]
    assert "disputes Late bloom explained by Slow-root account section 6 read in part" in reader.text
    assert "@" in reader.text and "sorrel-2021-phase," in reader.text
    assert "citation_title" in list(reader.every("name"))


def test_disagreements_show_both_sides(readers: dict[str, Reader]) -> None:
    text = readers["disagreements/index.html"].text
    assert "Late bloom" in text and "For supports" in text and "Against disputes" in text
    assert "Contradictions" in text


def test_the_grids_say_the_same_as_the_table_of_pairs(toy_graph: Graph, readers: dict[str, Reader]) -> None:
    grid, pairs = readers["matrix/index.html"], readers["matrix/pairs/index.html"]
    told = [
        found["title"]
        for tag, found in grid.elements
        if tag == "a" and (found.get("class") or "").startswith("cell c-")
    ]
    assert told.count("explains: proved") == 1
    found = question.matrix(toy_graph)
    assert len(told) == len(found.cells)
    rows = sum(tag == "tr" for tag, _ in pairs.elements) - 1
    assert rows == sum(len(cells) for cells in found.cells.values())


def test_each_layer_with_phenomena_has_its_own_grid(toy_pages: dict[str, str]) -> None:
    whole = toy_pages["matrix/index.html"]
    own = toy_pages["matrix/bed/index.html"]
    assert 0 < own.count('class="cell c-') <= whole.count('class="cell c-')
    assert "matrix/ear/index.html" not in toy_pages


def test_grids_that_would_be_heavy_together_have_a_page_each(toy_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "TOGETHER", 0)
    pages = pages_of(toy_graph)
    assert 'class="cell c-' not in pages["matrix/index.html"].html
    assert 'href="../matrix/bed/"' in pages["matrix/index.html"].html
    assert 'class="cell c-' in pages["matrix/bed/index.html"].html


def test_a_mixed_outcome_is_a_disagreement_only_where_papers_differ(graph_of: GraphOf) -> None:
    def prediction(*stances: str) -> str:
        pieces = ", ".join(f"{{paper: paper/{s}, at: section 1, stance: {s}, read: full}}" for s in stances)
        return f"timing: retrodiction\noutcome: mixed\nobserved: {{statement: Partly so., evidence: [{pieces}]}}\n"

    graph = graph_of(
        {
            "paper/supports": "",
            "paper/disputes": "",
            "prediction/torn": prediction("supports", "disputes"),
            "prediction/half": prediction("supports"),
        }
    )
    html = pages_of(graph)["disagreements/index.html"].html
    assert "prediction/torn/" in html
    assert "prediction/half/" not in html


SPECIAL = {
    "theory/root": "",
    "theory/twig": "links:\n  specialises: [theory/root]\n  explains: [{to: phenomenon/bloom, standing: supported}]\n",
    "phenomenon/bloom": "",
}


def test_a_derived_fact_is_marked_and_comes_with_its_proof(graph_of: GraphOf) -> None:
    html = pages_of(graph_of(SPECIAL))["theory/root/index.html"].html
    section = html[html.index('<section id="follows"') :]
    text = Reader(section[: section.index("</section>") + 10]).text
    assert 'class="derived"' in section
    assert "Root covers Bloom derived" in text
    assert "Twig specialises Root" in text and "Twig explains Bloom supported" in text
    assert "A general theory covers what a theory that specialises it explains." in text


def test_an_entry_without_consequences_says_nothing_of_them(toy_pages: dict[str, str]) -> None:
    assert 'id="follows"' not in toy_pages["path/first-evening/index.html"]


def test_matrix_sets_derived_cells_apart_from_written_ones(graph_of: GraphOf) -> None:
    html = pages_of(graph_of(SPECIAL))["matrix/index.html"].html
    assert html.count('class="cell c-derived"') == 1 and html.count('class="cell c-supported"') == 1
    assert "covers, derived" in html


def test_an_entry_with_many_links_has_a_page_for_all_of_them(graph_of: GraphOf) -> None:
    many = {f"phenomenon/p{number}": "" for number in range(20)}
    pages = pages_of(graph_of({**many, "theory/all": f"links:\n  explains: [{', '.join(many)}]\n"}))
    own, whole = pages["theory/all/index.html"].html, pages["theory/all/links/index.html"].html
    assert own.count('<li class="link') == stacked.MOST and f'<a href="links/">{20 - stacked.MOST} more</a>' in own
    assert whole.count('<li class="link') == 20
    assert not Reader(whole).unbalanced and "<h3>explains</h3>" in whole
    assert "phenomenon/p1/links/index.html" not in pages


def test_links_of_a_hub_fill_several_pages_and_none_is_lost(graph_of: GraphOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "LINKS", 8)
    many = {f"phenomenon/p{number:02}": "" for number in range(20)}
    above = {"theory/over": "links: {explains: [result/hub]}\n"}
    pages = pages_of(graph_of({**many, **above, "result/hub": f"links:\n  explains: [{', '.join(many)}]\n"}))
    leaves = [pages[f"result/hub/links/{leaf}index.html"].html for leaf in ("", "2/", "3/")]
    assert "result/hub/links/4/index.html" not in pages
    assert [html.count('<li class="link') for html in leaves] == [8, 8, 5]
    assert all(any(f"phenomenon/{name[11:]}/" in html for html in leaves) for name in many)
    assert "theory/over/" in leaves[0] and "theory/over/" not in leaves[1]
    assert 'href="../../../../result/hub/links/3/"' in leaves[1]


def test_a_very_long_chain_is_drawn_by_its_ends(graph_of: GraphOf) -> None:
    below = {n: f"result/r{n + 1:03}" for n in range(59)} | {59: "mechanism/end"}
    steps = {f"result/r{n:03}": f"links: {{explains: [{{to: {to}, in: [system/park]}}]}}\n" for n, to in below.items()}
    ends = {"mechanism/end": "links: {observed_in: [system/park]}\n", "system/park": ""}
    html = pages_of(graph_of({**steps, **ends}))["result/r000/index.html"].html
    assert "40 steps more, not shown here" in html
    assert "result/r009/" in html and "result/r030/" not in html and "mechanism/end/" in html
    assert not Reader(html).unbalanced


def test_a_large_matrix_is_cut_and_says_so(toy_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "COLUMNS", 1)
    monkeypatch.setattr(matrix, "ROWS", 1)
    html = pages_of(toy_graph)["matrix/index.html"].html
    assert "has outgrown one grid" in html
    assert html.count('class="up') == html.count('<table class="matrix">') > 0


def test_scoreboard_counts_what_theories_explain_and_how_predictions_went(
    toy_graph: Graph, toy_pages: dict[str, str]
) -> None:
    html = toy_pages["scoreboard/index.html"]
    reader, text = Reader(html), spaced(html)
    scores = scoreboard(toy_graph)
    rows = [
        f"{toy_graph.title(s.theory)} {len(s.explained)} {len(s.contested)} {s.untouched} "
        for s in scores
        if s.predictions
    ]
    assert rows and all(row in text for row in rows)
    assert "confirmed" in text and toy_graph.title("prediction/hum-of-a-hundred") in text
    pictures = [attributes for tag, attributes in reader.elements if tag == "svg"]
    assert len(pictures) == 2 and all(picture["aria-label"] for picture in pictures)
    assert next(i for i, (tag, _) in enumerate(reader.elements) if tag == "table") < next(
        i for i, (tag, _) in enumerate(reader.elements) if tag == "svg"
    )


def test_timeline_has_papers_and_first_reports_by_year(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "layer/bed": "order: 1\nbasis: ours\n",
            "paper/old": "issued: '1911'\n",
            "paper/moss": "issued: 2031-05\n",
            "phenomenon/bloom": "layers: [bed]\nfirst_reported: 2030\n"
            "evidence: [{paper: paper/moss, at: page 3, stance: supports, read: full}]\n",
        }
    )
    text = spaced(pages_of(graph)["timeline/index.html"].html)
    assert "2031 1 1 –" in text and "2030 – – – Bloom" in text and "1911 1 1 –" in text
    assert "to 2006" in text


def test_explore_says_without_scripts_how_many_entries_there_are(toy_pages: dict[str, str]) -> None:
    text = spaced(toy_pages["explore/index.html"])
    assert "Entries by kind and layer" in text and re.search(r"phenomena( [\d–]+)+ 4 ", text)


def test_data_page_offers_every_download(toy_graph: Graph, toy_pages: dict[str, str]) -> None:
    made = {output.address for output in outputs(toy_graph, SITE)}
    offered = ("graph.json", "graph.schema.json", "atlas.json", "atlas.jsonld", "CITATION.cff", "api/v1/index.json")
    for name in (*offered, "papers.bib", "papers.ris", "papers.csl.json"):
        assert name in made and f'href="../{name}"' in toy_pages["data/index.html"]


def test_gaps_come_with_the_lines_to_write(readers: dict[str, Reader]) -> None:
    text = readers["gaps/index.html"].text
    assert "What to write" in text and "links:" in text


def test_problems_say_who_posed_them_and_what_would_be_progress(graph_of: GraphOf) -> None:
    paper = "evidence: [{paper: paper/moss, at: page 3, stance: poses, read: full}]\n"
    graph = graph_of({"paper/moss": "", "problem/why": f"progress: A law.\nworked_on_by: [The gnomes]\n{paper}"})
    text = Reader(pages_of(graph)["problems/index.html"].html).text
    for words in ("Moss 2031", "page 3", "A law.", "The gnomes", "open"):
        assert words in text


def test_the_reference_prints_all_there_is_from_the_code(readers: dict[str, Reader], toy_pages: dict[str, str]) -> None:
    def text(name: str) -> str:
        return readers[f"reference/{name}/index.html"].text

    assert all(relation.name in text("relations") and relation.inverse in text("relations") for relation in RELATIONS)
    assert all(f"entries/{model.folder}/" in text("kinds") for model in kinds().values())
    for kind, model in kinds().items():
        shown = text(kind) + text("kinds")
        for name, field in model.model_fields.items():
            assert (field.alias or name) in shown
            assert " ".join((field.description or "").replace("`", "").split()) in " ".join(shown.split()), name
    for name, rule in all_rules().items():
        assert name in text("rules")
        # A word that the summary lacks: the explanation is there too.
        assert all(word in text("rules") for word in re.findall(r"[A-Za-z]{6,}", rule.explanation or ""))
    assert all(name in text("gaps") for name in gap_kinds())
    assert all(name in text("inference") for name in (*inferences(), *DERIVED))
    assert all(name in text("tables") for name in sql.views())
    assert all(name in text("expressions") for name in RESERVED)
    listed = toy_pages["reference/units/index.html"]
    assert all(f"<code>{name.replace('F_', 'F-')}</code>" in listed for name in UNITS)
    assert all(name in text("formats") for name in (*exports.formats(), *imports.formats(), *reports.formats()))


def test_code_that_may_be_wider_than_the_window_can_be_scrolled_by_keyboard(toy_pages: dict[str, str]) -> None:
    assert '<pre tabindex="0">' in toy_pages["reference/rules/index.html"]
    assert [address for address, html in toy_pages.items() if "<pre>" in html] == []


def _cells(html: str) -> list[list[str]]:
    """The rows of the tables of a page, without their markup."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_the_reference_says_what_a_field_takes_and_whether_it_is_needed(toy_pages: dict[str, str]) -> None:
    rows = {row[0]: row[1:3] for row in _cells(toy_pages["reference/result/index.html"]) if row}
    rigours = "theorem, derivation, empirical-law, definition, hypothesis, conjecture"
    assert rows["rigour"] == [f"one of: {rigours}", "yes"]
    assert rows["regime"] == ["text", "no"]
    assert rows["equation"] == ["equation", "no"]
    rows = {row[0]: row[1:3] for row in _cells(toy_pages["reference/kinds/index.html"]) if row}
    assert rows["in"] == ["list of: id of a system", "no"]
    assert rows["paper"] == ["id of a paper", "yes"]
    assert rows["summary"] == ["prose", "yes"]
    assert rows["url"] == ["web address", "no"]


def test_the_reference_offers_a_kind_the_links_it_may_write(toy_pages: dict[str, str]) -> None:
    rows = _cells(toy_pages["reference/phenomenon/index.html"])
    assert ["explained_by", "explained by", "theory, result"] in rows
    assert ["specialises", "specialises", "phenomenon"] in rows
    assert "estimates" not in [row[0] for row in rows if row]


def test_a_page_says_where_to_edit_it_and_what_it_may_be_used_for(toy_pages: dict[str, str]) -> None:
    html = toy_pages["theory/slow-root/index.html"]
    assert "https://code.example/garden/edit/main/entries/theories/slow-root.yaml" in html
    assert "CC BY 4.0" in html
    assert "https://garden.example/atlas/theory/slow-root/" in html


def test_search_box_leads_to_a_to_z_without_scripts(toy_pages: dict[str, str]) -> None:
    for html in toy_pages.values():
        assert re.search(r'<form class="find" role="search" action="(\.\./)*(\./)?a-z/"', html)


def test_a_long_list_is_cut_into_pages() -> None:
    found = leaves(range(450), "theories/", 200)
    assert [leaf.address for leaf in found] == ["theories/", "theories/2/", "theories/3/"]
    assert [len(leaf.items) for leaf in found] == [200, 200, 50]
    assert [leaf.address for leaf in leaves([], "paths/")] == ["paths/"]


def test_a_to_z_of_a_large_atlas_has_a_page_per_letter(toy_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ALL", 10)
    pages = pages_of(toy_graph)
    listed = "".join(page.html for address, page in pages.items() if re.fullmatch(r"a-z/\w+/index.html", address))
    for id in toy_graph.catalogue.records:
        assert f"/{id}/" in listed


def test_an_atlas_can_bring_a_template_of_its_own(toy_graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "each-method.html.jinja").write_text(
        '{% extends "each-entry.html.jinja" %}{% block verdict %}Ours!{% endblock %}'
    )
    site = SiteSettings(overrides=(tmp_path,))
    assert "Ours!" in pages_of(toy_graph, site)["method/stethoscope-sweep/index.html"].html


def test_an_empty_atlas_has_a_site(graph_of: GraphOf) -> None:
    for page in render(graph_of({}), SiteSettings()):
        assert "<h1" in page.html


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.34, "0.34"),
        (70e9, "7 × 10¹⁰"),
        (1e12, "10¹²"),
        (1.4e-7, "1.4 × 10⁻⁷"),
        (0.0, "0"),
        (12345.0, "12\u202f345"),
        (-2e6, "-2 × 10⁶"),
    ],
)
def test_numbers_read_as_people_write_them(value: float, shown: str) -> None:
    assert number(value) == shown


def test_styles_and_the_scripts_of_each_page_keep_to_their_budgets(readers: dict[str, Reader]) -> None:
    for address, reader in readers.items():
        sheets = [
            str(found["href"]) for tag, found in reader.elements if tag == "link" and found["rel"] == "stylesheet"
        ]
        assert sheets
        assert sum((THEME / "css" / name.rsplit("/", 1)[1]).stat().st_size for name in sheets) <= 20 * 1024, address
        scripts = [
            attributes for tag, attributes in reader.elements if tag == "script" and not runs_nothing(attributes)
        ]
        names = [str(found["src"]).rsplit("/", 1)[1] for found in scripts if "js/" in str(found["src"])]
        assert sum((THEME / "js" / name).stat().st_size for name in names if name not in SEARCHING) <= 15 * 1024, (
            address
        )
    assert sum((THEME / "js" / name).stat().st_size for name in SEARCHING) <= 15 * 1024


def test_a_page_keeps_nothing_once_it_is_made(toy_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Here] = []
    begin = Here.__init__
    monkeypatch.setattr(Here, "__init__", lambda here, *args, **more: made.append(here) or begin(here, *args, **more))
    traces = next(page for page in render(toy_graph, SITE) if page.address == "traces/index.html")
    assert traces.html == traces.html
    assert made and not any(here._refs for here in made)


def test_large_files_are_the_same_in_pieces_and_as_a_whole(toy_graph: Graph) -> None:
    large = [output for output in outputs(toy_graph, SITE) if output.pieces]
    assert {"graph.json", "traces.js", "atlas.json"} <= {output.address for output in large}
    for output in large:
        assert b"".join(output.chunks()) == output.make().encode()


def test_what_is_written_into_a_page_is_escaped_as_markupsafe_does() -> None:
    class Own:
        def __html__(self) -> str:
            return "<i>own</i>"

    text = "</p><b>&amp; \"q\" 'r'"
    for value in (text, Markup(text), "", 0, None, 1.5, Own(), ["<b>"]):
        assert shown(value) == escape(value)
        made = environment().from_string("{{ value }}{{ value|e }}").render(value=value)
        assert made == escape(value) * 2
