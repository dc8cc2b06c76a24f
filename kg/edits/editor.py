"""The schemas that an editor completes and checks with, kept beside the entries and as fresh as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.edits.write import put
from kg.errors import KgError
from kg.schema.editor import IDS, editor_schemas, ids_schema
from kg.schema.kinds import folders
from kg.settings import Atlas
from kg.source import files

FOLDER = ".kg/schema"
SETTINGS = ".vscode/settings.json"
_ENDING = ".yaml"


def install(atlas: Atlas) -> list[Path]:
    """Write the schemas, and where they apply into the settings of the editor; gives the files that changed.

    Raises:
        KgError: the settings are not plain JSON, so that nothing can be added to them; the schemas were written.
        OSError: the disk is full, or a permission is missing.
    """
    texts = {f"{FOLDER}/{name}": schema for name, schema in editor_schemas().items()}
    texts[f"{FOLDER}/{IDS}"] = ids_schema(_ids(atlas))
    changed = [path for name, schema in texts.items() if (path := _put(atlas.root / name, schema, atlas))]
    settings = _with_schemas(atlas)
    return [*changed, *([path] if (path := _put(atlas.root / SETTINGS, settings, atlas)) else [])]


def refresh(atlas: Atlas) -> None:
    """Bring the list of ids up to date, where schemas were written before."""
    path = atlas.root / FOLDER / IDS
    if path.is_file():
        _put(path, ids_schema(_ids(atlas)), atlas)


def _ids(atlas: Atlas) -> list[str]:
    """The ids of all files, also of those with errors: somebody is just writing them."""
    base = len(atlas.entries.parts)
    return [
        f"{folders()[path.parts[base]]}/{path.stem}"
        for path in map(Path, files.find(atlas.entries, atlas.root).files)
        if path.parts[base] in folders() and path.suffix == _ENDING
    ]


def _with_schemas(atlas: Atlas) -> dict[str, Any]:
    path = atlas.root / SETTINGS
    try:
        settings = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        settings = {}
    except ValueError:
        settings = None
    if not isinstance(settings, dict) or not isinstance(settings.get("yaml.schemas", {}), dict):
        ours = json.dumps({"yaml.schemas": _places(atlas)}, indent=2)
        raise KgError(f"{SETTINGS} is not plain JSON, and stays as it is", help=f"add this to it yourself:\n{ours}")
    others = {name: places for name, places in settings.get("yaml.schemas", {}).items() if f"{FOLDER}/" not in name}
    return {**settings, "yaml.schemas": {**others, **_places(atlas)}}


def _places(atlas: Atlas) -> dict[str, str]:
    entries = atlas.entries.name
    return {
        f"./{FOLDER}/{kind}.json": f"{entries}/{folder}/**/*{_ENDING}" for folder, kind in sorted(folders().items())
    }


def _put(path: Path, content: dict[str, Any], atlas: Atlas) -> Path | None:
    indent = 2 if path.name == Path(SETTINGS).name else 1
    data = (json.dumps(content, indent=indent, ensure_ascii=False) + "\n").encode("utf-8")
    return path if put(path, data, atlas) else None
