"""Graphs of equations: the curve is the equation, the numbers of papers stand where they say, the script draws the same."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.formulas import formulas
from kg.graph import Graph
from kg.publish.environment import THEME
from kg.publish.laws import calculator
from kg.publish.plot import Axis, Plot, plot, spots

GraphOf = Callable[[Mapping[str, str]], Graph]
BOX = {"left": 60, "right": 404, "top": 14, "bottom": 244}
"""Where the axes lie in the drawing, measured by hand."""


def drawn(graph: Graph, id: str) -> Plot:
    law = formulas(graph.catalogue)[id]
    tool = calculator(law)
    assert tool is not None
    found = plot(law, tool, spots(graph, law))
    assert found is not None
    return found


def curve(found: Plot, index: int = 0) -> list[tuple[float, float]]:
    """The points of a curve, taken back from the drawing to numbers."""
    path = re.search(rf'class="curve curve-{index}" d="M([^"]+)"', found.svg)
    assert path
    points = [tuple(map(float, point.split())) for point in path[1].split("L")]
    return [back(found, x, y) for x, y in points]


def back(found: Plot, x: float, y: float) -> tuple[float, float]:
    across = (x - BOX["left"]) / (BOX["right"] - BOX["left"])
    up = (BOX["bottom"] - y) / (BOX["bottom"] - BOX["top"])

    def value(axis: Axis, share: float) -> float:
        return axis.low * (axis.high / axis.low) ** share if axis.log else axis.low + (axis.high - axis.low) * share

    return value(found.x, across), value(found.y, up)


def test_the_curve_of_each_fit_is_the_equation(toy_graph: Graph) -> None:
    found = drawn(toy_graph, "result/hum-law")
    assert found.variable.name == "P" and found.legend == ["", "wet-year"]
    for index, factor in ((0, 3), (1, 2)):
        points = curve(found, index)
        assert len(points) > 50
        for plants, level in points:
            # H = 2 + A sqrt(P), by hand; a pixel is worth less than a hundredth of the height.
            assert math.isclose(level, 2 + factor * math.sqrt(plants), rel_tol=0.02), (index, plants, level)


def test_published_and_observed_numbers_stand_at_their_place(toy_graph: Graph) -> None:
    found = drawn(toy_graph, "result/hum-law")
    marks = re.findall(r'<g class="spot (\w+)( beside)?"><title>([^<]+)</title><path d="M([\d.]+) ([\d.]+)', found.svg)
    assert [(kind, title) for kind, _, title, _, _ in marks] == [
        ("published", "figure 2: 14"),
        ("published", "table 2: 10"),
        ("observed", "Hum of a hundred plants: 31.5"),
    ]
    # A diamond begins six above its middle, a circle four and a half to the left of it.
    places = [
        back(found, float(x) + 4.5 * (k == "published"), float(y) + 6 * (k == "observed")) for k, _, _, x, y in marks
    ]
    for (x, y), (plants, level) in zip(places, [(16, 14), (16, 10), (100, 31.5)], strict=True):
        assert math.isclose(x, plants, rel_tol=0.02) and math.isclose(y, level, rel_tol=0.02)
    assert 'class="bar"' in found.svg
    assert found.marks == {"published", "observed"}


LAW = """
rigour: empirical-law
equation:
  expression: L = A/N**a + B/D
  symbols: {L: quantity/loss, N: quantity/size, D: quantity/data}
  constants: {A: 2, B: 8, a: 0.5}
"""
QUANTITIES = {
    "quantity/loss": "unit: 1\ndomain: (0, inf)\n",
    "quantity/size": "unit: 1\ndomain: (0, inf)\n",
    "quantity/data": "unit: 1\ndomain: (1, inf)\n",
    "paper/moss": "",
}


def test_numbers_at_other_inputs_are_hollow(graph_of: GraphOf) -> None:
    examples = (
        "  examples:\n    - {inputs: {N: 100, D: 4}, value: 2.2, paper: paper/moss, at: table 1}\n"
        "    - {inputs: {N: 400, D: 8}, value: 1.1, paper: paper/moss, at: table 2}\n"
    )
    found = drawn(graph_of({**QUANTITIES, "result/law": LAW + examples}), "result/law")
    assert "beside" in found.marks
    assert found.svg.count('class="spot published beside"') == 1 and not found.assumed


def test_an_input_that_no_paper_gives_is_told_apart(graph_of: GraphOf) -> None:
    found = drawn(graph_of({**QUANTITIES, "result/law": LAW}), "result/law")
    # 1 is outside of (1, inf), so the number to begin with lies one above its end.
    assert [(field.name, field.value) for field in found.assumed] == [("D", 2.0)]


@pytest.mark.parametrize(
    ("axis", "ticks"),
    [
        (Axis(0, 10, False), [0, 2, 4, 6, 8, 10]),
        (Axis(0.9, 2.1, False), [1, 1.5, 2]),
        (Axis(-1, 1, False), [-1, -0.5, 0, 0.5, 1]),
        (Axis(1e-2, 1e3, True), [0.01, 0.1, 1, 10, 100, 1000]),
        (Axis(1, 1e12, True), [1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12]),
    ],
)
def test_ticks_are_round_numbers(axis: Axis, ticks: list[float]) -> None:
    assert axis.ticks() == pytest.approx(ticks)


def test_a_title_in_a_drawing_stays_text(graph_of: GraphOf) -> None:
    law = LAW.replace("rigour", "links: {predicts: [prediction/odd]}\nrigour", 1)
    entries = {
        **QUANTITIES,
        "result/law": law,
        "prediction/odd": "title: '<script>&'\ntiming: retrodiction\ninputs: {N: 1, D: 2}\nexpected: {value: 6}\n"
        "observed: {value: 6}\noutcome: confirmed\n",
    }
    found = drawn(graph_of(entries), "result/law")
    assert ElementTree.fromstring(found.svg) is not None and "<script>" not in found.svg


HARNESS = """
const vm = require("node:vm"), fs = require("node:fs");
const context = vm.createContext({document: {querySelectorAll: () => []}});
for (const name of ["calc.js", "plot.js"]) vm.runInContext(fs.readFileSync(process.argv[1] + "/" + name, "utf8"), context);
context.axes = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(vm.runInContext("axes.map(ticks)", context)));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_script_divides_axes_as_python_does() -> None:
    axes = [Axis(0, 10, False), Axis(0.9, 2.1, False), Axis(-3, 17, False), Axis(1e-3, 1e9, True), Axis(2, 7, True)]
    given = json.dumps([{"low": axis.low, "high": axis.high, "log": axis.log} for axis in axes])
    command = ["node", "-e", HARNESS, str(THEME / "js")]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=30, check=True)
    found: list[Any] = json.loads(done.stdout)
    for axis, ticks in zip(axes, found, strict=True):
        assert ticks == pytest.approx(axis.ticks())
