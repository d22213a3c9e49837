"""
What a measure looks like on paper: `name, value, unit, target, ok`, in a JSON list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Result:
    """One measured figure beside the figure wanted; `ok` follows from the two."""

    name: str
    value: float
    unit: str
    target: float
    better: Literal["more", "less"] = "less"

    @property
    def ok(self) -> bool:
        """Say whether the target is met."""
        return self.value >= self.target if self.better == "more" else self.value <= self.target


def write(file: str, results: Iterable[Result]) -> bool:
    """Write results beside this module, print them, and say whether every target is met."""
    rows = []
    for result in results:
        rows.append({**asdict(result), "ok": result.ok})
        del rows[-1]["better"]
        print(
            f"{'ok  ' if result.ok else 'MISS'} {result.name:<58} {result.value:>12,.3f} {result.unit:<12} target {result.target:,g}"
        )
    (HERE / file).write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return all(row["ok"] for row in rows)
