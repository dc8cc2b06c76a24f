"""Run other tools on the same corpus: `python bench/peers.py --tools doorstop,check-jsonschema --sizes 100,1000`.

Each is installed from PyPI into an environment of its own below `build/peers/`, gets the plain corpus in its own format, and is asked to
judge it: to read everything, to hold it against a schema where it has one, and to look the ends of links up where it does that.
Findings about style are switched off where they can be. Each run is a line of `build/bench/peers.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from corpora import BUILD, ROOT, corpus
from processes import Run, run
from run import surroundings

HOMES = ROOT / "build" / "peers"


@dataclass(frozen=True)
class Item:
    """An entry of the plain corpus as any tool can hold it."""

    id: str
    kind: str
    title: str
    text: str
    tags: tuple[str, ...]
    links: tuple[str, ...]


def items(folder: Path) -> Iterator[tuple[Path, Item]]:
    """The items of a plain corpus. Ids are letters and digits, which every tool takes."""
    for path in sorted((folder / "entries").rglob("item-*.yaml")):
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        kind = path.parent.name
        links = tuple(_id(to) for found in raw.get("links", {}).values() for to in found)
        text = f"{raw['summary'].strip()}\n\n{raw['body'].strip()}"
        yield (
            path,
            Item(_id(f"{_KINDS[kind]}/{path.stem}"), _KINDS[kind], raw["title"], text, tuple(raw["tags"]), links),
        )


_KINDS = {"theories": "theory", "phenomena": "phenomenon", "mechanisms": "mechanism", "quantities": "quantity"}


def _id(id: str) -> str:
    kind, _, name = id.partition("/")
    return f"{kind[:2].upper()}{name.removeprefix('item-')}"


def check_jsonschema(corpus: Path, folder: Path, bin: Path) -> list[str]:
    """Fields and their types; links are texts to it. The files are those of the corpus itself."""
    names = ("title", "summary", "body")
    lists = {
        name: {"type": "array", "items": {"type": "string"}}
        for name in ("aliases", "layers", "tags", "sources", "contributors")
    }
    links = {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+/[a-z0-9-]+$"}},
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["title", "summary"],
        "additionalProperties": False,
        "properties": {
            **{name: {"type": "string", "minLength": 1} for name in names},
            **lists,
            "links": links,
            "curation": {"type": "object", "properties": {"state": {"enum": ["stub", "draft", "reviewed"]}}},
        },
    }
    (folder / "schema.json").write_text(json.dumps(schema))
    files = [str(path) for path, _ in items(corpus)]
    return [str(bin / "check-jsonschema"), "--schemafile", "schema.json", *files]


def doorstop(corpus: Path, folder: Path, bin: Path) -> list[str]:
    """One document of items with links. It looks the ends of links up; nothing is rewritten."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "items").mkdir()
    settings = {"settings": {"digits": 8, "itemformat": "yaml", "prefix": "IT", "sep": ""}}
    (folder / "items" / ".doorstop.yml").write_text(yaml.safe_dump(settings))
    numbers = {item.id: number for number, (_, item) in enumerate(items(corpus), 1)}
    for _, item in items(corpus):
        number = numbers[item.id]
        raw = {
            "active": True, "derived": False, "header": item.title, "level": f"1.{number}", "normative": True, "ref": "",
            "reviewed": None, "text": item.text, "tags": list(item.tags),
            "links": [{f"IT{numbers[to]:08}": None} for to in item.links],
        }  # fmt: skip
        (folder / "items" / f"IT{number:08}.yml").write_text(yaml.safe_dump(raw))
    # Without: rewriting, order of levels, outside references, missing children, suspect links, reviews.
    return [str(bin / "doorstop"), "-F", "-L", "-R", "-C", "-S", "-W", "-q"]


def sphinx_needs(corpus: Path, folder: Path, bin: Path) -> list[str]:
    """A page for each item, read into needs.json, its links looked up; no HTML is written."""
    types = [
        {"directive": kind, "title": kind, "prefix": kind[:2].upper(), "color": "#fff", "style": "node"}
        for kind in _KINDS.values()
    ]
    config = (
        f"project = 'corpus'\nextensions = ['sphinx_needs']\nneeds_id_regex = '^[A-Z0-9]+$'\nneeds_types = {types!r}\n"
    )
    (folder / "conf.py").write_text(config)
    (folder / "index.rst").write_text("Corpus\n======\n\n.. toctree::\n   :glob:\n\n   items/*\n")
    (folder / "items").mkdir()
    for _, item in items(corpus):
        text = "".join(f"   {line}\n" if line else "\n" for line in item.text.splitlines())
        page = (
            f"{item.title}\n{'=' * len(item.title)}\n\n.. {item.kind}:: {item.title}\n   :id: {item.id}\n"
            f"   :tags: {', '.join(item.tags)}\n   :links: {', '.join(item.links)}\n\n{text}"
        )
        (folder / "items" / f"{item.id}.rst").write_text(page)
    return [str(bin / "sphinx-build"), "-q", "-E", "-b", "needs", ".", "out"]


