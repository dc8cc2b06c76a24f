"""How firmly a statement stands, and what papers do to it: the words, and how they compare."""

from __future__ import annotations

from typing import Literal, get_args

Standing = Literal["proved", "supported", "conjectured", "contested", "unstated", "refuted"]
Stance = Literal["introduces", "poses", "supports", "disputes", "refutes", "replicates", "uses", "extends"]
Read = Literal["full", "part", "abstract", "secondary"]

STANDINGS: tuple[str, ...] = get_args(Standing)
STANCES: tuple[str, ...] = get_args(Stance)

STRENGTH: dict[str, int] = {
    "proved": 4,
    "supported": 3,
    "conjectured": 2,
    "contested": 2,
    "unstated": 1,
    "refuted": 0,
}
"""How firm each standing is; a refuted statement grounds nothing."""

FAVOURABLE = frozenset({"introduces", "supports", "replicates", "uses", "extends"})
"""Stances that speak for a statement."""

ADVERSE = frozenset({"disputes", "refutes"})
"""Stances that speak against a statement."""
