"""What is asked of a graph in memory, each question timed alone: `python bench/questions.py --size S`.

The graph is made up: S has 5,000 nodes and 24,000 edges, L 100,000 and 969,000. Equations and titles are made up too; which titles
are duplicates is known, so that what is found can be counted.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

# A checkout need not be installed: `kg` lies beside this folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import networkx as nx
import words

from kg import graph as graphs
from kg.catalogue import Catalogue, Record
from kg.checks import near_duplicate_title
from kg.equations.chain import chain
from kg.equations.grammar import parse_equation
from kg.equations.laws import Fit, Law
from kg.equations.nodes import Equation
from kg.equations.unit_text import parse_unit
from kg.exports import EVERYTHING, graphml
from kg.queries import sql
from kg.queries.recipes import RECIPES
from kg.reasoning import derive
from kg.schema.shapes import shapes
from kg.schema.stand_in import thawing
from kg.settings import Atlas
from kg.source.files import SourceFile
from kg.source.tree import Tree

SIZES = {"S": (5_000, 24_000), "L": (100_000, 969_000)}
# Relation, and the kinds it goes from and to.
_KINDS = ("theory", "result", "phenomenon", "mechanism", "system")
_RELATIONS = (
    ("explains", "theory", "phenomenon"), ("explains", "result", "phenomenon"), ("states", "theory", "result"),
    ("underlies", "mechanism", "phenomenon"), ("observed_in", "mechanism", "system"), ("observed_in", "phenomenon", "system"),
    ("described_in", "mechanism", "theory"), ("bears_on", "result", "result"),
)  # fmt: skip
_TITLES = 100_000
_EQUATIONS = 500


def made_up(nodes: int, edges: int, random: Random) -> Catalogue:
    """A catalogue that was never written to files; its links are of the kinds that most atlases have."""
    table = shapes()
    thaws = thawing(json.loads(json.dumps(table["models"])))
    numbers = {kind: nodes // len(_KINDS) for kind in _KINDS}
    links: dict[str, dict[str, list[dict[str, str]]]] = {}
    for number in range(edges):
        relation, source, target = _RELATIONS[number % len(_RELATIONS)]
        here, there = (f"{kind}/n{random.randrange(numbers[kind])}" for kind in (source, target))
        links.setdefault(here, {}).setdefault(relation, []).append({"to": there, "standing": "supported"})
    # A tree of special cases, so that something follows: theories specialise one of those before.
    for number in range(1, min(numbers["theory"], 2_000)):
        to = f"theory/n{number // 3}"
        links.setdefault(f"theory/n{number}", {})["specialises"] = [{"to": to, "standing": "supported"}]
    records = {}
    for kind in _KINDS:
        for number in range(numbers[kind]):
            id = f"{kind}/n{number}"
            raw = {"title": id, "summary": "Made up.", "links": links.get(id, {}), **_OWN.get(kind, {})}
            tree = Tree(SourceFile(f"entries/{id}.yaml", ""))
            records[id] = Record(id, kind, thaws[table["kinds"][kind]](raw), tree)
    return Catalogue(Atlas(Path()), dict(sorted(records.items())), frozenset(records), (), len(records))


_OWN = {"result": {"rigour": "theorem", "standing": "proved"}, "system": {"scale": "toy"}}


def _with_net(graph: Any) -> Any:
    """A graph whose parts are made: on its own it makes each when it is first asked for."""
    assert graph.statements is not None
    assert graph.net is not None
    return graph


def questions(size: str, seed: int) -> Iterator[dict[str, Any]]:
    random = Random(seed)
    catalogue = made_up(*SIZES[size], random)
    timed = _Timed(size)
    built = timed("build the graph", lambda: _with_net(graphs.build(catalogue)))
    yield timed.line(f"{built.net.number_of_nodes():,} nodes, {built.net.number_of_edges():,} edges")
    undirected = built.net.to_undirected(as_view=True)
    some = random.sample(sorted(built.net), 200)
    near = timed("100 neighbourhoods of three steps", lambda: [_around(built.net, id, 3) for id in some[:100]])
    yield timed.line(f"{sum(map(len, near)) // 100:,} nodes each")
    pairs = list(zip(some[:100], some[100:], strict=True))
    timed(
        "100 shortest paths",
        lambda: [nx.has_path(undirected, *pair) and nx.shortest_path(undirected, *pair) for pair in pairs],
    )
    yield timed.line()
    facts = timed("derive all facts with proofs", lambda: derive(built))
    yield timed.line(f"{sum(1 for _ in facts.derived):,} facts")
    for name in ("rival-explanations", "explained-but-not-grounded", "busiest-systems"):
        answer = timed(
            f"SQL, loaded and asked: {name}", lambda name=name: sql.ask(built, RECIPES[name].sql, seconds=300)
        )
        yield timed.line(f"{len(answer.rows)} rows")
    written = timed("GraphML, streamed", lambda: sum(len(piece) for piece in graphml.pieces(built, EVERYTHING)))
    yield timed.line(f"{written / 1e6:.0f} MB")
    if size == "S":
        yield from _equations(timed, random)
    else:
        yield from _titles(timed, random)


def _around(net: Any, id: str, steps: int) -> set[str]:
    found, edge = {id}, {id}
    for _ in range(steps):
        edge = {other for one in edge for near in (net.succ[one], net.pred[one]) for other in near} - found
        found |= edge
    return found


def _equations(timed: _Timed, random: Random) -> Iterator[dict[str, Any]]:
    texts = [
        f"y = k*a**{random.randint(2, 9) / 10} + {random.choice(('sqrt(b)', 'log(1 + b)', 'b/3', 'max(a, b)'))}"
        for _ in range(_EQUATIONS)
    ]
    parsed = timed("500 equations: read", lambda: [parse_equation(text) for text in texts])
    yield timed.line()
    laws = tuple(
        Law(f"result/r{n}", one, {"y": f"q{n + 1}", "a": f"q{max(0, n - 40)}", "b": f"q{n}"}, (Fit("", {"k": 2.0}),))
        for n, one in enumerate(parsed)
        if isinstance(one, Equation)
    )
    found = timed("500 equations: every value that follows", lambda: chain(laws, {"q0": 2.0}))
    yield timed.line(f"{len(found.values):,} values")
    units = ["nat/token", "FLOP/s", "PF-day", "loss/parameter**2", "nat/token * parameter**alpha"] * 100
    timed("500 units: read", lambda: [parse_unit(unit) for unit in units])
    yield timed.line()


def _titles(timed: _Timed, random: Random) -> Iterator[dict[str, Any]]:
    """Titles of which one in a hundred is another one with a slip, a plural, or other capitals."""
    vocabulary = words.made_up(random, 20_000)
    titles = [" ".join(random.sample(vocabulary, random.randint(3, 7))).capitalize() for _ in range(_TITLES)]
    planted = set()
    for number in range(0, _TITLES // 2, 50):
        other = _TITLES // 2 + number // 50
        titles[other] = _slip(titles[number], random)
        planted.add((number, other))
    thaw = thawing(json.loads(json.dumps(shapes()["models"])))[shapes()["kinds"]["phenomenon"]]
    records = {}
    for number, title in enumerate(titles):
        id, source = f"phenomenon/n{number:06}", SourceFile(f"entries/phenomena/n{number:06}.yaml", f"title: {title}\n")
        records[id] = Record(id, "phenomenon", thaw({"title": title, "summary": "Made up."}), Tree(source))
    whole = Catalogue(Atlas(Path()), records, frozenset(records), (), len(records))
    findings = timed("duplicates among 100,000 titles", lambda: list(near_duplicate_title.check(whole)))
    found = {
        tuple(sorted(int(span.path[-11:-5]) for span in (finding.span, finding.notes[0].span) if span))
        for finding in findings
    }
    right = len(found & planted)
    yield timed.line(f"recall {right / len(planted):.2f}, precision {right / max(1, len(found)):.2f}")


def _slip(title: str, random: Random) -> str:
    at = random.randrange(1, len(title) - 1)
    return random.choice(
        (
            title[:at] + title[at + 1 :],
            title[:at] + title[at] + title[at:],
            title + "s",
            title.upper(),
            title.replace(" ", "-", 1),
        )
    )


class _Timed:
    """CPU seconds of one question, with the garbage collector as `kg` sets it."""

    def __init__(self, size: str) -> None:
        self._size = size
        self._name = ""
        self._seconds = 0.0

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        gc.collect()
        before = time.process_time()
        result = work()
        self._name, self._seconds = name, time.process_time() - before
        return result

    def line(self, note: str = "") -> dict[str, Any]:
        return {"question": self._name, "size": self._size, "seconds": round(self._seconds, 4), "note": note}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", choices=SIZES, default="S", help="of the graph (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another graph (default: %(default)s)")
    asked = parser.parse_args()
    gc.set_threshold(200_000, 100, 100)
    for line in questions(asked.size, asked.seed):
        print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
