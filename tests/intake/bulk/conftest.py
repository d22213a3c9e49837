"""A small company whose files of records go in and out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from tests.vault.conftest import NOON
from tests.vault.engines import on_engine
from tests.vault.persons.conftest import Company, company

from etanche.charter import Duration, Forbidden, Forbidding, OnArrival, Plan, Unit
from etanche.clock import FixedClock
from etanche.intake.bulk import Exported, RecordFormat, RecordsReport, export_records, import_records, read_mapping
from etanche.keyring import MemoryRoot, Root
from etanche.store import Address

FORMATS = (RecordFormat.CSV, RecordFormat.NDJSON, RecordFormat.PARQUET)
MAPPING = """\
person: {column: Customer, as: customer-number}
fields: {name: Name, email: E-mail, words: Words, town: Town}
collected: {column: Created, assumed: 2026-01-15}
"""

ON_BOTH = {"test_taking", "test_memory"}
"""What asks the store how far an import has come, and who is known, and what a store keeps in memory. The rest looks at files, formats and killed processes."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let each test of the company run on SQLite, and on PostgreSQL too where an engine may answer otherwise."""
    if "engine" in metafunc.fixturenames:
        module = metafunc.module.__name__.rpartition(".")[2]
        engines = ["sqlite", "postgresql"] if module in ON_BOTH else ["sqlite"]
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine on which the data of the company are."""
    return str(request.param)


def carrier() -> Plan:
    """Return the plan of the company, whose shop may take a copy away for 30 days, and which never accepts a card."""
    plan = company()
    never = (Forbidding(name="card", kind=Forbidden.CARD_NUMBER, on_arrival=OnArrival.REFUSE),)
    return replace(
        plan,
        categories={name: replace(it, never=never) for name, it in plan.categories.items()},
        takes_away={"shop": Duration(number=30, unit=Unit.DAY)},
    )


class Carrier(Company):
    """The company, and what it imports and exports."""

    def take(self, path: Path, *, category: str = "order", mapping: str | None = None, **more: object) -> RecordsReport:
        """Import a file; its format is its suffix."""
        told: dict[str, object] = {"assumed_by": "Ann Ng", "form": RecordFormat(path.suffix[1:])} | more
        if mapping is not None:
            where = self.folder.parent / "mapping.yaml"
            where.write_text(mapping, encoding="utf-8")
            told["mapping"] = read_mapping(where, self.plan, category)
        return import_records(self.vault, self.plan, path, category=category, **told)  # type: ignore[arg-type]

    def export(
        self, path: Path, *, category: str = "order", progress: Callable[[int], object] | None = None
    ) -> Exported:
        """Export a category as the shop does."""
        return export_records(
            self.shop.take_away(category),
            self.plan.categories[category],
            path,
            form=RecordFormat(path.suffix[1:]),
            about={"by": "bea"},
            progress=progress,
        )

    def orders(self) -> list[Mapping[str, str]]:
        """Return the fields of every order."""
        return [one.fields for one in self.shop.stream("order")]


@pytest.fixture(scope="session")
def root() -> Root:
    """What opens the keys of every company."""
    return MemoryRoot()


@pytest.fixture(scope="session")
def founded(root: Root, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a company just founded, to be copied."""
    folder = tmp_path_factory.mktemp("carrier")
    Carrier(folder=folder, root=root, clock=FixedClock(NOON), plan=carrier()).close()
    return folder


@pytest.fixture(scope="session")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, to be copied, of a company whose data are on a server; it is made when the first copy is."""
    return tmp_path_factory.mktemp("carrier-beside") / "carrier"


@pytest.fixture
def another(
    engine: str, root: Root, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Carrier]]:
    """Opens the company again, on stores of its own; its shelf is in a file, its data are on each engine (`pytest_generate_tests`)."""
    with ExitStack() as opened:
        yield lambda name: opened.enter_context(
            on_engine(request, engine, "founded", tmp_path / name, lambda folder, data: opened_in(folder, root, data))
        )


def opened_in(folder: Path, root: Root, data: Address | None) -> Carrier:
    """Open the company in a folder, or found it there."""
    return Carrier(folder=folder, root=root, clock=FixedClock(NOON), plan=carrier(), data=data)


@pytest.fixture
def firm(another: Callable[[str], Carrier]) -> Carrier:
    """The company, on new files, at noon in Paris on 25 May 2026."""
    return another("instance")


def ndjson(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write objects, one a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def cells(path: Path, text: str) -> Path:
    """Write a file of cells as it is given."""
    path.write_bytes(text.encode())
    return path
