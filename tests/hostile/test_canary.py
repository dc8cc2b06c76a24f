"""Hostile text in every field of every kind, built into everything: each artefact is read back by a parser of its format.

Whatever a text says, it stays a text: the artefact has the same parts as one made of tame texts, and nothing in it runs.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bibtexparser
import pytest
import rdflib
import rispy
import yaml
from defusedxml import ElementTree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kg import checks, reports
from kg.exports import formats
from kg.publish import room
from kg.publish.build import build
from kg.schema.kinds import kinds
from kg.settings import Atlas
from tests.hostile import canary

if TYPE_CHECKING:
    from tests.conftest import Kg

SETTINGS = """site_name: The garden
site_url: https://garden.example/atlas/
docs_dir: site/pages
site_dir: build/site
theme: {name: kg}
plugins: [kg]
"""
_WORD = re.compile(r"zq\d{4}")
_GIT = ["git", "-c", "user.name=A. Gardener", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]

Pair = tuple[Path, Path]


@pytest.fixture(scope="module")
def atlases(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The hostile atlas and the tame one, each with a first commit that is one entry shorter, and its site."""
    roots = []
    for hostile in (True, False):
        root = tmp_path_factory.mktemp("hostile" if hostile else "tame")
        canary.write(root, hostile=hostile)
        (root / "mkdocs.yml").write_text(SETTINGS)
        (root / "site/pages").mkdir(parents=True)
        (root / ".gitignore").write_text("build/\n")
        late = root / "entries/predictions/one.yaml"
        text = late.read_bytes()
        late.unlink()
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "before"]):
            subprocess.run([*_GIT, *words], cwd=root, check=True)
        late.write_bytes(text)
        with pytest.MonkeyPatch.context() as patch:
            # Hostile texts are longer; that a page leaves something out for want of room is no effect of what they say.
            patch.setattr(room, "BUDGET", 10**9)
            build(Atlas(root))
        roots.append(root)
    return roots[0], roots[1]


def test_every_text_of_every_kind_holds_a_word_of_its_own(atlases: Pair) -> None:
    for kind, model in kinds().items():
        text = (atlases[0] / f"entries/{model.folder}/one.yaml").read_text("utf-8")
        named = set(json.loads(text))
        left_out = {"registered", "sufficient", "layers"} if kind == "prediction" else set()
        assert {field.alias or name for name, field in model.model_fields.items()} - named <= left_out, kind


def test_the_hostile_atlas_is_a_sound_one(kg: Kg, atlases: Pair) -> None:
    for root in atlases:
        outcome = kg("check", "--strict", "--format", "concise", atlas=root)
        assert (outcome.stdout, outcome.exit_code) == ("", 0)


# The site.


def pages(root: Path, pattern: str) -> dict[str, str]:
    site = root / "build/site"
    found = sorted(
        path for path in site.rglob(pattern) if path.relative_to(site).parts[0] not in ("assets", "pagefind")
    )
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in found}


def outline(node: LexborNode) -> Iterator[str]:
    """Each element with its attributes' names, pictures left out: how many lines a label takes depends on its letters."""
    for child in node.iter():
        if child.tag != "svg":
            yield f"{child.tag} {' '.join(sorted(child.attributes))}"
            yield from outline(child)


def test_a_page_has_the_same_elements_whatever_its_texts_are(atlases: Pair) -> None:
    hostile, tame = (pages(root, "*.html") for root in atlases)
    assert hostile.keys() == tame.keys()
    assert len(hostile) > 40
    words: set[str] = set()
    for name, text in hostile.items():
        read = LexborHTMLParser(text)
        assert read.root and (other := LexborHTMLParser(tame[name]).root)
        assert Counter(outline(read.root)) == Counter(outline(other)), name
        words |= set(_WORD.findall(read.root.text()))
    # The texts are all there: nothing is safe by being lost.
    assert len(words) > 450


