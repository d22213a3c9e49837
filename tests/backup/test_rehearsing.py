"""
A backup is put back for a moment, to see: the living are there, the dead stay dead, and nothing of it is left.

The attacks: a file missing, a byte changed, a shelf of before slipped in so that somebody erased opens, a process killed in the middle.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.backup.conftest import Place
from tests.backup.test_attacks import by_hand, flip
from tests.conftest import CHEAP_KDF, IN_FILES, PASSPHRASE, ROOT, forked

from etanche.backup import BackupMissing, Taken
from etanche.backup.manifest import NAME, SIGNATURE, sign
from etanche.backup.taking import file_digest
from etanche.instance import Address, Instance, LaggingShelf, Stores
from etanche.instance.rehearsing import OnServer, rehearse
from etanche.journal import Entry, owe
from etanche.proof import rehearsal
from etanche.proof.attestations import signed
from etanche.store import AlertRow, AttestationRow, attestations, moment_text
from etanche.vault import Arrival

pytestmark = IN_FILES

CHOIR = ROOT / "charters/others/choir.yaml"


def forget(folder: Path) -> None:
    """Let the data of an instance that nobody has open remember nothing of shelf and tombstones, as whoever writes to the file can."""
    with closing(sqlite3.connect(folder / "data.sqlite")) as data, data:
        data.execute("DELETE FROM sequences WHERE name IN ('key-changes', 'tombstones')")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for passing things, so that a test sees what is left in it."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def backed(place: Place) -> tuple[Instance, Taken]:
    """An open instance with visits of an old day and a young one, and a backup of it."""
    instance = place.open()
    place.put(instance, "old", 179)
    place.put(instance, "young", 1, 1)
    return instance, place.back_up(instance)


@pytest.mark.clause("C4")
def test_the_living_come_back_and_the_dead_do_not(
    place: Place, backed: tuple[Instance, Taken], elsewhere: Path
) -> None:
    """Of a backup made before a day was destroyed the young records open and the old one does not; the journal says how many."""
    instance, taken = backed
    place.clock.advance(timedelta(days=1, hours=12))
    instance.vault.sweep()
    seen = instance.rehearse(place.copies, by="ann")
    [line] = instance.journal.entries(act=rehearsal.ACT)

    assert (taken.manifest.id, "sound", 2, 1) == (seen.backup, seen.found, seen.seen.readable, seen.seen.shut)
    assert ("ann", "done", 2, 1) == (line.actor, line.decision, line.facts["readable"], line.facts["shut"])
    assert [] == list(elsewhere.iterdir())
    assert instance.journal.verify().intact


def test_a_rehearsal_changes_nothing_and_calls_nobody(place: Place, backed: tuple[Instance, Taken]) -> None:
    """The living instance goes on as it was, no file of the root is written, and no connection is opened."""
    instance, _ = backed
    root = {file: file.read_bytes() for file in (place.folder / "root").iterdir()}
    calls: list[str] = []
    watching = [True]

    def watch(event: str, _arguments: object) -> None:
        if watching[0] and event in {"socket.connect", "socket.getaddrinfo", "socket.bind"}:
            calls.append(event)

    sys.addaudithook(watch)
    instance.rehearse(place.copies, by="ann")
    watching[0] = False

    assert [] == calls
    assert root == {file: file.read_bytes() for file in (place.folder / "root").iterdir()}
    assert {"old", "young"} == place.pages(instance)


def test_a_record_deleted_since_stays_deleted(place: Place, backed: tuple[Instance, Taken]) -> None:
    """A visit whose visitor opted out after the backup is deleted again before it is looked at, and raises no alarm."""
    instance, _ = backed
    place.put(instance, "mine", 0, who="me")
    place.back_up(instance)
    ids = {record.id for record in place.read(instance)}
    instance.vault.door("site-visits", actor="site").forget("visit", who="me")
    gone = ids - {record.id for record in place.read(instance)}
    seen = instance.rehearse(place.copies, by="ann")

    assert 1 == len(gone)
    assert ("sound", 3) == (seen.found, seen.seen.readable)


def test_what_was_written_since_is_not_missed(place: Place, backed: tuple[Instance, Taken]) -> None:
    """Records, and a day, younger than the backup are no loss of the backup's."""
    instance, _ = backed
    place.clock.advance(timedelta(hours=1))
    place.put(instance, "later", 0, 5)

    assert "sound" == instance.rehearse(place.copies, by="ann").found


