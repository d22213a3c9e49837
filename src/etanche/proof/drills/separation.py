"""Sabotages of `separation:…`: seals that bind nothing, a record that lies under another's name; a door that gives or tells too much."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Promise
from etanche.proof import doormen
from etanche.proof.drills.minimise import give_away
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach
from etanche.proof.unbinding import unbind


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the wall between organisations, or of the door before everything."""
    if promise.subject == "outsiders":
        for sabotage, act, finds in (
            ("folder-served", doormen.answer_anywhere, "separation.answers"),
            ("method-opened", doormen.take_any_method, "separation.methods"),
            ("records-listed", doormen.list_records, "separation.told"),
            ("refusals-unseen", doormen.turn_away_unseen, "separation.unwritten"),
            ("presence-told", doormen.tell_who_is_there, "separation.there"),
        ):
            yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)
        if reach.charter.accounts is not None:
            yield Drill(
                promise=promise.id,
                sabotage="records-listed-to-accounts",
                act=doormen.list_to_accounts,
                finds="separation.told",
            )
        return
    yield Drill(promise=promise.id, sabotage="seal-unbound", act=unbind, finds="separation.unbound")
    yield Drill(promise=promise.id, sabotage="rows-of-others", act=give_away, finds="separation.carried-over")
