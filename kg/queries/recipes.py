"""Ten questions worth asking of any atlas, in SQL: to use as they are, or to begin one's own with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question in words, and in SQL over the views of `sql.py`."""

    question: str
    sql: str


RECIPES: dict[str, Recipe] = {
    "most-cited-papers": Recipe(
        "Which papers speak to the most statements?",
        """SELECT paper, count(*) AS statements, count(DISTINCT entry) AS entries
FROM evidence GROUP BY paper ORDER BY statements DESC, paper LIMIT 20""",
    ),
    "unread-but-relied-on": Recipe(
        "Which papers do we rely on most without having read them in full?",
        """SELECT paper, count(*) AS statements, list_sort(list(DISTINCT read)) AS read
FROM evidence GROUP BY paper HAVING NOT list_contains(list(DISTINCT read), 'full')
ORDER BY statements DESC, paper LIMIT 20""",
    ),
    "contested-links": Recipe(
        "Which links are contested, and by which papers?",
        """SELECT l.source, l.relation, l.target, list_sort(list(DISTINCT e.paper)) AS against
FROM links l JOIN evidence e USING (source, relation, target)
WHERE l.standing = 'contested' AND e.stance IN ('disputes', 'refutes')
GROUP BY ALL ORDER BY ALL""",
    ),
    "rival-explanations": Recipe(
        "Which phenomena have the most explanations?",
        """SELECT target AS phenomenon, count(DISTINCT source) AS explanations, list_sort(list(DISTINCT source)) AS which
FROM explains WHERE target LIKE 'phenomenon/%' AND standing <> 'refuted'
GROUP BY target ORDER BY explanations DESC, phenomenon""",
    ),
    "explained-but-not-grounded": Recipe(
        "Which phenomena are explained, but rest on no known mechanism?",
        """SELECT DISTINCT x.target AS phenomenon FROM explains x
WHERE x.target LIKE 'phenomenon/%' AND x.standing <> 'refuted'
  AND NOT EXISTS (SELECT 1 FROM underlies u WHERE u.target = x.target AND u.standing <> 'refuted')
ORDER BY phenomenon""",
    ),
    "busiest-systems": Recipe(
        "In which systems was the most seen?",
        """SELECT s.id AS system, s.scale, count(*) AS observations
FROM observed_in o JOIN system s ON s.id = o.target WHERE o.standing <> 'refuted'
GROUP BY ALL ORDER BY observations DESC, system""",
    ),
    "looked-for-and-absent": Recipe(
        "What was looked for and not found, and where?",
        """SELECT source AS sought, target AS system, regime FROM observed_in
WHERE standing = 'refuted' ORDER BY sought, system""",
    ),
    "refuted-predictions": Recipe(
        "Which predictions failed, and who made them?",
        """SELECT p.id AS prediction, p.title, list_sort(list(m.source) FILTER (m.source IS NOT NULL)) AS made_by
FROM prediction p LEFT JOIN predicts m ON m.target = p.id
WHERE p.outcome = 'refuted' GROUP BY ALL ORDER BY prediction""",
    ),
    "doubtful-entries": Recipe(
        "Which entries name the most doubts?",
        """SELECT id, title, doubts FROM entries WHERE doubts > 0 ORDER BY doubts DESC, id LIMIT 20""",
    ),
    "layers-at-a-glance": Recipe(
        "How many entries of each kind stand on each layer?",
        """SELECT layer, kind, count(*) AS entries
FROM (SELECT unnest(layers) AS layer, kind FROM entries)
GROUP BY ALL ORDER BY layer, entries DESC, kind""",
    ),
}
