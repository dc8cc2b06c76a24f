"""RIS: every record becomes a draft, or is named with its line."""

from __future__ import annotations

from kg.imports import ris
from kg.records.draft import Draft


def one(lines: str) -> Draft:
    (draft,), findings = ris.read(f"{lines}\nER  - \n", "x.ris")
    assert findings == []
    return draft


def test_a_plain_record() -> None:
    draft = one(
        "TY  - JOUR\nAU  - Moss, Ada\nA1  - Fern, Bo\nT1  - Late bloom\nJO  - J. Moss\nPY  - 2031/05/17/\nDO  - 10.1000/ABC\n"
        "KW  - moss\nKW  - fern"
    )
    assert (draft.type, draft.title, draft.issued, draft.venue) == (
        "article-journal",
        "Late bloom",
        "2031-05-17",
        "J. Moss",
    )
    assert (draft.authors, draft.names.doi, draft.keywords) == (
        ("Moss, Ada", "Fern, Bo"),
        "10.1000/abc",
        ("moss", "fern"),
    )


def test_a_preprint_hides_in_an_address_or_a_journal() -> None:
    for line in ("UR  - http://arxiv.org/abs/3105.01234v2", "AN  - arXiv:3105.01234", "JO  - arXiv:3105.01234 [cs.LG]"):
        draft = one(f"TY  - JOUR\nTI  - T\n{line}")
        assert draft.names.arxiv == "3105.01234"
    assert draft.type == "article"


def test_a_value_goes_on_in_the_next_line() -> None:
    assert one("TY  - JOUR\nTI  - Late\n   bloom").title == "Late bloom"


def test_a_year_of_its_own_beats_another_date() -> None:
    assert one("TY  - JOUR\nPY  - 2031\nDA  - 2031/05//").issued == "2031-05"
    assert one("TY  - JOUR\nPY  - 2031\nDA  - 2029/05//").issued == "2031"


def test_shortened_lists_and_groups() -> None:
    draft = one("TY  - JOUR\nAU  - The Moss Group\nAU  - et al.")
    assert (draft.authors, draft.more_authors) == (("The Moss Group",), True)


def test_records_that_do_not_end_and_lines_without_one_are_named() -> None:
    text = "what is this\n\nTY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \nTY  - JOUR\nTI  - Three\n"
    drafts, findings = ris.read(text, "x.ris")
    assert [draft.title for draft in drafts] == ["Two"]
    assert [finding.span.line for finding in findings] == [1, 3, 8]
