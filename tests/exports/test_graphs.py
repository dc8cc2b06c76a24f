"""The formats of the whole graph, each read back by a parser that is not ours."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import pytest
import rdflib
from rdflib import Literal, URIRef

from kg.exports import EVERYTHING, Choice, graphml, jsonld, parquet
from kg.exports import csv as csv_format
from kg.exports import json as json_format
from kg.exports._rows import TABLES, rows
from kg.graph import Graph

ADDRESS = "https://example.org/atlas/"
CITO = "http://purl.org/spar/cito/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def _json(graph: Graph, choice: Choice = EVERYTHING) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(json_format.pieces(graph, choice)))
    return found


def _graphml(graph: Graph, choice: Choice = EVERYTHING) -> Any:
    text = "".join(graphml.pieces(graph, choice))
    return nx.read_graphml(io.BytesIO(text.encode("utf-8")), force_multigraph=True)


def _csv(graph: Graph, choice: Choice = EVERYTHING) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_format.pieces(graph, choice)), newline="")))


def _rdf(graph: Graph, choice: Choice = EVERYTHING) -> Any:
    return rdflib.Graph().parse(data="".join(jsonld.pieces(graph, choice)), format="json-ld")


def test_json_holds_everything(toy_graph: Graph) -> None:
    found = _json(toy_graph)
    assert (found["format"], found["version"]) == ("kg-atlas", 1)
    assert [entry["id"] for entry in found["entries"]] == list(toy_graph.catalogue.records)
    assert len(found["links"]) == len(toy_graph.statements)


def test_json_keeps_the_canary(trap: Graph, canary: str) -> None:
    found = _json(trap)
    entries = {entry["id"]: entry for entry in found["entries"]}
    assert entries["paper/moss"]["title"] == canary
    assert entries["theory/phase"]["summary"] == f"{canary}\nand a second line"
    (link,) = found["links"]
    assert (link["source"], link["relation"], link["target"]) == ("theory/phase", "explains", "phenomenon/bloom")
    assert link["evidence"][0]["at"] == link["note"] == link["regime"] == canary


def test_kinds_narrow_entries_and_the_links_between_them(toy_graph: Graph) -> None:
    choice = Choice(frozenset({"phenomenon", "theory"}))
    found = _json(toy_graph, choice)
    assert {entry["kind"] for entry in found["entries"]} == {"phenomenon", "theory"}
    ends = {link[end].split("/")[0] for link in found["links"] for end in ("source", "target")}
    assert ends == {"phenomenon", "theory"}
    net = _graphml(toy_graph, choice)
    assert sorted(net) == [entry["id"] for entry in found["entries"]]
    assert net.number_of_edges() == len(found["links"])


def test_graphml_is_the_graph(toy_graph: Graph) -> None:
    net = _graphml(toy_graph)
    assert net.is_directed()
    assert sorted(net) == sorted(toy_graph.catalogue.records)
    assert net.number_of_edges() == len(toy_graph.statements)
    edges = sorted((a, data["relation"], b) for a, b, data in net.edges(data=True))
    assert edges == sorted((s.source, s.relation.name, s.target) for s in toy_graph.statements)


def test_graphml_keeps_the_canary(trap: Graph, canary: str) -> None:
    net = _graphml(trap)
    assert net.nodes["paper/moss"]["title"] == canary
    assert net.nodes["theory/phase"]["summary"] == f"{canary}\nand a second line"
    ((_, _, data),) = net.edges(data=True)
    assert (data["regime"], data["evidence"]) == (canary, 1)


def test_graphml_replaces_what_xml_cannot_hold() -> None:
    assert graphml._text("a\x00b\ud800c\ufffe\r") == "a\ufffdb\ufffdc\ufffd&#13;"


@pytest.mark.parametrize("table", TABLES)
def test_csv_has_every_row_of_each_table(table: str, toy_graph: Graph) -> None:
    choice = Choice(table=table)
    found = _csv(toy_graph, choice)
    assert len(found) == len(list(rows(toy_graph, choice)))
    assert all(list(row) == list(TABLES[table]) for row in found)


def test_csv_is_never_a_formula(trap: Graph, canary: str) -> None:
    row = next(row for row in _csv(trap) if row["id"] == "paper/moss")
    assert row["title"] == row["venue"] == f"'{canary}"
    for table in TABLES:
        cells = [cell for row in _csv(trap, Choice(table=table)) for cell in row.values()]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("table", TABLES)
def test_parquet_has_typed_columns_and_the_rows_in_order(table: str, toy_graph: Graph, tmp_path: Path) -> None:
    choice = Choice(table=table)
    file = tmp_path / "table.parquet"
    file.write_bytes(b"".join(parquet.pieces(toy_graph, choice)))
    read = duckdb.sql(f"SELECT * FROM '{file}'")
    assert dict(zip(read.columns, map(str, read.types), strict=True)) == dict(TABLES[table])
    wanted = [tuple(row[column] for column in TABLES[table]) for row in rows(toy_graph, choice)]
    assert read.fetchall() == wanted


def test_parquet_is_the_same_on_every_run(toy_graph: Graph) -> None:
    assert b"".join(parquet.pieces(toy_graph, EVERYTHING)) == b"".join(parquet.pieces(toy_graph, EVERYTHING))


def test_parquet_keeps_the_canary(trap: Graph, canary: str, tmp_path: Path) -> None:
    file = tmp_path / "table.parquet"
    file.write_bytes(b"".join(parquet.pieces(trap, EVERYTHING)))
    assert duckdb.sql(f"SELECT title FROM '{file}' WHERE kind = 'paper'").fetchall() == [(canary,)]


# What rdflib does inside is its own matter.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_json_ld_names_stances_in_the_words_of_cito(toy_graph: Graph) -> None:
    found = _rdf(toy_graph, Choice(base=ADDRESS))
    for record, item in ((r, i) for r in toy_graph.catalogue.records.values() for i in r.entry.evidence):
        words = {"supports": "supports", "disputes": "disputes", "refutes": "refutes", "extends": "extends"}
        if item.stance in words:
            ends = URIRef(f"{ADDRESS}{item.paper}/"), URIRef(f"{ADDRESS}{record.id}/")
            assert (ends[0], URIRef(CITO + words[item.stance]), ends[1]) in found


# What rdflib does inside is its own matter.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_json_ld_asserts_no_link_that_is_in_doubt(trap: Graph, canary: str) -> None:
    found = _rdf(trap, Choice(base=ADDRESS))
    theory, phenomenon = URIRef(f"{ADDRESS}theory/phase/"), URIRef(f"{ADDRESS}phenomenon/bloom/")
    explains = URIRef(f"{ADDRESS}terms#explains")
    assert (theory, explains, phenomenon) not in found
    (claim,) = found.subjects(URIRef(RDF + "subject"), theory)
    assert (claim, URIRef(RDF + "predicate"), explains) in found
    assert (claim, URIRef(RDF + "object"), phenomenon) in found
    assert (URIRef(f"{ADDRESS}paper/moss/"), URIRef(CITO + "disputes"), claim) in found
    assert (claim, URIRef(f"{ADDRESS}terms#note"), Literal(canary)) in found
    (citation,) = found.subjects(URIRef(CITO + "hasCitedEntity"), claim)
    assert (citation, URIRef(f"{ADDRESS}terms#at"), Literal(canary)) in found


# What rdflib does inside is its own matter.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_json_ld_has_only_sound_addresses(trap: Graph) -> None:
    for triple in _rdf(trap):
        for term in triple:
            if isinstance(term, URIRef):
                assert str(term).startswith(("urn:kg:", "http://", "https://"))
                assert not set(str(term)) & set(' <>"{}|\\^`')
