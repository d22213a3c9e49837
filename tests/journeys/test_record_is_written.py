"""
The journey of a record: from a door to the disk, to those who may read it, to its end.

One visit is followed through every room of the heart, and at each step it is asked what a person would ask.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.clock import FixedClock, day_of
from etanche.gate import GateRefused
from etanche.vault import Arrival, Receipt

if TYPE_CHECKING:
    from etanche.instance import Instance

FULL_ADDRESS = "203.0.113.77"


@pytest.mark.clause("C4")
@pytest.mark.clause("C5")
def test_a_record_is_written_read_and_forgotten(instance: Instance, clock: FixedClock) -> None:
    """What a visitor leaves is trimmed, sealed, written down, read by whom it may be, and gone when its time is over."""
    vault, journal = instance.vault, instance.journal
    today = day_of(clock.now(), instance.plan.zone)

    # A door turns the outside words into an arrival and hands it over; the vault keeps what the charter announces.
    door = vault.door("site-visits", actor="site")
    told = {
        "address": FULL_ADDRESS,
        "browser": "Firefox 145.0",
        "page": "https://estran.example/marees-et-vents?recherche=secret",
        "uid": "jeanne@example.org",
    }
    receipt = door.put_many("visit", [Arrival(at=clock.now(), fields=told, who="203.0.0.0 Firefox")])

    assert Receipt(stored=1, dropped={"uid": 1}) == receipt

    # Its term is known at birth: the ledger says when it came in, and so when it must go.
    life = instance.standing.life("audience", "visit", today)

    assert today + timedelta(days=180) == life.not_after

    # No file holds a byte of it in clear.
    written = b"".join(file.read_bytes() for file in instance.folder.rglob("*") if file.is_file())

    assert not [word for word in ("203.0.113", "marees", "secret", "jeanne", "Firefox") if word.encode() in written]

    # The person in charge of the site reads it, and the journal knew it first.
    reading = vault.acting("web-analyst", purpose="audience", actor="ann").read("visit")

    assert "granted" == journal.entries(act="read", actor="ann")[-1].decision
    (record,) = reading
    assert ("203.0.0.0/16", "/marees-et-vents") == (record.fields["address"], record.fields["page"])
    assert "uid" not in record.fields

    # A bookseller may not, and the refusal is a line too.
    with pytest.raises(GateRefused):
        vault.acting("bookseller", purpose="audience", actor="bob").read("visit")

    assert ("bob", "no-cell") == (journal.entries()[-1].actor, journal.entries()[-1].decision)

    # Half a year of sweeps later nobody reads it, and on that day it is destroyed, key first.
    for days in (*[2] * 89, 1):
        clock.advance(timedelta(days=days))
        assert () == vault.sweep().days
    clock.advance(timedelta(days=1))
    report = vault.sweep()

    assert [today] == [due.day for due in report.days]
    assert [] == list(vault.acting("web-analyst", purpose="audience", actor="ann").read("visit"))
    assert [] == instance.shelf.buckets(instance.organisation_id)

    # Whoever comes with a visit of that day now is told that it is over.
    late = Arrival(at=clock.now() - timedelta(days=180), fields=told, who="203.0.0.0 Firefox")

    assert Receipt(stored=0, dropped={"uid": 1}, past=1) == door.put_many("visit", [late])

    # And the journal tells all of it, with no line changed, dropped or moved.
    journal.seal()

    assert ["put", "read", "read"] == [line.act for line in journal.entries()][:3]
    assert 1 == len(journal.entries(act="destroyed", object=f"visit/{today}"))
    assert journal.verify().intact
