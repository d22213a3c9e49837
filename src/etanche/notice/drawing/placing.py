"""
Where things stand on the map: an order with few crossings, then heights as near as possible to what they are joined to.

Nothing here is random and nothing depends on the order of a set: the same charter is always drawn the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ROUNDS = 8
_BEHIND = 0.01


def ordered(
    columns: Sequence[Sequence[str]],
    joined: Sequence[tuple[str, str]],
    groups: Mapping[str, str],
    follows: Mapping[str, str],
) -> list[list[str]]:
    """
    Return the columns with few crossings.

    Args:
        columns: the names of each column, as they are read.
        joined: pairs of names in neighbouring columns.
        groups: name → the group it must stay together with.
        follows: name that no line leads to → the one it stands behind; without such a one it stands last.
    """
    best = current = [list(column) for column in columns]
    fewest = crossings(best, joined)
    for number in range(_ROUNDS):
        current = _swept(current, joined, groups, follows, forward=number % 2 == 0)
        found = crossings(current, joined)
        if found < fewest:
            best, fewest = current, found
    return best


def crossings(columns: Sequence[Sequence[str]], joined: Sequence[tuple[str, str]]) -> int:
    """Return how many pairs of lines cross."""
    rank = {name: at for column in columns for at, name in enumerate(column)}
    level = {name: number for number, column in enumerate(columns) for name in column}
    total = 0
    for number in range(len(columns) - 1):
        lines = sorted((rank[tail], rank[head]) for tail, head in joined if level[tail] == number)
        heads = [head for _, head in lines]
        total += sum(1 for at, head in enumerate(heads) for other in heads[:at] if other > head)
    return total


def _swept(
    columns: Sequence[list[str]],
    joined: Sequence[tuple[str, str]],
    groups: Mapping[str, str],
    follows: Mapping[str, str],
    *,
    forward: bool,
) -> list[list[str]]:
    """Return the columns after each was sorted by where its neighbours stand, from left to right or back."""
    swept = [list(column) for column in columns]
    places = range(1, len(swept)) if forward else range(len(swept) - 2, -1, -1)
    for number in places:
        beside = {name: at for at, name in enumerate(swept[number - 1 if forward else number + 1])}
        pull: dict[str, float] = {}
        for name in swept[number]:
            near = [beside[other] for other in _neighbours(name, joined, forward=forward) if other in beside]
            if near:
                pull[name] = sum(near) / len(near)
        last = float(len(beside))
        for name in swept[number]:
            pull.setdefault(name, pull.get(follows.get(name, ""), last) + _BEHIND)
        swept[number] = _together(swept[number], pull, groups)
    return swept


def _neighbours(name: str, joined: Sequence[tuple[str, str]], *, forward: bool) -> list[str]:
    """Return the names that a thing is joined to, on the left or on the right."""
    return (
        [tail for tail, head in joined if head == name] if forward else [head for tail, head in joined if tail == name]
    )


def _together(names: Sequence[str], pull: Mapping[str, float], groups: Mapping[str, str]) -> list[str]:
    """Return names by their pull, those of one group together, ties as they stood."""
    members: dict[str, list[str]] = {}
    for name in names:
        members.setdefault(groups.get(name, name), []).append(name)
    for group in members.values():
        group.sort(key=lambda name: pull[name])
    means = {group: sum(pull[name] for name in found) / len(found) for group, found in members.items()}
    return [name for group in sorted(members, key=lambda group: means[group]) for name in members[group]]


def settled(
    wanted: Sequence[float], heights: Sequence[float], gaps: Sequence[float], *, top: float, bottom: float
) -> list[float]:
    """
    Return the upper edges of things in a column: in their order, apart by their gaps, each as near as can be to its wish.

    Args:
        wanted: where the middle of each would like to be.
        heights: how high each is.
        gaps: how much room stands before each.
        top: above which nothing stands.
        bottom: below which nothing stands, if there is room enough between the two.
    """
    offsets, run = [], 0.0
    for height, gap in zip(heights, gaps, strict=True):
        run += gap
        offsets.append(run)
        run += height
    wishes = [want - height / 2 - offset for want, height, offset in zip(wanted, heights, offsets, strict=True)]
    blocks: list[tuple[float, int]] = []
    for wish in wishes:
        mean, size = wish, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    lowest = max(top, bottom - run)
    levels = [min(max(mean, top), lowest) for mean, size in blocks for _ in range(size)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]
