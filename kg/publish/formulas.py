"""The equation of a result, set with the symbols that its quantities are known by."""

from __future__ import annotations

from markupsafe import Markup

from kg.equations.errors_ import EquationError
from kg.publish.book import Book
from kg.schema.equation import Equation
