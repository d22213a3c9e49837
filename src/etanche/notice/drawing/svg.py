"""
Drawings as files of their own: one SVG, its style inside, that any program can open.

The style is taken from the stylesheet of the pages, so that a drawing looks the same wherever it is seen;
colours stand in it as they are, because not every reader of SVG knows custom properties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from etanche.notice.document.drawn import Bar, DataMap, Timeline
from etanche.notice.drawing.metrics import lines_of, width_of
from etanche.notice.page import environment, stylesheet

WIDTH = 760.0
"""Of the timeline: what fits a sheet of paper with letters of their own size."""

FONTS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif"

_SMALL, _WORDS, _HEAD = 12.0, 13.0, 14.0
_KEY, _SAMPLE, _GAP = 24.0, 40.0, 24.0
_TOP, _LANE, _LINE, _BAR = 34.0, 20.0, 17.0, 26.0

Text = tuple[str, float, float, str]
"""How it is set, where, and what it says."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The timeline with places for its words."""

    width: float
    height: float
    bottom: float
    """Where the lines of the scale end."""

    texts: tuple[Text, ...]
    rules: tuple[float, ...]
    bars: tuple[tuple[float, Bar], ...]
    key: tuple[Text, ...]


def map_svg(block: DataMap, *, fonts: str = FONTS, on_paper: bool = False) -> str:
    """Return the map of the data as one file; on paper it has the paper's ground and no night."""
    key, foot = _key(block.legend, block.width, block.height + _KEY)
    return _drawn("map.svg", block=block, key=key, foot=foot, style=_style(fonts, on_paper=on_paper))


def timeline_svg(block: Timeline, *, fonts: str = FONTS) -> str:
    """Return the timeline as one file."""
    return _drawn("terms.svg", block=block, sheet=_sheet(block), style=_style(fonts, on_paper=False))


def _drawn(template: str, **facts: object) -> str:
    """Return a template filled."""
    return _templates().get_template(f"drawing/{template}").render(**facts)


_templates = cache(environment)


def _key(legend: Mapping[str, str], width: float, top: float) -> tuple[tuple[Text, ...], float]:
    """Return the places of a legend, line by line, and where it ends."""
    found: list[Text] = []
    x, y = 1.0, top
    for kind, words in legend.items():
        room = _SAMPLE + width_of(words, _SMALL)
        if x > 1 and x + room > width:
            x, y = 1.0, y + _KEY
        for number, line in enumerate(lines_of(words, width - _SAMPLE - 1, _SMALL, most=3)):
            found.append((kind if number == 0 else "none", x, y + number * _LINE, line))
        x += room + _GAP
    return tuple(found), y + _KEY / 2


def _sheet(block: Timeline) -> Sheet:
    """Return the timeline with a place for every line of words."""
    texts: list[Text] = []
    rules: list[float] = []
    bars: list[tuple[float, Bar]] = []
    y = _TOP
    for number, lane in enumerate(block.lanes):
        if number:
            rules.append(y)
        y += 4
        for line in lines_of(lane.title, WIDTH, _HEAD, most=3, bold=True):
            y += _LANE
            texts.append(("strong", 0.0, y - 4, line))
        for bar in lane.bars:
            for line in lines_of(f"{bar.title} · {bar.term}", WIDTH, _WORDS, most=4):
                y += _LINE
                texts.append(("words", 0.0, y - 3, line))
            bars.append((y + 2, bar))
            y += _BAR
        y += 4
    key, foot = _key(block.legend, WIDTH, y + _KEY)
    for line in lines_of(block.note, WIDTH, _SMALL, most=4):
        foot += _LINE
        texts.append(("soft bare", 0.0, foot, line))
    return Sheet(
        width=WIDTH, height=foot + 8, bottom=y, texts=tuple(texts), rules=tuple(rules), bars=tuple(bars), key=key
    )


@cache
def _style(fonts: str, *, on_paper: bool) -> Markup:
    """Return the rules that drawings need, in the colours of the day; those of the night apart."""
    sheet = re.sub(r"/\*.*?\*/", "", stylesheet(), flags=re.DOTALL)
    blocks = re.findall(r":root\s*\{([^}]*)\}", sheet)
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", block)) for block in blocks[:2])
    if on_paper:
        return Markup(_rules(sheet, light | {"page": "#ffffff"}, fonts))  # noqa: S704  # our own stylesheet
    day, night = _rules(sheet, light, fonts), _rules(sheet, light | dark, fonts)
    return Markup(f"{day}@media (prefers-color-scheme: dark){{{night}}}")  # noqa: S704  # our own stylesheet


def _rules(sheet: str, palette: Mapping[str, str], fonts: str) -> str:
    """Return the rules about parts of a chart, each with its colours written out."""
    found = [
        f"text{{font-family:{fonts};font-size:13px}}",
        f".ground{{fill:{palette['page']}}}",
        ".none{visibility:hidden}",
    ]
    for selectors, body in re.findall(r"(?:^|\})\s*([^{}@]+)\{([^{}]*)\}", _flat(sheet)):
        names = [name.strip() for name in selectors.split(",")]
        if all(name.startswith((".chart ", ".hatch-")) for name in names):
            short = ",".join(name.removeprefix(".chart ") for name in names)
            found.append(f"{short}{{{_declared(body, palette, fonts)}}}")
    return "".join(found)


def _flat(sheet: str) -> str:
    """Return a stylesheet without its rules for other media, and with every rule closed so that the next can be found."""
    kept, depth = [], 0
    for piece in re.split(r"(?=[{}])|(?<=[{}])", re.sub(r"@[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", sheet)):
        depth += (piece == "{") - (piece == "}")
        kept.append("}}" if piece == "}" and depth == 0 else piece)
    return "".join(kept)


def _declared(body: str, palette: Mapping[str, str], fonts: str) -> str:
    """Return declarations without custom properties and without the short form of `font`."""
    said = re.sub(r"var\(--([\w-]+)\)", lambda found: palette.get(found[1], fonts), body.strip())
    return re.sub(r"font:\s*(\d+) (\d+)px(?:/\d+)? ", r"font-weight:\1;font-size:\2px;font-family:", said)
