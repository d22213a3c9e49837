"""
What is written of a run: bench/mutants.json with every survivor, and docs/mutants.md with the reasons.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.results import HERE, Result, as_row, tell

TARGET = 85.0
NOTICED = frozenset({"killed", "late"})
FACTS = HERE.parent / ".mutants.jsonl"
REASONS = Path(__file__).parent / "reasons.toml"

PAGE = """# Mutants

Written by `make mutants`. Do not edit. One expression of one function is changed, and the tests that execute it are asked until one fails. A change that none notices is a line that is not tested, or a
change without consequence: then the reason stands below, and each survivor with its reason in `bench/mutants.json`.

The changes are mutmut's. Of each function so many are drawn with the seed `{seed}`; what is read once at import (fields, tables, defaults) is not changed. Tests on SQLite only, none marked slow, and for one
change no new test after some seconds of processor (`--cap`): a survivor can be one that a slow test would notice.

| room | there are | at most of each function | judged | noticed | | target |
|---|---|---|---|---|---|---|
{rows}

## Who survived, and why

| why | how many | where |
|---|---|---|
{reasons}
"""


class Drawn(NamedTuple):
    """The mutants of a room that were drawn and judged."""

    room: str
    most: int | None
    """Of each function; nothing: all."""

    names: Sequence[str]
    there_are: int


def facts() -> dict[str, dict[str, Any]]:
    """Return what became of each mutant, as far as it was judged."""
    lines = FACTS.read_text(encoding="utf-8").splitlines() if FACTS.exists() else []
    return {fact["name"]: fact for fact in map(json.loads, lines)}


def write(seed: str, rooms: Sequence[Drawn]) -> bool:
    """Write how many were noticed in each room, and who survived and why; say whether every target is met."""
    known = facts()
    results, survivors, rows = [], [], []
    for room in rooms:
        left = [known[name] for name in room.names if known[name]["fate"] not in NOTICED]
        drawn, noticed = len(room.names), len(room.names) - len(left)
        name = f"mutants of {room.room} noticed: {noticed} of {drawn} drawn from {room.there_are}"
        results.append(Result(name=name, value=100 * noticed / drawn, unit="%", target=TARGET, better="more"))
        rows.append(
            f"| `{room.room}` | {room.there_are:,} | {room.most or 'all'} | {drawn:,} | {noticed:,} "
            f"| {100 * noticed / drawn:.1f} % | ≥ {TARGET:.0f} % |"
        )
        survivors += left
    told = _with_reasons(survivors)
    for result in results:
        tell(result)
    whole = {"seed": seed, "results": [as_row(result) for result in results], "survivors": told}
    (HERE / "mutants.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = PAGE.format(seed=seed, rows="\n".join(rows), reasons="\n".join(_grouped(told)))
    (HERE.parent / "docs/mutants.md").write_text(page, encoding="utf-8")
    return all(result.ok for result in results)


def _with_reasons(survivors: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    groups = tomllib.loads(REASONS.read_text(encoding="utf-8"))["survivors"]
    why = {name: group["why"] for group in groups for name in group["mutants"]}
    stale = sorted(set(why) - {survivor["name"] for survivor in survivors})
    if stale:
        print("have a reason and did not survive:", *stale, sep="\n  ")
    parts = ("name", "was", "now")
    return [{**{part: one[part] for part in parts}, "reason": why.get(one["name"], UNEXPLAINED)} for one in survivors]


UNEXPLAINED = "not looked at yet"


def _grouped(survivors: Sequence[dict[str, str]]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for one in survivors:
        groups.setdefault(one["reason"], []).append(one["name"].partition("~")[0])
    ordered = sorted(groups.items(), key=lambda group: (group[0] == UNEXPLAINED, -len(group[1])))
    return [
        f"| {why} | {len(names)} | {', '.join(f'`{name}`' for name in sorted(set(names)))} |" for why, names in ordered
    ]