def test_nothing_on_a_page_runs_or_leads_to_a_script(atlases: Pair) -> None:
    for name, text in pages(atlases[0], "*.html").items():
        # What a template would have computed.
        assert "7006652" not in text, name
        for element in LexborHTMLParser(text).css("*"):
            attributes = element.attributes
            assert not [key for key in attributes if key.startswith("on")], name
            for key in ("href", "src", "action", "formaction", "data", "xlink:href"):
                address = (attributes.get(key) or "").strip().lower()
                assert not re.match(r"(javascript|data|vbscript|file):", address), (name, address)
            if element.tag == "script" and "json" in (attributes.get("type") or ""):
                json.loads(element.text())
            elif element.tag in ("script", "style"):
                assert "zq" not in element.text(), name
            assert element.tag not in ("iframe", "object", "embed", "base", "image"), name
            assert attributes.get("src") != "zq", name
            assert "zq" not in (attributes.get("class") or "") + (attributes.get("id") or ""), name


_DATA = re.compile(r"(?:(?:const|var) kg\w+ = |kg\w+\((?:\"\w+\",)?)(.*?)\)?;\s*", re.DOTALL)


# What rdflib does inside is its own matter.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_every_other_file_of_the_site_is_what_its_name_says(atlases: Pair) -> None:
    readers: dict[str, Any] = {
        "*.json": json.loads, "*.xml": lambda text: [e.tag for e in ElementTree.fromstring(text).iter()],
        "*.bib": read_bibtex, "*.ris": rispy.loads, "*.cff": yaml.safe_load, "search/*.js": read_script, "explore/*.js": read_script,
        "traces.js": read_script,
        "*.jsonld": read_jsonld,
    }  # fmt: skip
    unread = {path for path in written_from_texts(atlases[0]) if path.suffix != ".html"}
    for pattern, read in readers.items():
        hostile, tame = (pages(root, pattern) for root in atlases)
        assert hostile, pattern
        unread -= {atlases[0] / "build/site" / name for name in hostile}
        assert hostile.keys() == tame.keys()
        for name, text in hostile.items():
            made = [read(text), read(tame[name])]
            if name == "explore/index.js":
                made = [{key: value for key, value in one.items() if key != "version"} for one in made]
            parts = shape(made[0]), shape(made[1])
            # Where a text is cut into the words that one looks for, its signs make a difference; and Explore's index holds
            # a digest of them, which is compared without it.
            assert parts[0] == parts[1] or re.fullmatch(r"search/(index|[wp]\d+)\.js", name), name
    # A new kind of file needs its reader here.
    assert unread == set()


def written_from_texts(root: Path) -> set[Path]:
    """The files of the site that hold a word of an entry, or the days and names of its history."""
    site = root / "build/site"
    found = {path for path in site.rglob("*") if path.is_file() and b"zq0" in path.read_bytes()}
    return found - set((site / "pagefind").rglob("*"))


def test_the_index_of_all_words_holds_text_and_no_markup(atlases: Pair) -> None:
    """What its script sets into the page: titles as text, and excerpts in which it marks the words itself."""
    folder = atlases[0] / "build/site/pagefind/fragment"
    if not folder.exists():
        pytest.skip("Pagefind is not installed")
    words = set()
    for path in folder.iterdir():
        data = gzip.decompress(path.read_bytes())
        read = json.loads(data[data.index(b"{") :])
        assert re.fullmatch(r"/[a-z0-9/.-]*", read["url"]), read["url"]
        words |= set(_WORD.findall(read["content"]))
    assert len(words) > 100


def read_script(text: str) -> Any:
    """The data that a script of ours reads: a call or a constant, and nothing after it. Safe inside of a page as well."""
    assert not re.search("[<>\u2028\u2029]", text)
    found = _DATA.fullmatch(text)
    assert found, text[:80]
    return json.loads(found[1])


def test_pictures_are_sound_and_hold_no_more_than_drawing(atlases: Pair) -> None:
    allowed = {"svg", "g", "a", "rect", "path", "text", "tspan", "title", "desc", "line", "circle", "defs", "marker", "polygon", "use", "ellipse"}  # fmt: skip
    drawn = 0
    for name, text in pages(atlases[0], "*.html").items():
        for picture in LexborHTMLParser(text).css("svg"):
            drawn += 1
            ElementTree.fromstring(picture.html)
            assert {element.tag for element in picture.css("*")} - allowed == set(), name
    assert drawn > 20