@pytest.mark.clause("C4")
def test_an_old_shelf_slipped_in_is_told_loudly(place: Place, backed: tuple[Instance, Taken], elsewhere: Path) -> None:
    """
    The shelf of before does not open beside the data and the tombstones of now.

    With these cut short to fit, and what the data remember written over, the dead open: the rehearsal says so.
    """
    instance, taken = backed
    place.clock.advance(timedelta(days=1, hours=12))
    instance.vault.sweep()
    instance.close()
    data = (place.folder / "data.sqlite").read_bytes()
    by_hand(taken, place.folder)
    (place.folder / "data.sqlite").write_bytes(data)
    with pytest.raises(LaggingShelf):
        place.open()
    shutil.copyfile(taken.folder / "tombstones.log", place.folder / "tombstones.log")
    with pytest.raises(LaggingShelf):
        place.open()
    forget(place.folder)
    raised = place.open().rehearse(place.copies, by="ann")

    assert ("raised", 1) == (raised.found, raised.seen.raised)
    assert not raised.sound
    assert [] == list(elsewhere.iterdir())


@pytest.mark.parametrize(("since", "found"), [("a day died", "old-tombstones"), ("a day began", "old-shelf")])
def test_files_that_agree_are_told_by_a_backup_younger_than_they(
    place: Place, backed: tuple[Instance, Taken], tmp_path: Path, since: str, found: str
) -> None:
    """Data, shelf and tombstones of one moment open: nobody among them knows better. The last backup does, and cannot be put back."""
    instance, _ = backed
    instance.close()
    shutil.copytree(place.folder, tmp_path / "before")
    with place.open() as instance:
        place.clock.advance(timedelta(days=1, hours=12))
        if since == "a day died":
            instance.vault.sweep()
        else:
            place.put(instance, "new", 0)
        place.back_up(instance)
    shutil.rmtree(place.folder)
    shutil.copytree(tmp_path / "before", place.folder)
    seen = place.open().rehearse(place.copies, by="ann")

    assert (found, False) == (seen.found, seen.sound)


@pytest.mark.parametrize("attack", ["a byte", "a file"])
def test_a_damaged_backup_fails_the_rehearsal(
    place: Place, backed: tuple[Instance, Taken], attack: str, elsewhere: Path
) -> None:
    """With one byte changed or one file gone the rehearsal fails, says so in the journal, and leaves nothing."""
    instance, taken = backed
    data = next((taken.folder / "data").iterdir())
    flip(data) if attack == "a byte" else data.unlink()
    seen = instance.rehearse(place.copies, by="ann")
    [line] = instance.journal.entries(act=rehearsal.ACT)

    assert ("damaged", "damaged", "failed") == (seen.found, line.facts["found"], line.decision)
    assert [] == list(elsewhere.iterdir())


def test_a_backup_of_another_hand_is_never_put_back(place: Place, backed: tuple[Instance, Taken]) -> None:
    """Without our signature a folder is no backup of ours: nothing is put back, and there is none to try."""
    instance, taken = backed
    (taken.folder / "manifest.sig").write_text("00" * 64)

    with pytest.raises(BackupMissing):
        instance.rehearse(place.copies, by="ann")


def test_a_backup_that_lacks_the_living_is_told(place: Place, backed: tuple[Instance, Taken]) -> None:
    """If a living day of before the backup is not in it, somebody would lose it: the rehearsal counts it as missing."""
    instance, _ = backed
    place.clock.advance(timedelta(hours=1))
    place.put(instance, "new", 3)
    with instance.store.writing() as connection:
        newest = "opened = (SELECT max(opened) FROM days)"
        connection.exec_driver_sql(f"UPDATE days SET opened = '2000-01-01T00:00:00.000000+00:00' WHERE {newest}")
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", 1) == (seen.found, seen.seen.missing)


@pytest.mark.clause("C4")
def test_days_opened_at_another_moment_are_no_sound_backup(place: Place, backed: tuple[Instance, Taken]) -> None:
    """A backup that says of its days that they were opened in a year to come would bring back days that wait."""
    instance, _ = backed
    place.clock.advance(timedelta(hours=1))
    thin(place.back_up(instance), instance, "UPDATE days SET opened = '2030-01-01T00:00:00.000000+00:00'")

    assert "missing" == instance.rehearse(place.copies, by="ann").found


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
    ],
)
def test_what_standing_was_told_is_missed(
    place: Place, choir: tuple[Instance, bytes, bytes], sabotage: str, missing: int
) -> None:
    """A backup without consents, objections or ends would bring people back without their no: each event that lacks, or was told otherwise, is counted."""
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


