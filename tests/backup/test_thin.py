"""
A backup that a faulty copier, or a hand that signs, made thin: rows left out or altered, its counts and digests right. The rehearsal misses what is not there.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.backup.conftest import Place
from tests.conftest import IN_FILES

from etanche.backup import Taken
from etanche.backup.manifest import NAME, SIGNATURE, sign
from etanche.backup.taking import file_digest
from etanche.instance import Instance
from etanche.journal import Entry, owe
from etanche.proof.attested_rows import signed
from etanche.store import AlertRow, AttestationRow, attestations, moment_text

pytestmark = IN_FILES


def thin(taken: Taken, instance: Instance, *statements: str) -> None:
    """Make of a backup what a copier that skips rows would have written: rows gone, their counts and digests right, and our signature."""
    file = next((taken.folder / "data").iterdir())
    with closing(sqlite3.connect(file)) as data, data:
        for statement in statements:
            data.execute(statement)
        counts = {name: data.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in taken.manifest.counts}
    files = {**taken.manifest.files, file.relative_to(taken.folder).as_posix(): file_digest(file)}
    written = replace(taken.manifest, files=files, counts=counts).written()
    (taken.folder / NAME).write_bytes(written)
    (taken.folder / SIGNATURE).write_bytes(sign(instance.bench.keyring.signer(instance.organisation_id), written))


LINES = "DELETE FROM entries WHERE act = 'put' AND seq = (SELECT max(seq) FROM entries WHERE act = 'put')"


@pytest.mark.clause("C4")
@pytest.mark.parametrize("puts_since", [0, 3])
def test_records_that_a_copier_skipped_are_missed(
    place: Place, backed: tuple[Instance, Taken], puts_since: int
) -> None:
    """A backup with fewer records, well counted and signed by us, is not sound, however many were written since: each skipped one is counted."""
    instance, taken = backed
    thin(taken, instance, "DELETE FROM records WHERE day = (SELECT max(day) FROM records)")
    place.clock.advance(timedelta(hours=1))
    for number in range(puts_since):
        place.put(instance, f"later-{number}", 0, 1, 5)
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", 2) == (seen.found, seen.seen.missing)


@pytest.mark.clause("C4")
def test_records_skipped_with_the_line_that_tells_of_them_are_missed(
    place: Place, backed: tuple[Instance, Taken]
) -> None:
    """Who leaves out records and the line of the journal that counts them is found by the line, once it is an hour older than the backup; it is missed itself, too."""
    instance, _ = backed
    place.clock.advance(timedelta(hours=2))
    taken = place.back_up(instance)
    thin(taken, instance, "DELETE FROM records WHERE day = (SELECT max(day) FROM records)", LINES)
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", 3) == (seen.found, seen.seen.missing)


@pytest.mark.clause("C4")
@pytest.mark.parametrize(
    ("sabotage", "missing"),
    [
        ("DELETE FROM standing", 2),
        ("DELETE FROM standing WHERE seq = (SELECT min(seq) FROM standing)", 1),
        ("DELETE FROM standing WHERE seq = (SELECT max(seq) FROM standing)", 1),
        ("UPDATE standing SET effective = '2020-01-01T00:00:00.000000+00:00'", 2),
        ("UPDATE standing SET mark = NULL", 2),
        ("UPDATE records SET canary = 1", 2),
        ("UPDATE persons SET ended = '2026-01-01T00:00:00.000000+00:00'", 2),
        ("UPDATE persons SET generation = generation + 7", 2),
    ],
)
def test_what_would_not_come_back_as_it_was_is_missed(
    place: Place, choir: tuple[Instance, bytes, bytes], sabotage: str, missing: int
) -> None:
    """Events left out, told otherwise or without our mark, records called a probe's, people who ended there only, keys of later generations: each is counted, and what came since is not."""
    instance, _, _ = choir
    place.clock.advance(timedelta(hours=2))
    thin(place.back_up(instance), instance, sabotage)
    instance.vault.tell(instance.vault.new_person(), "contract-start", actor="ann", effective=place.clock.now())
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", missing) == (seen.found, seen.seen.missing)


ALL = (
    *(
        "alerts",
        "api_keys",
        "attestations",
        "counts",
        "demands",
        "entry_persons",
        "imports",
        "incidents",
        "names",
        "outbox",
    ),
    *("person_marks", "requests", "sessions", "transfers", "unreachable", "verdicts"),
)
A_ROW = {
    "alerts": "{o}, 99, '{t}', 'changed', 'sealed:records', 'kept', 'broken', NULL, NULL",
    "api_keys": "{o}, x'01', x'02', 'all', '{t}', 'ann', '{t}', NULL, NULL, x'03'",
    "attestations": "{o}, 99, 'pentest', NULL, x'01', 'them', 'ann', NULL, '2026-01-01', '2027-01-01', '{t}', 'ann', x'02'",
    "counts": "{o}, '2020-01-01', 'refused', 3",
    "demands": "{o}, x'01', 1, '{t}', 'came', x'02'",
    "imports": "{o}, x'01', 7, '{t}'",
    "incidents": "{o}, x'01', 1, '{t}', 'found', x'02'",
    "outbox": "{o}, x'01', '2026-01-01', '{t}', '{t}', 0, 'alert', x'02'",
    "requests": "{o}, x'01', x'02', 1, '2026-01-01', x'03', 1, '2026-02-01', 'body'",
    "sessions": "{o}, x'01', x'02', x'03', '{t}', '{t}', '{t}', 'full', 'cat', NULL, x'04'",
    "transfers": "{o}, x'01', 1, '{t}', 'announced', x'02'",
    "unreachable": "{o}, x'01', '{t}', 'bounced'",
    "verdicts": "{o}, 'sealed:records', '{t}', 'run', 'kept', 'sealed.sealed', '{{}}', 'd', 1, '', x'01'",
    "person_marks": "organisation, 1, x'01', category, day, id, person FROM records",
}


