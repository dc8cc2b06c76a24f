"""Equations, units, domains and formulas that cannot be read, or would never end."""

from __future__ import annotations

from tests.hostile.case import Case, value


def _expression(name: str, bad: str, good: str, place: int, rule: str = "bad-expression") -> Case:
    """The right-hand side of `h = ...`, bad from its `place`-th character on, counted from 0."""
    line = "equation: {{expression: 'h = {}', symbols: {{h: quantity/hum, x: quantity/pulse}}}}\n"
    return Case(name, line.format(bad), line.format(good), rule, 5, 29 + place, "results")


def _constant(name: str, bad: str, good: str, rule: str, column: int) -> Case:
    line = (
        "equation: {{expression: 'h = a + x', symbols: {{h: quantity/hum, x: quantity/pulse}}, constants: {{a: {}}}}}\n"
    )
    return Case(name, line.format(bad), line.format(good), rule, 5, column, "results")


CASES = (
    _expression("code-in-an-expression", "__import__(x)", "sqrt(x)", 0),
    _expression("attribute-in-an-expression", "x.real", "abs(x)", 1),
    _expression("lambda-in-an-expression", "lambda: x", "x", 6),
    _expression("text-in-an-expression", 'x + "a"', "x + 1", 4),
    _expression("call-of-nothing", "eval(x)", "exp(x)", 0),
    _expression("caret", "x^2", "x**2", 1),
    _expression("product-without-a-star", "2x", "2*x", 1),
    _expression("sign-of-multiplication", "2\u00d7x", "2*x", 1),
    _expression("long-dash", "x \u2013 1", "x - 1", 2),
    _expression("greek", "\u03bb*x", "x*2", 0),
    _expression("parenthesis-left-open", "(x", "(x)", 0),
    _expression("parenthesis-too-many", "x)", "(x)", 1),
    _expression("nothing-behind-a-sign", "x +", "x + 0", 3),
    _expression("tower", "9**9**9", "x**2", 3),
    _expression("tower-of-names-is-bounded", "2**(10**4)", "2**10*x", 4),
    _expression("divided-exponent", "2**(1/0)", "2**(1/2)*x", 4),
    _expression("deep-parentheses", "(" * 70 + "x" + ")" * 70, "(" * 60 + "x" + ")" * 60, 64),
    _expression("many-signs", "-" * 100 + "x", "-" * 60 + "x", 64),
    _expression("long-sum", "x" + "+x" * 300, "x" + "+x" * 40, 598),
    _expression("endless-number", "1e999*x", "1e30*x", 0),
    _expression("two-equals", "x = 1", "piecewise(x == 1, x, 1)", 2),
    _expression("comparison-alone", "x < 1", "max(x, 1)", 2),
    _expression("too-few-arguments", "log2()", "log2(x)", 5),
    _expression("too-many-arguments", "sqrt(x, x)", "max(x, x)", 0),
    _expression("unknown-name", "x + y", "x", 4, "unknown-symbol"),
    Case("expression-too-long", "equation: {expression: 'h = " + "x+" * 1000 + "x', symbols: {h: quantity/hum, x: quantity/pulse}}\n",
         "equation: {expression: 'h = x', symbols: {h: quantity/hum, x: quantity/pulse}}\n", "bad-value", 5, 24, "results"),
    Case("no-expression", "equation: {symbols: {h: quantity/hum}}\n",
         "equation: {symbols: {h: quantity/hum}, computable: false, reason: a sum over spectra}\n", "bad-value", 5, 11,
         "results"),
    Case("no-reason", "equation: {expression: 'h = x', symbols: {h: quantity/hum, x: quantity/pulse}, computable: false}\n",
         "equation: {expression: 'h = x', symbols: {h: quantity/hum, x: quantity/pulse}, computable: false, reason: so}\n",
         "bad-value", 5, 11, "results"),
    _constant("constant-in-words", "much", "2", "bad-value", 99),
    _constant("constant-without-end", "1e999", "1e9", "bad-value", 99),
    _constant("constant-of-a-unit-unknown", "2 hums", "2 nat/nat", "bad-unit", 101),
    _constant("constant-of-no-number", "''", "{value: 2}", "bad-value", 99),
    _constant("constant-as-a-list", "[2]", "2", "wrong-type", 99),
    _constant("uncertainty-below-nought", "{value: 2, uncertainty: -1}", "{value: 2, uncertainty: 1}", "bad-value", 123),
    value("unit-unknown", "unit", "hums", "nat", "bad-unit", "quantities"),
    Case("unit-with-code", "unit: kg;rm\n", "unit: kg\n", "bad-unit", 4, 9, "quantities"),
    value("unit-of-a-number", "unit", "5", "1", "bad-unit", "quantities"),
    value("domain-turned-round", "domain", "'(1, 0)'", "'(0, 1)'", folder="quantities"),
    value("domain-of-no-number", "domain", "'(nan, inf)'", "(0, inf)", folder="quantities"),
    value("domain-left-open", "domain", "'(0, 1'", "'(0, 1)'", folder="quantities"),
    Case("formula-left-open", "symbol: '\\frac{'\n", "symbol: '\\frac{a}{b}'\n", "bad-maths", 4, 15, "quantities"),
    Case("formula-that-defines", "symbol: '\\def\\a{\\a\\a}\\a'\n", "symbol: '\\alpha'\n", "bad-maths", 4, 10, "quantities"),
    Case("formula-that-reads-a-file", "symbol: '\\input{/etc/passwd}'\n", "symbol: '\\text{passwd}'\n", "bad-maths", 4, 10,
         "quantities"),
    Case("formula-with-an-address", "symbol: '\\href{javascript:x}{y}'\n", "symbol: 'y'\n", "bad-maths", 4, 10, "quantities"),
    Case("formula-of-deep-braces", "symbol: '" + "{" * 60 + "a" + "}" * 60 + "'\n", "symbol: '" + "{" * 39 + "a" + "}" * 39 + "'\n",
         "bad-maths", 4, 50, "quantities"),
    Case("formula-that-is-long", "symbol: '" + "a" * 2001 + "'\n", "symbol: '" + "a" * 2000 + "'\n", "bad-maths", 4, 2010,
         "quantities"),
    Case("formula-in-a-text", "body: 'so $\\nope$'\n", "body: 'so $\\nu$'\n", "bad-maths", 4, 12),
    Case("dollar-left-over", "body: 'from 5 $ to 6 \\wrong $ more $x_{$'\n", "body: 'from 5 \\$ to 6 \\$'\n", "bad-maths", 4, 39),
)  # fmt: skip
