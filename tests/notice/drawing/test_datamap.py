"""The map of the data: all that flows is drawn, nothing overlaps, no text leaves its box, no line goes through a wall."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

import pytest
from tests.notice.made import charter_of

from etanche.charter import Charter, builtin, parse_keep
from etanche.notice.document.drawn import Box, DataMap, Flow, Zone
from etanche.notice.drawing.boxes import SIDE, SOFT, TITLE
from etanche.notice.drawing.datamap import datamap
from etanche.notice.drawing.graph import brief, graph
from etanche.notice.drawing.metrics import width_of
from etanche.notice.drawing.placing import crossings, ordered, settled
from etanche.terms import LANGUAGES, Language, Text

CHARTERS = ("bookshop", "clever-cloud", "play-sql", "gmelius", "whaller", "whole", "long")


def long_names(charter: Charter) -> Charter:
    """Return a charter whose titles are as long as a sentence, or one endless word."""
    words = Text(fr="Une finalité dont le titre ne finit pas de finir, et qui continue " * 3, en="W" * 90)
    return charter.model_copy(
        update={
            "purposes": {
                name: purpose.model_copy(update={"title": words}) for name, purpose in charter.purposes.items()
            },
            "people": {name: people.model_copy(update={"title": words}) for name, people in charter.people.items()},
        }
    )


@cache
def charter(name: str) -> Charter:
    """Return a charter, one of them with endless names."""
    return long_names(charter_of("play-sql")) if name == "long" else charter_of(name)


@cache
def drawn(name: str, language: Language) -> DataMap:
    """Return the map of a charter."""
    return datamap(charter(name), language)


def boxes(block: DataMap) -> list[Box]:
    """Return every box of a map."""
    return [*block.boxes, *(item.box for item in block.items)]


def flows(block: DataMap) -> set[Flow]:
    """Return every line between two columns."""
    return {
        flow
        for flow in (*block.flows, *(flow for item in block.items for flow in item.flows))
        if "sealed" not in flow.kind
    }


def points(path: str) -> list[tuple[float, float]]:
    """Return the four points of a curve."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def apart(one: Box | Zone, other: Box | Zone) -> bool:
    """Tell whether two rectangles do not touch."""
    return (
        one.x + one.width < other.x
        or other.x + other.width < one.x
        or one.y + one.height < other.y
        or other.y + other.height < one.y
    )


ALL = pytest.mark.parametrize(("name", "language"), [(name, language) for name in CHARTERS for language in LANGUAGES])


@ALL
def test_no_box_touches_another_and_none_leaves_the_paper(name: str, language: Language) -> None:
    """With twenty purposes and with endless names, everything has its own room; places do not overlap either."""
    block = drawn(name, language)

    assert [] == [(one.lines, other.lines) for one, other in combinations(boxes(block), 2) if not apart(one, other)]
    assert [] == [(one.lines, other.lines) for one, other in combinations(block.zones, 2) if not apart(one, other)]
    within: list[Box | Zone] = [*boxes(block), *block.zones]
    assert all(
        box.x >= 0 and box.x + box.width <= block.width and box.y >= 0 and box.y + box.height <= block.height
        for box in within
    )


@ALL
def test_no_text_leaves_its_box(name: str, language: Language) -> None:
    """Every line of words is narrower than its box, and the box is as high as its lines."""
    block = drawn(name, language)
    wide = [
        line
        for box in boxes(block)
        for lines, size in ((box.lines, TITLE), (box.soft, SOFT))
        for line in lines
        if width_of(line, size) > box.width - 2 * SIDE
    ]

    assert [] == wide
    assert [] == [box.lines for box in boxes(block) if 17 * len(box.lines) + 16 * len(box.soft) > box.height]


@ALL
def test_every_line_ends_at_a_box_on_both_sides(name: str, language: Language) -> None:
    """A line begins at the right side of a box and ends at the left side of another."""
    block = drawn(name, language)
    for flow in flows(block):
        (x1, y1), *_, (x2, y2) = points(flow.path)

        assert any(box.x + box.width == x1 and box.y <= y1 <= box.y + box.height for box in boxes(block))
        assert any(box.x == x2 and box.y <= y2 <= box.y + box.height for box in boxes(block))


