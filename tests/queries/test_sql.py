"""Questions in SQL: one SELECT on a copy that reaches nothing else, and the same answers that plain Python gives."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from kg.errors import EnvironmentFault, KgError, UsageError
from kg.graph import Graph
from kg.queries import _tables, sql
from kg.queries.evidence import papers_about
from kg.queries.recipes import RECIPES
from kg.queries.sql import TABLES, ask, views
from kg.reasoning import derive
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS
from kg.schema.standing import ADVERSE

if TYPE_CHECKING:
    from tests.conftest import GraphOf

pytest.importorskip("duckdb")

ROWS = list[tuple[Any, ...]]
Recipe = Callable[[str], ROWS]


def rows(graph: Graph, question: str) -> ROWS:
    return [tuple(row) for row in ask(graph, question).rows]


@pytest.fixture
def recipe(toy_graph: Graph) -> Recipe:
    return lambda name: rows(toy_graph, RECIPES[name].sql)


@pytest.fixture(scope="module")
def bare(graph_of: GraphOf) -> Graph:
    """One layer and nothing else: what is refused is refused whatever there is to ask."""
    return graph_of({})


# One SELECT, and nothing but.


@pytest.mark.parametrize(
    "questions",
    [
        pytest.param(
            ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE entries", "SELECT 1;; SELECT 2", "", ";", "-- nothing"],
            id="not one",
        ),
        pytest.param(
            [
                "CREATE TABLE mine AS SELECT 1",
                "CREATE TEMP VIEW mine AS SELECT 1",
                "CREATE MACRO mine(x) AS x",
                "ALTER TABLE entries ADD COLUMN mine INTEGER",
                "DROP TABLE entries",
                "COMMENT ON TABLE entries IS 'mine'",
            ],
            id="definitions",
        ),
        pytest.param(
            ["INSERT INTO entries SELECT * FROM entries", "UPDATE entries SET title = ''", "DELETE FROM entries"],
            id="changes",
        ),
        pytest.param(
            [
                "COPY entries TO 'out.csv'",
                "COPY entries FROM '/etc/passwd'",
                "EXPORT DATABASE 'out'",
                "IMPORT DATABASE 'out'",
                "ATTACH 'out.db'",
                "ATTACH ':memory:' AS other",
                "INSTALL httpfs",
                "LOAD httpfs",
            ],
            id="files",
        ),
        pytest.param(
            [
                "SET lock_configuration = false",
                "SET enable_external_access = true",
                "RESET memory_limit",
                "PRAGMA database_list",
                "CALL pragma_version()",
                "CREATE SECRET (TYPE s3)",
                "USE memory",
            ],
            id="settings",
        ),
        pytest.param(
            ["BEGIN", "COMMIT", "CHECKPOINT", "VACUUM", "PREPARE mine AS SELECT 1", "EXECUTE mine", "EXPLAIN SELECT 1"],
            id="others",
        ),
    ],
)
def test_a_question_is_exactly_one_select(bare: Graph, questions: list[str]) -> None:
    for question in questions:
        with pytest.raises(UsageError) as caught:
            ask(bare, question)
        assert caught.value.message == "a question is exactly one SELECT", question
        assert caught.value.help


@pytest.mark.parametrize(
    "question",
    [
        "SELECT count(*) FROM entries;",
        "  -- how many?\nSELECT count(*) FROM entries",
        "FROM entries SELECT count(*)",
        "WITH found AS (SELECT * FROM entries) SELECT count(*) FROM found",
    ],
)
def test_a_select_may_be_written_in_several_ways(bare: Graph, question: str) -> None:
    assert rows(bare, question) == [(1,)]


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO entries SELECT * FROM entries RETURNING *",
        "DELETE FROM entries RETURNING *",
        "UPDATE entries SET title = 'mine' RETURNING *",
        "COPY entries TO 'out.csv'",
    ],
)
def test_a_change_inside_a_select_is_refused(
    bare: Graph, change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        ask(bare, f"WITH changed AS ({change}) SELECT * FROM changed")
    assert list(tmp_path.iterdir()) == []


# Nothing outside can be reached.


@pytest.mark.parametrize(
    "source",
    [
        "read_csv('{}')",
        "read_csv_auto('{}')",
        "read_text('{}')",
        "read_blob('{}')",
        "read_json('{}')",
        "read_parquet('{}')",
        "parquet_metadata('{}')",
        "sniff_csv('{}')",
        "glob('{}')",
        "'{}'",
        '"{}"',
        "query('SELECT * FROM read_text(''{}'')')",
    ],
)
def test_no_file_can_be_read(bare: Graph, source: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("where,what\nthe-bench,a-hidden-key\n")
    for path in (str(secret), "/etc/passwd"):
        with pytest.raises(UsageError) as caught:
            ask(bare, f"SELECT * FROM {source.format(path)}")
        assert "a-hidden-key" not in caught.value.message + caught.value.help
        assert "root:" not in caught.value.message + caught.value.help


@pytest.mark.parametrize(
    "source",
    [
        "'https://example.org/moss.csv'",
        "read_csv('https://example.org/moss.csv')",
        "read_parquet('s3://moss/fern.parquet')",
        "read_text('http://127.0.0.1:9/')",
    ],
)
def test_no_address_can_be_read(bare: Graph, source: str) -> None:
    # DuckDB opens sockets of its own, which the guard on Python's would not see: the refusal has to be its own.
    with pytest.raises(UsageError) as caught:
        ask(bare, f"SELECT * FROM {source}")
    assert "disabled by configuration" in caught.value.message


class Frame:
    """What DuckDB takes for a table when it finds such a variable."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise AssertionError("a variable of Python was read")


