"""Addresses that must not be written to again stay refused, whoever brings them back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.intake.bulk.conftest import Carrier, cells, ndjson

from etanche.errors import Unreadable
from etanche.intake.bulk import RecordFormat, RefusalsReport, import_refusals
from etanche.standing import Told, person_subject

BY_NUMBER = "person: {column: No, as: number}\nfields: {email: Mail, words: Words}\n"
CONSENTED = BY_NUMBER + "events: [{event: consent-given, for: writing, date: Given}]\n"


def refuse(firm: Carrier, path: Path, purpose: str = "selling", **more: object) -> RefusalsReport:
    """Import a list of refusals."""
    told: dict[str, object] = {"assumed_by": "Ann Ng", **more}
    return import_refusals(firm.vault, firm.plan, path, purpose=purpose, **told)  # type: ignore[arg-type]


def told(firm: Carrier, person: bytes) -> tuple[Told, ...]:
    """Return what standing was told of a person."""
    subject = person_subject(person)
    with firm.store.reading() as connection:
        return firm.standing.persons.told(connection, [subject])[subject]


@pytest.mark.parametrize("again", ["same number", "another number"])
def test_an_erased_person_who_had_refused_is_not_written_to_again(firm: Carrier, tmp_path: Path, again: str) -> None:
    """Re-imported under the same number nothing of theirs comes in; under another one it comes in for nothing they refused."""
    row = {"No": 1, "Mail": "ann@example.org", "Words": "x", "Given": "2026-01-01"}
    firm.take(ndjson(tmp_path / "a.ndjson", [row]), category="letter", mapping=CONSENTED)
    person = firm.vault.known_as("number", "1")
    firm.vault.tell(person, "consent-withdrawn", actor="ann", purpose="writing")
    firm.vault.erase(person, actor="ann")
    back = ndjson(tmp_path / "b.ndjson", [row | {"No": 1 if again == "same number" else 2, "Words": "y"}])
    report = firm.take(back, category="letter", mapping=CONSENTED)

    assert {"forgotten": 1} == report.refused if again == "same number" else {"no-purpose": 1} == report.refused
    assert [] == list(firm.as_("writer", "writing").stream("letter"))


def test_an_erased_person_who_had_objected_comes_in_objecting(firm: Carrier, tmp_path: Path) -> None:
    """The refusal of an address outlives its person, and is told of whoever has it next."""
    row = {"No": 1, "Mail": "Ann@example.org", "Words": "x"}
    firm.take(ndjson(tmp_path / "a.ndjson", [row]), mapping=BY_NUMBER)
    person = firm.vault.known_as("number", "1")
    firm.vault.tell(person, "objection", actor="ann", purpose="selling", effective=date(2026, 5, 1))
    firm.vault.erase(person, actor="ann")
    report = firm.take(ndjson(tmp_path / "b.ndjson", [row | {"No": 2}]), mapping=BY_NUMBER)
    [event] = told(firm, firm.vault.known_as("number", "2"))

    assert {"no-purpose": 1} == report.refused
    assert ("objection", "selling", date(2026, 5, 1)) == (event.event, event.purpose, event.effective)


def test_a_list_is_kept_as_marks_and_no_address_of_it_lies_in_any_file(firm: Carrier, tmp_path: Path) -> None:
    """Persons of ours with such an address object at once; of the others a keyed mark is kept, and the same list brings nothing."""
    firm.take(ndjson(tmp_path / "a.ndjson", [{"No": 1, "Mail": "ann@example.org", "Words": "x"}]), mapping=BY_NUMBER)
    listed = cells(tmp_path / "list.txt", "ann@example.org\n\nNOBODY@example.org\n+33 6 12 34 56 78\nrubbish\n")
    first = refuse(firm, listed)
    again = refuse(firm, listed)
    firm.journal.seal()
    files = [one for one in firm.folder.rglob("*") if one.is_file()]

    assert RefusalsReport(read=4, kept=3, known=1, bad=1, bad_lines=(5,)) == first
    assert RefusalsReport(already=4, read=0) == again
    assert [("objection", "selling")] == [
        (one.event, one.purpose) for one in told(firm, firm.vault.known_as("number", "1"))
    ]
    for value in (b"nobody@example", b"NOBODY@example", b"612345678"):
        assert [] == [file.name for file in files if value in file.read_bytes()]


def test_whoever_is_imported_with_a_refused_address_comes_in_refusing(firm: Carrier, tmp_path: Path) -> None:
    """The list came first; the person is met later, and is not sold to, while others are."""
    refuse(firm, cells(tmp_path / "list.txt", "ann@example.org\n"))
    rows = [{"No": 1, "Mail": "ANN@example.org", "Words": "x"}, {"No": 2, "Mail": "bob@example.org", "Words": "y"}]
    report = firm.take(ndjson(tmp_path / "a.ndjson", rows), mapping=BY_NUMBER)

    assert (1, {"no-purpose": 1}) == (report.stored, report.refused)
    assert ["y"] == [one["words"] for one in firm.orders()]


def test_a_younger_yes_goes_before_a_refusal_of_the_list(firm: Carrier, tmp_path: Path) -> None:
    """Who consented after the day of the refusal is written to; who did before is not."""
    listed = cells(tmp_path / "list.csv", "address,since\nann@example.org,2026-03-01\nbob@example.org,2026-03-01\n")
    refuse(firm, listed, "writing", form=RecordFormat.CSV, assumed_by=None)
    rows = [
        {"No": 1, "Mail": "ann@example.org", "Words": "new", "Given": "2026-04-01"},
        {"No": 2, "Mail": "bob@example.org", "Words": "old", "Given": "2026-02-01"},
    ]
    report = firm.take(ndjson(tmp_path / "a.ndjson", rows), category="letter", mapping=CONSENTED)

    assert (1, {"no-purpose": 1}) == (report.stored, report.refused)


def test_a_word_of_tomorrow_is_a_line_that_cannot_be_read(firm: Carrier, tmp_path: Path) -> None:
    """Neither a yes nor a refusal of tomorrow is taken from a file: its line is told, and the others are taken."""
    tomorrow = (firm.clock.now() + timedelta(days=1)).date().isoformat()
    rows = [
        {"No": 1, "Mail": "ann@example.org", "Words": "now", "Given": "2026-04-01"},
        {"No": 2, "Mail": "bob@example.org", "Words": "later", "Given": tomorrow},
    ]
    taken = firm.take(ndjson(tmp_path / "a.ndjson", rows), category="letter", mapping=CONSENTED)
    listed = cells(tmp_path / "list.csv", f"address,since\nann@example.org,{tomorrow}\nbob@example.org,2026-03-01\n")
    kept = refuse(firm, listed, "selling", form=RecordFormat.CSV, assumed_by=None)

    assert (1, {"future": 1}, (2,)) == (taken.stored, taken.bad, taken.bad_lines)
    assert (1, 1, (2,)) == (kept.kept, kept.bad, kept.bad_lines)


def test_a_refusal_without_a_date_is_assumed_by_somebody(firm: Carrier, tmp_path: Path) -> None:
    """A list without dates needs a name; a purpose that nobody can refuse takes no list."""
    listed = cells(tmp_path / "list.txt", "ann@example.org\n")
    with pytest.raises(Unreadable, match="assumed by somebody"):
        refuse(firm, listed, assumed_by=None)
    with pytest.raises(Unreadable, match="nobody can refuse"):
        refuse(firm, listed, "bookkeeping")

    assert 1 == refuse(firm, listed).kept


def test_an_erasure_says_nothing_of_others_with_the_same_address(firm: Carrier, tmp_path: Path) -> None:
    """Two who share a mailbox: one objected and is erased, the other's orders are read as before."""
    rows = [{"No": one, "Mail": "both@example.org", "Words": f"{one}"} for one in (1, 2)]
    firm.take(ndjson(tmp_path / "a.ndjson", rows), mapping=BY_NUMBER)
    firm.vault.tell(firm.vault.known_as("number", "1"), "objection", actor="ann", purpose="selling")
    firm.vault.erase(firm.vault.known_as("number", "1"), actor="ann")

    assert ["2"] == [one["words"] for one in firm.orders()]
    assert () == told(firm, firm.vault.known_as("number", "2"))
