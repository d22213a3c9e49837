"""
`make mutants`: judge a sample of mutants of every function of four rooms, and write bench/mutants.json.

`--resume` goes on where a run was stopped; `--again` judges anew those that survived, after tests were written.
Why a survivor does no harm stands in bench/mutants/reasons.toml.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from bench.mutants.judging import Judge, Judged
from bench.mutants.making import SOURCES, Mutant, sample
from bench.results import HERE, Result, as_row, tell

SEED = "étanche"
TARGET = 85.0
CAP_S = 6.0
ROOMS: Mapping[str, tuple[tuple[str, ...], int | None]] = {
    "gate": (("gate/*.py",), None),
    "charter/keep": (("charter/keep.py", "charter/evaluate.py", "charter/lengths.py"), None),
    "standing": (("standing/*.py",), 8),
    "vault": (("vault/*.py", "vault/*/*.py"), 3),
}
"""The files of a room, and how many mutants are drawn of each function; nothing: all there are."""

TESTS = (
    "tests/gate",
    "tests/charter/test_evaluate.py",
    "tests/charter/test_keep.py",
    "tests/charter/test_lengths.py",
    "tests/charter/test_second_evaluator.py",
    "tests/standing",
    "tests/vault",
    "tests/persons",
    "tests/journeys",
)
"""Where those tests are that know these rooms; which of them judges a mutant is found by what they execute."""

ROOT = HERE.parent
FACTS = ROOT / ".mutants.jsonl"
REASONS = Path(__file__).parent / "reasons.toml"


def main() -> None:
    """Draw, judge, and write down what became of each."""
    parser = argparse.ArgumentParser(prog="bench.mutants", description=__doc__)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--cap", type=float, default=CAP_S)
    parser.add_argument("--rooms", nargs="*", default=list(ROOMS))
    chosen = parser.parse_args()
    drawn, there_are = draw(chosen.rooms)
    known = facts() if chosen.resume or chosen.again else {}
    if chosen.again:
        known = {name: fact for name, fact in known.items() if fact["fate"] in {"killed", "late"}}
    FACTS.write_text("".join(f"{json.dumps(fact, ensure_ascii=False)}\n" for fact in known.values()), encoding="utf-8")
    left = [mutant for mutant in drawn if mutant.name not in known]
    print(f"{len(drawn)} mutants drawn of {sum(there_are.values())}, {len(left)} to judge", flush=True)
    if left:
        judge(left, cap=chosen.cap)
    if set(chosen.rooms) == set(ROOMS):
        sys.exit(0 if write(drawn, there_are) else 1)


def draw(rooms: Iterable[str]) -> tuple[list[Mutant], dict[str, int]]:
    """Return the mutants of some rooms, and how many there are to draw from in each."""
    drawn: list[Mutant] = []
    there_are: dict[str, int] = {}
    for room in rooms:
        globs, most = ROOMS[room]
        for file in sorted(file for glob in globs for file in (SOURCES / "etanche").glob(glob)):
            found, count = sample(room, file, most=most, seed=SEED)
            drawn += found
            there_are[room] = there_are.get(room, 0) + count
    return drawn, there_are


def judge(mutants: list[Mutant], *, cap: float) -> None:
    """Let the tests judge; each fact is written as soon as it is known."""
    with tempfile.TemporaryDirectory() as folder, FACTS.open("a", encoding="utf-8") as file, os.fdopen(os.dup(1), "w") as screen:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder

        def told(judged: Judged) -> None:
            mutant = judged.mutant
            assert mutant is not None
            fact = {"name": mutant.name, "room": mutant.room, "line": mutant.at, "was": mutant.was, "now": mutant.now}
            fact |= {"fate": judged.fate, "by": judged.by, "tests": judged.tests, "of": judged.of, "s": round(judged.seconds, 2)}
            file.write(f"{json.dumps(fact, ensure_ascii=False)}\n")
            file.flush()
            if judged.fate in {"survived", "unseen"}:
                print(f"{judged.fate} {mutant.name}:{mutant.at}  {mutant.was}  →  {mutant.now}", file=screen, flush=True)

        arguments = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0", "--tb=line", "--basetemp", f"{folder}/tests"]
        chosen = ["-m", "not slow", "-k", "not postgresql", *(test for test in TESTS if (ROOT / test).exists())]
        plugin = Judge(mutants, cap, Path(folder), told)
        ended = pytest.main([*arguments, *chosen], plugins=[plugin])
    if ended not in {0, 1}:
        sys.exit(f"pytest ended with {ended}")


def facts() -> dict[str, dict[str, Any]]:
    """Return what became of each mutant, as far as it was judged."""
    lines = FACTS.read_text(encoding="utf-8").splitlines() if FACTS.exists() else []
    return {fact["name"]: fact for fact in map(json.loads, lines)}


def write(drawn: list[Mutant], there_are: Mapping[str, int]) -> bool:
    """Write how many were noticed in each room, and who survived and why; say whether every target is met."""
    known = facts()
    why = {name: group["why"] for group in tomllib.loads(REASONS.read_text("utf-8"))["survivors"] for name in group["mutants"]}
    results = []
    survivors: list[dict[str, object]] = []
    for room in ROOMS:
        judged = [known[mutant.name] for mutant in drawn if mutant.room == room]
        left = [fact for fact in judged if fact["fate"] in {"survived", "unseen"}]
        noticed = len(judged) - len(left)
        name = f"mutants of {room} noticed: {noticed} of {len(judged)} drawn from {there_are[room]}"
        results.append(Result(name=name, value=100 * noticed / len(judged), unit="%", target=TARGET, better="more"))
        for fact in left:
            told = {part: fact[part] for part in ("name", "line", "was", "now", "fate")}
            survivors.append({**told, "reason": why.get(fact["name"], "")})
    for result in results:
        tell(result)
    drawing = {room: most or "all" for room, (_, most) in ROOMS.items()}
    whole = {"seed": SEED, "of_each_function": drawing, "results": [as_row(result) for result in results], "survivors": survivors}
    (HERE / "mutants.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    stale = set(why) - {str(survivor["name"]) for survivor in survivors}
    if stale:
        print("have a reason and did not survive:", *sorted(stale), sep="\n  ")
    return all(result.ok for result in results)


if __name__ == "__main__":
    main()