def strictdoc(corpus: Path, folder: Path, bin: Path) -> list[str]:
    """One document for each kind, exported as JSON: reading, its grammar, and links, without writing HTML.

    It refuses cycles of any links, so that it gets those to earlier items only, about half of them.
    """
    parts: dict[str, list[str]] = {kind: [f"[DOCUMENT]\nTITLE: {kind}\n"] for kind in _KINDS.values()}
    seen: set[str] = set()
    for _, item in items(corpus):
        relations = "".join(f"- TYPE: Parent\n  VALUE: {to}\n" for to in item.links if to in seen)
        seen.add(item.id)
        parts[item.kind].append(
            f"[REQUIREMENT]\nUID: {item.id}\nTAGS: {', '.join(item.tags)}\nTITLE: {item.title}\n"
            f"STATEMENT: >>>\n{item.text}\n<<<\n" + (f"RELATIONS:\n{relations}" if relations else "")
        )
    for kind, texts in parts.items():
        (folder / f"{kind}.sdoc").write_text("\n".join(texts))
    return [str(bin / "strictdoc"), "export", ".", "--formats", "json", "--output-dir", "out"]


def linkml(corpus: Path, folder: Path, bin: Path) -> list[str]:
    """One collection that holds all items: fields and their types; links are texts to it."""
    strings = {name: {"range": "string"} for name in ("title", "text")}
    schema = {
        "id": "https://example.org/corpus", "name": "corpus", "imports": ["linkml:types"], "default_range": "string",
        "prefixes": {"linkml": "https://w3id.org/linkml/"},
        "classes": {
            "Corpus": {"tree_root": True, "attributes": {"items": {"range": "Item", "multivalued": True, "inlined_as_list": True}}},
            "Item": {
                "attributes": {
                    "id": {"identifier": True, "required": True},
                    "kind": {"range": "string", "required": True},
                    **strings,
                    "tags": {"range": "string", "multivalued": True},
                    "links": {"range": "string", "multivalued": True},
                }
            },
        },
    }  # fmt: skip
    (folder / "schema.yaml").write_text(yaml.safe_dump(schema))
    found = [{**asdict(item), "tags": list(item.tags), "links": list(item.links)} for _, item in items(corpus)]
    (folder / "data.yaml").write_text(yaml.safe_dump({"items": found}))
    return [str(bin / "linkml-validate"), "--schema", "schema.yaml", "data.yaml"]


TOOLS: dict[str, tuple[str, Callable[[Path, Path, Path], list[str]]]] = {
    "check-jsonschema": ("check-jsonschema", check_jsonschema),
    "doorstop": ("doorstop", doorstop),
    "sphinx-needs": ("sphinx-needs", sphinx_needs),
    "strictdoc": ("strictdoc", strictdoc),
    "linkml": ("linkml", linkml),
}
"""Tool to its name on PyPI, and what writes its corpus and gives the command that judges it."""


def installed(tool: str) -> tuple[Path, str]:
    """The folder of commands of a tool, installed when it is not there, and its version."""
    home = HOMES / tool
    bin = home / ("Scripts" if sys.platform == "win32" else "bin")
    if not (bin / "python").exists() and not (bin / "python.exe").exists():
        venv.create(home, with_pip=True)
    if not (home / ".installed").exists():
        subprocess.run(
            [bin / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", TOOLS[tool][0]], check=True
        )
        (home / ".installed").touch()
    code = f"from importlib.metadata import version; print(version({TOOLS[tool][0]!r}))"
    return bin, subprocess.run([bin / "python", "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def measured(tool: str, size: int, seed: int, times: int, limit: float) -> Iterator[Run]:
    """Runs of one tool, each on files that it has not seen."""
    bin, _ = installed(tool)
    source = corpus("plain", size, seed)
    for _ in range(times):
        folder = BUILD / "peers" / f"{tool}-{size}-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command: Sequence[str] = TOOLS[tool][1](source, folder, bin)
        result = run(command, folder, limit, {"PYTHONPATH": ""}, (0,))
        yield result
        if result.says or result.wall > 30:
            return


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tools", default=",".join(TOOLS), help="which tools (default: %(default)s)")
    parser.add_argument("--sizes", default="100,1000", help="numbers of entries (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="of each (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the corpus (default: %(default)s)")
    parser.add_argument("--limit", type=float, default=600, help="seconds after which a run is ended")
    asked = parser.parse_args()
    tools = asked.tools.split(",")
    if unknown := [tool for tool in tools if tool not in TOOLS]:
        parser.error(f"no such thing as {unknown[0]!r}; there are: {', '.join(TOOLS)}")
    BUILD.mkdir(parents=True, exist_ok=True)
    around: dict[str, Any] = surroundings()
    print(f"{around['machine']}; load {around['load']}")
    print(f"{'tool':<28}{'entries':>8}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}")
    with (BUILD / "peers.jsonl").open("a", encoding="utf-8") as results:
        for tool in tools:
            version = installed(tool)[1]
            for size in (int(size) for size in asked.sizes.split(",")):
                runs = list(measured(tool, size, asked.seed, asked.runs, asked.limit))
                for one in runs:
                    results.write(
                        json.dumps({**around, "tool": tool, "version": version, "entries": size, **asdict(one)}) + "\n"
                    )
                start = f"{f'{tool} {version}':<28}{size:>8}"
                if runs[-1].says:
                    print(f"{start}  failed: {runs[-1].says}", flush=True)
                    continue
                cpu, wall = median(one.cpu for one in runs), median(one.wall for one in runs)
                print(f"{start}{cpu:>9.2f}{wall:>9.2f}{median(one.peak_kb for one in runs) / 1024:>9.0f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
