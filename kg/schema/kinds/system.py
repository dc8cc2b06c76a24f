"""Where things are observed: a network, the data it saw and the task it was given."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.schema.entry import Entry, Prose


class System(Entry):
    folder = "systems"
    needs_layers = False

    scale: Literal["toy", "small", "large", "frontier"] = Field(description="How large it is, on an ordered scale.")
    network: Prose | None = Field(None, description="Architecture and size.")
    data: Prose | None = Field(None, description="What it was trained on.")
    task: Prose | None = Field(None, description="What it was trained to do.")


KIND = System
