"""A small snapshot in the layout that OpenAlex publishes, made of a seed."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

BASE = "https://openalex.org/W"


def work(
    id: int,
    title: str,
    *,
    references: Sequence[int] = (),
    year: int | None = 2020,
    doi: str | None = None,
    arxiv: str | None = None,
    citations: int = 0,
    topic: str | None = "Gardens",
    authors: Sequence[str] = ("Ada Moss",),
    retracted: bool = False,
) -> dict[str, Any]:
    """A record with the fields that the API documents, those we pass over included."""
    places = [{"landing_page_url": f"https://arxiv.org/abs/{arxiv}", "is_oa": True}] if arxiv else []
    return {
        "id": f"{BASE}{id}",
        "doi": f"https://doi.org/{doi}" if doi else None,
        "title": title,
        "display_name": title,
        "publication_year": year,
        "publication_date": f"{year}-01-01" if year else None,
        "ids": {"openalex": f"{BASE}{id}", "mag": id},
        "type": "article",
        "authorships": [
            {"author_position": "first", "author": {"id": f"https://openalex.org/A{n}", "display_name": name}}
            for n, name in enumerate(authors)
        ],
        "primary_location": {"source": {"display_name": "Annals of Garden Acoustics"}, "is_oa": False},
        "locations": [{"landing_page_url": f"https://example.org/{id}"}, *places],
        "primary_topic": {"id": "https://openalex.org/T1", "display_name": topic} if topic else None,
        "referenced_works": [f"{BASE}{one}" for one in references],
        "referenced_works_count": len(references),
        "cited_by_count": citations,
        "is_retracted": retracted,
        "is_paratext": False,
        "abstract_inverted_index": {"late": [0], "bloom": [1, 7]},
        "updated_date": "2026-06-01T00:00:00",
    }


def write(folder: Path, parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    """`parts` maps a name such as `updated_date=2026-06-01/part_0000.gz` to its records."""
    for name, records in parts.items():
        path = folder / "data" / "jsonl" / "works" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)
    return folder


def random_snapshot(folder: Path, known: Sequence[Mapping[str, Any]], *, works: int, seed: int) -> list[dict[str, Any]]:
    """Works that cite each other and some known ones, over several parts; gives all records, the newest of each."""
    chance = random.Random(seed)
    ids = list(range(1000, 1000 + works))
    records = [dict(one) for one in known]
    everybody = ids + [int(str(one["id"]).removeprefix(BASE)) for one in known]
    for id in ids:
        records.append(
            work(
                id,
                chance.choice(["Hum", "Bloom", "Écho", "Späte Blüte", "夜"]) + f" of {id}",
                references=chance.sample(everybody, chance.randint(0, 6)),
                year=chance.choice([1999, 2015, 2020, 2024, None]),
                citations=chance.choice([0, 3, 3, 50]),
                topic=chance.choice(["Gardens", "Acoustics", None]),
                retracted=chance.random() < 0.05,
            )
        )
    for record in records:
        if not record["referenced_works"]:
            record["referenced_works"] = [f"{BASE}{one}" for one in chance.sample(everybody, 3)]
    third = len(records) // 3
    write(
        folder,
        {
            "updated_date=2026-05-01/part_0000.gz": records[:third],
            "updated_date=2026-05-01/part_0001.gz": records[third : 2 * third],
            "updated_date=2026-06-01/part_0000.gz": records[2 * third :],
        },
    )
    return records
