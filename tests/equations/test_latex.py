from __future__ import annotations

import pytest

from kg.equations.grammar import parse_equation, parse_expression
from kg.equations.latex import name_latex, to_latex
from kg.equations.problems import Problem


def latex(text: str) -> str:
    expression = parse_expression(text)
    assert not isinstance(expression, Problem)
    return to_latex(expression)


def test_a_law_becomes_fractions_and_greek_letters() -> None:
    equation = parse_equation("L = E + A/N**alpha")
    assert not isinstance(equation, Problem)
    assert to_latex(equation) == r"L = E + \frac{A}{{N}^{\alpha}}"
    assert to_latex(equation, {"L": r"\mathcal{L}"}).startswith(r"\mathcal{L} = ")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("6*N*D", r"6\,N\,D"),
        ("2*3", r"2 \cdot 3"),
        ("a*(b + c)", r"a\,\left(b + c\right)"),
        ("(a/b)**c", r"{\left(\frac{a}{b}\right)}^{c}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a*-b", r"a\,\left(-b\right)"),
        ("a + -b", r"a + \left(-b\right)"),
        ("6.4e23*a", r"6.4 \times 10^{23}\,a"),
        ("1e20**a", r"{\left(10^{20}\right)}^{a}"),
        ("sqrt(x)", r"\sqrt{x}"),
        ("abs(x)", r"\left|x\right|"),
        ("comb(n, k)", r"\binom{n}{k}"),
        ("log2(x)", r"\log_{2}\left(x\right)"),
        ("max(a, b)", r"\max\left(a, b\right)"),
        ("2*pi", r"2\,\pi"),
    ],
)
def test_operations_keep_their_meaning(text: str, written: str) -> None:
    assert latex(text) == written


def test_a_piecewise_lists_its_cases() -> None:
    assert latex("piecewise(x < 1 and x >= 0, x, 1)") == (
        r"\begin{cases} x & \text{if } x < 1 \text{ and } x \ge 0 \\ 1 & \text{otherwise} \end{cases}"
    )


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("N", "N"),
        ("alphaN", r"\alpha_{N}"),
        ("lam", r"\lambda"),
        ("lambda", r"\lambda"),
        ("d_model", r"d_{\mathrm{model}}"),
        ("u0", "u_{0}"),
        ("lam_plus", r"\lambda_{\mathrm{plus}}"),
        ("Nc", "N_{c}"),
        ("Bcrit", r"\mathrm{Bcrit}"),
        ("fan_in", r"\mathrm{fan-in}"),
    ],
)
def test_names_are_letters_with_an_index_or_upright_words(name: str, written: str) -> None:
    assert name_latex(name) == written
