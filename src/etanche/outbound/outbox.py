"""
The outbox: letters on their way, sealed until a server has taken them.

    outbox.post(Letter(to=address, subject=…, text=…, kind="proof-of-address"))

A letter posted is durable, whether there is a server or not; nothing says that it was sent before one took it.
It is sealed under the key of the day (in UTC) on which it was posted: once every letter of a day is gone the key is destroyed,
so that no copy of the store tells what was written to whom. What waits too long is given up, and written down as given up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from etanche.clock import Clock
from etanche.errors import Fault, OutOfReach
from etanche.journal import Entry, Fact, Journal
from etanche.keyring import Keyring, bind
from etanche.outbound.letter import Letter, message_of
from etanche.store import Connection, OutboxRow, Store, facts, moment_of, moment_text, outbox, unreachable
from etanche.terms import OrganisationId, new_id

NUMBER: Final = (1 << 31) - 1
"""The number under which the keys of the outbox's days lie; categories are numbered from 1, and the journal has 0."""

MOST: Final = 10_000
"""So many letters wait at most, of one organisation."""

MARKED: Final = timedelta(days=30)
"""So long nothing is sent to an address that nobody was at."""

ACTOR: Final = "outbox"
LETTER: Final = "letter "
"""What the object of a line about one letter begins with; its random id follows."""

OWED: Final = "request-"
"""How the kinds of letters begin that the law owes who asks: each has a line when it is posted, and one when it leaves."""

POSTED: Final = "letter-posted"
ENDED: Final = "outbox-days-ended"
_FORMAT: Final = 1


