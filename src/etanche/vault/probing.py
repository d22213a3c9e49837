"""
What a check may do with persons: with those it made up, and with nobody else.

    probing = vault.probing(run)
    who = probing.person()
    ref = probing.put("shop", "invoice", who, {"number": "7"})
    probing.tell(who, "contract-start")
    probing.acting("clerk", purpose="billing").get(ref)
    vault.clean(run)

Every line of the journal stands under the run's id; every record is a canary, seen by probes only; a person, a case or an
undertaking that the run did not make up is refused before anything is done. When the run is cleaned away their keys are destroyed
like anybody's, and then all that the data hold of them goes: they never were.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from etanche.errors import Refused, Unreadable
from etanche.standing import person_subject
from etanche.store import person_places, persons, records, standing
from etanche.terms import new_id
from etanche.vault import cases, holds, owning, undertakings
from etanche.vault.admitting import Acting
from etanche.vault.arrivals import Arrival
from etanche.vault.door import Door
from etanche.vault.erasing import Eraser, Erasure
from etanche.vault.means import Means
from etanche.vault.mirror import Mirror
from etanche.vault.probe import ProbeRun
from etanche.vault.refs import Ref
from etanche.vault.removing import remove
from etanche.vault.session import Session
from etanche.vault.telling import Teller

PROBER = "prober"
"""Who acts for a check: it is given cases and undertakings of its own, and sees canaries only."""

_APPROVER = "proof"
_FOR = timedelta(days=1)


class NotOurCanary(Refused):
    """A check reached for somebody whom it did not make up; nothing was done."""


class Probing:
    """The vault, for one run of checks: limited to what the run made up."""

    def __init__(self, means: Means, run: ProbeRun) -> None:
        """Take the credential of a run."""
        self._means = replace(means, probe=run.id)
        self._run = run

    def person(self) -> bytes:
        """Make up a person."""
        person = new_id()
        self._run.made_up(person)
        return person

    def put(
        self,
        channel: str,
        category: str,
        person: bytes,
        fields: Mapping[str, object],
        *,
        at: datetime | None = None,
        feature: str | None = None,
    ) -> Ref:
        """
        Write a record of a person of ours, by a door, as one of many: what does not fit is dropped, so that a check sees what is kept.

        Raises:
            GateRefused, NotTaken: as for everybody.
            NotOurCanary: the person is not of our making.
        """
        self._require(person)
        arrival = Arrival(at=at or self._means.clock.now(), fields=fields, person=person, feature=feature)
        return Door(self._means, channel, actor=self.actor, probe=self._run).put_many(category, [arrival]).only()

    def tell(
        self,
        about: bytes | Ref,
        event: str,
        *,
        purpose: str | None = None,
        effective: date | datetime | None = None,
        evidence: bytes | None = None,
        recipient: str | None = None,
    ) -> None:
        """
        Tell standing what happened to a person of ours, or to a record of theirs; see `Vault.tell`.

        Raises:
            NotOurCanary: the person is not of our making.
        """
        self._require(about)
        Teller(means=self._means).tell(
            about,
            event,
            actor=self.actor,
            purpose=purpose,
            effective=effective,
            evidence=evidence,
            recipient=recipient,
        )

    def hold(self, about: bytes | Ref) -> None:
        """Place a hold on a person of ours, or on a record of theirs."""
        self._require(about)
        today = self._means.today()
        holds.hold(self._means, about, case=self._held, reason="probe", owner=_APPROVER, review=today, actor=self.actor)

    def release(self, about: bytes | Ref) -> None:
        """Lift a hold."""
        self._require(about)
        holds.release(self._means, about, case=self._held, actor=self.actor)

    @property
    def _held(self) -> str:
        return f"probe/{self._run.id[:24]}"

    def mirror(self, person: bytes) -> Mirror:
        """
        Return what a person of ours would see of their own: canaries, and nothing else.

        Raises:
            NotOurCanary: the person is not of our making.
        """
        self._require(person)
        return Mirror(self._means, person, by=self.actor, probe=self._run)

    def erase(self, person: bytes) -> Erasure:
        """
        Erase a person of ours; see `Vault.erase`.

        Raises:
            NotOurCanary: the person is not of our making.
        """
        self._require(person)
        return Eraser(self._means).erase(person, actor=self.actor)

    def grant(self, role: str, *, persons: Collection[bytes], sworn: bool = False) -> str:
        """
        Open a case about persons of ours, for ourselves in a role; return its name.

        Raises:
            NotOurCanary: one of the persons is not of our making.
            NoGrant: the role needs no case.
        """
        for person in persons:
            self._require(person)
        return self._grant(role, persons, self._sworn if sworn else self.actor)

    def compel(self, recipient: str, role: str, *, persons: Collection[bytes], sworn: bool = False) -> str:
        """
        Open a case as a demand of an authority does, about persons of ours, for ourselves in a role; return its name.

        Raises:
            NotOurCanary: one of the persons is not of our making.
        """
        for person in persons:
            self._require(person)
        return self._grant(role, persons, self._sworn if sworn else self.actor, recipient)

    def _grant(self, role: str, persons: Collection[bytes] | None, actor: str, recipient: str | None = None) -> str:
        case = f"probe/{self._run.id[:24]}/{new_id().hex()[:12]}"
        self._run.told_of(cases.subject_of(case))
        may = min(self._means.plan.approvers.get(role, ()), default=None)
        cases.grant(
            self._means,
            case,
            role=role,
            actor=actor,
            reason="probe",
            by=_APPROVER,
            persons=persons,
            as_=may,
            recipient=recipient,
        )
        return case

    def grant_traffic(self, role: str) -> str:
        """
        Open a case about nobody in particular, for ourselves in a role, so that traffic is read because of it; return its name.

        Canaries only are seen all the same.

        Raises:
            NoGrant: the role needs no case.
        """
        return self._grant(role, None, self.actor)

    def close_case(self, case: str) -> None:
        """End a case of ours."""
        cases.close(self._means, case, by=PROBER)

    def attest(self, agreement: str) -> None:
        """Write down that we gave an undertaking, in date for a day; it opens canaries only, and goes with the run."""
        with self._means.store.writing() as connection:
            self._run.told_of(undertakings.subject_of(self._means, connection, agreement, self._sworn))
        until = self._means.clock.now() + _FOR
        undertakings.attest(self._means, agreement, actor=self._sworn, until=until, by=_APPROVER)

    @property
    def actor(self) -> str:
        """Who acts: a name of this run alone, so that a case or an undertaking of ours is of no use to another."""
        return f"{PROBER}-{self._run.id[:12]}"

    @property
    def _sworn(self) -> str:
        return f"{self.actor}-sworn"

    def acting(
        self, role: str, *, purpose: str, case: str | None = None, own: str | None = None, sworn: bool = False
    ) -> Session:
        """Act in a role, for a purpose, with a value of our own, and if `sworn` as who gave undertakings; canaries only are seen."""
        actor = self._sworn if sworn else self.actor
        if role in self._means.plan.own:
            self._own(role, actor, own)
        return Session(self._means, Acting(role=role, purpose=purpose, actor=actor, case=case), probe=self._run)

    def _own(self, role: str, actor: str, value: str | None) -> None:
        """Let a value be an actor's own in a role; one that the field cannot have takes away what was theirs."""
        with self._means.store.writing() as connection:
            self._run.told_of(owning.subject_of(self._means, connection, role, actor))
        until = self._means.clock.now() + _FOR
        try:
            owning.assign(self._means, role, actor, () if value is None else (value,), by=_APPROVER, until=until)
        except Unreadable:
            owning.assign(self._means, role, actor, (), by=_APPROVER, until=until)

    def _require(self, about: bytes | Ref) -> None:
        person = about if isinstance(about, bytes) else Teller(means=self._means).person_of(about)
        if not self._run.is_ours(person):
            raise NotOurCanary("a check touches only the persons it made up")


def clean(means: Means, run: ProbeRun) -> int:
    """
    Delete what a run wrote, and return how many records went: canaries, and all that there is of the persons it made up.

    The keys of those persons are destroyed first, as anybody's are.
    """
    written, (made_up, subjects) = run.take(), run.take_persons()
    if not (written or made_up or subjects):
        return 0
    gone = 0
    for person in made_up:
        means.keyring.persons.destroy(means.organisation, person, ended=True)
        with means.store.reading() as connection:
            places = list(person_places.places(connection, means.organisation, person, person))
        gone += remove(means, places)
    with means.store.writing() as connection:
        for canary in written:
            number = means.numbers.categories[canary.category]
            gone += records.delete(connection, means.organisation, number, canary.day.isoformat(), [canary.id])
        for subject in (*map(person_subject, made_up), *subjects):
            standing.strike_out(connection, means.organisation, subject)
        persons.strike_out(connection, means.organisation, made_up)
        entry = means.entry(
            actor="proof",
            act="clean",
            object="vault",
            decision="done",
            facts={"records": gone, **({"made-up": len(made_up)} if made_up else {})},
            probe=run.id,
        )
        means.journal.write(connection, entry)
    return gone
