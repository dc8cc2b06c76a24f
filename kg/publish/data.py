"""JSON as the site's scripts and pages read it."""

from __future__ import annotations

import json

# Harmless in a file of its own; inside a page they could end the script element or the line.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def dump(value: object) -> str:
    """JSON without blanks, safe inside a page as well."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, code in _ESCAPES.items():
        text = text.replace(character, code)
    return text
