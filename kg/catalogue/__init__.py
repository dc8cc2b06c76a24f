"""All entries of one atlas: what was sound, with its source, and every finding about what was not."""

from __future__ import annotations

from kg.catalogue.load import assemble, load, load_revision, snapshot
from kg.catalogue.model import Catalogue, Record, Statement, statements
from kg.catalogue.placing import RULES

__all__ = [
    "RULES",
    "Catalogue",
    "Record",
    "Statement",
    "assemble",
    "load",
    "load_revision",
    "snapshot",
    "statements",
]
