"""Records of persons are sealed as tests/vectors/persons.txt says, made by an implementation that shares nothing with this one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.keyring.person_vectors import OWN
from tests.keyring.sealed_vectors import ORGANISATION, made

from etanche.keyring import Holding, SealBroken, SealingKey, Slot
from etanche.keyring.secret import Secret
from etanche.keyring.slots import derived
from etanche.store import RecordRow
from etanche.vault.person_seal import bound_to

VECTORS = [
    dict(line.split(": ", 1) for line in text.splitlines())
    for text in (Path(__file__).parent.parent / "vectors/persons.txt").read_text().split("\n\n")[1:]
]
RECORDS = [vector for vector in VECTORS if vector["kind"] == "record"]
MOVED = [vector for vector in VECTORS if vector["kind"] == "moved"]


def row_of(vector: dict[str, str]) -> RecordRow:
    """Return the row that a vector stands for."""
    holding = int(vector["holding"])
    return RecordRow(
        *(ORGANISATION, int(vector["category"]), vector["day"], bytes.fromhex(vector["record"]), False),
        *(bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["person"]), int(vector["generation"]), holding),
        OWN if holding == Holding.RECORD else None,
    )


def test_there_are_vectors_of_each_holding() -> None:
    """Each holding has one record that opens and ten ways in which it does not."""
    assert (3, 30) == (len(RECORDS), len(MOVED))


@pytest.mark.parametrize("vector", RECORDS, ids=lambda vector: Holding(int(vector["holding"])).name)
def test_the_key_of_a_record_is_the_published_one(vector: dict[str, str]) -> None:
    """The key is derived from the person's key and the second secret, and opens the published seal."""
    row = row_of(vector)
    holding = Holding(int(vector["holding"]))
    beside = {Holding.BUCKET: made("bucket"), Holding.PERSON: b"", Holding.RECORD: made("own secret")}[holding]
    day = row.day if holding is Holding.BUCKET else ""
    slot = Slot(row.person or b"", row.category, row.generation or 0, holding, day, row.own_key)

    secret = derived(Secret(made("person key")), beside, ORGANISATION, slot)

    assert vector["key"] == secret.reveal().hex()
    assert vector["bound"] == bound_to(row).hex()
    assert vector["plain"] == SealingKey(id=b"", secret=secret).open(row.sealed, bound_to(row)).hex()


@pytest.mark.parametrize("vector", MOVED, ids=lambda vector: vector["name"])
def test_a_record_that_was_moved_does_not_open(vector: dict[str, str]) -> None:
    """Changed in any immutable column, or in a bit, it opens no more under its own key."""
    key = SealingKey(id=b"", secret=Secret(bytes.fromhex(vector["key"])))

    with pytest.raises(SealBroken):
        key.open(bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["bound"]))