@ALL
def test_a_line_crosses_a_wall_only_through_a_door(name: str, language: Language) -> None:
    """Where a line meets a wall, there is no wall."""
    block = drawn(name, language)
    stretches = [
        tuple(map(float, found))
        for wall in block.walls
        for found in re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)", wall)
    ]
    for flow in flows(block):
        (x1, y1), *_, (x2, y2) = points(flow.path)
        middle = (x1 + x2) / 2
        for step in range(101):
            part = step / 100
            x = (1 - part) ** 3 * x1 + 3 * (1 - part) * part * middle + part**3 * x2
            y = y1 + (y2 - y1) * part * part * (3 - 2 * part)

            assert not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in stretches)


@ALL
def test_the_same_charter_is_always_drawn_the_same_way(name: str, language: Language) -> None:
    """Nothing in a drawing is left to chance."""
    assert drawn(name, language) == datamap(charter(name), language)


@pytest.mark.parametrize("name", CHARTERS)
def test_every_flow_of_the_charter_is_drawn(name: str) -> None:
    """People to categories, categories to purposes, purposes to stores and to those who receive; and no other."""
    found = charter(name)
    edges = {(edge.tail, edge.head) for edge in graph(found, "fr").edges}
    wanted = {(people, one) for one, category in found.categories.items() for people in category.of}
    wanted |= {(one, purpose) for purpose, said in found.purposes.items() for one in said.uses}
    wanted |= {
        (purpose, recipient)
        for recipient, said in found.recipients.items()
        for purposes in said.receives.values()
        for purpose in purposes
    }
    held = {(people, ":own") for one in builtin(found) for people in one.of} | {
        (":own", ":own-why"),
        (":own-why", ":vault"),
    }
    stores = {
        (purpose, store if store in found.estates else f":{store}")
        for purpose, said in found.purposes.items()
        for one in said.uses
        for store in found.categories[one].in_
    }

    assert wanted | held | stores == edges
    assert len(flows(drawn(name, "fr"))) == len(
        {(edge.tail, edge.head, edge.kind) for edge in graph(found, "fr").edges}
    )


def test_a_place_outside_the_economic_area_is_drawn_apart() -> None:
    """It says so in words and has a border of its own; where nothing leaves, the map says that nothing does."""
    abroad = {" ".join(zone.lines) for zone in drawn("gmelius", "en").zones if zone.outside}

    assert {"United States, outside the European Economic Area"} == abroad
    assert "" == drawn("gmelius", "en").note
    assert "nothing" in drawn("bookshop", "en").note


def test_what_is_seen_is_also_said() -> None:
    """The description has the numbers; the legend has a word for every sort of line that occurs."""
    block = drawn("whole", "en")
    found = charter_of("whole")

    assert f"{len(found.categories)} categories of data, {len(found.purposes)} purposes" in block.description
    assert {flow.kind for item in block.items for flow in item.flows} - {"who"} <= set(block.legend)


def test_an_order_has_no_more_crossings_than_the_charter_s_own() -> None:
    """Things move only if fewer lines cross, and things of one group stay together."""
    columns, joined = [["a", "b", "c"], ["x", "y", "z"]], [("a", "z"), ("b", "x"), ("c", "y")]
    best = ordered(columns, joined, {}, {})
    kept = ordered(columns, joined, {"x": "one", "z": "one"}, {})[1]

    assert crossings(best, joined) < crossings(columns, joined) == 2
    assert 1 == abs(kept.index("x") - kept.index("z"))


def test_things_stand_as_near_as_can_be_to_where_they_belong() -> None:
    """Apart by their gaps, in their order, none above the top, none below the bottom while there is room."""
    tops = settled([100, 100, 400], [40, 40, 40], [0, 10, 10], top=0, bottom=300)

    assert [55.0, 105.0, 260.0] == tops
    assert [0.0, 50.0] == settled([-500, -500], [40, 40], [0, 10], top=0, bottom=300)


@pytest.mark.parametrize(
    ("keep", "said"),
    [
        ("first of (while recruitment, 12 months after last-contact)", "At most 12 months after the last contact"),
        ("between 6 months and 1 year after created", "At most 1 year"),
        ("first of (180 days after collected, while consent)", "At most 180 days"),
        ("180 days after collected", "180 days"),
    ],
)
def test_a_box_calls_nothing_the_most_that_can_start_again(keep: str, said: str) -> None:
    """Where a term counts from something that can come again, the box says from what."""
    assert said == brief(parse_keep(keep), "en").replace("\u00a0", " ")
