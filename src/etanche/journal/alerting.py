"""
Alerts under our mark: what is to be told is known from what somebody wrote into the data who has no key, and so is that it was told.

What carries no mark of ours keeps nothing else from being told, is told as if nobody had been, and is a finding of `logs:chain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from etanche.keyring import Signer, bind
from etanche.store import AlertRow, Connection, alerts


def owe(connection: Connection, organisation: bytes, rows: Sequence[AlertRow], signer: Signer) -> None:
    """Write what is to be told."""
    alerts.append(connection, organisation, rows, mark=_marks(signer))


def owed(connection: Connection, organisation: bytes, signer: Signer, *, kind: str | None = None) -> list[AlertRow]:
    """Return what we wrote and is still known, told or not, the oldest first."""
    return [row for row in alerts.known(connection, organisation, kind=kind) if is_ours(row, signer)]


def settle(connection: Connection, rows: Iterable[AlertRow], at: str, signer: Signer) -> None:
    """Write down that some were told."""
    alerts.mark_told(connection, rows, at, mark=_marks(signer))


def is_ours(row: AlertRow, signer: Signer) -> bool:
    """Tell whether a row is as we wrote it; a file holds whatever somebody put there, and a number may be none."""
    return type(row.seq) is int and signer.marked(_message(row), row.mark)


def _marks(signer: Signer) -> alerts.Marks:
    return lambda row: signer.mark(_message(row))


def _message(row: AlertRow) -> bytes:
    return bind("alert", 1, row.organisation, row.seq, row.at, row.kind, row.promise, row.was, row.now, row.told)
