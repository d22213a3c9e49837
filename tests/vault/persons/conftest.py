"""A small company that knows its customers, on real files, with a clock that moves when it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.vault.conftest import NOON, House
from tests.vault.engines import on_engine

from etanche.charter import (
    CategoryPlan,
    Cell,
    ChannelKind,
    Condition,
    Duration,
    FieldKind,
    FieldPlan,
    Nature,
    Objection,
    Plan,
    Unit,
    Unknown,
    parse_keep,
)
from etanche.clock import FixedClock
from etanche.keyring import MemoryRoot, Root
from etanche.store import Address
from etanche.terms import PromiseId
from etanche.vault import Arrival, Ref, Session

WORDS = "Marguerite Yourcenar lives here"
EMAIL = "marguerite@estran.example"

TERMS = {
    ("selling", "order"): "1 year after collected",
    ("serving", "account"): "while contract",
    ("answering", "ticket"): "first of (while case, 90 days after collected)",
    ("serving", "invoice"): "while contract",
    ("bookkeeping", "invoice"): "10 years after fiscal-year-end",
    ("writing", "letter"): "3 years after collected",
    ("weighing", "score"): "2 years after collected",
    ("counting", "survey"): "1 year after collected",
}
CELLS = [
    ("shop", "order", "selling"),
    ("support", "account", "serving"),
    ("support", "ticket", "answering"),
    ("support", "invoice", "serving"),
    ("accountant", "invoice", "bookkeeping"),
    ("writer", "letter", "writing"),
    ("analyst", "score", "weighing"),
    ("statistician", "survey", "counting"),
    ("visitor", "ticket", "answering"),
    ("local", "order", "selling"),
]

ON_BOTH = {
    *(
        "test_erasing",
        "test_figures",
        "test_grants",
        "test_held_meanwhile",
        "test_holds",
        "test_moving",
        "test_one_by_one",
        "test_person_sweep",
    ),
    *("test_records", "test_refused_addresses", "test_unknown"),
    *(
        "test_altered",
        "test_disclosing",
        "test_forged",
        "test_keys_watched",
        "test_listed",
        "test_looks",
        "test_own_value",
        "test_turning",
    ),
}
"""
What stores, finds, counts or decides by asking the store, or holds of what somebody changed in it. The rest looks at charters, names, the
clock, or a session that is over, which no engine changes.
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let each test of the company run on SQLite, and on PostgreSQL too where an engine may answer otherwise."""
    chosen = any("engine" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "engine" in metafunc.fixturenames and not chosen:
        module = metafunc.module.__name__.rpartition(".")[2]
        engines = ["sqlite", "postgresql"] if module in ON_BOTH else ["sqlite"]
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine on which the data of the company are."""
    return str(request.param)


def company(*, digest: str = "c" * 64, terms: Mapping[tuple[str, str], str] = TERMS) -> Plan:
    """Return the plan: a category for each way in which records are held, and each way in which a purpose ends."""
    fields = {
        "name": FieldPlan(name="name", kind=FieldKind.NAME),
        "email": FieldPlan(name="email", kind=FieldKind.EMAIL, findable=True),
        "words": FieldPlan(name="words", kind=FieldKind.LONG_TEXT),
        "town": FieldPlan(name="town", kind=FieldKind.CHOICE, values=("vannes", "lorient", "brest")),
    }
    categories = {category for _, category in terms}
    purposes = {purpose for purpose, _ in terms}
    promises = [f"retention:{purpose}/{category}" for purpose, category in terms]
    promises += [f"access:{role}/{category}" for role, category, _ in CELLS]
    return Plan(
        digest=digest,
        zone="Europe/Paris",
        fiscal_year_end=(12, 31),
        region="paris",
        categories={
            name: CategoryPlan(
                name=name, fields=fields, channels=frozenset({"desk"}), unknown=Unknown.REFUSE, nature=Nature.PERSONAL
            )
            for name in categories
        },
        channels={"desk": ChannelKind.DESK},
        roles=frozenset(role for role, _, _ in CELLS),
        purposes=frozenset(purposes),
        cells=frozenset(Cell(role=role, category=category, purpose=purpose) for role, category, purpose in CELLS),
        disclosures=frozenset(),
        recipients=frozenset(),
        terms={key: parse_keep(rule) for key, rule in terms.items()},
        objections={"selling": Objection.IMMEDIATE, "weighing": Objection.REVIEWED},
        journal_keep=parse_keep("between 6 months and 1 year after created"),
        promises=frozenset(map(PromiseId, promises)),
        exact=frozenset({"bookkeeping"}),
        consents=frozenset({"writing"}),
        needs={
            ("visitor", "ticket"): frozenset({Condition.CASE}),
            ("local", "order"): frozenset({Condition.OWN}),
        },
        own={"local": "town"},
        cases={"visitor": Duration(number=8, unit=Unit.HOUR)},
        groups={"counting": 3},
    )


class Company(House):
    """The house of the company, and what its people do all day."""

    def put_for(self, category: str, *persons: bytes, days_ago: int = 0, **fields: object) -> tuple[Ref, ...]:
        """Take in a record for each person, by the desk."""
        told: dict[str, object] = {"email": EMAIL, "words": WORDS, "town": "vannes"} | fields
        at = self.clock.now() - timedelta(days=days_ago)
        receipt = self.vault.door("desk", actor="ann").put_many(
            category, [Arrival(at=at, fields=told, person=person) for person in persons]
        )
        return receipt.refs

    def as_(self, role: str, purpose: str, *, case: str | None = None) -> Session:
        """Let somebody act."""
        return self.vault.acting(role, purpose=purpose, actor="bea", case=case)

    @property
    def shop(self) -> Session:
        """Somebody who sees orders."""
        return self.as_("shop", "selling")

    def person(self) -> bytes:
        """Return somebody new."""
        return self.vault.new_person()

    def customer(self, since: datetime = NOON - timedelta(days=30)) -> bytes:
        """Return somebody with a contract."""
        person = self.person()
        self.vault.tell(person, "contract-start", actor="ann", effective=since)
        return person


@pytest.fixture(scope="session")
def root() -> Root:
    """What opens the keys of every company."""
    return MemoryRoot()


@pytest.fixture(scope="session")
def founded(root: Root, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a company just founded, to be copied."""
    folder = tmp_path_factory.mktemp("company")
    Company(folder=folder, root=root, clock=FixedClock(NOON), plan=company()).close()
    return folder


@pytest.fixture(scope="session")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, to be copied, of a company whose data are on a server; it is made when the first copy is."""
    return tmp_path_factory.mktemp("company-beside") / "company"


@pytest.fixture
def firm(engine: str, root: Root, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Company]:
    """A company on new stores, at noon in Paris on 25 May 2026; its shelf is in a file, its data are on each engine (`pytest_generate_tests`)."""

    def opened(folder: Path, data: Address | None) -> Company:
        return Company(folder=folder, root=root, clock=FixedClock(NOON), plan=company(), data=data)

    with on_engine(request, engine, "founded", tmp_path / "instance", opened) as made:
        yield made
