"""
The boxes of the map: as high as their words and as the lines that end at them, each column at its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from etanche.notice.document.drawn import Box, Zone
from etanche.notice.drawing.graph import Graph, Node
from etanche.notice.drawing.metrics import lines_of
from etanche.notice.drawing.placing import ordered, settled

WIDTH, TOP = 1140.0, 58.0
LEFT = (1.0, 237.0, 521.0, 839.0)
WIDE = (148.0, 194.0, 224.0, 212.0)
TITLE, SOFT = 13.0, 12.0
"""Sizes of letters."""

LINE, SOFT_LINE, PAD, SIDE = 17.0, 16.0, 11.0, 12.0
PORT = 8.0
"""How far apart lines end at a box."""

_LEAST, _GAP, _MOST = 42.0, 18.0, 6
_ZONE_X, _ZONE_WIDE, _ZONE_GAP, _ZONE_PAD, _ZONE_TOP = 816.0, 296.0, 16.0, 14.0, 14.0


@dataclass(frozen=True, kw_only=True)
class Laid:
    """Every box by the name of its thing, the columns in their order, and the places around the last."""

    boxes: Mapping[str, Box]
    columns: tuple[tuple[str, ...], ...]
    zones: tuple[Zone, ...]
    height: float


def laid(graph: Graph) -> Laid:
    """Return where everything stands."""
    nodes = {node.id: node for column in graph.columns for node in column}
    joined = [(edge.tail, edge.head) for edge in graph.edges]
    groups = {node.id: f"ground {node.zone}" for node in graph.columns[-1]}
    follows = {edge.head: edge.tail for edge in graph.sealed}
    columns = ordered([[node.id for node in column] for column in graph.columns], joined, groups, follows)
    sized = {name: _sized(nodes[name], number, joined) for number, column in enumerate(columns) for name in column}
    headings = _headings(graph, columns[-1])
    tops = _tops(columns, sized, joined, headings)
    boxes = {
        name: Box(x=box.x, y=round(tops[name], 1), width=box.width, height=box.height, lines=box.lines, soft=box.soft)
        for name, box in sized.items()
    }
    bottom = max(box.y + box.height for box in boxes.values()) + _ZONE_PAD
    return Laid(
        boxes=boxes,
        columns=tuple(map(tuple, columns)),
        zones=_zones(graph, boxes),
        height=round(bottom + 2, 1),
    )


def _sized(node: Node, column: int, joined: Sequence[tuple[str, str]]) -> Box:
    """Return the box of a thing, before it has a height on the page."""
    room = WIDE[column] - 2 * SIDE
    lines = lines_of(node.title, room, TITLE, most=_MOST)
    soft = lines_of(node.soft, room, SOFT, most=_MOST)
    text = 2 * PAD + len(lines) * LINE + len(soft) * SOFT_LINE
    ends = max(sum(head == node.id for _, head in joined), sum(tail == node.id for tail, _ in joined) if column else 0)
    return Box(
        x=LEFT[column],
        y=0.0,
        width=WIDE[column],
        height=max(_LEAST, text, ends * PORT + PAD),
        lines=lines,
        soft=soft,
    )


def _headings(graph: Graph, names: Sequence[str]) -> dict[str, float]:
    """Return how much room stands before each thing of the last column: the heading of its place before the first of it."""
    zone_of = {node.id: node.zone for node in graph.columns[-1]}
    room: dict[str, float] = {}
    for at, name in enumerate(names):
        if at and zone_of[names[at - 1]] == zone_of[name]:
            room[name] = _ZONE_TOP
        else:
            lines = len(zone_lines(zone_of[name]))
            room[name] = (_ZONE_PAD + _ZONE_GAP if at else 0.0) + _ZONE_TOP + lines * SOFT_LINE
    return room


def zone_lines(title: str) -> tuple[str, ...]:
    """Return the name of a place in lines."""
    return lines_of(title, _ZONE_WIDE - 2 * SIDE, SOFT, most=3)


def _tops(
    columns: Sequence[Sequence[str]],
    sized: Mapping[str, Box],
    joined: Sequence[tuple[str, str]],
    headings: Mapping[str, float],
) -> dict[str, float]:
    """Return the upper edge of every box: the highest column first, the others beside what they are joined to."""
    runs = [_runs(column, headings if number == len(columns) - 1 else {}) for number, column in enumerate(columns)]
    gaps = {name: headings.get(name, _GAP if at else 0.0) for column in columns for at, name in enumerate(column)}
    totals = [sum(gaps[name] + sized[name].height for name in column) for column in columns]
    first = totals.index(max(totals))
    tops: dict[str, float] = {}
    for number in [first, *range(first - 1, -1, -1), *range(first + 1, len(columns))]:
        middles = {name: top + sized[name].height / 2 for name, top in tops.items()}
        wishes = dict(zip(columns[number], _wishes(columns[number], joined, middles), strict=True))
        heights = [_height(run, sized, gaps) for run in runs[number]]
        found = settled(
            [sum(wishes[name] for name in run) / len(run) for run in runs[number]],
            heights,
            [gaps[run[0]] for run in runs[number]],
            top=TOP,
            bottom=TOP + totals[first],
        )
        for run, top in zip(runs[number], found, strict=True):
            tops.update(_stacked(run, top, sized, gaps))
    return tops


def _runs(column: Sequence[str], headings: Mapping[str, float]) -> list[list[str]]:
    """Return what of a column stays together: things in one place; elsewhere each thing is alone."""
    runs: list[list[str]] = []
    for name in column:
        if headings and runs and headings[name] == _ZONE_TOP:
            runs[-1].append(name)
        else:
            runs.append([name])
    return runs


def _height(run: Sequence[str], sized: Mapping[str, Box], gaps: Mapping[str, float]) -> float:
    """Return how high things are that stand together."""
    return sum(sized[name].height for name in run) + sum(gaps[name] for name in run[1:])


def _stacked(
    run: Sequence[str], top: float, sized: Mapping[str, Box], gaps: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """Yield the upper edges of things that stand together."""
    for number, name in enumerate(run):
        top += gaps[name] if number else 0.0
        yield name, top
        top += sized[name].height


def _wishes(column: Sequence[str], joined: Sequence[tuple[str, str]], middles: Mapping[str, float]) -> list[float]:
    """Return where the middle of each thing would like to be: beside those it is joined to, else after the one before."""
    wishes: list[float] = []
    for name in column:
        near = [middles[head] for tail, head in joined if tail == name and head in middles]
        near += [middles[tail] for tail, head in joined if head == name and tail in middles]
        wishes.append(sum(near) / len(near) if near else (wishes[-1] if wishes else TOP))
    return wishes


def _zones(graph: Graph, boxes: Mapping[str, Box]) -> tuple[Zone, ...]:
    """Return the places around the boxes that stand in them."""
    zones = []
    for ground in graph.grounds:
        within = [boxes[node.id] for node in graph.columns[-1] if node.zone == ground.title]
        lines = zone_lines(ground.title)
        top = min(box.y for box in within) - len(lines) * SOFT_LINE - _ZONE_TOP
        bottom = max(box.y + box.height for box in within) + _ZONE_PAD
        zones.append(
            Zone(
                x=_ZONE_X,
                y=round(top, 1),
                width=_ZONE_WIDE,
                height=round(bottom - top, 1),
                lines=lines,
                outside=ground.outside,
            )
        )
    return tuple(zones)
