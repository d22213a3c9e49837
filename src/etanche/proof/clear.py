"""
Columns that lie in clear, searched for the shape of a full address, or of an address of mail: nothing that a person can be told by belongs there.

Only how many lines hold one is told, never which. A half, such as 198.51.0.0 or 2001:db8::, is what is kept by promise;
a number in four parts counts only if each part can be part of an address, so most versions of programs do not.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from etanche.proof.run import ProofRun
from etanche.store import schema

SEARCHED: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("counts", ("name",), "day"),
    ("entries", ("actor", "case_", "object", "because", "facts"), "seq"),
    ("standing", ("subject", "because"), "seq"),
    ("verdicts", ("because", "measured"), "at"),
)
"""Table, columns, and the column by which the newest lines come first."""

MOST: Final = 20_000
"""So many lines of a table are looked at, of those that hold as many points or colons as an address."""

_LIKE: Final = ("%_._%._%._%", "%::%", "%:%:%:%:%:%:%:%")
_FOUR: Final = re.compile(r"(?<![\d.vV])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)", re.ASCII)
_SIX: Final = re.compile(r"(?<![\w:.])[0-9a-f]{1,4}:[0-9a-f:]{2,40}(?![\w:])", re.ASCII | re.IGNORECASE)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", re.ASCII)
_VISITORS: Final = tuple(map(ipaddress.ip_network, ("2000::/3", "fc00::/7", "fe80::/10")))
_REST_OF_FOUR: Final = (1 << 16) - 1
_REST_OF_SIX: Final = (1 << 96) - 1


def holds_address(line: str) -> bool:
    """Tell whether a full address of somebody stands in a text."""
    return any(_full(found) for shape in (_FOUR, _SIX) for found in shape.findall(line))


def addresses_in_clear(run: ProofRun) -> int:
    """Return how many lines of the clear columns hold a full address, looked at once a run."""

    def look() -> int:
        with run.bench.store.reading() as connection:
            return sum(
                holds_address(line)
                for table, columns, newest in SEARCHED
                for line in schema.lines_like(connection, table, columns, _LIKE, newest=newest, most=MOST)
            )

    return run.once("addresses-in-clear", look)


def contacts_in_clear(run: ProofRun) -> int:
    """Return how many lines of the journal hold an address of mail, looked at once a run."""

    def look() -> int:
        # Whoever acts for the organisation may go by an address of mail: who acted is not searched.
        columns = ("case_", "object", "because")
        with run.bench.store.reading() as connection:
            lines = schema.lines_like(connection, "entries", columns, ("%_@_%._%",), newest="seq", most=MOST)
            return sum(_MAIL.search(line) is not None for line in lines)

    return run.once("contacts-in-clear", look)


def _full(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address.version == 4:  # noqa: PLR2004  # as everybody calls it
        return bool(int(address) & _REST_OF_FOUR) and not (
            address.is_loopback or address.is_unspecified or int(address) < 1 << 24
        )
    return bool(int(address) & _REST_OF_SIX) and any(address in block for block in _VISITORS)
