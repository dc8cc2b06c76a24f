"""A text that was written in quotes."""

from __future__ import annotations


class Quoted(str):
    """A scalar written in quotes or as a block: a text, even where a number would fit."""

    __slots__ = ()