# Exports.


def shape(value: Any) -> Any:
    """The parts of a value, its texts replaced by the words in them."""
    if isinstance(value, dict):
        return {str(shape(key)): shape(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shape(inner) for inner in value]
    if isinstance(value, str):
        return _WORD.findall(value) if "zq" in value else re.sub("[^a-z0-9]+", " ", value.lower())[:40]
    return value


def exported(kg: Kg, root: Path, *words: str) -> str:
    outcome = kg("export", *words, atlas=root)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


def read_bibtex(text: str) -> Any:
    read = bibtexparser.parse_string(text)
    assert not read.failed_blocks
    assert len(read.blocks) == len(read.entries)
    return [[entry.key, {field.key: field.value for field in entry.fields}] for entry in read.entries]


def read_csv(text: str) -> Any:
    rows = list(csv.reader(io.StringIO(text)))
    assert len({len(row) for row in rows}) == 1
    # What a spreadsheet would compute.
    assert not [
        cell for row in rows for cell in row if re.match(r"\s*[=+@\t\r-]", cell) and not re.fullmatch(r"-?[\d.]+", cell)
    ]
    return rows


def read_graphml(text: str) -> Any:
    return [
        [element.tag, sorted(element.keys()), element.text or ""] for element in ElementTree.fromstring(text).iter()
    ]


def read_jsonld(text: str) -> Any:
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.URIRef) and "zqrun" in node]
    return sorted(Counter(str(predicate) for _, predicate, _ in graph).items())


READERS = {
    "bibtex": read_bibtex,
    "cff": yaml.safe_load,
    "csl": json.loads,
    "csv": read_csv,
    "graphml": read_graphml,
    "json": json.loads,
    "jsonld": read_jsonld,
    "ris": rispy.loads,
}


# What rdflib does inside is its own matter.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
@pytest.mark.parametrize("format", sorted(set(formats()) - {"parquet"}))
def test_an_export_has_the_same_parts_whatever_its_texts_are(kg: Kg, atlases: Pair, format: str) -> None:
    hostile, tame = (READERS[format](exported(kg, root, format)) for root in atlases)
    assert shape(hostile) == shape(tame)


@pytest.mark.parametrize("table", ["links", "evidence", "derived"])
def test_a_table_has_the_same_parts_whatever_its_texts_are(kg: Kg, atlases: Pair, table: str) -> None:
    hostile, tame = (read_csv(exported(kg, root, "csv", "--table", table)) for root in atlases)
    assert shape(hostile) == shape(tame)


