"""Per theory: what it explains, what is contested, what it leaves untouched, and how its predictions fared.

A theory is credited with what it explains itself, what the results it states explain, and what they predicted. Nothing is
credited by derivation: what a general theory merely covers counts for the special one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.graph import Graph

OUTCOMES = ("confirmed", "refuted", "mixed", "ambiguous", "untested")


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the board. Phenomena are ids; predictions are counted by outcome, and listed."""

    theory: str
    explained: tuple[str, ...]
    contested: tuple[str, ...]
    untouched: int
    novel: Mapping[str, int]
    retrodictions: Mapping[str, int]
    predictions: tuple[str, ...]
    ascribed: tuple[str, ...] = ()
    """Those of `predictions` that no paper is quoted for: whoever wrote the link took them to follow."""


def scoreboard(graph: Graph) -> list[Score]:
    """All theories: those with the most confirmed predictions and explained phenomena first."""
    phenomena = {record.id for record in graph.catalogue.of_kind("phenomenon")}
    scores = [_score(graph, record.id, phenomena) for record in graph.catalogue.of_kind("theory")]
    return sorted(
        scores, key=lambda score: (-_confirmed(score), -len(score.explained), -len(score.contested), score.theory)
    )


def _refuted(graph: Graph, voice: str) -> bool:
    """What a refuted result explained counts no more; what it predicted still does."""
    return getattr(graph.record(voice).entry, "standing", "") == "refuted"


def _confirmed(score: Score) -> int:
    return score.novel["confirmed"] + score.retrodictions["confirmed"]


def _score(graph: Graph, theory: str, phenomena: set[str]) -> Score:
    voices = {theory}
    for statement in graph.catalogue.about.get(theory, ()):
        if statement.relation.name == "states" and statement.link.standing != "refuted":
            voices.add(statement.target)
    standings: dict[str, set[str]] = {}
    predictions: set[str] = set()
    sourced: set[str] = set()
    for voice in voices:
        for statement in graph.about.get(voice, ()):
            if statement.source != voice:
                continue
            if statement.relation.name == "explains" and statement.target in phenomena and not _refuted(graph, voice):
                standings.setdefault(statement.target, set()).add(statement.link.standing)
            elif statement.relation.name == "predicts":
                predictions.add(statement.target)
                if statement.link.evidence:
                    sourced.add(statement.target)
    # One firm explanation, in some system, is an explanation; contested where none of them is firmer.
    explained = tuple(sorted(id for id, found in standings.items() if found & {"proved", "supported"}))
    contested = tuple(sorted(id for id, found in standings.items() if "contested" in found and id not in explained))
    by_timing: dict[str, Counter[str]] = {"novel": Counter(), "retrodiction": Counter()}
    for id in predictions:
        entry = graph.record(id).entry
        by_timing[getattr(entry, "timing", "retrodiction")][getattr(entry, "outcome", "untested")] += 1
    counted = {timing: {outcome: counts[outcome] for outcome in OUTCOMES} for timing, counts in by_timing.items()}
    untouched = len(phenomena) - len(standings)
    return Score(
        theory,
        explained,
        contested,
        untouched,
        counted["novel"],
        counted["retrodiction"],
        tuple(sorted(predictions)),
        tuple(sorted(predictions - sourced)),
    )
