"""The pieces that stand on a page by the dozen: links, badges, evidence, groups of links, as plain functions.

As template macros they took two thirds of the time of a page. Everything that comes from an entry goes through
`escape`, or through `kg.markup`, which escapes too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Protocol

from markupsafe import Markup

from kg.catalogue import Record, Statement
from kg.publish.stacked import Group, Seen
from kg.queries.evidence import Tally, Testimony
from kg.queries.evidence import tally as count_sides
from kg.queries.trace import Chain, Step
from kg.schema.entry import Evidence, Link
from kg.schema.standing import ADVERSE, FAVOURABLE

SHOWN = 10
"""Steps that are drawn at each end of a chain, at most."""

READ = {"full": "read in full", "part": "read in part", "abstract": "abstract only", "secondary": "second hand"}


class Where(Protocol):
    """What the pieces ask of the page they stand on."""

    def ref(self, id: str) -> str: ...
    def cite(self, id: str, with_title: bool = True) -> str: ...
    def inline(self, text: str) -> str: ...
    def tail(self, id: str) -> str: ...
    def tone(self, id: str) -> str: ...


@lru_cache(maxsize=64)
def standing(value: str) -> Markup:
    return Markup(f'<span class="st st-{escape(value)}">{escape(value)}</span>')


@lru_cache(maxsize=64)
def kind(value: str) -> Markup:
    return Markup(f'<span class="kind">{escape(value)}</span>')


def side(stance: str) -> str:
    return "for" if stance in FAVOURABLE else "against" if stance in ADVERSE else "else"


def sides(items: Iterable[Testimony]) -> Mapping[str, Sequence[Testimony]]:
    """What papers say, by the side they take."""
    found: dict[str, list[Testimony]] = {"for": [], "against": [], "else": []}
    for item in items:
        found[side(item.evidence.stance)].append(item)
    return found


def tally(count: Tally) -> Markup:
    """How many papers speak for and against, in words."""
    parts = [f'<span class="for">{count.supports} for</span>'] if count.supports else []
    if count.disputes:
        parts.append(f'<span class="against">{count.disputes} against</span>')
    words = f'<span class="tally">{" · ".join(parts)}</span>' if parts else '<span class="none">no side taken</span>'
    return Markup(words)


def count(statement: Statement) -> Tally:
    """How many papers speak for a link, and against it."""
    return count_sides(statement.link.evidence)


def evidence(here: Where, items: Iterable[Evidence], titles: bool = False) -> Markup:
    """A list of papers: what each does to the statement, where, and how far it was read."""
    rows = "\n".join(
        f'<li class="ev-{side(item.stance)}"><b>{item.stance}</b> {here.cite(item.paper, titles)} {locator(here, item)}</li>'
        for item in items
    )
    return Markup(f'<ul class="ev">\n{rows}\n</ul>')


def locator(here: Where, item: Evidence) -> Markup:
    note = f' <span class="note">{here.inline(item.note)}</span>' if item.note else ""
    read = f'<span class="read read-{item.read}">{READ[item.read]}</span>'
    return Markup(f'<span class="at">{escape(item.at)}</span> {read}{note}')


def systems(here: Where, ids: Iterable[str]) -> Markup:
    return Markup(", ".join(here.ref(id) for id in ids))


def conditions(here: Where, link: Link) -> Markup:
    """Where and when a link holds; nothing where it does not say."""
    parts = [f"in {systems(here, link.in_)}"] if link.in_ else []
    if link.regime:
        parts.append(f"when: <i>{escape(link.regime)}</i>")
    if link.sufficient:
        parts.append("sufficient on its own")
    return Markup(f'<p class="when">{"; ".join(parts)}</p>' if parts else "")


def group(here: Where, found: Group, others: str = "", head: str = "h4") -> Markup:
    """Links that read alike, each with its standing, its conditions and its evidence; `others` leads to all of them."""
    rows = "\n".join(_seen(here, seen) for seen in found.items)
    left = f'<a href="{others}">{found.left_out} more</a>' if others else f"{found.left_out} more, not shown here."
    more = f'\n<p class="more">{left}</p>' if found.left_out else ""
    return Markup(f'<{head}>{escape(found.words)}</{head}>\n<ul class="links">\n{rows}\n</ul>{more}')


def _seen(here: Where, seen: Seen) -> str:
    link = seen.statement.link
    note = f'<p class="note">{here.inline(link.note)}</p>' if link.note else ""
    papers = ""
    if link.evidence:
        papers = f"<details><summary>{tally(seen.tally)}</summary>{evidence(here, link.evidence)}</details>"
    return (
        f'<li class="link is-{link.standing}{here.tone(seen.other)}"><p class="head">{here.ref(seen.other)}'
        f"{here.tail(seen.other)} {standing(link.standing)}</p>{conditions(here, link)}{note}{papers}</li>"
    )


def chain(here: Where, found: Chain, papers: bool = False) -> Markup:
    """A trace drawn step by step: where it breaks, which step is the weakest, and on request the evidence of each step."""
    if found.anchored:
        verdict = f'<b class="ok">Anchored</b> every step was shown in {systems(here, found.systems)}'
    else:
        verdict = '<b class="broken">Spliced</b> no one system carries the whole chain'
    end = len(found.steps)
    weakest = "the weakest result on it" if found.weakest < 0 else "its weakest step"
    weakest = "the sighting of the mechanism there" if found.weakest == end else weakest
    nodes = [_node(here, found.ids[0], "")]
    for index, step in enumerate(found.steps):
        if (left := _left_out(found, index)) is None:
            nodes.append(_node(here, step.target, _edge(here, found, index, papers), _step_classes(found, index)))
        elif left:
            nodes.append(f'<li class="more">{left} steps more, not shown here</li>\n')
    last = '<p class="splice">Splice: the mechanism was not observed in the system of the steps above</p>'
    notes = f'<p class="when">{escape("; ".join(found.notes))}</p>' if found.notes else ""
    if found.regimes:
        joined = escape(" and ".join(found.regimes))
        notes += f'<p class="when">Regimes, all of them together: <i class="reg">{joined}</i></p>'
    return Markup(
        f'<div class="trace {"anchored" if found.anchored else "spliced"}">\n'
        f'<p class="verdict">{verdict}; as firm as {weakest}: {standing(found.standing)}</p>\n'
        f'<ol class="chain">\n{"".join(nodes)}</ol>{last if len(found.steps) in found.splices else ""}{notes}</div>'
    )


def _left_out(found: Chain, index: int) -> int | None:
    """Of a very long chain the steps in the middle are not drawn: their number stands for the first, 0 for the others."""
    left = len(found.steps) - 2 * SHOWN
    if left <= 0 or not SHOWN <= index < SHOWN + left:
        return None
    return left if index == SHOWN else 0


def chain_line(here: Where, found: Chain) -> Markup:
    """A trace in one line, for those that stand behind better ones."""
    return Markup(_line(here, found))


def names(here: Where, ids: Iterable[str]) -> Markup:
    """Links to entries, one behind the other; a template's loop would take five times as long for a thousand."""
    return Markup(", ".join(map(here.ref, ids)))