def furnish(instance: Instance) -> None:
    """Give an instance a row of each table, as if it had lived for long."""
    at = moment_text(instance.bench.clock.now())
    owner = f"x'{instance.organisation_id.hex()}'"
    with instance.store.writing() as connection:
        for table, row in A_ROW.items():
            connection.exec_driver_sql(f"INSERT INTO {table} SELECT {row.format(o=owner, t=at)}")
        connection.exec_driver_sql("UPDATE standing SET evidence = x'0102'")
        signer = instance.keyring.signer(instance.organisation_id)
        attested = AttestationRow(
            organisation=instance.organisation_id,
            name="pentest",
            about=None,
            digest=b"d",
            issuer="them",
            owner="ann",
            made="2026-01-01",
            until="2027-01-01",
            recorded=at,
            actor="ann",
        )
        attestations.append(connection, signed(attested, signer))
        news = AlertRow(
            organisation=instance.organisation_id,
            at=at,
            kind="verdict",
            promise="sealed:records",
            was="kept",
            now="broken",
        )
        owe(connection, instance.organisation_id, [news], signer)
        asked = Entry(
            organisation=instance.organisation_id,
            at=instance.bench.clock.now(),
            actor="form",
            act="request-opened",
            object="request 01",
            decision="done",
            facts={"right": "access", "to": "received"},
        )
        instance.journal.write(connection, asked)


@pytest.fixture
def furnished(place: Place, choir: tuple[Instance, bytes, bytes]) -> Instance:
    """The choir, with a row of each table that is two hours old."""
    instance, _, _ = choir
    furnish(instance)
    place.clock.advance(timedelta(hours=2))
    return instance


@pytest.mark.clause("C4")
def test_what_no_key_opens_is_missed_table_by_table(place: Place, furnished: Instance) -> None:
    """Each table left out of a backup is named; what came since, or changes of itself, is missed in none, and a whole backup is sound."""
    found = {}
    for table in (None, *ALL):
        taken = place.back_up(furnished)
        thin(taken, furnished, *([] if table is None else [f"DELETE FROM {table}"]))
        place.clock.advance(timedelta(minutes=1))
        with furnished.store.writing() as connection:
            connection.exec_driver_sql("UPDATE alerts SET told = 'now'")
            connection.exec_driver_sql("UPDATE sessions SET seen = 'now'")
            connection.exec_driver_sql("UPDATE outbox SET tries = tries + 1")
        found[table] = furnished.rehearse(place.copies, by="ann").seen.lacking

    assert {None: ()} | {table: (table,) for table in ALL} == found


@pytest.mark.clause("C4")
@pytest.mark.parametrize(
    ("sabotage", "lacking", "missing"),
    [
        ("UPDATE names SET name = name || 'x' WHERE section = 'field'", ("names",), None),
        ("UPDATE standing SET assumed = 'x'", (), 2),
        ("UPDATE standing SET evidence = NULL", (), 2),
        ("UPDATE entries SET because = '[]' WHERE act = 'put'", ("entries",), 2),
        ("UPDATE attestations SET until = '2099-01-01' WHERE seq = 99", ("attestations",), 1),
        ("UPDATE attestations SET signature = x'00'", ("attestations",), 1),
        ("UPDATE alerts SET mark = x'00'", ("alerts",), 1),
        ("UPDATE verdicts SET mark = x'00'", ("verdicts",), 1),
    ],
)
def test_what_was_changed_in_a_backup_is_missed(
    place: Place, furnished: Instance, sabotage: str, lacking: tuple[str, ...], missing: int | None
) -> None:
    """A name, a word about an event, a line or a date that a backup has otherwise than it was is no sound backup."""
    thin(place.back_up(furnished), furnished, sabotage)
    seen = furnished.rehearse(place.copies, by="ann").seen

    assert ("missing", lacking) == (seen.found, seen.lacking)
    assert missing in {None, seen.missing}


@pytest.mark.clause("C4")
def test_days_opened_at_another_moment_are_no_sound_backup(place: Place, backed: tuple[Instance, Taken]) -> None:
    """A backup that says of its days that they were opened in a year to come would bring back days that wait."""
    instance, _ = backed
    place.clock.advance(timedelta(hours=1))
    thin(place.back_up(instance), instance, "UPDATE days SET opened = '2030-01-01T00:00:00.000000+00:00'")

    assert "missing" == instance.rehearse(place.copies, by="ann").found
