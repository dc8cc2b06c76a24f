"""Two small atlases for what the toy atlas is too large, or must not be written into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest


@pytest.fixture
def sound(atlas_of: Callable[[Mapping[str, str]], Path]) -> Path:
    """Two sound entries."""
    return atlas_of(
        {
            "layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
            "phenomena/dusk-hum.yaml": "title: Dusk hum\nlayers: [bed]\nsummary: It hums.\n",
        }
    )


@pytest.fixture
def broken(sound: Path) -> Path:
    """The same with two errors in one file, and a file of a kind that does not exist."""
    (sound / "entries/phenomena/late-bloom.yaml").write_text(
        "title: Late bloom\nlayers: [bed]\nsumary: It blooms late.\n"
    )
    (sound / "entries/gnomes").mkdir()
    (sound / "entries/gnomes/one.yaml").write_text("title: One\n")
    return sound
