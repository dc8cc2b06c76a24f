"""Fields common to all kinds, and the field types they share.

Every scalar arrives as the text that was typed (`source/tree.py`). A field that wants a number or a truth value says so
with `Number`, `Integer` or `Flag`; all others are texts, and pydantic runs in strict mode, so nothing is coerced unasked.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from kg.schema.standing import Read, Stance, Standing
from kg.source.tree import Quoted

NAME_PATTERN = r"[a-z0-9][a-z0-9-]{0,78}"
ID_PATTERN = rf"[a-z]+/{NAME_PATTERN}"
_ID = re.compile(ID_PATTERN)
# Not \d, here and below: it takes the digits of every script.
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
# Characters that change the order in which others are shown: text can look like another text.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

CurationState = Literal["stub", "draft", "reviewed"]


def bad(message: str, help: str = "") -> PydanticCustomError:
    """A complaint about one value in the contributor's words; `decode` carries both parts to the finding."""
    # The message goes in as data: a template would read braces in the contributor's text as its own.
    return PydanticCustomError("bad_value", "{message}", {"message": message, "help": help})


def _text(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise bad("this text is empty", "fill it in, or delete the line")
    return stripped


def _plain_text(value: str) -> str:
    if found := _BIDI.search(value):
        raise bad(f"character U+{ord(found.group()):04X} changes the direction of text", "delete it")
    return " ".join(_text(value).split())


def _entry_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise bad(f"{value!r} is not an id", "write `kind/name`, without `.yaml`: small letters, digits, hyphens")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, Quoted):
        help = f"write {value.strip()} without quotes" if value.strip() else "write it in digits, such as 0.34 or 70e9"
        raise bad(f"{str(value)!r} in quotes is a text, a number is wanted", help)
    if not isinstance(value, str):
        return value
    if not _NUMBER.fullmatch(value):
        raise bad(f"{value!r} is not a number", "write it in digits, such as 0.34 or 70e9")
    number = float(value)
    if not math.isfinite(number):
        raise bad(f"{value!r} is too large for a number", "check the exponent")
    return number


def _integer(value: Any) -> Any:
    if isinstance(value, Quoted):
        help = f"write {value.strip()} without quotes" if value.strip() else "write it in digits, such as 12"
        raise bad(f"{str(value)!r} in quotes is a text, a whole number is wanted", help)
    if not isinstance(value, str):
        return value
    if not _INTEGER.fullmatch(value):
        raise bad(f"{value!r} is not a whole number", "write it in digits, such as 12")
    return int(value)


def _flag(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Quoted) and value in ("true", "false"):
        return value == "true"
    if isinstance(value, str):
        raise bad(f"{str(value)!r} is neither true nor false", "write true or false, without quotes")
    return value


def _url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"'`\\{}|^]+", value) or _BIDI.search(value):
        raise bad(f"{value!r} is not a web address", "write it in full, beginning with https://")
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise bad(f"{value!r} is not a web address", "the name of the site, or the port behind it, cannot be") from None
    if "@" in parts.netloc:
        raise bad(
            f"{value!r} names a user before the site", "delete what stands before @: readers take it for the site"
        )
    if not host.strip(".") or (port is None and parts.netloc.endswith(":")):
        raise bad(f"{value!r} is not a web address", "write it in full, beginning with https://")
    if not host.isascii():
        # A Cyrillic letter in the name of a known site leads somewhere else, and looks the same.
        raise bad(f"the site of {value!r} has letters that can be taken for others", _spelt_out(host))
    return value


def _spelt_out(host: str) -> str:
    try:
        return f"if it is right, write the site as {host.encode('idna').decode('ascii')!r}"
    except UnicodeError:
        return "write it in the letters a to z"


def day_exists(value: str) -> bool:
    """Whether the calendar has a day, month or year: 2023, 2023-05 or 2023-05-17."""
    try:
        date(*[int(part) for part in (*value.split("-"), "1", "1")[:3]])
    except ValueError:
        return False
    return True


def _day(value: str) -> str:
    if re.fullmatch(DAY, value) and not day_exists(value):
        raise bad(f"{value!r} is no day of the calendar", "check the day and the month")
    return value


# What an editor can know of the checks above. Escapes, since these signs would turn the pattern itself round.
_SAYS = r"^(?=[\s\S]*\S)[^\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$"
_SITE = r"^https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?#][^\s<>\"'`\\{}|^\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*)?$"

# An editor reads `unit: 1` as a number, for us it is a text.
Text = Annotated[str, AfterValidator(_plain_text), WithJsonSchema({"type": ["string", "number"], "pattern": _SAYS})]
"""One line of plain text; line breaks inside it are spaces."""

# The last item tells the two apart for `schema/references.py`; pydantic passes it over.
Prose = Annotated[str, AfterValidator(_text), WithJsonSchema({"type": "string", "pattern": r"\S"}), "prose"]
"""Text with inline maths `$...$` and references `[[kind/name]]`; the line breaks stay."""

LaTeX = Annotated[str, AfterValidator(_text), WithJsonSchema({"type": "string", "pattern": r"\S"}), "latex"]
"""Maths in LaTeX, without the surrounding dollars."""

