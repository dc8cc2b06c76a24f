"""The pages at the addresses of retired entries."""

from __future__ import annotations

from dataclasses import replace

from kg.graph import Graph, build
from kg.publish import retired
from kg.schema.retired import Tombstone


def graves(graph: Graph, *tombstones: Tombstone) -> Graph:
    return build(replace(graph.catalogue, retired={grave.id: grave for grave in tombstones}))


def grave(id: str, replaced_by: str | None = None, reason: str = "renamed") -> Tombstone:
    return Tombstone(id=id, reason=reason, replaced_by=replaced_by)


def test_page_leads_on_to_what_stands_in_its_place(toy_graph: Graph) -> None:
    page = retired.page(toy_graph, toy_graph.catalogue.retired["phenomenon/tardy-bloom"])
    assert '<meta http-equiv="refresh" content="0; url=../../phenomenon/late-bloom/">' in page
    assert f'<a href="../../phenomenon/late-bloom/">{toy_graph.title("phenomenon/late-bloom")}</a>' in page


def test_the_canonical_address_is_a_whole_one_where_the_site_has_an_address(toy_graph: Graph) -> None:
    tomb = toy_graph.catalogue.retired["phenomenon/tardy-bloom"]
    whole = '<link rel="canonical" href="https://garden.example/atlas/phenomenon/late-bloom/">'
    assert whole in retired.page(toy_graph, tomb, "https://garden.example/atlas/")
    assert '<link rel="canonical" href="../../phenomenon/late-bloom/">' in retired.page(toy_graph, tomb)


def test_page_says_so_when_nothing_took_its_place(toy_graph: Graph) -> None:
    page = retired.page(toy_graph, toy_graph.catalogue.retired["mechanism/singing-worm"])
    assert "refresh" not in page
    assert "Nothing took its place" in page
    assert "it was a gate hinge" in page


def test_steps_are_followed_to_their_end_and_rings_end_nowhere(toy_graph: Graph) -> None:
    first, second = grave("theory/a", "theory/b"), grave("theory/b", "theory/slow-root")
    assert retired.successor("theory/a", {"theory/a": first, "theory/b": second}) == "theory/slow-root"
    ring = {"theory/a": first, "theory/b": grave("theory/b", "theory/a")}
    assert retired.successor("theory/a", ring) is None
    assert "Nothing took its place" in retired.page(graves(toy_graph, *ring.values()), first)


def test_reason_is_escaped(toy_graph: Graph) -> None:
    made = grave("theory/a", reason="<script>alert(1)</script> & more")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in retired.page(graves(toy_graph, made), made)
