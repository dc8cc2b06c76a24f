"""Bytes of a stranger's file to text, or the place where they are no text."""

from __future__ import annotations

from kg.diagnostics import Diagnostic, Span
from kg.records.rules import UNREADABLE_RECORD

MAX_BYTES = 20 * 1024 * 1024
"""A file of records at most: some 40,000 of them."""


def decode(data: bytes, path: str) -> tuple[str | None, list[Diagnostic]]:
    """Strict UTF-8, with line breaks of every kind made one."""
    if len(data) > MAX_BYTES:
        message = f"this file is larger than {MAX_BYTES // (1024 * 1024)} MiB"
        return None, [UNREADABLE_RECORD.at(Span(path), message, help="split it, and import the parts")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        help = "save it as UTF-8: `iconv -f UTF-16 -t UTF-8 FILE`"
        return None, [UNREADABLE_RECORD.at(Span(path), "this file is UTF-16", help=help)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        help = "save it as UTF-8: `iconv -f ISO-8859-1 -t UTF-8 FILE`, if that is what it is"
        return None, [UNREADABLE_RECORD.at(Span(path, line, column, line, column + 1), message, help=help)]
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), []
