"""An atlas like the real one, of any size: each kind with its fields, filled as contributors fill them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import words
from plan import FOLDERS, LAYERS, Plan, Stub, plan
from statements import choose, evidence, links

_TAGS = 60
"""Different tags in an atlas of any size."""


def entries(count: int, random: Random) -> Iterator[tuple[str, str]]:
    """Path below `entries/` and text of each file."""
    whole = plan(count, random)
    for kind, stubs in whole.kinds.items():
        for stub in stubs:
            yield f"{FOLDERS[kind]}/{stub.name}.yaml", "\n".join(_lines(stub, whole)) + "\n"


def _lines(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    yield f"title: '{stub.title}'" if ":" in stub.title else f"title: {stub.title}"
    if random.random() < 0.4 and stub.kind not in ("paper", "layer", "path"):
        names = [" ".join(random.sample(whole.vocabulary, 2)) for _ in range(random.randint(1, 2))]
        yield f"aliases: [{', '.join(names)}]"
    if stub.kind not in ("layer", "system", "path", "paper"):
        yield from _layers(random)
    yield from _FIELDS[stub.kind](stub, whole)
    yield "summary: >"
    yield from words.wrapped(_prose(stub, whole, random.randint(50, 70)), "  ")
    if random.random() < (0.15 if stub.kind == "paper" else 0.4):
        yield from _body(stub, whole)
    if random.random() < 0.7:
        tags = random.sample(whole.vocabulary[:_TAGS], random.randint(1, 3))
        yield f"tags: [{', '.join(tags)}]"
    if stub.kind not in ("paper", "layer", "path"):
        yield f'sources: ["{FOLDERS[stub.kind]}:{stub.kind[0].upper()}{stub.index:05}"]'
    if stub.kind not in ("result", "paper", "layer", "path"):
        yield from evidence("supported", stub, whole, "")
    yield from links(stub, whole)
    yield from _curation(random)


def _layers(random: Random) -> Iterator[str]:
    if random.random() < 0.75:
        yield f"layers: [{random.choice(LAYERS)}]"
        return
    yield "layers:"
    for layer in random.sample(LAYERS, 2):
        yield f"  - {{layer: {layer}, because: {words.phrase(random, 8)}}}"


def _prose(stub: Stub, whole: Plan, length: int) -> str:
    """Sentences, some with maths in them and some that name another entry of the topic."""
    random = whole.random
    parts = list(words.sentences(random, length))
    if random.random() < 0.3:
        parts[-1] = parts[-1].replace(".", f" {words.formula(random)}.")
    if random.random() < 0.3:
        other = random.choice(whole.near(random.choice(("theory", "phenomenon", "mechanism", "result")), stub.topic))
        reference = f"[[{other.id}]]" if random.random() < 0.5 else f"[[{other.id}|{other.title.lower()}]]"
        parts[0] = parts[0].replace(".", f" as in {reference}.")
    return " ".join(parts)


def _body(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    yield "body: |"
    for paragraph in range(random.randint(1, 3)):
        if paragraph:
            yield ""
        yield from words.wrapped(_prose(stub, whole, random.randint(40, 80)), "  ")
    if random.random() < 0.3:
        yield ""
        for _ in range(3):
            yield f"  - {words.sentence(random, 9)}"


def _curation(random: Random) -> Iterator[str]:
    chance = random.random()
    if chance < 0.3:
        yield "curation:"
        yield "  state: draft"
        yield f"  doubts: [{words.sentence(random, 10)}]"
    elif chance < 0.45:
        yield f"curation: {{state: reviewed, by: A made-up reviewer, on: {_date(random, 2025)}}}"


def _date(random: Random, year: int) -> str:
    return f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def _layer(stub: Stub, whole: Plan) -> Iterator[str]:
    yield f"order: {stub.index + 1}"
    yield "basis: ours"


def _theory(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    yield "scope: >"
    yield from words.wrapped(" ".join(words.sentences(random, 25)), "  ")
    for name in ("assumptions", "blind_spots"):
        yield f"{name}:"
        for _ in range(random.randint(1, 3)):
            yield f"  - {words.sentence(random, 12)}"


def _result(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    weights = {"empirical-law": 25, "hypothesis": 35, "theorem": 15, "derivation": 15, "conjecture": 5, "definition": 5}
    rigour = choose(random, weights)
    others = {"supported": 50, "contested": 20, "conjectured": 15, "unstated": 13, "refuted": 2}
    standing = {"theorem": "proved", "conjecture": "conjectured"}.get(rigour) or choose(random, others)
    yield f"rigour: {rigour}"
    yield f"standing: {standing}"
    if random.random() < 0.6:
        yield f"regime: {words.phrase(random, 9)}"
    if random.random() < 0.3:
        yield from _equation(stub, whole)
    yield from evidence(standing, stub, whole, "")


def _equation(stub: Stub, whole: Plan) -> Iterator[str]:
    """A law like Chinchilla's, `y = E + A/x**alpha`, with units that agree and one example that follows."""
    random = whole.random
    outputs = [q for q in whole.near("quantity", stub.topic) if q.unit in ("nat/token", "1")]
    inputs = [q for q in whole.near("quantity", stub.topic) if q.unit in ("parameter", "token")]
    if not outputs or not inputs:
        return
    y, x = random.choice(outputs), random.choice(inputs)
    floor, scale, alpha = random.randint(50, 250) / 100, random.randint(1000, 9000) / 10, random.randint(15, 60) / 100
    unit = "" if y.unit == "1" else f" {y.unit}"
    times = f"{unit} * " if unit else " "
    yield "equation:"
    yield "  expression: y = E + A/x**alpha"
    yield f"  symbols: {{y: {y.id}, x: {x.id}}}"
    yield f"  constants: {{E: {floor}{unit}, A: {scale}{times}{x.unit}**alpha, alpha: {alpha}}}"
    yield "  examples:"
    yield "    - inputs: {x: 1e9}"
    yield f"      value: {floor + scale / 1e9**alpha:.4g}"
    yield "      tolerance: 0.5%"
    yield f"      paper: {whole.paper(stub.topic).id}"
    yield f"      at: table {random.randint(1, 9)}"


