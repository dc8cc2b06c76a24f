"""Answers of a source as data: JSON and XML of the form that it documents, or a fault of the source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.records import latex, texts
from kg.web import Forbidden, Missing, Page, Unreachable, Web
from kg.web.address import host_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

JSON = ("application/json", "application/vnd.api+json", "text/json")
ATOM = ("application/atom+xml", "application/xml", "text/xml")


def record(web: Web, url: str, *, secret: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """The object with which a service answers in JSON. Numbers stay the texts that they were.

    Raises:
        Missing: it has no such thing.
        Unreachable: it does not answer so.
    """
    page = _asked(web, url, JSON, secret=secret)
    try:
        found = json.loads(page.body.decode("utf-8"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise _unusable(web, url, "JSON") from None
    if not isinstance(found, Mapping):
        raise _unusable(web, url, "the record that was asked for")
    return found


def tree(web: Web, url: str, *, gap: float) -> Element:
    """The root of an answer in XML, which may define no entities: those can grow without end.

    Raises:
        Missing: the service has no such thing.
        Unreachable: it does not answer so.
    """
    page = _asked(web, url, ATOM, gap=gap)
    # Only arXiv answers in XML.
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        found: Element = ElementTree.fromstring(page.body, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise _unusable(web, url, "XML") from None
    return found


def text(value: Any) -> str:
    """A text, the first of several, or nothing. JSON can name half a character, which no file can hold."""
    if isinstance(value, list):
        return next((found for item in value if (found := text(item))), "")
    return value.encode("utf-8", "replace").decode("utf-8").strip() if isinstance(value, str) else ""


def part(value: Any, *steps: str) -> Any:
    """What lies at the end of a way through objects, or nothing where it breaks off."""
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def rows(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def title(value: str) -> tuple[str, str]:
    """A title as plain words: no tags, no LaTeX, not all in capitals; with a remark where it was."""
    value = texts.plain(value)
    if re.search(r"\\[A-Za-z'\"`^~=.]|\$[^$]+\$|(?<!\{)\{[A-Za-z]+\}(?!\})", value):
        value = latex.plain(value)
    return texts.title(value)


def _asked(web: Web, url: str, types: tuple[str, ...], **options: Any) -> Page:
    try:
        return web.get(url, types, **options)
    except Missing:
        raise
    except Forbidden as fault:
        # A service that sends us elsewhere, or a page of the network in between, may do better later.
        raise Unreachable(fault.message, help="try again later") from None


def _unusable(web: Web, url: str, wanted: str) -> Unreachable:
    web.forget(url)
    return Unreachable(f"the answer of {host_of(url)} is not {wanted}", help="try again later")
