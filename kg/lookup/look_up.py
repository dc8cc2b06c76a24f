"""What the services say of a work, one after the other, and whether they speak of one paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType

from kg.diagnostics import Span
from kg.errors import KgError
from kg.lookup import agreement
from kg.lookup.services import datacite, services
from kg.records.draft import Draft
from kg.records.identifiers import Names
from kg.web import Forbidden, Missing, Unreachable, Web

_QUESTIONS = 8
"""For one work at most: each service once or twice."""
Told = Mapping[tuple[str, str], Draft]
"""What was learnt before, by service and what it was asked."""


class Disagreement(KgError):
    """Two services speak of different papers under one identifier."""


@dataclass(slots=True)
class Heard:
    """Records of one work, who has none, and who did not answer."""

    records: list[Draft] = field(default_factory=list)
    missing: list[tuple[ModuleType, str, Forbidden]] = field(default_factory=list)
    silent: list[tuple[ModuleType, str, Unreachable]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    """Records that were left out because somebody said whom to trust."""

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(record.span.path for record in self.records))


def look_up(web: Web, names: Names, trust: str | None = None, told: Told | None = None) -> Draft:
    """One draft of what the services agree on.

    Raises:
        Disagreement: they speak of different papers.
        Forbidden: none that would have to know the identifier has it.
        Unreachable: too few of them answer.
    """
    return merged(listen(web, names, trust, told or {}), names, trust)


def listen(web: Web, names: Names, trust: str | None = None, told: Told | None = None) -> Heard:
    """Ask every service that may know the work, also by the identifiers that the first ones add.

    Raises:
        Disagreement: a record speaks of another paper than the first one.
        Forbidden: the identifier that was given is not known where it was made.
        Unreachable: the place where it was made does not answer.
    """
    heard = Heard()
    asked: set[tuple[str, str]] = set()
    known = names
    while (step := next(_open(known, heard, asked), None)) and len(asked) < _QUESTIONS:
        module, key = step
        asked.add((module.NAME, key))
        try:
            record = (told or {}).get((module.NAME, key)) or module.ask(web, key)
            if not record.title and module.NAME != "the page":
                raise Missing(f"{module.NAME} has no title for {key!r}")
        except Unreachable as silence:
            if trust is None and key in (names.arxiv, names.openreview, names.url):
                # Nobody else could stand in for where the identifier was made.
                raise
            heard.silent.append((module, key, silence))
            continue
        except Forbidden as gap:
            heard.missing.append((module, key, gap))
            continue
        if _fits(record, heard, trust):
            heard.records.append(record)
            known = _joined(known, record.names)
    _first_word(heard, names, trust)
    return heard


def _open(names: Names, heard: Heard, asked: set[tuple[str, str]]) -> Iterator[tuple[ModuleType, str]]:
    registered = "Crossref" in heard.sources
    for module in services().values():
        for key in module.keys(names):
            # A DOI has one registry: who has it with the first need not be asked for with the second.
            elsewhere = module is datacite and registered and key == names.doi
            if (module.NAME, key) not in asked and not elsewhere:
                yield module, key


def _fits(record: Draft, heard: Heard, trust: str | None) -> bool:
    """Whether a record speaks of the paper that the others speak of."""
    for other in list(heard.records):
        problem = agreement.disagreement(other, record)
        if not problem:
            continue
        if trust is None:
            help = f"look at both; if one is right, add `--trust {_word(other)}` or `--trust {_word(record)}`"
            raise Disagreement(f"the sources speak of different papers: {problem}", help=help)
        if _word(record) != trust:
            heard.dropped.append(f"the record of {record.span.path} was left out: {problem}")
            return False
        heard.records.remove(other)
        heard.dropped.append(f"the record of {other.span.path} was left out: {problem}")
    return True


def _first_word(heard: Heard, names: Names, trust: str | None) -> None:
    """An identifier that was given has to be known where it was made."""
    if trust and trust not in map(_word, heard.records):
        silent = next((fault for module, _, fault in heard.silent if _name(module) == trust), None)
        raise silent or Forbidden(f"{services()[trust].NAME} has no record of it", help="leave --trust out")
    if trust:
        return
    for key, makers in _made_by(names):
        if any(record.key == key and record.span.path in makers for record in heard.records):
            continue
        for module, asked, silence in heard.silent:
            if asked == key and module.NAME in makers:
                raise silence
        gaps = [gap for module, asked, gap in heard.missing if asked == key and module.NAME in makers]
        if len(gaps) > 1:
            raise Missing(" and ".join(gap.message for gap in gaps), help=gaps[0].help)
        raise gaps[0] if gaps else Missing(f"nobody has a record of {key!r}")


def _made_by(names: Names) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each identifier, and who would have to know it."""
    if names.arxiv:
        yield names.arxiv, ("arXiv",)
    if names.doi:
        yield names.doi, ("Crossref", "DataCite")
    if names.openreview:
        yield names.openreview, ("OpenReview",)
    if names.url and not (names.arxiv or names.doi or names.openreview):
        yield names.url, ("the page",)


