"""What an atlas will hold, before any of it is written: ids, titles and topics.

Entries fall into topics of about 250, and nine of ten links stay inside one. So a large corpus is many neighbourhoods
rather than one thick tangle, as a literature is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import words

FOLDERS = {
    "layer": "layers", "theory": "theories", "result": "results", "quantity": "quantities", "method": "methods",
    "phenomenon": "phenomena", "mechanism": "mechanisms", "system": "systems", "prediction": "predictions",
    "problem": "problems", "path": "paths", "paper": "papers",
}  # fmt: skip
LAYERS = ("cognition", "learning-theory", "architecture", "circuit", "component", "measurement")
UNITS = ("nat/token", "parameter", "token", "1", "FLOP")
_SHARES = {
    "paper": 45, "result": 15, "phenomenon": 10, "mechanism": 8, "system": 6, "theory": 5, "quantity": 4, "problem": 3,
    "prediction": 2, "method": 1,
}  # fmt: skip
# At least three made-up words in each, so that no two titles are alike.
_FRAMES = {
    "paper": (
        "{} and {} in {} networks with {} {}",
        "On the {} of {} {} under {}",
        "{}: how {} {} {} and {}",
        "{} {} explain {} {} in {}",
        "Towards {} {} for {} {}",
        "A {} account of {} {} {}",
    ),
    "result": ("{} law of {} {}", "{}-{} transition in {}", "{} bound on {} {}", "{} {} of {} hypothesis"),
    "phenomenon": ("{} {} {}", "Late {} of {} {}", "{} {} between {}", "{} without {} {}"),
    "mechanism": ("{} {} {} head", "{}-{} {} circuit", "{} memory of {} {}"),
    "system": ("{} {} {} transformer", "{}-{} {}", "Two-layer {} {} {}"),
    "theory": ("Theory of {} {} {}", "{} {} {}", "{} view of {} {}"),
    "quantity": ("{} {} {}", "{} of the {} {}", "{} {} {} score"),
    "problem": ("What is {} {} {}", "Connect {} {} and {}", "Which {} {} makes {}"),
    "prediction": ("{} {} lowers {}", "Removing {} {} moves {}", "{} {} at {}"),
    "method": ("{} {} {} patching", "{} {} estimation by {}"),
    "path": ("{} {} from all sides of {}", "{} {} {} end to end"),
}
_TOPIC = 250
_STRAY = 0.1


@dataclass(slots=True)
class Stub:
    """What other entries need to know of one. `index` counts within its kind."""

    kind: str
    index: int
    topic: int
    year: int
    unit: str
    name: str = ""
    title: str = ""

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"


@dataclass
class Plan:
    """All stubs by kind. A kind's stubs go round the topics one by one."""

    topics: int
    random: Random
    vocabulary: list[str]
    kinds: dict[str, list[Stub]] = field(default_factory=dict)
    _turn: dict[int, int] = field(default_factory=dict)

    def near(self, kind: str, topic: int) -> list[Stub]:
        return self.kinds[kind][topic :: self.topics]

    def pick(self, stub: Stub, kind: str) -> Stub | None:
        """A target for a link of `stub`. One of its own kind comes earlier, so that no links make a cycle."""
        limit = stub.index if kind == stub.kind else len(self.kinds[kind])
        topic = stub.topic if self.random.random() > _STRAY else self.random.randrange(self.topics)
        near = -(-(limit - topic) // self.topics)
        return self.kinds[kind][topic + self.topics * self.random.randrange(near)] if near > 0 else None

    def paper(self, topic: int) -> Stub:
        """The papers of the topic in turn, so that none is left unused."""
        papers = self.near("paper", topic)
        turn = self._turn[topic] = self._turn.get(topic, -1) + 1
        return papers[turn % len(papers)]


def counts(total: int) -> dict[str, int]:
    """How many entries of each kind make `total`."""
    fixed = {"layer": len(LAYERS), "path": min(6, max(1, total // 250))}
    rest = total - sum(fixed.values())
    found = {kind: max(1, rest * share // sum(_SHARES.values())) for kind, share in _SHARES.items()}
    found["paper"] += rest - sum(found.values())
    return {**fixed, **found}


def plan(total: int, random: Random) -> Plan:
    """Names and titles for `total` entries."""
    numbers = counts(total)
    # Each topic needs something of each kind, or a link would find nothing to point at.
    topics = max(1, min(round(total / _TOPIC), numbers["method"]))
    made = Plan(topics, random, words.made_up(random, 3000 + total // 2))
    taken: set[str] = set()
    for kind, number in numbers.items():
        made.kinds[kind] = [_stub(kind, index, made, taken) for index in range(number)]
    return made


def _stub(kind: str, index: int, made: Plan, taken: set[str]) -> Stub:
    random = made.random
    # Quantities go through the units within each topic, so that each has some to make an equation of.
    unit = UNITS[index // made.topics % len(UNITS)]
    stub = Stub(kind, index, index % made.topics, random.randint(2012, 2025), unit)
    if kind == "layer":
        stub.name, stub.title = LAYERS[index], LAYERS[index].replace("-", " ").capitalize()
        return stub
    while not stub.name or stub.id in taken:
        frame = random.choice(_FRAMES[kind])
        own = random.sample(made.vocabulary, frame.count("{}"))
        title = frame.format(*own)
        stub.title = title[0].upper() + title[1:]
        stub.name = f"{own[0]}-{stub.year}-{own[1]}" if kind == "paper" else "-".join(own[:3])
    taken.add(stub.id)
    return stub
