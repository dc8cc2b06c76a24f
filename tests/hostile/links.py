"""Links and ids that lead nowhere, or elsewhere than they seem to."""

from __future__ import annotations

from tests.hostile.case import Case


def _to(name: str, bad: str, good: str, rule: str, column: int = 22) -> Case:
    """An item of `observed_in`."""
    line = "links: {{observed_in: [{}]}}\n"
    return Case(name, line.format(bad), line.format(good), rule, 4, column + 1)


def _evidence(name: str, bad: str, good: str, rule: str, column: int) -> Case:
    line = "evidence: [{{{}}}]\n"
    return Case(name, line.format(bad), line.format(good), rule, 4, column)


_REST = "at: section 1, stance: supports, read: full"

CASES = (
    _to("to-nobody", "system/nobody", "system/one", "unknown-target"),
    _to("to-another-kind", "phenomenon/hum", "{to: system/one}", "wrong-kind"),
    _to("to-a-file", "systems/one.yaml", "'system/one'", "bad-value"),
    _to("to-a-folder", "systems/one", "system/one", "unknown-target"),
    _to("to-a-path-up", "system/../../etc/passwd", "system/one", "bad-value"),
    _to("to-a-bare-name", "one", "system/one", "bad-value"),
    _to("to-capitals", "System/One", "system/one", "bad-value"),
    _to("to-a-line-break", '"system/one\\n"', "system/one", "bad-value"),
    _to("to-letters-alike", "system/\u043ene", "system/one", "bad-value"),
    _to("to-a-direction", '"system/o\\u202ene"', "system/one", "bad-value"),
    _to("to-full-width", "system/\uff4fne", "system/one", "bad-value"),
    _to("to-a-long-name", "system/" + "a" * 80, "system/one", "bad-value"),
    _to("to-a-very-long-name", "system/" + "a" * 100_000, "system/one", "bad-value"),
    _to("to-a-number", "1", "system/one", "bad-value"),
    _to("to-an-empty-text", "''", "system/one", "bad-value"),
    _to("to-an-address", "'https://example.org'", "system/one", "bad-value"),
    _to("to-a-list", "[system/one]", "system/one", "wrong-type"),
    _to("to-a-mapping-without-to", "{regime: warm}", "{to: system/one, regime: warm}", "missing-field"),
    _to("to-with-a-standing-unknown", "{to: system/one, standing: sure}", "{to: system/one, standing: conjectured}",
        "bad-value", 49),
    _to("to-with-a-slip", "{to: system/one, regim: warm}", "{to: system/one, regime: hot}", "unknown-field", 39),
    Case("relation-unknown", "links: {seen_in: [system/one]}\n", "links: {observed_in: [system/one]}\n",
         "unknown-relation", 4, 9),
    Case("relation-derived", "links: {appears_in: [result/sum]}\n", "links: {bears_on: [result/sum]}\n",
         "unknown-relation", 4, 9, "quantities"),
    Case("relation-the-other-way", "links: {explains: [theory/base]}\n", "links: {explained_by: [theory/base]}\n",
         "wrong-kind", 4, 20),
    Case("relation-to-itself", "links: {specialises: [phenomenon/relation-to-itself]}\n",
         "links: {specialises: [phenomenon/hum]}\n", "self-link", 4, 23),
    Case("link-twice", "links: {observed_in: [system/one, system/one]}\n",
         "links: {observed_in: [system/one, {to: system/one, regime: warm}]}\n", "identical-link", 4, 35),
    Case("in-nowhere", "links: {explained_by: [{to: theory/base, in: [system/nowhere]}]}\n",
         "links: {explained_by: [{to: theory/base, in: [system/one]}]}\n", "unknown-target", 4, 47),
    Case("in-another-kind", "links: {explained_by: [{to: theory/base, in: [theory/base]}]}\n",
         "links: {explained_by: [{to: theory/base, in: [system/one], regime: warm}]}\n", "wrong-kind", 4, 47),
    Case("layer-unknown", "title: Layer unknown\nlayers: [bedd]\nsummary: It hums.\n",
         "title: Layer known\nlayers: [bed]\nsummary: It hums.\n", "unknown-target", 2, 10, whole=True),
    Case("layer-with-its-kind", "title: Layer with its kind\nlayers: [[bed]]\nsummary: It hums.\n",
         "title: Layer in full\nlayers: [{layer: bed, because: so}]\nsummary: It hums.\n", "wrong-type", 2, 10, whole=True),
    Case("layers-none", "title: Layers none\nlayers: []\nsummary: It hums.\n",
         "title: Layers one\nlayers: [bed]\nsummary: It hums.\n", "bad-value", 2, 9, whole=True),
    Case("layers-missing", "title: Layers missing\nsummary: It hums.\n",
         "title: Layers there\nsummary: It hums.\nlayers: [bed]\n", "missing-field", 1, 1, whole=True),
    Case("reference-to-nobody", "body: 'see [[system/nobody]]'\n", "body: 'see [[system/one]] and `[[x]`'\n",
         "unknown-target", 4, 14),
    Case("reference-with-a-label-to-nobody", "body: 'see [[theory/nobody|it]]'\n", "body: 'see [[theory/base|it]]'\n",
         "unknown-target", 4, 14),
    Case("retired", "links: {observed_in: [system/gone]}\n", "links: {observed_in: [system/one]}\n", "unknown-target", 4, 23),
    _evidence("evidence-of-nobody", f"paper: paper/nobody, {_REST}", f"paper: paper/moss, {_REST}", "unknown-target", 20),
    _evidence("evidence-of-a-theory", f"paper: theory/base, {_REST}", f"paper: paper/moss, {_REST}", "wrong-kind", 20),
    _evidence("evidence-without-a-place", "paper: paper/moss, stance: supports, read: full", f"paper: paper/moss, {_REST}",
              "missing-field", 12),
    _evidence("evidence-of-a-mood", "paper: paper/moss, at: a, stance: likes, read: full",
              "paper: paper/moss, at: a, stance: extends, read: full", "bad-value", 47),
    _evidence("evidence-half-read", "paper: paper/moss, at: a, stance: uses, read: half",
              "paper: paper/moss, at: a, stance: uses, read: part", "bad-value", 59),
    Case("step-to-nobody", "title: Steps\nsummary: A way.\nsteps: [{entry: theory/nobody, why: so}]\n",
         "title: Steps decoy\nsummary: A way.\nsteps: [{entry: theory/base, why: so}]\n", "unknown-target", 3, 17, "paths",
         whole=True),
    Case("no-steps", "title: None\nsummary: A way.\nsteps: []\n",
         "title: None decoy\nsummary: A way.\nsteps: [{entry: theory/base, why: so}]\n", "bad-value", 3, 8, "paths",
         whole=True),
)  # fmt: skip
