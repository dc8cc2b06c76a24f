"""Prose to HTML: what it may say, and that nothing else comes through."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.markup import prose

ALLOWED = {
    "p": set(), "em": set(), "strong": set(), "code": {"class"}, "pre": set(), "blockquote": set(), "br": set(),
    "hr": set(), "ul": set(), "ol": {"start"}, "li": set(), "a": {"href", "title"},
    **{f"h{level}": set() for level in (3, 4, 5, 6)},
}  # fmt: skip
CANARY = """<script>alert(1)</script> <img src=x onerror=alert(1)> "quoted" 'single' & &amp; &#60;b&#62; ${x} {{ y }} {% z %}"""


class Reader(HTMLParser):
    """The elements and attributes of a piece of HTML outside of formulas, and the addresses that it links to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.inside_maths = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside_maths += tag == "math"
        if self.inside_maths:
            return
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name == "href":
                self.links.append(value or "")
        if tag == "a":
            assert "a" not in self.open, "a link within a link"
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.inside_maths:
            assert self.open.pop() == tag
        self.inside_maths -= tag == "math"


def resolve(id: str) -> tuple[str, str] | None:
    return (f"../../{id}/", f"The <{id}>") if id in ("phenomenon/late-bloom", "theory/slow-root") else None


def test_plain_text_is_escaped_and_otherwise_left_alone() -> None:
    assert prose.inline("Roses & thorns, 1 > 0", resolve) == "Roses &amp; thorns, 1 &gt; 0"


def test_reference_becomes_a_link_with_the_title_or_the_given_words() -> None:
    assert prose.inline("See [[theory/slow-root]].", resolve) == (
        'See <a href="../../theory/slow-root/">The &lt;theory/slow-root&gt;</a>.'
    )
    assert (
        prose.inline("[[theory/slow-root|old *roots*]]", resolve) == '<a href="../../theory/slow-root/">old *roots*</a>'
    )


def test_reference_into_the_void_is_text() -> None:
    assert prose.inline("[[theory/none]] or [[theory/none|<b>]]", resolve) == "theory/none or &lt;b&gt;"
    assert prose.inline("[[javascript:alert(1)]]", resolve) == "javascript:alert(1)"


def test_formula_becomes_mathml_and_a_bad_one_stays_readable() -> None:
    assert "<math><semantics>" in prose.inline("the rate $x_1$", resolve)
    assert '<math display="block">' in prose.inline("$$x_1$$", resolve)
    assert prose.inline(r"bad $\nosuch<x$", resolve) == r'bad <code class="maths-source">$\nosuch&lt;x$</code>'


@pytest.mark.parametrize("text", ["cost $5 and $6", r"a \$5 note and \$6", "five$ a day, ten$ a week", "$ x $"])
def test_money_is_not_maths(text: str) -> None:
    assert "<math" not in prose.inline(text, resolve)


def test_backslashes_and_stars_in_a_formula_are_no_markdown() -> None:
    html = prose.inline(r"*so* $a^*b^*\\c$ and $\{x\}$", resolve)
    assert html.startswith("<em>so</em> <math>")
    assert "<em>b" not in html
    assert "<mo" in html


def test_formula_on_its_own_lines_may_hold_lines_that_look_like_a_list() -> None:
    html = prose.block("Then\n\n$$\na\n+ b\n- c\n$$\n\nso.", resolve)
    assert "<ul>" not in html
    assert html.count("<math") == 1


def test_code_keeps_its_dollars_and_brackets() -> None:
    assert prose.inline("`$x$ [[theory/slow-root]]`", resolve) == "<code>$x$ [[theory/slow-root]]</code>"


def test_headings_stand_below_those_of_the_page_and_skip_no_level() -> None:
    html = prose.block("# One\n\n##### Deep\n\n# Again", resolve)
    assert [line[:4] for line in html.splitlines()] == ["<h3>", "<h4>", "<h3>"]


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))", "[x](JaVa&#115;cript:alert(1))", "[x](data:text/html,x)", "[x](vbscript:x)",
        "[x](//elsewhere.example)", "[x](/etc/passwd)", "[x](../..)", "<javascript:alert(1)>", "[x](https:/\\evil)",
        "[x][y]\n\n[y]: javascript:alert(1)", "[x](\tjavascript:alert(1))", "[x](https:///evil)",
    ],
)  # fmt: skip
def test_links_go_to_http_and_mail_only(link: str) -> None:
    assert Reader(prose.block(link, resolve)).links == []


def test_good_links_are_kept() -> None:
    html = prose.block('[a](https://a.example/?b=1&c="2) <http://d.example> [e](mailto:f@g.example)', resolve)
    assert Reader(html).links == ["https://a.example/?b=1&c=%222", "http://d.example", "mailto:f@g.example"]


def test_no_image_is_loaded() -> None:
    assert "<img" not in prose.block("![a beacon](https://elsewhere.example/pixel.png)", resolve)


def test_address_inside_a_link_is_no_second_link() -> None:
    assert Reader(prose.block("[see <https://a.example> there](https://b.example)", resolve)).links == [
        "https://b.example"
    ]


def test_canary_reaches_the_reader_as_text() -> None:
    for html in (prose.inline(CANARY, resolve), prose.block(CANARY, resolve)):
        Reader(html)
        assert "<script" not in html
        assert "<img" not in html


def test_plain_gives_titles_and_sources_without_markup() -> None:
    text = "A **bold** claim on [[theory/slow-root]]:\n`code`, $x_1$ & [more](https://a.example)"
    assert prose.plain(text, resolve) == "A bold claim on The <theory/slow-root>: code, x_1 & more"


def test_formulas_are_found_with_their_places_and_not_in_code() -> None:
    text = r"a $x$ `$y$` \$z$ $$d$$ ``$q` $``"
    assert list(prose.formulas(text)) == [(3, "x", False), (19, "d", True)]
    assert all(text[offset:].startswith(latex) for offset, latex, _ in prose.formulas(text))


_PIECES = st.sampled_from(
    ["$", "$$", "[[", "]]", "|", "theory/slow-root", "x_1", "*", "_", "`", "<", ">", "&amp;", "\\", "\n", "  \n", " ", "]",
     "(", ")", "https://a.example", "[", "!", "# ", "- ", '"', "javascript:", "\u202e", "é", "\\frac12"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_whatever_is_typed_gives_sound_html_and_known_elements(text: str) -> None:
    for html in (prose.inline(text, resolve), prose.block(text, resolve)):
        reader = Reader(html)
        assert reader.open == []
        assert all(link.startswith(("http://", "https://", "mailto:", "../../")) for link in reader.links)
    prose.plain(text, resolve)


@given(st.lists(_PIECES, max_size=10).map("".join))
def test_quick_way_and_parser_agree(text: str) -> None:
    quick = prose._without_parser(text.strip(), resolve)
    if quick is not None:
        parsed = prose._parser().renderInline(text.strip(), {"resolve": resolve})
        assert "".join(quick.split()) == "".join(parsed.split())


@pytest.mark.parametrize(
    "hostile", ["*a" * 20_000, "[" * 20_000, "$a" * 20_000, "[[a" * 20_000, "".join("`" * n + " " for n in range(300))]
)
def test_hostile_text_ends_in_bounded_time(hostile: str) -> None:
    prose.block(hostile, resolve)
    list(prose.formulas(hostile))
