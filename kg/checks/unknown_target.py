"""An entry names another one that is not in the catalogue.

Most often this is a slip, or an entry that was renamed. Write the target as `kind/file-name`, without the `.yaml`. If the
entry does not exist yet, write it first: `kg new KIND NAME` makes a blank one.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule, Span
from kg.schema.kinds import folders, kinds
from kg.schema.references import Reference
from kg.schema.template import PLACEHOLDERS
from kg.source.tree import Tree
from kg.suggest import did_you_mean

RULE = Rule("unknown-target", "an id that no entry has", explanation=__doc__)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    # A file with errors of its own is known all the same: one slip should not be reported in ten places.
    ids = catalogue.ids
    for tree, found in catalogue.references_by_file:
        for reference in found:
            if reference.target not in ids:
                help = _help(catalogue, reference)
                yield RULE.at(place(tree, reference), f"no entry {reference.target!r}", help=help)


def place(tree: Tree, reference: Reference) -> Span:
    """Where a reference stands; inside a longer text, exactly there."""
    if reference.in_prose:
        return tree.text_span(reference.text, *reference.loc)
    return tree.span(*reference.loc)


def _help(catalogue: Catalogue, reference: Reference) -> str:
    target = reference.target
    if grave := catalogue.retired.get(target):
        return f"it was replaced by {grave.replaced_by!r}" if grave.replaced_by else f"it was retired: {grave.reason}"
    kind, _, name = target.partition("/")
    if name in PLACEHOLDERS:
        known = sorted(id.partition("/")[2] for id in catalogue.ids if id.startswith(kind + "/"))
        few = f": one of {', '.join(known)}" if 0 < len(known) <= 12 else ""
        return f"{name} is a placeholder: write the name of a {kind}{few}"
    if kind in folders():
        return f"write the kind, not the folder: '{folders()[kind]}/{name}'"
    if kind not in kinds():
        return did_you_mean(kind, kinds()) or f"kinds are: {', '.join(kinds())}"
    same_kind = [id for id in catalogue.ids if id.startswith(kind + "/")]
    elsewhere = sorted(id for id in catalogue.ids if id.partition("/")[2] == name)
    if elsewhere:
        return f"did you mean {elsewhere[0]!r}?"
    return did_you_mean(target, same_kind) or f"write it first: `kg new {kind} {name}`"
