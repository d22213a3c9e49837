"""Whoever holds an old receipt notices that the journal was written anew, even by who has every key."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import BOOKSHOP, IN_FILES
from tests.journal.conftest import NOON, ORGANISATION
from tests.journal.rewriting import CULPRIT, rewrite

from etanche.charter import parse_keep
from etanche.journal import Confronted, Head, Receipt, ReceiptUnreadable
from etanche.keyring import Signer
from etanche.keyring.secret import Secret
from etanche.proof.rewriting import rewrite_around
from etanche.store import CharterRow, charters, moment_text

POLICY = BOOKSHOP.read_text()
HAND = Signer(Secret(bytes(range(32))))
RECEIPT = Receipt.signed(HAND, organisation=ORGANISATION, head=Head(position=7, link=b"\xcd" * 32), at=NOON)


def test_a_receipt_is_read_as_it_was_written() -> None:
    """Text and receipt say the same, and the signature holds."""
    again = Receipt.read(RECEIPT.written())

    assert again == RECEIPT
    assert again.holds()


def test_a_receipt_survives_a_mail() -> None:
    """Words around it, quotation marks before its lines and other line ends do no harm; no line is too long for a mail."""
    text = "Dear auditor,\r\n\r\n" + "".join(f"> {line}\r\n" for line in RECEIPT.written().splitlines()) + "-- \r\nus"

    assert Receipt.read(text) == RECEIPT
    assert max(map(len, RECEIPT.written().splitlines())) <= 76


@given(at=st.integers(0, len(RECEIPT.written()) - 1), put=st.sampled_from("0f:\n X"))
def test_a_receipt_with_one_character_changed_is_unreadable_or_does_not_hold(at: int, put: str) -> None:
    """What was handed out cannot be made to say something else."""
    text = RECEIPT.written()
    changed = text[:at] + put + text[at + 1 :]
    try:
        again = Receipt.read(changed)
    except ReceiptUnreadable:
        return

    assert again == RECEIPT or not again.holds()


@pytest.mark.parametrize(
    "text",
    ["", "no receipt", RECEIPT.written()[:-20], RECEIPT.written().replace("position: 7", "position: 7\nposition: 8")],
)
def test_what_is_no_whole_receipt_is_refused(text: str) -> None:
    """Something missing, or said twice, is no receipt."""
    with pytest.raises(ReceiptUnreadable):
        Receipt.read(text)


def test_a_receipt_is_found_again_in_the_journal_that_gave_it(desk: Any) -> None:
    """However much is written afterwards, the same link stands at the same position; that it was given is a line."""
    desk.fill(3)
    receipt = desk.journal.receipt(by="ann")
    desk.fill(4)

    assert (Confronted.SAME,) == desk.journal.confront([receipt])
    assert ["ann"] == [line.actor for line in desk.journal.entries(act="head-given")]
    assert desk.journal.verify().intact


@IN_FILES
@pytest.mark.clause("C23")
def test_a_journal_rewritten_and_signed_anew_by_root_is_exposed_by_one_old_receipt(desk: Any) -> None:
    """With the real key every link and signature can be made again, and the walk finds nothing; the receipt does."""
    desk.fill(3)
    receipt = desk.journal.receipt(by="ann")
    desk.fill(4)
    rewrite(desk.store, desk.folder / "shelf.sqlite", desk.signer, ORGANISATION)

    assert desk.journal.verify().intact
    assert [CULPRIT] == [line.actor for line in desk.journal.entries()][:1]
    assert (Confronted.OTHER,) == desk.journal.confront([receipt])


@IN_FILES
@pytest.mark.clause("C23")
def test_a_receipt_that_speaks_against_the_journal_is_not_forgotten_for_a_newer_one(desk: Any) -> None:
    """Whoever hands out heads of the rewritten journal leaves the one of before remembered, once, and against it."""
    desk.fill(3)
    receipt = desk.journal.receipt(by="ann")
    rewrite(desk.store, desk.folder / "shelf.sqlite", desk.signer, ORGANISATION)
    newer = [desk.journal.receipt(by="bea") for _ in range(3)][-1]

    assert [(receipt, Confronted.OTHER)] == list(desk.journal.against())
    assert [receipt, newer] == [anchor.receipt for anchor in desk.journal.anchors.held()]


@IN_FILES
def test_a_journal_of_which_the_end_was_taken_away_is_exposed_by_a_receipt(desk: Any) -> None:
    """A position beyond the end was there once."""
    desk.fill(3)
    receipt = desk.journal.receipt(by="ann")
    with sqlite3.connect(desk.data) as file:
        file.execute("DELETE FROM entries WHERE position > 2")
        file.execute("DELETE FROM checkpoints WHERE position > 2")
    file.close()

    assert (Confronted.BEYOND,) == desk.journal.confront([receipt])


def test_lines_past_their_term_leave_nothing_to_compare(desk: Any) -> None:
    """A cut by the rule explains that the lines of an old receipt are gone."""
    receipt = desk.journal.receipt(by="ann")
    desk.fill(2)
    desk.clock.advance(timedelta(days=370))
    desk.fill(2)
    desk.journal.cut(actor="timetable")
    desk.journal.seal()

    assert (Confronted.CUT,) == desk.journal.confront([receipt])


def test_a_cut_before_its_time_does_not_hide_a_receipt(desk: Any) -> None:
    """Who has the key can sign a cut over young lines; the receipt's own moment says that they were too young."""
    desk.fill(2)
    receipt = desk.journal.receipt(by="ann")
    desk.fill(2)
    desk.plan = replace(desk.plan, journal_keep=parse_keep("1 day after created"))
    desk.clock.advance(timedelta(days=3))
    desk.fill(1)
    desk.journal.cut(actor="root")
    with desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE cuts SET rule = 'between 6 months and 1 year after created'")

    assert (Confronted.EARLY,) == desk.journal.confront([receipt])


