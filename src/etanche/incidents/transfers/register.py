"""
The register of changes of controller of one organisation, sealed, each happening with a line of the journal that names both parties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etanche.clock import Clock
from etanche.incidents.story import Book
from etanche.incidents.transfers.transfer import Step, Transfer, What, folded
from etanche.journal import Fact, Journal
from etanche.keyring import Keyring
from etanche.store import Connection, Store, transfers
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

    @property
    def book(self) -> Book[What]:
        """What it is written in."""
        return Book(
            organisation=self.organisation,
            keyring=self.keyring,
            clock=self.clock,
            stories=transfers,
            words=What,
            key="transfers",
            noun="transfer",
            longest=None,
        )

    def all(self) -> tuple[Transfer, ...]:
        """Return every change of controller, the newest first."""
        with self.store.reading() as connection:
            found = self.book.read(connection, folded)
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
        step = self.book.now(What.ANNOUNCED, by, text, said=said)
        made = folded(id_, (step,))
        assert made is not None  # noqa: S101  # it begins with its beginning
        with self.store.writing() as connection:
            self._write(connection, made, step)
        return made

    def add(self, transfer: Transfer, step: Step) -> Transfer:
        """Write down one more thing that happened."""
        with self.store.writing() as connection:
            return self.add_within(connection, transfer, step)

    def add_within(self, connection: Connection, transfer: Transfer, step: Step) -> Transfer:
        """Write down one more thing in the caller's transaction."""
        self._write(connection, transfer, step)
        return folded(transfer.id, (*transfer.story, step)) or transfer

    def _write(self, connection: Connection, transfer: Transfer, step: Step) -> None:
        self.book.write(connection, transfer.id, step)
        facts: dict[str, Fact] = {
            "transfer": transfer.name,
            "from": transfer.old[:LONGEST_NAME],
            "to": transfer.new[:LONGEST_NAME],
            **step.numbers,
        }
        line = self.book.line(f"transfer-{step.what}", step.by, about="controller", facts=facts)
        self.journal.write(connection, line)