class OutboxFull(OutOfReach):
    """Too many letters wait already."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What is on its way: nothing about anybody."""

    kinds: Mapping[str, int]
    """How many letters of each kind wait."""

    unreachable: int
    """How many addresses are marked because nobody was there."""

    @property
    def letters(self) -> int:
        """Return how many letters wait."""
        return sum(number for kind, number in self.kinds.items() if kind != outbox.CALL)

    @property
    def calls(self) -> int:
        """Return how many calls to programs wait."""
        return self.kinds.get(outbox.CALL, 0)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A letter that waits, without whom to and what about."""

    id: str
    kind: str
    posted: datetime
    due: datetime
    tries: int

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "letter": self.id,
            "kind": self.kind,
            "posted": self.posted.isoformat(),
            "tries": self.tries,
            "due": self.due.isoformat(),
        }


class Outbox:
    """The letters of one organisation."""

    def __init__(
        self, *, store: Store, keyring: Keyring, journal: Journal, clock: Clock, organisation: OrganisationId
    ) -> None:
        """Keep what is needed; nothing is read yet."""
        self.store = store
        self.clock = clock
        self.organisation = organisation
        self.keyring = keyring
        self.journal = journal

    # — posting

    def post(self, letter: Letter) -> bytes:
        """
        Let a letter be sent; it is durable when this returns. Return its random id.

        Raises:
            OutboxFull: too many wait already; nothing was kept.
        """
        with self.store.writing() as connection:
            return self.write(connection, letter)

    def write(self, connection: Connection, letter: Letter) -> bytes:
        """Post a letter in the caller's transaction: it is sent if that is committed, and never otherwise; see `post`."""
        id_ = self.put(connection, letter.kind, msgspec.msgpack.encode(letter))
        if letter.kind.startswith(OWED):
            self.tell(connection, POSTED, {"kind": letter.kind}, about=f"{LETTER}{id_.hex()}")
        return id_

    def put(self, connection: Connection, kind: str, plain: bytes) -> bytes:
        """Keep what is to go out, sealed, in the caller's transaction; see `post`."""
        if outbox.count(connection, self.organisation) >= MOST:
            raise OutboxFull(
                "too many letters wait to be sent", hint="configure `[mail]`, or look with `etanche mail list`"
            )
        now, id_ = self.clock.now(), new_id()
        day = day_of_moment(now)
        key = self.keyring.day_key(self.organisation, NUMBER, day, create=True)
        if key is None:
            raise Fault("the key of the outbox's day is gone", hint="look at the clock of this machine")
        if facts.get(connection, self.organisation, ENDED) is None:
            facts.put(connection, self.organisation, ENDED, day)
        sealed = key.seal(plain, self._bound(id_, day))
        moment = moment_text(now)
        row = OutboxRow(
            organisation=self.organisation,
            id=id_,
            day=day,
            posted=moment,
            due=moment,
            tries=0,
            kind=kind,
            sealed=sealed,
        )
        outbox.append(connection, row)
        return id_

    # — looking

    def waiting(self) -> Waiting:
        """Return how much waits."""
        with self.store.reading() as connection:
            return Waiting(
                kinds=outbox.counts(connection, self.organisation),
                unreachable=unreachable.count(connection, self.organisation),
            )

    def listed(self, most: int = 100) -> tuple[Listed, ...]:
        """Return the letters that have waited longest."""
        with self.store.reading() as connection:
            rows = outbox.oldest(connection, self.organisation, most)
        return tuple(
            Listed(
                id=row.id.hex(), kind=row.kind, posted=moment_of(row.posted), due=moment_of(row.due), tries=row.tries
            )
            for row in rows
        )

    def unreachable_since(self, address: str) -> datetime | None:
        """Return since when an address is marked as one that nobody is at; nothing is sent there meanwhile."""
        with self.store.reading() as connection:
            found = unreachable.since(connection, self.organisation, self._address_mark(address))
        since = None if found is None else moment_of(found)
        return since if since is not None and self.clock.now() - since < MARKED else None

    # — what whoever sends needs

    def claim(self, kind: str | None, *, lease: timedelta, most: int) -> Sequence[OutboxRow]:
        """Take the next that are due, of one kind or letters of any, so that nobody else does for as long as the lease."""
        now = self.clock.now()
        with self.store.writing() as connection:
            return outbox.claim(
                connection,
                self.organisation,
                only=kind,
                now=moment_text(now),
                until=moment_text(now + lease),
                most=most,
            )

    def plain(self, row: OutboxRow) -> bytes | None:
        """Return what a row holds, or nothing if the key of its day was destroyed."""
        key = self.keyring.day_key(self.organisation, NUMBER, row.day, create=False)
        return None if key is None else key.open(row.sealed, self._bound(row.id, row.day))

    def opened(self, row: OutboxRow) -> Letter | None:
        """Return the letter of a row, or nothing if the key of its day was destroyed."""
        plain = self.plain(row)
        return None if plain is None else msgspec.msgpack.decode(plain, type=Letter)

    def message(self, row: OutboxRow, letter: Letter, sender: str) -> bytes:
        """Return a letter as it travels, the same each time; its number shows that we made it for this reader."""
        number = f"{row.id.hex()}.{self.proof(row.id, letter.to)}@{sender.rpartition('@')[2]}"
        return message_of(letter, sender=sender, id=number, at=moment_of(row.posted)).as_bytes()

    def proof(self, letter: bytes, address: str) -> str:
        """Return what nobody can make but us: that a letter went to an address; in the number of the letter, for when it comes back."""
        return self.keyring.mark(self.organisation, NUMBER, f"letter {letter.hex()} {address.casefold()}").hex()

    def mark(self, connection: Connection, address: str, why: str) -> None:
        """Write down that nobody is at an address."""
        since = moment_text(self.clock.now())
        unreachable.mark(connection, self.organisation, self._address_mark(address), since=since, why=why)

    def forgive(self, address: str, *, by: str) -> bool:
        """Take back that nobody is at an address; return whether it was marked."""
        with self.store.writing() as connection:
            gone = unreachable.forgive(connection, self.organisation, self._address_mark(address))
            if gone:
                self.tell(connection, "address-forgiven", {}, actor=by)
        return gone

    def tell(
        self,
        connection: Connection,
        act: str,
        told: Mapping[str, Fact],
        *,
        decision: str = "done",
        actor: str = ACTOR,
        about: str = "outbox",
    ) -> None:
        """Write a line of the journal, in the transaction of what it tells; never of whom."""
        self.journal.write(
            connection,
            Entry(
                organisation=self.organisation,
                at=self.clock.now(),
                actor=actor,
                act=act,
                object=about,
                decision=decision,
                facts=told,
            ),
        )

    def _address_mark(self, address: str) -> bytes:
        return self.keyring.mark(self.organisation, NUMBER, f"address {address.casefold()}")

    def _bound(self, letter: bytes, day: str) -> bytes:
        return bind("outbox", _FORMAT, self.organisation, day, letter)


def day_of_moment(moment: datetime) -> str:
    """Return the day of a moment in UTC, as its text begins."""
    return moment_text(moment)[: len("2026-11-22")]
