"""Find the entry files of an atlas and read them as text, refusing what is not safe to read.

Each file found is either read or named in a finding: nothing is passed over in silence.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.diagnostics import Diagnostic, Rule, Severity, Span
from kg.settings import MAX_BYTES, RETIRED

REFUSED_FILE = Rule(
    "refused-file",
    "a file that cannot be an entry",
    explanation="""An entry is a regular file named `<name>.yaml` in the folder of its kind, at most 256 KiB long.

Links to other places on the disk, pipes and devices are never opened: a link could show a file of the machine that
runs the check, and a pipe would make it wait for ever. Copy the content into a regular file. Names consist of small
letters, digits and hyphens, since they become the entry's permanent id and its address on the site; a few, such as
`con` and `aux`, are kept by Windows for devices.
""",
)
BAD_ENCODING = Rule(
    "bad-encoding",
    "a file that is not plain UTF-8 text",
    explanation="""Entries are UTF-8 text without control characters.

Save the file as UTF-8 (not UTF-16 or Latin-1). Characters that look like nothing, such as NUL, a line separator from
a word processor or a control character, are refused, since two people would see two different texts.
""",
)
BYTE_ORDER_MARK = Rule(
    "byte-order-mark",
    "a file that starts with a byte order mark",
    Severity.WARNING,
    explanation="""The file begins with an invisible mark that some editors for Windows write. It is read all the same.

Save the file as "UTF-8" rather than "UTF-8 with BOM".
""",
)
CONFLICT_MARKER = Rule(
    "conflict-marker",
    "a merge conflict that was not resolved",
    explanation="""Git left the marks of a conflict between two changes in the file.

Open it, keep what is right of both sides, and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.
""",
)
RULES = (REFUSED_FILE, BAD_ENCODING, BYTE_ORDER_MARK, CONFLICT_MARKER)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,78}")
_FILE_NAME = re.compile(_NAME.pattern + r"\.yaml")
# Names of devices on Windows: with such a file in it, nobody can check the repository out there.
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
# C0 and C1 controls except tab and newline, DEL, and the line breaks that YAML knows and editors do not show.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")
_PLAIN_BYTES = b"\t\n" + bytes(range(0x20, 0x7F))
# A character by its number, and the end of a line that is no end of the text.
_ESCAPE = re.compile(r"\\[xuU\r\n]")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as text. `path` is what people read in messages: relative to the atlas, with forward slashes."""

    path: str
    text: str

    def may_say(self, *words: str) -> bool:
        """Whether some text of the file may hold one of these words: it stands there, or an escape in double quotes may mean it.

        The words are letters, dollar signs or brackets, which no shorter escape than these can mean.
        """
        text = self.text
        for word in words:
            if word in text:
                return True
        return '"' in text and "\\" in text and bool(_ESCAPE.search(text))


@dataclass(frozen=True, slots=True)
class Listing:
    """Every file below the entries folder, and the findings about those that cannot be entries.

    Paths are plain texts here: a `Path` for each file would cost as much as opening it.
    """

    files: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    seen: int


def shown(path: Path | str, root: Path) -> str:
    """A path as messages show it: relative to the atlas where it lies inside, unprintable characters escaped."""
    return shown_below(root)(path)


def shown_below(root: Path) -> Callable[[Path | str], str]:
    """The same for many paths of one atlas."""
    start = f"{root.as_posix().rstrip('/')}/"
    return lambda path: _printable(os.fspath(path).replace(os.sep, "/").removeprefix(start))


def _printable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def find(entries: Path, root: Path) -> Listing:
    """All entry files below `entries`, in one order on every machine."""
    files: list[str] = []
    findings: list[Diagnostic] = []
    seen = 0
    for path, refusal in _walk(entries):
        seen += 1
        if refusal:
            findings.append(REFUSED_FILE.at(Span(shown(path, root)), refusal[0], help=refusal[1]))
        else:
            files.append(path)
    return Listing(tuple(files), tuple(findings), seen)


def _walk(folder: Path) -> Iterator[tuple[str, tuple[str, str] | None]]:
    # One stack instead of recursion: a tree of any depth is walked in bounded Python stack.
    stack = [str(folder)]
    top = True
    while stack:
        here = stack.pop()
        try:
            with os.scandir(here) as scan:
                children = sorted(scan, key=lambda child: child.name)
        except OSError as error:
            yield here, (f"this folder cannot be read: {error.strerror}", "check its permissions")
            continue
        folders = []
        for child in children:
            # Editors and version control keep hidden files beside entries; they are theirs.
            if child.name.startswith("."):
                continue
            if child.is_dir(follow_symlinks=False):
                folders.append(child.path)
                if child.name.endswith(".yaml"):
                    yield child.path, (f"{child.name!r} is a folder", "entries are plain text files")
            elif not (top and child.name == RETIRED):
                yield child.path, _refusal(child)
        top = False
        stack.extend(reversed(folders))


def listed(paths: Iterable[tuple[str, bool]], root: Path) -> Listing:
    """The same judgement for files known by name only, with whether each is a plain file, as in a Git revision."""
    kept: list[str] = []
    findings: list[Diagnostic] = []
    seen = 0
    for path, plain in paths:
        parts = path.removeprefix(os.path.join(root, "")).split(os.sep)
        if any(part.startswith(".") for part in parts):
            continue
        seen += 1
        name = parts[-1]
        refusal = _bad_name(name) if plain else (f"{name!r} is not a regular file", "entries are plain text files")
        if refusal:
            findings.append(REFUSED_FILE.at(Span(shown(path, root)), refusal[0], help=refusal[1]))
        else:
            kept.append(path)
    return Listing(tuple(kept), tuple(findings), seen)


