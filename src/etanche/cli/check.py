"""`etanche check FILE…`: is this charter sound? Needs no instance and touches nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.findings import said, tell_findings, tell_sum
from etanche.cli.terminal import FINDING, UNREADABLE, language, show_json, tell
from etanche.errors import Unreadable
from etanche.terms import Language

if TYPE_CHECKING:
    from etanche.charter import CharterUnreadable, Finding

STANDARD_INPUT = "-"
NOON = time(12, tzinfo=UTC)
MOST = 1024 * 1024 + 1
"""So much of standard input is read: one byte more than a charter may have."""


class Lang(StrEnum):
    """A language in which findings are told."""

    FR = "fr"
    EN = "en"


class Misused(Unreadable):
    """The options of a command ask for nothing, or for two things at once."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One charter after the check."""

    file: str
    findings: tuple[Finding, ...]
    promises: int | None = None
    """How many promises it makes, if it is sound."""

    unreadable: CharterUnreadable | None = None

    @property
    def code(self) -> int:
        """How the command would end for it alone."""
        if self.unreadable is not None:
            return UNREADABLE
        return FINDING if self.promises is None else 0


def command(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="one charter or several; `-` is standard input")
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="language of the findings; without it, that of the terminal")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print findings for programs, in both languages")] = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="print findings as SARIF 2.1.0, for code review")] = False,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="the day to check for, such as 2027-06-30; else today"),
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="ID", help="say what a rule asks and why, with an example and its repair")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="list every rule")] = False,
) -> None:
    """Check a charter: every finding with file, line, column and a hint."""
    speaks: Language = lang.value if lang else language()
    if as_json and as_sarif:
        raise _misused("two-forms", speaks)
    if explain is not None or rules:
        _tell_rules(explain, speaks, as_json=as_json)
        return
    if not files:
        raise _misused("nothing", speaks)
    checked = [_check(file, on) for file in files]
    if as_json:
        from etanche.charter import finding_json

        show_json([finding_json(finding) for finding in _all(checked)])
    elif as_sarif:
        from etanche.cli.sarif import sarif

        show_json(sarif(_all(checked), speaks))
    else:
        for each in checked:
            _tell(each, speaks)
    if code := max(each.code for each in checked):
        raise typer.Exit(code)


def _misused(says: str, lang: Language) -> Misused:
    return Misused(said(f"cli.check.usage.{says}", lang), hint=said(f"cli.check.usage.{says}-hint", lang))


def _tell_rules(rule: str | None, lang: Language, *, as_json: bool) -> None:
    from etanche.charter import facts
    from etanche.cli import explaining

    if rule is None and as_json:
        show_json([explaining.rule_json(fact) for fact in explaining.in_order(facts().values())])
    elif rule is None:
        explaining.list_rules(lang)
    elif as_json:
        show_json(explaining.rule_json(explaining.known(rule, lang)))
    else:
        explaining.explain(rule, lang)


def _check(path: Path, on: datetime | None) -> Checked:
    from etanche.charter import CharterUnreadable, promises, read, read_file
    from etanche.clock import SystemClock

    piped = str(path) == STANDARD_INPUT
    now = datetime.combine(on.date(), NOON) if on else SystemClock().now()
    try:
        data = sys.stdin.buffer.read(MOST) if piped else read_file(path)
        loaded = read(data, file=str(path), now=now)
    except CharterUnreadable as error:
        return Checked(file=str(path), findings=(error.finding,), unreadable=error)
    made = None if loaded.charter is None else len(promises(loaded.charter))
    return Checked(file=str(path), findings=loaded.findings, promises=made)


def _all(checked: Iterable[Checked]) -> tuple[Finding, ...]:
    return tuple(finding for each in checked for finding in each.findings)


def _tell(checked: Checked, lang: Language) -> None:
    if checked.unreadable is not None:
        tell_findings(checked.findings, tell, lang)
        return
    tell_findings(checked.findings, lang=lang)
    tell_sum(checked.file, checked.findings, promises=checked.promises, lang=lang)
