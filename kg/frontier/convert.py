"""The works of a snapshot as two tables in Parquet: what each work is, and what it cites.

A part is read once, in a stream, within a fixed bound of memory. Its tables appear when they are whole, so that a
conversion that was cut off goes on where it stopped; a part that has changed is read again, and what was made of one that
is gone goes too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault, KgError
from kg.frontier.snapshot import Part

WORKS, REFERENCES, DONE = "works", "references", "parts"
MEMORY = "2GB"
_FORM = 2
"""Another one wherever tables made before have other columns: those are made anew."""
_LARGEST = 256 * 1024 * 1024
"""Bytes of one record; a work with ten thousand authors has about ten million."""

# The fields that are read, with the types they have in the API: everything else is passed over unparsed.
_FIELDS = {
    "id": "VARCHAR",
    "doi": "VARCHAR",
    "title": "VARCHAR",
    "publication_year": "INTEGER",
    "type": "VARCHAR",
    "cited_by_count": "BIGINT",
    "is_retracted": "BOOLEAN",
    "is_paratext": "BOOLEAN",
    "referenced_works": "VARCHAR[]",
    "authorships": "STRUCT(author STRUCT(display_name VARCHAR))[]",
    "primary_topic": "STRUCT(display_name VARCHAR)",
    "primary_location": "STRUCT(source STRUCT(display_name VARCHAR))",
    "locations": "STRUCT(landing_page_url VARCHAR)[]",
}

# What is no work proper, as a table of contents, counts as retracted: left out, an older record would stand for it.
# Text is never null, so that both engines join and compare it in the same way.
_SELECT_WORKS = r"""
SELECT CAST(substr(id, 23) AS BIGINT) AS id,
       coalesce(lower(regexp_replace(doi, '^https?://(dx\.)?doi\.org/', '', 'i')), '') AS doi,
       coalesce(list_extract([name FOR name IN [
               regexp_extract(lower(coalesce(place.landing_page_url, '')),
                   '^https?://arxiv\.org/abs/([0-9]{4}\.[0-9]{4,5}|[a-z.-]+/[0-9]{7})', 1)
               FOR place IN coalesce(locations, [])] IF name <> ''], 1),
           regexp_extract(lower(doi), '10\.48550/arxiv\.(.+)$', 1), '') AS arxiv,
       coalesce(title, '') AS title,
       left(regexp_replace(lower(strip_accents(coalesce(title, ''))), '[^a-z0-9]+', '', 'g'), 200) AS title_key,
       coalesce(array_to_string([one.author.display_name FOR one IN coalesce(authorships, [])], '; '), '')
           AS authors,
       coalesce(publication_year, 0) AS year,
       coalesce(primary_location.source.display_name, '') AS venue,
       coalesce(primary_topic.display_name, '') AS topic,
       coalesce(type, '') AS type,
       coalesce(cited_by_count, 0) AS citations,
       coalesce(is_retracted, false) OR coalesce(is_paratext, false) AS retracted,
       $updated AS updated
FROM source
WHERE regexp_full_match(id, 'https://openalex\.org/W[0-9]{1,18}')
"""
_SELECT_REFERENCES = r"""
SELECT DISTINCT CAST(substr(id, 23) AS BIGINT) AS citing, CAST(substr(one, 23) AS BIGINT) AS cited,
       $updated AS updated
FROM (SELECT id, unnest(referenced_works) AS one FROM source)
WHERE regexp_full_match(id, 'https://openalex\.org/W[0-9]{1,18}')
  AND regexp_full_match(one, 'https://openalex\.org/W[0-9]{1,18}')
