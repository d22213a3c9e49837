"""Files of records come in: once, whole, and with what they say of persons."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from pyarrow import parquet
from tests.intake.bulk.conftest import FORMATS, MAPPING, Carrier, cells, ndjson

from etanche.errors import MissingExtra, NotFound, Unreadable
from etanche.intake.bulk import RecordFormat, RecordsReport
from etanche.intake.bulk.batching import BATCH
from etanche.intake.bulk.columns import MappingUnreadable
from etanche.intake.bulk.reading import Bad
from etanche.standing import person_subject

CUSTOMERS = """\
Customer;Name;E-mail;Created;Since;Newsletter;Notes
7;Ann;ann@example.org;25/05/2025;01/02/2024;oui;x
8;Bob;bob@example.org;;03/02/2024;non;y
"""
FULL = """\
person: {column: Customer, as: customer-number}
fields: {name: Name, email: E-mail}
collected: {column: Created, assumed: 2026-01-15}
dates: DD/MM/YYYY
delimiter: ;
events:
  - {event: contract-start, date: Since}
  - {event: consent-given, for: writing, if: Newsletter, assumed: 2024-03-04}
"""


def told(firm: Carrier, number: str, sort: str = "customer-number") -> list[tuple[str, str | None, object]]:
    """Return what standing was told of a customer."""
    subject = person_subject(firm.vault.known_as(sort, number))
    with firm.store.reading() as connection:
        return [
            (one.event, one.purpose, one.effective)
            for one in firm.standing.persons.told(connection, [subject])[subject]
        ]


def rows_of(number: int, begin: int = 0) -> list[dict[str, object]]:
    """Return orders of as many customers."""
    return [{"Customer": one, "Words": f"order {one}"} for one in range(begin, number)]


def test_columns_become_fields_persons_and_what_happened_to_them(firm: Carrier, tmp_path: Path) -> None:
    """A mapped file brings records of persons known by their number, with contract and consent, and what is assumed shown."""
    report = firm.take(cells(tmp_path / "a.csv", CUSTOMERS), category="account", mapping=FULL)

    assert RecordsReport(read=2, stored=2, left_out=1) == report
    assert [("contract-start", None, date(2024, 2, 1)), ("consent-given", "writing", date(2024, 3, 4))] == told(
        firm, "7"
    )
    assert [("contract-start", None, date(2024, 2, 3))] == told(firm, "8")
    [record] = firm.as_("support", "serving").of_person(firm.vault.known_as("customer-number", "7"))
    assert (date(2025, 5, 25), {"name": "Ann", "email": "ann@example.org"}) == (record.day, record.fields)
    with firm.store.reading() as connection:
        under = firm.standing.persons.under(connection, firm.vault.known_as("customer-number", "7"))
    assert {"contract-start": None, "consent-given": "Ann Ng"} == {row.event: row.assumed for row in under}
    [line] = [entry for entry in firm.journal.entries() if entry.act == "told"]
    assert {"events": 3, "assumed": 1, "assumed-days": 1, "assumed-by": "Ann Ng"}.items() <= line.facts.items()


def test_the_same_identifier_is_the_same_person_in_this_import_and_later_ones(firm: Carrier, tmp_path: Path) -> None:
    """An address of mail is compared as it is delivered; a number of another sort is somebody else."""
    by_mail = "person: {column: Who, as: mail}\nfields: {words: Words}\n"
    firm.take(
        ndjson(tmp_path / "a.ndjson", [{"Who": "Ann@Example.org", "Words": "a"}, {"Who": 7, "Words": "b"}]),
        mapping=by_mail,
    )
    firm.take(
        ndjson(tmp_path / "b.ndjson", [{"Who": " ann@example.org", "Words": "c"}, {"Who": "7", "Words": "d"}]),
        mapping=by_mail,
    )
    found = {
        person: sorted(one.fields["words"] for one in firm.shop.of_person(person))
        for person in (firm.vault.known_as("mail", "ann@example.org"), firm.vault.known_as("mail", "7"))
    }

    assert [["a", "c"], ["b", "d"]] == list(found.values())
    assert firm.vault.known_as("mail", "7") != firm.vault.known_as("customer-number", "7")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_file_again_brings_nothing(
    another: Callable[[str], Carrier], tmp_path: Path, form: RecordFormat
) -> None:
    """Known by its content, under any name: no record and no event twice."""
    firm, source = another("a"), another("b")
    source.put_for("order", *(source.person() for _ in range(2_100)))
    file = source.export(tmp_path / f"orders.{form}").file
    first = firm.take(file)
    again = firm.take(file.rename(tmp_path / f"renamed.{form}"))

    assert RecordsReport(read=2_100, stored=2_100) == first
    assert RecordsReport(already=2_100) == again
    assert 2_100 == len(firm.orders())


@pytest.mark.parametrize(("before", "after"), [(0, 3), (3, 7), (BATCH, BATCH + 1), (BATCH - 1, BATCH + 5)])
def test_a_file_that_grew_brings_its_new_records(firm: Carrier, tmp_path: Path, before: int, after: int) -> None:
    """What was in stays in once; only what was added comes in, wherever the file ended before."""
    firm.take(ndjson(tmp_path / "a.ndjson", rows_of(before)), mapping=MAPPING)
    report = firm.take(ndjson(tmp_path / "a.ndjson", rows_of(after)), mapping=MAPPING)

    assert (before, after - before) == (report.already, report.stored)
    assert sorted(f"order {one}" for one in range(after)) == sorted(one["words"] for one in firm.orders())


def test_a_file_of_which_nothing_came_in_comes_in_with_a_better_mapping(firm: Carrier, tmp_path: Path) -> None:
    """A mapping that missed the date of the contract is mended, and the same file given again."""
    text = "Customer,Since,Words\n7,2024-02-01,a\n"
    wrong = firm.take(
        cells(tmp_path / "a.csv", text),
        category="account",
        mapping="person: {column: Customer, as: n}\nfields: {words: Words}\nevents: [{event: contract-end, date: Since}]\n",
    )
    right = firm.take(
        cells(tmp_path / "a.csv", text),
        category="account",
        mapping="person: {column: Customer, as: n}\nfields: {words: Words}\nevents: [{event: contract-start, date: Since}]\n",
    )

    assert (0, 0) == (wrong.stored, right.already)
    assert 1 == wrong.read


def test_every_record_is_in_exactly_one_number(firm: Carrier, tmp_path: Path) -> None:
    """Stored, refused, past and bad add up to what was read; bad ones are known by number and reason."""
    bad: list[tuple[int, str]] = []
    rows: list[dict[str, object]] = [
        {"Customer": 1, "Words": "fine"},
        {"Words": "whose?"},
        {"Customer": 2, "Words": "4111 1111 1111 1111"},
        {"Customer": 3, "Words": "when", "Created": "soon"},
        {"Customer": 4, "Words": "old", "Created": "2001-01-01"},
        {"Customer": 5, "Words": "ahead", "Created": "2031-01-01"},
        {"Customer": 6, "Words": "the end", "Created": "9999-12-31T23:59:59-05:00"},
        {"Customer": 7, "Words": "for ever", "Created": "9999-12-31"},
    ]
    file = ndjson(tmp_path / "a.ndjson", rows)
    file.write_text(file.read_text() + "{broken\n", encoding="utf-8")
    report = firm.take(file, mapping=MAPPING, on_bad=lambda number, why: bad.append((number, why)))

    assert (9, 1, 1) == (report.read, report.stored, report.past)
    assert {"never": 1, "in-the-future": 1, "unfit-value": 1} == report.refused
    assert {"person": 1, "date": 2, "line": 1} == report.bad
    assert [(2, Bad.PERSON), (4, Bad.DATE), (7, Bad.DATE), (9, Bad.LINE)] == bad
    assert (2, 4, 7, 9) == report.bad_lines
    assert report.read == report.stored + report.past + sum(report.refused.values()) + sum(report.bad.values())


def test_dates_are_assumed_by_somebody_or_not_at_all(firm: Carrier, tmp_path: Path) -> None:
    """A mapping that assumes a date needs a name, before a line is read."""
    with pytest.raises(Unreadable, match="assumed by somebody"):
        firm.take(ndjson(tmp_path / "a.ndjson", rows_of(1)), mapping=MAPPING, assumed_by=None)

    assert [] == firm.orders()


def test_a_yes_that_is_older_than_a_no_changes_nothing(firm: Carrier, tmp_path: Path) -> None:
    """A consent of 2024 in an old file does not take back a withdrawal of 2025; one of 2026 does."""
    person = firm.vault.known_as("customer-number", "7")
    firm.vault.tell(person, "consent-withdrawn", actor="ann", purpose="writing", effective=date(2025, 1, 1))
    firm.clock.advance(timedelta(minutes=1))
    mapping = "person: {column: C, as: customer-number}\nfields: {words: W}\nevents: [{event: consent-given, for: writing, date: D}]\n"
    old = firm.take(
        ndjson(tmp_path / "a.ndjson", [{"C": 7, "W": "old", "D": "2024-01-01"}]), category="letter", mapping=mapping
    )
    new = firm.take(
        ndjson(tmp_path / "b.ndjson", [{"C": 7, "W": "new", "D": "2026-01-01"}]), category="letter", mapping=mapping
    )

    assert ({"no-purpose": 1}, 0, 1) == (old.refused, old.stored, new.stored)


def test_whoever_was_erased_does_not_come_back_with_a_file(firm: Carrier, tmp_path: Path) -> None:
    """An old file that is imported after an erasure brings nothing of that person, and tells nothing of them."""
    file = ndjson(tmp_path / "a.ndjson", rows_of(3))
    firm.take(file, mapping=MAPPING)
    firm.vault.erase(firm.vault.known_as("customer-number", "1"), actor="ann")
    told_before = told(firm, "1")
    report = firm.take(
        ndjson(tmp_path / "b.ndjson", [{"Customer": 9, "Words": "x"}, *rows_of(3)]),
        mapping=MAPPING + "events: [{event: contract-start, date: Nothing, assumed: 2024-01-01}]\n",
    )

    assert {"forgotten": 1} == report.refused
    assert ["order 0", "order 0", "order 2", "order 2", "x"] == sorted(one["words"] for one in firm.orders())
    assert told_before == told(firm, "1")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("person: {column: a}\nfields: {words: W}\n", ":1:9", "who the person is"),
        ("person: {column: a, as: b}\n", ":1:1", "no `fields`"),
        ("person: {column: a, as: b}\nfields: {wrods: W}\n", ":2:10", "wrods"),
        ("person: {column: a, as: b}\nfields: {words: W}\nevents: [{event: held, date: D}]\n", ":3:18", "held"),
        ("person: {column: a, as: b}\nfields: {words: W}\nevents: [{event: joined}]\n", ":3:10", "no date"),
        (
            "person: {column: a, as: b}\nfields: {words: W}\nevents: [{event: consent-given, date: D}]\n",
            ":3:18",
            "purpose",
        ),
        (
            "person: {column: a, as: b}\nfields: {words: W}\nevents: [{event: objection, for: serving, date: D}]\n",
            ":3:18",
            "refuse",
        ),
        ("person: {column: a, as: b}\nfields: {words: W}\ncollected: {assumed: soon}\n", ":3:22", "no day"),
        ("person: [a\n", ":1:9", "bracket"),
        ("person: {column: Nowhere, as: b}\nfields: {words: Words}\n", ":1:1", "no column `Nowhere`"),
    ],
)
def test_a_faulty_mapping_is_refused_where_it_is_faulty(
    firm: Carrier, tmp_path: Path, text: str, place: str, says: str
) -> None:
    """Every fault of a mapping has its file, line and column, before anything is imported."""
    with pytest.raises(MappingUnreadable, match=says) as refused:
        firm.take(cells(tmp_path / "a.csv", "Customer,Words\n1,a\n"), mapping=text)

    assert str(refused.value.place).endswith(f"mapping.yaml{place}")
    assert [] == firm.orders()


def test_a_category_that_knows_nobody_and_an_unknown_door_are_refused(firm: Carrier, tmp_path: Path) -> None:
    """Records come in by a channel of their category only."""
    file = ndjson(tmp_path / "a.ndjson", rows_of(1))
    with pytest.raises(NotFound, match="channel of this name"):
        firm.take(file, mapping=MAPPING, channel="window")
    with pytest.raises(NotFound, match="no category"):
        firm.take(file, category="nothing")


@pytest.mark.clause("C21")
def test_an_objection_that_has_to_be_weighed_suspends_what_is_there(firm: Carrier, tmp_path: Path) -> None:
    """It is told once, takes the records of the person out of the bucket of their day, and lets nobody read them meanwhile."""
    mapping = "person: {column: No, as: n}\nfields: {words: Words}\n"
    objecting = mapping + "events: [{event: objection, for: weighing, date: Said}]\n"
    row = {"No": 1, "Words": "a", "Said": "2026-05-01"}
    firm.take(ndjson(tmp_path / "a.ndjson", [row]), category="score", mapping=mapping)
    firm.take(ndjson(tmp_path / "b.ndjson", [row | {"Words": "b"}]), category="score", mapping=objecting)
    firm.take(ndjson(tmp_path / "c.ndjson", [row | {"Words": "c"}]), category="score", mapping=objecting)

    assert [("objection", "weighing", date(2026, 5, 1))] == told(firm, "1", "n")
    assert [] == list(firm.as_("analyst", "weighing").stream("score"))


def test_a_file_in_another_encoding_is_read_as_the_mapping_says(firm: Carrier, tmp_path: Path) -> None:
    """Accents of an old program come in as they were meant; without being told, the line is bad, not mangled."""
    mapping = "person: {column: No, as: n}\nfields: {words: Words}\n"
    (tmp_path / "a.csv").write_bytes("No,Words\n1,\u00e9t\u00e9 \u20ac\n".encode("cp1252"))
    unsaid = firm.take(tmp_path / "a.csv", mapping=mapping)
    said = firm.take(tmp_path / "a.csv", mapping=mapping + "encoding: windows-1252\n")

    assert ({"line": 1}, 1) == (unsaid.bad, said.stored)
    assert ["\u00e9t\u00e9 \u20ac"] == [one["words"] for one in firm.orders()]


def test_typed_columns_come_in_as_what_they_are(firm: Carrier, tmp_path: Path) -> None:
    """Days, moments, numbers and nothing of a Parquet file need no spelling."""
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    table = pa.table({"No": [1, 2], "Words": ["a", None], "Created": [noon, None], "Since": [date(2024, 2, 1), None]})
    parquet.write_table(table, tmp_path / "a.parquet")
    mapping = (
        "person: {column: No, as: customer-number}\nfields: {words: Words}\ncollected: {column: Created, assumed: 2026-01-15}\n"
        "events: [{event: contract-start, date: Since}]\n"
    )
    report = firm.take(tmp_path / "a.parquet", mapping=mapping)

    assert 2 == report.stored
    assert ["2026-01-15", "2026-03-04"] == sorted(one.day.isoformat() for one in firm.shop.stream("order"))
    assert [("contract-start", None, date(2024, 2, 1))] == told(firm, "1")


def test_without_the_extra_parquet_is_refused_in_a_line(
    firm: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither reading nor writing falls over a library that is not there; the hint says how to get it."""
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for act in (lambda: firm.take(tmp_path / "a.parquet"), lambda: firm.export(tmp_path / "b.parquet")):
        with pytest.raises(MissingExtra) as refused:
            act()
        assert "etanche[parquet]" in refused.value.hint

    assert ["a.parquet", "instance"] == sorted(one.name for one in tmp_path.iterdir())
