"""`kg form`: the forms of an issue tracker, and their answers as entries."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg import catalogue, checks
from kg.edits.answers import entry, slug
from kg.errors import KgError
from kg.schema.form import questions
from kg.schema.kinds import kinds
from kg.settings import Atlas

if TYPE_CHECKING:
    from tests.conftest import Kg

ROOT = Path(__file__).parents[2]
BODIES = Path(__file__).parent / "forms"


@pytest.fixture
def garden(tmp_path: Path, toy: Path) -> Path:
    """A copy of the toy atlas that may be written into."""
    shutil.copytree(toy, tmp_path / "garden")
    return tmp_path / "garden"


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_form_is_what_the_issue_tracker_expects(kind: str, kg: Kg) -> None:
    """GitHub's form schema: which elements there are, and what each has to have."""
    form = yaml.safe_load(kg("form", kind).stdout)
    assert {"name", "description", "body"} <= set(form)
    ids: set[str] = set()
    labels: set[str] = set()
    for element in form["body"]:
        assert element["type"] in {"markdown", "input", "textarea", "dropdown"}
        attributes = element["attributes"]
        if element["type"] == "markdown":
            assert attributes["value"]
            continue
        assert element["id"] not in ids
        assert attributes["label"] not in labels
        ids.add(element["id"])
        labels.add(attributes["label"])
        assert isinstance(element["validations"]["required"], bool)
        if element["type"] == "dropdown":
            options = attributes["options"]
            assert options
            assert all(isinstance(option, str) and option.lower() != "none" for option in options)
            assert len(set(options)) == len(options)
        assert set(attributes) <= {"label", "description", "placeholder", "options", "multiple", "render"}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_field_that_has_to_be_given_is_asked_for_and_required(kind: str) -> None:
    asked = {question.field: question for question in questions(kind, ["bed"])}
    for name, field in kinds()[kind].model_fields.items():
        if field.is_required():
            assert asked[name].required, name
    assert asked["layers"].required == kinds()[kind].needs_layers
    assert asked["layers"].options == ("bed",)


def test_a_recorded_form_becomes_a_sound_entry(garden: Path, kg: Kg) -> None:
    done = kg("form", "phenomenon", "--answers", str(BODIES / "phenomenon.md"), "--by", "Moss, Ada", atlas=garden)
    assert (done.exit_code, done.stdout) == (0, "entries/phenomena/second-bloom-again.yaml\n")
    written = yaml.safe_load((garden / "entries/phenomena/second-bloom-again.yaml").read_text("utf-8"))
    assert written == {
        "title": "Second bloom: again",
        "aliases": ["late, bloom", "rebloom"],
        "layers": ["bed", "stem"],
        "first_reported": 2022,
        "summary": "It blooms late.\n\nAnd then it # blooms: again.\n",
        "evidence": [
            {"paper": "paper/late-bloom", "at": "section 2", "stance": "introduces", "read": "part",
             "note": "said, twice: {a}"},
            {"paper": "paper/vetch-2022-echo", "at": "abstract", "stance": "disputes", "read": "abstract"},
        ],
        "links": {
            "explained_by": ["theory/phase-change"],
            "observed_in": ["system/two-layer-toy", "system/walled-garden"],
        },
        "contributors": ["Moss, Ada"],
        "curation": {"state": "draft", "doubts": ["The third garden was not visited."]},
    }  # fmt: skip
    assert kg("check", str(garden / "entries/phenomena/second-bloom-again.yaml"), atlas=garden).exit_code == 0
    assert kg("fmt", "--check", str(garden / "entries/phenomena/second-bloom-again.yaml"), atlas=garden).exit_code == 0


@pytest.mark.parametrize("kind", ["paper", "prediction"])
def test_structured_answers_keep_their_structure(kind: str, garden: Path, kg: Kg) -> None:
    done = kg("form", kind, "--answers", str(BODIES / f"{kind}.md"), atlas=garden)
    assert done.exit_code == 0, done.output
    loaded = catalogue.load(Atlas(garden))
    entry: Any = loaded.find("marrow-2032-reply" if kind == "paper" else "a-bloom-at-three").entry
    if kind == "paper":
        assert entry.identifiers.arxiv == "3205.12340"
        assert entry.authors == ("Marrow, Tansy", "O'Sage, Clary")
        assert "### Title" in entry.body
    else:
        assert (entry.expected.value, entry.observed.value) == (3.0, 3.1)
        assert entry.observed.evidence[0].at == "table 1"


