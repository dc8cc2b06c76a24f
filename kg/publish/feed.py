"""The changes of the entries as an Atom feed, and the site map: XML for those who follow the atlas from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from kg.graph import Graph
from kg.publish.links import address
from kg.publish.site import SiteSettings
from kg.schema.kinds import kinds
from kg.source.history import Commit

MOST = 50
"""Changes that the feed holds, at most."""

_SHOWN = 100
"""Entries named for one change, at most."""

_WORDS = {"A": "added", "M": "changed", "D": "removed"}
# What XML 1.0 cannot hold, whichever way it is written.
_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(graph: Graph, site: SiteSettings) -> str:
    """One item for each commit that changed entries. Dates are those of the commits: the same history gives the same bytes."""
    newest = site.changes[0].date if site.changes else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{text(site.base)}feed.xml</id>",
        f"<title>{text(site.name)}: changes</title>",
        f"<updated>{text(newest)}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{text(site.base)}feed.xml"/>',
        f'<link rel="alternate" type="text/html" href="{text(site.base)}"/>',
        *([f"<rights>{text(site.licence)}</rights>"] if site.licence else ()),
        *(_item(graph, site, commit) for commit in site.changes),
        "</feed>\n",
    ]
    return "\n".join(lines)


def _item(graph: Graph, site: SiteSettings, commit: Commit) -> str:
    rows = [_row(graph, site, status, path) for status, path in commit.files[:_SHOWN]]
    if left := len(commit.files) - _SHOWN:
        rows += [f"<li>and {left} more</li>"] if left > 0 else []
    # The content is HTML inside XML, so it is escaped once as the one and once as the other.
    return "\n".join(
        [
            "<entry>",
            f"<id>{text(site.base)}feed.xml#{text(commit.name)}</id>",
            f"<title>{text(commit.subject or 'No message')}</title>",
            f"<updated>{text(commit.date)}</updated>",
            f"<author><name>{text(commit.author or 'Unknown')}</name></author>",
            f'<link rel="alternate" type="text/html" href="{text(_page(graph, site, commit))}"/>',
            f'<content type="html">{text("<ul>" + "".join(rows) + "</ul>")}</content>',
            "</entry>",
        ]
    )


def _page(graph: Graph, site: SiteSettings, commit: Commit) -> str:
    """Where to read on: the page of the entry where only one changed, else the front page."""
    known = [id for _, path in commit.files if (id := entry_of(path)) in graph.catalogue.records]
    return site.base + address(known[0]) if len(known) == 1 else site.base


def _row(graph: Graph, site: SiteSettings, status: str, path: str) -> str:
    id, word = entry_of(path), _WORDS.get(status, "changed")
    if id in graph.catalogue.records:
        return f'<li>{word}: <a href="{escape(site.base + address(id))}">{escape(graph.title(id))}</a></li>'
    return f"<li>{word}: {escape(id or path)}</li>"


def entry_of(path: str) -> str:
    """The id of the entry that a file holds, or nothing."""
    _, _, rest = path.partition("/")
    folder, _, file = rest.partition("/")
    kind = next((kind for kind, model in kinds().items() if model.folder == folder), "")
    name = file.rpartition("/")[2]
    return f"{kind}/{name.removesuffix('.yaml')}" if kind and name.endswith(".yaml") else ""


def site_map(url: str, addresses: Iterable[str]) -> str:
    """The pages of a site published at `url`. No dates: two builds of the same entries are the same bytes."""
    base = url.rstrip("/")
    lines = (f"<url><loc>{text(base)}/{text(address)}</loc></url>\n" for address in sorted(addresses))
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{name}">\n{"".join(lines)}</urlset>\n'


def robots(site: SiteSettings) -> str:
    """Everybody may read everything, and here is the list of it."""
    return f"User-agent: *\nAllow: /\nSitemap: {site.base}sitemap.xml\n"


def text(value: Any) -> str:
    """Any text as XML, in an element or an attribute: what XML cannot hold becomes the sign for that."""
    return escape(_NEVER.sub("\ufffd", str(value)))
