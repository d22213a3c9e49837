"""
How far the import of a file has come: keyed fingerprints of all there was up to the end of each batch.

A file is known by its content, not by its name: each fingerprint is made from the one before and the records of the batch.
Reading the same records again leads over the same fingerprints, so what is already in is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from etanche.vault import Place, Vault


class Known(NamedTuple):
    """What is in already of a batch: so many of its first records, and what was seen of an unfinished batch begun at the same place."""

    records: int
    tail_seen: int | None


class Trail:
    """One walk over a file, batch by batch; it remembers the place after the last batch."""

    def __init__(self, vault: Vault, *begin: bytes) -> None:
        """Stand before the first record; `begin` tells apart what is known apart although the records are the same."""
        self._vault = vault
        self._state = vault.fingerprint(begin)
        self.done = 0

    def known(self, whole: Sequence[bytes]) -> Known:
        """Return how many of the first of these records an earlier import took in."""
        tail_seen = self._vault.imported(self._tail_key())
        if self._vault.imported(self._here(whole)) is not None:
            return Known(len(whole), tail_seen)
        if tail_seen is None or tail_seen > len(whole) or self._vault.imported(self._here(whole[:tail_seen])) is None:
            return Known(0, tail_seen)
        return Known(tail_seen, tail_seen)

    def place(self, whole: Sequence[bytes], tail_seen: int | None, *, full: bool) -> Place:
        """Return the place a batch ends at; a batch that is not full is found again by the place it began at."""
        return Place(
            here=self._here(whole),
            lines=self.done + len(whole),
            tail=self._tail_key(),
            tail_seen=tail_seen,
            tail_lines=None if full else len(whole),
        )

    def advance(self, whole: Sequence[bytes], records: int) -> None:
        """Go on to the place after a batch of so many records, of which these are whole."""
        self._state = self._here(whole)
        self.done += records

    def _here(self, whole: Sequence[bytes]) -> bytes:
        return self._vault.fingerprint(self._chunks(whole))

    def _chunks(self, whole: Sequence[bytes]) -> Iterator[bytes]:
        """Yield what a place in a file is known by: the place before, and the records since, whether or not the last has its end."""
        yield self._state
        for record in whole:
            yield record.rstrip(b"\r\n") + b"\n"

    def _tail_key(self) -> bytes:
        """Return what the unfinished batch after the present place is known by."""
        return self._vault.fingerprint([b"tail", self._state])