def _quantity(stub: Stub, whole: Plan) -> Iterator[str]:
    yield f"symbol: 'Q_{{{stub.index}}}'"
    yield r"definition: '\mathbb E\left[-\log p_w(y\mid x)\right]'"
    yield f"unit: '{stub.unit}'"
    yield "domain: '(0, inf)'"


def _method(stub: Stub, whole: Plan) -> Iterator[str]:
    if whole.random.random() < 0.5:
        yield f"software: [{{name: {whole.random.choice(whole.vocabulary)}}}]"


def _observation(stub: Stub, whole: Plan) -> Iterator[str]:
    yield f"first_reported: {stub.year}"


def _system(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    yield f"scale: {choose(random, {'toy': 30, 'small': 40, 'large': 25, 'frontier': 5})}"
    for name in ("network", "data", "task"):
        yield f"{name}: {words.phrase(random, random.randint(5, 11))}"


def _prediction(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    novel = random.random() < 0.5
    yield f"timing: {'novel' if novel else 'retrodiction'}"
    if novel:
        yield f"registered: {_date(random, stub.year)}"
    yield "expected:"
    yield f"  statement: {words.phrase(random, 9)}"
    yield f"  test: {words.phrase(random, 9)}"
    outcome = choose(random, {"untested": 40, "confirmed": 30, "mixed": 15, "refuted": 15})
    if outcome != "untested":
        yield "observed:"
        yield f"  statement: {words.phrase(random, 10)}"
        yield f"  system: {random.choice(whole.near('system', stub.topic)).id}"
        standing = {"confirmed": "supported", "mixed": "contested", "refuted": "refuted"}[outcome]
        yield from evidence(standing, stub, whole, "  ")
    yield f"outcome: {outcome}"


def _problem(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    status = choose(random, {"open": 50, "active": 30, "partly-solved": 12, "solved": 5, "abandoned": 3})
    yield f"status: {status}"
    if status == "abandoned":
        yield f"reason: {words.phrase(random, 8)}"
    if random.random() < 0.8:
        yield "progress: >"
        yield from words.wrapped(" ".join(words.sentences(random, 20)), "  ")


def _path(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    yield f"audience: {words.phrase(random, 7)}"
    yield "steps:"
    for kind in ("phenomenon", "theory", "result", "mechanism", "quantity", "problem"):
        for other in whole.near(kind, stub.topic)[:2]:
            yield f"  - entry: {other.id}"
            yield f"    why: {words.sentence(random, 8)}"


def _paper(stub: Stub, whole: Plan) -> Iterator[str]:
    random = whole.random
    journal = random.random() < 0.3
    yield f"type: {'article-journal' if journal else random.choice(('article', 'paper-conference'))}"
    names = random.sample(whole.vocabulary, 2 * random.randint(1, 6))
    family = stub.name.partition("-")[0].capitalize()
    authors = [f"{family}, {names.pop().capitalize()}"]
    while len(names) > 1:
        authors.append(f"{names.pop().capitalize()}, {names.pop().capitalize()}")
    yield "authors: [" + ", ".join(f'"{author}"' for author in authors) + "]"
    yield f"issued: {stub.year}"
    venue = "Journal of" if journal else random.choice(("Conference on", "Workshop on"))
    yield f"venue: {venue} {random.choice(whole.vocabulary[:40])}"
    identifiers = [f'arxiv: "{stub.year % 100:02}{stub.index // 100000 % 12 + 1:02}.{stub.index % 100000:05}"']
    if journal:
        # 10.5555 is set aside for examples.
        identifiers.append(f'doi: "10.5555/bench.{stub.index}"')
    yield f"identifiers: {{{', '.join(identifiers)}}}"
    if random.random() < 0.3:
        yield f"why_read: {words.sentence(random, 10)}"


_FIELDS: dict[str, Callable[[Stub, Plan], Iterator[str]]] = {
    "layer": _layer, "theory": _theory, "result": _result, "quantity": _quantity, "method": _method,
    "phenomenon": _observation, "mechanism": _observation, "system": _system, "prediction": _prediction,
    "problem": _problem, "path": _path, "paper": _paper,
}  # fmt: skip
