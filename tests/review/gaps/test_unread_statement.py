from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.review._gap import Gap

GapsOf = Callable[[str, Mapping[str, str]], list[Gap]]

KIND = "unread-statement"


def read(*how: str, kind: str = "result") -> dict[str, str]:
    items = ", ".join(f"{{paper: paper/p{n}, at: table 1, stance: supports, read: {r}}}" for n, r in enumerate(how))
    return {f"{kind}/law": f"evidence: [{items}]\n", **{f"paper/p{n}": "" for n in range(len(how))}}


def test_a_statement_whose_papers_were_not_read_in_full_is_a_gap(gaps_of: GapsOf) -> None:
    for kind in ("result", "mechanism"):
        found = gaps_of(KIND, read("abstract", "part", "secondary", kind=kind))
        assert [gap.about for gap in found] == [f"{kind}/law"]
        assert "none of the 3 papers cited for it was read in full" in found[0].sentence
    (gap,) = gaps_of(KIND, read("part"))
    assert "the one paper cited for it was not read in full" in gap.sentence


def test_one_paper_read_in_full_is_enough(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, read("abstract", "full")) == []


def test_evidence_on_a_link_of_the_statement_counts(gaps_of: GapsOf) -> None:
    evidence = "[{paper: paper/p0, at: table 1, stance: supports, read: %s}]"
    for how, gaps in (("full", 0), ("abstract", 1)):
        links = f"links: {{explains: [{{to: phenomenon/late-bloom, evidence: {evidence % how}}}]}}\n"
        entries = {"paper/p0": "", "phenomenon/late-bloom": "", "result/law": links}
        assert len(gaps_of(KIND, entries)) == gaps


def test_a_statement_without_any_paper_is_another_matter(gaps_of: GapsOf) -> None:
    assert gaps_of(KIND, {"result/law": ""}) == []