"""


@dataclass(frozen=True, slots=True)
class Converted:
    """What a conversion did: parts read now, parts that were done before, tables whose part is gone, rows in all."""

    read: int
    kept: int
    dropped: int
    works: int
    references: int


def convert(
    parts: Sequence[Part], tables: Path, *, progress: Callable[[int, Part], None] = lambda done, part: None
) -> Converted:
    """Make the tables of those parts that have none yet. `progress` is told how many are done, and which one comes now.

    Raises:
        EnvironmentFault: DuckDB is not installed, or the disk is full.
        KgError: a part is not what it should be; those before it are done.
    """
    for name in (WORKS, REFERENCES, DONE):
        (tables / name).mkdir(parents=True, exist_ok=True)
    for name in (WORKS, REFERENCES, DONE):
        for leftover in (tables / name).glob(".*"):
            leftover.unlink()
    wanted = {part.key: part for part in parts}
    done = dict(_done(tables))
    gone = [key for key in done if key not in wanted]
    for key in gone:
        _drop(tables, key)
    read = 0
    for number, part in enumerate(parts):
        progress(number, part)
        if done.get(part.key, {}).get("stamp") != part.stamp:
            _drop(tables, part.key)
            _one(part, tables)
            read += 1
    counts = list(dict(_done(tables)).values())
    return Converted(
        read,
        len(parts) - read,
        len(gone),
        sum(count["works"] for count in counts),
        sum(count["references"] for count in counts),
    )


def converted(tables: Path) -> int:
    """How many parts the tables in a folder were made of.

    Raises:
        EnvironmentFault: there are none.
    """
    found = len(list(_done(tables)))
    if not found:
        help = "make them of an OpenAlex snapshot first: kg frontier TABLES --from SNAPSHOT"
        raise EnvironmentFault(f"no tables of works in {str(tables)!r}", help=help)
    return found


def _done(tables: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((tables / DONE).glob("[!.]*.json")):
        try:
            found = json.loads(path.read_text("utf-8"))
            whole = {"stamp", "works", "references"} <= found.keys() and found.get("form") == _FORM
        except (ValueError, AttributeError):
            whole = False
        if whole and all((tables / name / f"{path.stem}.parquet").is_file() for name in (WORKS, REFERENCES)):
            yield path.stem, found


def _drop(tables: Path, key: str) -> None:
    # The note goes first: without it the tables count as not made.
    (tables / DONE / f"{key}.json").unlink(missing_ok=True)
    for name in (WORKS, REFERENCES):
        (tables / name / f"{key}.parquet").unlink(missing_ok=True)


def _one(part: Part, tables: Path) -> None:
    stamp = part.stamp
    note = tables / DONE / f".{part.key}.json"
    connection = _connection(tables)
    try:
        connection.execute(f"CREATE VIEW source AS SELECT * FROM {_reader(part)}")
        counts = {}
        for name, question in ((WORKS, _SELECT_WORKS), (REFERENCES, _SELECT_REFERENCES)):
            target = tables / name / f".{part.key}.parquet"
            dated = question.replace("$updated", _text(part.updated))
            [(rows,)] = connection.execute(
                f"COPY ({dated}) TO {_text(target)} (FORMAT parquet, COMPRESSION zstd)"
            ).fetchall()
            counts[name] = rows
        for name in (WORKS, REFERENCES):
            os.replace(tables / name / f".{part.key}.parquet", tables / name / f"{part.key}.parquet")
        note.write_text(json.dumps({"form": _FORM, "stamp": stamp, **counts}), "utf-8")
        os.replace(note, tables / DONE / f"{part.key}.json")
    except _duckdb().Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        if "No space left" in str(error):
            raise EnvironmentFault(f"the disk is full: {lines[0]}") from None
        help = "fetch this part again, then run the same command: the parts before it are kept"
        raise KgError(f"{str(part.path)!r} cannot be read as works of OpenAlex: {lines[0]}", help=help) from None
    finally:
        connection.close()
        for name in (WORKS, REFERENCES):
            (tables / name / f".{part.key}.parquet").unlink(missing_ok=True)
        note.unlink(missing_ok=True)


def _reader(part: Part) -> str:
    if part.format == "parquet":
        return f"read_parquet({_text(part.path)})"
    columns = ", ".join(f"{_text(name)}: {_text(type)}" for name, type in _FIELDS.items())
    return (
        f"read_json({_text(part.path)}, format = 'newline_delimited', columns = {{{columns}}}, "
        f"maximum_object_size = {_LARGEST})"
    )


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _connection(tables: Path) -> Any:
    connection = _duckdb().connect(":memory:")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET temp_directory = {_text(tables / '.spill')}")
    # Rows need not keep their order, so that none has to wait for another.
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET autoinstall_known_extensions = false")
    return connection


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        help = "pip install 'kg-atlas[sql]', or 'duckdb'"
        raise EnvironmentFault("`kg frontier` needs DuckDB, which is not installed", help=help) from None
    return duckdb
