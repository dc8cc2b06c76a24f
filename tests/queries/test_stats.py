from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.catalogue import Catalogue
from kg.graph import Graph
from kg.queries.stats import stats
from kg.schema.kinds import kinds

GraphOf = Callable[[Mapping[str, str]], Graph]


def test_entries_are_counted_by_kind_and_kinds_without_entries_are_nought(graph_of: GraphOf) -> None:
    found = stats(graph_of({"theory/one": "", "theory/two": "", "phenomenon/late-bloom": ""}).catalogue)
    assert found.kinds == {**dict.fromkeys(kinds(), 0), "theory": 2, "phenomenon": 1, "layer": 1}
    assert found.entries == 4


def test_layers_are_counted_in_their_order_and_an_entry_on_two_counts_in_both(graph_of: GraphOf) -> None:
    entries = {"layer/air": "order: 2\n", "theory/one": "layers: [bed, air]\n", "theory/two": "layers: [air]\n"}
    found = stats(graph_of({**entries, "layer/bed": "layers: []\n", "layer/air": "layers: []\norder: 2\n"}).catalogue)
    assert list(found.layers.items()) == [("bed", 1), ("air", 2)]


def test_a_link_counts_once_under_its_own_name_and_standing(graph_of: GraphOf) -> None:
    entries = {
        "theory/one": "links: {explains: [{to: phenomenon/late-bloom, standing: supported}]}\n",
        "phenomenon/late-bloom": "links: {explained_by: [theory/two], observed_in: [system/shed]}\n",
        "theory/two": "",
        "system/shed": "",
    }
    found = stats(graph_of(entries).catalogue)
    assert found.relations == {"explains": 2, "observed_in": 1}
    assert found.standings == {"supported": 1, "unstated": 2}
    assert found.links == 3


def test_evidence_is_counted_wherever_it_hangs(graph_of: GraphOf) -> None:
    one = "{paper: paper/moss, at: table 1, stance: supports, read: %s}"
    entries = {
        "paper/moss": "",
        "quantity/hum": "",
        "result/law": f"evidence: [{one % 'full'}, {one % 'part'}]\n"
        f"equation:\n  expression: H = 2\n  symbols: {{H: quantity/hum}}\n"
        f"  fits: [{{name: wet, constants: {{}}, evidence: [{one % 'abstract'}]}}]\n"
        f"links: {{explains: [{{to: phenomenon/late-bloom, evidence: [{one % 'full'}]}}]}}\n",
        "phenomenon/late-bloom": "",
        "prediction/dusk": f"outcome: confirmed\nobserved: {{statement: it hummed, evidence: [{one % 'secondary'}]}}\n",
    }
    found = stats(graph_of(entries).catalogue)
    assert found.read == {"full": 2, "part": 1, "abstract": 1, "secondary": 1}
    assert found.links_with_evidence == 1


def test_curation_and_doubts_are_counted(graph_of: GraphOf) -> None:
    entries = {
        "theory/one": "curation: {state: reviewed}\n",
        "theory/two": "curation: {state: stub, doubts: [Is it so?, Since when?]}\n",
    }
    found = stats(graph_of(entries).catalogue)
    assert found.curation == {"draft": 1, "reviewed": 1, "stub": 1}
    assert found.doubts == 2


def test_the_counts_of_the_toy_atlas_add_up(toy_catalogue: Catalogue) -> None:
    found = stats(toy_catalogue)
    assert found.entries == len(toy_catalogue.records) == sum(found.curation.values())
    assert found.links == sum(found.relations.values()) == sum(found.standings.values())
    assert 0 < found.links_with_evidence < found.links
