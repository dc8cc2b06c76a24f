"""How long the frontier takes: a generated snapshot converted, and the question asked of both engines.

    python bench/frontier.py 100000 1000000 --engines duckdb spark

Works cite 20 others, most of them nearby, as works of one field do; a thousand of them are entries.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE = "https://openalex.org/W"
PER_PART = 100_000
ENTRIES, REFERENCES = 1_000, 20


def snapshot(folder: Path, works: int, seed: int = 7) -> None:
    """Write parts of JSON Lines, with the fields that weigh: names, topics and an abstract as an inverted index."""
    chance = random.Random(seed)
    place = folder / "data/jsonl/works/updated_date=2026-06-01"
    place.mkdir(parents=True)
    words = [f"word{number}" for number in range(5_000)]
    for first in range(0, works, PER_PART):
        path = place / f"part_{first // PER_PART:04}.gz"
        with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as file:
            for id in range(first, min(first + PER_PART, works)):
                near = [max(0, min(works - 1, id + int(chance.gauss(0, 5_000)))) for _ in range(REFERENCES)]
                record = {
                    "id": f"{BASE}{id}",
                    "doi": f"https://doi.org/10.5555/{id}",
                    "title": f"{chance.choice(words)} {chance.choice(words)} {chance.choice(words)} of work {id}",
                    "publication_year": 1990 + id % 36,
                    "type": "article",
                    "cited_by_count": chance.randint(0, 500),
                    "is_retracted": False,
                    "is_paratext": False,
                    "referenced_works": [f"{BASE}{one}" for one in near],
                    "authorships": [{"author": {"display_name": f"{chance.choice(words)} {n}"}} for n in range(4)],
                    "primary_topic": {"display_name": f"topic {id % 4_500}"},
                    "primary_location": {"source": {"display_name": f"venue {id % 10_000}"}},
                    "locations": [{"landing_page_url": f"https://example.org/{id}"}],
                    "abstract_inverted_index": {chance.choice(words): [n, n + 7] for n in range(80)},
                }
                file.write(json.dumps(record) + "\n")


STEP = """
import json, resource, sys, time
from pathlib import Path
folder, step = Path(sys.argv[1]), sys.argv[2]
begin = time.perf_counter()
if step == "convert":
    from kg.frontier.convert import convert
    from kg.frontier.snapshot import parts
    found = convert(parts(folder), folder / "tables").references
else:
    from kg.frontier.engines import ask
    from kg.frontier.question import Choice, Paper
    papers = [Paper(f"paper/p{n}", f"10.5555/{n * 7}", "", "", 2000, True) for n in range(int(sys.argv[3]))]
    found = len(ask(step, folder / "tables", papers, Choice(most=20)))
wall = time.perf_counter() - begin
own = resource.getrusage(resource.RUSAGE_SELF)
cpu, mb = own.ru_utime + own.ru_stime, own.ru_maxrss / 1024
if step == "spark":
    # The JVM outlives the session, and is nobody's child until it ends: its own records say what it took.
    import os
    from pyspark import SparkContext
    process = Path(f"/proc/{SparkContext._gateway.proc.pid}")
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    cpu += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    mb += int((process / "status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps({"wall": wall, "cpu": cpu, "mb": mb, "found": found}))
"""


def measure(folder: Path, step: str) -> dict[str, float]:
    """One step in a process of its own; what Spark's JVM took is counted with it."""
    done = subprocess.run(
        [sys.executable, "-c", STEP, str(folder), step, str(ENTRIES)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("works", nargs="+", type=int)
    options.add_argument("--engines", nargs="+", default=["duckdb"], choices=["duckdb", "spark"])
    chosen = options.parse_args()
    print(f"{'works':>11} {'step':<8} {'wall s':>8} {'CPU s':>8} {'peak MB':>8}")
    for works in chosen.works:
        with tempfile.TemporaryDirectory(prefix="kg-frontier-") as name:
            folder = Path(name)
            snapshot(folder, works)
            size = sum(path.stat().st_size for path in folder.rglob("*.gz"))
            for step in ("convert", *chosen.engines):
                found = measure(folder, step)
                row = f"{works:>11,} {step:<8} {found['wall']:>8.1f} {found['cpu']:>8.1f} {found['mb']:>8.0f}"
                print(row + (f"  ({size / 1e6:,.0f} MB of .gz)" if step == "convert" else ""), flush=True)


if __name__ == "__main__":
    # What is measured runs in processes of its own; this one only waits.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    begin = time.perf_counter()
    main()
    print(f"in all {time.perf_counter() - begin:.0f} s")