secrets_of_the_module = Frame()


def test_no_variable_of_python_is_a_table(bare: Graph) -> None:
    secrets_of_the_function = Frame()
    for name in ("secrets_of_the_module", "secrets_of_the_function", "graph", "question", "rows", "TABLES"):
        with pytest.raises(UsageError) as caught:
            ask(bare, f"SELECT * FROM {name}")
        assert f"Table with name {name} does not exist" in caught.value.message
    assert secrets_of_the_function is not secrets_of_the_module


def test_no_variable_of_the_environment_can_be_read(bare: Graph) -> None:
    with pytest.raises(UsageError):
        ask(bare, "SELECT getenv('HOME')")


def test_the_settings_that_keep_it_so_are_locked(bare: Graph) -> None:
    names = ("enable_external_access", "lock_configuration", "python_enable_replacements", "temp_directory")
    found = dict(rows(bare, f"SELECT name, value FROM duckdb_settings() WHERE name IN {names}"))
    # Without a folder for it, nothing is ever laid down on disk.
    assert found == {**dict.fromkeys(names, "false"), "lock_configuration": "true", "temp_directory": ""}


def test_what_one_question_is_about_is_gone_at_the_next(bare: Graph, toy_graph: Graph) -> None:
    assert rows(toy_graph, "SELECT count(*) FROM links") != [(0,)]
    assert rows(bare, "SELECT count(*) FROM links") == [(0,)]


# Only tables that a question may need are filled.


@pytest.mark.parametrize(
    "question",
    [
        "SELECT count(*) FROM Entries",
        'SELECT count(*) FROM "theory"',
        "SELECT count(*) FROM explains",
        "SELECT count(*) FROM evidence",
        "SELECT count(*) FROM query('SELECT * FROM lin' || 'ks')",
        "SELECT count(*) FROM query_table('ent' || 'ries')",
        "SELECT sum(estimated_size) FROM duckdb_tables() WHERE table_name LIKE 'li%'",
    ],
)
def test_however_a_table_is_named_it_has_its_rows(toy_graph: Graph, question: str) -> None:
    ((count,),) = rows(toy_graph, question)
    assert count > 0


