"""
The map of the data: from left to right whose they are, which, why, and where they end.

Between the columns stand walls; a line crosses them only through a door, and its dash says on which basis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etanche.charter import Charter
from etanche.notice.document.drawn import Box, DataMap, Flow, Item
from etanche.notice.drawing.boxes import LEFT, PORT, TOP, WIDE, WIDTH, Laid, laid
from etanche.notice.drawing.graph import BASES, OWN, Edge, Graph, graph
from etanche.terms import Language
from etanche.words import say

_HEADS = ("people", "categories", "purposes", "places")
_WALL, _DOOR, _STUB = 6.0, 6.0, 14.0
"""How thick a wall is, how far a door reaches above and below a line, and how short a piece of wall is none."""

_WALLS = (170.0, 476.0, 768.0)
_STEPS = 24
_ARC = 56.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line from a box to the next column."""

    edge: Edge
    column: int
    start: float
    end: float

    @property
    def left(self) -> float:
        """Where it leaves."""
        return LEFT[self.column] + WIDE[self.column]

    @property
    def right(self) -> float:
        """Where it arrives."""
        return LEFT[self.column + 1]

    @property
    def path(self) -> str:
        """The line, level at both ends."""
        middle = (self.left + self.right) / 2
        return f"M{self.left:g} {self.start:g}C{middle:g} {self.start:g} {middle:g} {self.end:g} {self.right:g} {self.end:g}"

    def at(self, x: float) -> float:
        """Return how high the line is where a wall stands."""
        low, high = 0.0, 1.0
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if self._x(middle) < x else (low, middle)
        return self.start + (self.end - self.start) * low * low * (3 - 2 * low)

    def _x(self, part: float) -> float:
        """Return how far right the line is at a part of its way."""
        middle = (self.left + self.right) / 2
        other = 1 - part
        return other**3 * self.left + 3 * other * part * middle + part**3 * self.right


def datamap(charter: Charter, language: Language) -> DataMap:
    """Return the map of a charter."""
    drawn = graph(charter, language)
    places = laid(drawn)
    lines = _lines(drawn, places)
    categories = {node.id: node for node in drawn.columns[1]}
    inside = not any(ground.outside for ground in drawn.grounds)
    return DataMap(
        title=say("paper.map.title", language),
        description=_description(charter, drawn, language),
        label=say("paper.map.region", language),
        hint=say("paper.map.hint", language),
        width=WIDTH,
        height=places.height,
        heads=tuple((x, say(f"paper.map.{name}", language)) for x, name in zip(LEFT, _HEADS, strict=True)),
        zones=places.zones,
        walls=tuple(
            _wall(x, [line for line in lines if line.column == number], places.height)
            for number, x in enumerate(_WALLS)
        ),
        items=tuple(
            Item(
                id=anchor(name),
                title=categories[name].title,
                box=places.boxes[name],
                flows=tuple(_flow(line) for line in lines if name in (line.edge.tail, line.edge.head)),
            )
            for name in places.columns[1]
        ),
        flows=(*(_flow(line) for line in lines if line.column > 1), *_sealed(drawn, places)),
        boxes=tuple(
            places.boxes[name] for number, column in enumerate(places.columns) if number != 1 for name in column
        ),
        legend=_legend(drawn, language),
        note=say("paper.map.inside", language) if inside and not charter.answers.outside_eea else "",
    )


def anchor(node: str) -> str:
    """Return where a category of the map is told in words."""
    return "map-own" if node == OWN else f"map-{node}"


def _flow(line: Line) -> Flow:
    """Return a line as it is drawn."""
    return Flow(kind=line.edge.kind, path=line.path)


def _lines(drawn: Graph, places: Laid) -> list[Line]:
    """Return every line with its two ends; lines of one box leave and arrive in the order of where they go."""
    level = {name: number for number, column in enumerate(places.columns) for name in column}
    middles = {name: box.y + box.height / 2 for name, box in places.boxes.items()}
    starts = {edge: middles[edge.tail] for edge in drawn.edges}
    ends: dict[Edge, float] = {}
    for name, box in places.boxes.items():
        arriving = sorted((edge for edge in drawn.edges if edge.head == name), key=lambda edge: middles[edge.tail])
        ends.update(zip(arriving, _ports(box, len(arriving)), strict=True))
        if level[name]:
            leaving = sorted((edge for edge in drawn.edges if edge.tail == name), key=lambda edge: middles[edge.head])
            starts.update(zip(leaving, _ports(box, len(leaving)), strict=True))
    return [
        Line(edge=edge, column=level[edge.tail], start=round(starts[edge], 1), end=round(ends[edge], 1))
        for edge in drawn.edges
    ]


def _ports(box: Box, number: int) -> list[float]:
    """Return at which heights so many lines end at a box."""
    first = box.y + box.height / 2 - PORT * (number - 1) / 2
    return [first + PORT * at for at in range(number)]


def _wall(x: float, lines: Sequence[Line], height: float) -> str:
    """Return a wall with a door for every line, those that touch made one."""
    left, right = x - _WALL / 2, x + _WALL / 2
    doors: list[tuple[float, float]] = []
    for first, last in sorted(sorted((line.at(left), line.at(right))) for line in lines):
        low, high = first - _DOOR, last + _DOOR
        if doors and low <= doors[-1][1] + _STUB:
            doors[-1] = (doors[-1][0], max(high, doors[-1][1]))
        else:
            doors.append((low, high))
    stretches = zip([TOP - 4, *(high for _, high in doors)], [*(low for low, _ in doors), height], strict=True)
    return "".join(
        f"M{left:g} {low:.1f}H{right:g}V{high:.1f}H{left:g}Z" for low, high in stretches if high - low > _STUB
    )


def _sealed(drawn: Graph, places: Laid) -> list[Flow]:
    """Return the copies that stay sealed, as arcs on the right of the boxes."""
    right = LEFT[-1] + WIDE[-1]
    found = []
    for edge in drawn.sealed:
        tail, head = (places.boxes[name] for name in (edge.tail, edge.head))
        start, end = tail.y + tail.height / 2, head.y + head.height / 2
        path = f"M{right:g} {start:g}C{right + _ARC:g} {start:g} {right + _ARC:g} {end:g} {right:g} {end:g}"
        found.append(Flow(kind=edge.kind, path=path))
    return found


def _legend(drawn: Graph, language: Language) -> Mapping[str, str]:
    """Return the words for every kind of line that occurs."""
    occurring = {edge.kind for edge in (*drawn.edges, *drawn.sealed)}
    return {kind: say(f"paper.map.legend.{kind}", language) for kind in (*BASES, "sealed-flow") if kind in occurring}


def _description(charter: Charter, drawn: Graph, language: Language) -> str:
    """Say what the map shows, in numbers; the list on the same page says it in words."""
    receiving = sum(bool(recipient.receives) for recipient in charter.recipients.values())
    counts = {
        "people": len(drawn.columns[0]),
        "categories": len(charter.categories),
        "purposes": len(charter.purposes),
        "places": len(drawn.columns[-1]),
    }
    said = {name: say(f"paper.map.n-{name}", language, n=count) for name, count in counts.items()}
    return say(
        "paper.map.description", language, **said, recipients=say("paper.map.n-recipients", language, n=receiving)
    )
