"""Traces against a second reading of the same words, which shares no code with the first: it lists every simple path.

The paths of a small graph can all be written down. Of each the reference says whether it is broken, how firm and how long
it is, from its own table of relations, and what `kg` calls the best chains has to be the best of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

import pytest

from kg.graph import Graph
from kg.queries.trace import Chain, has_anchored, starts, traces, traces_up

GraphOf = Callable[[Mapping[str, str]], Graph]

FIRMNESS = {"proved": 4, "supported": 3, "conjectured": 2, "contested": 2, "unstated": 1, "refuted": 0}
# Relation to its direction (1: a trace goes from subject to object), and whether a claim is made about systems.
DOWN = {"explains": 1, "states": 1, "specialises": -1, "underlies": -1, "part_of": -1, "described_in": -1}
PLACED = {"explains", "underlies"}
SYSTEMS = ("system/barn", "system/field", "system/shed")

Quality = tuple[bool, int, int]
"""Broken or not, minus the strength, the number of steps: the smaller, the better."""


@dataclass(frozen=True)
class Written:
    source: str
    relation: str
    target: str
    systems: frozenset[str]
    standing: str


@dataclass(frozen=True)
class World:
    """What was written, before `kg` has seen it."""

    ids: tuple[str, ...]
    standings: Mapping[str, str]
    links: tuple[Written, ...]

    def entries(self) -> dict[str, str]:
        return {id: self._text(id) for id in self.ids}

    def _text(self, id: str) -> str:
        lines = [f"standing: {self.standings[id]}"] if id in self.standings else []
        own: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            if link.source == id:
                systems = ", ".join(sorted(link.systems))
                own[link.relation].append(f"{{to: {link.target}, in: [{systems}], standing: {link.standing}}}")
        lines += ["links:"] if own else []
        lines += [f"  {relation}: [{', '.join(links)}]" for relation, links in own.items()]
        return "\n".join(lines) + "\n"

    def best(self, start: str) -> dict[tuple[str, ...], Quality]:
        """Every simple path down from `start`, with its quality when each step is chosen as well as can be."""
        # Whatever has no standing of its own weakens nothing.
        stated = {id: standing for id, standing in self.standings.items() if standing != "unstated"}
        firmness = {id: FIRMNESS[stated.get(id, "proved")] for id in self.ids}
        observed: dict[str, dict[str, int]] = defaultdict(dict)
        sightings: dict[tuple[str, str], list[str]] = defaultdict(list)
        steps: dict[str, list[tuple[str, Written]]] = defaultdict(list)
        for link in self.links:
            if link.standing == "refuted":
                continue
            if link.relation == "observed_in":
                sightings[link.source, link.target].append(link.standing)
                continue
            upper, lower = (link.source, link.target)[:: DOWN[link.relation]]
            if firmness[upper] and firmness[lower]:
                steps[upper].append((lower, link))
        for (source, system), standings in sightings.items():
            judged = [FIRMNESS[standing] for standing in standings if standing != "unstated"]
            # A sighting that nobody has judged weakens nothing.
            observed[source][system] = max(judged, default=4)
        found: dict[tuple[str, ...], Quality] = {}

        def descend(path: tuple[str, ...], taken: tuple[Written, ...]) -> None:
            if taken:
                claims = [set(link.systems) for link in taken if link.relation in PLACED or link.systems]
                seen = observed[path[-1]] if path[-1].startswith("mechanism/") else None
                claims += [set(seen)] if seen is not None else []
                common = set.intersection(*claims) if claims else set()
                broken = bool(claims) and not common
                strength = min(*(firmness[id] for id in path), *(FIRMNESS[link.standing] for link in taken))
                if seen is not None and common:
                    # The mechanism has to have been seen there, and the firmest sighting counts.
                    strength = min(strength, max(seen[system] for system in common))
                quality = (broken, -strength, len(taken))
                found[path] = min(quality, found.get(path, quality))
            for lower, link in steps[path[-1]]:
                if lower not in path:
                    descend((*path, lower), (*taken, link))

        descend((start,), ())
        return found


def made_up(random: Random) -> World:
    theories = [f"theory/t{n}" for n in range(random.randint(1, 2))]
    results = [f"result/r{n}" for n in range(random.randint(0, 3))]
    phenomena = [f"phenomenon/p{n}" for n in range(random.randint(1, 2))]
    mechanisms = [f"mechanism/m{n}" for n in range(random.randint(1, 3))]
    groups = [group for group in (theories, results, phenomena, mechanisms) if group]
    ends: dict[str, Callable[[], tuple[list[str], list[str]]]] = {
        "explains": lambda: (theories + results, phenomena + mechanisms + results),
        "states": lambda: (theories, results),
        "specialises": lambda: 2 * (random.choice(groups),),
        "underlies": lambda: (mechanisms, phenomena),
        "part_of": lambda: (mechanisms, mechanisms),
        "described_in": lambda: (mechanisms, theories),
        "observed_in": lambda: (phenomena + 2 * mechanisms, list(SYSTEMS)),
    }
    relations = ["explains"] * 3 + ["underlies"] * 2 + ["observed_in"] * 2 + ["states", "specialises", "part_of"]
    links: dict[tuple[str, str, str, frozenset[str]], Written] = {}
    for _ in range(random.randint(3, 16)):
        relation = random.choice([*relations, "described_in"])
        sources, targets = ends[relation]()
        if not sources or not targets:
            continue
        source, target = random.choice(sources), random.choice(targets)
        many = (
            random.choice((0, 1, 1, 2) if relation in PLACED else (0, 0, 0, 0, 1)) if relation != "observed_in" else 0
        )
        systems = frozenset(random.sample(SYSTEMS, many))
        standing = random.choice(["supported", *FIRMNESS])
        if source != target:
            links.setdefault((source, relation, target, systems), Written(source, relation, target, systems, standing))
    standings = {id: random.choice(["unstated", "unstated", *FIRMNESS]) for id in results}
    ids = (*theories, *results, *phenomena, *mechanisms, *SYSTEMS)
    return World(ids, standings, tuple(links.values()))


def quality(chain: Chain) -> Quality:
    return bool(chain.splices), -FIRMNESS[chain.standing], len(chain.steps)


def worlds(seed: int, count: int = 15) -> Iterator[World]:
    random = Random(seed)
    return (made_up(random) for _ in range(count))


@pytest.mark.parametrize("seed", range(8))
def test_each_mechanism_gets_its_best_chain_and_they_come_in_order(seed: int, graph_of: GraphOf) -> None:
    for world in worlds(seed):
        graph = graph_of(world.entries())
        for start in world.ids:
            paths = world.best(start)
            wanted: dict[str, Quality] = {}
            for path, worth in paths.items():
                if path[-1].startswith("mechanism/"):
                    wanted[path[-1]] = min(worth, wanted.get(path[-1], worth))
            chains = traces(graph, start, most=100).chains
            assert {chain.ids[-1]: quality(chain) for chain in chains} == wanted, (world, start)
            assert [quality(chain) for chain in chains] == sorted(wanted.values()), (world, start)
            assert all(paths[chain.ids] == quality(chain) for chain in chains), (world, start)


@pytest.mark.parametrize("seed", range(8, 16))
def test_the_first_chains_between_two_entries_are_the_best_and_cut_tells_of_more(seed: int, graph_of: GraphOf) -> None:
    for world in worlds(seed):
        graph = graph_of(world.entries())
        for start in world.ids:
            paths = world.best(start)
            for goal in (id for id in world.ids if id not in SYSTEMS):
                wanted = sorted(worth for path, worth in paths.items() if path[-1] == goal)
                for most in (1, 2, 5):
                    found = traces(graph, start, goal, most)
                    assert [quality(chain) for chain in found.chains] == wanted[:most], (world, start, goal, most)
                    assert found.cut == (len(wanted) > most), (world, start, goal, most)
                    assert all(paths[chain.ids] == quality(chain) for chain in found.chains), (world, start, goal)


@pytest.mark.parametrize("seed", range(16, 24))
def test_each_theory_and_result_above_gets_its_best_chain_down(seed: int, graph_of: GraphOf) -> None:
    for world in worlds(seed):
        graph = graph_of(world.entries())
        from_ = {id: world.best(id) for id in world.ids if id.startswith(("theory/", "result/"))}
        for end in (id for id in world.ids if id not in SYSTEMS):
            wanted = {}
            for start, paths in from_.items():
                if here := [worth for path, worth in paths.items() if path[-1] == end]:
                    wanted[start] = min(here)
            chains = traces_up(graph, end, 100).chains
            assert {chain.ids[0]: quality(chain) for chain in chains} == wanted, (world, end)
            assert [quality(chain) for chain in chains] == sorted(wanted.values()), (world, end)


@pytest.mark.parametrize("seed", range(24, 30))
def test_where_chains_begin_and_whether_one_is_anchored_is_told_without_listing_them(
    seed: int, graph_of: GraphOf
) -> None:
    for world in worlds(seed):
        graph = graph_of(world.entries())
        begin = set()
        for start in world.ids:
            grounded = [worth for path, worth in world.best(start).items() if path[-1].startswith("mechanism/")]
            assert has_anchored(graph, start) == any(not broken for broken, _, _ in grounded), (world, start)
            if grounded and start.startswith(("theory/", "result/")):
                begin.add(start)
        assert set(starts(graph)) == begin, world


def test_the_reference_itself_sees_broken_and_whole_paths_of_all_strengths() -> None:
    # Were every random world trivial, the comparisons above would say nothing.
    seen = {
        worth for seed in range(24) for world in worlds(seed) for id in world.ids for worth in world.best(id).values()
    }
    assert {(broken, -strength) for broken, strength, _ in seen} == {
        (b, s) for b in (False, True) for s in (1, 2, 3, 4)
    }
    assert max(length for _, _, length in seen) >= 4
