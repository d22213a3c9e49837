"""A ledger on a real file, with a clock that moves when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.servers import Databases

from etanche.charter import CategoryPlan, Plan, Unknown, parse_keep
from etanche.clock import FixedClock
from etanche.keyring import Signer
from etanche.keyring.secret import Secret
from etanche.standing import COLLECTED, Standing, subject_of
from etanche.store import CharterRow, DayRow, Store, charters, days, moment_text, names
from etanche.terms import OrganisationId

ORGANISATION = OrganisationId(bytes(range(16)))
HAND = Signer(Secret(bytes(range(32))))
NOON = datetime(2026, 5, 25, 10, tzinfo=UTC)
NO_FIELDS = CategoryPlan(name="", fields={}, channels=frozenset(), unknown=Unknown.DROP)


def plan_of(**keeps: str) -> Plan:
    """Return a plan whose purposes `audience`, `security`… use the category `visit` for some times."""
    return Plan(
        digest="0" * 64,
        zone="Europe/Paris",
        fiscal_year_end=(12, 31),
        region="paris",
        categories={"visit": replace(NO_FIELDS, name="visit"), "call": replace(NO_FIELDS, name="call")},
        channels={},
        roles=frozenset(),
        purposes=frozenset(keeps),
        cells=frozenset(),
        disclosures=frozenset(),
        recipients=frozenset(),
        terms={(purpose, "visit"): parse_keep(keep) for purpose, keep in keeps.items()},
        objections={},
        journal_keep=parse_keep("1 year after created"),
        promises=frozenset(),
    )


@dataclass(kw_only=True)
class Book:
    """A ledger and what it stands on."""

    store: Store
    clock: FixedClock
    plan: Plan

    @property
    def standing(self) -> Standing:
        """The ledger, opened anew."""
        return Standing(store=self.store, plan=self.plan, clock=self.clock, organisation=ORGANISATION, signer=HAND)

    def open(self, day: date, *, category: str = "visit") -> None:
        """Open a day now, as the vault does."""
        with self.store.writing() as connection:
            number = names.number(connection, ORGANISATION, "category", category)
            row = DayRow(
                organisation=ORGANISATION,
                category=number,
                day=day.isoformat(),
                bucket=bytes(16),
                opened=moment_text(self.clock.now()),
            )
            if days.open_day(connection, row):
                self.standing.record(
                    connection, subject=subject_of(category, day), event=COLLECTED, effective=day, because="test"
                )

    def tell(self, day: date, event: str, effective: date | datetime) -> None:
        """Record an event of a day."""
        with self.store.writing() as connection:
            self.standing.record(
                connection, subject=subject_of("visit", day), event=event, effective=effective, because="test"
            )

    def apply(self, plan: Plan) -> None:
        """Obey a plan from now on."""
        self.plan = plan
        row = CharterRow(
            organisation=ORGANISATION, digest=plan.digest, text="charter", applied=moment_text(self.clock.now())
        )
        with self.store.writing() as connection:
            charters.append(connection, row)


@pytest.fixture
def book(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Book]:
    """An empty ledger, at noon in Paris on 25 May 2026, on each engine."""
    if engine == "sqlite":
        store = Store.create(tmp_path / "data.sqlite")
    else:
        databases: Databases = request.getfixturevalue("databases")
        store = Store.open(databases.store())
    yield Book(store=store, clock=FixedClock(NOON), plan=plan_of(audience="180 days after collected"))
    store.close()
