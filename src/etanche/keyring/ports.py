"""
What the keyring needs from outside; the store fulfils it, and the hall hands it over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

Kept = tuple[bytes, int, int, bytes, bytes]
"""A key of a person: person, category, generation, id, wrapped."""

KeyId = tuple[bytes, int, int, bytes]
"""A key of a person without its bytes: person, category, generation, id."""


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

    def get(self, organisation: bytes, key_id: bytes) -> bytes | None:
        """Return a living key, wrapped, by its id."""

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

    def person_keys(self, organisation: bytes, category: int, wanted: Sequence[bytes]) -> Mapping[bytes, Kept]:
        """Return the newest living key of each person for a category."""

    def keys_of_persons(self, organisation: bytes, wanted: Sequence[bytes]) -> Sequence[Kept]:
        """Return every living key of some persons."""

    def states_of_persons(self, organisation: bytes, wanted: Sequence[bytes]) -> Sequence[tuple[KeyId, bool]]:
        """Return every key that some persons ever had, and of each whether its bytes are still there."""

    def open_person_keys(self, organisation: bytes, category: int, offered: Sequence[Kept]) -> Mapping[bytes, Kept]:
        """Return the newest living key of each person, keeping these where there was none; not for who ended."""

    def put_secrets(self, organisation: bytes, wrapped: Mapping[bytes, bytes]) -> None:
        """Keep the wrapped secrets of records, by id."""

    def secrets(self, organisation: bytes, ids: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Return the living wrapped secrets under some ids."""

    def destroy_person(
        self, organisation: bytes, person: bytes, *, sparing: Collection[tuple[int, int]], ended: bool
    ) -> tuple[Outcome, Sequence[bytes]]:
        """Destroy the keys of a person but those of some (category, generation); return their ids too."""

    def destroy(self, organisation: bytes, key_ids: Iterable[bytes]) -> Outcome:
        """Destroy wrapped keys."""

    def flush(self) -> bool:
        """Try again to leave no byte of destroyed keys; tell whether none is left."""


class Rewritable(Protocol):
    """A shelf, or several, whose wrappings can be renewed while others read it and add to it."""

    def named(self, organisation: bytes, kind: str) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of the one living key of a kind."""

    def destroy(self, organisation: bytes, key_ids: Iterable[bytes]) -> object:
        """Destroy wrapped keys."""

    def flush(self) -> bool:
        """Try again to leave no byte of destroyed keys; tell whether none is left."""

    def organisations(self) -> list[bytes]:
        """Return the organisations that have a key."""

    def page(self, organisation: bytes, *, after: bytes, head: bytes, most: int) -> list[tuple[bytes, str, bytes]]:
        """Return (id, kind, wrapped) of living keys above an id whose wrapping does not begin with `head`, in order."""

    def of_kind(self, organisation: bytes, kind: str) -> list[tuple[bytes, bytes]]:
        """Return (id, wrapped) of every living key of a kind."""

    def rewrap(self, organisation: bytes, changes: Iterable[tuple[bytes, bytes, bytes]]) -> int:
        """Replace wrappings (id, old, new), each only if the old one is still there and the key lives; return how many."""

    def succeed(
        self, organisation: bytes, heirs: Iterable[tuple[str, str, bytes, bytes]], *, retiring: tuple[str, str]
    ) -> None:
        """Let new keys (name, kind, id, wrapped) be found under their names; the one that `retiring[0]` stood for, under `retiring[1]`."""


class Burying(Protocol):
    """Writes down the ids of destroyed keys."""

    def append(self, organisation: bytes, key_ids: Iterable[bytes], at: datetime) -> None:
        """Write that these keys were destroyed; durable on return."""


class Graves(Burying, Protocol):
    """Remembers the ids of destroyed keys for longer than any copy of the shelf lives."""

    def __contains__(self, key_id: object) -> bool:
        """Tell whether a key was destroyed."""

    def among(self, key_ids: Iterable[bytes]) -> set[bytes]:
        """Return those of some keys that were destroyed."""

    def extent(self) -> int:
        """Return a number that grows with each destruction."""


class Holders(Protocol):
    """The processes that hold opened keys, and how far each has heard of destructions."""

    def acknowledge(self, extent: int) -> None:
        """Say that this process has let go of every key destroyed up to there; with the first word it is one of them."""

    def behind(self, extent: int) -> int:
        """Return how many other living ones have not heard so far."""

    def leave(self) -> None:
        """Be no longer one of them."""
