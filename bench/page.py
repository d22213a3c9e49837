"""
The page of figures: docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench import growth
from bench.ground import ROOT, ROUNDS
from bench.results import Result

PAGE = """# Performance

Written by `make bench`. Do not edit. Medians of {rounds} paired rounds where a least and a most are told, on the machine they were taken on; trust the ratios, not the seconds.
One arm alone is measured by `python -m bench --only ARM`; what the others found before stays.

*Plain* is SQLite with the same columns and two indexes, write-ahead log, full synchronisation, one transaction a batch: what one would write without Étanche.
*Everything on* is trimming, gate, standing, sealing, marks, and one line of the journal a batch.
A reading is a line of the journal of its own, on the disk before the data leave; plain SQLite writes nothing when it is read.
*Plain SQLite that writes down each reading* puts one short row on the disk before it reads, as whoever has to say who looked would: what is left of the difference is ours.

| work | figure | least to most | target | |
|---|---|---|---|---|
{rows}

## Missed, and why

{missed}

## How cost grows

Work for one person, as the instance grows; both axes are logarithmic, so a straight flat line is a cost that does not grow.

{drawings}
"""


def page(results: Sequence[Result]) -> str:
    """Return docs/performance.md."""
    missed = [
        f"- **{one.name}**: {one.missed_by:,.1f} times away from its target. {sentence(one.why)}"
        for one in results
        if not one.ok
    ]
    return PAGE.format(
        rounds=ROUNDS,
        rows="\n".join(map(row, results)),
        missed="\n".join(missed) or "Nothing.",
        drawings="\n\n".join(f"![{title}](performance/{name}.svg)" for name, title in growth.drawn().items()),
    )


def row(result: Result) -> str:
    """Return a row of the table."""
    between = "" if result.low is None else f"{figure(result.low)} to {figure(result.high or 0)}"
    wanted = "" if result.target is None else f"{'≥' if result.better == 'more' else '≤'} {result.target:,g}"
    return f"| {result.name} | {figure(result.value)} {result.unit} | {between} | {wanted} | {'' if result.ok else 'missed'} |"


def figure(value: float) -> str:
    """Return a number with as many digits as mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}" if abs(value) >= 0.1 else f"{value:.4f}"


def sentence(why: str) -> str:
    """Return a reason as a sentence; nobody may leave one out."""
    return f"{why[0].upper()}{why[1:]}." if why else "Nobody wrote down why."


def publish(results: Sequence[Result]) -> None:
    """Write the page and its drawings."""
    growth.draw(ROOT / "docs/performance")
    (ROOT / "docs/performance.md").write_text(page(results), encoding="utf-8")
