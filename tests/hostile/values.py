"""Values that a field cannot take: words, numbers, days, addresses, shapes."""

from __future__ import annotations

from tests.hostile.case import Case, value


def _identifier(name: str, scheme: str, bad: str, good: str) -> Case:
    """An identifier of a paper."""
    found = f"identifiers: {{{scheme}: {{}}}}\n"
    return Case(name, found.replace("{}", bad), found.replace("{}", good), "bad-value", 5, 17 + len(scheme), "papers")


def _paper(name: str, bad: str, good: str, rule: str, line: int, column: int) -> Case:
    """A paper written in full, so that its authors and its date can be wrong."""
    whole = "title: {name}\nsummary: It is about humming.\nidentifiers: {{arxiv: {arxiv}}}\n{lines}\n"
    number = f"{sum(map(ord, name)):05d}"
    texts = [
        whole.format(name=f"{title} {number}", arxiv=f"'{prefix}.{number}'", lines=lines)
        for title, prefix, lines in (("Bad", "0001", bad), ("Sound", "0002", good))
    ]
    return Case(name, *texts, rule, line, column, "papers", whole=True)


def _number(name: str, bad: str, good: str, column: int = 19) -> Case:
    return Case(
        name, f"expected: {{value: {bad}}}\n", f"expected: {{value: {good}}}\n", "bad-value", 6, column, "predictions"
    )


