"""A name in an equation that stands for nothing, or for two things.

Every name in an expression is either a symbol, behind which `symbols` puts a quantity, or a constant, to which `constants`
or each of the fits gives a value. The same names are used in the units of constants, in the inputs of examples, and in
fits; an example names a fit that exists. A slip here would leave a number out of a calculation without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule
from kg.equations.problems import Problem
from kg.equations.unit_text import UnitText, parse_unit
from kg.formulas import Fault, Formula, formulas
from kg.source.tree import Loc
from kg.suggest import did_you_mean

RULE = Rule("unknown-symbol", "a name in an equation that stands for nothing", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for formula in formulas(catalogue).values():
        if formula.names:
            yield from _expression(formula)
            yield from _fits(formula)
            yield from _units(formula)
            yield from _examples(formula)


def _expression(formula: Formula) -> Iterator[Diagnostic]:
    known = {*formula.written.symbols, *(name for constants in formula.fits.values() for name in constants)}
    unused = sorted(known - formula.names.keys())
    for name in formula.unknown:
        node = formula.names[name]
        text = formula.written.expression or ""
        fault = Fault(("equation", "expression"), text, Problem("", node.start, node.end))
        help = did_you_mean(name, unused) or "add it to `symbols` with its quantity, or to `constants` with its value"
        yield RULE.at(formula.place(fault), f"nothing says what {name!r} is", help=help)
    for name, id in formula.written.symbols.items():
        constant = formula.written.constants.get(name)
        if constant and constant.quantity and constant.quantity != id:
            message = f"{name!r} is {id!r} among the symbols, and {constant.quantity!r} among the constants"
            span = formula.record.tree.span("equation", "constants", name)
            yield RULE.at(span, message, help="give one of the two another name")


def _fits(formula: Formula) -> Iterator[Diagnostic]:
    span, key_span = formula.record.tree.span, formula.record.tree.key_span
    seen: set[str] = set()
    for index, fit in enumerate(formula.written.fits):
        loc = ("equation", "fits", index)
        if fit.name in seen:
            yield RULE.at(span(*loc, "name"), f"fit {fit.name!r} is given twice", help="give one another name")
        seen.add(fit.name)
        for name in fit.constants:
            if name not in formula.names and name not in formula.written.constants:
                help = did_you_mean(name, formula.names) or "delete it, or use it in the expression"
                message = f"fit {fit.name!r} gives a value to {name!r}, which the equation does not have"
                yield RULE.at(key_span(*loc, "constants", name), message, help=help)
        given = formula.fits[fit.name]
        for name in formula.names:
            if name not in given and name not in formula.written.symbols and name not in formula.unknown:
                message = f"fit {fit.name!r} gives no value to {name!r}"
                yield RULE.at(span(*loc, "name"), message, help=f"add {name} to the constants of this fit")


def _units(formula: Formula) -> Iterator[Diagnostic]:
    places: list[tuple[Loc, str | None, Collection[str]]] = [
        (("equation", "constants", name), constant.unit, formula.written.constants)
        for name, constant in formula.written.constants.items()
    ]
    for index, fit in enumerate(formula.written.fits):
        for name, constant in fit.constants.items():
            places.append((("equation", "fits", index, "constants", name), constant.unit, formula.fits[fit.name]))
    for loc, text, known in places:
        unit = parse_unit(text) if text else None
        for name in unit.symbols if text and isinstance(unit, UnitText) else ():
            if name not in known:
                at = (text or "").index(name)
                fault = Fault(formula.unit_loc(loc), text or "", Problem("", at, at + len(name)))
                help = did_you_mean(name, known) or "an exponent is a number or one of the constants"
                yield RULE.at(formula.place(fault), f"no constant {name!r} for the exponent of this unit", help=help)


def _examples(formula: Formula) -> Iterator[Diagnostic]:
    tree = formula.record.tree
    for index, example in enumerate(formula.written.examples):
        loc = ("equation", "examples", index)
        for name in example.inputs:
            if name not in formula.names:
                help = did_you_mean(name, formula.names) or f"the equation has {', '.join(formula.names)}"
                message = f"input {name!r} does not stand in the equation"
                yield RULE.at(tree.key_span(*loc, "inputs", name), message, help=help)
        if example.fit is not None and example.fit not in formula.fits:
            fits = [name for name in formula.fits if name]
            help = did_you_mean(example.fit, fits) or "name one of the fits, or leave `fit` out for the main constants"
            yield RULE.at(tree.span(*loc, "fit"), f"no fit {example.fit!r}", help=help)
