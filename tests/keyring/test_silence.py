"""No key shows itself: not printed, not logged, not in a traceback with its variables, not pickled."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import traceback
from pathlib import Path
from secrets import token_hex

import pytest
from rich.console import Console
from rich.traceback import Traceback

from etanche.errors import EtancheError
from etanche.keyring import Guards, Kdf, KeyBroken, Keyring, Kit, Marker, Root, RootFile, RootOutOfReach, Signer
from etanche.keyring.home import Home
from etanche.keyring.provider import FileProvider, MemoryProvider
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret
from etanche.keyring.wrapping import unwrap
from etanche.terms import OrganisationId

VALUE = b"\x01this is a key of 32 bytes, really"[:32]


def _faces(value: bytes) -> list[str]:
    """Return the ways in which bytes show in a text."""
    return [repr(value)[2:-1], value.hex(), value.decode("latin-1")]


@pytest.fixture(params=["secret", "sealing", "marker", "signer", "root", "provider", "played", "guards", "home", "kit"])
def holder(request: pytest.FixtureRequest) -> object:
    """Something that holds a key."""
    secret = Secret(VALUE)
    return {
        "secret": secret,
        "sealing": SealingKey(id=b"id", secret=secret),
        "marker": Marker(secret),
        "signer": Signer(secret),
        "root": Root(epochs={1: secret}, provider=secret),
        "provider": FileProvider({1: secret}),
        "played": MemoryProvider("pkcs11", secret),
        "guards": Guards({"file": FileProvider({1: secret})}),
        "home": Home(Path("root"), secret),
        "kit": Kit(VALUE[:20]),
    }[request.param]


def test_printing_shows_no_key(holder: object, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a print, a format nor a log shows the key in an object that holds one."""
    logging.getLogger("test").warning("%s %r", holder, holder)

    for face in (*_faces(VALUE), *_faces(VALUE[:20])):
        assert face not in f"{holder} {holder!r} {[holder]} {caplog.text}"


def test_a_key_is_not_pickled_or_copied(holder: object) -> None:
    """A key cannot be written into a pickle, nor copied out of sight."""
    with pytest.raises(TypeError):
        pickle.dumps(holder)
    with pytest.raises(TypeError):
        copy.deepcopy(holder)


def test_a_key_opens_its_id_only() -> None:
    """A sealing key shows its id, which is public."""
    assert "<SealingKey 6964>" == repr(SealingKey(id=b"id", secret=Secret(VALUE)))


def test_secrets_compare_and_do_not_hash() -> None:
    """Equal secrets are equal, other things are not, and none becomes the key of a table."""
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret(bytes(32))
    assert VALUE != Secret(VALUE)
    with pytest.raises(TypeError):
        hash(Secret(VALUE))


def _told(error: EtancheError) -> str:
    """Render an error as loudly as can be: every frame, with its variables."""
    out = io.StringIO()
    loud = Traceback.from_exception(
        type(error), error, error.__traceback__, show_locals=True, locals_max_string=100_000
    )
    Console(file=out, width=500).print(loud)
    return out.getvalue() + "".join(traceback.format_exception(error)) + error.hint


def test_a_broken_key_is_told_without_any_key(organisation: OrganisationId) -> None:
    """A traceback with every local variable of a failed unwrapping shows no key."""
    secret = Secret.random()
    root = Root(epochs={1: secret}, provider=secret)
    with pytest.raises(KeyBroken) as refused:
        unwrap(
            b"\1\0\0\0\1" + bytes(80), root=root, parent=root.provider, kind="k", organisation=organisation, key_id=b"i"
        )
    told = _told(refused.value)

    assert "unwrap" in told
    for face in _faces(secret.reveal()):
        assert face not in told


def test_a_wrong_passphrase_is_told_without_it(tmp_path: Path, cheap: Kdf) -> None:
    """The sentence, the hint and the plain traceback of a wrong passphrase hold neither it nor the right one."""
    right, wrong = token_hex(), token_hex()
    RootFile.create(tmp_path / "root", right.encode(), cheap)
    with pytest.raises(RootOutOfReach) as refused:
        RootFile.open(tmp_path / "root", wrong.encode())
    told = "".join(traceback.format_exception(refused.value)) + str(refused.value) + refused.value.hint

    assert right not in told
    assert wrong not in told


def test_a_keyring_shows_nothing(ring: Keyring, organisation: OrganisationId) -> None:
    """A keyring in use prints as a keyring."""
    ring.organisation(organisation)

    assert "<Keyring>" == repr(ring)
