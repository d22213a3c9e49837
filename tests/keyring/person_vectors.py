"""
Prints tests/vectors/persons.txt, made by the second implementation: `python -m tests.keyring.person_vectors`.
"""

from __future__ import annotations

import hashlib
import sys

from tests.keyring.sealed_vectors import ORGANISATION, RECORD, block, flip, made, seal
from tests.keyring.second_implementation import bound, check

HEAD = """\
# Records of persons, in public: the key of a record, what its seal is bound to, and the ways in which it does not open.
#
# Provenance. Printed by tests/keyring/person_vectors.py from the second implementation of sealed.txt, and BLAKE2b of hashlib.
# `sealed` and `bound` are written as sealed.txt says; a number of seven bytes of chance ends an id.
#
# holding  1 the bucket secret of its day, 2 nothing, 3 a secret of its own, besides the key of its person
# key      BLAKE2b-256 keyed by the person's key, personal "etanche record", of bound("person", second secret (empty for 2),
#          organisation, person, category, generation, holding, day (empty but for 1), id of its own secret or nothing)
# record   sealed(key, msgpack of {number of field: value}), bound to ("record", 2, organisation, nothing, category, day,
#          canary, holding, person, generation, record id, id of its own secret or nothing)
"""

PERSON = made("person", 16)
OWN = made("own secret id", 16)
DAY = "2026-05-25"


def key_of(holding: int, *, person: bytes = PERSON, category: int = 3, generation: int = 1) -> bytes:
    """Return the key of a record."""
    beside = {1: made("bucket"), 2: b"", 3: made("own secret")}[holding]
    day, own = (DAY if holding == 1 else ""), (OWN if holding == 3 else None)  # the three holdings
    message = bound("person", beside, ORGANISATION, person, category, generation, holding, day, own)
    return hashlib.blake2b(message, key=made("person key"), digest_size=32, person=b"etanche record").digest()


def beside_of(holding: int, /, **changed: bytes | str | int | None) -> bytes:
    """Return what the seal of a record is bound to."""
    own = OWN if holding == 3 else None  # the three holdings
    parts: dict[str, bytes | str | int | None] = {
        "organisation": ORGANISATION,
        "category": 3,
        "day": DAY,
        "canary": 0,
        "holding": holding,
        "person": PERSON,
        "generation": 1,
        "record": RECORD,
        "own": own,
    }
    parts.update(changed)
    place = [parts[name] for name in ("organisation",)]
    rest = [parts[name] for name in ("category", "day", "canary", "holding", "person", "generation", "record", "own")]
    return bound("record", 2, *place, None, *rest)


def blocks() -> list[str]:
    """Return every vector."""
    plain = b"\x81\x07\xa8/\xc3\xa9tanche"
    found = []
    for holding in (1, 2, 3):
        key = key_of(holding)
        sealed = seal(key, made(f"nonce {holding}", 12), plain, beside_of(holding))
        usual = {"holding": holding, "person": PERSON, "category": 3, "generation": 1, "day": DAY, "record": RECORD}
        found.append(
            block(kind="record", **usual, key=key, bound=beside_of(holding), plain=plain, sealed=sealed, expect="opens")
        )
        for what, changed in (
            ("another person", {"person": made("another person", 16)}),
            ("another generation", {"generation": 2}),
            ("another holding", {"holding": holding % 3 + 1}),
            ("another record", {"record": made("another record", 16)}),
            ("another day", {"day": "2026-05-26"}),
            ("another category", {"category": 4}),
            ("another organisation", {"organisation": made("another organisation", 16)}),
            ("the mark of a probe", {"canary": 1}),
            ("another secret of its own", {"own": made("another secret", 16)}),
        ):
            to = beside_of(holding, **changed)
            found.append(block(kind="moved", name=what, key=key, bound=to, sealed=sealed, expect="bound"))
        found.append(
            block(kind="moved", name="a bit", key=key, bound=beside_of(holding), sealed=flip(sealed, 20), expect="text")
        )
    return found


if __name__ == "__main__":
    check()
    sys.stdout.buffer.write("\n".join((HEAD, *blocks())).encode())
