"""
From a passphrase to a key: Argon2id, with parameters that a hostile file cannot stretch.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from etanche.keyring.faults import RootBroken
from etanche.keyring.secret import KEY_BYTES, Secret

SALT_BYTES = 16

_MOST_MEMORY_KIB = 1_048_576
_MOST_ITERATIONS = 16
_MOST_LANES = 16
_LEAST_PER_LANE_KIB = 8


@dataclass(frozen=True, kw_only=True)
class Kdf:
    """
    What one guess at a passphrase costs.

    Raises:
        RootBroken: more than a gigabyte, 16 rounds or 16 lanes, or less than Argon2 allows.
    """

    memory_kib: int
    iterations: int
    lanes: int

    def __post_init__(self) -> None:
        """Hold the bounds: a file is read before its passphrase proves who wrote it."""
        if not (
            1 <= self.lanes <= _MOST_LANES
            and 1 <= self.iterations <= _MOST_ITERATIONS
            and _LEAST_PER_LANE_KIB * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
        ):
            raise RootBroken(
                "the root file asks for more work than any root file of ours does",
                hint="restore the folder of the root from its recovery copy",
            )


PRODUCTION_KDF = Kdf(memory_kib=65_536, iterations=3, lanes=4)
"""RFC 9106's second recommended choice: 64 MiB, three rounds, four lanes."""


def key_from(passphrase: bytes, salt: bytes, kdf: Kdf) -> Secret:
    """Return the key a passphrase stands for."""
    made = Argon2id(salt=salt, length=KEY_BYTES, iterations=kdf.iterations, lanes=kdf.lanes, memory_cost=kdf.memory_kib)
    return Secret(made.derive(passphrase))
