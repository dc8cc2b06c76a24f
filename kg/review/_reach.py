"""How many of some entries can be reached from each of all, counted for all at once.

One by one, each count would walk all that lies below: in a long chain, or where everything hangs together, the square of the work.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

_BITS = 8192
"""Ends counted in one pass over all entries: so much memory each, in bits, whatever the size of the atlas."""


def counts(steps: Mapping[str, Sequence[str]], ends: Container[str]) -> dict[str, int]:
    """For each entry that has steps or is reached by one, how many of the ends lie at or behind it."""
    number: dict[str, int] = {}
    onward: list[list[int]] = []
    for id, others in steps.items():
        for one in (id, *others):
            if one not in number:
                number[one] = len(number)
                onward.append([])
        onward[number[id]] = [number[other] for other in others]
    group = _groups(onward)
    # Groups are numbered from the far end on, so what lies behind a group has been counted when its turn comes.
    behind: list[set[int]] = [set() for _ in range(max(group, default=-1) + 1)]
    for place, reached in enumerate(onward):
        behind[group[place]].update([group[other] for other in reached])
    ends_in = [group[place] for id, place in number.items() if id in ends]
    found = [0] * len(behind)
    for first in range(0, len(ends_in), _BITS):
        masks = [0] * len(behind)
        for bit, at in enumerate(sorted(ends_in)[first : first + _BITS]):
            masks[at] |= 1 << bit
        for at, beyond in enumerate(behind):
            mask = masks[at]
            for other in beyond:
                mask |= masks[other]
            masks[at] = mask
            found[at] += mask.bit_count()
    return {id: found[group[place]] for id, place in number.items()}


def _groups(onward: Sequence[Sequence[int]]) -> list[int]:
    """The number of each node's group: those that reach one another. No group has steps to one of a higher number.

    Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1, 1972, with a stack of its own in place
    of calls within calls.
    """
    group = [-1] * len(onward)
    lowest = [0] * len(onward)
    """0 for nodes not met yet, else the place, from 1 on, of the first node on the path that this one leads back to."""
    met = made = 0
    path: list[int] = []
    for root in range(len(onward)):
        if lowest[root]:
            continue
        waiting: list[tuple[int, int, int]] = [(root, 0, 0)]
        while waiting:
            node, place, done = waiting.pop()
            if not place:
                met += 1
                place = lowest[node] = met
                path.append(node)
            for index in range(done, len(onward[node])):
                other = onward[node][index]
                if not lowest[other]:
                    # Back here afterwards, to the same step: then its end is known.
                    waiting += [(node, place, index), (other, 0, 0)]
                    break
                if group[other] < 0:
                    lowest[node] = min(lowest[node], lowest[other])
            else:
                if lowest[node] == place:
                    while group[node] < 0:
                        group[path.pop()] = made
                    made += 1
    return group
