"""What we aim at, and what other tools needed: CPU seconds on two cores, all measured on one machine.

Another machine gives other figures; their ratios are what can be compared.
"""

from __future__ import annotations

from typing import NamedTuple


class Goal(NamedTuple):
    """CPU seconds that a command may take, on which corpus, and with or without a cache of an earlier run."""

    command: str
    cache: str
    entries: int
    seconds: float
    shape: str = ""
    """Empty where the goal is for either shape."""


GOALS = (
    Goal("check", "cold", 100, 0.3, "plain"),
    Goal("check", "cold", 1_000, 0.6, "plain"),
    Goal("check", "cold", 10_000, 3.0, "plain"),
    Goal("check", "warm", 10_000, 1.0, "plain"),
    Goal("site", "cold", 1_000, 3.0),
    Goal("site", "cold", 10_000, 20.0),
    Goal("check FILE", "warm", 1_000, 0.25),
    Goal("show", "warm", 1_000, 0.25),
    Goal("find", "warm", 1_000, 0.25),
    Goal("trace", "warm", 1_000, 0.6),
    Goal("gaps", "warm", 1_000, 0.6),
)
HELP = 0.08
"""`kg --help`, whatever the atlas."""


def goal(command: str, cache: str, entries: int, shape: str) -> float | None:
    """The goal for exactly this measurement, if there is one."""
    if command == "--help":
        return HELP
    for row in GOALS:
        if row[:3] == (command, cache, entries) and row.shape in ("", shape):
            return row.seconds
    return None


class Peer(NamedTuple):
    """What another tool needed for the plain corpus; `None` where it was not run."""

    tool: str
    hundred: str | None
    thousand: str | None
    ten_thousand: str | None


JUDGING = (
    Peer("check-jsonschema 0.39", "0.9", "4.0", "48.6"),
    Peer("linkml-validate 1.12", "2.7", "6.2", "33.3"),
    Peer("Doorstop 3.2, no rewriting", "0.9", "5.3", "123-177"),
    Peer("Sphinx-Needs 9.1, cold", "2.6", "15.5", "274"),
    Peer("Sphinx-Needs 9.1, after one edit", "1.3", "2.4", "12.4"),
    Peer("StrictDoc 0.30, cold", "3.7", "17.3", "158"),
)
PUBLISHING = (
    Peer("Sphinx-Needs, clean", None, "48", "over 8 min"),
    Peer("Sphinx-Needs, one edit", None, "2.2", None),
    Peer("StrictDoc, deep trace off, clean", None, "53", None),
    Peer("StrictDoc, deep trace off, one edit", None, "17", None),
    Peer("Doorstop", "14.8", "over 8 min", None),
    Peer("MkDocs with Material, no nav", None, "10.9", "103"),
)
STARTING = {
    "bare Python": 0.013,
    "click": 0.064,
    "MkDocs": 0.174,
    "Sphinx": 0.356,
    "Doorstop": 0.469,
    "StrictDoc": 0.764,
    "linkml-validate": 1.869,
    "Bioregistry": 5.1,
}
"""CPU seconds of `--help`."""

QUESTIONS = {
    ("build the graph", "S"): "0.13",
    ("build the graph", "L"): "6.8-8.3",
    ("100 neighbourhoods of three steps", "L"): "0.06",
    ("100 shortest paths", "L"): "1.2",
    ("SQL, loaded and asked: rival-explanations", "L"): "load 0.28, then 0.03-0.05",
    ("derive all facts with proofs", "S"): "0.03",
    ("derive all facts with proofs", "L"): "2.1",
    ("GraphML, streamed", "L"): "4.4; NetworkX's writer 28.7",
    ("500 equations: read", "S"): "0.02",
    ("500 units: read", "S"): "0.004",
    ("duplicates among 100,000 titles", "L"): "0.85, recall 0.97, precision 0.97",
}
"""Seconds of the prototypes, on the machine of the other figures."""
