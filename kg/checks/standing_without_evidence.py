"""A standing that the evidence beside it does not carry.

`contested` needs evidence on both sides: a paper that introduces, supports, replicates, uses or extends the statement, and
one that disputes or refutes it. `refuted` needs one that disputes or refutes it. `proved` needs a locator of the proof: a
theorem, proposition, lemma, section, equation or appendix, not just the abstract. Add the evidence to the same link or
result, or say less: `supported`, `conjectured` or `unstated`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.catalogue import Catalogue, Record
from kg.diagnostics import Diagnostic, Rule
from kg.schema.entry import Evidence
from kg.schema.standing import ADVERSE, FAVOURABLE
from kg.source.tree import Loc

RULE = Rule("standing-without-evidence", "a standing that its evidence does not carry", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for record in catalogue.records.values():
        if record.kind == "result":
            standing = str(getattr(record.entry, "standing", "unstated"))
            yield from _judge(record, ("standing",), standing, record.entry.evidence)
        for relation, links in record.entry.links.items():
            for index, link in enumerate(links):
                if link.standing != "unstated":
                    loc = ("links", relation, index, "standing")
                    yield from _judge(record, loc, link.standing, link.evidence)


def _judge(record: Record, loc: Loc, standing: str, evidence: Sequence[Evidence]) -> Iterator[Diagnostic]:
    span = record.tree.span
    favourable = [item for item in evidence if item.stance in FAVOURABLE]
    adverse = [item for item in evidence if item.stance in ADVERSE]
    if standing == "contested" and not (favourable and adverse):
        missing = "speaks against it" if favourable else "speaks for it" if adverse else "speaks for or against it"
        help = "add `evidence` for both sides: one with stance supports, one with stance disputes"
        yield RULE.at(span(*loc), f"standing is contested, but no evidence here {missing}", help=help)
    elif standing == "refuted" and not adverse:
        help = "add the evidence that does, with stance disputes or refutes"
        yield RULE.at(span(*loc), "standing is refuted, but no evidence here speaks against it", help=help)
    elif standing == "proved" and not any(item.at.strip().lower() != "abstract" for item in favourable):
        help = "name the theorem or section in `at`, or write `standing: supported`"
        yield RULE.at(span(*loc), "standing is proved, but no evidence here says where the proof is", help=help)
