"""`etanche diff OLD NEW`: what changed between two charters, in plain words. Touches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import PLAIN_SPACES, language, show, show_json, words, wrapped
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from etanche.charter import Charter
    from etanche.charter.change import Change
    from etanche.vault import Forecast

_BOTH = 2
_STYLE = {"consent": "bold red", "notice": "yellow", "nothing": None}


def tell_changes(changes: Iterable[Change], old: Charter, new: Charter) -> None:
    """Print changes under what they ask for, the weightiest first."""
    from etanche.notice import change_words

    told = list(changes)
    if not told:
        show(words("diff.none"))
    for need, style in _STYLE.items():
        here = [change for change in told if change.need == need]
        if here:
            show(words(f"diff.{need}", n=len(here)), style=style)
        for change in here:
            wrapped(f"· {change_words(change, old, new, language())}".translate(PLAIN_SPACES), indent=2)


def tell_forecasts(forecasts: Iterable[Forecast], old: Charter, *, on: date | None) -> None:
    """Print what could no longer be read and what would fall due, now or on the day the charter applies."""
    from etanche.notice import category_name, purpose_title

    told = list(forecasts)
    if told and on is not None:
        show(words("diff.forecast.then", day=on))
    for each in told:
        category = category_name(old, each.category, language()) if each.category in old.categories else each.category
        blanks: dict[str, object] = {"category": category, "days": each.days, "records": each.records}
        if each.purpose:
            blanks["purpose"] = purpose_title(old, each.purpose, language())
        show(words(f"diff.forecast.{each.fate}", **blanks), style="yellow")


def command(
    context: typer.Context,
    charters: Annotated[
        list[Path],
        typer.Argument(help="the charter of before and the one of after; alone, one to compare with the instance"),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="print the changes for programs")] = False,
) -> None:
    """
    Tell what changed from one charter to the next, and what people must be told of or asked again.

    With one charter, it is compared with the one the instance obeys: what could no longer be read, what would fall due.
    """
    from etanche.charter import load
    from etanche.charter.change import diff

    if len(charters) > _BOTH:
        raise Unreadable("two charters are compared", hint="write `etanche diff OLD NEW`")
    after = load(charters[-1])
    forecasts: tuple[Forecast, ...] = ()
    on: date | None = None
    if len(charters) == _BOTH:
        before = load(charters[0])
    else:
        house: House = context.obj
        with house.open() as instance:
            before = instance.charter
            at, forecasts = instance.foresee(after)
            on = max(after.versions) if at > instance.clock.now() else None
    changes = diff(before, after)
    if as_json:
        told = {"changes": [change.as_json() for change in changes], "forecast": [each.as_json() for each in forecasts]}
        show_json(told)
    else:
        tell_changes(changes, before, after)
        tell_forecasts(forecasts, before, on=on)
