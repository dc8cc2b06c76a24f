"""Links and evidence as lines of YAML. The evidence always carries the standing: that is judged by `kg check`."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import words
from plan import Plan, Stub

# How often a link has each standing; a link without one is written as an id.
_STANDINGS = {"": 35, "supported": 38, "conjectured": 9, "contested": 8, "proved": 4, "unstated": 4, "refuted": 2}
_FAVOURABLE = ("introduces", "supports", "supports", "supports", "replicates", "uses", "extends")

# Relation, kind of the target, and how many of it on average.
LINKS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "theory": (("bears_on", "theory", 1.2), ("specialises", "theory", 0.6), ("limit_of", "theory", 0.5),
               ("member_of", "theory", 0.5), ("contradicts", "theory", 0.3), ("analogous_to", "mechanism", 0.4)),
    "result": (("stated_in", "theory", 1.0), ("explained_by", "result", 0.9), ("depends_on", "result", 1.3),
               ("explained_by", "theory", 0.5), ("contradicts", "result", 0.3), ("bears_on", "problem", 0.5)),
    "quantity": (("specialises", "quantity", 0.6), ("bears_on", "quantity", 0.4), ("quantifies", "mechanism", 1.0)),
    "method": (("estimates", "quantity", 3.0), ("bears_on", "mechanism", 1.0)),
    "phenomenon": (("explained_by", "theory", 1.0), ("explained_by", "result", 1.3), ("rests_on", "mechanism", 1.2),
                   ("observed_in", "system", 2.2), ("quantified_by", "quantity", 0.4),
                   ("specialises", "phenomenon", 0.3)),
    "mechanism": (("observed_in", "system", 2.2), ("described_in", "theory", 1.0), ("part_of", "mechanism", 0.7),
                  ("explained_by", "result", 0.5), ("analogous_to", "mechanism", 0.3)),
    "system": (("part_of", "system", 0.5), ("bears_on", "problem", 0.4)),
    "problem": (("concerns", "theory", 1.2), ("concerns", "phenomenon", 1.5), ("concerns", "mechanism", 1.0),
                ("depends_on", "problem", 0.5)),
    "prediction": (("predicted_by", "result", 1.0), ("predicted_by", "theory", 0.3), ("concerns", "phenomenon", 1.0),
                   ("concerns", "mechanism", 1.0)),
    "paper": (("cites", "paper", 4.2),),
}  # fmt: skip
_BARE = frozenset({"cites", "concerns", "estimates", "limit_of", "member_of", "part_of", "specialises", "stated_in"})
_PLACED = frozenset({"explained_by", "rests_on"})


def links(stub: Stub, plan: Plan) -> Iterator[str]:
    """The whole `links:` field, or nothing."""
    used = {stub.id}
    written: dict[str, list[str]] = {}
    for relation, kind, mean in LINKS.get(stub.kind, ()):
        for _ in range(_number(plan.random, mean)):
            target = plan.pick(stub, kind)
            if target and target.id not in used:
                used.add(target.id)
                written.setdefault(relation, []).extend(_link(stub, relation, target.id, plan))
    if written:
        yield "links:"
    for relation, lines in written.items():
        yield f"  {relation}:"
        yield from lines


def _number(random: Random, mean: float) -> int:
    """A whole number that is `mean` on average, and scatters."""
    spread = mean * random.choice((0.5, 1, 1, 1.5))
    return int(spread) + (random.random() < spread % 1)


def _link(stub: Stub, relation: str, target: str, plan: Plan) -> Iterator[str]:
    random = plan.random
    standing = "" if relation in _BARE else choose(random, _STANDINGS)
    if not standing:
        yield f"    - {target}"
        return
    yield f"    - to: {target}"
    if relation in _PLACED and random.random() < 0.7:
        systems = random.sample(plan.near("system", stub.topic), k=1)
        yield f"      in: [{', '.join(system.id for system in systems)}]"
    if relation == "rests_on" and random.random() < 0.15:
        yield "      sufficient: true"
    if random.random() < 0.4:
        yield f"      regime: {words.phrase(random, random.randint(5, 12))}"
    yield f"      standing: {standing}"
    yield from evidence(standing, stub, plan, "      ")
    if random.random() < 0.1:
        yield "      note: >"
        yield from words.wrapped(" ".join(words.sentences(random, 20)), "        ")


def choose(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def evidence(standing: str, stub: Stub, plan: Plan, indent: str) -> Iterator[str]:
    """Evidence that carries `standing`, one paper or more."""
    random = plan.random
    favourable = random.choice(_FAVOURABLE)
    stances = {
        "contested": [favourable, random.choice(("disputes", "refutes"))],
        "refuted": ["refutes"],
        "unstated": [],
    }.get(standing, [favourable])
    if standing == "supported" and random.random() < 0.4:
        stances.append(random.choice(_FAVOURABLE))
    if stances:
        yield f"{indent}evidence:"
    for stance in stances:
        yield from _evidence(stance, standing == "proved", stub, plan, indent + "  ")


def _evidence(stance: str, proof: bool, stub: Stub, plan: Plan, indent: str) -> Iterator[str]:
    random = plan.random
    at, read = _locator(random, proof)
    fields = {"paper": plan.paper(stub.topic).id, "at": at, "stance": stance, "read": read}
    if random.random() < 0.2:
        fields["note"] = words.phrase(random, random.randint(5, 11))
    line = f"{indent}- {{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}"
    if len(line) <= 110:
        yield line
        return
    for index, (key, value) in enumerate(fields.items()):
        yield f"{indent}{'- ' if index == 0 else '  '}{key}: {value}"


def _locator(random: Random, proof: bool) -> tuple[str, str]:
    if proof:
        return f"Theorem {random.randint(1, 9)}", random.choice(("full", "part"))
    if random.random() < 0.4:
        return "abstract", "abstract"
    place = random.choice(("section", "figure", "table", "equation", "Theorem"))
    return f"{place} {random.randint(1, 12)}", random.choice(("full", "part", "part", "secondary"))
