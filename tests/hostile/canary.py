"""An atlas whose every text is hostile to some format, made from the models: a new field needs nothing here.

The same atlas can be made with each sign of the hostile text replaced by a letter. What differs between the two beyond the
texts themselves is a text that became something else than data.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kg.schema import entry as fields
from kg.schema import equation
from kg.schema.kinds import kinds, paper
from kg.schema.relations import RELATIONS

# A word of its own for each place, then the signs of HTML, scripts, templates, spreadsheets, shells, logs, LaTeX and XML.
_SIGNS = (
    "</title></script></style></textarea><script>zqrun(1)</script><img src=zq onerror=zqrun(2)>\"'><svg onload=zqrun(3)>"
    ' &lt;b&gt; {{7006651+1}} {%raw%} ${7006651+1} javascript:zqrun(4) }} }{ \\input{x} \\" %0A::error file=zq::zq'
    " ::warning::zq ]]> <!-- ?> =cmd|'!A1' @SUM(1) -1+1 ;rm /zq TY  - BOOK ER  - @book{zq title={x}} # &amp; %00 u\u200bv"
)
_FORMULA = "=HYPERLINK(1)"
_LATEX = "\\text{{{word} <script>zqrun(5)</script> \"'}}"
# Where line breaks stay, each line begins like something else in some format.
_LINES = "\n::error::zq\n=1+1\nTY  - JOUR\nER  - \n@article{zq,\n"


def tame(text: str) -> str:
    """The same length and words, without a sign that means anything anywhere."""
    return re.sub(r"[^\w ,\n]|_", "x", text.replace("\u200b", "x"))


class Canaries:
    """Hostile texts, or tame ones in their places, each with a word of its own."""

    def __init__(self, *, hostile: bool) -> None:
        self.hostile = hostile
        self.words: dict[str, str] = {}
        """Word to the field it stands in."""

    def text(self, place: str, *, lines: bool = False, head: str = "") -> str:
        word = f"zq{len(self.words):04d}"
        self.words[word] = place
        # A dollar sign in prose opens maths, and square brackets are kept for references.
        signs = _SIGNS.replace("$", "\\$") if lines else _SIGNS
        return self._shown(f"{head}{word} {signs}{_LINES if lines else ''}")

    def latex(self, place: str) -> str:
        word = f"zq{len(self.words):04d}"
        self.words[word] = place
        return _LATEX.format(word=word) if self.hostile else f"\\text{{{word}}}"

    def _shown(self, text: str) -> str:
        return text if self.hostile else tame(text)


def _plain(canaries: Canaries) -> list[tuple[Any, Any]]:
    """Fields that take no free text, with something that they take."""
    return [
        (fields.Number, 1.5),
        (fields.Integer, 2),
        (fields.Year, 1999),
        (fields.Flag, True),
        (fields.Day, "2031-05-17"),
        (fields.LayerName, "bed"),
        (equation.Domain, "(0, inf)"),
        (equation.Tolerance, 0.5),
        (paper.ArxivId, "2099.12345"),
        (paper.Doi, "10.1000/zq&x;(1)#?=%22"),
        (paper.Isbn, "978-3-16-148410-0"),
        (paper.Issued, "2031-05-17"),
        (fields.Url, "https://example.org/zq?a=1&b=(2);$#~!@=1" if canaries.hostile else "https://example.org/zq?a=1xb=x2xxxxxxxx1"),
    ]  # fmt: skip


def filled(hint: Any, place: str, canaries: Canaries) -> Any:
    """A value for a field of this type, as JSON."""
    for known, example in _plain(canaries):
        if hint == known:
            return example
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        for mark in args[1:]:
            if isinstance(mark, fields.Target):
                return f"{mark.kinds[0] if mark.kinds else 'theory'}/two"
        if "latex" in args[1:]:
            return canaries.latex(place)
        if hint == paper.Author:
            return canaries.text(place, head="Zq, ")
        return canaries.text(place, lines="prose" in args[1:])
    if origin in (Union, types.UnionType):
        return filled(next(arg for arg in args if arg is not type(None)), place, canaries)
    if origin is Literal:
        return next((word for word in ("conjectured", "supports") if word in args), args[0])
    if origin is tuple:
        return [filled(args[0], f"{place}[]", canaries)]
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return dict(_fields(hint, place, canaries))
    raise AssertionError(f"{place}: nothing to write into a {hint}")


# What hangs together within an entry, and so cannot be made field by field.
_EQUATION = {
    "expression": "h = a + x",
    "symbols": {"h": "quantity/one", "x": "quantity/two"},
    "constants": {"a": {"value": 2, "unit": "nat", "uncertainty": 1, "quantity": "quantity/two"}},
}


def _fields(model: type[BaseModel], place: str, canaries: Canaries) -> Iterator[tuple[str, Any]]:
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name not in model.model_fields:
            continue
        shown = model.model_fields[name].alias or name
        here = f"{place}.{shown}"
        match here.rpartition(".")[2]:
            case "links":
                value: Any = _links(place, canaries)
            case "inputs":
                value = {}
            case "expression" | "symbols" | "constants" if model is equation.Equation:
                value = _EQUATION[shown]
            case "constants":
                value = {"a": 3}
            case "fit" | "computable" | "openreview" | "registered":
                continue
            case "value" | "tolerance" if model not in (equation.Example, equation.Constant):
                # A prediction has either a value or a statement, and a statement is the text.
                continue
            case "verdict":
                value = "mismatch"
            case "unit":
                value = "nat"
            case "timing":
                value = "retrodiction"
            case _:
                value = filled(hint, here, canaries)
        yield shown, value


def _links(kind: str, canaries: Canaries) -> dict[str, Any]:
    """A link of every relation that begins at this kind, with all that a link can say."""
    found: dict[str, Any] = {}
    for relation in RELATIONS:
        target = kind if relation.same_kind else (relation.target or ("theory",))[0]
        # Two that contradict each other cannot be equivalent, and one of the two is enough.
        if relation.derived or relation.name == "contradicts" or not relation.allows(kind, target):
            continue
        link = filled(fields.Link, f"{kind}.links", canaries)
        link["to"] = f"{target}/two"
        if relation.name != "underlies":
            del link["sufficient"]
        found[relation.name] = [link]
    return found


def write(root: Path, *, hostile: bool) -> Canaries:
    """Two entries of each kind below `root`; the first says everything that its kind can say."""
    canaries = Canaries(hostile=hostile)
    for kind, model in sorted(kinds().items()):
        folder = root / "entries" / model.folder
        folder.mkdir(parents=True, exist_ok=True)
        full = dict(_fields(model, kind, canaries))
        (folder / "one.yaml").write_text(json.dumps(full, ensure_ascii=False, indent=1), "utf-8")
        needed = {name for name, field in model.model_fields.items() if field.is_required()}
        bare = {
            name: value for name, value in _fields(model, kind, canaries) if name in needed | {"identifiers", "layers"}
        }
        bare["title"] = f"{kind} the second"
        if kind == "paper":
            bare["identifiers"] = {"openreview": "zq_-2"}
        if kind == "prediction":
            bare["outcome"] = "untested"
        if kind == "layer":
            bare["order"] = 3
        (folder / "two.yaml").write_text(json.dumps(bare, ensure_ascii=False, indent=1), "utf-8")
    bed = {"title": "Bed", "order": 1, "basis": "ours", "summary": "What grows."}
    (root / "entries/layers/bed.yaml").write_text(json.dumps(bed), "utf-8")
    grave = {"id": "theory/gone", "reason": canaries.text("retired.reason"), "replaced_by": "theory/two"}
    (root / "entries/retired.yaml").write_text(json.dumps({"retired": [grave]}, ensure_ascii=False), "utf-8")
    return canaries
