"""What the words on the site mean: kinds, relations and rules, printed from the code so that they cannot fall behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from kg.checks import all_rules
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.schema.entry import Entry
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS


def pages(book: Book) -> Iterator[Page]:
    here = Here(
        book, "about/", "About this atlas", "The kinds of entries, the relations between them and the rules they obey."
    )
    yield here.page("about.html.jinja", _values)


def _values() -> dict[str, Any]:
    return {
        "kinds": {name: (sys.modules[model.__module__].__doc__ or "", model.folder) for name, model in kinds().items()},
        "fields": {name: _fields(model) for name, model in kinds().items()},
        "common": [(field.alias or name, field.description or "") for name, field in Entry.model_fields.items()],
        "relations": RELATIONS,
        "rules": all_rules(),
    }


def _fields(model: type[Entry]) -> list[tuple[str, str]]:
    """The fields that a kind has beyond those of all entries."""
    own = [item for item in model.model_fields.items() if item[0] not in Entry.model_fields]
    return [(field.alias or name, field.description or "") for name, field in own]
