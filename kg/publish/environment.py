"""The one Jinja environment: everything is escaped, nothing undefined passes, templates come from our own folders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.publish import follows, offers, pieces, sieve

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
THEME = HERE / "theme"


def environment(overrides: Sequence[Path] = ()) -> Environment:
    """Folders of an atlas' own templates come first, so that a file of the same name wins."""
    return _environment(tuple(str(folder) for folder in overrides))


@lru_cache(maxsize=4)
def _environment(overrides: tuple[str, ...]) -> Environment:
    made = Environment(
        loader=FileSystemLoader([*overrides, str(TEMPLATES), str(THEME)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters["number"] = number
    made.filters["words"] = lambda text: str(text).replace("_", " ").replace("-", " ")
    made.globals["pieces"] = pieces
    made.globals["offers"] = offers
    made.globals["sieves"] = sieve
    made.globals["follows"] = follows
    return made


def number(value: float) -> str:
    """A number as people write it: 1.4e12 as 1.4 × 10¹², thousands apart, no trailing zeros."""
    if value and (abs(value) >= 1e6 or abs(value) < 1e-3):
        mantissa, _, exponent = f"{value:.6g}".partition("e") if "e" in f"{value:.6g}" else f"{value:e}".partition("e")
        digits = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"10{digits}" if mantissa == "1" else f"{mantissa} × 10{digits}"
    return f"{value:,.6g}".replace(",", "\u202f") if abs(value) >= 10_000 else f"{value:.6g}"