def chain_rows(here: Where, found: Iterable[Chain]) -> Markup:
    """Such lines as rows of a list, each under the name of the entry that it leads to."""
    rows = [f'<li id="to-{escape(one.ids[-1].partition("/")[2])}">{_line(here, one)}</li>\n' for one in found]
    return Markup("".join(rows))


def _line(here: Where, found: Chain) -> str:
    ids = [here.ref(id) for id in found.ids]
    if len(ids) > 2 * SHOWN:
        ids[SHOWN:-SHOWN] = [f"{len(ids) - 2 * SHOWN} more"]
    way = " → ".join(ids)
    where = f"anchored in {systems(here, found.systems)}" if found.anchored else "spliced"
    return f'{way} <span class="at">{where}</span> {standing(found.standing)}'


def way(here: Where, found: Chain | None, whole: bool) -> Markup:
    """A chain in one paragraph, as far as it goes: what holds it together, where it is joined, and where it ends."""
    if found is None:
        return Markup('<p class="none">No chain of grounding links passes through it.</p>')
    parts = [here.ref(found.ids[0])]
    for index, step in enumerate(found.steps):
        joint = (
            '<b class="snip">✂</b><span class="hide"> spliced to</span>' if whole and index in found.splices else "→"
        )
        parts.append(f"{joint} {here.ref(step.target)}")
    if not whole:
        verdict = '<b class="broken">Unfinished</b> no mechanism is tied to its end'
    elif found.anchored:
        verdict = f'<b class="ok">Anchored</b> in {systems(here, found.systems)}'
    elif len(found.steps) in found.splices:
        verdict = '<b class="broken">Spliced</b> the mechanism was not observed where the steps above were shown'
    else:
        verdict = '<b class="broken">Spliced</b> no one system carries the whole chain'
    return Markup(f"<p>{' '.join(parts)}</p><p>{verdict} {standing(found.standing)}</p>")


def _node(here: Where, id: str, edge: str, classes: str = "") -> str:
    names = f"{here.tone(id)}{classes}".strip()
    marked = f' class="{names}"' if names else ""
    return f'<li{marked}>{edge}<p class="node">{here.ref(id)}{here.tail(id)}</p></li>\n'


def _step_classes(found: Chain, index: int) -> str:
    return f" is-{found.steps[index].standing}{' cut' if index in found.splices else ''}"


def _edge(here: Where, found: Chain, index: int, papers: bool) -> str:
    step = found.steps[index]
    cut = f'<p class="splice">Splice: {_why(step)}</p>' if index in found.splices else ""
    weak = ' <span class="weak">weakest step</span>' if index == found.weakest else ""
    named = sorted(step.statement.systems)
    where = f' <span class="in">in {systems(here, named)}</span>' if named else ""
    regime = step.statement.link.regime
    when = f' <i class="reg">{escape(regime)}</i>' if regime else ""
    words = f"{escape(step.words)} {standing(step.standing)}{weak}{where}{when}"
    if not papers:
        return f'{cut}<p class="edge">{words}</p>'
    cited = step.statement.link.evidence
    summary = f"evidence ({len(cited)})" if cited else "no paper cited"
    inside = (
        evidence(here, cited) if cited else f'<p class="note">Written down at {here.ref(step.statement.source)}.</p>'
    )
    return f'{cut}<div class="edge">{words}<details><summary>{summary}</summary>{inside}</details></div>'


def _why(step: Step) -> str:
    if step.statement.systems:
        return "not shown in the system of the steps above"
    return "no source says in which system this was shown"


def posers(record: Record) -> Sequence[Evidence]:
    """The papers that pose a problem."""
    return [item for item in record.entry.evidence if item.stance == "poses"]
