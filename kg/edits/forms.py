"""The issue forms of an atlas, where its issue tracker looks for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.edits.write import put
from kg.schema.form import issue_form
from kg.schema.kinds import kinds
from kg.settings import Atlas

FOLDER = ".github/ISSUE_TEMPLATE"


def install(atlas: Atlas, layers: Sequence[str]) -> list[Path]:
    """Write a form for each kind; gives the files that changed.

    Raises:
        KgError: the folder is a link.
        OSError: the disk is full, or a permission is missing.
    """
    forms = {atlas.root / FOLDER / f"{kind}.yml": issue_form(kind, layers) for kind in kinds()}
    return [path for path, text in forms.items() if put(path, text.encode("utf-8"), atlas)]
