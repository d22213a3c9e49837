"""
The tests judge the mutants, all in one process that has imported everything and prepared what tests of a session share.

Every test runs once as it is, and it is written down which lines it executes. Then a fork of the process is made for each
mutant, and runs the tests that execute the changed lines until one fails: first those that noticed others of its function,
or that are quick. A test that fails in a fork without any change is asked no more.
"""

from __future__ import annotations

import functools
import gc
import math
import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from coverage import Coverage

from bench.mutants.making import Mutant
from bench.mutants.seeing import Seen
from etanche.gate import deciding
from etanche.store import forks
from etanche.vault import trimming

SLOWER = 10.0
"""So many times its time, and two seconds, may a test take before its mutant counts as noticed: it hangs."""

STUCK_S = 120
"""So long may a test take by the clock on the wall."""

MEMORY = 8 << 30
BROKEN = 70
"""What a fork ends with that could not begin."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What became of a mutant."""

    mutant: Mutant | None
    """Nothing, where the tests ran without any change."""

    fate: str
    """`killed`, `late`, `survived`, or `unseen`: no test executes it."""

    by: str = ""
    tests: int = 0
    """How many tests were asked, of how many that execute it."""

    of: int = 0
    seconds: float = 0


@dataclass(eq=False)
class Judge:
    """A plugin of pytest that runs the tests in its own way."""

    mutants: Sequence[Mutant]
    files: frozenset[str]
    """Where mutants are drawn from, these and others."""

    cap: float
    """No further test begins after so many seconds of processor for one mutant."""

    scratch: Path
    told: Callable[[Judged], None]
    verified: dict[str, bool] = field(default_factory=dict)
    noticed: dict[str, Counter[str]] = field(default_factory=dict)
    failed: bool = False

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that something failed."""
        self.failed = self.failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Look which test executes what, then judge."""
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        self.remembering = _remembering(self.files)
        self._observe(session.items)
        self.functions = _functions({str(mutant.file) for mutant in self.mutants})
        for mutant in self.mutants:
            self.told(self._judged(mutant))
        return True

    def _observe(self, items: Sequence[pytest.Item]) -> None:
        """Run the tests that nobody has seen yet, and one that prepares what those of a session share."""
        self.seen = Seen.kept()
        prepares = next((item for item in items if "template" in getattr(item, "fixturenames", ())), None)
        new = [item for item in items if item.nodeid not in self.seen.cost or item is prepares]
        coverage = Coverage(data_file=self.scratch / "coverage", config_file=False, include=list(self.files))
        coverage.set_option("run:disable_warnings", ["no-data-collected"])
        coverage.start()
        for item, following in pairwise([*new, items[0]]):
            coverage.switch_context(item.nodeid)
            self._forget()
            self.failed, begun = False, time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.seen.cost[item.nodeid] = math.inf if self.failed else time.process_time() - begun
        coverage.stop()
        self.seen.add(coverage)
        self.seen.keep()

    def _asked(self, mutant: Mutant) -> list[str]:
        """Return the tests that execute a mutant, the one that will most likely notice it in little time first."""
        first, last = mutant.lines
        found = self.seen.executing(mutant.file, range(mutant.at, mutant.until + 1))
        found = found or self.seen.executing(mutant.file, range(first + 1, last + 1))
        module = mutant.about.removesuffix(f".{mutant.function}")
        here, near = (self.noticed.setdefault(about, Counter()) for about in (mutant.about, module))

        def worth(test: str) -> tuple[float, str]:
            return -(0.3 + 3 * here[test] + near[test]) / (self.seen.cost[test] + 0.02), test

        return sorted((test for test in found if test in self.items and self.verified.get(test, True)), key=worth)

    def _judged(self, mutant: Mutant) -> Judged:
        while True:
            tests = self._asked(mutant)
            if not tests:
                return Judged(mutant=mutant, fate="unseen")
            judged = self._forked(tests, mutant)
            if not judged.by:
                return judged
            if judged.by not in self.verified:
                self.verified[judged.by] = not self._forked([judged.by], None).by
            if self.verified[judged.by]:
                for about in (mutant.about, mutant.about.removesuffix(f".{mutant.function}")):
                    self.noticed[about][judged.by] += 1
                return judged
            print("fails in a fork:", judged.by, file=sys.stderr)

    def _forked(self, tests: Sequence[str], mutant: Mutant | None) -> Judged:
        """Run tests in a fork, with a change, until one fails."""
        reading, writing = os.pipe()
        folder = self.scratch / "fork"
        folder.mkdir()
        child = os.fork()
        if child == 0:
            self._in_fork(tests, mutant, folder, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            lines = told.read().splitlines()
        _, status, used = os.wait4(child, 0)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
        ended = os.waitstatus_to_exitcode(status)
        if ended == BROKEN:
            raise RuntimeError(f"the fork for {mutant} broke")
        fate = "survived" if ended == 0 else "late" if -ended in {signal.SIGVTALRM, signal.SIGALRM} else "killed"
        by = "" if fate == "survived" else lines[-1]
        return Judged(
            mutant=mutant, fate=fate, by=by, tests=len(lines), of=len(tests), seconds=used.ru_utime + used.ru_stime
        )

    def _in_fork(self, tests: Sequence[str], mutant: Mutant | None, folder: Path, writing: int) -> None:
        """Never return: end with 0 if no test fails, with 1 if one does."""
        ended = BROKEN
        try:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            vars(self.session.config)["_tmp_path_factory"]._basetemp = folder
            forks._in_use = False  # what a test of the parent left open are other files than those of this fork
            if mutant is not None:
                self._put(mutant)
            ended = self._run(tests, writing, math.inf if mutant is None else self.cap)
        finally:
            os._exit(ended)

    def _run(self, tests: Sequence[str], writing: int, cap: float) -> int:
        self.failed = False
        for test, following in zip(tests, [*tests[1:], ""], strict=True):
            os.write(writing, f"{test}\n".encode())
            signal.setitimer(signal.ITIMER_VIRTUAL, 2 + SLOWER * self.seen.cost[test])
            signal.alarm(STUCK_S)
            item, after = self.items[test], self.items.get(following, self.session.items[0])
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.failed:
                return 1
            if time.process_time() > cap:
                break
        return 0

    def _put(self, mutant: Mutant) -> None:
        """Put a mutant's code in the place of its function's."""
        for function in self.functions[_place(mutant.code)]:
            function.__code__ = mutant.code
        self._forget()

    def _forget(self) -> None:
        """Empty what modules remember of earlier tests, so that each test executes all that it would execute alone."""
        for remembering in self.remembering:
            remembering.cache_clear()
        deciding._tables.clear()
        trimming._cuts.clear()


def _remembering(files: frozenset[str]) -> list[functools._lru_cache_wrapper[object]]:
    modules = [module for module in list(sys.modules.values()) if getattr(module, "__file__", None) in files]
    things = [thing for module in modules for thing in vars(module).values()]
    return [thing for thing in things if isinstance(thing, functools._lru_cache_wrapper)]


def _place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _functions(files: set[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Return the functions of some files that there are now; those put away from the collector too."""
    gc.unfreeze()
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in files:
            found.setdefault(_place(one.__code__), []).append(one)
    gc.collect()
    gc.freeze()
    return found
