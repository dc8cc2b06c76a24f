"""LaTeX to MathML: sound XML, the source kept, faults in plain words, and no way to end the process."""

from __future__ import annotations

import contextlib
import threading
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.markup.maths import BadMaths, mathml

FORMULAS = [
    r"q^{l+1}=\sigma_w^2\int Dz\,\phi(\sqrt{q^l}z)^2+\sigma_b^2",
    r"\hat\lambda(w^*) = n\beta\left(\mathbb E^{\beta,\gamma}_{w\mid w^*}[L_n(w)]-L_n(w^*)\right)",
    r"\begin{aligned}a&=b\\c&=d\end{aligned}",
    r"\begin{cases}0&x<0\\1&\text{else}\end{cases}",
    r"\limsup_{n\to\infty}\overrightarrow X \Big/ \sum_j\left(\hat W_i\cdot W_j\right)^2",
    r"\#\{\text{tokens}\}\asymp\tfrac1\epsilon, x'' \neq \mathrm{ReLU}",
    r"\displaystyle\sum_i\scriptstyle x\bmod n\dfrac12",
    r"\begin{array}{c|c}a&b\\\hline c&d\end{array}",
]


@pytest.mark.parametrize("latex", FORMULAS)
@pytest.mark.parametrize("display", [False, True])
def test_formula_is_sound_xml_and_carries_its_source(latex: str, display: bool) -> None:
    root = ElementTree.fromstring(mathml(latex, display))
    assert root.tag == "math"
    assert (root.get("display") == "block") is display
    source = root.find("semantics/annotation")
    assert source is not None
    assert source.get("encoding") == "application/x-tex"
    assert source.text == latex


@pytest.mark.parametrize("latex", FORMULAS)
def test_no_style_attribute_since_the_site_forbids_them(latex: str) -> None:
    assert " style=" not in mathml(latex, True)


@pytest.mark.parametrize("latex", FORMULAS)
def test_no_attribute_where_a_validator_does_not_know_it(latex: str) -> None:
    for element in ElementTree.fromstring(mathml(latex)).iter():
        if element.tag not in ("math", "mstyle", "mtable", "mo", "munderover", "mover", "munder"):
            assert not {"displaystyle", "scriptlevel"} & set(element.keys())
        assert element.tag != "mtable" or "scriptlevel" not in element


def test_columns_and_rules_are_kept_as_classes() -> None:
    assert 'class="m-right m-flush-right"' in mathml(FORMULAS[2])
    assert "m-line-top" in mathml(FORMULAS[7])


@pytest.mark.parametrize(
    ("latex", "offset", "words"),
    [
        (r"a+\nosuch b", 2, "unknown command '\\nosuch'"),
        (r"\frac{a", 7, "expected closing token '}'"),
        (r"a}", 1, "unmatched closing token"),
        ("  ", 0, "empty"),
        (r"x\label{y}", 1, r"\label is not for use"),
        (r"\newcommand{\a}{\a\a}\a", 0, r"\newcommand is not"),
        (r"\def\a{b}", 0, r"\def is not"),
        (r"\textcolor{red}{x}", 0, r"\textcolor is not"),
        (r"\kern1000em x", 0, r"\kern is not"),
        (r"\begin{align}x\end{align}", 0, "write `aligned`"),
        ("x\u202ey", 1, "U+202E"),
        ("x" * 3000, 2000, "2000 are the limit"),
        ("{" * 50 + "}" * 50, 40, "braces go deeper"),
    ],
)
def test_fault_names_its_place_in_plain_words(latex: str, offset: int, words: str) -> None:
    with pytest.raises(BadMaths) as caught:
        mathml(latex)
    assert words in caught.value.message
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    "piece", [r"\sqrt ", r"\mathrm ", r"\dot ", r"\left(", "x^", r"\frac1", "{{{", r"\begin{matrix}"]
)
def test_deep_formula_does_not_end_the_process_even_on_the_small_stack_of_a_thread(piece: str) -> None:
    def convert() -> None:
        with contextlib.suppress(BadMaths):
            mathml((piece * 2000)[:1990] + "x")

    before = threading.stack_size(1 << 20)
    try:
        thread = threading.Thread(target=convert)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)


@given(st.text(alphabet=r"\{}[]()^_&$%#~<>'\"/x1 +-=abcfrtexlignd", max_size=40))
def test_whatever_is_typed_gives_sound_xml_or_a_fault(latex: str) -> None:
    try:
        html = mathml(latex)
    except BadMaths as fault:
        assert 0 <= fault.offset <= len(latex)
        return
    for element in ElementTree.fromstring(html).iter():
        assert element.tag not in ("a", "script", "img")
        assert not {"href", "id", "style", "onclick"} & set(element.keys())
