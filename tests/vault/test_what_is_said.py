"""What the vault says when it turns something away or stops: one line what, one line what to do."""

from __future__ import annotations

from datetime import date

import pytest
from tests.conftest import IN_FILES
from tests.vault.conftest import House

from etanche.errors import Unreadable
from etanche.standing import Guard, GuardReason, share_guard
from etanche.vault.acts import NotTold
from etanche.vault.arrivals import NotTaken, Receipt
from etanche.vault.permitting import require_nameable
from etanche.vault.person_due import Found
from etanche.vault.refs import Ref
from etanche.vault.report import doubt
from etanche.words.errors import told_in


def test_a_record_that_is_turned_away_says_why() -> None:
    """Whoever sends reads by which rule it was turned away, and where the charter says what is taken in."""
    away = NotTaken("wrong-door")

    assert ("the record was not taken in: wrong-door", "wrong-door") == (str(away), away.reason)
    assert "the charter says what the category takes in: `fields`, `from`, `unknown`" == away.hint


def test_a_record_of_a_day_that_is_over_says_so() -> None:
    """One record that no rule turned away and that is nowhere was of a day already destroyed; else the first rule is the reason."""
    for receipt, why in (
        (Receipt(stored=0, past=1), "past"),
        (Receipt(stored=0, refused={"no-purpose": 1}), "no-purpose"),
    ):
        with pytest.raises(NotTaken) as away:
            receipt.only()

        assert why == away.value.reason


def test_an_event_that_is_turned_away_says_where_to_allow_it() -> None:
    """A channel that may not tell of an event is shown the line of the charter that would let it."""
    away = NotTold("last-contact")

    assert "this channel does not tell of that event" == str(away)
    assert "the charter says who does: `events: {last-contact: {from: […]}}`" == away.hint


def test_an_address_that_is_none_is_shown_one() -> None:
    """What was given is not repeated; how an address is written is."""
    with pytest.raises(Unreadable) as away:
        Ref.parse("marguerite@example.org")

    assert "this is no address of a record" == str(away.value)
    assert "write it like `invoice/2026-11-22/<32 hex digits>`" == away.value.hint


@IN_FILES
def test_only_a_consent_names_a_recipient(house: House) -> None:
    """An objection, or a consent to no purpose, names nobody, and says so."""
    for event, purpose in (("objection", "audience"), ("consent-given", None)):
        with pytest.raises(Unreadable) as away:
            require_nameable(house.vault._means, "printer", event, purpose)

        assert "only a consent to a purpose, or its withdrawal, names a recipient" == str(away.value)


@pytest.mark.parametrize(
    ("reason", "numbers", "what"),
    [
        (GuardReason.NO_TICK, {}, "nobody knows when the last sweep was: nothing was destroyed"),
        (
            GuardReason.CLOCK_AHEAD,
            {"hours": 50, "allowed": 48},
            "the clock moved 50 hours since the last sweep: nothing was destroyed",
        ),
        (
            GuardReason.CLOCK_BACK,
            {"hours": -3, "allowed": 48},
            "the clock went back 3 hours since the last sweep: nothing was destroyed",
        ),
        (
            GuardReason.TOO_MANY_DAYS,
            {"due": 9, "allowed": 2},
            "9 days fall due, and the time elapsed explains 2: nothing was destroyed",
        ),
        (
            GuardReason.TOO_LARGE_A_SHARE,
            {"due": 9, "living": 20, "allowed": 1},
            "9 of 20 living days should have gone before: nothing was destroyed",
        ),
    ],
)
def test_a_sweep_that_stops_says_its_numbers(reason: GuardReason, numbers: dict[str, int], what: str) -> None:
    """Whoever is called reads what is in doubt, that nothing was destroyed, and how a named person lets it go on."""
    stopped = doubt(Guard(ok=False, reason=reason, numbers=numbers))

    assert what == str(stopped)
    assert "`etanche sweep --confirmed-by NAME`" in stopped.hint


def test_records_of_persons_are_not_called_days() -> None:
    """The guard of records says what it counted, in both languages."""
    stopped = doubt(share_guard(unexplained=60, living=80))

    assert "60 of 80 records of persons should have gone before: nothing was destroyed" == str(stopped)
    assert told_in(str(stopped), "fr").startswith("60 dossiers de personnes sur 80 auraient dû partir avant")


def test_what_is_found_of_many_is_added_up() -> None:
    """Batches of persons add to what was found before; of a category the earliest end counts."""
    whole, batch = Found(), Found()
    for found, days in ((whole, 3), (batch, 1)):
        found.moved.append(bytes([days]))
        found.ended["visit", ()] = (days, date(2026, 5, days))

    whole.add(batch)

    assert [b"\x03", b"\x01"] == whole.moved
    assert (4, date(2026, 5, 1)) == whole.ended["visit", ()]
