"""Rules about entries together. Each module offers `RULE`, and `check(catalogue)`, which yields findings; or, for a rule about
what a change may do, `check_since(before, after)`.

A check yields; it does not print, sort, count, read settings or remember anything between two calls.
"""

from __future__ import annotations

from kg import discover
from kg.catalogue import Catalogue, assemble
from kg.catalogue.cache import Cache
from kg.catalogue.snapshot import Snapshot
from kg.diagnostics import Diagnostic, Rule

_LOADING = (
    ("kg.source", "files"),
    ("kg.source", "syntax"),
    ("kg.schema", "decode"),
    ("kg.schema", "retired"),
    ("kg", "catalogue"),
)
"""Where the rules of loading stand: modules that offer `RULES`."""


def judge(taken: Snapshot, cache: Cache | None = None) -> list[Diagnostic]:
    """Every finding about the files of an atlas: those of an earlier run where nothing has changed since."""
    known = cache.findings(taken.digest) if cache else None
    if known is not None:
        return known
    findings = run(assemble(taken, cache=cache))
    if cache:
        cache.keep_findings(taken.digest, findings, discover.module("kg.schema", "shapes").shapes())
    return findings


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
    found = [rule for package, name in _LOADING for rule in discover.module(package, name).RULES]
    found.extend(module.RULE for module in discover.modules(__name__))
    return {rule.name: rule for rule in sorted(found, key=lambda rule: rule.name)}
