"""What goes out and comes in again is the same, in every format."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.bulk.conftest import FORMATS, MAPPING, Carrier, ndjson

from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.intake.bulk import RecordFormat
from etanche.intake.bulk.formula import armed, disarmed, restored
from etanche.vault import NotTakenAway

WORDS = [
    {"words": '=HYPERLINK("http://x")', "town": "vannes"},
    {"words": "'=1+1", "name": "+33 6 12"},
    {"words": 'two\nlines, "quoted"; and more', "email": "ann@example.org"},
    {"words": "\u00e9t\u00e9 \u2014 \U0001f30a", "name": "-dash", "town": "brest"},
    {"words": "@cmd|' /C calc'!A0"},
]


def seen(firm: Carrier) -> list[tuple[bytes | None, str, Mapping[str, str]]]:
    """Return whose every order is, of which day, and what it says."""
    return sorted(((one.person, one.day.isoformat(), dict(one.fields)) for one in firm.shop.stream("order")), key=repr)


@pytest.mark.parametrize("form", FORMATS)
def test_export_then_import_is_the_identity(
    another: Callable[[str], Carrier], tmp_path: Path, form: RecordFormat
) -> None:
    """Whose a record is, its day and its fields are the same in another instance, line ends and formulas included."""
    here, there = another("here"), another("there")
    people = [here.person() for _ in WORDS]
    for number, (person, fields) in enumerate(zip(people, WORDS, strict=True)):
        told: dict[str, object] = {"email": "bob@example.org", **fields}
        here.put_for("order", person, days_ago=number, **told)
    exported = here.export(tmp_path / f"orders.{form}")
    report = there.take(exported.file)

    assert len(WORDS) == exported.records == report.stored
    assert seen(here) == seen(there)


def test_an_altered_row_is_counted_and_left_out(firm: Carrier, tmp_path: Path) -> None:
    """The rest of an export is written; beside the file, and in the line of the journal, stands how many did not open."""
    firm.put_for("order", *(firm.person() for _ in range(3)))
    with firm.store.writing() as connection:
        connection.exec_driver_sql("UPDATE records SET sealed = zeroblob(60) WHERE id = (SELECT max(id) FROM records)")
    made = firm.export(tmp_path / "orders.ndjson")

    assert (2, 1) == (made.records, made.altered)
    assert 1 == json.loads((tmp_path / "orders.ndjson.json").read_text())["altered"]
    assert (2, 1) == tuple(firm.last("copy-made").facts[name] for name in ("records", "altered-records"))


@given(st.text(max_size=20))
def test_a_cell_is_restored_whatever_it_holds(value: str) -> None:
    """The apostrophe that keeps a spreadsheet from obeying a cell is taken off again, and only that one."""
    assert value == restored(disarmed(value))
    assert not armed(value) or disarmed(value).startswith("'")


def test_no_cell_of_an_export_begins_like_a_formula(firm: Carrier, tmp_path: Path) -> None:
    """A spreadsheet that opens an export obeys nothing that somebody wrote into a form (OWASP, CSV injection)."""
    for number, words in enumerate(["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\uff1d1+1", "'=2"]):
        firm.put_for("order", firm.person(), words=words, name=f"={number}")
    firm.export(tmp_path / "orders.csv")
    with (tmp_path / "orders.csv").open(encoding="utf-8", newline="") as file:
        found = [cell for row in csv.reader(file) for cell in row]

    assert sum(cell.startswith("'") for cell in found) == 14
    assert not [cell for cell in found if armed(cell) and not cell.startswith("'")]


def test_an_export_is_its_owners_and_says_until_when(firm: Carrier, tmp_path: Path) -> None:
    """The copy and what stands beside it are mode 0600; its last day, digest and number are told there and in the journal."""
    firm.put_for("order", firm.person())
    exported = firm.export(tmp_path / "orders.ndjson")
    beside = json.loads((tmp_path / "orders.ndjson.json").read_text(encoding="utf-8"))
    made = [entry for entry in firm.journal.entries() if entry.act == "copy-made"]

    assert "2026-06-24" == exported.until == beside["destroy-after"]
    assert {"by": "bea", "records": 1, "destroy-after": "2026-06-24", "sha256": exported.sha256} == beside
    assert [{"until": "2026-06-24", "records": 1, "sha256": exported.sha256}] == [entry.facts for entry in made]
    for name in ("orders.ndjson", "orders.ndjson.json"):
        assert 0o600 == stat.S_IMODE((tmp_path / name).stat().st_mode)


def test_a_batch_of_a_copy_is_written_down_before_it_leaves(firm: Carrier) -> None:
    """The line of a batch, with the list of its persons, is durable when its first record is handed over."""
    person = firm.person()
    firm.put_for("order", person)
    copy = firm.shop.take_away("order")
    next(copy.records)

    assert ["copy-asked", "copy"] == [entry.act for entry in firm.journal.entries()][-2:]
    assert 2 == len(firm.vault.entries_about(person))


def test_a_no_that_comes_while_a_copy_is_made_is_heard(firm: Carrier) -> None:
    """Standing is asked again for each batch: who objects meanwhile is not in the rest of the copy."""
    people = [firm.person() for _ in range(4)]
    for number, person in enumerate(people):
        firm.put_for("order", person, days_ago=4 - number)
    copy = firm.shop.take_away("order", batch=2)
    first = next(copy.records)
    firm.vault.tell(people[3], "objection", actor="ann", purpose="selling")

    assert people[:3] == [first.person, *(one.person for one in copy.records)]


def test_whom_the_charter_lets_take_nothing_away_takes_nothing(firm: Carrier, tmp_path: Path) -> None:
    """A role without `takes-away` gets no copy, and that it asked is in the journal."""
    firm.put_for("account", firm.customer())
    with pytest.raises(NotTakenAway):
        firm.as_("support", "serving").take_away("account")
    with pytest.raises(GateRefused):
        firm.shop.take_away("account")

    assert ("copy-asked", "not-granted") in [(entry.act, entry.decision) for entry in firm.journal.entries()]
    assert [] == [one for one in tmp_path.iterdir() if one.name != "instance"]


def test_nothing_is_written_over(firm: Carrier, tmp_path: Path) -> None:
    """An export to a name that is taken is refused, and what lay there lies there."""
    (tmp_path / "orders.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(Unreadable):
        firm.export(tmp_path / "orders.csv")

    assert "mine" == (tmp_path / "orders.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_fails_leaves_nothing(firm: Carrier, tmp_path: Path, form: RecordFormat) -> None:
    """Neither the copy, nor what stands beside it, nor a file under another name is left of an export that broke off."""
    firm.put_for("order", *(firm.person() for _ in range(1_500)))

    def stop(_records: int) -> None:
        raise KeyboardInterrupt

    from etanche.intake.bulk import export_records

    with pytest.raises(KeyboardInterrupt):
        export_records(
            firm.shop.take_away("order"),
            firm.plan.categories["order"],
            tmp_path / f"orders.{form}",
            form=form,
            about={},
            progress=stop,
        )

    assert ["instance"] == [one.name for one in tmp_path.iterdir()]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_plan_keeps_comes_back(another: Callable[[str], Carrier], tmp_path: Path, data: st.DataObject) -> None:
    """Whatever texts a file holds, what an export of them brings into another instance is what was kept here."""
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {"Customer": st.text("abc=@", min_size=1, max_size=3).map(str.strip).filter(bool)},
                optional={"Words": st.text(max_size=30), "Name": st.text("\"',;=\n a\u00e9", max_size=8)},
            ),
            min_size=1,
            max_size=5,
        )
    )
    folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    here, there = another(f"{folder.name}/here"), another(f"{folder.name}/there")
    here.take(ndjson(folder / "in.ndjson", rows), mapping=MAPPING)
    there.take(here.export(folder / "out.csv").file)

    assert seen(here) == seen(there)