@pytest.mark.parametrize(("promised", "became"), [("1 day", Confronted.CUT), ("2 years", Confronted.EARLY)])
def test_a_cut_is_judged_by_what_was_promised_when_it_was_made(desk: Any, promised: str, became: Confronted) -> None:
    """Who lengthens the term of the journal made no cut of before wrong; a rule that was not in force then excuses none."""
    receipt = desk.journal.receipt(by="ann")
    desk.fill(2)
    before = POLICY.replace("\nvault:\n", f"\nvault:\n  journal: {{keep: {promised} after created}}\n")
    with desk.store.writing() as connection:
        for number, (said, day) in enumerate(((before, 0), (POLICY, 20))):
            at = moment_text(NOON + timedelta(days=day))
            charters.append(
                connection, CharterRow(organisation=ORGANISATION, digest=str(number), text=said, applied=at)
            )
    lengthened, desk.plan = desk.plan, replace(desk.plan, journal_keep=parse_keep("1 day after created"))
    desk.clock.advance(timedelta(days=10))
    desk.fill(1)
    desk.journal.cut(actor="timetable")
    desk.plan = lengthened
    desk.clock.advance(timedelta(days=20))

    assert (became,) == desk.journal.confront([receipt])


def test_a_receipt_of_another_hand_or_house_says_nothing_of_this_one(desk: Any) -> None:
    """A forged signature and somebody else's journal are told apart from a rewritten one."""
    desk.fill(1)
    mine = desk.journal.receipt(by="ann")
    altered = Receipt(
        organisation=mine.organisation,
        head=Head(position=mine.head.position, link=bytes(32)),
        at=mine.at,
        public=mine.public,
        signature=mine.signature,
    )
    elsewhere = Receipt.signed(HAND, organisation=ORGANISATION, head=mine.head, at=NOON)

    assert (Confronted.ALTERED, Confronted.STRANGER) == desk.journal.confront([altered, elsewhere])


@IN_FILES
@pytest.mark.clause("C23")
@pytest.mark.parametrize(
    ("rule", "days", "became"),
    [
        ("restored", 0, Confronted.LOST),
        ("between 6 months and 1 year after created", 0, Confronted.EARLY),
        ("between 6 months and 1 year after created", 800, Confronted.EARLY),
        ("1 day after created", 1, Confronted.EARLY),
        ("0 days after created", 0, Confronted.EARLY),
    ],
    ids=["lost", "of today", "dated ahead", "by its own rule", "by none"],
)
def test_a_cut_that_ends_with_the_link_of_a_receipt_does_not_agree_with_it(
    desk: Any, rule: str, days: int, became: Confronted
) -> None:
    """
    Who has the key takes out the very line that somebody holds, and signs a cut or a gap that ends with its link: it is gone, not the same.

    Neither the date nor the rule that they write into the cut excuses it.
    """
    desk.fill(3)
    receipt = desk.journal.receipt(by="auditor")
    desk.fill(3)
    dated = desk.clock.now() + timedelta(days=days)
    with desk.store.writing() as connection:
        end = rewrite_around(connection, desk.signer, ORGANISATION, receipt.head, rule=rule, at=moment_text(dated))
    desk.shelf.put_head(ORGANISATION, end.position, end.link, moment_text(desk.clock.now()))

    assert desk.journal.verify().intact
    assert (became,) == desk.journal.confront([receipt])
