"""
What the keyring needs from outside; the store fulfils it, and the hall hands it over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class Outcome(Protocol):
    """What a destruction achieved."""

    @property
    def final(self) -> bool:
        """Tell whether it is over: no byte of the keys is left in a file of ours, or no question to a server gives one."""

    @property
    def traces(self) -> bool:
        """Tell whether a server may keep their bytes in files of its own, wrapped as they were."""


class KeyShelf(Protocol):
    """
    Keeps wrapped keys, apart from the data; knows nothing of what they open.

    Everything put is durable on return. A key destroyed is never kept again under its name.
    """

    def named(self, organisation: bytes, kind: str) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of the one living key of a kind."""

    def ensure(self, organisation: bytes, kind: str, key_id: bytes, wrapped: bytes) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of the one key of a kind, keeping this one if there was none; None if it is dead."""

    def open_bucket(
        self, organisation: bytes, category: int, day: str, key_id: bytes, wrapped: bytes
    ) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of a day's bucket, keeping this one if there was none; None if it is dead."""

    def bucket(self, organisation: bytes, category: int, day: str) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of a day's living bucket."""

    def bucket_id(self, organisation: bytes, category: int, day: str) -> bytes | None:
        """Return the id of a day's bucket, living or dead."""

    def destroy(self, organisation: bytes, key_ids: Iterable[bytes]) -> Outcome:
        """Destroy wrapped keys."""

    def flush(self) -> bool:
        """Try again to leave no byte of destroyed keys; tell whether none is left."""


class Graves(Protocol):
    """Remembers the ids of destroyed keys for longer than any copy of the shelf lives."""

    def append(self, organisation: bytes, key_ids: Iterable[bytes], at: datetime) -> None:
        """Write that these keys were destroyed; durable on return."""

    def __contains__(self, key_id: object) -> bool:
        """Tell whether a key was destroyed."""