def _refusal(child: os.DirEntry[str]) -> tuple[str, str] | None:
    if child.is_file(follow_symlinks=False):
        return _bad_name(child.name)
    if child.is_symlink():
        return f"{child.name!r} is a symbolic link", "put the file itself here"
    return f"{child.name!r} is not a regular file", "entries are plain text files"


def _bad_name(name: str) -> tuple[str, str] | None:
    if _FILE_NAME.fullmatch(name) and not _DEVICE.fullmatch(name[:-5]):
        return None
    stem, suffix = os.path.splitext(name)
    if suffix == ".yml":
        return f"{name!r} ends in .yml", f"rename it to '{stem}.yaml'"
    if suffix != ".yaml":
        return f"{name!r} is not an entry", "entries end in .yaml; keep other files elsewhere"
    if why := name_fault(stem):
        rule, better = why
        return f"the name {stem!r} cannot be an id", f"{rule}: rename it to '{better}.yaml'" if better else rule
    return None


def name_fault(stem: str) -> tuple[str, str] | None:
    """Which rule a name breaks and a better one, which may be empty; nothing where it can be an id."""
    if _DEVICE.fullmatch(stem):
        return f"{stem!r} is the name of a device on Windows", f"{stem}-1"
    if _NAME.fullmatch(stem):
        return None
    letters = "".join(c for c in unicodedata.normalize("NFKD", stem) if not unicodedata.combining(c))
    better = re.sub(r"[^a-z0-9]+", "-", letters.casefold()).strip("-")[:79].rstrip("-")
    return "small letters, digits and hyphens, at most 79", better if not _DEVICE.fullmatch(better) else f"{better}-1"


def read(path: Path | str, root: Path) -> tuple[SourceFile | None, list[Diagnostic]]:
    """The text of one file, or the findings that say why it has none.

    Raises:
        nothing for what a contributor can do to a file: every refusal is a finding.
    """
    data, findings = read_bytes(path, root)
    return decode(shown(path, root), data) if data is not None else (None, findings)


# O_NOFOLLOW and O_NONBLOCK: the file may have become a link or a pipe since the folder was listed.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_bytes(path: Path | str, root: Path) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of one file, one more than are allowed at most; or the findings that say why there are none."""
    try:
        handle = os.open(path, _FLAGS)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                refused = "this is not a regular file"
                return None, [REFUSED_FILE.at(Span(shown(path, root)), refused, help="entries are plain text files")]
            # A file that gives as much as it is long was read to its end: asking again would be one more call to the system.
            data = os.read(handle, min(found.st_size, MAX_BYTES) + 1)
            while len(data) != found.st_size and len(data) <= MAX_BYTES:
                more = os.read(handle, MAX_BYTES + 1 - len(data))
                if not more:
                    break
                data += more
        finally:
            os.close(handle)
    except OSError as error:
        refused = f"this file cannot be read: {error.strerror}"
        return None, [REFUSED_FILE.at(Span(shown(path, root)), refused, help="check its permissions")]
    return data, []


def decode(name: str, data: bytes) -> tuple[SourceFile | None, list[Diagnostic]]:
    """Bytes to text, with the place of whatever is not text."""
    if len(data) > MAX_BYTES:
        message = f"this file is larger than {MAX_BYTES // 1024} KiB"
        return None, [REFUSED_FILE.at(Span(name), message, help="one file holds one entry; link to longer texts")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [BAD_ENCODING.at(Span(name), "this file is UTF-16", help="save it as UTF-8")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        span = Span(name, line, column, line, column + 1)
        return None, [BAD_ENCODING.at(span, f"byte 0x{data[error.start]:02x} is not UTF-8", help="save it as UTF-8")]
    findings = []
    if text.startswith("\ufeff"):
        text = text[1:]
        findings.append(BYTE_ORDER_MARK.at(Span(name), "this file starts with a byte order mark", help="save as UTF-8"))
    # Bytes are sifted twenty times as fast as the pattern searches; most files hold nothing to look at closely.
    plain = data.isascii() and not data.translate(None, _PLAIN_BYTES)
    if not plain and (bad := _FORBIDDEN.search(text)):
        character = f"U+{ord(bad.group()):04X}"
        finding = BAD_ENCODING.at(
            span_of(name, text, bad.start(), bad.start() + 1),
            f"character {character} is not allowed",
            help="delete it; it is invisible in most editors",
        )
        return None, [*findings, finding]
    if "<<<<<<<" in text or ">>>>>>>" in text:
        marks = list(_CONFLICT.finditer(text))
        if any(m.group(1)[0] in "<>" for m in marks):
            first = marks[0]
            finding = CONFLICT_MARKER.at(
                span_of(name, text, first.start(), first.end()),
                "a merge conflict was not resolved here",
                help="keep what is right of both sides and delete the marker lines",
            )
            return None, [*findings, finding]
    return SourceFile(name, text), findings


def span_of(name: str, text: str, start: int, end: int) -> Span:
    """The span of text[start:end], counting lines by newline alone as editors do."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    end_line = line + text.count("\n", start, end)
    return Span(name, line, column, end_line, end - text.rfind("\n", 0, end))
