"""A reading path: ordered steps through the atlas."""

from __future__ import annotations

from pydantic import Field

from kg.schema.entry import Entry, EntryId, Model, Prose, Text


class Step(Model):
    """One entry to read, and why."""

    entry: EntryId = Field(description="What to read.")
    why: Prose = Field(description="Why to read it at this point.")
    skim: Prose | None = Field(None, description="What to skim or skip.")


class Path(Entry):
    folder = "paths"
    needs_layers = False

    audience: Text | None = Field(None, description="Who it is for.")
    steps: tuple[Step, ...] = Field(description="What to read, in order.", min_length=1)


KIND = Path
