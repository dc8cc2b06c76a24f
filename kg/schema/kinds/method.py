"""How something is measured or intervened on, and the software that does it."""

from __future__ import annotations

from pydantic import Field

from kg.schema.entry import Entry, Model, Prose, Text, Url


class Software(Model):
    """A program or library that implements the method."""

    name: Text = Field(description="What it is called.")
    url: Url | None = Field(None, description="Where to find it.")
    note: Prose | None = Field(None, description="What a user should know.")


class Method(Entry):
    folder = "methods"

    software: tuple[Software, ...] = Field((), description="Programs that do it.")


KIND = Method
