"""`etanche holds`: what is not destroyed because of which case, who answers for it, and when it is looked at again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import typer

from etanche.cli.acting import AsJson
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show_json, table, tell, words

if TYPE_CHECKING:
    from etanche.vault import Hold

COLUMNS = ("case", "owner", "review", "since", "records", "about")


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """List the holds that stand, those first whose review is overdue: how much each is about, no contents. Exit 1 if one is overdue."""
    from etanche.clock import day_of

    house: House = context.obj
    with house.open() as instance:
        found = instance.vault.holds()
        today = day_of(instance.vault.now(), instance.plan.zone)
    if as_json:
        show_json([one.as_json(today) for one in found])
    elif not found:
        tell(words("holds.none"))
    else:
        table([words(f"holds.{name}") for name in COLUMNS], [_row(one, today) for one in found])
    if any(one.overdue(today) for one in found):
        raise typer.Exit(FINDING)


def _row(one: Hold, today: date) -> tuple[str, ...]:
    review = "?" if one.review is None else one.review.isoformat()
    late = words("holds.overdue", review=review) if one.overdue(today) else review
    records = ", ".join(f"{category}: {number}" for category, number in one.records.items()) or "0"
    return one.case or "?", one.owner or "?", late, one.since.isoformat(), records, _about(one)


def _about(one: Hold) -> str:
    return one.about.hex() if isinstance(one.about, bytes) else str(one.about)
