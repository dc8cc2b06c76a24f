"""BibTeX as strangers write it: every record becomes a draft, or is named with its line."""

from __future__ import annotations

import pytest

from kg.imports import bibtex
from kg.records.draft import Draft


def one(fields: str, kind: str = "article") -> Draft:
    drafts, findings = bibtex.read(f"@{kind}{{key, {fields}}}", "x.bib")
    assert findings == []
    return drafts[0]


def broken(text: str) -> list[int]:
    drafts, findings = bibtex.read(text, "x.bib")
    assert not drafts
    return [finding.span.line for finding in findings]


def test_a_plain_record() -> None:
    draft = one(
        "title = {Late bloom}, author = {Moss, Ada and Fern, Bo}, year = 2031, month = may, journal = {J. Moss}, "
        "doi = {https://doi.org/10.1000/ABC}"
    )
    assert (draft.type, draft.title, draft.issued, draft.venue) == (
        "article-journal",
        "Late bloom",
        "2031-05",
        "J. Moss",
    )
    assert draft.authors == ("Moss, Ada", "Fern, Bo")
    assert draft.names.doi == "10.1000/abc"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("van der Berg, {\\AA}ke", "van der Berg, Åke"),
        ("Smith, Jr., Bob", "Smith, Bob, Jr."),
        ("{The {Moss} Group}", "The Moss Group"),
        ("{Sand and Sons}", "Sand and Sons"),
        ("{\\L}o\\'s, J\\'an", "Łoś, Ján"),
        ('M{\\"u}ller-L{\\"u}denscheidt, H.', "Müller-Lüdenscheidt, H."),
        ("de la Rose, {A., Jr.}", "de la Rose, A., Jr."),
        ("OpenMoss", "OpenMoss"),
        ("Moss,", "Moss"),
    ],
)
def test_names_are_kept_as_given(written: str, read: str) -> None:
    assert one(f"author = {{{written}}}").authors == (read,)


@pytest.mark.parametrize("more", ["others", "et al.", "others,"])
def test_a_shortened_list_says_so(more: str) -> None:
    draft = one(f"author = {{Moss, Ada and {more}}}")
    assert (draft.authors, draft.more_authors) == (("Moss, Ada",), True)


@pytest.mark.parametrize("authors", ["Ada Moss, Bo Fern, Cy Reed", "A Moss, B Fern, C Reed, D Sand"])
def test_authors_between_commas_are_a_fault(authors: str) -> None:
    assert "`and`" in one(f"author = {{{authors}}}").problem


def test_abbreviations_pieces_and_quotes() -> None:
    text = (
        '@string{jm = "Journal of " # {Moss}}\n@STRING{jm2 = jm # " II"}\n'
        '@article{k, title = "A {"}quoted{"} word", journal = JM2, author = "{\\"U}ber, A.", month = 5 # "~1", year = "2031"}'
    )
    (draft,), findings = bibtex.read(text, "x.bib")
    assert findings == []
    assert (draft.title, draft.venue, draft.authors) == ('A "quoted" word', "Journal of Moss II", ("Über, A.",))
    assert draft.issued == "2031-05"


def test_abbreviations_that_double_are_bounded() -> None:
    lines = ["@string{a0 = {xxxxxxxxxx}}", *(f"@string{{a{n + 1} = a{n} # a{n}}}" for n in range(60))]
    (draft,), _ = bibtex.read("\n".join([*lines, "@misc{k, note = a60, title = {T}}"]), "x.bib")
    assert draft.title == "T"


def test_what_a_volume_says_holds_for_its_papers() -> None:
    text = (
        "@inproceedings{child, crossref = {VOL}, title = {Late bloom}}\n"
        "@proceedings{vol, title = {Proceedings of Moss}, year = 2031}\n"
    )
    (child, _), _ = bibtex.read(text, "x.bib")
    assert (child.venue, child.issued) == ("Proceedings of Moss", "2031")


def test_two_records_under_one_key_are_two_records() -> None:
    drafts, findings = bibtex.read("@misc{k, title = {One}}\n@misc{k, title = {Two}}", "x.bib")
    assert ([draft.title for draft in drafts], findings) == (["One", "Two"], [])


@pytest.mark.parametrize(
    ("kind", "fields", "type"),
    [
        ("article", "journal = {J. Moss}", "article-journal"),
        ("article", "journal = {arXiv preprint arXiv:3105.01234}", "article"),
        ("ARTICLE", "journal = {CoRR}", "article"),
        ("inproceedings", "", "paper-conference"),
        ("incollection", "", "chapter"),
        ("phdthesis", "", "thesis"),
        ("techreport", "", "report"),
        ("online", "", "webpage"),
        ("misc", "eprint = {3105.01234}", "article"),
        ("misc", "url = {https://moss.example}", "webpage"),
        ("unheardof", "journal = {J. Moss}", "article-journal"),
    ],
)
def test_kind_of_record_and_its_fields_give_the_type(kind: str, fields: str, type: str) -> None:
    assert one(fields, kind).type == type


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year = {2031}", "2031"),
        ("year = {c2031a}", "2031"),
        ("year = {in press}", ""),
        ("date = {2031-05-17}", "2031-05-17"),
        ("date = {2031-05/2032-01}", "2031-05"),
        ("year = 2031, month = {05}", "2031-05"),
        ("year = 2031, month = {September}", "2031-09"),
        ("year = 2031, month = {spring}", "2031"),
    ],
)
def test_dates(fields: str, issued: str) -> None:
    assert one(fields).issued == issued


def test_an_abstract_is_nobodys_note() -> None:
    assert one("abstract = {We show that moss hums in the dusk, always.}").note == ""
    assert one("annote = {We show that moss hums in the dusk, always.}").note
    assert one("note = {Accepted at ICMOSS 2031. Camera-ready version of the paper.}").note == ""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\n@article{k, title = {Open, year = 2031\n", [2]),
        ("% remark\n@article(k, title = {T})\n", [2]),
        ("@article\nk, title = {T}\n", [1]),
        ("@misc{k, title = {One}, title = {Two}}", [1]),
        ("@article{k, title = {T}", [1]),
    ],
)
def test_a_broken_record_is_named_by_its_line(text: str, lines: list[int]) -> None:
    assert broken(text) == lines


def test_a_broken_record_does_not_take_its_neighbours_along() -> None:
    text = "@misc{a, title = {One}}\n@misc{b, title = {Open\n@misc{c, title = {Three}}\n"
    drafts, findings = bibtex.read(text, "x.bib")
    assert [draft.title for draft in drafts] == ["One", "Three"]
    assert [finding.span.line for finding in findings] == [2]


def test_remarks_and_addresses_are_no_records() -> None:
    text = "me@moss.example wrote this\n@moss said so\n@comment{@misc}\n@preamble{x}\n"
    assert bibtex.read(text, "x.bib") == ([], [])


@pytest.mark.parametrize(
    "text", ["\n" * 50_000, "@misc{k, title = {" + "\n" * 50_000 + "T}}", "{" * 100_000, "@misc{" * 5_000]
)
def test_strange_texts_end(text: str) -> None:
    drafts, findings = bibtex.read(text, "x.bib")
    assert len(drafts) + len(findings) <= 5_000
