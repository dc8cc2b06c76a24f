"""The pictures: sound, bounded, the same every time, and every box a link that leads somewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from kg.graph import Graph
from kg.publish import around, drawing
from kg.publish.ways import walk

GraphOf = Callable[[dict[str, str]], Graph]
CANARY = "</svg><script>alert(1)</script> \"q\" 'r' &amp; <b>"


def pictures(svg: str) -> list[Element]:
    return list(ElementTree.fromstring(f"<all>{svg}</all>"))


def links(picture: Element) -> list[Element]:
    return list(picture.iter("a"))


def test_map_comes_wide_and_narrow_and_says_what_it_is(toy_graph: Graph) -> None:
    wide, narrow = pictures(drawing.stack_map(toy_graph))
    assert wide.get("class") == "stack-map stack-map-wide"
    assert narrow.get("class") == "stack-map stack-map-narrow"
    for picture in (wide, narrow):
        assert picture.find("title") is not None
        assert picture.find("desc") is not None
        # An image would hide its links from a screen reader.
        assert picture.get("role") == "group"
        assert not [element for element in picture.iter() if element.get("id") or element.get("style")]


def test_layers_are_bands_from_the_most_abstract_down(toy_graph: Graph) -> None:
    wide, _ = pictures(drawing.stack_map(toy_graph))
    names = [text.text for text in wide.iter("text") if text.get("class") == "layer-name"]
    assert names == [layer.entry.title for layer in toy_graph.catalogue.layers]


@pytest.mark.parametrize("page", ["", "layers/"])
def test_every_link_of_the_map_leads_to_an_entry(toy_graph: Graph, page: str) -> None:
    for picture in pictures(drawing.stack_map(toy_graph, page)):
        for link in links(picture):
            target = urljoin("https://a.example/" + page, link.get("href")).removeprefix("https://a.example/")
            assert target.rstrip("/") in toy_graph.catalogue.records


def test_large_atlas_shows_the_best_tied_entries_and_counts_the_others(graph_of: GraphOf) -> None:
    many = {f"theory/t{number:03}": "" for number in range(300)}
    graph = graph_of({**many, "theory/tied": "links: {explains: [phenomenon/p]}\n", "phenomenon/p": ""})
    for picture, most in zip(pictures(drawing.stack_map(graph)), (76, 46), strict=True):
        boxes = [link for link in links(picture) if "node" in (link.get("class") or "")]
        assert len(boxes) <= most
        assert boxes[0].get("href") == "./theory/tied/"
        left = 301 - sum(
            "kind-theory" in (b.get("class") or "") and "cluster" not in (b.get("class") or "") for b in boxes
        )
        (cluster,) = [box for box in boxes if "cluster" in (box.get("class") or "")]
        assert cluster.findtext("text") == f"{left} more" and cluster.get("href") == "./layer/bed/"


def test_each_kind_on_each_layer_gets_a_place_before_any_gets_a_second(graph_of: GraphOf) -> None:
    many = {f"result/r{number:03}": "" for number in range(300)}
    graph = graph_of({**many, "theory/a": "", "mechanism/m": ""})
    shown = drawing.shown(graph)
    assert {"theory/a", "mechanism/m"} <= set(shown)


def test_a_box_never_says_one_more(graph_of: GraphOf) -> None:
    for count in (74, 75, 76, 77):
        graph = graph_of({f"theory/t{number:03}": "" for number in range(count)})
        assert count - len(drawing.shown(graph)) != 1


def test_the_table_beside_the_map_has_each_entry_shown_and_its_chain_names_boxes(toy_graph: Graph) -> None:
    found = walk(toy_graph)
    wide, narrow = pictures(found.map)
    assert [way.id for way in found.ways] == drawing.shown(toy_graph)
    verdicts = {way.id: way.verdict for way in found.ways}
    assert verdicts["phenomenon/late-bloom"] == "anchored" and verdicts["phenomenon/dusk-hum"] == "spliced"
    assert verdicts["theory/garden-programme"] == "alone"
    for picture in (wide, narrow):
        boxes = [link for link in links(picture) if "node" in (link.get("class") or "")]
        at = (picture.get("data-at") or "").split(" ")
        assert len(at) == len(found.numbers)
        for id, number in found.numbers.items():
            box = boxes[int(at[number])]
            assert (box.get("href") == f"./{id}/" and box.get("data-n") == str(number)) or "cluster" in (
                box.get("class") or ""
            )


def test_empty_layer_is_shown_as_empty(graph_of: GraphOf) -> None:
    assert "nothing here yet" in drawing.stack_map(graph_of({}))


def test_neighbourhood_sorts_what_lies_above_below_and_beside(toy_graph: Graph) -> None:
    (picture,) = pictures(around.neighbourhood(toy_graph, "phenomenon/late-bloom"))
    captions = [text.text for text in picture.iter("text") if "caption" in (text.get("class") or "")]
    assert captions[:2] == ["Higher in the stack", "Lower in the stack"]
    here = [link for link in links(picture) if "here" in (link.get("class") or "").split()]
    assert [link.get("href") for link in here] == ["../../phenomenon/late-bloom/"]


def test_entry_without_links_has_no_drawing(graph_of: GraphOf) -> None:
    assert around.neighbourhood(graph_of({"theory/alone": ""}), "theory/alone") == ""


def test_neighbourhood_is_bounded_and_says_what_it_leaves_out(graph_of: GraphOf) -> None:
    many = {f"phenomenon/p{number}": "" for number in range(50)}
    targets = ", ".join(many)
    graph = graph_of({**many, "theory/all": f"links:\n  explains: [{targets}]\n"})
    (picture,) = pictures(around.neighbourhood(graph, "theory/all"))
    assert len(links(picture)) == around.MOST
    assert f"and {51 - around.MOST} more" in "".join(picture.itertext())


def test_boxes_stay_inside_and_long_titles_are_cut_but_kept(graph_of: GraphOf) -> None:
    title = "A theory whose name goes on and on until nobody remembers how it began in the first place"
    graph = graph_of({"theory/long": f"title: {title}\nlinks: {{explains: [phenomenon/p]}}\n", "phenomenon/p": ""})
    (picture,) = pictures(around.neighbourhood(graph, "phenomenon/p"))
    box = next(link for link in links(picture) if link.get("href") == "../../theory/long/")
    assert box.findtext("title") == title
    assert (box.findtext("text") or "").endswith("…")
    assert len(box.findtext("text") or "") < 55


def test_canary_stays_text(graph_of: GraphOf) -> None:
    quoted = "'" + CANARY.replace("'", "''") + "'"
    graph = graph_of({"theory/odd": f"title: {quoted}\nlinks: {{explains: [phenomenon/p]}}\n", "phenomenon/p": ""})
    for svg in (drawing.stack_map(graph), around.neighbourhood(graph, "phenomenon/p")):
        for picture in pictures(svg):
            assert not list(picture.iter("script"))
    assert CANARY in next(e.text for e in pictures(around.neighbourhood(graph, "theory/odd"))[0].iter("title"))


def test_same_bytes_whatever_the_hash_seed(toy: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kg import catalogue, graph; from kg.settings import Atlas\n"
        "from kg.publish import around, drawing\n"
        "g = graph.build(catalogue.load(Atlas(Path(sys.argv[1]))))\n"
        "sys.stdout.buffer.write((drawing.stack_map(g) + ''.join(around.neighbourhood(g, i) for i in g.net)).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(toy)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
