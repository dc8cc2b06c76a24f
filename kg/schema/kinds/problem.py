"""An open question, and what would count as progress on it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.schema.entry import Entry, Prose, Text


class Problem(Entry):
    folder = "problems"

    status: Literal["open", "active", "partly-solved", "solved", "abandoned"] = Field(description="Where it stands.")
    reason: Prose | None = Field(None, description="Of an abandoned problem: why it was given up.")
    progress: Prose | None = Field(None, description="What would count as progress.")
    worked_on_by: tuple[Text, ...] = Field((), description="People or groups who work on it.")


KIND = Problem
