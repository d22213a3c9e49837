"""
The key of a day: it seals and opens, and it marks, so that what is marked with it dies with the day as what is sealed does.
"""

from __future__ import annotations

from etanche.keyring.derive import derive
from etanche.keyring.marks import Marker
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret


class DayKey(SealingKey):
    """A key of one day of one category; it shows its id and nothing else."""

    __slots__ = ("marker",)

    def __init__(self, *, id: bytes, secret: Secret) -> None:  # noqa: A002 - the noun's own attribute
        """Prepare the cipher, and the hash under a key of its own: no key serves two uses."""
        super().__init__(id=id, secret=secret)
        self.marker = Marker(derive(secret, "day mark"))
