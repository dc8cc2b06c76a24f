"""What a theory or result said would be seen, and what was seen."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from kg.schema.entry import Day, Entry, Evidence, Model, Number, Prose, SystemId, bad
from kg.schema.equation import Tolerance


class Expected(Model):
    """A value with its tolerance, or a sentence with the test that decides it."""

    value: Number | None = Field(None, description="The value expected.")
    tolerance: Tolerance | None = Field(None, description="How far off still counts, such as 0.05 or 2%.")
    statement: Prose | None = Field(None, description="What is expected, where it is not a number.")
    test: Prose | None = Field(None, description="The measurement that decides it.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Expected:
        if (self.value is None) == (self.statement is None):
            raise bad("give either a value or a statement", "a number goes to `value`, a sentence to `statement`")
        return self


class Observed(Model):
    """What was seen, independently of the formula that predicted it."""

    value: Number | None = Field(None, description="The value measured.")
    uncertainty: Number | None = Field(None, description="One standard error of the value.", ge=0)
    statement: Prose | None = Field(None, description="What was seen, where it is not a number.")
    system: SystemId | None = Field(None, description="Where it was seen.")
    evidence: tuple[Evidence, ...] = Field((), description="The papers that report it.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Observed:
        if (self.value is None) == (self.statement is None):
            raise bad("give either a value or a statement", "a number goes to `value`, a sentence to `statement`")
        return self


class Prediction(Entry):
    folder = "predictions"

    timing: Literal["retrodiction", "novel"] = Field(description="Whether it was said after or before it was seen.")
    registered: Day | None = Field(None, description="When a novel prediction was put on record, as YYYY-MM-DD.")
    inputs: dict[str, Number] = Field({}, description="Values put into the equation, by symbol.")
    expected: Expected = Field(description="What should be seen.")
    observed: Observed | None = Field(None, description="What was seen.")
    outcome: Literal["confirmed", "refuted", "mixed", "ambiguous", "untested"] = Field(description="How it went.")


KIND = Prediction
