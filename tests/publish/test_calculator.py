"""The calculator in the page: its evaluator gives what the Python one gives, on the same expressions and numbers."""

from __future__ import annotations

import json
import math
import random
import re
import shutil
import subprocess
from html import unescape
from typing import Any

import pytest

from kg.equations.domain import parse_domain
from kg.equations.evaluate import evaluate
from kg.equations.functions import FUNCTIONS
from kg.equations.grammar import parse_equation, parse_expression
from kg.equations.nodes import Equation
from kg.equations.problems import Problem, Undefined
from kg.formulas import formulas
from kg.graph import Graph
from kg.publish.environment import THEME
from kg.publish.laws import calculator, worked
from kg.publish.pages import SiteSettings, render

HARNESS = """
const vm = require("node:vm"), fs = require("node:fs");
const context = vm.createContext({document: {querySelectorAll: () => []}});
vm.runInContext(fs.readFileSync(process.argv[1], "utf8"), context);
context.cases = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(vm.runInContext(`cases.map(([text, values]) => {
  try { return compile(text)(new Map(Object.entries(values))); }
  catch (error) { if (error instanceof Fault) return null; throw error; }
})`, context)));
"""
EXPRESSIONS = (
    "1.69 + 406.4/x**0.34 + 410.7/y**0.28",
    "-x**2", "2**3**2", "x**-y", "2**-1", "-2**2", "(-8)**(1/3)", "(-8)**3", "0**0", "0**-1", "x - y - z", "x/y/z", "x*y/z",
    "sqrt(x)", "log(x)", "log2(x)", "log10(x)", "exp(x)", "acos(x)", "cos(x)", "sin(x)", "tan(x)", "tanh(x)", "floor(x)",
    "ceil(x)", "abs(x)", "comb(x, y)", "comb(10, 3)", "comb(60, 30)", "comb(2000, 1000)", "comb(5000, 2500)", "comb(5, 9)",
    "comb(2.5, 1)", "max(x, y)", "min(x, y, z)", "pi*x", "+x", "--x", "1/(x - x)", "exp(800)", "1e308*10", "1e-3", ".5 + 2.",
    "piecewise(x < y, x, y)", "piecewise(x < 1 and y >= 2, 1, x == z, 2, 3)", "piecewise(x <= 0, sqrt(x), log(x))",
    "constructor + toString", "lambda*x", "(((x)))", "x\\n+ y",
    # What neither reads:
    "", "x +", "x y", "2x", "(x", "x)", "x = y", "x < y", "f(x)", "sqrt", "sqrt(x, y)", "max(x)", "comb(x)", "piecewise(x)",
    "piecewise(0 < x < 1, x, 1)", "piecewise(x < 1, x)", "and", "x and y", "x^2", "9**9**9", "2**1001", "1e999", "1e-999", "x_",
    "_x", "λ", "x;y", "a.b", "a[0]", "'x'", "x !== y", "pi(x)", "log()", "missing + 1", "x\\u00a0+ y",
    "+".join(["x"] * 70), "(" * 70 + "x" + ")" * 70, "*".join(["x"] * 301),
)  # fmt: skip
NUMBERS = (0.0, 1.0, -1.0, 0.5, 2.0, 3.0, -2.5, 7e10, 1e-12, 10.0)


def python(text: str, values: dict[str, float]) -> float | None:
    read = parse_equation(text) if re.match(r"[A-Za-z]\w*\s*=[^=]", text) else parse_expression(text)
    if isinstance(read, Problem):
        return None
    found = evaluate(read.expression if isinstance(read, Equation) else read, values)
    return None if isinstance(found, Undefined) else found


def cases() -> list[tuple[str, dict[str, float]]]:
    pick = random.Random(7)
    extra = {"lambda": 2.0, "constructor": 3.0, "toString": 4.0}
    found = [
        (
            text.encode().decode("unicode_escape") if "\\" in text else text,
            {**extra, **dict(zip("xyz", numbers, strict=True))},
        )
        for text in EXPRESSIONS
        for numbers in [pick.sample(NUMBERS, 3) for _ in range(12)]
    ]
    found += [(_random(pick, 5), {**dict(zip("xyz", pick.sample(NUMBERS, 3), strict=True))}) for _ in range(1500)]
    return found


def _random(pick: random.Random, level: int) -> str:
    if level == 0 or pick.random() < 0.15:
        return pick.choice(["x", "y", "z", "pi", "2", "0.5", "3", "1e3"])
    match pick.randrange(8):
        case 0:
            name = pick.choice(list(FUNCTIONS))
            return f"{name}({', '.join(_random(pick, level - 1) for _ in range(FUNCTIONS[name].arguments))})"
        case 1:
            left, right, yes, no = (_random(pick, level - 2 if level > 2 else 0) for _ in range(4))
            return f"piecewise({left} {pick.choice(['<', '<=', '>', '>='])} {right}, {yes}, {no})"
        case 2:
            return f"-{_random(pick, level - 1)}"
        case 3:
            return f"({_random(pick, level - 1)})"
    return f"{_random(pick, level - 1)} {pick.choice(['+', '-', '*', '/', '**'])} {_random(pick, level - 1)}"


