"""What lists are sifted by: facets over all rows, values in the field's own order, attributes that cannot break out."""

from __future__ import annotations

from markupsafe import Markup

from kg.graph import Graph
from kg.publish.book import Book
from kg.publish.leaves import leaves
from kg.publish.sieve import Row, Sifted, marks, row
from kg.publish.site import SiteSettings


def same(row: Row) -> Row:
    return row


def test_facets_are_counted_over_all_pages_and_a_single_value_is_none(toy_graph: Graph) -> None:
    rows: list[Row] = [
        {"kind": "theory", "layer": "bed meadow", "standing": "refuted"},
        {"kind": "theory", "layer": "bed", "standing": "proved"},
        {"kind": "theory", "layer": "", "standing": "open"},
    ]
    sifted = Sifted(Book(toy_graph, SiteSettings()), "list", rows, same)
    first, second = (sifted.at(leaf) for leaf in leaves(rows, "x/", 2))
    assert [facet.name for facet in first.facets] == ["layer", "standing"]
    # Layers as they stand in the stack, standings from the firmest down.
    assert first.facets[0].values == [("meadow", "Meadow", 1), ("bed", "Bed", 2)]
    assert [value for value, _, _ in first.facets[1].values] == ["proved", "refuted", "open"]
    assert first.total == second.total == 3 and first.leaves == ["x/", "x/2/"] and second.page == 2


def test_a_list_of_one_page_has_no_others(toy_graph: Graph) -> None:
    sifted = Sifted(Book(toy_graph, SiteSettings()), "list", [], same)
    (leaf,) = leaves([], "x/")
    assert sifted.at(leaf).leaves == []


def test_attributes_are_escaped_and_empty_facets_left_out() -> None:
    found = marks({"kind": '"><script>', "layer": ""}, title="a & b")
    assert isinstance(found, Markup)
    assert found == ' data-row data-kind="&quot;&gt;&lt;script&gt;" data-by-title="a &amp; b"'


def test_an_entry_is_sifted_by_its_standing_outcome_or_status(toy_graph: Graph) -> None:
    book = Book(toy_graph, SiteSettings())
    standing = {
        id: row(book, toy_graph.record(id))["standing"] for id in ("result/hum-law", "prediction/hum-of-a-hundred")
    }
    assert standing == {"result/hum-law": "contested", "prediction/hum-of-a-hundred": "confirmed"}
    assert row(book, toy_graph.record("theory/hum-field"))["layer"] == "meadow bed"