def test_what_a_question_does_not_name_is_not_read(toy_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_entries", "_evidence", "_derived"):
        monkeypatch.setattr(_tables, name, None)
    assert rows(toy_graph, "SELECT count(*) FROM links") == [(len(toy_graph.statements),)]
    with pytest.raises(TypeError):
        rows(toy_graph, "SELECT count(*) FROM entries")


# Limits.


@pytest.mark.parametrize(
    "question",
    [
        "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
    ],
)
def test_a_question_without_end_is_cut_off(bare: Graph, question: str) -> None:
    begun = time.monotonic()
    with pytest.raises(KgError) as caught:
        ask(bare, question, seconds=0.3)
    assert caught.value.message == "the question took longer than 0.3 s"
    assert caught.value.exit_code == 1
    assert time.monotonic() - begun < 10


def test_a_question_within_its_time_is_not_cut_off_later(bare: Graph) -> None:
    assert rows(bare, "SELECT 1") == [(1,)]
    assert ask(bare, "SELECT 2", seconds=20).rows == ((2,),)


def test_a_question_that_needs_too_much_memory_ends_with_a_message(
    bare: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = sql._lock

    def lower(connection: Any) -> None:
        # The limit itself is too high to be reached in a moment.
        connection.execute("SET memory_limit = '20MB'")
        lock(_Without(connection, "memory_limit"))

    monkeypatch.setattr(sql, "_lock", lower)
    with pytest.raises(KgError) as caught:
        ask(bare, "SELECT list(range) FROM range(50000000)")
    assert caught.value.message == "the question needs more memory than it may have"


class _Without:
    """A connection that passes over one setting."""

    def __init__(self, connection: Any, setting: str) -> None:
        self.connection = connection
        self.setting = setting

    def execute(self, words: str) -> None:
        if self.setting not in words:
            self.connection.execute(words)


def test_memory_is_limited_and_there_are_few_threads(bare: Graph) -> None:
    found = dict(rows(bare, "SELECT name, value FROM duckdb_settings() WHERE name IN ('memory_limit', 'threads')"))
    assert found["threads"] == "2"
    number, unit = found["memory_limit"].split()
    assert (float(number) < 1024 and unit == "MiB") or (float(number) <= 1 and unit == "GiB")


@pytest.mark.parametrize(("there", "shown", "cut"), [(4, 4, False), (5, 5, False), (6, 5, True), (10**9, 5, True)])
def test_no_more_rows_come_than_asked_for_and_the_answer_says_so(
    bare: Graph, there: int, shown: int, cut: bool
) -> None:
    answer = ask(bare, f"SELECT range AS n FROM range({there})", most=5)
    assert answer.columns == ("n",)
    assert answer.rows == tuple((n,) for n in range(shown))
    assert answer.cut is cut


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT colour FROM entries", '"colour" not found'),
        ("SELECT * FROM gnomes", "Table with name gnomes does not exist"),
        ("SELECT " + "(" * 2000 + "1" + ")" * 2000, "depth"),
        ("SELECT 'a'::INTEGER", "Could not convert"),
        ("SELECT ?", "parameter"),
    ],
)
def test_what_sql_cannot_make_sense_of_is_told_on_one_line(bare: Graph, question: str, about: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask(bare, question)
    assert about in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.help == "see `kg query --views`"


def test_without_duckdb_the_message_says_what_to_install(bare: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(EnvironmentFault) as caught:
        ask(bare, "SELECT 1")
    assert caught.value.message == "`kg query` needs DuckDB, which is not installed"
    assert "pip install 'kg-atlas[sql]'" in caught.value.help
    assert caught.value.exit_code == 3


# What can be selected from.


def test_there_is_a_view_for_each_kind_and_each_relation(toy_graph: Graph) -> None:
    names = set(views())
    assert names >= {*TABLES, *kinds(), "covers", "expected_in"}
    assert names >= {relation.name for relation in RELATIONS if not relation.derived}
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(names))
    found = dict(rows(toy_graph, counts))
    assert set(found) == names
    for kind in kinds():
        assert found[kind] == len(toy_graph.catalogue.of_kind(kind)), kind
    for relation in RELATIONS:
        if not relation.derived:
            assert found[relation.name] == sum(s.relation is relation for s in toy_graph.statements), relation.name
    derived = Counter(proof.fact.relation for proof in derive(toy_graph).derived)
    assert {name: found[name] for name in derived} == dict(derived)
    assert found["derived"] == derived.total() > 0


def test_every_view_can_be_used_in_an_atlas_that_has_nothing(bare: Graph) -> None:
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(views()))
    assert {name for name, count in rows(bare, counts) if count} == {"entries", "layer"}


