"""
Somebody takes a yes back in another's name and shows nobody who they are: the use stops, nothing goes, no no is written down as theirs, and a yes lets it go on.

What is asked is worked out as for any request; it is not filed, no letter is written, and behind it stands a vault that knows whom the run made up.
That such a word lapses after its month, and by which door it came, is not seen.
"""

from __future__ import annotations

from dataclasses import replace

from etanche.charter import Regime
from etanche.clock import day_of
from etanche.proof.guests.deciding import Guestroom
from etanche.proof.outcome import Outcome, broken, unproven
from etanche.proof.persons.asking import Reader, reads
from etanche.proof.persons.scene import Scene, played, probing, row_of
from etanche.proof.run import ProofRun
from etanche.rights import Around, Filed, Right, open_request, promised_by, take_effect
from etanche.terms import new_id
from etanche.vault import NotErased, NotTaken, Ref, Said


def withdrawn_by_a_stranger(run: ProofRun, reader: Reader) -> Outcome | None:
    """Let somebody made up say yes, and a stranger take it back; return the first thing that is wrong."""
    if not all(guard.ok for guard in run.bench.standing.guards(())):
        # Where the clock is in doubt nothing is destroyed because of a word, not even by a word that should destroy nothing.
        return unproven("consent.clock-in-doubt")
    try:
        somebody = played(run, reader.purpose)
    except NotTaken:
        return broken("consent.not-heard")
    around = _around(run)
    take_effect(around, _asked(run, reader.purpose, somebody.person), email="", actor=probing(run).actor)
    around.vault.let_go([somebody.person])
    if _said_no(run, reader.purpose, somebody.person):
        return broken("rights.unproved-in-their-name")
    if gone := _gone(run, somebody):
        return broken("rights.unproved-erases", records=gone)
    if reads(run, reader, somebody):
        return broken("rights.unproved-goes-on")
    probing(run).tell(somebody.person, "consent-given", purpose=reader.purpose)
    return None if reads(run, reader, somebody) else broken("rights.unproved-for-good")


def _said_no(run: ProofRun, purpose: str, person: bytes) -> bool:
    """Tell whether somebody's own word on a purpose has become a no."""
    return any(one.purpose == purpose and one.said is Said.NO for one in probing(run).mirror(person).choices())


def _gone(run: ProofRun, somebody: Scene) -> int:
    """Return how many records of somebody are not there any more."""
    return sum(row_of(run, one.ref) is None for one in somebody.written.values())


def _asked(run: ProofRun, purpose: str, person: bytes) -> Filed:
    """Return a request in somebody's name, as it is when it has come in and nobody knows who asks."""
    bench, at = run.bench, run.bench.clock.now()
    promised = replace(promised_by(bench.charter), regimes=tuple(Regime))
    today = day_of(at, bench.plan.zone)
    request = open_request(new_id(), Right.WITHDRAWAL, received=today, at=at, promised=promised).after
    language = bench.charter.notice.languages[0]
    record = Ref("", today, new_id())
    return Filed(request=request, person=person, record=record, channel="", language=language, purposes=(purpose,))


def _no_certificate(_person: bytes, _by: str) -> bytes:
    """Refuse: a withdrawal erases nobody."""
    raise NotErased(
        "nobody of this id was erased, as far as the journal remembers",
        hint="erase a person with `etanche erase`; the journal remembers it as long as its own term lasts",
    )


def _around(run: ProofRun) -> Around:
    """Return the rooms that a request works with, the vault limited to whom the run made up."""
    bench = run.bench
    return Around(
        organisation=bench.organisation,
        charter=bench.charter,
        plan=bench.plan,
        clock=bench.clock,
        store=bench.store,
        journal=bench.journal,
        vault=run.once("guestroom", lambda: Guestroom.lent(bench, run.probe)),
        outbox=bench.outbox,
        sign=lambda use, body: bench.keyring.sign_word(bench.organisation, use, body),
        certificate=_no_certificate,
    )
