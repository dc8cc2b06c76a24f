"""One statement: a theorem, a law, a definition, a hypothesis, with its regime and its standing."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.schema.entry import Entry, Text
from kg.schema.equation import Equation
from kg.schema.standing import Standing


class Result(Entry):
    folder = "results"

    rigour: Literal["theorem", "derivation", "empirical-law", "definition", "hypothesis", "conjecture"] = Field(
        description="What kind of statement it is. One paper's account of a phenomenon is a hypothesis."
    )
    standing: Standing = Field("unstated", description="How firmly it stands, judged by its evidence.")
    regime: Text | None = Field(None, description="The conditions under which it was stated.")
    equation: Equation | None = Field(None, description="What can be computed from it.")


KIND = Result
