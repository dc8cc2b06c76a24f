"""`kg add`: papers by identifier."""

from __future__ import annotations

import sys

import click

from kg import catalogue
from kg.cli.atlas import atlas, progress, say
from kg.cli.edits import recovered
from kg.edits.transaction import Change, commit
from kg.lookup.adding import Adding, Outcome
from kg.lookup.services import services
from kg.settings import Atlas
from kg.web import open_web


@click.command
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--dry-run", is_flag=True, help="Print the entries instead of writing them.")
@click.option("--fresh", is_flag=True, help="Ask again what was asked within the last day.")
@click.option("--trust", type=click.Choice(tuple(services())), help="Take the word of one source where they disagree.")
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], dry_run: bool, fresh: bool, trust: str | None) -> None:
    """Add papers by arXiv id, DOI, OpenReview id or web address.

    At least two sources are asked where there are two, and a paper of which they say different titles or authors is
    refused. Each ID is added, is here already, or is refused with a reason; the summary is left for you to write.
    An ID may be a bare identifier or an address: 2301.05217, hep-th/9901001v2, https://arxiv.org/abs/2301.05217,
    10.1038/s42256-020-00265-z, https://openreview.net/forum?id=9XFSbDPmdW, https://distill.pub/2020/circuits/zoom-in.

    Leaves with 1 where an ID was refused, with 3 where the network failed. Set KG_CONTACT to your mail address and
    OPENALEX_API_KEY to a key of theirs, if you have one: services answer those better whom they can reach.
    """
    here = atlas(ctx.obj)
    if not dry_run:
        recovered(here)
    adding = Adding(catalogue.load(here), open_web(fresh=fresh), trust)
    states = []
    for outcome in adding.outcomes(ids, progress):
        progress()
        states.append(outcome.state)
        if outcome.state == "new":
            _added(outcome, here, dry_run)
        else:
            _not_added(outcome)
    if "new" in states and not dry_run:
        click.echo("write their summaries, then run `kg check`", err=True)
    ctx.exit(3 if "waiting" in states else 1 if "refused" in states else 0)


def _added(outcome: Outcome, here: Atlas, dry_run: bool) -> None:
    if dry_run:
        say(f"# {outcome.path}")
        for line in outcome.text.splitlines():
            say(line)
    else:
        commit([Change(here.root / outcome.path, None, outcome.text.encode("utf-8"))], here)
        say(outcome.path)
    # What was written has to be seen before the next one is asked for, which may take a while.
    sys.stdout.flush()
    did = "would be added" if dry_run else "added"
    _note(f"{outcome.word}: {did} as {outcome.id!r}: {outcome.title}")
    for remark in outcome.remarks:
        _note(f"  note: {remark}")
    if outcome.missing:
        _note(f"  nothing says {' and '.join(outcome.missing)}: fill that in")


def _not_added(outcome: Outcome) -> None:
    help = f" ({outcome.help})" if outcome.help else ""
    if outcome.state == "known":
        where = f", {outcome.path}" if outcome.path else ""
        _note(f"{outcome.word}: here already as {outcome.id!r}{where}, {outcome.words}{help}")
    elif outcome.state == "refused":
        _note(f"{outcome.word}: refused: {outcome.words}{help}")
    else:
        _note(f"{outcome.word}: not added: {outcome.words}{help}")


def _note(text: str) -> None:
    say(text, err=True)