def test_an_answer_with_a_mistake_is_named_and_nothing_is_written(garden: Path, kg: Kg) -> None:
    body = (BODIES / "phenomenon.md").read_text("utf-8").replace("phase-change", "phase-chnage").replace("2022", "soon")
    (garden / "body.md").write_text(body, "utf-8")
    before = sorted((garden / "entries").rglob("*.yaml"))
    refused = kg("form", "phenomenon", "--answers", str(garden / "body.md"), atlas=garden)
    assert refused.exit_code == 1
    assert "did you mean 'theory/phase-change'?" in refused.stderr
    assert "'soon' is not a whole number" in refused.stderr
    assert sorted((garden / "entries").rglob("*.yaml")) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("### Summary", "### Title\n\nOther\n\n### Summary"), "'### Title' stands twice"),
        (("### Title", "### Titel"), "no answer below '### Title'"),
        (("Second bloom: again", "_No response_"), "no answer below '### Title'"),
        (("explained_by: theory", "theory"), "this line of the links has no relation"),
        (("| section 2 | introduces | part", ""), "this line of the evidence has 2 parts of 4"),
        (("_No response_\n\n### Summary", "Not A Name\n\n### Summary"), "'Not A Name' cannot be the name of an entry"),
        (("_No response_\n\n### Summary", "late-bloom\n\n### Summary"), "'phenomenon/late-bloom' is there already"),
        (("_No response_\n\n### Summary", "../../x\n\n### Summary"), "cannot be the name of an entry"),
    ],
)
def test_a_form_that_cannot_be_read_says_where(change: tuple[str, str], message: str, garden: Path, kg: Kg) -> None:
    body = (BODIES / "phenomenon.md").read_text("utf-8")
    assert change[0] in body
    (garden / "body.md").write_text(body.replace(*change, 1), "utf-8")
    refused = kg("form", "phenomenon", "--answers", str(garden / "body.md"), atlas=garden)
    assert refused.exit_code == 1
    assert message in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize(
    "answer",
    ["value: 3\noutcome: refuted", "- [", "value: 3\n}\ntitle: other", "&a [*a]", "!!python/object/apply:os.system [x]",
     "```yaml\nvalue: 3\n```\ntitle: other"],
)  # fmt: skip
def test_a_structured_answer_never_reaches_beyond_its_field(answer: str) -> None:
    body = (BODIES / "prediction.md").read_text("utf-8")
    start, end = body.index("```yaml\nvalue: 3\n"), body.index("### Observed")
    hostile = f"{body[:start]}{answer}\n\n{body[end:]}"
    try:
        made = entry("prediction", hostile)
    except KgError as error:
        assert "'Expected' is not YAML" in error.message
    else:
        data = yaml.safe_load(made.text)
        assert data["title"] == "A bloom at three"
        assert data["outcome"] == "confirmed"


@given(st.text(max_size=60), st.text(max_size=200), st.lists(st.text(max_size=40), max_size=3))
def test_whatever_is_typed_ends_up_as_data_in_its_own_field(title: str, body: str, doubts: list[str]) -> None:
    """Read back by a parser that is not ours; only what YAML cannot hold may be refused, and that by the check."""
    form = f"### Title\n\n{title}\n\n### Summary\n\nS.\n\n### Body\n\n{body}\n\n### Doubts\n\n" + "\n".join(doubts)
    try:
        made = entry("theory", form)
    except KgError:
        return
    try:
        data = yaml.safe_load(made.text)
    except yaml.YAMLError:
        # Control characters and the like: our own reader refuses them, too.
        assert any(not (c.isprintable() or c in "\n\r\t") or ord(c) > 0xD7FF for c in form)
        return
    assert set(data) <= {"title", "summary", "body", "curation"}
    assert data["curation"]["state"] == "draft"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Late bloom", "late-bloom"),
        ("  The Émigré's  ", "the-emigre-s"),
        ("A" * 200, "a" * 79),
        ("x" * 78 + " yy", "x" * 78),
        ("潮", ""),
    ],
)
def test_a_name_is_made_of_the_title(title: str, name: str) -> None:
    assert slug(title) == name


def test_the_forms_of_this_repository_are_those_that_the_tool_writes(garden: Path, kg: Kg) -> None:
    assert kg("form", "--write", atlas=garden).exit_code == 0
    assert {path.stem for path in (garden / ".github/ISSUE_TEMPLATE").iterdir()} == set(kinds())
    assert kg("form", "--write", atlas=garden).stdout == ""
    for kind in kinds():
        kept = (ROOT / ".github/ISSUE_TEMPLATE" / f"{kind}.yml").read_text("utf-8")
        assert kept == kg("form", kind, atlas=ROOT).stdout, f"run `kg form --write`: {kind}"


def test_the_dry_run_prints_and_writes_nothing(garden: Path, kg: Kg) -> None:
    done = kg("form", "phenomenon", "--answers", str(BODIES / "phenomenon.md"), "--dry-run", atlas=garden)
    assert done.exit_code == 0
    assert yaml.safe_load(done.stdout)["title"] == "Second bloom: again"
    assert "phenomenon/second-bloom-again" not in catalogue.load(Atlas(garden)).ids
    assert not [f for f in checks.run(catalogue.load(Atlas(garden))) if "second-bloom" in f.span.path]


def test_a_folder_and_a_file_of_bytes_are_refused_in_words(garden: Path, kg: Kg) -> None:
    assert "not a regular file" in kg("form", "phenomenon", "--answers", str(garden), atlas=garden).stderr
    (garden / "b").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in kg("form", "phenomenon", "--answers", str(garden / "b"), atlas=garden).stderr
    assert kg("form", "phenomenon", "--answers", str(garden / "none"), atlas=garden).exit_code == 3
    assert kg("form", atlas=garden).exit_code == 2
