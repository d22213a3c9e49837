"""
The register of demands of one organisation: who asked, on what ground, what was asked, what was given or refused, and whether the people were told.

Each thing that happens is sealed, with a line of the journal in the same transaction. In clear are a random id, a moment and a word. A demand
stays five years after nothing was left to be done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from etanche.charter import Charter, RecipientKind
from etanche.clock import Clock, day_of
from etanche.errors import NotFound, Unreadable
from etanche.incidents.demands.demand import PREFIX, Demand, Sort, State, Step, What, folded
from etanche.incidents.story import ITSELF, KEPT, NAME, Book, only
from etanche.journal import Journal
from etanche.keyring import Keyring
from etanche.store import Connection, Store, demands
from etanche.terms import OrganisationId, new_id
from etanche.vault import Vault


class NoSuchDemand(NotFound):
    """No demand of that name is written down, or several begin so."""


class DemandSettled(Unreadable):
    """A demand was answered or refused: what comes later is another one."""


@dataclass(frozen=True, kw_only=True)
class Demands:
    """Writes demands down, and tells them."""

    organisation: OrganisationId
    store: Store
    keyring: Keyring
    clock: Clock
    journal: Journal
    vault: Vault
    charter: Charter

    @property
    def book(self) -> Book[What]:
        """What it is written in."""
        return Book(
            organisation=self.organisation,
            keyring=self.keyring,
            clock=self.clock,
            stories=demands,
            words=What,
            key="demands",
            noun="demand",
            told=_TOLD,
        )

    # — telling

    def all(self) -> tuple[Demand, ...]:
        """Return every demand, those with something left to do first, the newest before the others."""
        with self.store.reading() as connection:
            found = self.book.read(connection, folded)
        return tuple(sorted(found, key=lambda one: (not one.settled, one.opened), reverse=True))

    def of(self, name: str) -> Demand:
        """
        Return a demand by its name.

        Raises:
            NoSuchDemand: there is none, or there are several.
        """
        found = only(self.all(), name.lower().removeprefix(PREFIX))
        if found is None:
            raise NoSuchDemand(f"there is no demand `{name[:20]}`", hint="`etanche demand list` tells them")
        return found

    def waiting_for(self, persons: Collection[bytes]) -> Mapping[str, bool]:
        """Return the demands that wait to be given and may be about some persons: whether each names one of them, or nobody yet."""
        found = {one.name: one.wanted for one in self.all()}
        return {
            name: wanted is not None
            for name, wanted in found.items()
            if wanted is None or not wanted.isdisjoint(persons)
        }

    def today(self) -> date:
        """Return the day it is in the organisation's time zone."""
        return day_of(self.clock.now(), self.charter.organisation.time_zone)

    # — writing

    def open(
        self,
        recipient: str,
        *,
        sort: Sort,
        asker: str,
        ground: str,
        asked: str,
        by: str,
        received: date | None = None,
        due: date | None = None,
    ) -> Demand:
        """
        Write a demand down as it came.

        Raises:
            Unreadable: the charter names no such authority; who asks, the ground, or what is asked is missing; a day does not fit.
        """
        known = self.charter.recipients.get(recipient)
        if known is None or known.as_ is not RecipientKind.AUTHORITY:
            raise Unreadable("the charter names no such authority", hint="one of its `recipients`, `as: authority`")
        if not (asker.strip() and ground.strip()):
            raise Unreadable("a demand has an author and a ground", hint="say who asks, and by which law or order")
        came = received or self.today()
        if came > self.today() or (due is not None and due < came):
            raise Unreadable("these days do not fit", hint="it came before today, and is due after it came")
        said = {
            "recipient": recipient,
            "sort": sort.value,
            "asker": asker.strip(),
            "ground": ground.strip(),
            "received": came.isoformat(),
            "due": due.isoformat() if due else "",
        }
        id_ = new_id()
        with self.store.writing() as connection:
            self._write(connection, id_, self.book.now(What.OPENED, by, asked, said=said))
        return self.of(id_.hex())

    def examine(
        self, name: str, *, persons: Iterable[bytes], role: str, to: str, words: str, by: str, as_: str | None = None
    ) -> Demand:
        """
        Find a demand lawful, name whom it concerns, and let somebody else give it in a role, for the time of a case.

        Raises:
            NoGrant: nobody is named, somebody examines what they give themselves, or as `vault.compel`.
            DemandSettled: it was refused.
        """
        demand = self._open(name)
        whom = sorted(set(persons))
        step = self.book.now(
            What.EXAMINED,
            by,
            words,
            said={"persons": " ".join(one.hex() for one in whom), "role": role, "to": to},
            numbers={"persons": len(whom)},
        )
        self.vault.compel(
            demand.name, recipient=demand.recipient, persons=whom, role=role, actor=to, reason=words, by=by, as_=as_
        )
        return self.add(demand, step)

    def refuse(self, name: str, *, words: str, by: str) -> Demand:
        """Refuse a demand, and say why: no ground, too wide, not ours to give; raises `DemandSettled`, `Unreadable`."""
        demand = self._open(name)
        refused = self.add(demand, self.book.now(What.REFUSED, by, words))
        self.vault.close_case(demand.name, by=by)
        return refused

    def silence(self, name: str, until: datetime, *, words: str, by: str) -> Demand:
        """
        Keep from the people what is done about a demand, until a moment, because a law forbids telling; a moment that is past ends it.

        Raises:
            Unreadable: no law is named.
        """
        demand = self.of(name)
        step = self.book.now(What.SILENCED, by, words, said={"until": until.isoformat()})
        # First what hides: were we stopped in between, more would be hidden than is said, and the check tells of it.
        self.vault.keep_silent(demand.name, until, by=by)
        return self.add(demand, step)

    def untold(self, name: str, *, words: str, by: str) -> Demand:
        """Say why the people are not told what was given: raises `Unreadable` without words."""
        demand = self.of(name)
        said = {"persons": " ".join(sorted(one.hex() for one in demand.unsaid))} if demand.unsaid else {}
        return self.add(demand, self.book.now(What.UNTOLD, by, words, said=said))

    def forget_old(self) -> int:
        """Delete the demands of which nothing was left to do so long ago that nobody needs them; return how many."""
        now = self.clock.now()
        old = [one for one in self.all() if one.settled and now - one.story[-1].at > KEPT]
        for one in old:
            with self.store.writing() as connection:
                demands.forget(connection, self.organisation, one.id)
                line = self.book.line("demand-forgotten", ITSELF, case=one.name)
                self.vault.write_about(connection, line, one.everybody)
        return len(old)

    # — for what answers and tells

    def add(self, demand: Demand, step: Step) -> Demand:
        """Write down one more thing that happened."""
        with self.store.writing() as connection:
            self.add_within(connection, demand, step)
        return self.of(demand.id.hex())

    def add_within(self, connection: Connection, demand: Demand, step: Step) -> None:
        """Write down one more thing in the caller's transaction."""
        whom = folded(demand.id, (*demand.story, step))
        self._write(connection, demand.id, step, whom.everybody if whom else demand.everybody)

    # — inside

    def _open(self, name: str) -> Demand:
        demand = self.of(name)
        if demand.state is State.REFUSED:
            raise DemandSettled("this demand was refused", hint="what comes later is another one: open it")
        return demand

    def _write(self, connection: Connection, id_: bytes, step: Step, persons: Iterable[bytes] = ()) -> None:
        self.book.write(connection, id_, step)
        line = self.book.line(
            f"demand-{step.what}", step.by, case=f"{PREFIX}{id_.hex()[:NAME]}", facts=dict(step.numbers)
        )
        self.vault.write_about(connection, line, persons)


_TOLD: Final = frozenset({What.OPENED, What.EXAMINED, What.REFUSED, What.SILENCED, What.UNTOLD})