def test_the_columns_that_are_told_of_a_table_are_there(toy_graph: Graph) -> None:
    for table, meaning in views().items():
        if table in TABLES:
            answer = ask(toy_graph, f"SELECT * FROM {table} LIMIT 0")
            assert meaning == f"columns: {', '.join(answer.columns)}"


def test_a_kind_has_its_own_fields_as_columns(toy_graph: Graph) -> None:
    assert rows(toy_graph, "SELECT id, scale FROM system ORDER BY id") == [
        ("system/botanic-park", "large"),
        ("system/two-layer-toy", "toy"),
        ("system/walled-garden", "small"),
    ]
    assert rows(toy_graph, "SELECT rigour, standing, regime FROM result WHERE name = 'hum-law'") == [
        ("empirical-law", "contested", "between 4 and 400 plants")
    ]
    assert rows(toy_graph, "SELECT timing, outcome FROM prediction ORDER BY id") == [
        ("novel", "untested"),
        ("retrodiction", "confirmed"),
    ]
    (fields,) = rows(toy_graph, "SELECT fields ->> '$.authors[1]' FROM entries WHERE name = 'sorrel-2021-phase'")
    assert fields == ("Sage, Clary",)


def test_texts_of_contributors_come_through_as_they_are(graph_of: GraphOf) -> None:
    title = 'it\'s "quoted" -- ; DROP TABLE entries /* 雨 \\n {x} $1'
    graph = graph_of({"phenomenon/late-bloom": f"title: '{title.replace(chr(39), chr(39) * 2)}'\n"})
    assert rows(graph, "SELECT title FROM phenomenon") == [(title,)]


def test_evidence_is_told_in_the_canonical_direction_with_the_entry_it_is_written_in(toy_graph: Graph) -> None:
    question = "SELECT entry, source, relation, target FROM evidence WHERE paper = 'paper/vetch-2022-echo' ORDER BY ALL"
    assert rows(toy_graph, question) == [
        (
            "mechanism/petal-resonator",
            "mechanism/petal-resonator",
            "observed_in",
            "system/walled-garden",
        ),
        ("phenomenon/dusk-hum", "mechanism/petal-resonator", "underlies", "phenomenon/dusk-hum"),
        ("phenomenon/late-bloom", "theory/slow-root", "explains", "phenomenon/late-bloom"),
        ("prediction/hum-of-a-hundred", None, None, None),
        ("problem/who-hums-first", None, None, None),
    ]


# The recipes, on the toy atlas, by hand or in plain Python over the catalogue.


def test_each_recipe_asks_a_question_in_words(toy_graph: Graph) -> None:
    assert len(RECIPES) == 10
    for name, found in RECIPES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
        assert found.question.endswith("?")
        assert ask(toy_graph, found.sql).rows is not None


def test_most_cited_papers_counts_the_evidence_of_each(recipe: Recipe, toy_graph: Graph) -> None:
    expected = []
    for record in toy_graph.catalogue.of_kind("paper"):
        if found := papers_about(toy_graph, record.id):
            expected.append((record.id, len(found), len({item.record.id for item in found})))
    expected.sort(key=lambda row: (-row[1], row[0]))
    assert recipe("most-cited-papers") == expected
    # By hand: the treatise is cited on one layer only.
    assert ("paper/burdock-1911-treatise", 1, 1) in expected


def test_unread_but_relied_on_leaves_out_what_was_read_in_full(recipe: Recipe) -> None:
    # Every other paper was read in full for some statement.
    assert recipe("unread-but-relied-on") == [("paper/yarrow-2023-no-phase", 5, ["abstract", "part"])]


def test_contested_links_names_the_papers_against(recipe: Recipe) -> None:
    assert recipe("contested-links") == [
        ("theory/slow-root", "explains", "phenomenon/late-bloom", ["paper/sorrel-2021-phase"])
    ]


