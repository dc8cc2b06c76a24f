"""The engine: the same facts as an independent computation, in one order, within its bound."""

from __future__ import annotations

import random
from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import Graph
from kg.reasoning import about, derive, rules
from kg.reasoning.facts import Fact, Facts, Proof
from kg.schema.standing import STRENGTH
from tests.conftest import GraphOf

STANDINGS = ("proved", "supported", "conjectured", "contested", "unstated")


def taxonomy(graph_of: GraphOf, seed: int, count: int) -> tuple[Graph, nx.DiGraph]:
    """A random acyclic taxonomy, and the same as a plain NetworkX graph."""
    chance = random.Random(seed)
    net = nx.DiGraph()
    entries = {}
    for number in range(count):
        net.add_node(f"theory/t{number}")
        above = [other for other in range(number) if chance.random() < 0.2]
        links = []
        for other in above:
            standing = chance.choice(STANDINGS)
            net.add_edge(f"theory/t{number}", f"theory/t{other}", strength=STRENGTH[standing])
            links.append(f"{{to: theory/t{other}, standing: {standing}}}")
        entries[f"theory/t{number}"] = f"links: {{specialises: [{', '.join(links)}]}}\n" if links else ""
    return graph_of(entries), net


@given(st.integers(0, 10_000), st.integers(2, 14))
def test_transitive_facts_are_those_of_networkx_with_proofs_as_short_as_its_paths(
    graph_of: GraphOf, seed: int, count: int
) -> None:
    graph, net = taxonomy(graph_of, seed, count)
    facts = derive(graph)
    found = {(p.fact.source, p.fact.target) for p in facts.proofs.values()}
    assert found == set(nx.transitive_closure(net).edges)
    lengths = dict(nx.all_pairs_shortest_path_length(net))
    for proof in facts.proofs.values():
        assert proof.size == lengths[proof.fact.source][proof.fact.target] - 1
        assert STRENGTH[proof.standing] == min(STRENGTH[s.link.standing] for s in proof.statements())


def test_the_bound_on_derived_facts_cuts_and_says_so(graph_of: GraphOf) -> None:
    chain = {f"theory/t{n}": f"links: {{specialises: [theory/t{n + 1}]}}\n" for n in range(30)}
    graph = graph_of({**chain, "theory/t30": ""})
    whole, cut = derive(graph), derive(graph, most=50)
    # 30 links, and one derived fact for each pair further apart: 31 * 30 / 2 - 30.
    assert len(whole.derived) == 435
    assert not whole.cut
    assert cut.cut
    assert len(cut.derived) == 50


def test_facts_can_be_asked_by_entry(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "theory/a": "links: {specialises: [theory/b]}\n",
            "theory/b": "links: {specialises: [theory/c]}\n",
            "theory/c": "",
        }
    )
    facts = derive(graph)
    assert [p.fact.target for p in facts.about("theory/a")] == ["theory/c"]
    assert facts.about("theory/b") == []


def test_facts_are_found_by_their_ends_whether_asked_for_early_or_late() -> None:
    a, b, c = (f"theory/{name}" for name in "abc")
    written = [Proof(Fact(a, "specialises", b), "proved", 0), Proof(Fact(b, "specialises", c), "proved", 0)]
    derived = Proof(Fact(a, "specialises", c), "proved", 1, "transitive", tuple(written))
    other = Proof(Fact(a, "explains", c), "proved", 0)

    def ask(facts: Facts) -> list[list[Proof]]:
        return [
            *(facts.from_("specialises", id) for id in (a, b, c)),
            *(facts.to("specialises", id) for id in (a, b, c)),
            *(facts.written_from("specialises", id) for id in (a, b, c)),
        ]

    early, late = Facts(), Facts()
    for proof in (*written, other, derived):
        ask(early)
        early.add(proof)
        late.add(proof)
    one, two = written
    assert ask(early) == ask(late) == [[one, derived], [two], [], [], [one], [two, derived], [one], [two], []]


def test_proof_over_a_long_chain_is_walked_from_its_first_link_to_its_last(graph_of: GraphOf) -> None:
    depth = 1300  # beyond what calls within calls may be
    names = [f"theory/t{n:04}" for n in range(depth + 1)]
    entries = {one: f"links: {{specialises: [{other}]}}\n" for one, other in pairwise(names)}
    graph = graph_of({**entries, names[-1]: ""})
    assert len(derive(graph, 2 * depth).derived) == 2 * depth
    links = [Proof(Fact(s.source, "specialises", s.target), "unstated", 0, statement=s) for s in graph.statements]
    whole = links[0]
    for link in links[1:]:
        whole = Proof(
            Fact(names[0], "specialises", link.fact.target), "unstated", whole.size + 1, "transitive", (whole, link)
        )
    assert [statement.target for statement in whole.statements()] == names[1:]


_ENDS = (
    ("specialises", "theory", "theory"), ("states", "theory", "result"), ("explains", "theory", "phenomenon"),
    ("explains", "theory", "result"), ("explains", "result", "phenomenon"), ("underlies", "mechanism", "phenomenon"),
    ("part_of", "mechanism", "mechanism"), ("observed_in", "mechanism", "system"), ("observed_in", "phenomenon", "system"),
    ("part_of", "system", "system"), ("depends_on", "result", "result"), ("supersedes", "result", "result"),
    ("specialises", "result", "result"),
)  # fmt: skip


def anything(graph_of: GraphOf, chance: random.Random) -> Graph:
    """Entries with links of all kinds that some rule takes, in any number, standing and direction, rings among them."""
    entries: dict[str, str] = {}
    names = {kind: [f"{kind}/n{n}" for n in range(chance.randint(1, 5))] for _, *ends in _ENDS for kind in ends}
    for kind, ids in names.items():
        for id in ids:
            links: dict[str, list[str]] = {}
            for relation, _, target in [row for row in _ENDS if row[1] == kind]:
                for other in names[target]:
                    if other != id and chance.random() < 0.3:
                        more = f", in: [{chance.choice(names['system'])}]" if chance.random() < 0.5 else ""
                        more += ", sufficient: true" if relation == "underlies" and chance.random() < 0.5 else ""
                        standing = chance.choice((*STANDINGS, "refuted"))
                        links.setdefault(relation, []).append(f"{{to: {other}, standing: {standing}{more}}}")
            text = "".join(f"  {relation}: [{', '.join(found)}]\n" for relation, found in links.items())
            own = f"standing: {chance.choice(('supported', 'contested', 'refuted'))}\n" if kind == "result" else ""
            own += f"rigour: {chance.choice(('theorem', 'hypothesis'))}\n" if kind == "result" else ""
            entries[id] = own + (f"links:\n{text}" if links else "")
    return graph_of(entries)


@given(st.integers(0, 100_000))
def test_facts_about_one_entry_are_found_alone_with_the_very_proofs_that_they_have_among_all(
    graph_of: GraphOf, seed: int
) -> None:
    graph = anything(graph_of, random.Random(seed))
    whole = derive(graph)
    for id in graph.catalogue.records:
        assert list(map(told, about(graph, id))) == list(map(told, whole.about(id)))


def told(proof: Proof) -> tuple[object, ...]:
    return proof.fact, proof.standing, proof.size, proof.rule, proof.statement, tuple(map(told, proof.premises))


def test_random_entries_give_every_rule_something_to_conclude(graph_of: GraphOf) -> None:
    found = {p.rule for seed in range(20) for p in derive(anything(graph_of, random.Random(seed))).derived}
    assert found == set(rules())
