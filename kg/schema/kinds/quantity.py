"""Something that can be measured or computed, with its symbol and its unit."""

from __future__ import annotations

from pydantic import Field

from kg.schema.entry import Entry, LaTeX, Text
from kg.schema.equation import Domain


class Quantity(Entry):
    folder = "quantities"

    symbol: LaTeX | None = Field(None, description="Usual symbol in LaTeX, without dollars.")
    definition: LaTeX | None = Field(None, description="Definition in LaTeX, without dollars.")
    unit: Text | None = Field(None, description="Unit, such as nat/token; 1 where it has none.")
    domain: Domain | None = Field(None, description="Values it can take: `real`, `(0, inf)`, `integer [1, inf)`.")


KIND = Quantity
