from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.graph import Graph
from kg.queries.matrix import matrix

GraphOf = Callable[[Mapping[str, str]], Graph]


def test_rows_and_columns_are_the_linked_entries_in_the_order_of_ids(toy_graph: Graph) -> None:
    found = matrix(toy_graph)
    assert found.rows == (
        "result/bloom-threshold",
        "result/gnome-hypothesis",
        "result/hum-law",
        "theory/phase-change",
        "theory/slow-root",
    )
    assert found.columns == ("phenomenon/dusk-hum", "phenomenon/late-bloom")
    assert set(found.cells) == {
        ("result/bloom-threshold", "phenomenon/late-bloom"),
        ("result/gnome-hypothesis", "phenomenon/dusk-hum"),
        ("result/hum-law", "phenomenon/dusk-hum"),
        ("theory/phase-change", "phenomenon/late-bloom"),
        ("theory/slow-root", "phenomenon/late-bloom"),
    }


def test_a_cell_reads_from_the_row_to_the_column_whichever_side_it_is_written_on(graph_of: GraphOf) -> None:
    written_above = {"theory/phase-change": "links: {explains: [phenomenon/late-bloom]}\n", "phenomenon/late-bloom": ""}
    written_below = {
        "theory/phase-change": "",
        "phenomenon/late-bloom": "links: {explained_by: [theory/phase-change]}\n",
    }
    pair = ("theory/phase-change", "phenomenon/late-bloom")
    for entries in (written_above, written_below):
        graph = graph_of(entries)
        assert [cell.words for cell in matrix(graph).cells[pair]] == ["explains"]
        turned = matrix(graph, rows=("phenomenon",), columns=("theory",))
        assert [cell.words for cell in turned.cells[pair[::-1]]] == ["explained by"]


def test_the_firmest_statement_of_a_cell_stands_first(graph_of: GraphOf) -> None:
    links = ", ".join(
        f"{{to: phenomenon/late-bloom, regime: r{index}, standing: {standing}}}"
        for index, standing in enumerate(("unstated", "refuted", "proved", "contested", "supported"))
    )
    graph = graph_of({"theory/phase-change": f"links: {{explains: [{links}]}}\n", "phenomenon/late-bloom": ""})
    (cells,) = matrix(graph).cells.values()
    assert [cell.standing for cell in cells] == ["proved", "supported", "contested", "unstated", "refuted"]


def test_a_link_into_the_void_fills_no_cell(graph_of: GraphOf) -> None:
    graph = graph_of({"theory/phase-change": "links: {explains: [phenomenon/never-seen]}\n"})
    found = matrix(graph)
    assert (found.rows, found.columns, dict(found.cells)) == ((), (), {})


def test_a_kind_can_be_set_against_itself_and_each_link_counts_once(graph_of: GraphOf) -> None:
    graph = graph_of({"theory/phase-change": "links: {contradicts: [theory/slow-root]}\n", "theory/slow-root": ""})
    found = matrix(graph, rows=("theory",), columns=("theory",))
    assert sum(len(cells) for cells in found.cells.values()) == 1
    assert list(found.cells) == [("theory/phase-change", "theory/slow-root")]


def test_all_relations_between_two_kinds_share_a_cell(graph_of: GraphOf) -> None:
    links = "links: {explains: [phenomenon/late-bloom], bears_on: [phenomenon/late-bloom]}\n"
    (cells,) = matrix(graph_of({"theory/phase-change": links, "phenomenon/late-bloom": ""})).cells.values()
    assert {cell.words for cell in cells} == {"explains", "bears on"}
