"""What YAML can do, and an entry cannot."""

from __future__ import annotations

from tests.hostile.case import HEAD, Case, whole

_HEAD = HEAD.format(name="T")


def _line(name: str, bad: str, good: str, rule: str, column: int, line: int = 4) -> Case:
    return Case(name, bad + "\n", good + "\n", rule, line, column)


CASES = (
    _line("anchor", "body: &a text", "body: '&a text'", "yaml-feature", 7),
    _line("anchor-on-a-list", "tags: &a [x]", "tags: ['&a', x]", "yaml-feature", 7),
    _line("alias", "body: *title", "body: '*title'", "yaml-feature", 7),
    _line("tag", "body: !important yes", "body: '!important yes'", "yaml-feature", 7),
    _line("tag-of-python", "body: !!python/object/apply:os.system ['true']", "body: '!!python/name:os.system'",
          "yaml-feature", 7),
    _line("tag-of-a-number", "first_reported: !!int 1999", "first_reported: 1999", "yaml-feature", 17),
    _line("tag-of-bytes", "body: !!binary aGk=", "body: aGk=", "yaml-feature", 7),
    _line("tag-that-is-empty", "body: ! text", "body: '! text'", "yaml-feature", 7),
    _line("tag-in-full", "body: !<tag:yaml.org,2002:str> text", "body: <tag:yaml.org,2002:str>", "yaml-feature", 7),
    _line("merge-key", "<<: {body: x}", "body: '<<'", "yaml-feature", 1),
    _line("key-that-is-a-list", "? [a, b]\n: c", "body: '? [a, b]'", "yaml-feature", 3),
    _line("key-with-an-anchor", "&k body: x", "body: '&k x'", "yaml-feature", 1),
    _line("second-document", "---\ntitle: Two", "body: '---'", "yaml-feature", 1),
    _line("end-and-more", "...\n---\ntitle: Two", "body: '...'", "yaml-feature", 1, line=5),
    whole("directive", "%YAML 1.1\n---\n" + _HEAD, "---\n" + HEAD.format(name="After dashes"), "yaml-feature", 1, 1),
    whole("directive-for-tags", "%TAG ! tag:x,2000:\n---\n" + _HEAD, HEAD.format(name="No tags"), "yaml-feature", 1, 1),
    whole("a-list", "- title: A\n", HEAD.format(name="A mapping"), "not-a-mapping", 1, 1),
    whole("a-text", "just words\n", HEAD.format(name="Just words"), "not-a-mapping", 1, 1),
    whole("a-number", "42\n", HEAD.format(name="Forty-two"), "not-a-mapping", 1, 1),
    whole("json-list", '[{"title": "A"}]\n', '{"title": "JSON", "layers": ["bed"], "summary": "It hums."}\n',
          "not-a-mapping", 1, 1),
    _line("key-twice", "tags: [a]\ntags: [b]", "tags: [a, b]", "duplicate-key", 1, line=5),
    _line("key-twice-in-brackets", "curation: {state: stub, state: draft}", "curation: {state: draft}",
          "duplicate-key", 25),
    _line("key-twice-once-in-quotes", "tags: [a]\n'tags': [b]", "'tags': [a]", "duplicate-key", 1, line=5),
    _line("relation-twice", "links:\n  observed_in: [system/one]\n  observed_in: [system/one]",
          "links:\n  observed_in: [system/one]", "duplicate-key", 3, line=6),
    _line("colon-in-a-text", "body: one: two", "body: 'one: two'", "yaml-syntax", 10),
    _line("bracket-left-open", "tags: [a, b", "tags: [a, b]", "yaml-syntax", 12),
    _line("brace-left-open", "curation: {state: stub", "curation: {state: stub}", "yaml-syntax", 23),
    _line("bracket-too-many", "tags: [a]]", "tags: ['a]']", "yaml-syntax", 10),
    _line("quote-left-open", "body: 'open", "body: 'closed'", "yaml-syntax", 12),
    _line("double-quote-left-open", 'body: "open', 'body: "closed"', "yaml-syntax", 12),
    _line("text-after-a-quote", "body: 'a' b", "body: a 'b'", "yaml-syntax", 11),
    _line("tab-to-indent", "links:\n\tobserved_in: [system/one]", "links:\n  observed_in: [system/one]", "yaml-syntax", 1, 5),
    _line("at-sign", "body: @home", "body: '@home'", "yaml-syntax", 7),
    _line("backtick", "body: `code`", "body: '`code`'", "yaml-syntax", 7),
    _line("percent", "body: %x", "body: '%x'", "yaml-syntax", 7),
    _line("one-space-more", " body: x", "body: x", "yaml-syntax", 6),
    _line("unknown-escape", 'body: "\\q"', "body: '\\q'", "yaml-syntax", 8),
    _line("escape-of-a-control", 'body: "\\x1b[31m"', "body: '\\x1b[31m'", "yaml-syntax", 7),
    _line("escape-of-nul", 'body: "a\\0b"', "body: 'a\\0b'", "yaml-syntax", 7),
    _line("escape-of-a-surrogate", 'body: "\\ud800"', 'body: "\\u00e9"', "yaml-syntax", 10),
    _line("escape-of-a-separator", 'body: "a\\Lb"', 'body: "a\\nb"', "yaml-syntax", 7),
    _line("maths-in-double-quotes", 'body: "$\\alpha$"', "body: '$\\alpha$'", "yaml-syntax", 7),
    _line("list-on-the-same-line", "tags: - a", "tags:\n  - a", "yaml-syntax", 7),
    _line("question-mark-alone", "body: ? x", "body: '? x'", "yaml-syntax", 7),
    _line("text-without-a-field", "words without a colon", "body: words without a colon", "yaml-syntax", 22),
    _line("comma-at-the-beginning", "tags: [, a]", "tags: [a, ]", "yaml-syntax", 8),
    _line("block-of-bad-indent", "body: |12\n  a", "body: |2\n  a", "yaml-syntax", 9),
    _line("deep-brackets", "body: " + "[" * 40 + "]" * 40, "tags: [" + "'['" + "]", "too-deep", 38),
    _line("deep-braces", "curation: " + "{a: " * 40 + "}" * 40, "curation: {}", "too-deep", 135),
    _line("deeper-than-a-parser-survives", "body: " + "[" * 50_000, "body: '" + "[" * 900 + "'", "too-deep", 1007),
    _line("dashes-in-a-row", "tags:\n" + "- " * 20_000 + "a", "tags:\n- a\n- b", "too-deep", 1, line=5),
    _line("laughs", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]", "tags: [x, x]", "yaml-feature", 4),
)  # fmt: skip
