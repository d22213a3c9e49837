"""
What a measure looks like on paper: `name, value, unit, target, ok`, in a JSON list.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, Self

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Result:
    """One measured figure beside the figure wanted; `ok` follows from the two."""

    name: str
    value: float
    unit: str
    target: float | None = None
    """Nothing, where a figure is only told."""

    better: Literal["more", "less"] = "less"
    low: float | None = None
    """The least and the most of the rounds, where there were several."""

    high: float | None = None
    why: str = ""
    """What keeps it from its target; told only when it is missed."""

    arm: str = ""
    """Which part of the bench measured it."""

    @property
    def ok(self) -> bool:
        """Say whether the target is met."""
        if self.target is None:
            return True
        return self.value >= self.target if self.better == "more" else self.value <= self.target

    @property
    def missed_by(self) -> float:
        """Return how many times better it would have to be."""
        assert self.target is not None
        return self.target / self.value if self.better == "more" else self.value / self.target

    def of(self, arm: str) -> Self:
        """Return the same, with the part that measured it."""
        return replace(self, arm=arm)


def of_rounds(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    target: float | None = None,
    better: Literal["more", "less"] = "less",
    why: str = "",
) -> Result:
    """Return the median of some rounds, with the least and the most of them."""
    return Result(
        name=name,
        value=statistics.median(values),
        unit=unit,
        target=target,
        better=better,
        low=min(values),
        high=max(values),
        why=why,
    )


def of_plain(name: str, rounds: Sequence[tuple[float, float]], *, target: float | None, why: str = "") -> Result:
    """Return how quick we are beside the plain thing, from the seconds of paired rounds: (plain, ours)."""
    ratios = [plain / ours for plain, ours in rounds]
    return of_rounds(name, ratios, "of plain", target=target, better="more", why=why)


def percentile(values: Sequence[float], which: int) -> float:
    """Return a percentile, the nearest one that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * which // 100)]


def tell(result: Result) -> None:
    """Print one result."""
    between = "" if result.low is None else f"({result.low:,.3g} to {result.high:,.3g})"
    wanted = "" if result.target is None else f"target {result.target:,g}"
    print(
        f"{'ok  ' if result.ok else 'MISS'} {result.name:<70} {result.value:>12,.3f} {result.unit:<12} {between:<22} {wanted}",
        flush=True,
    )


def write(file: str, results: Iterable[Result]) -> bool:
    """Write results beside this module, print them, and say whether every target is met."""
    rows = []
    for result in results:
        tell(result)
        rows.append(as_row(result))
    _save(file, rows)
    return all(row["ok"] for row in rows)


def keep(file: str, results: Sequence[Result], arms: Iterable[str], order: Sequence[str]) -> list[Result]:
    """Put results in the place of what the same parts of the bench measured before; return all there are, in order of parts."""
    path, anew = HERE / file, set(arms)
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    old = [Result(**{k: v for k, v in row.items() if k != "ok"}) for row in before if row.get("arm") in order]
    left = [one for one in old if one.arm not in anew]
    found = sorted([*left, *results], key=lambda one: order.index(one.arm))
    _save(file, [as_row(one) for one in found])
    return found


def as_row(result: Result) -> dict[str, object]:
    """Return a result as it is written: what it has, and whether its target is met."""
    row = {name: value for name, value in asdict(result).items() if value not in {None, ""}}
    return {**row, "ok": result.ok}


def _save(file: str, rows: Sequence[dict[str, object]]) -> None:
    (HERE / file).write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