def merged(heard: Heard, names: Names, trust: str | None = None) -> Draft:
    """The records as one, with remarks about what differs and who did not answer.

    Raises:
        Unreachable: nobody else could be asked, and nobody said to do without.
    """
    first, *others = heard.records
    if not others and heard.silent and trust is None:
        help = f"try again later, or take its word with `--trust {_word(first)}`"
        raise Unreachable(f"only {first.span.path} answered, and {heard.silent[0][2].message}", help=help) from None
    published = next((record for record in others if record.names.doi and _registry(record)), None)
    if published is None and first.names.doi and _registry(first):
        published = first
    base = published or first
    remarks = [remark for record in heard.records for remark in record.remarks if "capitals" not in remark]
    titles = [record for record in heard.records if not any("capitals" in remark for remark in record.remarks)]
    titles = [record for record in titles if record.title]
    title = next(iter(titles), first).title
    if not titles:
        remarks.extend(first.remarks)
    for other in others:
        remarks.extend(agreement.notes(first, other))
    remarks.extend(heard.dropped)
    for module, _, silence in heard.silent:
        remarks.append(f"{module.NAME} could not be asked: {silence.message}")
    if not others and not heard.dropped:
        remarks.append(f"only {first.span.path} has a record of it, so nothing was compared")
    union = names
    for record in heard.records:
        union = _joined(union, record.names)
    lost = _lost(heard, names)
    remarks.extend(lost[1])
    if union.doi in lost[0]:
        union = replace(union, doi="")
    if union.arxiv or union.doi or union.openreview:
        union = replace(union, url="")
    return replace(
        base,
        span=Span(_and(heard.sources)),
        key="",
        title=title,
        authors=_people(first, heard.records),
        more_authors=first.more_authors,
        issued=base.issued or next((record.issued for record in heard.records if record.issued), ""),
        venue=base.venue or next((record.venue for record in heard.records if record.venue), ""),
        names=union,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _lost(heard: Heard, names: Names) -> tuple[set[str], list[str]]:
    """DOIs that a record names and no registry has, or none could confirm."""
    lost, remarks = set(), []
    for record in heard.records:
        doi = record.names.doi
        confirmed = any(_registry(other) and other.names.doi == doi for other in heard.records)
        if doi and doi != names.doi and not confirmed and doi not in lost:
            lost.add(doi)
            remarks.append(f"{record.span.path} names DOI {doi}, which nobody confirmed: it was left out")
    return lost, remarks


def _people(first: Draft, records: Sequence[Draft]) -> tuple[str, ...]:
    """The authors as the first record names them; cut into family and given names by those who keep the two apart."""
    if not first.authors:
        return next((record.authors for record in records if record.authors), ())
    cut = [record for record in records if record.span.path in ("Crossref", "DataCite")]
    for record in cut:
        pairs = zip(first.authors, record.authors, strict=False)
        if len(record.authors) == len(first.authors) and all(agreement.same_person(a, b) for a, b in pairs):
            return tuple(_fuller(a, b) for a, b in zip(first.authors, record.authors, strict=True))
    return first.authors


def _fuller(one: str, other: str) -> str:
    """The name that says where the family name ends, unless it leaves out more than the other, accents included."""
    accents = [sum(not letter.isascii() for letter in name) for name in (one, other)]
    family = [agreement.plain(name.partition(",")[0]) for name in (one, other)]
    return other if len(other) >= len(one) and not (accents[0] > accents[1] and family[0] == family[1]) else one


def _registry(record: Draft) -> bool:
    return record.span.path in ("Crossref", "DataCite")


def _joined(one: Names, other: Names) -> Names:
    return Names(
        *(getattr(one, name) or getattr(other, name) for name in ("arxiv", "doi", "openreview", "isbn", "url"))
    )


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _word(record: Draft) -> str:
    """What a source is called on the command line."""
    return next(name for name, module in services().items() if record.span.path == module.NAME)


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
