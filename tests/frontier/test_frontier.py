"""The frontier, counted by hand, by plain Python and by both engines."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.errors import EnvironmentFault, KgError
from kg.frontier import convert as conversion
from kg.frontier.answer import papers, title_key
from kg.frontier.convert import convert, converted
from kg.frontier.engines import ask
from kg.frontier.question import Choice, Row
from kg.frontier.snapshot import parts
from kg.graph import Graph
from tests.frontier.generated import BASE, random_snapshot, work, write

if TYPE_CHECKING:
    from tests.conftest import Kg

duckdb = pytest.importorskip("duckdb", reason="needs the extra 'sql'")

# In the toy atlas: one by its arXiv id, one by its DOI, one by its title alone.
KNOWN = [
    work(1, "Late bloom in paper gardens", arxiv="0000.00010v2", year=2019),
    work(2, "Something else altogether", doi="10.5555/GARDEN.2020.17", year=2020),
    work(3, "A Treatise on quiet végetables!", year=1912),
]
FIRST, SECOND = "updated_date=2026-05-01/part_0000.gz", "updated_date=2026-06-01/part_0000.gz"


def tables_of(folder: Path, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    convert(parts(write(folder / "snapshot", records)), folder / "tables")
    return folder / "tables"


def asked(graph: Graph, tables: Path, engine: str = "duckdb", **choice: Any) -> list[Row]:
    return ask(engine, tables, papers(graph), Choice(**choice))


def test_works_are_ranked_by_the_entries_on_both_sides_of_them(tmp_path: Path, toy_graph: Graph) -> None:
    """Counted by hand: 10 is cited by 1 and 2; 11 cites 1, 2 and 3; 12 is cited by 3; 13 touches nothing."""
    known = [{**one, "referenced_works": refs} for one, refs in zip(KNOWN, ([f"{BASE}10"], [f"{BASE}10", f"{BASE}1"],
             [f"{BASE}12"]), strict=True)]  # fmt: skip
    new = [
        work(10, "Cited twice", citations=7),
        work(11, "Cites all three", references=[1, 2, 3, 13]),
        work(12, "Cited once", citations=900),
        work(13, "Far away", references=[11]),
    ]
    found = asked(toy_graph, tables_of(tmp_path, {FIRST: known, SECOND: new}))
    assert [(row.place, row.id, row.cited_by, row.cites) for row in found] == [
        (1, 11, 0, 3), (1, 11, 0, 3), (1, 11, 0, 3), (2, 10, 2, 0), (2, 10, 2, 0), (3, 12, 1, 0),
    ]  # fmt: skip
    assert {row.paper for row in found if row.id == 10} == {"paper/late-bloom", "paper/loam-2020-hum"}
    assert found[-1].paper == "paper/burdock-1911-treatise"
    assert {row.direction for row in found if row.id == 11} == {"cites"}


def test_an_entry_is_never_at_the_frontier_even_where_it_is_there_twice(tmp_path: Path, toy_graph: Graph) -> None:
    preprint = work(4, "Late bloom in paper gardens", year=2018, references=[2])
    found = asked(toy_graph, tables_of(tmp_path, {FIRST: [*KNOWN, preprint, work(10, "New", references=[1, 4])]}))
    # Both records stand for one entry, which counts once.
    assert [(row.id, row.cites) for row in found] == [(10, 1)]


def test_a_short_title_or_a_distant_year_is_no_match(tmp_path: Path, toy_graph: Graph) -> None:
    records = [work(4, "Gardens freeze", year=2021), work(5, "On the hum of beds", year=2020),
               work(6, "Late bloom in paper gardens", year=2000), work(10, "New", references=[4, 5, 6])]  # fmt: skip
    assert asked(toy_graph, tables_of(tmp_path, {FIRST: records})) == []


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ({}, [10, 11, 12]),
        ({"first_year": 2021}, [11, 12]),
        ({"first_year": 2021, "last_year": 2022}, [11]),
        ({"topic": "hum"}, [10]),
        ({"topic": "acoustics"}, [12]),
        ({"topic": "100%"}, []),
        ({"topic": "' or 1=1 --"}, []),
        ({"most": 1}, [10]),
    ],
)
def test_filters_leave_what_they_say(choice: dict[str, Any], left: list[int], tmp_path: Path, toy_graph: Graph) -> None:
    new = [
        work(10, "A HUM", references=[1], year=2020, citations=3),
        work(11, "B", references=[1], year=2022, citations=2),
        work(12, "C", references=[1], year=2024, citations=1, topic="Acoustics of gardens"),
        work(13, "D", references=[1], year=2022, retracted=True),
    ]
    found = asked(toy_graph, tables_of(tmp_path, {FIRST: [*KNOWN, *new]}), **choice)
    assert [row.id for row in found] == left


def test_of_a_work_that_moved_to_a_newer_folder_the_newer_record_counts(tmp_path: Path, toy_graph: Graph) -> None:
    old, new = work(10, "Old title", references=[1]), work(10, "New title", references=[1], citations=5)
    found = asked(toy_graph, tables_of(tmp_path, {FIRST: [*KNOWN, old], SECOND: [new]}))
    assert [(row.title, row.citations) for row in found] == [("New title", 5)]


def test_of_a_work_in_two_parts_the_older_record_counts_for_nothing(tmp_path: Path, toy_graph: Graph) -> None:
    """A snapshot is kept up to date by adding newer parts; what an old one says of a work that changed stays there."""
    old = [
        work(10, "Retracted since", references=[1]),
        work(11, "Of another year since", references=[1], year=2021),
        work(12, "No longer cites", references=[1, 2]),
        work(13, "A table of contents, as it turned out", references=[1]),
        work(14, "No longer cited", year=2021),
        {**KNOWN[1], "referenced_works": [f"{BASE}14"]},
    ]
    new = [
        work(10, "Retracted since", references=[1], retracted=True),
        work(11, "Of another year since", references=[1], year=2001),
        work(12, "No longer cites", references=[2]),
        {**work(13, "A table of contents, as it turned out", references=[1]), "is_paratext": True},
        {**KNOWN[1], "referenced_works": []},
    ]
    tables = tables_of(tmp_path, {FIRST: [KNOWN[0], *KNOWN[2:], *old], SECOND: new})
    found = asked(toy_graph, tables, first_year=2010)
    assert [(row.id, row.cites, row.paper) for row in found] == [(12, 1, "paper/loam-2020-hum")]


def test_a_work_is_an_entry_by_what_its_newest_record_says(tmp_path: Path, toy_graph: Graph) -> None:
    mistaken = work(10, KNOWN[0]["title"], references=[2], year=KNOWN[0]["publication_year"])
    mended = work(10, "Something quite different after all", references=[2])
    found = asked(toy_graph, tables_of(tmp_path, {FIRST: [*KNOWN, mistaken], SECOND: [mended]}))
    assert [row.id for row in found] == [10]


def test_tables_of_an_earlier_form_are_made_anew(tmp_path: Path) -> None:
    snapshot, tables = write(tmp_path / "s", {FIRST: [work(1, "A")]}), tmp_path / "t"
    convert(parts(snapshot), tables)
    [note] = (tables / "parts").glob("*.json")
    note.write_text(json.dumps({key: value for key, value in json.loads(note.read_text()).items() if key != "form"}))
    with pytest.raises(EnvironmentFault, match="no tables of works"):
        converted(tables)
    assert convert(parts(snapshot), tables).read == 1


@pytest.mark.parametrize("topic", ["İstanbul", "SPÄTE", "夜"])
def test_a_topic_is_found_in_capital_and_small_letters(topic: str, tmp_path: Path, toy_graph: Graph) -> None:
    new = work(10, f"On {topic}", references=[1], topic=None)
    assert [row.id for row in asked(toy_graph, tables_of(tmp_path, {FIRST: [*KNOWN, new]}), topic=topic)] == [10]


def expected(records: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> list[tuple[int, int, int]]:
    """The ranking of a snapshot without doubles, by loops instead of SQL: id, cited by, cites."""
    cited, citing = Counter[str](), Counter[str]()
    by_paper: dict[str, set[str]] = {}
    for record in records:
        if record["id"] in known:
            by_paper.setdefault(known[record["id"]], set()).update(record["referenced_works"])
    for reached in by_paper.values():
        cited.update(reached)
    for record in records:
        citing[record["id"]] += len({known[one] for one in record["referenced_works"] if one in known})
    rows = [
        (-(cited[r["id"]] + citing[r["id"]]), -r["cited_by_count"], int(r["id"].removeprefix(BASE)), cited[r["id"]],
         citing[r["id"]])
        for r in records
        if r["id"] not in known and not r["is_retracted"] and cited[r["id"]] + citing[r["id"]]
    ]  # fmt: skip
    return [(id, by, of) for _, _, id, by, of in sorted(rows)]


WHO = {f"{BASE}1": "paper/late-bloom", f"{BASE}2": "paper/loam-2020-hum", f"{BASE}3": "paper/burdock-1911-treatise"}


def ranking(rows: Sequence[Row]) -> list[tuple[int, int, int]]:
    return list(dict.fromkeys((row.id, row.cited_by, row.cites) for row in rows))


@pytest.mark.parametrize("seed", range(5))
def test_the_ranking_is_that_of_plain_loops(seed: int, tmp_path: Path, toy_graph: Graph) -> None:
    records = random_snapshot(tmp_path / "snapshot", KNOWN, works=250, seed=seed)
    convert(parts(tmp_path / "snapshot"), tmp_path / "tables")
    found = asked(toy_graph, tmp_path / "tables", most=10_000)
    assert len(ranking(found)) > 10
    assert ranking(found) == expected(records, WHO)


@pytest.mark.xdist_group("spark")
def test_spark_answers_the_same_question_with_the_same_rows(tmp_path: Path, toy_graph: Graph) -> None:
    pytest.importorskip("pyspark", reason="needs the extra 'spark'")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not installed here")
    random_snapshot(tmp_path / "snapshot", KNOWN, works=300, seed=11)
    convert(parts(tmp_path / "snapshot"), tmp_path / "tables")
    for choice in ({"most": 10_000}, {"first_year": 2000, "topic": "späte", "most": 7}):
        ours = asked(toy_graph, tmp_path / "tables", "duckdb", **choice)
        assert ours
        assert asked(toy_graph, tmp_path / "tables", "spark", **choice) == ours


def test_only_what_is_new_or_changed_is_read_and_what_is_gone_goes(tmp_path: Path) -> None:
    snapshot = write(tmp_path / "s", {FIRST: [work(1, "A")], SECOND: [work(2, "B"), work(3, "C", references=[1])]})
    tables = tmp_path / "t"
    assert convert(parts(snapshot), tables) == conversion.Converted(2, 0, 0, 3, 1)
    assert convert(parts(snapshot), tables) == conversion.Converted(0, 2, 0, 3, 1)
    write(tmp_path / "s", {SECOND: [work(2, "B"), work(4, "D")]})
    assert convert(parts(snapshot), tables) == conversion.Converted(1, 1, 0, 3, 0)
    (snapshot / "data/jsonl/works" / FIRST).unlink()
    assert convert(parts(snapshot), tables) == conversion.Converted(0, 1, 1, 2, 0)
    assert converted(tables) == 1


def test_a_conversion_that_was_cut_off_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = write(tmp_path / "s", {FIRST: [work(1, "A")], SECOND: [work(2, "B")]})
    tables = tmp_path / "t"

    def stop(done: int, part: object) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(parts(snapshot), tables, progress=stop)
    assert convert(parts(snapshot), tables) == conversion.Converted(1, 1, 0, 2, 0)
    # A table that is half there, whose note was never written, is made anew; so is one whose note is damaged.
    for name in ("works", "references"):
        (tables / name / ".half.parquet").write_bytes(b"PAR1")
    note = next((tables / "parts").glob("*.json"))
    note.write_text("{")
    assert convert(parts(snapshot), tables).read == 1
    next((tables / "references").glob("*.parquet")).unlink()
    assert convert(parts(snapshot), tables).read == 1
    assert not list((tables / "works").glob(".*"))


def test_a_broken_part_is_named_and_those_before_it_are_kept(tmp_path: Path) -> None:
    snapshot = write(tmp_path / "s", {FIRST: [work(1, "A")], SECOND: [work(2, "B")]})
    path = snapshot / "data/jsonl/works" / SECOND
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(KgError, match=r"part_0000\.gz' cannot be read") as error:
        convert(parts(snapshot), tmp_path / "t")
    assert "the parts before it are kept" in error.value.help
    assert converted(tmp_path / "t") == 1
    path.write_bytes(gzip.compress(b'{"id": "https://openalex.org/W2", "title": \n'))
    with pytest.raises(KgError):
        convert(parts(snapshot), tmp_path / "t")


def test_records_that_are_odd_do_no_harm(tmp_path: Path, toy_graph: Graph) -> None:
    odd = [
        {"id": f"{BASE}20"},
        {"id": "https://openalex.org/A5", "title": "an author"},
        {"id": f"{BASE}21", "title": None, "referenced_works": None, "authorships": None, "locations": None},
        {**work(22, "Paratext", references=[1]), "is_paratext": True},
        {**work(23, "Odd references"), "referenced_works": [f"{BASE}1", f"{BASE}1", "nonsense", f"{BASE}x", None]},
        {**work(24, "x" * 10_000, references=[1]), "unknown": {"deep": [{"er": 1}]}},
        {**work(25, "Weird ' \" \\ \u0000 title", references=[1]), "publication_year": None},
    ]
    found = asked(toy_graph, tables_of(tmp_path, {FIRST: [*KNOWN, *odd]}))
    assert {row.id for row in found} == {23, 24, 25}
    assert all(row.cites == 1 for row in found)


@pytest.mark.parametrize("layout", ["data/works", "data/jsonl/works", "works", ""])
def test_every_published_layout_is_found(layout: str, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot" / layout / "updated_date=2024-01-15"
    folder.mkdir(parents=True)
    (folder / "part_000.gz").write_bytes(gzip.compress(json.dumps(work(1, "A")).encode()))
    (folder / ".part_001.gz.download").write_bytes(b"half")
    (folder / "manifest").write_text("{}")
    [part] = parts(tmp_path / "snapshot")
    assert (part.updated, part.format, part.key) == ("2024-01-15", "jsonl", "2024-01-15-part_000")
    assert parts(folder) == [part]


def test_parquet_as_published_is_read_as_well_and_preferred(tmp_path: Path, toy_graph: Graph) -> None:
    records = [*KNOWN, work(10, "Cites two", references=[1, 2], arxiv="2401.00001")]
    snapshot = write(tmp_path / "s", {FIRST: records})
    lines = tables_of(tmp_path, {FIRST: records})
    target = snapshot / "data/parquet/works/updated_date=2026-05-01"
    target.mkdir(parents=True)
    source = snapshot / "data/jsonl/works" / FIRST
    duckdb.sql(f"COPY (SELECT * FROM read_json('{source}')) TO '{target}/part_0000.parquet'")
    assert [part.format for part in parts(snapshot)] == ["parquet"]
    convert(parts(snapshot), tmp_path / "other")
    assert asked(toy_graph, tmp_path / "other") == asked(toy_graph, lines)
    assert asked(toy_graph, lines)[0].arxiv == "2401.00001"


def test_what_is_no_snapshot_says_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="no folder"):
        parts(tmp_path / "none")
    with pytest.raises(EnvironmentFault, match="no works of OpenAlex"):
        parts(tmp_path)
    with pytest.raises(EnvironmentFault, match="no tables of works"):
        converted(tmp_path)
    for place in ("data/works", "works"):
        (tmp_path / place / "updated_date=2024-01-15").mkdir(parents=True)
        (tmp_path / place / "updated_date=2024-01-15" / "part_000.gz").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="two parts are called"):
        parts(tmp_path)


@pytest.mark.parametrize("title", ["Späte Blüte: Étude", "  a   B-c ", "夜", "x" * 500, "Ø & ß, 3.14"])
def test_titles_are_compared_as_the_tables_hold_them(title: str, tmp_path: Path) -> None:
    tables = tables_of(tmp_path, {FIRST: [work(1, title)]})
    [(key,)] = duckdb.sql(f"SELECT title_key FROM read_parquet('{tables}/works/*.parquet')").fetchall()
    assert key == title_key(title)


def test_the_command_says_what_each_work_touches(tmp_path: Path, kg: Kg) -> None:
    new = [work(10, "Cites the bloom", references=[1], arxiv="2401.00001", authors=["A. Moss", "B. Fern"], citations=1234),
           work(11, "=HYPERLINK(1)", references=[2])]  # fmt: skip
    write(tmp_path / "s", {FIRST: [*KNOWN, *new]})
    answer = kg("frontier", str(tmp_path / "t"), "--from", str(tmp_path / "s"))
    assert answer.exit_code == 0, answer.output
    assert "1 part read" in answer.stderr
    assert "  1  Cites the bloom\n     A. Moss; B. Fern, 2020, Annals of Garden Acoustics\n" in answer.stdout
    assert "W10: cited by 0 entries, cites 1 entry; 1,234 citations in all" in answer.stdout
    assert "phenomenon/late-bloom" in answer.stdout
    assert "gap: " in answer.stdout
    found = json.loads(kg("frontier", str(tmp_path / "t"), "--format", "json").stdout)
    assert [(one["id"], one["cites"]) for one in found] == [
        ("W10", ["paper/late-bloom"]),
        ("W11", ["paper/loam-2020-hum"]),
    ]
    assert found[0]["layers"]["bed"] == 2
    assert "'=HYPERLINK(1)" in kg("frontier", str(tmp_path / "t"), "--format", "csv").stdout


def test_only_the_papers_of_a_layer_or_a_gap_count_where_one_is_named(tmp_path: Path, kg: Kg) -> None:
    new = [work(10, "Cites the bloom", references=[1]), work(11, "Cites the hum", references=[2])]
    write(tmp_path / "s", {FIRST: [*KNOWN, *new]})
    kg("frontier", str(tmp_path / "t"), "--from", str(tmp_path / "s"))

    def ids(*words: str) -> list[str]:
        answer = kg("frontier", str(tmp_path / "t"), "--format", "json", *words)
        assert answer.exit_code == 0, answer.output
        return [one["id"] for one in json.loads(answer.stdout)]

    assert ids() == ["W10", "W11"]
    # Of the two papers only that on the bloom speaks to something on the layer of stems.
    assert ids("--layer", "stem") == ["W10"]
    assert ids("--gap", "only-in-toys:mechanism/root-gate") == ["W10"]
    assert ids("--layer", "ear", "--gap", "only-in-toys:mechanism/root-gate") == []
    refused = kg("frontier", str(tmp_path / "t"), "--gap", "only-in-toys:mechanism/rot-gate")
    assert refused.exit_code == 1
    assert "did you mean" in refused.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--years", "20"], 2, "are no years"),
        (["--years", "2024-2020"], 2, "ends before it begins"),
        (["--years", "-"], 2, "are no years"),
        (["--master", "local[1]"], 2, "has no master"),
        (["--engine", "spark", "--master", "head:7077"], 2, "is no address of a Spark master"),
        (["--engine", "spark", "--master", "spark://"], 2, "is no address of a Spark master"),
        (["--layer", "stm"], 1, "did you mean 'layer/stem'"),
        (["--from", "/none"], 3, "no folder"),
    ],
)
def test_wrong_words_are_answered_in_words(words: list[str], code: int, message: str, tmp_path: Path, kg: Kg) -> None:
    convert(parts(write(tmp_path / "s", {FIRST: KNOWN})), tmp_path / "t")
    answer = kg("frontier", str(tmp_path / "t"), *words)
    assert (answer.exit_code, message in answer.stderr) == (code, True), answer.output
