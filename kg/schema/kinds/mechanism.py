"""An algorithm or circuit found in a network."""

from __future__ import annotations

from pydantic import Field

from kg.schema.entry import Entry, Year


class Mechanism(Entry):
    folder = "mechanisms"

    first_reported: Year | None = Field(None, description="Year of the earliest report.")


KIND = Mechanism
