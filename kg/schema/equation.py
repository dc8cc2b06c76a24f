"""Equations as entries write them: an expression, its symbols, constants, fits and published examples."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from kg.schema.entry import Evidence, Flag, Model, Number, PaperId, Prose, QuantityId, Short, Text, bad

_DOMAIN = re.compile(
    r"real|(?:integer )?[\[(]\s*(-?(?:[0-9]+(?:\.[0-9]+)?|inf))\s*,\s*(-?(?:[0-9]+(?:\.[0-9]+)?|inf))\s*[\])]"
)
_TOLERANCE = re.compile(r"([0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(\s*%)?")
_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def _domain(value: str) -> str:
    found = _DOMAIN.fullmatch(value)
    if not found:
        raise bad(f"{value!r} is not a domain", "write `real`, `(0, inf)`, `[0, 1]` or `integer [1, inf)`")
    if value != "real" and float(found.group(1)) >= float(found.group(2)):
        raise bad(f"{value!r} is empty: the first bound is not below the second", "swap the bounds")
    return value


def _tolerance(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _TOLERANCE.fullmatch(value)
    if not found:
        raise bad(f"{value!r} is not a tolerance", "write a relative one, such as 0.02 or 2%")
    number = float(found.group(1)) / (100 if found.group(2) else 1)
    if not math.isfinite(number):
        raise bad(f"{value!r} is too large for a tolerance", "write a relative one, such as 0.02 or 2%")
    return number


def _symbol(value: str) -> str:
    if not _SYMBOL.fullmatch(value):
        raise bad(f"{value!r} is not a symbol", "a letter, then letters, digits or underscores, such as alpha_N")
    return value


Domain = Annotated[
    str, AfterValidator(_domain), WithJsonSchema({"type": "string", "pattern": f"^({_DOMAIN.pattern})$"})
]
Tolerance = Annotated[
    float,
    BeforeValidator(_tolerance),
    WithJsonSchema({"type": ["number", "string"], "minimum": 0, "pattern": f"^{_TOLERANCE.pattern}$"}),
]
"""A relative tolerance: 0.02 and 2% are the same."""
Symbol = Annotated[str, AfterValidator(_symbol)]


class Constant(Short):
    """A number with its unit, and perhaps with its uncertainty or the quantity it is a value of."""

    short_field = "value"

    value: Number = Field(
        description="The number, perhaps followed by its unit: `1.69 nat/token`.",
        json_schema_extra={"type": ["number", "string"], "pattern": r"^\s*[-+]?[0-9.]"},
    )
    unit: Text | None = Field(None, description="Unit, perhaps with symbols as exponents.")
    uncertainty: Number | None = Field(None, description="One standard error, in the same unit.", ge=0)
    quantity: QuantityId | None = Field(None, description="The quantity this is a value of, so that results chain.")

    @model_validator(mode="before")
    @classmethod
    def _number_and_unit(cls, value: Any) -> Any:
        # This runs before the base class has turned a lone word into a mapping.
        value = {"value": value} if isinstance(value, str) else value
        if isinstance(value, dict) and isinstance(value.get("value"), str):
            number, _, unit = value["value"].strip().partition(" ")
            if unit and "unit" not in value:
                return {**value, "value": number, "unit": unit.strip()}
        return value


class Fit(Model):
    """Rival values for the constants."""

    name: Text = Field(description="What to call this fit.")
    constants: dict[Symbol, Constant] = Field(description="Constants by symbol; those not named stay as above.")
    evidence: tuple[Evidence, ...] = Field((), description="The papers that give these values.")


class Example(Model):
    """A published evaluation, which the check recomputes."""

    inputs: dict[Symbol, Number] = Field(description="Values by symbol.")
    value: Number = Field(description="The number that was published.")
    tolerance: Tolerance = Field(0.01, description="Relative tolerance, such as 0.02 or 2%.")
    fit: Text | None = Field(None, description="The fit whose constants were used.")
    paper: PaperId = Field(description="Where it was published.")
    at: Text = Field(description="Where in the paper.")
    verdict: Literal["mismatch"] | None = Field(
        None, description="mismatch where the published number is known not to follow; the note says why."
    )
    note: Prose | None = Field(None, description="What a reader should know.")

    @model_validator(mode="after")
    def _explained(self) -> Example:
        if self.verdict and self.note is None:
            raise bad("a known mismatch needs a note", "add `note: ...` with the reason, such as rounded constants")
        return self


class Equation(Model):
    """What can be computed, in a closed grammar that is never run as code."""

    expression: Text | None = Field(None, description="Such as `L = E + A/N**alpha`.", max_length=2000)
    symbols: dict[Symbol, QuantityId] = Field({}, description="The quantity behind each symbol.")
    constants: dict[Symbol, Constant] = Field({}, description="Numbers with units, by symbol.")
    fits: tuple[Fit, ...] = Field((), description="Rival values for the constants.")
    examples: tuple[Example, ...] = Field((), description="Published evaluations.")
    computable: Flag | None = Field(None, description="false where the relation lies outside the grammar.")
    reason: Prose | None = Field(None, description="Why it is not computable.")

    @model_validator(mode="after")
    def _says_enough(self) -> Equation:
        if self.computable is False and self.reason is None:
            raise bad("an equation that is not computable needs a reason", "add `reason: ...`")
        if self.computable is not False and self.expression is None:
            raise bad(
                "this equation has no expression", "add `expression: y = ...`, or `computable: false` and a reason"
            )
        return self
