"""
Lines on two logarithmic axes, as SVG.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

Point = tuple[float, float]

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 44, 52
INK, GRID, PAPER = "#1d2b36", "#d9dfe3", "#ffffff"
COLOURS = ("#0b5fa5", "#b3462e", "#2d7d46", "#7a4fa3", "#a07400", "#4c5a66", "#c2185b", "#00838f")
LETTER = 15.0
"""Between two names beside each other."""


def plot(title: str, x: str, y: str, lines: Mapping[str, Sequence[Point]]) -> str:
    """
    Return a drawing of some lines, each named at its right end.

    Args:
        title: above the drawing.
        x: what the horizontal axis counts.
        y: what the vertical axis measures.
        lines: name → points with positive coordinates.
    """
    points = [point for line in lines.values() for point in line]
    across = _decades(one for one, _ in points)
    up = _decades(one for _, one in points)

    def at(point: Point) -> Point:
        return (
            LEFT + (WIDTH - LEFT - RIGHT) * _share(point[0], across),
            HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(point[1], up),
        )

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}"'
            ' font-family="system-ui, sans-serif" font-size="12">'
        ),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        _text(LEFT, 22, title, size=15),
        *_grid(at, across, up),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x, anchor="middle"),
        _text(LEFT - 44, TOP - 8, y),
    ]
    ends = _apart([at(line[-1])[1] for line in lines.values()])
    for number, ((name, line), end) in enumerate(zip(lines.items(), ends, strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        said = " ".join(f"{px:.1f},{py:.1f}" for px, py in map(at, line))
        parts.append(f'<polyline points="{said}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{colour}"/>' for px, py in map(at, line)]
        parts.append(_text(at(line[-1])[0] + 10, end + 4, name, colour=colour))
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Iterable[float]) -> tuple[int, int]:
    """Return the powers of ten between which all values lie; at least one apart."""
    known = list(values)
    low, high = math.floor(math.log10(min(known)) + 1e-9), math.ceil(math.log10(max(known)) - 1e-9)
    return low, max(high, low + 1)


def _share(value: float, decades: tuple[int, int]) -> float:
    low, high = decades
    return (math.log10(value) - low) / (high - low)


def _grid(at: object, across: tuple[int, int], up: tuple[int, int]) -> Iterable[str]:
    assert callable(at)
    for power in range(across[0], across[1] + 1):
        px, top = at((10.0**power, 10.0 ** up[1]))
        yield f'<line x1="{px:.1f}" x2="{px:.1f}" y1="{top:.1f}" y2="{HEIGHT - BOTTOM}" stroke="{GRID}"/>'
        yield _text(px, HEIGHT - BOTTOM + 18, _number(power), anchor="middle")
    for power in range(up[0], up[1] + 1):
        left, py = at((10.0 ** across[0], 10.0**power))
        yield f'<line x1="{left:.1f}" x2="{WIDTH - RIGHT}" y1="{py:.1f}" y2="{py:.1f}" stroke="{GRID}"/>'
        yield _text(left - 8, py + 4, _number(power), anchor="end")


def _number(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:.{-power}f}"


def _apart(heights: Sequence[float]) -> list[float]:
    """Return heights as near as may be to those wanted, with room for a line of letters between any two."""
    placed: dict[int, float] = {}
    last = -math.inf
    for number in sorted(range(len(heights)), key=heights.__getitem__):
        last = placed[number] = max(heights[number], last + LETTER)
    return [placed[number] for number in range(len(heights))]


def _text(x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
