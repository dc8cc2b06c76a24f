"""What the atlas holds, and how well it is curated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.catalogue import Catalogue
from kg.queries.evidence import testimonies
from kg.schema.kinds import names


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts. Links are counted where they are written, so each one once."""

    kinds: Mapping[str, int]
    layers: Mapping[str, int]
    relations: Mapping[str, int]
    standings: Mapping[str, int]
    read: Mapping[str, int]
    """Pieces of evidence by how far the paper was read."""
    curation: Mapping[str, int]
    doubts: int
    links: int
    links_with_evidence: int

    @property
    def entries(self) -> int:
        return sum(self.kinds.values())


def stats(catalogue: Catalogue) -> Stats:
    """Count everything once."""
    records = list(catalogue.records.values())
    statements = catalogue.statements
    by_kind = Counter(record.kind for record in records)
    by_layer = Counter(ref.layer for record in records for ref in record.entry.layers)
    read = Counter(testimony.evidence.read for record in records for testimony in testimonies(record))
    return Stats(
        kinds={name: by_kind[name] for name in names()},
        layers={record.name: by_layer[record.name] for record in catalogue.layers},
        relations=dict(sorted(Counter(s.relation.name for s in statements).items())),
        standings=dict(sorted(Counter(s.link.standing for s in statements).items())),
        read={name: read[name] for name in ("full", "part", "abstract", "secondary")},
        curation=dict(sorted(Counter(record.entry.curation.state for record in records).items())),
        doubts=sum(len(record.entry.curation.doubts) for record in records),
        links=len(statements),
        links_with_evidence=sum(bool(statement.link.evidence) for statement in statements),
    )
