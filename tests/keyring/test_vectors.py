"""The public vectors: what the formats are, and every way in which they do not open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from etanche.errors import Fault, OutOfReach
from etanche.keyring import Root, SealBroken, SealingKey, bind, pseudonym
from etanche.keyring.binding import Part
from etanche.keyring.derive import derive
from etanche.keyring.marks import Marker, fingerprint
from etanche.keyring.secret import Secret
from etanche.keyring.wrapping import unwrap

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests/vectors/sealed.txt"

Vector = Mapping[str, str]


def _vectors() -> list[Vector]:
    """Read the blocks of the file; the first is its head."""
    blocks = FILE.read_text("utf-8").strip().split("\n\n")[1:]
    return [dict(line.partition(":")[::2] for line in block.splitlines()) for block in blocks]


def _of(*kinds: str) -> list[object]:
    chosen = [{name: value.strip() for name, value in vector.items()} for vector in _vectors()]
    return [pytest.param(vector, id=vector["name"]) for vector in chosen if vector["kind"] in kinds]


def _bytes(vector: Vector, name: str) -> bytes:
    return bytes.fromhex(vector[name])


def _secret(vector: Vector, name: str) -> Secret:
    return Secret(_bytes(vector, name))


@pytest.mark.parametrize("vector", _of("sealed"))
def test_seals(vector: Vector) -> None:
    """A seal opens exactly when its vector says so."""
    key = SealingKey(id=b"vector", secret=_secret(vector, "key"))

    if vector["expect"] == "opens":
        assert _bytes(vector, "plain") == key.open(_bytes(vector, "sealed"), _bytes(vector, "bound"))
    else:
        with pytest.raises(SealBroken):
            key.open(_bytes(vector, "sealed"), _bytes(vector, "bound"))


@pytest.mark.parametrize("vector", _of("bound"))
def test_bindings(vector: Vector) -> None:
    """A list of parts is written as its vector says."""
    read: dict[str, Callable[[str], Part]] = {"s": str, "b": bytes.fromhex, "i": int, "n": lambda _: None}
    parts: list[Part] = [read[written[0]](written[2:]) for written in json.loads(vector["parts"])]

    assert vector["bytes"] == bind(*parts).hex()


@pytest.mark.parametrize("vector", _of("wrapped"))
def test_wrapped_keys(vector: Vector) -> None:
    """A wrapped key opens exactly when its vector says so; moved to any other name it does not."""
    root = Root(epochs={1: _secret(vector, "epoch")}, provider=Secret.random())

    def opened() -> Secret:
        return unwrap(
            _bytes(vector, "wrapped"),
            root=root,
            parent=SealingKey(id=b"parent", secret=_secret(vector, "parent")),
            kind=vector["use"],
            organisation=_bytes(vector, "organisation"),
            key_id=_bytes(vector, "key-id"),
        )

    if vector["expect"] == "opens":
        assert _secret(vector, "secret") == opened()
    else:
        with pytest.raises((Fault, OutOfReach)):
            opened()


@pytest.mark.parametrize("vector", _of("day-key"))
def test_day_keys(vector: Vector) -> None:
    """The key of a day comes from both its parents, as the vector says."""
    made = derive(
        _secret(vector, "traffic"),
        "day",
        _bytes(vector, "organisation"),
        int(vector["category"]),
        vector["day"],
        salt=_secret(vector, "bucket"),
    )

    assert _secret(vector, "key") == made


@pytest.mark.parametrize("vector", _of("mark", "pseudonym", "fingerprint"))
def test_marks(vector: Vector) -> None:
    """Marks, pseudonyms and fingerprints are those of the vectors."""
    if vector["kind"] == "pseudonym":
        assert vector["pseudonym"] == pseudonym(_bytes(vector, "salt"), vector["value"])
        return
    top, organisation = _secret(vector, "organisation-key"), _bytes(vector, "organisation")

    if vector["kind"] == "mark":
        marker = Marker(derive(top, "mark", organisation, int(vector["field"])))
        assert vector["mark"] == marker.mark(vector["value"]).hex()
    else:
        pieces = [_bytes(vector, "first"), _bytes(vector, "second")]
        made = fingerprint(derive(top, "fingerprint", organisation, None), pieces)
        assert vector["fingerprint"] == made.hex()


def test_the_vectors_are_what_the_second_implementation_makes() -> None:
    """The file is, byte for byte, what an implementation that shares no code with the package prints."""
    printed = subprocess.run(
        [sys.executable, "-m", "tests.keyring.sealed_vectors"], cwd=ROOT, capture_output=True, check=True
    )

    assert FILE.read_bytes() == printed.stdout
