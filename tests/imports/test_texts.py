"""Titles, LaTeX, notes and identifiers of records as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import latex, texts
from kg.records.encoding import MAX_BYTES, decode
from kg.records.identifiers import Names, identify


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('na\\"{\\i}ve G\\"odel {\\"O}zg\\"ur', "naïve Gödel Özgür"),
        (
            "\\'{E}cole, \\c{c}a, \\v{S}koda, \\H{o}, Erd\\H os, \\~n, \\=a, \\k{a}",
            "École, ça, Škoda, ő, Erdős, ñ, ā, ą",
        ),
        ("{\\o}re {\\L}ód\\'z {\\ss} \\AE sop", "øre Łódź ß Æsop"),
        ("\\emph{One} \\textbf{two} {\\em three}", "One two three"),
        ("50\\% A\\&B \\#1 \\_x \\$5", "50% A&B #1 _x $5"),
        ("pages 1--2 --- ``quoted''~word", "pages 1–2 — “quoted” word"),
        ("$\\alpha$-divergence in $O(n^2)$", "α-divergence in O(n^2)"),
        ("{\\textbackslash}{\\textbraceleft}x{\\textbraceright}", "\\{x}"),
        ("\\unheard{of}", "\\unheardof"),
        ("ends in \\", "ends in \\"),
    ],
)
def test_latex_as_a_reader_sees_it(written: str, read: str) -> None:
    assert texts.plain(latex.plain(written)) == read


def test_commands_that_are_not_known_are_named() -> None:
    unknown: list[str] = []
    latex.plain("\\unheard{of} \\alpha", unknown)
    assert unknown == ["\\unheard"]


@given(st.text(alphabet=st.sampled_from("\\{}$~^'\"`-abvcHiou %&\n"), max_size=60))
def test_any_latex_ends_and_leaves_no_braces(text: str) -> None:
    assert not set(latex.plain(text.replace("\\", ""))) & set("{}$")
    latex.plain(text)


@given(st.text(max_size=80))
def test_plain_words_are_one_line_that_yaml_takes(text: str) -> None:
    words = texts.plain(text)
    assert words == words.strip()
    assert not any(letter in words for letter in "\n\r\t\x00\x85\u2028\u202e")
    assert texts.plain(words.replace("&", "").replace("<", "")) == " ".join(
        words.replace("&", "").replace("<", "").split()
    )


@pytest.mark.parametrize(
    ("written", "read", "remark"),
    [
        ("ON THE USE OF MOSS", "On the use of moss", True),
        ("BERT", "BERT", False),
        ("GPT-4 RLHF", "GPT-4 RLHF", False),
        ("On the use of MOSS", "On the use of MOSS", False),
        ("Late\n  bloom", "Late bloom", False),
        ("H<sub>2</sub>O if a < b", "H2O if a < b", False),
    ],
)
def test_titles(written: str, read: str, remark: bool) -> None:
    title, said = texts.title(written)
    assert (title, bool(said)) == (read, remark)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"arxiv": "3105.01234v2"}, Names(arxiv="3105.01234")),
        ({"arxiv": "arXiv:math/0211159"}, Names(arxiv="math/0211159")),
        ({"arxiv": "math.AG/0211159v1"}, Names(arxiv="math.AG/0211159")),
        ({"arxiv": "0211159", "archive": "math.AG"}, Names(arxiv="math.AG/0211159")),
        ({"arxiv": "0211159"}, Names()),
        ({"hints": ["arXiv preprint arXiv:3105.01234"]}, Names(arxiv="3105.01234")),
        ({"hints": ["abs/3105.01234"]}, Names(arxiv="3105.01234")),
        ({"hints": ["3105.01234"]}, Names()),
        ({"doi": "doi:10.1000/A_b"}, Names(doi="10.1000/a_b")),
        ({"doi": "https://dx.doi.org/10.1000/a%28b%29"}, Names(doi="10.1000/a(b)")),
        ({"doi": "none"}, Names()),
        ({"urls": ["https://doi.org/10.1000/a."]}, Names(doi="10.1000/a")),
        ({"urls": ["https://openreview.net/forum?id=aB_-9"]}, Names(openreview="aB_-9")),
        ({"urls": ["https://moss.example/a?b=c"]}, Names(url="https://moss.example/a?b=c")),
        ({"urls": ["javascript:alert(1)"]}, Names()),
        ({"urls": ["https://moss.example/"], "doi": "10.1000/a"}, Names(doi="10.1000/a")),
        ({"isbn": "978-3-16-148410-0", "whole": True}, Names(isbn="978-3-16-148410-0")),
        ({"isbn": "978-3-16-148410-0"}, Names()),
        ({"isbn": "1234", "whole": True}, Names()),
    ],
)
def test_identifiers_wherever_they_hide(given: dict[str, object], names: Names) -> None:
    assert identify(**given) == names  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "words", "line"),
    [
        (b"\xff\xfea\x00", "UTF-16", 1),
        (b"one\ntwo \xe9\n", "byte 0xe9 is not UTF-8", 2),
        (b"x" * (MAX_BYTES + 1), "larger than 20 MiB", 1),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes, words: str, line: int) -> None:
    text, (finding,) = decode(data, "x.bib")
    assert text is None
    assert words in finding.message
    assert (finding.span.line, bool(finding.help)) == (line, True)


def test_line_breaks_of_every_kind_are_one() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nb\rc\n", "x.bib") == ("a\nb\nc\n", [])
