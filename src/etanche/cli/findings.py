"""How findings look on a terminal: the same after `check`, `notice` and `init`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from etanche.cli.terminal import show, words

if TYPE_CHECKING:
    from etanche.charter import Finding

Say = Callable[..., None]


def tell_findings(findings: Iterable[Finding], say: Say = show) -> None:
    """Print each finding on one line that editors understand, with its hint below."""
    for finding in findings:
        say(str(finding), style="red" if finding.severity == "error" else "yellow")
        if finding.hint:
            say(f"  hint: {finding.hint}")


def tell_sum(file: str, findings: Iterable[Finding], *, promises: int | None, say: Say = show) -> None:
    """Print how many findings there are; the number of promises if the charter is sound."""
    told = [str(finding.severity) for finding in findings]
    errors, warnings = told.count("error"), told.count("warning")
    if promises is None:
        counted = (words("check.errors", count=errors), words("check.warnings", count=warnings))
        say(words("check.faulty", file=file, errors=counted[0], warnings=counted[1]), style="red")
    elif warnings:
        said = words("check.warnings", count=warnings)
        say(words("check.warned", file=file, warnings=said, promises=promises), style="yellow")
    else:
        say(words("check.sound", file=file, promises=promises), style="green")
