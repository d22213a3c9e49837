"""A vault on real files, with a clock that moves when it is told to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.vault.engines import on_engine

from etanche.charter import (
    CategoryPlan,
    Cell,
    ChannelKind,
    Duration,
    FieldKind,
    FieldPlan,
    Objection,
    Only,
    Plan,
    Unit,
    Unknown,
    parse_keep,
)
from etanche.clock import FixedClock
from etanche.journal import Entry, Journal, begin
from etanche.keyring import Keyring, MemoryRoot, Root
from etanche.standing import Standing, apply_charter
from etanche.store import Address, Shelf, Store, Tombstones
from etanche.terms import OrganisationId, PromiseId
from etanche.vault import Arrival, Door, Receipt, Record, Session, Vault

ORGANISATION = OrganisationId(bytes(range(16)))
NOON = datetime(2026, 5, 25, 10, tzinfo=UTC)
TODAY = date(2026, 5, 25)
FULL_ADDRESS = "198.51.100.77"


def visit_fields(*, findable: bool = True) -> dict[str, FieldPlan]:
    """Return the eight fields of a visit."""
    day = Duration(number=1, unit=Unit.DAY)
    fields = [
        FieldPlan(name="address", kind=FieldKind.IP, only=Only.FIRST_HALF, findable=findable),
        FieldPlan(name="browser", kind=FieldKind.VERSION),
        FieldPlan(name="system", kind=FieldKind.CHOICE, values=("windows", "macos", "linux", "other")),
        FieldPlan(name="terminal", kind=FieldKind.CHOICE, values=("computer", "telephone", "tablet", "other")),
        FieldPlan(name="screen", kind=FieldKind.SCREEN),
        FieldPlan(name="page", kind=FieldKind.URL),
        FieldPlan(name="action", kind=FieldKind.TEXT),
        FieldPlan(name="visitor-id", kind=FieldKind.PSEUDONYM, lasts=day, findable=findable),
    ]
    return {one.name: one for one in fields}


def plan_of(*, keep: str = "180 days after collected", findable: bool = True, digest: str = "0" * 64) -> Plan:
    """Return the plan of a small site: one category that can be objected to, and one that cannot."""
    note = {
        "note": FieldPlan(name="note", kind=FieldKind.TEXT, required=True),
        "kind": FieldPlan(name="kind", kind=FieldKind.CHOICE, values=("letter",)),
    }
    promises = ["minimise:visit", "purpose:audience", "retention:audience/visit", "objection:audience"]
    promises += ["access:analyst/visit", "access:bookseller/visit", "recipients:others", "minimise:letter"]
    return Plan(
        digest=digest,
        zone="Europe/Paris",
        fiscal_year_end=(12, 31),
        region="paris",
        categories={
            "visit": CategoryPlan(
                name="visit",
                fields=visit_fields(findable=findable),
                channels=frozenset({"site", "logs"}),
                unknown=Unknown.DROP,
            ),
            "letter": CategoryPlan(name="letter", fields=note, channels=frozenset({"desk"}), unknown=Unknown.REFUSE),
        },
        channels={"site": ChannelKind.AUDIENCE, "logs": ChannelKind.LOGS, "desk": ChannelKind.LOGS},
        roles=frozenset({"analyst", "bookseller"}),
        purposes=frozenset({"audience", "answering"}),
        cells=frozenset(
            {
                Cell(role="analyst", category="visit", purpose="audience"),
                Cell(role="bookseller", category="letter", purpose="answering"),
            }
        ),
        disclosures=frozenset(),
        recipients=frozenset({"printer"}),
        terms={
            ("audience", "visit"): parse_keep(keep),
            ("answering", "letter"): parse_keep("2 years after collected"),
        },
        objections={"audience": Objection.IMMEDIATE},
        journal_keep=parse_keep("between 6 months and 1 year after created"),
        promises=frozenset(map(PromiseId, promises)),
    )


@dataclass(kw_only=True)
class House:
    """Every room a vault stands on, opened on one folder."""

    folder: Path
    root: Root
    clock: FixedClock
    data: Path | Address | None = None
    """Where the data are, if not in a file of the folder."""

    keys: Address | None = None
    """Where the shelf is, if it is there already and not in a file of the folder."""

    plan: Plan = field(default_factory=plan_of)
    organisation: OrganisationId = ORGANISATION

    def __post_init__(self) -> None:
        """Make the files, or open those that are there, and begin."""
        new = self.keys is None and not (self.folder / "shelf.sqlite").exists()
        self.store = (Store.create if new else Store.open)(self.data or self.folder / "data.sqlite")
        self.shelf = (Shelf.create if new else Shelf.open)(self.keys or self.folder / "shelf.sqlite")
        self.tombstones = (Tombstones.create if new else Tombstones)(self.folder / "tombstones.log")
        self.keyring = Keyring(self.root, self.shelf, self.tombstones, self.clock)
        if new:
            begin(self.shelf, self.organisation, at=self.clock.now())
            self.apply(self.plan)
        self.rooms()
        self.standing.begin()

    def apply(self, plan: Plan) -> None:
        """Obey a plan from now on, as after `etanche apply`."""
        self.plan = plan
        with self.store.writing() as connection:
            apply_charter(
                connection,
                self.keyring,
                self.organisation,
                text="charter",
                digest=plan.digest,
                at=self.clock.now(),
            )
        self.rooms()

    def rooms(self) -> None:
        """Build the rooms above the files, with the plan as it is now."""
        self.standing = Standing(
            store=self.store,
            plan=self.plan,
            clock=self.clock,
            organisation=self.organisation,
            signer=self.keyring.signer(self.organisation),
        )
        self.journal = Journal(
            store=self.store,
            shelf=self.shelf,
            signer=self.keyring.signer(self.organisation),
            plan=self.plan,
            clock=self.clock,
            organisation=self.organisation,
        )
        self.vault = Vault(
            organisation=self.organisation,
            plan=self.plan,
            clock=self.clock,
            store=self.store,
            shelf=self.shelf,
            tombstones=self.tombstones,
            keyring=self.keyring,
            standing=self.standing,
            journal=self.journal,
        )

    @property
    def door(self) -> Door:
        """The door visits come in by."""
        return self.vault.door("site", actor="site")

    @property
    def analyst(self) -> Session:
        """Somebody who may read visits."""
        return self.vault.acting("analyst", purpose="audience", actor="ann")

    def visit(
        self,
        more: Mapping[str, object] | None = None,
        *,
        days_ago: int = 0,
        who: str | None = "198.51.0.0 Firefox",
        **fields: object,
    ) -> Arrival:
        """Return a visit as a tracker tells it, some days ago, with other or more fields."""
        told: dict[str, object] = {
            "address": FULL_ADDRESS,
            "browser": "Firefox 139.0",
            "system": "linux",
            "terminal": "computer",
            "screen": "1280x1024",
            "page": "https://shop.example/books?q=secret#top",
            "action": "view",
        }
        return Arrival(at=self.clock.now() - timedelta(days=days_ago), fields=told | fields | dict(more or {}), who=who)

    def put(self, *arrivals: Arrival) -> Receipt:
        """Take visits in by the site's door."""
        return self.door.put_many("visit", arrivals)

    def read(self, days: Iterable[date] | None = None) -> list[Record]:
        """Read visits as the analyst."""
        return list(self.analyst.read("visit", days))

    def acts(self, *, but: str = "") -> list[str]:
        """Return what was done, in order."""
        return [entry.act for entry in self.journal.entries() if entry.act != but]

    def last(self, act: str) -> Entry:
        """Return the last line of an act."""
        return self.journal.entries(act=act)[-1]

    def bytes_on_disk(self) -> bytes:
        """Return every byte of every file."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.rglob("*")) if file.is_file())

    def day_by_day(self, days: int) -> None:
        """Let days pass as they do on a server: a sweep every day."""
        for _ in range(days):
            self.clock.advance(timedelta(days=1))
            self.vault.sweep()

    def close(self) -> None:
        """Close the files."""
        self.vault.close()
        self.store.close()
        self.shelf.close()


@pytest.fixture(scope="session")
def root() -> Root:
    """What opens the keys of every house."""
    return MemoryRoot()


@pytest.fixture(scope="session")
def new(root: Root, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house just made, to be copied."""
    folder = tmp_path_factory.mktemp("new")
    House(folder=folder, root=root, clock=FixedClock(NOON)).close()
    return folder


@pytest.fixture(scope="session")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, to be copied, of a house whose data are on a server; it is made when the first copy is."""
    return tmp_path_factory.mktemp("beside") / "house"


@pytest.fixture
def house(engine: str, root: Root, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """A house on new stores, at noon in Paris on 25 May 2026; its data are on each engine, its shelf in a file."""

    def opened(folder: Path, data: Address | None) -> House:
        return House(folder=folder, root=root, clock=FixedClock(NOON), data=data)

    with on_engine(request, engine, "new", tmp_path / "instance", opened) as made:
        yield made
