"""A head of the journal gets the time of an authority outside, and what it answered can be checked by anybody later."""

from __future__ import annotations

from typing import Any

import pytest
from tests.authority import Authority
from tests.journal.conftest import flipped

from etanche.journal import AnchorKind, NothingAsked, checked, newest
from etanche.keyring import AuthorityUnreadable, StampRefused, StampUnreadable
from etanche.keyring.der import certificates_in_order


def test_a_head_is_stamped_by_an_authority(desk: Any, authority: Authority) -> None:
    """The answer is kept, said in the journal, and checked again with the authority's root alone."""
    desk.fill(2)
    answer = authority.answer(desk.journal.ask_stamp(by="worker"))
    anchor = desk.journal.take_stamp(answer, authority.root.read_bytes())

    assert (anchor,) == desk.journal.anchors.held()
    assert anchor.at == checked(anchor, authority.root.read_bytes())
    assert [anchor.receipt.head.position] == [
        line.facts["position"] for line in desk.journal.entries(act="head-stamped")
    ]
    assert desk.journal.verify().intact


@pytest.mark.parametrize("turned", [False, True])
def test_an_answer_may_carry_the_chain_in_any_order(
    desk: Any, authority: Authority, tmp_path: Any, turned: bool
) -> None:
    """OpenSSL sends the certificates of `-chain` as it was given them; they are not signed, and their order says nothing."""
    (tmp_path / "other").mkdir()
    roots = [authority.root.read_bytes(), Authority.made(tmp_path / "other", "elsewhere").root.read_bytes()]
    chain = tmp_path / "chain.pem"
    chain.write_bytes(b"".join(reversed(roots) if turned else roots))
    answer = authority.answer(desk.journal.ask_stamp(by="worker"), "-chain", str(chain))
    anchor = desk.journal.take_stamp(answer, roots[0])

    assert anchor.at == checked(anchor, roots[0])
    assert checked(anchor, roots[1]) is None


def test_what_is_no_answer_is_left_as_it_is(desk: Any, authority: Authority) -> None:
    """Whoever sorts the certificates of an answer makes nothing readable of what is none, however it was cut short."""
    answer = authority.answer(desk.journal.ask_stamp(by="worker"))

    assert all(answer[:size] == certificates_in_order(answer[:size]) for size in range(len(answer)))
    assert b"\x30\x80" * 9 == certificates_in_order(b"\x30\x80" * 9)


def test_the_request_tells_the_authority_a_digest_only(desk: Any) -> None:
    """Neither the organisation's id nor the link of the head goes out."""
    request = desk.journal.ask_stamp(by="worker")
    head = desk.journal.head()

    assert head.link not in request
    assert desk.signer.public not in request


def test_an_answer_to_something_else_is_no_anchor(desk: Any, authority: Authority) -> None:
    """An answer to the request before, or a changed one, is refused and nothing is kept."""
    root = authority.root.read_bytes()
    earlier = authority.answer(desk.journal.ask_stamp(by="worker"))
    answer = authority.answer(desk.journal.ask_stamp(by="worker"))

    for wrong, error in ((earlier, StampRefused), (flipped(answer), StampRefused), (b"", StampUnreadable)):
        with pytest.raises(error):
            desk.journal.take_stamp(wrong, root)
    assert () == desk.journal.anchors.held()


def test_an_answer_of_another_authority_is_no_anchor(desk: Any, authority: Authority, tmp_path: Any) -> None:
    """Only the root given vouches; a file that is no certificate vouches for nothing."""
    answer = authority.answer(desk.journal.ask_stamp(by="worker"))
    (tmp_path / "other").mkdir()
    other = Authority.made(tmp_path / "other", "elsewhere").root.read_bytes()

    with pytest.raises(StampRefused):
        desk.journal.take_stamp(answer, other)
    with pytest.raises(AuthorityUnreadable):
        desk.journal.take_stamp(answer, b"no certificate")
    assert checked(desk.journal.take_stamp(answer, authority.root.read_bytes()), other) is None


def test_an_answer_nobody_asked_for_is_refused(desk: Any, authority: Authority) -> None:
    """Nothing waits for it, or it came already."""
    with pytest.raises(NothingAsked):
        desk.journal.take_stamp(b"", authority.root.read_bytes())


def test_a_receipt_handed_out_is_remembered(desk: Any) -> None:
    """The newest one stands for all: they are with those who took them."""
    desk.journal.receipt(by="ann")
    second = desk.journal.receipt(by="ann")
    last = newest(desk.journal.anchors.held())

    assert last is not None
    assert (AnchorKind.HANDED, second) == (last.kind, last.receipt)
