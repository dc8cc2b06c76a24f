"""The one Jinja environment: everything is escaped, nothing undefined passes, templates come from our own folders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from kg.publish import follows, offers, pieces, sieve

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
THEME = HERE / "theme"


def environment(overrides: Sequence[Path] = ()) -> Environment:
    """Folders of an atlas' own templates come first, so that a file of the same name wins."""
    return _environment(tuple(str(folder) for folder in overrides))


def shown(value: object) -> str:
    """A value as it is written into a page: what `escape` makes of it, as a plain string.

    Jinja would make each into a `Markup` and then join them, which was a tenth of the time of all pages.
    """
    if type(value) is Markup:
        return value
    if type(value) is str:
        return (
            value.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("'", "&#39;")
            .replace('"', "&#34;")
        )
    return escape(value)


class _Code(CodeGenerator):
    """As Jinja's own, with `shown` for `escape` around what is written."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class _Environment(Environment):
    code_generator_class = _Code
    shown = staticmethod(shown)


@lru_cache(maxsize=4)
def _environment(overrides: tuple[str, ...]) -> Environment:
    made = _Environment(
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
