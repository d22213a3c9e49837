"""
A charter is looked at again in time: the register and the laws of California both ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter.evaluate import add
from etanche.charter.kinds import Regime
from etanche.charter.model import Charter
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import figure
from etanche.charter.rules.rule import Wrong


def _stale(charter: Charter, day: date) -> date | None:
    """Return the day of the newest version, if it lies too far back."""
    newest, most = max(charter.versions), figure("review", day).most
    return newest if most is not None and add(newest, most) <= day else None


def _for_california(charter: Charter) -> bool:
    return charter.rights is not None and Regime.CALIFORNIA in charter.rights.regimes


def _unreviewed(charter: Charter, day: date) -> Iterator[Wrong]:
    newest = _stale(charter, day)
    if newest is not None and not _for_california(charter):
        yield Wrong(path=("versions", str(newest)), blanks={"newest": newest}, on_key=True)


def _out_of_date(charter: Charter, day: date) -> Iterator[Wrong]:
    newest = _stale(charter, day)
    if newest is not None and _for_california(charter):
        yield Wrong(path=("versions", str(newest)), blanks={"newest": newest}, on_key=True)


ALONE: tuple[AnyRule, ...] = (
    Dated(id="REG-04", search=_unreviewed),
    Dated(id="US-02", search=_out_of_date),
)