Url = Annotated[str, AfterValidator(_url), WithJsonSchema({"type": "string", "pattern": _SITE})]
Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Integer = Annotated[int, BeforeValidator(_integer), WithJsonSchema({"type": "integer"})]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Year = Annotated[
    int,
    BeforeValidator(_integer),
    Field(ge=1600, le=2100),
    WithJsonSchema({"type": "integer", "minimum": 1600, "maximum": 2100}),
]


Day = Annotated[Text, AfterValidator(_day), Field(pattern=DAY), WithJsonSchema({"type": "string", "pattern": DAY})]
"""A day as YYYY-MM-DD."""


class Target:
    """Marks a field that names another entry, and of which kinds; none given means any."""

    __slots__ = ("kinds", "short")

    def __init__(self, *kinds: str, short: bool = False) -> None:
        self.kinds = kinds
        self.short = short
        """The kind goes without saying: `circuit` stands for `layer/circuit`."""


def id_pattern(*kinds: str) -> str:
    """The pattern of ids of these kinds; none given means any. `schema/editor.py` reads the kinds back from it."""
    return f"^({'|'.join(kinds)})/{NAME_PATTERN}$" if kinds else f"^{ID_PATTERN}$"


def _id_schema(*kinds: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": id_pattern(*kinds)})


EntryId = Annotated[str, AfterValidator(_entry_id), Target(), _id_schema()]
PaperId = Annotated[str, AfterValidator(_entry_id), Target("paper"), _id_schema("paper")]
SystemId = Annotated[str, AfterValidator(_entry_id), Target("system"), _id_schema("system")]
QuantityId = Annotated[str, AfterValidator(_entry_id), Target("quantity"), _id_schema("quantity")]
LayerName = Annotated[str, AfterValidator(_plain_text), Target("layer", short=True)]


class Model(BaseModel):
    """Frozen, strict, and without room for unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Short(Model):
    """A mapping that may be written as one word, which then is the field named by `short_field`."""

    short_field: ClassVar[str]

    @model_validator(mode="wrap")
    @classmethod
    def _from_word(cls, value: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        return handler({cls.short_field: value} if isinstance(value, str) else value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler(core_schema)
        inner = handler.resolve_ref_schema(whole)
        word = dict(inner["properties"][cls.short_field])
        word.pop("title", None)
        return {"anyOf": [word, whole]}


class LayerRef(Short):
    """A layer, and why the entry belongs to it."""

    short_field = "layer"

    layer: LayerName = Field(description="Name of the layer.")
    because: Text | None = Field(None, description="Why the entry belongs to this layer, in one line.")


class Evidence(Model):
    """How a paper speaks to a statement, and how far it was read to say so."""

    paper: PaperId = Field(description="The paper, as `paper/name`.")
    at: Text = Field(description="Where in the paper: section, theorem, equation, figure, abstract.")
    stance: Stance = Field(description="What the paper does to the statement.")
    read: Read = Field(description="How far the paper was read by whoever wrote this.")
    note: Prose | None = Field(None, description="What a reader should know about this piece of evidence.")


class Link(Short):
    """One statement about two entries: the one it is written in, and the one it names."""

    short_field = "to"

    to: EntryId = Field(description="The entry at the other end.")
    in_: tuple[SystemId, ...] = Field((), alias="in", description="The systems where this was shown.")
    regime: Text | None = Field(None, description="The conditions under which it holds.")
    standing: Standing = Field("unstated", description="How firmly it holds.")
    sufficient: Flag | None = Field(None, description="Of rests_on: the mechanism alone brings the phenomenon about.")
    evidence: tuple[Evidence, ...] = Field((), description="The papers that speak for or against it.")
    note: Prose | None = Field(None, description="What a reader should know about this link.")


class Waiver(Model):
    """A gap that is known and accepted."""

    gap: Text = Field(description="Name of the gap, as `kg gaps` prints it.")
    because: Text = Field(description="Why nothing is missing here.")


class Curation(Model):
    """How far the entry itself has been worked on."""

    state: CurationState = Field("draft", description="How finished the entry is.")
    doubts: tuple[Prose, ...] = Field((), description="What was not checked, a sentence each.")
    by: Text | None = Field(None, description="Who reviewed it.")
    on: Day | None = Field(None, description="When it was reviewed, as YYYY-MM-DD.")


class Entry(Model):
    """What every entry has, whatever its kind."""

    folder: ClassVar[str]
    """The folder below `entries/` where entries of this kind live."""

    needs_layers: ClassVar[bool] = True
    """Whether an entry of this kind has to say on which layers it stands."""

    title: Text = Field(description="What people call it.")
    aliases: tuple[Text, ...] = Field((), description="Other names people search for.")
    layers: tuple[LayerRef, ...] = Field((), description="The layers of the abstraction stack it belongs to.")
    summary: Prose = Field(description="One or two plain sentences.")
    body: Prose | None = Field(None, description="More, in Markdown without HTML.")
    tags: tuple[Text, ...] = Field((), description="Free words to filter by.")
    sources: tuple[Text, ...] = Field((), description="Rows of a fact file this came from, as `file:ID`.")
    evidence: tuple[Evidence, ...] = Field((), description="The papers that speak for or against the entry.")
    links: dict[str, tuple[Link, ...]] = Field({}, description="Relation to list of entries.")
    waives: tuple[Waiver, ...] = Field((), description="Gaps that are known and accepted.")
    contributors: tuple[Text, ...] = Field((), description="Who wrote the entry, for credit.")
    curation: Curation = Field(Curation(), description="How far the entry has been checked.")
