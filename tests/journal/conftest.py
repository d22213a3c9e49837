"""A journal on real files, with a clock that moves when it is told to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.servers import Databases

from etanche.charter import Plan, parse_keep
from etanche.clock import FixedClock
from etanche.journal import Entry, Journal, begin
from etanche.keyring import Keyring, MemoryRoot, Signer
from etanche.store import Address, Shelf, Store, Tombstones
from etanche.terms import OrganisationId

ORGANISATION = OrganisationId(bytes(range(16)))
NOON = datetime(2026, 5, 25, 12, tzinfo=UTC)
PLAN = Plan(
    digest="0" * 64,
    zone="Europe/Paris",
    fiscal_year_end=(12, 31),
    region="paris",
    categories={},
    channels={},
    roles=frozenset(),
    purposes=frozenset(),
    cells=frozenset(),
    disclosures=frozenset(),
    recipients=frozenset(),
    terms={},
    objections={},
    journal_keep=parse_keep("between 6 months and 1 year after created"),
    promises=frozenset(),
)


@dataclass(kw_only=True)
class Desk:
    """A journal and what it stands on."""

    folder: Path
    store: Store
    shelf: Shelf
    signer: Signer
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    plan: Plan = PLAN

    @property
    def journal(self) -> Journal:
        """A journal opened anew, as another process would."""
        return Journal(
            store=self.store,
            shelf=self.shelf,
            signer=self.signer,
            plan=self.plan,
            clock=self.clock,
            organisation=ORGANISATION,
        )

    def entry(self, **changes: object) -> Entry:
        """Return a line, changed as asked."""
        line = Entry(
            organisation=ORGANISATION,
            at=self.clock.now(),
            actor="site",
            role="analyst",
            purpose="audience",
            case="case-1",
            act="put",
            object="visit/2026-05-25",
            decision="granted",
            because=("minimise:visit",),
            facts={"stored": 3, "reason": "granted"},
            probe="run-1",
        )
        return replace(line, **changes)  # type: ignore[arg-type]

    def fill(self, lines: int) -> None:
        """Note so many lines and chain them."""
        for number in range(lines):
            self.journal.note(self.entry(facts={"number": number}))
        self.journal.seal()

    @property
    def data(self) -> Path:
        """The data file."""
        return self.store.path


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files of a journal, to be copied, and the root that opens their keys."""

    folder: Path
    root: MemoryRoot

    @contextmanager
    def copied(self, folder: Path, data: Address | None = None) -> Iterator[Desk]:
        """Give the journal of a copy; its data may be elsewhere."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        clock = FixedClock(NOON)
        store, shelf = Store.open(data or folder / "data.sqlite"), Shelf.open(folder / "shelf.sqlite")
        keyring = Keyring(self.root, shelf, Tombstones(folder / "tombstones.log"), clock)
        yield Desk(folder=folder, store=store, shelf=shelf, signer=keyring.signer(ORGANISATION), clock=clock)
        store.close()
        shelf.close()


def flipped(value: str | bytes) -> str | bytes:
    """Change one bit of the last character."""
    return value[:-1] + chr(ord(value[-1]) ^ 1) if isinstance(value, str) else value[:-1] + bytes([value[-1] ^ 1])


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of a journal that begins."""
    made = Files(folder=tmp_path_factory.mktemp("files"), root=MemoryRoot())
    Store.create(made.folder / "data.sqlite").close()
    shelf = Shelf.create(made.folder / "shelf.sqlite")
    begin(shelf, ORGANISATION, at=NOON)
    Keyring(made.root, shelf, Tombstones.create(made.folder / "tombstones.log"), FixedClock(NOON)).signer(ORGANISATION)
    shelf.close()
    return made


@pytest.fixture
def desk(engine: str, files: Files, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A journal on new stores; its data are on each engine, its shelf in a file."""
    data: Address | None = None
    if engine == "postgresql":
        databases: Databases = request.getfixturevalue("databases")
        data = databases.store()
    with files.copied(tmp_path, data) as opened:
        yield opened
