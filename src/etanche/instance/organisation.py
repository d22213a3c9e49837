"""
One organisation of an instance, with everything that doors ask for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from etanche import proof
from etanche.accounts import Answers, ApiKeys
from etanche.charter import Charter, CharterFaulty, Plan, compile_plan, read, read_file
from etanche.charter.change import renamed
from etanche.clock import Clock
from etanche.instance.agreeing import refuse_copies, refuse_provider
from etanche.instance.applying import Proposal, begins
from etanche.instance.charters import Applied, TakenBack
from etanche.instance.heeding import Heeding
from etanche.instance.printing import page_hash, rendered
from etanche.instance.requesting import Requesting
from etanche.instance.retracing import retraced
from etanche.instance.stores import Placed, placed
from etanche.journal import Entry
from etanche.keyring import Root, Signer
from etanche.notice.papers import Called
from etanche.proof import Latest, Run, Since, State
from etanche.terms import Language, PromiseId
from etanche.vault import Assumed, CharterSuperseded, Forecast, Hold, Leaving, Ref, Session, Weighed

MOST_WAITING = 50
"""How many objections that wait are looked up for a list."""


class Organisation(Heeding, Requesting):
    """The rooms of one organisation, open, as every door knows them."""

    def acting(self, role: str, *, purpose: str, actor: str, case: str | None = None) -> Session:
        """
        Let somebody act in a role of this organisation, for a purpose, under the charter in force now; see `Vault.acting`.

        When another one comes into force the session is over: what it does then raises `CharterSuperseded`, and the next one obeys.
        """
        return self.vault.acting(role, purpose=purpose, actor=actor, case=case)

    @property
    @abstractmethod
    def hall(self) -> Organisation:
        """The instance that it is of."""

    @abstractmethod
    def sandboxed(
        self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None
    ) -> AbstractContextManager[Organisation]:
        """Open a folder for drills, as the instance that this one is of would be opened."""

    left: str | None = None
    """Why the place that its stores were moved from could not be destroyed yet, if that is so."""

    # — charters

    def versions(self) -> tuple[Applied, ...]:
        """Return every charter applied and the one that waits for its day, the last one first."""
        found: tuple[Applied, ...] = self.looked_up.get("charters", self.charters.all)
        return found

    def taken_back(self) -> tuple[TakenBack, ...]:
        """Return every charter that was announced and taken back before its day, the last one first."""
        found: tuple[TakenBack, ...] = self.looked_up.get("taken back", self.charters.taken_back)
        return found

    def propose(self, file: Path) -> Proposal:
        """
        Return what applying a charter would do to this instance, and change nothing.

        Raises:
            CharterUnreadable, CharterFaulty: the charter is not sound.
            ApplyRefused: it cannot be applied to this instance, or not on its date.
        """
        return self.proposed(read_file(file), called=str(file))

    def proposed(self, data: bytes, *, called: str) -> Proposal:
        """Return the same of a charter that is at hand, whatever its findings are to call it; raises as `propose`."""
        loaded = read(data, file=called)
        if loaded.charter is None:
            raise CharterFaulty(loaded.findings)
        self._require_possible(loaded.charter)
        refuse_copies(loaded.charter, self.settings.keys)
        refuse_provider(loaded.charter, self.settings.keys, self.organisation_id)
        self.renew(anew=True)
        return self.charters.propose(loaded.charter, data.decode("utf-8-sig"), self.vault)

    def _require_possible(self, charter: Charter) -> None:
        """Let a charter be proposed only if it can be obeyed here beside the others; alone, any can."""

    def foresee(self, charter: Charter) -> tuple[datetime, tuple[Forecast, ...]]:
        """Return what another charter would end, and the moment it is asked of: now, or the beginning of its newest version's day."""
        self.renew(anew=True)
        at = max(self.clock.now(), begins(max(charter.versions), self.plan.zone))
        return at, self.vault.forecast(compile_plan(charter), renamed(self.charter, charter), at=at)

    def foreseen(self, charter: Charter) -> tuple[Forecast, ...]:
        """Return the same of a charter that waits, as it was found out at most ten minutes ago."""
        found: tuple[Forecast, ...] = self.counted.get(
            ("foreseen", max(charter.versions)), lambda: self.foresee(charter)[1]
        )
        return found

    def apply(self, proposal: Proposal, *, by: str) -> Proposal:
        """
        Apply a charter: from now on, or from its day on when it waits; return it with the moment it applies from.

        Raises:
            ApplyRefused: another one was applied since it was proposed, or its date has become too near.
        """
        applied = self.charters.apply(proposal, by=by, journal=self.journal)
        self.looked_up.forget()
        self.renew(anew=True)
        return applied

    def withdraw(self, *, by: str) -> int:
        """Take back the charter that waits for its day; return how many there were."""
        gone = self.charters.withdraw(by=by, journal=self.journal)
        self.looked_up.forget()
        self.renew(anew=True)
        return gone

    # — what doors ask for

    def called(self) -> tuple[Called, ...]:
        """Return the addresses that are called because the settings say so: databases, services of keys."""
        return self.settings.called()

    def placed(self) -> tuple[Placed, ...]:
        """Return where the two stores are."""
        return placed(self.store, self.shelf, self._ground.first, self.plan.region)

    def journal_entries(
        self,
        *,
        since: date | None,
        act: str | None,
        actor: str | None,
        last: int,
        case: str | None = None,
        person: bytes | None = None,
        record: Ref | None = None,
    ) -> list[Entry]:
        """
        Return the newest entries of the journal, oldest first: all of them, or the chain of what happened in a case, to a person or to a record.

        Raises:
            NoSuchRecord: nobody knows any more whose it was; ask for the person.
        """
        if record is not None:
            person = self.vault.person_of(record)
        if case is None and record is None:
            numbers = None if person is None else self.vault.entries_about(*self.vault.group_of(person))
            return list(self.journal.entries(since=since, act=act, actor=actor, numbers=numbers, last=last))
        found = retraced(
            self.journal, self.vault, case=case, person=person, record=record, categories=self.plan.categories
        )
        begins = None if since is None else datetime.combine(since, time.min, ZoneInfo(self.plan.zone))
        fits = (one for one in found if (begins is None or begins <= one.at) and act in {None, one.act})
        return [one for one in fits if actor in {None, one.actor}][-last:]

    def visits_by_day(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many visits there are of each day, if the charter lets a program count them."""
        return self.figures.visits(since, until)

    def visitors_by_day(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many people were recognised on each day, if the charter lets a program count them."""
        return self.figures.visitors(since, until)

    def weighing(self) -> tuple[Weighed, ...]:
        """Return the oldest objections that wait for a decision, as they were looked up a moment ago."""
        found: tuple[Weighed, ...] = self.looked_up.get("weighing", lambda: self.vault.weighing(most=MOST_WAITING))
        return found

    def holds(self) -> tuple[Hold, ...]:
        """Return the holds that stand, as they were looked up a moment ago."""
        found: tuple[Hold, ...] = self.looked_up.get("holds", self.vault.holds)
        return found

    def leaving(self) -> Leaving:
        """Return what goes when, as it was counted at most ten minutes ago; see `Vault.leaving`."""
        found: Leaving = self.counted.get("leaving", self.vault.leaving)
        return found

    def assumed(self) -> tuple[Assumed, ...]:
        """Return the dates that somebody decided on, as they were counted at most ten minutes ago, or since one was here."""
        found: tuple[Assumed, ...] = self.counted.get("assumed", self.vault.assumed)
        return found

    def optouts(self) -> int:
        """Return how many times somebody opted out; nobody knows who."""
        return self.vault.optouts()

    def rendered(self, charter: Charter, language: Language) -> str:
        """Return the notice of a charter as a page of its own, without verdicts: the same bytes whenever it is asked for."""
        return rendered(charter, language)

    def page_hash(self, text: str, language: Language) -> str:
        """Return the SHA-256 of the page of a charter that was applied, given as it was written, in hex digits."""
        return page_hash(text, language)

    @property
    def api_keys(self) -> ApiKeys:
        """The keys by which programs ask this organisation for something."""
        return ApiKeys(
            store=self.store,
            organisation=self.organisation_id,
            clock=self.clock,
            journal=self.journal,
            plan=self.plan,
            sign=partial(self.keyring.sign_word, self.organisation_id, "api-key"),
        )

    @property
    def api_answers(self) -> Answers:
        """What these programs were answered of late."""
        return Answers(store=self.store, keyring=self.keyring, clock=self.clock, organisation=self.organisation_id)

    # — proof

    def prove(self, *, fast: bool = False, stopped: Callable[[], bool] = lambda: False) -> Run:
        """
        Check every promise now, and keep the verdicts; those of a charter that is in force no longer are not kept.

        A fast run leaves out what is for the night, and `stopped` is asked before each check; see `proof.prove`.

        Raises:
            ProofStopped: as its name says.
            Halted: what a check does to see cannot be done now; the verdicts of before stay, with their age.
        """
        self.halter.require_going_on()
        try:
            return proof.prove(self.bench, fast=fast, stopped=stopped)
        except CharterSuperseded:
            self.renew(anew=True)
            return proof.prove(self.bench, fast=fast, stopped=stopped)
        finally:
            self.looked_up.forget()

    def verdicts(self) -> Latest:
        """Return the newest verdicts, as they may be told now: what nobody looked at within its time, or ever, is unproven."""
        found: Latest = self.looked_up.get(
            "latest",
            lambda: proof.awake(
                proof.newest(
                    self.store,
                    self.organisation_id,
                    clock=self.clock,
                    signer=self._signer,
                    charter=self.charter,
                ),
                self.clock.now(),
            ),
        )
        return found

    def since(self, promise: PromiseId) -> Since | None:
        """Return since when a promise stands as it stands, and when it was last found otherwise."""
        found: Since | None = self.looked_up.get(
            ("since", promise),
            lambda: proof.since(self.store, self.organisation_id, promise, clock=self.clock, signer=self._signer),
        )
        return found

    def history(self, promise: PromiseId, days: int = 90) -> Mapping[date, State]:
        """Return the worst verdict of each day on which a promise was checked."""
        found: Mapping[date, State] = self.looked_up.get(
            (promise, days),
            lambda: proof.history(
                self.store,
                self.organisation_id,
                promise,
                clock=self.clock,
                signer=self._signer,
                zone=self.plan.zone,
                days=days,
            ),
        )
        return found

    @property
    def _signer(self) -> Signer:
        """Knows our own hand in what is kept of runs."""
        return self.keyring.signer(self.organisation_id)
