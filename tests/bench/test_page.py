"""What the bench writes: medians with their least and most, the reason of each miss, drawings with every point."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from bench.growth import wide
from bench.page import page
from bench.plot import plot
from bench.results import Result, keep, of_plain, of_rounds, percentile

from bench import results
from etanche.charter import read

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


def test_a_ratio_is_of_paired_rounds() -> None:
    """How quick we are is plain over ours round by round; its median is told with the least and the most."""
    found = of_plain("put", [(1.0, 2.0), (3.0, 4.0), (1.0, 10.0)], target=0.5)

    assert (0.5, 0.1, 0.75, True) == (found.value, found.low, found.high, found.ok)


def test_a_miss_says_by_how_much_and_why() -> None:
    """The page tells a reason only of what is missed, with how far away it is; what has no target misses none."""
    text = page(
        [
            of_rounds("slow", [0.1, 0.2, 0.3], "of plain", target=0.5, better="more", why="it waits"),
            of_rounds("late", [30.0], "ms", target=15, why="the disk"),
            of_rounds("fine", [1.0], "s", target=5, why="never told"),
            Result(name="told", value=7, unit="times"),
        ]
    )

    assert "- **slow**: 2.5 times away from its target. It waits." in text
    assert "- **late**: 2.0 times away from its target. The disk." in text
    assert "never told" not in text
    assert "| slow | 0.20 of plain | 0.10 to 0.30 | ≥ 0.5 | missed |" in text
    assert "| told | 7.00 times |  |  |  |" in text


def test_one_arm_measured_again_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of other arms stay, those of the arm go, and all are in the order of the page."""
    monkeypatch.setattr(results, "HERE", tmp_path)
    order = ["put", "read"]
    keep(
        "r.json",
        [Result(name="b", value=1, unit="s", arm="read"), Result(name="a", value=1, unit="s", arm="put")],
        order,
        order,
    )
    found = keep("r.json", [Result(name="c", value=2, unit="s", target=1, arm="put")], ["put"], order)

    assert ["c", "b"] == [one.name for one in found]
    assert [False, True] == [row["ok"] for row in json.loads((tmp_path / "r.json").read_text())]


def test_a_percentile_was_measured() -> None:
    """Of a hundred values the 99th percentile is the greatest but none, of few the greatest."""
    assert (100, 3) == (percentile(range(1, 101), 99), percentile([3, 1, 2], 99))


def test_a_drawing_has_every_point_and_every_name() -> None:
    """Each line has its points, higher for what costs more, and its name; names stay apart."""
    lines = {"read <one>": [(1e3, 0.1), (1e6, 0.1)], "put": [(1e3, 0.1), (1e6, 9)]}
    root = ET.fromstring(plot("Cost", "records", "ms", lines))  # noqa: S314  # ours
    flat, steep = (
        [tuple(map(float, p.split(","))) for p in line.attrib["points"].split()] for line in root.iter(f"{SVG}polyline")
    )

    assert flat[0][1] == flat[1][1]
    assert steep[0][1] > steep[1][1]
    assert 4 == len(list(root.iter(f"{SVG}circle")))
    assert {"read <one>", "put", "1,000", "1,000,000", "0.1"} <= {text.text for text in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("categories", [0, 1, 30])
def test_a_wide_charter_is_sound(categories: int) -> None:
    """The charters over whose categories cost is drawn have no finding, and as many categories as they say."""
    found = read(wide(categories).encode(), file="wide.yaml")

    assert () == found.findings
    assert wide(categories).count("kind: email, findable: true") == 1 + categories
