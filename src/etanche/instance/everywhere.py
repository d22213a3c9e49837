"""
The shelves and tombstones of all grounds of an instance as one, for what turns the root over: no key may be left behind in any place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from etanche.instance.ground import Ground
from etanche.store import Shelf
from etanche.terms import OrganisationId


class Every:
    """Asks the ground that an organisation stands on; which places there are is asked of the settings each time."""

    def __init__(self, ground: Ground) -> None:
        """
        Open every place first.

        Raises:
            OutOfReach, Refused: one cannot be opened: then nothing is turned over.
        """
        self._home = ground.home
        ground.every()

    def organisations(self) -> list[bytes]:
        """Return the organisations that have a key anywhere, in order."""
        return sorted({one for ground in self._home.every() for one in ground.shelf.organisations()})

    def named(self, organisation: bytes, kind: str) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of the one living key of a kind."""
        return self._shelf(organisation).named(organisation, kind)

    def page(self, organisation: bytes, *, after: bytes, head: bytes, most: int) -> list[tuple[bytes, str, bytes]]:
        """Return (id, kind, wrapped) of living keys above an id whose wrapping does not begin with `head`, in order."""
        return self._shelf(organisation).page(organisation, after=after, head=head, most=most)

    def of_kind(self, organisation: bytes, kind: str) -> list[tuple[bytes, bytes]]:
        """Return (id, wrapped) of every living key of a kind."""
        return self._shelf(organisation).of_kind(organisation, kind)

    def rewrap(self, organisation: bytes, changes: Iterable[tuple[bytes, bytes, bytes]]) -> int:
        """Replace wrappings; see `keyring.Rewritable`."""
        return self._shelf(organisation).rewrap(organisation, changes)

    def succeed(
        self, organisation: bytes, heirs: Iterable[tuple[str, str, bytes, bytes]], *, retiring: tuple[str, str]
    ) -> None:
        """Let new keys be found under their names; see `keyring.Rewritable`."""
        self._shelf(organisation).succeed(organisation, heirs, retiring=retiring)

    def destroy(self, organisation: bytes, key_ids: Iterable[bytes]) -> object:
        """Destroy wrapped keys."""
        return self._shelf(organisation).destroy(organisation, key_ids)

    def flush(self) -> bool:
        """Try again to leave no byte of destroyed keys on any shelf; tell whether none is left."""
        flushed = [ground.shelf.flush() for ground in self._home.every()]
        return all(flushed)

    def append(self, organisation: bytes, key_ids: Iterable[bytes], at: datetime) -> None:
        """Write where the organisation is that these keys of it were destroyed."""
        self._ground(organisation).tombstones.append(organisation, key_ids, at)

    def _shelf(self, organisation: bytes) -> Shelf:
        return self._ground(organisation).shelf

    def _ground(self, organisation: bytes) -> Ground:
        placed = OrganisationId(organisation)
        return self._home.place(placed) if placed in self._home.places() else self._home
