"""The trace explorer: its script finds the best chain between every two entries, judged by a reference that lists all paths."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kg.graph import Graph
from kg.publish.book import Book
from kg.publish.descents import descents
from kg.publish.environment import THEME
from kg.publish.pages import SiteSettings, render
from kg.queries._descent import descent
from kg.queries.trace import mechanisms_below, mechanisms_reached, places, starts, traces
from tests.queries.test_trace_by_enumeration import made_up

GraphOf = Callable[[Mapping[str, str]], Graph]

HARNESS = """
const vm = require("node:vm"), fs = require("node:fs");
const worlds = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(worlds.map((data) => {
  const context = vm.createContext({document: {querySelector: () => null}});
  vm.runInContext(data + fs.readFileSync(process.argv[1], "utf8"), context);
  return vm.runInContext(`{
    const net = new Descent(kgDescents), found = [];
    for (const start of net.nodes.keys()) if (/^(theory|result)/.test(net.nodes[start].id))
      for (const goal of net.nodes.keys()) if (net.nodes[goal].id.startsWith("mechanism/"))
        for (const chain of net.chains(start, goal).slice(0, 1)) found.push({
          ids: chain.nodes.map((n) => net.nodes[n].id), spliced: chain.splices.length > 0, strength: chain.level,
          systems: chain.systems.map((n) => kgDescents.systems[n][0]).sort(), standing: kgDescents.standings[chain.standing],
          splices: chain.splices, weakest: chain.weakest, regimes: chain.regimes,
        });
    found;
  }`, context);
})));
"""


def run(worlds: list[Graph]) -> list[list[dict[str, Any]]]:
    command = ["node", "-e", HARNESS, str(THEME / "js" / "trace.js")]
    given = json.dumps(["".join(descents(graph)) for graph in worlds])
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60, check=True)
    found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_script_finds_the_best_chain_of_every_pair_in_made_up_atlases(graph_of: GraphOf) -> None:
    worlds = [made_up(Random(seed)) for seed in range(120)]
    pairs = 0
    for world, found in zip(worlds, run([graph_of(world.entries()) for world in worlds]), strict=True):
        answers = {(c["ids"][0], c["ids"][-1]): (c["spliced"], -c["strength"], len(c["ids"]) - 1) for c in found}
        wanted: dict[tuple[str, str], tuple[bool, int, int]] = {}
        for start in (id for id in world.ids if id.startswith(("theory/", "result/"))):
            for path, quality in world.best(start).items():
                if path[-1].startswith("mechanism/"):
                    pair = path[0], path[-1]
                    wanted[pair] = min(quality, wanted.get(pair, quality))
        assert answers == wanted, world
        pairs += len(wanted)
    assert pairs > 200


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_script_says_of_a_chain_what_the_command_says(toy_graph: Graph) -> None:
    (found,) = run([toy_graph])
    mechanisms = [record.id for record in toy_graph.of_kind("mechanism")]
    assert len(found) == sum(map(int.bit_count, mechanisms_below(toy_graph, mechanisms).values()))
    for chain in found:
        best = traces(toy_graph, chain["ids"][0], chain["ids"][-1], 1).chains[0]
        assert list(best.ids) == chain["ids"] and list(best.systems) == chain["systems"]
        assert (best.standing, list(best.splices), best.weakest) == (
            chain["standing"],
            chain["splices"],
            chain["weakest"],
        )
        assert list(best.regimes) == chain["regimes"]


def test_mechanisms_below_are_counted_as_they_are_traced(graph_of: GraphOf) -> None:
    for seed in range(120):
        graph = graph_of(made_up(Random(seed)).entries())
        mechanisms = [record.id for record in graph.of_kind("mechanism")]
        below = mechanisms_below(graph, mechanisms)
        counts = {id: mask.bit_count() for id, mask in below.items()}
        alone = {
            id: mechanisms_reached(graph, id) for id in graph.catalogue.records if id.startswith(("theory/", "result/"))
        }
        assert {id: count for id, count in alone.items() if count} == {
            id: count for id, count in counts.items() if count
        }
        assert set(counts) == set(starts(graph))
        for start, count in counts.items():
            found = traces(graph, start, most=1000).chains
            assert len(found) == count
            assert {chain.ids[-1] for chain in found} == {mechanisms[place] for place in places(below[start], 1000)}


def test_the_first_mechanisms_below_by_title_are_the_same_for_a_build_and_for_one_page(graph_of: GraphOf) -> None:
    several = 0
    for seed in range(300):
        graph = graph_of(made_up(Random(seed)).entries())
        built, preview = Book(graph, SiteSettings()), Book(graph, SiteSettings(live=True))
        for id in built.reach:
            ends = sorted(
                {end for end in descent(graph).reached(id) if end.startswith("mechanism/")},
                key=lambda end: (graph.title(end).casefold(), end),
            )
            for without in (frozenset[str](), frozenset(ends[1:2])):
                wanted = [end for end in ends if end not in without][:2]
                assert built.named_below(id, without, 2) == preview.named_below(id, without, 2) == wanted
            several += len(ends) > 2
    assert several > 10


def test_every_pair_has_a_page_without_scripts(graph_of: GraphOf) -> None:
    many = [f"mechanism/m{number:02}" for number in range(40)]
    graph = graph_of({"theory/all": f"links: {{explains: [{', '.join(many)}]}}\n", **dict.fromkeys(many, "")})
    html = {page.address: page.html for page in render(graph, SiteSettings())}
    assert 'href="traces/"' in html["theory/all/index.html"]
    page = html["theory/all/traces/index.html"]
    assert all(f'id="to-{id.partition("/")[2]}"' in page for id in many)
    # One chain for each pair, the first ones drawn.
    assert page.count('<ol class="chain">') == 6


def test_mechanisms_beyond_the_first_hundred_are_named_and_counted(graph_of: GraphOf) -> None:
    many = [f"mechanism/m{number:03}" for number in range(120)]
    graph = graph_of({"theory/all": f"links: {{explains: [{', '.join(many)}]}}\n", **dict.fromkeys(many, "")})
    page = {page.address: page.html for page in render(graph, SiteSettings())}["theory/all/traces/index.html"]
    assert "120 mechanisms lie below it. For 100 of them, the best chain" in page
    assert page.count('id="to-m') == 100
    assert all(f'/mechanism/{id.partition("/")[2]}/"' in page for id in many)


def test_few_mechanisms_need_no_page_of_their_own(toy_graph: Graph) -> None:
    addresses = {page.address for page in render(toy_graph, SiteSettings())}
    assert not any(re.search(r"^(theory|result)/[^/]+/traces/", address) for address in addresses)


def test_a_chain_names_its_regimes_together_and_brings_the_evidence_of_its_steps(toy_graph: Graph) -> None:
    html = {page.address: page.html for page in render(toy_graph, SiteSettings())}["traces/index.html"]
    assert "Regimes, all of them together" in html
    assert re.search(r"<summary>evidence \(\d+\)</summary>", html) and "no paper cited" in html


def test_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    # A link with several systems: they are numbered in the order in which they are met.
    for place, title, more in (
        ("theories/t", "T", "links: {explains: [{to: mechanism/m, in: [system/a, system/b, system/c, system/d]}]}"),
        ("mechanisms/m", "M", ""),
        *((f"systems/{name}", name, "") for name in "abcd"),
    ):
        file = tmp_path / "entries" / f"{place}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"title: {title}\nsummary: Made up.\nlayers: [bed]\n{more}\n", encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from kg import catalogue, graph; from kg.settings import Atlas\n"
        "from kg.publish.descents import descents\n"
        "print(''.join(descents(graph.build(catalogue.load(Atlas(Path(sys.argv[1])))))))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in range(5)
    }
    assert len(outputs) == 1
    assert "system/d" in outputs.pop()
