"""One level of the abstraction stack."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.schema.entry import Entry, Integer


class Layer(Entry):
    folder = "layers"
    needs_layers = False

    order: Integer = Field(
        description="Place in the stack: 1 is the most abstract.",
        ge=1,
        le=99,
        json_schema_extra={"minimum": 1, "maximum": 99},
    )
    basis: Literal["sourced", "ours"] = Field(description="Whether a source draws this layer, or this atlas does.")


KIND = Layer
