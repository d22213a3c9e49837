"""A small company whose files of records go in and out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.persons.conftest import Company, company
from tests.vault.conftest import NOON

from etanche.charter import Duration, Forbidden, Forbidding, OnArrival, Plan, Unit
from etanche.clock import FixedClock
from etanche.intake.bulk import Exported, RecordFormat, RecordsReport, export_records, import_records, read_mapping
from etanche.keyring import MemoryRoot, Root

FORMATS = (RecordFormat.CSV, RecordFormat.NDJSON, RecordFormat.PARQUET)
MAPPING = """\
person: {column: Customer, as: customer-number}
fields: {name: Name, email: E-mail, words: Words, town: Town}
collected: {column: Created, assumed: 2026-01-15}
"""


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

    def export(self, path: Path, *, category: str = "order") -> Exported:
        """Export a category as the shop does."""
        return export_records(
            self.shop.take_away(category),
            self.plan.categories[category],
            path,
            form=RecordFormat(path.suffix[1:]),
            about={"by": "bea"},
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


@pytest.fixture
def another(founded: Path, root: Root, tmp_path: Path) -> Iterator[Callable[[str], Carrier]]:
    """Opens the company again, on files of its own."""
    opened: list[Carrier] = []

    def open_it(name: str) -> Carrier:
        folder = shutil.copytree(founded, tmp_path / name)
        opened.append(Carrier(folder=folder, root=root, clock=FixedClock(NOON), plan=carrier()))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


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
