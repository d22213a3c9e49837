"""How an incident is printed: for people, as a row of the register, and for programs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from etanche.cli.terminal import language, show, show_json, words

if TYPE_CHECKING:
    from etanche.charter import Charter
    from etanche.incidents import Incident


def show_incident(one: Incident, charter: Charter, *, as_json: bool, now: datetime | None = None) -> None:
    """Print one incident, in order, with its clocks."""
    from etanche.incidents import as_json as told
    from etanche.incidents import summary

    if as_json:
        show_json(told(one, charter, now))
        return
    show(f"{one.name}  {one.title}", style="bold")
    show(f"  {summary(one, charter, language())}")
    for happened in one.story:
        what = happened.words or " ".join(
            f"{name}={value}" for name, value in {**happened.said, **happened.numbers}.items()
        )
        show(
            f"  {happened.at:%Y-%m-%d %H:%M} UTC  {happened.what}  {happened.by}: {what.splitlines()[0] if what else ''}"
        )


def row_of(one: Incident) -> tuple[str, ...]:
    """Return a row of the register."""
    state = words("incident.closed" if one.closed else "incident.open")
    severity = words(f"incident.severities.{one.severity}")
    return one.name, f"{one.opened:%Y-%m-%d %H:%M}", state, severity, one.detector or one.by, one.title
