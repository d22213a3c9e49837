"""What is sealed opens with the same key and binding, and with nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.keyring import SealBroken, SealingKey
from etanche.keyring.sealing import OVERHEAD
from etanche.keyring.secret import Secret

KEY = SealingKey(id=b"one", secret=Secret.random())
OTHER = SealingKey(id=b"two", secret=Secret.random())


@given(plain=st.binary(max_size=2_000), bound=st.binary(max_size=200))
def test_opening_gives_back_what_was_sealed(plain: bytes, bound: bytes) -> None:
    """Whatever is sealed opens to exactly the same bytes."""
    sealed = KEY.seal(plain, bound)

    assert plain == KEY.open(sealed, bound)
    assert len(plain) + OVERHEAD == len(sealed)


@given(plain=st.binary(max_size=200), bound=st.binary(max_size=60), data=st.data())
def test_any_bit_flipped_never_opens(plain: bytes, bound: bytes, data: st.DataObject) -> None:
    """One changed bit anywhere in the sealed bytes, format and nonce included, gives nothing."""
    sealed = bytearray(KEY.seal(plain, bound))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealBroken):
        KEY.open(bytes(sealed), bound)


@given(plain=st.binary(max_size=50), bound=st.binary(max_size=60), other=st.binary(max_size=60))
def test_another_binding_never_opens(plain: bytes, bound: bytes, other: bytes) -> None:
    """A row whose clear columns are not those it was sealed with does not open."""
    sealed = KEY.seal(plain, bound)

    if bound != other:
        with pytest.raises(SealBroken):
            KEY.open(sealed, other)


@given(junk=st.binary(max_size=100))
def test_junk_never_opens(junk: bytes) -> None:
    """Bytes nobody sealed are refused, of whatever length."""
    with pytest.raises(SealBroken):
        KEY.open(junk, b"")


def test_another_key_never_opens() -> None:
    """What one key sealed, another does not open."""
    with pytest.raises(SealBroken):
        OTHER.open(KEY.seal(b"text", b"to"), b"to")


def test_many_are_sealed_and_opened_as_one_by_one() -> None:
    """A batch opens in its order, and each of it alone."""
    texts = [(b"text %d" % number, b"to %d" % number) for number in range(1_100)]
    sealed = KEY.seal_many(texts)

    assert [plain for plain, _ in texts] == [KEY.open(one, to) for one, (_, to) in zip(sealed, texts, strict=True)]
    assert b"text 7" == KEY.open(sealed[7], b"to 7")
    assert [] == KEY.seal_many([])


def test_the_same_text_never_looks_the_same() -> None:
    """Equal texts give different bytes, so that sealed rows cannot be compared."""
    assert 1_000 == len({KEY.seal(b"text", b"to") for _ in range(1_000)})
