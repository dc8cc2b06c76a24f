"""The reference: kinds with their fields, relations, rules, gaps, inference, tables, units, expressions and formats.

All of it is printed from the code that judges and asks, so that it cannot fall behind. Only commands are missing: they live
above this floor, and have a page of their own among the pages written by hand.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kg import discover
from kg.checks import all_rules
from kg.equations import functions, units
from kg.exports import formats as exports
from kg.imports import formats as imports
from kg.publish.book import Book
from kg.publish.here import Here
from kg.publish.site import Page
from kg.queries import sql
from kg.queries.recipes import RECIPES
from kg.reasoning import RELATIONS as DERIVED
from kg.reasoning import rules as inferences
from kg.reports import formats as reports
from kg.review import gaps
from kg.schema import fields
from kg.schema.kinds import kinds
from kg.schema.relations import RELATIONS
from kg.schema.template import template

TITLES = {
    "kinds": "Kinds of entries and their fields",
    "relations": "Relations between entries",
    "rules": "Rules that entries obey",
    "gaps": "Kinds of gaps",
    "inference": "What follows from what",
    "tables": "Tables and views for questions in SQL",
    "expressions": "The grammar of equations",
    "units": "Units",
    "formats": "Formats of reports, exports and imports",
}


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a name and an explanation of a paragraph or more, in Markdown."""

    name: str
    summary: str
    explanation: str
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the reference; its cells are one line of Markdown each."""

    name: str
    title: str
    lead: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_HELD = {
    "entries": "One row per entry; `fields` has all of it as JSON.",
    "links": "One row per written link, in the canonical direction; `evidence` counts.",
    "evidence": "One row per piece; on an entry itself it has no relation and no target.",
    "derived": "What only follows; `size` counts the steps of the shortest proof.",
}


def pages(book: Book) -> Iterator[Page]:
    yield _page(book, "kinds", "kinds", _kinds)
    for kind in kinds():
        here = Here(book, f"reference/{kind}/", f"Fields of a {kind}", f"What an entry of kind {kind} may say.")
        yield here.page("reference-kind.html.jinja", partial(_kind, kind))
    yield _page(book, "relations", "relations", lambda: {"relations": RELATIONS})
    lists: dict[str, Callable[[], Iterator[Item]]] = {"rules": _rules, "gaps": _gaps, "inference": _inferences}
    for name, items in lists.items():
        yield _page(book, name, "items", partial(_listing, "items", items))
    for name, tables in (("tables", _tables), ("expressions", _expressions), ("units", _units), ("formats", _formats)):
        yield _page(book, name, "tables", partial(_listing, "tables", tables))


def _page(book: Book, name: str, template: str, values: Callable[[], Mapping[str, Any]]) -> Page:
    here = Here(book, f"reference/{name}/", TITLES[name], f"{TITLES[name]}, printed from the code.")
    return here.page(f"reference-{template}.html.jinja", values)


def _listing(name: str, make: Callable[[], Iterator[Item | Table]]) -> dict[str, Any]:
    return {name: list(make())}


def _kinds() -> dict[str, Any]:
    return {"kinds": meanings(), "common": fields.common_fields(), "parts": fields.parts()}


def meanings() -> dict[str, tuple[str, str]]:
    """Each kind with what it is, and its folder."""
    return {name: (_said(sys.modules[model.__module__])[0], model.folder) for name, model in kinds().items()}


def _kind(kind: str) -> dict[str, Any]:
    model = kinds()[kind]
    ways = [
        (name, reads, (kind,) if relation.same_kind else ends)
        for relation in RELATIONS
        for name, reads, from_, ends in _ways(relation)
        if not from_ or kind in from_
    ]
    return {
        "kind": kind,
        "means": meanings()[kind],
        "fields": fields.own_fields(kind),
        "needs_layers": model.needs_layers,
        "ways": ways,
        "blank": template(kind, "TITLE"),
    }


def _ways(relation: Any) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """A relation as it can be written from either side: name, words, kinds it is written in, kinds it names."""
    if relation.derived:
        return
    yield relation.name, relation.reads(relation.name), relation.source, relation.target
    if not relation.symmetric:
        yield relation.inverse, relation.reads(relation.inverse), relation.target, relation.source


def _said(module: Any) -> tuple[str, str]:
    """The first paragraph of a module's docstring on one line, and the rest."""
    first, _, rest = inspect.cleandoc(module.__doc__ or "").partition("\n\n")
    return " ".join(first.split()), rest


