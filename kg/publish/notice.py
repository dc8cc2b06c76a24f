"""What stands against the entries, on top of every page of a preview: whoever edits looks there and not at the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from kg import reports
from kg.diagnostics import Diagnostic

MOST = 10
"""Findings on a page, at most; the terminal has all of them."""

BEFORE = "The last edit has an error, so this page shows the entries as they were before it."
ERRORS = "The entries have errors; no site is built while these stand."

# The style sheets are those of the finished site, which has no such box.
_BOX = "margin:0;padding:.75rem 1rem;border-bottom:3px solid #b3261e;background:#fff4f2;color:#410e0b"
_TEXT = "margin:.5rem 0 0;overflow:auto;max-height:40vh;white-space:pre;font-size:.85rem"


def notice(findings: Sequence[Diagnostic], words: str, root: Path) -> str:
    """The findings as people read them in the terminal; nothing where there are none."""
    if not findings:
        return ""
    text = escape(reports.render(findings[:MOST], "full", root).rstrip())
    more = f"<p>{len(findings) - MOST} more stand in the terminal.</p>" if len(findings) > MOST else ""
    return (
        f'<div role="alert" style="{_BOX}"><strong>{escape(words)}</strong>'
        f'<pre tabindex="0" style="{_TEXT}">{text}</pre>{more}</div>\n'
    )


def on_top(page: bytes, notice: str) -> bytes:
    """A page with a notice as the first thing in it."""
    start = page.find(b">", page.find(b"<body")) + 1 if b"<body" in page else 0
    return page[:start] + notice.encode() + page[start:]
