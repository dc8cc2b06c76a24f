"""A formula that cannot be set.

Maths is written in LaTeX: between dollars in a text, `$\\lambda$`, or on lines of its own between double dollars; without dollars in
`symbol` and `definition`. Commands of special packages, macros, labels and colours are not known here. Most often a brace is missing, a
command is misspelt, or a dollar sign was meant as money: write `\\$` for that.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue, Record
from kg.diagnostics import Diagnostic, Rule, Span
from kg.markup import prose
from kg.markup.maths import BadMaths, mathml
from kg.schema.references import formulas
from kg.source.tree import Loc

RULE = Rule("bad-maths", "a formula that cannot be set", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for record in catalogue.records.values():
        for loc, text, whole in formulas(record.entry, record.tree.source):
            found = [(0, text, False)] if whole else prose.formulas(text)
            for _, latex, display in found:
                try:
                    mathml(latex, display)
                except BadMaths as problem:
                    help = "write it in LaTeX; for a dollar sign write \\$"
                    shown = latex if len(latex) <= 60 else latex[:57] + "..."
                    yield RULE.at(
                        _place(record, loc, latex, problem), f"{problem.message} in the formula {shown!r}", help=help
                    )


def _place(record: Record, loc: Loc, latex: str, problem: BadMaths) -> Span:
    """The formula as it stands in the file, from where the trouble begins; the whole value where it is broken over lines."""
    span = record.tree.text_span(latex, *loc)
    if span.end_column - span.column != len(latex) or span.line != span.end_line:
        return record.tree.span(*loc)
    column = span.column + min(problem.offset, len(latex) - 1)
    return Span(span.path, span.line, column, span.line, span.end_column)