def test_contested_links_passes_over_what_is_against_another_link_of_the_two(graph_of: GraphOf) -> None:
    def evidence(paper: str, stance: str) -> str:
        return f"{{paper: paper/{paper}, at: section 2, stance: {stance}, read: part}}"

    graph = graph_of(
        {
            "paper/moss": "",
            "paper/fern": "",
            "paper/reed": "",
            "phenomenon/late-bloom": "links:\n  explained_by:\n    - to: theory/field\n      standing: contested\n"
            f"      evidence: [{evidence('moss', 'disputes')}, {evidence('fern', 'supports')}]\n",
            # Of the same two, in the same direction.
            "theory/field": "links:\n  bears_on:\n    - to: phenomenon/late-bloom\n"
            f"      evidence: [{evidence('reed', 'disputes')}]\n",
        }
    )
    assert rows(graph, RECIPES["contested-links"].sql) == [
        ("theory/field", "explains", "phenomenon/late-bloom", ["paper/moss"])
    ]


def test_rival_explanations_counts_those_that_are_not_refuted(recipe: Recipe) -> None:
    assert recipe("rival-explanations") == [
        (
            "phenomenon/late-bloom",
            3,
            ["result/bloom-threshold", "theory/phase-change", "theory/slow-root"],
        ),
        ("phenomenon/dusk-hum", 1, ["result/hum-law"]),
    ]


def test_explained_but_not_grounded_wants_a_mechanism_that_is_not_refuted(recipe: Recipe, graph_of: GraphOf) -> None:
    # Both phenomena of the toy that are explained rest on a mechanism.
    assert recipe("explained-but-not-grounded") == []
    graph = graph_of(
        {
            "mechanism/gate": "",
            "theory/field": "links: {explains: [phenomenon/a, phenomenon/b, phenomenon/c, "
            "{to: phenomenon/d, standing: refuted}, mechanism/gate]}\n",
            "phenomenon/a": "",
            "phenomenon/b": "links: {rests_on: [mechanism/gate]}\n",
            "phenomenon/c": "links: {rests_on: [{to: mechanism/gate, standing: refuted}]}\n",
            "phenomenon/d": "",
        }
    )
    assert rows(graph, RECIPES["explained-but-not-grounded"].sql) == [("phenomenon/a",), ("phenomenon/c",)]


def test_busiest_systems_counts_what_was_seen(recipe: Recipe) -> None:
    # Seen in the walled garden: both named phenomena and the resonator; the late bloom was not seen in the park.
    assert recipe("busiest-systems") == [
        ("system/two-layer-toy", "toy", 3),
        ("system/walled-garden", "small", 3),
        ("system/botanic-park", "large", 2),
    ]


def test_looked_for_and_absent_names_what_and_where(recipe: Recipe) -> None:
    assert recipe("looked-for-and-absent") == [("phenomenon/late-bloom", "system/botanic-park", None)]


def test_refuted_predictions_names_who_made_them_and_those_that_nobody_did(recipe: Recipe, graph_of: GraphOf) -> None:
    assert recipe("refuted-predictions") == []
    graph = graph_of(
        {
            "prediction/frost": "outcome: refuted\n",
            "prediction/hail": "outcome: refuted\n",
            "prediction/rain": "outcome: confirmed\n",
            "theory/root": "links: {predicts: [prediction/frost, prediction/rain]}\n",
            "result/law": "links: {predicts: [prediction/frost]}\n",
        }
    )
    assert rows(graph, RECIPES["refuted-predictions"].sql) == [
        ("prediction/frost", "Frost", ["result/law", "theory/root"]),
        ("prediction/hail", "Hail", None),
    ]


def test_doubtful_entries_come_by_number_of_doubts(recipe: Recipe, graph_of: GraphOf) -> None:
    assert recipe("doubtful-entries") == [("result/hum-law", "Square-root law of the hum", 1)]
    graph = graph_of(
        {
            "theory/a": "curation: {doubts: [One.]}\n",
            "theory/b": "curation: {doubts: [One., Two.]}\n",
            "theory/c": "curation: {doubts: []}\n",
        }
    )
    assert rows(graph, RECIPES["doubtful-entries"].sql) == [("theory/b", "B", 2), ("theory/a", "A", 1)]


