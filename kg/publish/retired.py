"""Pages at the addresses of retired entries: they lead on to what stands in their place, or say that nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from kg.graph import Graph
from kg.publish.links import address, relative
from kg.schema.retired import Tombstone


def successor(id: str, retired: Mapping[str, Tombstone]) -> str | None:
    """The id that now stands for a retired one, over any number of steps; nothing where the steps end or run in a ring."""
    seen = {id}
    next = retired[id].replaced_by
    while next and next in retired and next not in seen:
        seen.add(next)
        next = retired[next].replaced_by
    return next if next not in retired else None


def page(graph: Graph, grave: Tombstone, base: str = "") -> str:
    """The page of a retired id. `base` is the address of the site, where it has one: the canonical address is a whole one."""
    here = address(grave.id)
    target = successor(grave.id, graph.catalogue.retired)
    onward, words = "", f"<p>The entry <code>{escape(grave.id)}</code> is no longer kept. {_sentence(grave.reason)}</p>"
    if target and target in graph.catalogue.records:
        href = escape(relative(address(target), here))
        whole = escape(base + address(target)) if base else href
        onward = f'<meta http-equiv="refresh" content="0; url={href}">\n<link rel="canonical" href="{whole}">\n'
        words += f'\n<p>Read <a href="{href}">{escape(graph.title(target))}</a> instead.</p>'
    else:
        words += (
            f'\n<p>Nothing took its place; the <a href="{relative("", here)}">front page</a> leads to all entries.</p>'
        )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f'<title>{escape(grave.id)} is retired</title>\n{onward}<link rel="stylesheet" href="{relative("css/kg.css", here)}">\n'
        f"</head>\n<body>\n<main>\n<h1>This entry is retired</h1>\n{words}\n</main>\n</body>\n</html>\n"
    )


def _sentence(reason: str) -> str:
    return f"Reason: {escape(reason.rstrip('.'))}."
