"""The equation of a result as MathML, under the names that the entry gives its symbols."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from kg.equations.grammar import parse_equation
from kg.equations.latex import to_latex
from kg.equations.problems import Problem
from kg.markup.maths import BadMaths, mathml


@lru_cache(maxsize=10_000)
def formula(expression: str) -> Markup | None:
    """None where the expression does not parse; the page then shows it as it was typed."""
    parsed = parse_equation(expression)
    if isinstance(parsed, Problem):
        return None
    try:
        return Markup(mathml(to_latex(parsed), True))  # noqa: S704 - the converter writes MathML only
    except BadMaths:
        return None