def test_layers_at_a_glance_counts_an_entry_on_each_of_its_layers(recipe: Recipe, toy_graph: Graph) -> None:
    counts = Counter(
        (ref.layer, record.kind) for record in toy_graph.catalogue.records.values() for ref in record.entry.layers
    )
    expected = sorted(((layer, kind, n) for (layer, kind), n in counts.items()), key=lambda r: (r[0], -r[2], r[1]))
    assert recipe("layers-at-a-glance") == expected
    # By hand: the hum field stands on the meadow and on the bed, where the slow root stands as well.
    assert ("bed", "theory", 2) in expected
    assert ("meadow", "theory", 3) in expected


# The same questions in NetworkX give the same answers.


def edges(graph: Graph, relation: str) -> ROWS:
    return [(a, b, data) for a, b, data in graph.net.edges(data=True) if data["relation"] == relation]


def test_sql_and_networkx_agree_on_every_edge(toy_graph: Graph) -> None:
    net = Counter(
        (a, data["relation"], b, data["standing"])
        for a, b, data in toy_graph.net.edges(data=True)
        if data["relation"] != "involves"
    )
    assert Counter(rows(toy_graph, "SELECT source, relation, target, standing FROM links")) == net


def test_sql_and_networkx_agree_on_every_node(toy_graph: Graph) -> None:
    net = {(id, data["kind"], data["title"]) for id, data in toy_graph.net.nodes(data=True)}
    assert set(rows(toy_graph, "SELECT id, kind, title FROM entries")) == net


def test_sql_and_networkx_agree_on_the_entry_with_the_most_links(toy_graph: Graph) -> None:
    question = """SELECT id, count(*) AS n FROM (SELECT source AS id FROM links UNION ALL SELECT target FROM links)
        GROUP BY id ORDER BY n DESC, id"""
    written = nx.MultiDiGraph((a, b) for a, b, data in toy_graph.net.edges(data=True) if data["relation"] != "involves")
    assert rows(toy_graph, question) == sorted(written.degree, key=lambda item: (-item[1], item[0]))


def test_sql_and_networkx_agree_on_what_can_be_reached_by_citations(toy_graph: Graph) -> None:
    question = """WITH RECURSIVE reached(paper, cited) AS (SELECT source, target FROM cites
        UNION SELECT reached.paper, cites.target FROM reached JOIN cites ON cites.source = reached.cited)
        SELECT paper, cited FROM reached"""
    citing = nx.DiGraph((a, b) for a, b, _ in edges(toy_graph, "cites"))
    assert set(rows(toy_graph, question)) == {(a, b) for a in citing for b in nx.descendants(citing, a)}


def test_sql_and_networkx_agree_on_two_steps_from_theory_to_mechanism(toy_graph: Graph) -> None:
    question = """SELECT DISTINCT x.source, x.target, u.source FROM explains x JOIN underlies u ON u.target = x.target
        WHERE x.standing <> 'refuted' AND u.standing <> 'refuted'"""
    under = edges(toy_graph, "underlies")
    expected = {
        (explanation, phenomenon, mechanism)
        for explanation, phenomenon, data in edges(toy_graph, "explains")
        for mechanism, grounded, other in under
        if grounded == phenomenon and "refuted" not in (data["standing"], other["standing"])
    }
    assert set(rows(toy_graph, question)) == expected
    assert ("theory/phase-change", "phenomenon/late-bloom", "mechanism/root-gate") in expected


def test_sql_and_networkx_agree_on_entries_without_any_link(toy_graph: Graph) -> None:
    question = "SELECT id FROM entries WHERE id NOT IN (SELECT source FROM links UNION SELECT target FROM links)"
    lonely = set(nx.isolates(toy_graph.net))
    involved = {b for _, b, _ in edges(toy_graph, "involves")}
    found = {id for (id,) in rows(toy_graph, question)}
    assert found - involved == lonely - involved
    assert "system/botanic-park" not in found
    assert "paper/hedge-2024-blog" in found


def test_sql_and_the_catalogue_agree_on_statements_with_adverse_evidence(toy_graph: Graph) -> None:
    question = """SELECT DISTINCT source, relation, target FROM evidence
        WHERE relation IS NOT NULL AND stance IN ('disputes', 'refutes')"""
    expected = {
        (s.source, s.relation.name, s.target)
        for s in toy_graph.statements
        if any(item.stance in ADVERSE for item in s.link.evidence)
    }
    assert set(rows(toy_graph, question)) == expected
    assert len(expected) == 3