CASES = (
    value("year-in-words", "first_reported", "long ago", "1999"),
    value("year-in-quotes", "first_reported", "'1999'", "1999"),
    value("year-with-a-dot", "first_reported", "1999.0", "1999"),
    value("year-before-printing", "first_reported", "12", "1600"),
    value("year-to-come", "first_reported", "2101", "2100"),
    value("year-of-many-digits", "first_reported", "1" * 5000, "1999"),
    value("year-in-other-digits", "first_reported", "١٩٩٩", "1999"),
    value("year-below-nought", "first_reported", "-1999", "1999"),
    value("year-as-a-list", "first_reported", "[1999]", "1999", "wrong-type"),
    Case("tag-of-spaces", "tags: ['  ']\n", "tags: [' a ']\n", "bad-value", 4, 8),
    value("order-of-nought", "order", "0", "98", folder="layers"),
    value("order-as-a-power", "order", "1e1", "97", folder="layers"),
    value("aliases-as-a-text", "aliases", "hummer", "[hummer]", "wrong-type"),
    value("tags-as-a-mapping", "tags", "{a: b}", "[a, b]", "wrong-type"),
    value("body-as-a-list", "body", "[a]", "a", "wrong-type"),
    value("links-as-a-list", "links", "[system/one]", "{observed_in: [system/one]}", "wrong-type"),
    value("links-as-a-text", "links", "system/one", "{observed_in: [system/one]}", "wrong-type"),
    value("curation-as-a-word", "curation", "stub", "{state: stub}", "wrong-type"),
    value("scope-as-a-mapping", "scope", "{a: b}", "a and b", "wrong-type", "theories"),
    Case("waives-as-words", "waives: [x]\n", "waives: [{gap: x, because: so it is}]\n", "wrong-type", 4, 10),
    Case("state-unknown", "curation: {state: finished}\n", "curation: {state: reviewed}\n", "bad-value", 4, 19),
    Case("day-that-is-none", "curation: {on: 2031-02-30}\n", "curation: {on: 2031-02-28}\n", "bad-value", 4, 16),
    Case("leap-day-of-no-leap-year", "curation: {on: 2031-02-29}\n", "curation: {on: 2032-02-29}\n", "bad-value", 4, 16),
    Case("day-of-another-country", "curation: {on: 28.02.2031}\n", "curation: {on: 2031-02-28}\n", "bad-value", 4, 16),
    Case("doubts-as-a-text", "curation: {doubts: all}\n", "curation: {doubts: [all]}\n", "wrong-type", 4, 20),
    Case("nothing-behind-the-colon", "body:\n", "body: |\n  a\n", "missing-value", 4, 1),
    Case("tilde-behind-the-colon", "body: ~\n", "body: '~'\n", "missing-value", 4, 1),
    Case("item-without-content", "tags:\n  - a\n  -\n", "tags:\n  - a\n  - '-'\n", "missing-value", 6, 4),
    Case("field-in-capitals", "Tags: [a]\n", "tags: [a]\n", "unknown-field", 4, 1),
    Case("field-of-another-kind", "authors: [A]\n", "contributors: [A]\n", "unknown-field", 4, 1),
    Case("field-with-a-space-behind", "'tags ': [a]\n", "'tags': [a]\n", "unknown-field", 4, 1),
    Case("field-of-no-letters", "'': a\n", "body: ''''\n", "unknown-field", 4, 1),
    Case("field-that-looks-like-another", "t\u0430gs: [a]\n", "tags: [\u0430]\n", "unknown-field", 4, 1),
    Case("relation-outside-links", "observed_in: [system/one]\n", "links: {observed_in: [system/one]}\n",
         "unknown-field", 4, 1),
    Case("direction-in-a-tag", "tags: ['a\u202eb']\n", "tags: ['a b']\n", "bad-value", 4, 8),
    Case("direction-of-an-isolate", "aliases: ['a\u2066b']\n", "aliases: ['\u05d0']\n", "bad-value", 4, 11),
    Case("direction-by-an-escape", 'tags: ["a\\u202eb"]\n', 'tags: ["a\\u00e9b"]\n', "bad-value", 4, 8),
    _number("number-in-words", "many", "3"),
    _number("number-not-a-number", ".nan", "0.5"),
    _number("number-without-end", ".inf", "1e300"),
    _number("number-too-large", "1e999", "1e308"),
    _number("number-in-hexadecimal", "0x10", "16"),
    _number("number-with-underscores", "1_000", "1000"),
    _number("number-of-a-clock", "12:30", "12.5"),
    _number("number-with-a-comma", "'1,5'", "1.5"),
    _number("number-with-a-blank", "1 000", "1000"),
    _number("number-in-quotes", "'1'", "1"),
    _number("number-of-true", "true", "1"),
    _number("number-that-makes-patterns-slow", "1" * 200_000 + "x", "1" * 200),
    Case("tolerance-without-end", "expected: {value: 1, tolerance: 1e999}\n", "expected: {value: 1, tolerance: 2%}\n",
         "bad-value", 6, 33, "predictions"),
    Case("tolerance-below-nought", "expected: {value: 1, tolerance: -1}\n", "expected: {value: 1, tolerance: 0}\n",
         "bad-value", 6, 33, "predictions"),
    Case("value-and-statement", "expected: {value: 1, statement: one}\n", "expected: {statement: one}\n",
         "bad-value", 6, 11, "predictions"),
    Case("neither-value-nor-statement", "expected: {tolerance: 2%}\n", "expected: {value: 1, tolerance: 2%}\n",
         "bad-value", 6, 11, "predictions"),
    _identifier("address-of-a-script", "url", "'javascript:alert(1)'", "'https://example.org/javascript:alert(1)'"),
    _identifier("address-of-data", "url", "'data:text/html,x'", "'https://example.org/?x=data:'"),
    _identifier("address-of-a-file", "url", "'file:///etc/passwd'", "'https://example.org/etc/passwd'"),
    _identifier("address-without-a-scheme", "url", "www.example.org", "'https://www.example.org'"),
    _identifier("address-of-nowhere", "url", "'https://'", "'https://example.org/nowhere'"),
    _identifier("address-with-a-space", "url", "'https://example.org/a b'", "'https://example.org/a%20b'"),
    _identifier("address-with-a-quote", "url", "'https://example.org/\"x'", "'https://example.org/%22x'"),
    _identifier("address-with-a-tag", "url", "'https://example.org/<x>'", "'https://example.org/%3Cx%3E'"),
    _identifier("address-with-a-user", "url", "'https://arxiv.org@example.org/'", "'https://example.org/@arxiv.org'"),
    _identifier("address-of-a-bad-port", "url", "'https://example.org:99999/'", "'https://example.org:8443/'"),
    _identifier("address-in-half-a-bracket", "url", "'https://[::1'", "'https://[::1]/six'"),
    _identifier("address-of-letters-alike", "url", "'https://\u0430rxiv.org/'", "'https://xn--rxiv-63d.org/'"),
    _identifier("address-with-a-direction", "url", "'https://example.org/\u202egpj'", "'https://example.org/gpj'"),
    _identifier("doi-as-an-address", "doi", "'https://doi.org/10.1000/one'", "10.1000/one"),
    _identifier("doi-of-nothing", "doi", "10.1000/", "10.1000/two"),
    _identifier("doi-of-another-scheme", "doi", "11.1000/x", "10.1000/three"),
    _identifier("doi-with-a-tag", "doi", "10.1000/<script>", "10.1000/(sici)1"),
    _identifier("arxiv-of-a-version", "arxiv", "2099.00001v2", "2099.00001"),
    _identifier("arxiv-of-three-digits", "arxiv", "2099.123", "2099.12300"),
    _identifier("arxiv-as-an-address", "arxiv", "'https://arxiv.org/abs/2099.00002'", "2099.00002"),
    _identifier("arxiv-up-a-folder", "arxiv", "../../2099.00003", "math/9900003"),
    _identifier("openreview-up-a-folder", "openreview", "../admin", "abc_-1"),
    _identifier("openreview-with-more", "openreview", "'a&b=c'", "abc2"),
    _identifier("isbn-with-a-wrong-digit", "isbn", "978-3-16-148410-1", "978-3-16-148410-0"),
    _identifier("isbn-of-ten-with-a-wrong-digit", "isbn", "0-306-40615-3", "0-306-40615-2"),
    _identifier("isbn-of-hyphens", "isbn", "'----------'", "0-8044-2957-X"),
    Case("paper-without-a-name", "identifiers: {}\n", "identifiers: {arxiv: 2099.00009}\n", "bad-value", 1, 1, "papers"),
    _paper("date-of-no-day", "authors: [A]\nissued: 2031-02-30", "authors: [A]\nissued: 2031-02-28", "bad-value", 5, 9),
    _paper("date-of-no-month", "authors: [A]\nissued: 2031-13", "authors: [A]\nissued: 2031-12", "bad-value", 5, 9),
    _paper("date-of-no-year", "authors: [A]\nissued: 0000", "authors: [A]\nissued: 1687", "bad-value", 5, 9),
    _paper("date-in-words", "authors: [A]\nissued: May 2031", "authors: [A]\nissued: 2031-05", "bad-value", 5, 9),
    _paper("no-authors", "authors: []\nissued: 2031", "authors: [A]\nissued: 2031", "bad-value", 4, 10),
    _paper("authors-as-a-text", "authors: Moss and Fern\nissued: 2031", "authors: ['Moss', 'Fern']\nissued: 2031",
           "wrong-type", 4, 10),
    _paper("author-of-a-comma", "authors: [', Ada']\nissued: 2031", "authors: ['Moss, Ada']\nissued: 2031",
           "bad-value", 4, 11),
    _paper("type-unknown", "type: preprint\nauthors: [A]\nissued: 2031", "type: article\nauthors: [A]\nissued: 2031",
           "bad-value", 4, 7),
)  # fmt: skip
