"""
The register of changes of controller of one organisation, sealed, each happening with a line of the journal that names both parties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etanche.clock import Clock
from etanche.incidents.story import Book, Told
from etanche.incidents.transfers.transfer import NAME, PREFIX, Step, Transfer, What, folded
from etanche.journal import Entry, Fact, Journal
from etanche.keyring import Keyring
from etanche.store import Connection, Store, StoryRow, moment_of, transfers
from etanche.terms import OrganisationId, new_id

LONGEST_NAME = 100
"""So much of the name of a party stands in a line."""


@dataclass(frozen=True, kw_only=True)
class Transfers:
    """Writes changes of controller down, and tells them."""

    organisation: OrganisationId
    store: Store
    keyring: Keyring
    clock: Clock
    journal: Journal

    def all(self) -> tuple[Transfer, ...]:
        """Return every change of controller, the newest first."""
        with self.store.reading() as connection:
            stories = self._book.read(connection)
        found = [one for id_, rows in stories if (one := folded(id_, map(_step, rows))) is not None]
        return tuple(sorted(found, key=lambda one: one.announced, reverse=True))

    def of(self, id_: bytes) -> Transfer | None:
        """Return one by its id."""
        return next((one for one in self.all() if one.id == id_), None)

    def under_way(self) -> Transfer | None:
        """Return the one that was announced and is not over."""
        return next((one for one in self.all() if not one.over), None)

    def coming(self) -> Transfer | None:
        """Return the one that people were told of, and whose day is still to come for them: neither taken over nor called off."""
        found = self.under_way()
        return None if found is None or found.called_off is not None else found

    def begin(self, *, by: str, text: str, said: Mapping[str, str]) -> Transfer:
        """Write an announcement down, before anybody is told."""
        id_ = new_id()
        step = self.step(What.ANNOUNCED, by, text, said=said)
        made = folded(id_, (step,))
        assert made is not None  # noqa: S101  # it begins with its beginning
        with self.store.writing() as connection:
            self._write(connection, made, 1, step)
        return made

    def step(
        self,
        what: What,
        by: str,
        words: str = "",
        *,
        said: Mapping[str, str] | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> Step:
        """Return something that happens now, to be written in a transaction."""
        return Step(
            what=what, at=self.clock.now(), by=by, words=words, said=dict(said or {}), numbers=dict(numbers or {})
        )

    def add(self, transfer: Transfer, step: Step) -> Transfer:
        """Write down one more thing that happened."""
        with self.store.writing() as connection:
            return self.add_within(connection, transfer, step)

    def add_within(self, connection: Connection, transfer: Transfer, step: Step) -> Transfer:
        """Write down one more thing in the caller's transaction."""
        rows = transfers.of(connection, self.organisation, transfer.id)
        self._write(connection, transfer, max(row.seq for row in rows) + 1, step)
        after = folded(transfer.id, (*transfer.story, step))
        return after or transfer

    def _write(self, connection: Connection, transfer: Transfer, seq: int, step: Step) -> None:
        told = Told(step.by, step.words, dict(step.said), dict(step.numbers))
        self._book.write(connection, transfer.id, seq, at=step.at, kind=step.what, told=told)
        facts: dict[str, Fact] = {
            "transfer": f"{PREFIX}{transfer.id.hex()[:NAME]}",
            "from": transfer.old[:LONGEST_NAME],
            "to": transfer.new[:LONGEST_NAME],
            **step.numbers,
        }
        entry = Entry(
            organisation=self.organisation,
            at=step.at,
            actor=step.by,
            act=f"transfer-{step.what}",
            object="controller",
            decision="done",
            facts=facts,
        )
        self.journal.write(connection, entry)

    @property
    def _book(self) -> Book:
        return Book(
            organisation=self.organisation, keyring=self.keyring, stories=transfers, key="transfers", noun="transfer"
        )


def _step(one: tuple[StoryRow, Told]) -> Step:
    row, told = one
    return Step(
        what=What(row.kind), at=moment_of(row.at), by=told.by, words=told.words, said=told.said, numbers=told.numbers
    )
