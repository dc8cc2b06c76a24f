"""The one question, in SQL that DuckDB and Spark both take as it stands, and the tables it is asked of.

`papers` and `choice` come from the atlas and the reader, `works` and `refs` from the snapshot.

What differs between the two is kept out of it: lists are a table of their own (`refs`), and what the reader chose is
a table of one row (`choice`), so that no text is ever pasted into the question.
"""

from __future__ import annotations

from dataclasses import dataclass

LATEST = 9999

# Each of these becomes a table of its name before the next one is asked: they are small, and are looked at several times.
#
# A snapshot that is kept up to date, as OpenAlex tells to, holds a work that changed in its old part as well as in a newer one: of
# each work the newest record counts, in what it is and in what it cites.
STEPS: tuple[tuple[str, str], ...] = (
    (
        "matched",
        """
SELECT e.paper, e.chosen, w.id, w.updated FROM papers e JOIN works w ON e.doi = w.doi WHERE e.doi <> ''
UNION
SELECT e.paper, e.chosen, w.id, w.updated FROM papers e JOIN works w ON e.arxiv = w.arxiv WHERE e.arxiv <> ''
UNION
SELECT e.paper, e.chosen, w.id, w.updated FROM papers e JOIN works w ON e.title_key = w.title_key
WHERE length(e.title_key) >= 20 AND abs(e.year - w.year) <= 2
""",
    ),
    (
        "known",
        """
WITH newest AS (
    SELECT w.id, max(w.updated) AS updated FROM works w WHERE w.id IN (SELECT m.id FROM matched m) GROUP BY w.id
)
SELECT DISTINCT m.paper, m.chosen, m.id FROM matched m JOIN newest n ON n.id = m.id AND n.updated = m.updated
""",
    ),
    (
        "touching",
        """
SELECT r.cited AS id, k.paper, 'cited by' AS direction, r.citing, r.updated
FROM known k JOIN refs r ON r.citing = k.id WHERE k.chosen
UNION
SELECT r.citing AS id, k.paper, 'cites' AS direction, r.citing, r.updated
FROM known k JOIN refs r ON r.cited = k.id WHERE k.chosen
""",
    ),
    (
        "fresh",
        """
WITH newest AS (
    SELECT w.id, max(w.updated) AS updated FROM works w WHERE w.id IN (SELECT t.citing FROM touching t) GROUP BY w.id
)
SELECT DISTINCT t.id, t.paper, t.direction
FROM touching t JOIN newest n ON n.id = t.citing AND n.updated = t.updated
WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k.id = t.id)
""",
    ),
)

FRONTIER = """
WITH counted AS (
    SELECT id,
           sum(CASE WHEN direction = 'cited by' THEN 1 ELSE 0 END) AS cited_by,
           sum(CASE WHEN direction = 'cites' THEN 1 ELSE 0 END) AS cites
    FROM fresh GROUP BY id
),
recorded AS (
    SELECT w.id, w.title, w.authors, w.year, w.venue, w.topic, w.type, w.doi, w.arxiv, w.citations, w.retracted,
           c.cited_by, c.cites,
           row_number() OVER (
               PARTITION BY w.id
               ORDER BY w.updated DESC, w.citations DESC, w.title, w.authors, w.doi, w.arxiv, w.year, w.venue, w.topic, w.type
           ) AS version
    FROM works w JOIN counted c ON c.id = w.id
),
described AS (
    SELECT w.*
    FROM recorded w CROSS JOIN choice o
    WHERE w.version = 1 AND NOT w.retracted AND w.title <> ''
      AND w.year BETWEEN o.first_year AND o.last_year
      AND (o.topic = '' OR instr(lower(concat(w.title, ' ', w.topic)), lower(o.topic)) > 0)
),
ranked AS (
    SELECT d.id, d.title, d.authors, d.year, d.venue, d.topic, d.type, d.doi, d.arxiv, d.citations, d.cited_by, d.cites,
           row_number() OVER (ORDER BY d.cited_by + d.cites DESC, d.citations DESC, d.id) AS place
    FROM described d
)
SELECT CAST(r.place AS BIGINT) AS place, r.id, r.title, r.authors, CAST(r.year AS INT) AS year, r.venue, r.topic, r.type,
       r.doi, r.arxiv, r.citations, CAST(r.cited_by AS BIGINT) AS cited_by, CAST(r.cites AS BIGINT) AS cites,
       f.direction, f.paper
FROM ranked r JOIN fresh f ON f.id = r.id CROSS JOIN choice o
WHERE r.place <= o.most
ORDER BY r.place, f.direction, f.paper
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """A row of the table `papers`: an entry, by what it may be known as there. `chosen` says that its links count."""

    paper: str
    doi: str
    arxiv: str
    title_key: str
    year: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The row of the table `choice`."""

    first_year: int = 0
    last_year: int = LATEST
    topic: str = ""
    """It has to occur in the title or in the topic, in small or capital letters as the engine tells them apart."""
    most: int = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the answer: a work, and one entry that it cites or that cites it."""

    place: int
    id: int
    title: str
    authors: str
    year: int
    venue: str
    topic: str
    type: str
    doi: str
    arxiv: str
    citations: int
    cited_by: int
    cites: int
    direction: str
    paper: str
