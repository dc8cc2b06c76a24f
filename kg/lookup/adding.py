"""Papers by what somebody typed: each becomes a new entry, is here already, is refused with a reason, or has to wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kg.catalogue import Catalogue
from kg.errors import KgError
from kg.lookup.look_up import Told, look_up
from kg.lookup.services import arxiv
from kg.lookup.typed import typed
from kg.records import filing
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.records.known import Known
from kg.records.plan import faults_of
from kg.schema.kinds import kinds
from kg.web import Forbidden, Unreachable, Web
from kg.web.address import host_of

TITLE, PERSON, YEAR = "TITLE", "NAME", "YEAR"
"""What a stub says where its page says nothing; the check asks for each."""
# What a reader wants to know of a paper that nobody has read yet.
_DOUBT = "Added from the record of {sources}; nothing was compared with the paper."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one word."""

    word: str
    state: Literal["new", "known", "refused", "waiting"]
    id: str = ""
    path: str = ""
    """Of the entry, from the folder of the atlas on."""
    text: str = ""
    title: str = ""
    words: str = ""
    """The reason, or by what it was recognised."""
    help: str = ""
    remarks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Fields of a stub that are left to be filled in."""


class Adding:
    """Looks papers up, one by one, and knows those that were added before."""

    def __init__(self, catalogue: Catalogue, web: Web, trust: str | None = None) -> None:
        self._web = web
        self._trust = trust
        self._known = Known(catalogue)
        self._paths = {record.id: record.path for record in catalogue.of_kind("paper")}
        self._paths |= {_id(tree.source.path): tree.source.path for kind, tree in catalogue.rejected if kind == "paper"}
        self._taken = {id.partition("/")[2] for id in (*catalogue.ids, *catalogue.retired) if id.startswith("paper/")}
        self._counts: dict[str, int] = {}

    def outcomes(self, words: Sequence[str], progress: Callable[[str], None] = lambda _: None) -> Iterator[Outcome]:
        """What becomes of each word, in order. Nothing is written."""
        told = self._asked_at_once(words)
        for word in words:
            progress(f"asking for {word}")
            try:
                yield self._outcome(word, typed(word), told)
            except Unreachable as silence:
                yield Outcome(word, "waiting", words=silence.message, help=silence.help)
            except KgError as refusal:
                yield Outcome(word, "refused", words=refusal.message, help=refusal.help)

    def _asked_at_once(self, words: Sequence[str]) -> Told:
        """arXiv answers one question about many papers, and asks for a pause between two questions."""
        wanted = []
        for word in dict.fromkeys(words):
            try:
                names = typed(word)
            except KgError:
                continue
            if names.arxiv and not self._known.named(names)[0]:
                wanted.append(names.arxiv)
        if len(wanted) < 2:
            return {}
        try:
            return {(arxiv.NAME, key): draft for key, draft in arxiv.ask_all(self._web, wanted).items()}
        except (Unreachable, Forbidden):
            # Each is asked for by itself then, and says so.
            return {}

    def _outcome(self, word: str, names: Names, told: Told) -> Outcome:
        if found := self._here(word, *self._known.named(names)):
            return found
        draft = look_up(self._web, names, self._trust, told)
        if found := self._here(word, *self._known.find(draft)):
            return found
        draft, name, missing = self._named(draft)
        path = f"entries/{kinds()['paper'].folder}/{name}.yaml"
        text = filing.text(draft, doubt=_DOUBT.format(sources=draft.span.path))
        if not missing and (faults := faults_of(draft, path, text)):
            raise KgError(faults[0].message, help=faults[0].help or f"`kg new paper {name}`")
        id = f"paper/{name}"
        self._taken.add(name)
        self._known.add(draft, repr(id))
        self._paths[id] = path
        return Outcome(word, "new", id, path, text, draft.title, remarks=draft.remarks, missing=missing)

    def _here(self, word: str, label: str, because: str) -> Outcome | None:
        if not label:
            return None
        id = label.strip("'")
        help = (
            ""
            if because.startswith(("arxiv", "doi", "openreview", "url", "isbn"))
            else f"`kg refresh {id}` adds identifiers"
        )
        return Outcome(word, "known", id, self._paths.get(id, ""), words=f"by {because}", help=help)

    def _named(self, draft: Draft) -> tuple[Draft, str, tuple[str, ...]]:
        """The name of the entry, and the draft with blanks where nothing is known."""
        missing = tuple(
            field
            for field, value in (("title", draft.title), ("authors", draft.authors), ("issued", draft.issued))
            if not value
        )
        # Without an author, the site stands in the name.
        host = host_of(draft.names.url).removeprefix("www.").rpartition(".")[0].rpartition(".")[2]
        name = filing.name(draft if draft.authors else replace(draft, authors=(host,)), self._taken, self._counts)
        blank = replace(
            draft, title=draft.title or TITLE, authors=draft.authors or (PERSON,), issued=draft.issued or YEAR
        )
        return blank, name, missing


def _id(path: str) -> str:
    return f"paper/{path.rpartition('/')[2].removesuffix('.yaml')}"