def _rules() -> Iterator[Item]:
    for name, rule in all_rules().items():
        yield Item(name, f"{rule.summary[0].upper()}{rule.summary[1:]}", rule.explanation or "", rule.severity.value)


def _gaps() -> Iterator[Item]:
    for name, module in zip(gaps.names(), discover.modules(gaps.__name__), strict=True):
        yield Item(name, *_said(module))


def _inferences() -> Iterator[Item]:
    for name, module in inferences().items():
        yield Item(name, *_said(module))
    for derived in DERIVED.values():
        yield Item(derived.name, f"Relation “{derived.words}”: {derived.meaning}.", "", "derived relation")


def _tables() -> Iterator[Table]:
    for name, columns in sql.TABLES.items():
        rows = tuple((f"`{column}`", f"`{type}`") for column, type in columns.items())
        yield Table(name, f"Table `{name}`", _HELD[name], ("Column", "Type"), rows)
    views = tuple((f"`{name}`", shows) for name, shows in sql.views().items() if name not in sql.TABLES)
    yield Table("views", "Views", "One for each kind and each relation.", ("View", "Shows"), views)
    named = tuple((f"`{name}`", recipe.question) for name, recipe in RECIPES.items())
    yield Table("recipes", "Recipes", "`kg query --recipe NAME` asks one of them.", ("Recipe", "Question"), named)


def _expressions() -> Iterator[Table]:
    takes = {
        "pure": "a pure number, and gives one",
        "root": "any unit, and gives its square root",
        "keeps": "any unit, and keeps it",
    }
    rows = tuple(
        (f"`{name}`", f"{one.arguments}{' or more' if one.more else ''}", takes[one.units] + _information(one))
        for name, one in sorted(functions.FUNCTIONS.items())
    )
    lead = "What may be called. Anything else in front of a parenthesis is refused."
    yield Table("functions", "Functions", lead, ("Function", "Arguments", "Takes"), rows)
    others = (
        ("`+` `-` `*` `/` `**`", "sum, difference, product, quotient, power; a power binds to the right"),
        ("`=`", "once, between the two sides; `kg compute` solves for whatever is not known"),
        ("`piecewise(condition, value, ..., otherwise)`", "the value behind the first condition that holds"),
        ("`<` `<=` `>` `>=` `and`", "in conditions only"),
        *((f"`{name}`", f"{value:.6f}…") for name, value in functions.CONSTANTS.items()),
    )
    lead = "Names are symbols: of a quantity, of a constant. `lambda` is one like any other."
    yield Table("operators", "Operators, conditions and constants", lead, ("Written", "Means"), others)


def _information(one: functions.Function) -> str:
    return f", counted in {one.information}s" if one.information else ""


def _units() -> Iterator[Table]:
    lead = (
        "Written with `*`, `/` and `**`, such as `nat/token * parameter**alpha`; plurals are understood. Units of the same "
        "dimensions convert. What another field counts goes in braces: `{vessel}/day`."
    )
    by_size: dict[str, list[str]] = {}
    for name, unit in units.UNITS.items():
        by_size.setdefault(str(unit), []).append(f"`{name.replace('F_', 'F-')}`")
    rows = tuple((f"`{base}`", " ".join(names)) for base, names in by_size.items() if len(names) > 1)
    yield Table("units", "Units that convert", lead, ("In base units", "Known as"), rows)
    counts = " ".join(names[0] for names in by_size.values() if len(names) == 1)
    lead = "Units that convert to nothing else. To add one number of tokens to one of parameters is a warning."
    yield Table("counts", "Counts and others", lead, ("Known as",), ((counts,),))


def _formats() -> Iterator[Table]:
    lead = "`kg check --format NAME`"
    yield Table("reports", "Reports of findings", lead, ("Format", "Is"), tuple(_listed("kg.reports", reports())))
    lead = "`kg export NAME`; more on the page about export and import."
    yield Table("exports", "Exports", lead, ("Format", "Is"), tuple(_listed("kg.exports", exports())))
    lead = "`kg import FILE`"
    yield Table("imports", "Imports", lead, ("Format", "Is"), tuple(_listed("kg.imports", imports())))


def _listed(room: str, names: Any) -> Iterator[tuple[str, str]]:
    for name in names:
        yield f"`{name}`", _said(discover.module(room, name))[0]
