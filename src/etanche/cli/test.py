"""`etanche test CHARTER CASES`: does the charter decide as one expects? Needs no instance and touches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.terminal import FINDING, show, show_json, words

if TYPE_CHECKING:
    from etanche.standing import Tried


def told(tried: Tried) -> str:
    """Return one case in one line: what was expected, what was decided, and why."""
    answers = {True: words("test.allowed"), False: words("test.refused")}
    decided = answers[tried.decision.allowed]
    reason = ", ".join((str(tried.decision.reason), *tried.decision.because))
    if tried.as_expected:
        return words("test.passed", case=tried.case.name, decided=decided, reason=reason)
    expected = ", ".join((answers[tried.case.allowed], *tried.case.because))
    place = str(tried.case.place)
    return words("test.failed", case=tried.case.name, expected=expected, decided=decided, reason=reason, place=place)


def command(
    charter: Annotated[Path, typer.Argument(help="the charter")],
    cases: Annotated[Path, typer.Argument(help="the file of cases")],
    as_json: Annotated[bool, typer.Option("--json", help="print every case for programs")] = False,
) -> None:
    """Try a charter: each case says who wants what, and the decision one expects."""
    from etanche.charter import compile_plan, load, read_expectations, read_file
    from etanche.clock import SystemClock
    from etanche.standing import trial

    now = SystemClock().now()
    sound = load(charter, now=now)
    expected = read_expectations(read_file(cases), file=str(cases), charter=sound)
    tried = trial(compile_plan(sound), expected, now=now)
    failed = [each for each in tried if not each.as_expected]
    if as_json:
        show_json([each.as_json() for each in tried])
    else:
        for each in tried:
            show(told(each), style=None if each.as_expected else "red")
        show(
            words("test.sum", n=len(tried), failed=len(failed)) if failed else words("test.all", n=len(tried)),
            style="red" if failed else "green",
        )
    if failed:
        raise typer.Exit(FINDING)