def run(given: list[tuple[str, dict[str, float]]]) -> list[Any]:
    command = ["node", "-e", HARNESS, str(THEME / "js" / "calc.js")]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=30, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_script_computes_what_python_computes() -> None:
    given = cases()
    computed = 0
    for (text, values), answer in zip(given, run(given), strict=True):
        wanted = python(text, values)
        if wanted is None or answer is None:
            assert wanted is answer, (text, values, wanted, answer)
        else:
            computed += 1
            # The last digits of powers and sines differ between libraries, and differences of large numbers magnify that.
            assert math.isclose(answer, wanted, rel_tol=1e-6, abs_tol=1e-9), (text, values, wanted, answer)
    assert computed > 400


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_calculator_gives_the_recomputed_value_of_each_published_example(toy_graph: Graph) -> None:
    for formula in formulas(toy_graph.catalogue).values():
        tool = calculator(formula)
        assert tool is not None
        fits = {name: json.loads(constants) for name, constants in tool.fits}
        for item in worked(formula):
            scales = {field.name: field.scale for field in tool.fields}
            values = {name: value * scale for name, (value, scale) in fits[item.example.fit or ""].items()}
            values.update({name: value * scales[name] for name, value in item.example.inputs.items()})
            (answer,) = run([(tool.expression, values)])
            assert math.isclose(answer / tool.output.scale, item.value or 0.0, rel_tol=1e-12)


def test_examples_are_computed_anew_and_judged(toy_graph: Graph) -> None:
    html = {page.address: page.html for page in render(toy_graph, SiteSettings())}
    for address in ("laws/index.html", "result/hum-law/index.html"):
        text = " ".join(unescape(re.sub("<[^>]+>", " ", html[address])).split())
        assert "Published evaluations" in text
        assert "P = 16 14 14 match" in text and "(fit wet year) 10 10 match" in text
    assert "js/calc.js" in html["result/hum-law/index.html"]
    assert "js/calc.js" not in html["result/bloom-threshold/index.html"]


def test_the_table_of_quantities_says_what_follows_from_what(toy_graph: Graph) -> None:
    html = {page.address: page.html for page in render(toy_graph, SiteSettings())}["laws/quantities/index.html"]
    assert re.search(r"quantity/bloom-delay/.*?quantity/hum-level/.*?result/bloom-delay/", html)


DOMAINS = (
    "real",
    "(0, inf)",
    "[0, inf)",
    "(-inf, 0)",
    "[0, 1]",
    "(0, 1)",
    "[-1, 1)",
    "(1, inf)",
    "integer [1, inf)",
    "integer [0, 7]",
)
EDGES = (0.0, 1.0, -1.0, 1 + 1e-13, 1 - 1e-13, 1e-13, 0.5, 2.0, 2.0000001, 2.5, 7.0, 7.1, -3.0, 1e12, 6.999999999)
IN_DOMAIN = HARNESS[: HARNESS.index("console.log")] + (
    "console.log(JSON.stringify(vm.runInContext('cases.map(([value, domain]) => within(value, domain))', context)));"
)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_script_draws_the_borders_of_a_domain_where_python_does() -> None:
    given = [(value, domain) for domain in DOMAINS for value in EDGES]
    command = ["node", "-e", IN_DOMAIN, str(THEME / "js" / "calc.js")]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=30, check=True)
    for (value, text), answer in zip(given, json.loads(done.stdout), strict=True):
        domain = parse_domain(text)
        assert not isinstance(domain, Problem)
        assert answer is (domain.admit(value) is not None), (value, text)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_script_says_in_words_why_there_is_no_value() -> None:
    words = HARNESS.replace("return null; throw", "return error.message; throw")
    asked = {
        "1/(x - x)": "division by zero",
        "sqrt(0 - x)": "the square root of -2 is not real",
        "log(x - x)": "the logarithm of 0, which is not positive",
        "comb(x, 0.5)": "needs whole numbers",
        "exp(x*1000)": "too large a number",
        "y + 1": "no value for y",
        "x +": "a number or a name is missing before",
    }
    given = json.dumps([[text, {"x": 2.0}] for text in asked])
    command = ["node", "-e", words, str(THEME / "js" / "calc.js")]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=30, check=True)
    for answer, expected in zip(json.loads(done.stdout), asked.values(), strict=True):
        assert expected in answer, (answer, expected)
