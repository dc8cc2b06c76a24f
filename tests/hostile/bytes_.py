"""What is not text, or not the text that it looks like."""

from __future__ import annotations

from tests.hostile.case import HEAD, Case, whole


def _entry(title: str) -> str:
    return HEAD.format(name=title)


def _body(name: str, bad: bytes, good: bytes, column: int) -> Case:
    """A body whose bytes are bad from this column on."""
    return Case(name, b"body: " + bad + b"\n", b"body: " + good + b"\n", "bad-encoding", 4, column)


CASES = (
    whole("utf-16-little", _entry("Little").encode("utf-16-le"), _entry("Little decoy"), "bad-encoding", 1, 2),
    whole("utf-16-mark", _entry("Mark").encode("utf-16"), _entry("Mark decoy"), "bad-encoding", 1, 1),
    whole(
        "utf-16-big", b"\xfe\xff" + _entry("Big").encode("utf-16-be"), _entry("Big decoy"), "bad-encoding", 1, 1
    ),
    whole("utf-32", _entry("Wide").encode("utf-32-le"), _entry("Wide decoy"), "bad-encoding", 1, 2),
    whole("utf-7-stays-text", b"title: +AGEA-\n\x00", _entry("Seven"), "bad-encoding", 2, 1),
    whole("byte-mark-twice", b"\xef\xbb\xbf\xef\xbb\xbf" + _entry("Twice").encode(), _entry("Once"), "bad-encoding", 1, 1, also=("byte-order-mark",)),
    whole("only-nul", b"\x00" * 50, _entry("Full"), "bad-encoding", 1, 1),
    whole("only-a-picture", b"\x89PNG\r\n\x1a\n", _entry("No picture"), "bad-encoding", 1, 1),
    whole("only-zip", b"PK\x03\x04\x14\x00", _entry("No archive"), "bad-encoding", 1, 3),
    whole("gzip", b"\x1f\x8b\x08\x00", _entry("Unpacked"), "bad-encoding", 1, 2),
    whole("empty", b"", _entry("Not empty"), "empty-file", 1, 1),
    whole("only-spaces", b"   \n  \n", _entry("Not blank"), "empty-file", 1, 1),
    whole("only-line-breaks", b"\n" * 100, b"\n" * 100 + _entry("Below breaks").encode(), "empty-file", 1, 1),
    whole("only-comments", b"# one\n# two\n", b"# one\n" + _entry("Below a comment").encode(), "empty-file", 1, 1),
    whole("only-a-mark", b"\xef\xbb\xbf", _entry("More than a mark"), "empty-file", 1, 1, also=("byte-order-mark",)),
    whole("only-null", b"null\n", _entry("Null"), "empty-file", 1, 1),
    whole("only-tilde", b"~\n", _entry("Tilde"), "empty-file", 1, 1),
    whole(
        "old-mac-breaks", _entry("Mac").replace("\n", "\r"), _entry("Windows").replace("\n", "\r\n"), "bad-encoding", 1, 11
    ),
    whole(
        "too-large",
        _entry("Large").encode() + b"# " + b"x" * 256 * 1024,
        _entry("Large enough").encode() + b"# " + b"x" * 250 * 1024,
        "refused-file",
        1,
        1,
    ),
    _body("latin-1", "Größe".encode("latin-1"), "Größe".encode(), 9),
    _body("windows-quotes", b"\x93so\x94", "“so”".encode(), 7),
    _body("cut-off-letter", "aé".encode()[:-1], "aé".encode(), 8),
    _body("overlong-slash", b"a\xc0\xafb", b"a/b", 8),
    _body("lone-surrogate", b"a\xed\xa0\x80b", "a😀b".encode(), 8),
    _body("pair-of-surrogates", b"a\xed\xa0\xbd\xed\xb8\x80b", "a😀b".encode(), 8),
    _body("beyond-unicode", b"a\xf4\x90\x80\x80b", "a\U0010fffdb".encode(), 8),
    _body("a-nul", b"a\x00b", b"a b", 8),
    _body("bell", b"a\x07b", b"a b", 8),
    _body("backspace", b"a\x08b", b"a b", 8),
    _body("form-feed", b"a\x0cb", b"a b", 8),
    _body("vertical-tab", b"a\x0bb", b"a\tb", 8),
    _body("terminal-escape", b"a\x1b[31mb", b"a [31mb", 8),
    _body("terminal-title", b"a\x1b]0;owned\x07b", b"a ]0;owned b", 8),
    _body("delete", b"a\x7fb", b"a b", 8),
    _body("c1-control", "a\x9b31mb".encode(), b"a 31mb", 8),
    _body("next-line", "a\u0085b".encode(), b"a b", 8),
    _body("line-separator", "a\u2028b".encode(), "a\u00a0b".encode(), 8),
    _body("paragraph-separator", "a\u2029b".encode(), "a\u00a0b".encode(), 8),
    _body("mark-in-the-middle", "a\ufeffb".encode(), "a\u2060b".encode(), 8),
    _body("no-character", "a\uffffb".encode(), "a\ufffdb".encode(), 8),
    _body("swapped-mark", "a\ufffeb".encode(), "a\ufffdb".encode(), 8),
    _body("lone-return", b"a\rb", b"a b", 8),
    Case("conflict", "<<<<<<< ours\nbody: a\n=======\nbody: b\n>>>>>>> theirs\n", "body: '<<<<<<< is not one'\n",
         "conflict-marker", 4, 1),
    Case("conflict-three-ways", "<<<<<<< a\nbody: a\n||||||| b\n=======\nbody: c\n>>>>>>> c\n",
         "body: |\n  =======\n  a line of signs\n", "conflict-marker", 4, 1),
    Case("conflict-in-the-middle-of-a-text", "body: |\n  one\n<<<<<<<\n  two\n", "body: |\n  one\n  <<<<<<<\n  two\n",
         "conflict-marker", 6, 1),
)  # fmt: skip
