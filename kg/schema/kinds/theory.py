"""A framework that explains phenomena or describes mechanisms, and says where it applies."""

from __future__ import annotations

from pydantic import Field

from kg.schema.entry import Entry, Prose


class Theory(Entry):
    folder = "theories"

    scope: Prose | None = Field(None, description="What it speaks about, and what not.")
    assumptions: tuple[Prose, ...] = Field((), description="What has to hold for it to apply, a sentence each.")
    blind_spots: tuple[Prose, ...] = Field((), description="What it cannot see or gets wrong, a sentence each.")


KIND = Theory
