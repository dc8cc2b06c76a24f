"""The answers of a filled-in form as the text of an entry file.

An issue tracker hands a form on as Markdown: a heading of level three for each question, the answer below it, and
`_No response_` where there is none. Whatever the answers hold, they end up as data in their own field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.edits.quoting import written
from kg.errors import KgError
from kg.schema.form import DOUBTS, NAME, Question, questions
from kg.source.files import SourceFile
from kg.source.tree import parse

_HEADING = re.compile(r"### (.+?)[ \t]*")
_NOTHING = ("", "_No response_")
_FENCE = re.compile(r"(`{3,})ya?ml\n(.*?)\n?\1", re.DOTALL)
_NUMBER = re.compile(r"[-+]?[0-9][0-9.eE+-]*")
_LINK = re.compile(r"([a-z_]+)\s*:\s*(\S.*)")
_PARTS = ("paper", "at", "stance", "read", "note")
MAX_NAME = 79


@dataclass(frozen=True, slots=True)
class Filled:
    """The name that the entry gets, and its text."""

    name: str
    text: str


def entry(kind: str, body: str, *, by: str = "") -> Filled:
    """The entry that the answers describe; `by` is credited as a contributor.

    Raises:
        KgError: the text is not that of a filled-in form, or an answer has not the shape that was asked for.
    """
    asked = questions(kind)
    answers = _answers(body, asked)
    if "title" not in answers:
        raise KgError("the form has no answer below '### Title'", help=f"fill in the form that `kg form {kind}` prints")
    name = answers.get(NAME) or slug(answers["title"])
    lines: list[str] = []
    for question in asked:
        if question.field in answers and question.field not in (NAME, DOUBTS):
            lines.extend(_field(question, answers[question.field]))
    if by:
        lines.append(f"contributors: [{written(by, inside=True)}]")
    lines.extend(_curation(answers.get(DOUBTS, "")))
    return Filled(name, "\n".join(lines) + "\n")


def slug(title: str) -> str:
    """A name made of a title: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_NAME].rstrip("-")


def _answers(body: str, asked: Sequence[Question]) -> dict[str, str]:
    labels = {question.label: question.field for question in asked}
    found: dict[str, list[str]] = {}
    here: list[str] = []
    fenced = ""
    for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if fence := re.match(r"`{3,}", line):
            # Inside a fence a heading is text; the fence ends with as many marks as it began with.
            fenced = fence.group() if not fenced else "" if line.strip() == fenced else fenced
        heading = _HEADING.fullmatch(line) if not fenced else None
        if heading and heading[1] in labels:
            field = labels[heading[1]]
            if field in found:
                message = f"'### {heading[1]}' stands twice in the form"
                raise KgError(
                    message, help="an answer may not hold a line that looks like a question: indent that line"
                )
            here = found[field] = []
        else:
            here.append(line)
    texts = {field: "\n".join(lines).strip() for field, lines in found.items()}
    return {field: text for field, text in texts.items() if text not in _NOTHING}


def _field(question: Question, answer: str) -> Iterator[str]:
    field = question.field
    match question.shape:
        case "line" | "choice":
            yield f"{field}: {_scalar(' '.join(answer.split()))}"
        case "text":
            yield f"{field}: |"
            yield from (f"  {line.rstrip()}".rstrip() for line in answer.split("\n"))
        case "layers":
            yield f"{field}: [{', '.join(written(name.strip(), inside=True) for name in answer.split(',') if name.strip())}]"
        case "lines":
            yield f"{field}:"
            yield from (f"  - {written(item, inside=False)}" for item in _items(answer))
        case "evidence":
            yield f"{field}:"
            yield from _evidence(answer)
        case "links":
            yield f"{field}:"
            yield from _links(answer)
        case "yaml":
            yield from _structure(question, answer)


def _scalar(text: str) -> str:
    """A number stays one; which texts are numbers is for the field to say."""
    return text if _NUMBER.fullmatch(text) or text in ("true", "false") else written(text, inside=False)


def _items(answer: str) -> list[str]:
    """Lines, without the marks of a list that people put before them."""
    items = (re.sub(r"^\s*(?:[-*+]|[0-9]+[.)])\s+", "", line).strip() for line in answer.split("\n"))
    return [item for item in items if item]


def _evidence(answer: str) -> Iterator[str]:
    for item in _items(answer):
        parts = [part.strip() for part in item.split("|", len(_PARTS) - 1)]
        if len(parts) < len(_PARTS) - 1:
            message = f"this line of the evidence has {len(parts)} parts of 4: {item!r}"
            raise KgError(message, help="write paper/NAME | where in it | stance | full, part, abstract or secondary")
        pairs = (f"{name}: {written(part, inside=True)}" for name, part in zip(_PARTS, parts, strict=False) if part)
        yield f"  - {{{', '.join(pairs)}}}"


def _links(answer: str) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for item in _items(answer):
        link = _LINK.fullmatch(item)
        if link is None:
            raise KgError(f"this line of the links has no relation: {item!r}", help="write explained_by: theory/NAME")
        found.setdefault(link[1], []).extend(part.strip() for part in link[2].split(",") if part.strip())
    for relation, targets in found.items():
        yield f"  {relation}: [{', '.join(written(target, inside=True) for target in targets)}]"


def _structure(question: Question, answer: str) -> Iterator[str]:
    """YAML as somebody typed it. It is read by itself first, so that it cannot reach beyond its own field."""
    fence = _FENCE.fullmatch(answer)
    inner = [line.rstrip() for line in (fence[2] if fence else answer).split("\n")]
    lines = [f"{question.field}:", *(f"  {line}".rstrip() for line in inner)]
    tree, findings = parse(SourceFile("the form", "\n".join(lines) + "\n"))
    if tree is None or set(tree.data) != {question.field}:
        why = f": {findings[0].message}" if findings else ""
        help = f"write it like {question.shown}" if question.shown else ""
        raise KgError(f"the answer to '{question.label}' is not YAML{why}", help=help)
    yield from lines


def _curation(doubts: str) -> Iterator[str]:
    yield "curation:"
    yield "  state: draft"
    if items := _items(doubts):
        yield "  doubts:"
        yield from (f"    - {written(item, inside=False)}" for item in items)