def test_nothing_readable_lies_about_while_it_lasts_and_nothing_after_a_kill(
    place: Place, backed: tuple[Instance, Taken], elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle, it leaves no record in clear, no root and no passphrase; the next rehearsal clears that away."""
    instance, _ = backed
    instance.close()

    def die(*_anything: object, **_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def doomed(_tell: object) -> None:
        monkeypatch.setattr(rehearsal, "revive", die)
        place.open().rehearse(place.copies, by="ann")

    child, telling = forked(doomed)
    telling.close()
    _, status = os.waitpid(child, 0)
    left = [file for file in elsewhere.rglob("*") if file.is_file()]
    content = b"".join(file.read_bytes() for file in left)

    assert os.WIFSIGNALED(status)
    assert left
    assert not {file.name for file in left} & {"root", "passphrase", "provider", "recovery"}
    assert b"/young" not in content
    assert b"/old" not in content
    place.open().rehearse(place.copies, by="ann")
    assert [] == list(elsewhere.iterdir())


@pytest.fixture
def choir(place: Place) -> tuple[Instance, bytes, bytes]:
    """An instance that knows persons, with two singers, and the ids of both."""
    shutil.rmtree(place.folder)
    Instance.create(place.folder, charter=CHOIR, passphrase=PASSPHRASE, clock=place.clock, kdf=CHEAP_KDF).close()
    instance = place.open()
    singers = instance.vault.new_person(), instance.vault.new_person()
    for person in singers:
        instance.vault.tell(person, "contract-start", actor="ann", effective=place.clock.now() - timedelta(days=30))
        sheet = Arrival(at=place.clock.now(), fields={"name": "Jeanne Mer", "voice": "alto"}, person=person)
        instance.vault.door("sign-up-sheet", actor="ann").put_many("singer-sheet", [sheet])
    return instance, *singers


@pytest.mark.clause("C4")
def test_a_person_erased_since_does_not_open(place: Place, choir: tuple[Instance, bytes, bytes]) -> None:
    """Of two persons in the backup one was erased: their record stays shut, the other's opens, and one who came later is not missed."""
    instance, gone, _ = choir
    place.back_up(instance)
    place.clock.advance(timedelta(hours=1))
    instance.vault.erase(gone, actor="ann")
    instance.vault.tell(instance.vault.new_person(), "contract-start", actor="ann", effective=place.clock.now())
    seen = instance.rehearse(place.copies, by="ann")

    assert ("sound", 1, 1) == (seen.found, seen.seen.readable, seen.seen.shut)


@pytest.mark.clause("C4")
def test_a_person_who_opens_again_is_told_loudly(place: Place, choir: tuple[Instance, bytes, bytes]) -> None:
    """With shelf and tombstones of before the erasure slipped in, and forgotten by the data, the person opens from the backup: so it is found."""
    instance, gone, _ = choir
    taken = place.back_up(instance)
    instance.vault.erase(gone, actor="ann")
    instance.close()
    data = (place.folder / "data.sqlite").read_bytes()
    by_hand(taken, place.folder)
    (place.folder / "data.sqlite").write_bytes(data)
    shutil.copyfile(taken.folder / "tombstones.log", place.folder / "tombstones.log")
    forget(place.folder)
    again = place.open()
    seen = again.rehearse(place.copies, by="ann")

    assert ("raised", 1) == (seen.found, seen.seen.raised)
    assert ["failed"] == [line.decision for line in again.journal.entries(act=rehearsal.ACT)]


def test_a_living_person_who_is_not_in_it_is_missed(place: Place, choir: tuple[Instance, bytes, bytes]) -> None:
    """Somebody written down before the backup who is not in it would be lost by a restore."""
    instance, _, _ = choir
    place.back_up(instance)
    place.clock.advance(timedelta(hours=1))
    instance.vault.tell(instance.vault.new_person(), "contract-start", actor="ann", effective=place.clock.now())
    with instance.store.writing() as connection:
        newest = "recorded = (SELECT max(recorded) FROM persons)"
        connection.exec_driver_sql(f"UPDATE persons SET recorded = '2000-01-01T00:00:00.000000+00:00' WHERE {newest}")
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", 1) == (seen.found, seen.seen.missing)


@pytest.mark.clause("C4")
@pytest.mark.parametrize(
    ("sabotage", "missing"),
    [
        ("UPDATE records SET canary = 1", 2),
        ("UPDATE persons SET ended = '2026-01-01T00:00:00.000000+00:00'", 2),
        ("UPDATE persons SET generation = generation + 7", 2),
        ("UPDATE standing SET mark = NULL", 2),
    ],
)
def test_a_backup_that_would_come_back_useless_is_no_sound_one(
    place: Place, choir: tuple[Instance, bytes, bytes], sabotage: str, missing: int
) -> None:
    """Records called a probe's, people who ended there only, keys of later generations, events without our mark: the rows are all there, and are missed."""
    instance, _, _ = choir
    place.clock.advance(timedelta(hours=2))
    thin(place.back_up(instance), instance, sabotage)
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", missing) == (seen.found, seen.seen.missing)


def test_stores_on_a_server_are_not_rehearsed(place: Place, backed: tuple[Instance, Taken]) -> None:
    """Nothing is put back on a server for a moment; it is refused, and said what to do instead."""
    instance, _ = backed
    elsewhere = replace(instance.settings, stores=Stores(data=Address(url="postgresql://nowhere/data")))

    with pytest.raises(OnServer):
        rehearse(
            instance.copies.newest(place.copies),
            ground=replace(instance._ground, settings=elsewhere),
            living=[instance.bench],
            open_houses=lambda _folder: nullcontext([instance.bench]),
            by="ann",
        )
