from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.graph import Graph
from kg.queries import evidence as question
from kg.queries.evidence import Tally, papers_about, tally
from kg.schema.entry import Evidence

GraphOf = Callable[[Mapping[str, str]], Graph]


def evidence(paper: str, stance: str) -> Evidence:
    return Evidence.model_validate({"paper": f"paper/{paper}", "at": "table 1", "stance": stance, "read": "full"})


def test_stances_that_speak_for_a_statement_are_told_from_those_against_it() -> None:
    favourable = ("introduces", "supports", "replicates", "uses", "extends")
    assert tally([evidence(f"p{n}", stance) for n, stance in enumerate(favourable)]) == Tally(5, 0)
    assert tally([evidence("one", "disputes"), evidence("two", "refutes")]) == Tally(0, 2)
    assert tally([evidence("one", "poses")]) == Tally(0, 0)
    assert tally([]) == Tally(0, 0)


def test_a_paper_counts_once_on_each_side_however_often_it_is_cited() -> None:
    items = [evidence("one", "supports"), evidence("one", "introduces"), evidence("one", "supports")]
    assert tally(items) == Tally(1, 0)
    assert tally([*items, evidence("one", "disputes"), evidence("two", "supports")]) == Tally(2, 1)


def test_everything_that_a_paper_speaks_to_is_found_wherever_it_hangs(graph_of: GraphOf) -> None:
    one = "{paper: paper/moss, at: table 1, stance: supports, read: full}"
    other = one.replace("moss", "fern")
    entries = {
        "paper/moss": "",
        "paper/fern": "",
        "quantity/hum": "",
        "phenomenon/late-bloom": f"evidence: [{other}, {one}]\n",
        "result/law": "equation:\n  expression: H = 2\n  symbols: {H: quantity/hum}\n"
        f"  fits: [{{name: wet, constants: {{}}, evidence: [{one}]}}]\n"
        f"links: {{explains: [phenomenon/late-bloom, {{to: phenomenon/late-bloom, regime: rain, evidence: [{one}]}}]}}\n",
        "prediction/dusk": f"outcome: confirmed\nobserved: {{statement: it hummed, evidence: [{one}]}}\n",
    }
    found = papers_about(graph_of(entries), "paper/moss")
    assert [(testimony.record.id, testimony.loc) for testimony in found] == [
        ("phenomenon/late-bloom", ("evidence", 1)),
        ("prediction/dusk", ("observed", "evidence", 0)),
        ("result/law", ("links", "explains", 1, "evidence", 0)),
        ("result/law", ("equation", "fits", 0, "evidence", 0)),
    ]
    assert [testimony.target for testimony in found] == [None, None, "phenomenon/late-bloom", None]
    assert [testimony.relation for testimony in found] == [None, None, "explains", None]


def test_each_place_of_evidence_leads_back_to_the_line_it_is_written_on(toy_graph: Graph) -> None:
    found = [testimony for record in toy_graph.catalogue.records.values() for testimony in question.testimonies(record)]
    assert len(found) > 20
    for testimony in found:
        span = testimony.record.tree.span(*testimony.loc)
        line = testimony.record.tree.source.text.split("\n")[span.line - 1]
        assert testimony.evidence.paper in line[span.column - 1 : span.end_column - 1]


def test_a_paper_that_nobody_cites_speaks_to_nothing(toy_graph: Graph) -> None:
    assert papers_about(toy_graph, "paper/never-written") == ()
    assert [testimony.record.id for testimony in papers_about(toy_graph, "paper/hedge-2024-blog")] == [
        "result/gnome-hypothesis"
    ]
