"""The index of the search, cut into parts, and the script that reads them: run by node on the parts as they are published."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kg.graph import Graph, build
from kg.publish import search
from kg.publish.environment import THEME

GraphOf = Callable[[Mapping[str, str]], Graph]
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")

# Each part is run as the script it is; the names of those that were asked for are told with each answer.
_HARNESS = """
const vm = require("node:vm"), fs = require("node:fs");
const { files, queries } = JSON.parse(fs.readFileSync(0, "utf8"));
const context = vm.createContext({ location: { protocol: "https:" } });
vm.runInContext(fs.readFileSync(process.argv[1], "utf8"), context);
(async () => {
  const answers = [];
  for (const [query, kind, layer] of queries) {
    const asked = [];
    const load = async (name) => {
      asked.push(name);
      let given;
      context.kgPart = (which, value) => { given = which === name ? value : undefined; };
      vm.runInContext(files[`search/${name}.js`], context);
      return given;
    };
    context.load = load;
    const found = await vm.runInContext(
      `new KgSearch(load).find(${JSON.stringify(query)}, 50, (k, l) => (!${JSON.stringify(kind)} || k === ${JSON.stringify(kind)})`
      + ` && (!${JSON.stringify(layer)} || l.includes(${JSON.stringify(layer)})))`, context);
    answers.push({ ids: found.rows.map((row) => row.id), total: found.numbers.length, common: found.common, asked: [...new Set(asked)] });
  }
  console.log(JSON.stringify({ answers, words: queries.map(([query]) => vm.runInContext(`kgWords(${JSON.stringify(query)})`, context)) }));
})();
"""


def parts(graph: Graph) -> dict[str, str]:
    return {address: make() for address, make in search.files(graph)}


def ask(graph: Graph, *queries: tuple[str, str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _run(parts(graph), queries)["answers"]
    return found


def _run(files: Mapping[str, str], queries: Any) -> dict[str, Any]:
    command = ["node", "-e", _HARNESS, str(THEME / "js" / "seek.js")]
    given = json.dumps({"files": files, "queries": queries})
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def value(text: str) -> Any:
    """What a part hands over."""
    found = re.fullmatch(r"kgPart\(\"\w+\",(.*)\);\n", text, re.DOTALL)
    assert found
    return json.loads(found[1])


ASKED = [
    ("late bloom", "", ""), ("lat blom", "", ""), ("lbate bloom", "", ""), ("delayed flowerng", "", ""),
    ("zizka", "", ""), ("bloom", "paper", ""), ("0000.00032", "", ""), ("xyzzy quux", "", ""), ("", "", ""),
    ("bloom", "", "bed"), ("gloom late", "", ""),
]  # fmt: skip


def judge(graph: Graph, found: list[dict[str, Any]]) -> None:
    ids = [answer["ids"] for answer in found]
    assert ids[0][0] in ("phenomenon/late-bloom", "paper/late-bloom")
    for index in (1, 2, 3, 10):
        assert "phenomenon/late-bloom" in ids[index][:3], ASKED[index]
    assert ids[4] == ["paper/yarrow-2023-no-phase"]
    assert ids[5] and all(id.startswith("paper/") for id in ids[5])
    assert ids[6][0] == "paper/yarrow-2023-no-phase"
    assert ids[7] == [] and ids[8] == []
    assert "result/bloom-threshold" in ids[9]
    assert all("bed" in [ref.layer for ref in graph.record(id).entry.layers] for id in ids[9])


@needs_node
def test_search_forgives_slips_and_puts_the_nearest_first(toy_graph: Graph) -> None:
    judge(toy_graph, ask(toy_graph, *ASKED))


@pytest.fixture
def cut(toy_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """The toy atlas, its index in as many parts as that of a large one."""
    monkeypatch.setattr(search, "_WORDS", 6)
    monkeypatch.setattr(search, "_PLACES", 3)
    monkeypatch.setattr(search, "ROWS", 4)
    return build(toy_graph.catalogue)


@needs_node
def test_an_index_in_many_parts_finds_the_same(cut: Graph) -> None:
    assert len(parts(cut)) == 1 + 7 + 13 + 10
    judge(cut, ask(cut, *ASKED))


@needs_node
def test_few_parts_are_asked_for_unless_nothing_is_found_in_them(cut: Graph) -> None:
    exact, slip, lost = ask(cut, ("zizka", "", ""), ("xyzka", "", ""), ("0000", "", ""))
    assert exact["ids"] == ["paper/yarrow-2023-no-phase"]
    assert len(exact["asked"]) <= 5
    assert {f"w{number}" for number in range(7)} <= set(slip["asked"])
    assert len([name for name in lost["asked"] if name[0] == "w"]) <= 2


def test_every_word_of_an_entry_is_found_in_the_part_that_the_manifest_names(cut: Graph) -> None:
    files = parts(cut)
    manifest = value(files["search/index.js"])
    for word, where in (("bloom", "places"), ("zizka", "places")):
        starts = manifest[where]
        last = max(number for number, start in enumerate(starts) if start <= word)
        assert word in value(files[f"search/p{last}.js"])
    listed = " ".join(value(files[f"search/w{number}.js"]) for number in range(7)).split()
    names = [word.partition(":")[0] for word in listed]
    assert names == sorted(names) and {"bloom", "zizka", "5555"} <= set(names)
    rows = [row for number in range(10) for row in value(files[f"search/e{number}.js"])]
    assert sorted(row[0] for row in rows) == sorted(cut.catalogue.records)


@needs_node
def test_words_that_stand_nearly_everywhere_are_passed_over_beside_others(
    toy_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MANY", 10)
    monkeypatch.setattr(search, "NEAREST", 2)
    graph = build(toy_graph.catalogue)
    assert "bloom" in value(parts(graph)["search/index.js"])["common"]
    alone, with_another = ask(graph, ("bloom", "", ""), ("bloom zizka", "", ""))
    # The shortest titles that have the word: "Late bloom" and "Bloom delay".
    assert alone["common"] and sorted(alone["ids"]) == ["phenomenon/late-bloom", "quantity/bloom-delay"]
    assert not with_another["common"] and with_another["ids"] == ["paper/yarrow-2023-no-phase"]


@needs_node
def test_both_sides_take_texts_apart_alike(toy_graph: Graph) -> None:
    texts = [
        "Évariste’s naïve ÉTUDE",
        "x²·y₃ — π_α",
        "İstanbul ſharp ß",
        "漢字 と kana",
        r"\mathcal{L}_\text{CE}",
        "a-b/c.d:e",
        "０１２",
    ]
    found = _run(parts(toy_graph), [[text, "", ""] for text in texts])["words"]
    assert found == [search.words(text) for text in texts]


CANARY = "</script><!-- <b>&amp; \"q\" 'r' \\ é ]]> \u2028"


def test_the_canary_comes_back_and_cannot_end_a_script(graph_of: GraphOf) -> None:
    shown = " ".join(CANARY.split())
    quoted = json.dumps(shown, ensure_ascii=False)
    graph = graph_of({"theory/odd": f"title: {quoted}\naliases: [{quoted}]\n"})
    files = parts(graph)
    assert ["theory/odd", shown] in value(files["search/e0.js"])
    assert not any(set("<>&\u2028") & set(text) for text in files.values())


def test_an_empty_atlas_has_an_index(graph_of: GraphOf) -> None:
    files = parts(graph_of({}))
    assert value(files["search/index.js"])["entries"] == 1  # the layer of every made graph
