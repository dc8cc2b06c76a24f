"""Rules about entries together. Each module offers `RULE`, and `check(catalogue)`, which yields findings; or, for a rule about
what a change may do, `check_since(before, after)`.

A check yields; it does not print, sort, count, read settings or remember anything between two calls.
"""

from __future__ import annotations

from kg import catalogue as loading
from kg import discover
from kg.catalogue import Catalogue
from kg.diagnostics import Diagnostic, Rule
from kg.schema import decode, retired
from kg.source import files, tree


def run(catalogue: Catalogue, before: Catalogue | None = None) -> list[Diagnostic]:
    """Every finding about an atlas, those of loading included, sorted by place.

    With an earlier state of the atlas, also what the change since then must not do.
    """
    findings = list(catalogue.findings)
    for module in discover.modules(__name__):
        if hasattr(module, "check"):
            findings.extend(module.check(catalogue))
        if before is not None and hasattr(module, "check_since"):
            findings.extend(module.check_since(before, catalogue))
    return sorted(set(findings), key=lambda finding: finding.sort_key)


def all_rules() -> dict[str, Rule]:
    """Rule name to rule, in alphabetical order: those of loading and those of the checks."""
    found = [*files.RULES, *tree.RULES, *decode.RULES, *loading.RULES, retired.BAD_TOMBSTONE]
    found.extend(module.RULE for module in discover.modules(__name__))
    return {rule.name: rule for rule in sorted(found, key=lambda rule: rule.name)}