def test_parquet_gives_back_each_text_as_it_was(kg: Kg, atlases: Pair, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    out = tmp_path / "entries.parquet"
    assert kg("export", "parquet", "-o", str(out), atlas=atlases[0]).exit_code == 0
    titles = dict(duckdb.read_parquet(str(out)).project("id, title").fetchall())
    for kind, model in kinds().items():
        written = json.loads((atlases[0] / f"entries/{model.folder}/one.yaml").read_text("utf-8"))
        assert titles[f"{kind}/one"] == " ".join(written["title"].split())


# The terminal, and the log of a workflow.

QUESTIONS = (
    *(("show", f"{kind}/one") for kind in sorted(kinds())),
    *(("list", kind) for kind in sorted(kinds())),
    ("find", "zq0001"),
    ("trace", "theory/one"),
    ("trace", "--up", "mechanism/one"),
    ("why", "theory/one", "specialises", "theory/two"),
    ("why", "theory/one", "bears_on", "theory/two"),
    ("gaps", "--most", "500"),
    ("matrix",),
    ("scoreboard",),
    ("stats",),
    ("diff", "HEAD"),
    ("query", "select id, title, summary from entries"),
)
_ASIDE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_an_answer_holds_nothing_that_a_terminal_obeys(kg: Kg, atlases: Pair, words: tuple[str, ...]) -> None:
    outcome = kg(*words, atlas=atlases[0])
    assert outcome.exit_code == 0, outcome.output
    assert not _ASIDE.search(outcome.output)
    # In a log of GitHub, a line that begins so would be a command.
    assert not re.search(r"(?m)^\s*::", outcome.output)


@pytest.mark.parametrize(
    ("words", "format"),
    [
        (words, format)
        for words in QUESTIONS
        if words[0] in ("list", "find", "trace", "why", "gaps", "matrix", "scoreboard", "stats", "diff", "query")
        for format in ("json", *(("csv",) if words[0] in ("list", "matrix", "scoreboard", "query") else ()))
        if words[:1] != ("list",) or words[1] in ("paper", "theory")
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_an_answer_for_machines_has_the_same_parts(kg: Kg, atlases: Pair, words: tuple[str, ...], format: str) -> None:
    read = {"json": json.loads, "csv": read_csv}[format]
    hostile, tame = (kg(*words, "--format", format, atlas=root) for root in atlases)
    assert (hostile.exit_code, tame.exit_code) == (0, 0), hostile.output
    assert shape(read(hostile.stdout)) == shape(read(tame.stdout))


def test_a_difference_in_markdown_is_text_and_nothing_else(kg: Kg, atlases: Pair) -> None:
    from markdown_it import MarkdownIt

    def parts(text: str) -> list[str]:
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        inner = [child.type for token in tokens for child in token.children or ()]
        return [token.type for token in tokens] + [
            kind for kind in inner if kind not in ("text", "text_special", "softbreak")
        ]

    hostile, tame = (kg("diff", "HEAD", "--format", "markdown", atlas=root).stdout for root in atlases)
    assert parts(hostile) == parts(tame)
    assert "zq" in hostile


# Findings that quote what is wrong.


def broken(root: Path, canaries: canary.Canaries) -> Path:
    """Hostile text wherever a finding quotes the contributor: as a field, a value, an id, a relation, a name of a file."""
    wrong = {
        canaries.text("field"): "x",
        "title": canaries.text("title"),
        "layers": [canaries.text("layer")],
        "summary": "See [[theory/nobody]].",
        "curation": {"state": canaries.text("state")},
        "first_reported": canaries.text("year"),
        "links": {canaries.text("relation"): ["theory/x"], "explained_by": [canaries.text("id")]},
    }
    folder = root / "entries/phenomena"
    folder.mkdir(parents=True)
    (folder / "wrong.yaml").write_text(json.dumps(wrong, ensure_ascii=False), "utf-8")
    (folder / f"{canaries.text('name')[:7]},line=1::error::zq%0A.yaml").write_text("title: x\n")
    (folder / "two,file=zq.txt").write_text("x")
    (folder / "late\u202e.yaml").write_text("title: x\n")
    return root


@pytest.mark.parametrize("format", reports.formats())
def test_a_finding_that_quotes_hostile_text_is_one_finding(kg: Kg, tmp_path: Path, format: str) -> None:
    root = broken(tmp_path, canary.Canaries(hostile=True))
    outcome = kg("check", "--format", format, atlas=root)
    assert outcome.exit_code == 1
    assert not _ASIDE.search(outcome.stdout)
    count = len(json.loads(kg("check", "--format", "json", atlas=root).stdout)["findings"])
    assert count >= 8
    lines = outcome.stdout.splitlines()
    if format == "github":
        assert len(lines) == count
        known = set(checks.all_rules())
        for line in lines:
            # As the runner reads it: what stands before the second `::` are the properties, apart by commas.
            command, _, _ = line.removeprefix("::").partition("::")
            severity, _, properties = command.partition(" ")
            read = dict(item.split("=", 1) for item in properties.split(","))
            assert severity in ("error", "warning")
            assert read.keys() == {"file", "line", "col", "endLine", "endColumn", "title"}
            assert read["title"] in known
    elif format == "concise":
        assert len(lines) == count
    elif format == "full":
        assert sum(bool(re.match(r"entries/.*: (error|warning)\[", line)) for line in lines) == count
        assert not [line for line in lines if line.startswith("::")]
