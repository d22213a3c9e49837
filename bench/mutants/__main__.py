"""
`make mutants`: judge a sample of mutants of every function of four rooms, and write bench/mutants.json.

`--resume` goes on where a run was stopped, `--tell` writes what it knew, `--again` judges anew those that survived.
Why a survivor does no harm stands in bench/mutants/reasons.toml.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

import pytest

from bench.mutants.judging import Judge, Judged
from bench.mutants.making import SOURCES, Drawing, Mutant, Sample, sample
from bench.mutants.seeing import KEPT
from bench.mutants.telling import FACTS, NOTICED, Drawn, facts, write
from bench.results import HERE

SEED = "étanche"
CAP_S = 4.0
ROOMS: Mapping[str, tuple[tuple[str, ...], int | None]] = {
    "gate": (("gate/*.py",), None),
    "charter/keep": (("charter/keep.py", "charter/evaluate.py", "charter/lengths.py"), None),
    "standing": (("standing/*.py",), 4),
    "vault": (("vault/*.py", "vault/*/*.py"), 1),
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
    "tests/journeys",
    "tests/intake/bulk/test_taking.py",
    "tests/instance/test_charters.py",
    "tests/proof/test_persons.py",
    "tests/incidents/test_halt.py",
    "tests/incidents/test_halt_forged.py",
    "tests/incidents/test_incident.py",
    "tests/organisations/test_links.py",
    "tests/organisations/test_memberships.py",
    "tests/rights/test_service.py",
    "tests/web/test_desk.py",
    "tests/web/test_desk_records.py",
    "tests/web/test_desk_terms.py",
    "tests/web/test_own_data.py",
)
"""Where those tests are that know these rooms; which of them judges a mutant is found by what they execute."""

ROOT = HERE.parent


def main() -> None:
    """Draw, judge, and write down what became of each."""
    parser = argparse.ArgumentParser(prog="bench.mutants", description=__doc__)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--tell", action="store_true")
    parser.add_argument("--cap", type=float, default=CAP_S)
    parser.add_argument("--rooms", nargs="*", default=list(ROOMS))
    chosen = parser.parse_args()
    tests = named_tests()
    known = facts() if chosen.resume or chosen.again or chosen.tell else {}
    if not known:
        KEPT.unlink(missing_ok=True)
        FACTS.unlink(missing_ok=True)
    if chosen.again:
        known = {
            name: fact for name, fact in known.items() if fact["fate"] in NOTICED or fact["room"] not in chosen.rooms
        }
    drawn = {room: draw(room, known) for room in ROOMS}
    left = [one for room in chosen.rooms for each in drawn[room] for one in each.mutants]
    if left and not chosen.tell:
        print(f"{len(left)} mutants to judge", flush=True)
        judge(sorted(left, key=nth), tests, cap=chosen.cap)
    judged = facts()
    told = [
        Drawn(
            room,
            ROOMS[room][1],
            [name for one in some for name in one.names if name in judged],
            sum(one.there_are for one in some),
        )
        for room, some in drawn.items()
    ]
    sys.exit(0 if write(SEED, told) else 1)


def named_tests() -> tuple[str, ...]:
    """Return the tests that judge; end the run if one of them is not there: fewer would judge, and nobody would know why more survive."""
    gone = [test for test in TESTS if not (ROOT / test).exists()]
    if gone:
        sys.exit(f"named in TESTS and not there: {', '.join(gone)}")
    return TESTS


def nth(mutant: Mutant) -> int:
    """Return in which round a mutant is judged: one of each function, then the next, so that a run stopped early saw them all."""
    return mutant.nth


def files_of(room: str) -> list[Path]:
    """Return the modules of a room."""
    return sorted(file for glob in ROOMS[room][0] for file in (SOURCES / "etanche").glob(glob))


def every_file() -> frozenset[str]:
    """Return the modules of every room."""
    return frozenset(str(file) for room in ROOMS for file in files_of(room))


def draw(room: str, known: Container[str]) -> list[Sample]:
    """Draw mutants of the modules of a room."""
    drawing = Drawing(SEED, known)
    return [sample(room, file, most=ROOMS[room][1], known=drawing) for file in files_of(room)]


def judge(mutants: list[Mutant], tests: Sequence[str], *, cap: float) -> None:
    """Let tests judge; each fact is written as soon as it is known."""
    with (
        tempfile.TemporaryDirectory() as folder,
        FACTS.open("a", encoding="utf-8") as file,
        os.fdopen(os.dup(1), "w") as screen,
    ):
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder

        def told(judged: Judged) -> None:
            mutant = judged.mutant
            assert mutant is not None
            fact = {"name": mutant.name, "room": mutant.room, "line": mutant.at, "was": mutant.was, "now": mutant.now}
            fact |= {
                "fate": judged.fate,
                "by": judged.by,
                "tests": judged.tests,
                "of": judged.of,
                "s": round(judged.seconds, 2),
            }
            file.write(f"{json.dumps(fact, ensure_ascii=False)}\n")
            file.flush()
            if judged.fate not in NOTICED:
                print(
                    f"{judged.fate} {mutant.name}:{mutant.at}  {mutant.was}  →  {mutant.now}", file=screen, flush=True
                )

        arguments = [
            "-q",
            "-s",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "--hypothesis-seed=0",
            "--tb=line",
            "--basetemp",
            f"{folder}/tests",
        ]
        chosen = ["-m", "not slow", "-k", "not postgresql", *tests]
        plugin = Judge(mutants, every_file(), cap, Path(folder), told)
        ended = pytest.main([*arguments, *chosen], plugins=[plugin])
    if ended not in {0, 1}:
        sys.exit(f"pytest ended with {ended}")


if __name__ == "__main__":
    main()
