"""Something observed again and again, whatever may explain it."""

from __future__ import annotations

from pydantic import Field

from kg.schema.entry import Entry, Year


class Phenomenon(Entry):
    folder = "phenomena"

    first_reported: Year | None = Field(None, description="Year of the earliest report.")


KIND = Phenomenon
