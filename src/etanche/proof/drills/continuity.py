"""Sabotages of `continuity:backups`: none made, one kept too long, one left of a place, one by another hand, one that lacks something, none tried, one that raises what was erased, and one that rots."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from etanche import backup
from etanche.backup import Manifest
from etanche.charter import Duration, Promise
from etanche.charter.lengths import longest
from etanche.charter.model import Backups
from etanche.clock import FixedClock
from etanche.journal import Entry, owe
from etanche.proof.bench import Bench
from etanche.proof.drills.saboteur import Drill, Saboteur, by_hand, force_shelf
from etanche.proof.people import back_up
from etanche.proof.reach import Reach
from etanche.proof.sandbox import NotASandbox, Sandbox
from etanche.standing import Halt, Halting, Scope
from etanche.store import AlertRow, ImportRow, Store, copies, facts, halts, imports, moment_text
from etanche.terms import new_id

_MORE = timedelta(days=3)
"""More than any grace."""


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the copies and of their rehearsal, or of what stops access."""
    if promise.subject == "halt":
        yield Drill(promise=promise.id, sabotage="halt-taken-away", act=_take_away, finds="continuity.halt-changed")
        yield Drill(promise=promise.id, sabotage="halt-lifted-by-hand", act=_lift, finds="continuity.halt-changed")
        yield Drill(promise=promise.id, sabotage="halt-unplugged", act=_unplug, finds="continuity.halt-ignored")
        return
    said = reach.charter.vault.backups
    if said is None:
        return
    for sabotage, act, finds in (
        ("backups-stopped", _stop(said), "continuity.late"),
        ("backup-kept-too-long", keep_too_long, "continuity.too-old"),
        ("backup-left-of-a-place", _leave_a_place, "continuity.too-old"),
        ("backup-forged", _forge, "continuity.not-ours"),
        ("backups-never-rehearsed", _rehearse_nothing(said), "continuity.not-rehearsed"),
        *_held(reach),
        ("rehearsal-impossible", _rot, "continuity.unusable"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _held(reach: Reach) -> Iterator[tuple[str, Saboteur, str]]:
    """Yield the sabotages that leave something in a backup, or out of it, of what the people of a sandbox leave."""
    if reach.held or reach.persons:
        yield "rehearsal-raised-the-dead", _forget_keys, "continuity.raised"
        yield "backup-lacked-records", _thin("DELETE FROM records"), "continuity.missing"
        yield "backup-hid-records", _thin("UPDATE records SET canary = 1"), "continuity.missing"
    yield "backup-lacked-rows", _thin_beside, "continuity.missing"
    yield "backup-lacked-marks", _thin_marks, "continuity.missing"
    yield "backup-renamed", _thin("UPDATE names SET name = name || 'x' WHERE section = 'field'"), "continuity.missing"
    if any(reach.begins(name) and reach.persons & {*it.uses} for name, it in reach.charter.purposes.items()):
        ended = "UPDATE persons SET ended = '2026-01-01T00:00:00.000000+00:00' WHERE ended IS NULL"
        yield "backup-ended-people", _thin(ended), "continuity.missing"
        yield "backup-lacked-standing", _thin("DELETE FROM standing"), "continuity.missing"


def _take_away(sandbox: Sandbox) -> None:
    """Halt everything, then take the word out of the data."""
    _halt(sandbox)
    _forget_word(sandbox.bench)


def _lift(sandbox: Sandbox) -> None:
    """Halt everything, then take the word out of the data and off the shelf, as if nobody ever had."""
    _halt(sandbox)
    force_shelf(sandbox.bench, "DELETE FROM instance_facts WHERE name = ?", halts.ORGANISATION)
    _forget_word(sandbox.bench)


def _halt(sandbox: Sandbox) -> None:
    bench, now = sandbox.bench, sandbox.clock.now()
    halting = Halting(keyring=bench.keyring, store=bench.store, shelf=bench.shelf, organisation=bench.organisation)
    word = Halt(scope=Scope.ORGANISATION, number=1, halted=True, at=now, by="sandbox", reason="made up")
    line = Entry(
        organisation=bench.organisation,
        at=now,
        actor="sandbox",
        act="halted",
        object=word.scope.value,
        decision="done",
        facts={"number": word.number},
    )
    with bench.store.writing() as connection:
        text = halting.say(connection, word)
        bench.journal.write(connection, line)
    halting.copy(word.scope, text)


def _forget_word(bench: Bench) -> None:
    with bench.store.writing() as connection:
        facts.forget(connection, bench.organisation, halts.ORGANISATION)


def _unplug(sandbox: Sandbox) -> None:
    """Let the vault go on whatever is halted."""
    sandbox.swap(lambda bench: replace(bench, vault=bench.vault.despite_halt()))


def _length(duration: Duration) -> timedelta:
    return timedelta(minutes=longest(duration)) + _MORE


def _folder(sandbox: Sandbox) -> Path:
    folder = sandbox.bench.backups
    if folder is None:
        raise NotASandbox("a sandbox has its backups beside it")
    return folder


def _stop(said: Backups) -> Saboteur:
    """Delete what there is, and let time pass in which nobody makes a backup."""

    def act(sandbox: Sandbox) -> None:
        for copy in _folder(sandbox).iterdir():
            shutil.rmtree(copy)
        sandbox.clock.advance(_length(said.every))

    return act


def keep_too_long(sandbox: Sandbox) -> None:
    """Leave a backup of long ago among the others."""
    said = sandbox.bench.charter.vault.backups
    if said is not None:
        back_up(sandbox.bench, _folder(sandbox), FixedClock(sandbox.clock.now() - _length(said.keep)))


def _leave_a_place(sandbox: Sandbox) -> None:
    """Leave a backup of long ago of a place that is no more, in the folder that places have among backups."""
    said, bench = sandbox.bench.charter.vault.backups, sandbox.bench
    if said is not None:
        folder = _folder(sandbox) / f"{backup.PLACE}{bench.organisation.hex()}"
        back_up(bench, folder, FixedClock(sandbox.clock.now() - _length(said.keep)))


def _forge(sandbox: Sandbox) -> None:
    """Write another moment into a manifest, without the key that signs it."""
    manifest = next(_folder(sandbox).iterdir()) / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(said | {"taken": "2036-01-01T00:00:00+00:00"}), encoding="utf-8")


def _rehearse_nothing(said: Backups) -> Saboteur:
    """Let time pass in which backups are made and deleted, and none is ever put back."""

    def act(sandbox: Sandbox) -> None:
        for copy in _folder(sandbox).iterdir():
            shutil.rmtree(copy)
        sandbox.clock.advance(_length(said.tried_every))
        back_up(sandbox.bench, _folder(sandbox))

    return act


def _forget_keys(sandbox: Sandbox) -> None:
    """Destroy by hand what there is, rows without their keys, as an erasure would that is none; then have a backup of before tried."""
    bench = sandbox.bench
    sandbox.clock.advance(timedelta(minutes=1))
    back_up(bench, _folder(sandbox))
    by_hand(sandbox, "DELETE FROM records")
    _try(bench)


def _rot(sandbox: Sandbox) -> None:
    """Let a byte of the newest backup change on its disk, and have it tried."""
    file = backup.find(max(_folder(sandbox).iterdir())).data / copies.FILE
    rotten = bytearray(file.read_bytes())
    rotten[len(rotten) // 2] ^= 1
    file.write_bytes(rotten)
    _try(sandbox.bench)


def _try(bench: Bench) -> None:
    """Have the newest backup put back for a moment, by the code that does it every month."""
    if bench.rehearse is None:
        raise NotASandbox("a sandbox tries its backups")
    bench.rehearse()


def _thin(*statements: str) -> Saboteur:
    """Leave something out of a backup, as a copier that skips rows would: well counted, and signed by us; then have it tried."""

    def act(sandbox: Sandbox) -> None:
        # So long after everything else that nothing is of the last hour before the backup.
        sandbox.clock.advance(timedelta(hours=2))
        bench, folder = sandbox.bench, _folder(sandbox)
        made = back_up(bench, folder)
        copy = max(folder.iterdir())
        written = _without(copy, made, statements).written()
        (copy / backup.NAME).write_bytes(written)
        (copy / backup.SIGNATURE).write_bytes(backup.sign(bench.keyring.signer(bench.organisation), written))
        _try(bench)

    return act


def _thin_beside(sandbox: Sandbox) -> None:
    """Leave what is in other tables out of a backup: that a file was imported, verdicts, and whom the lines of the journal are about."""
    bench = sandbox.bench
    done = ImportRow(
        organisation=bench.organisation, fingerprint=new_id(), lines=1, finished=moment_text(sandbox.clock.now())
    )
    with bench.store.writing() as connection:
        imports.put(connection, done)
    _thin("DELETE FROM imports", "DELETE FROM verdicts", "DELETE FROM entry_persons")(sandbox)


def _thin_marks(sandbox: Sandbox) -> None:
    """Leave our mark on what somebody is to be told out of a backup."""
    bench = sandbox.bench
    news = AlertRow(
        organisation=bench.organisation,
        at=moment_text(sandbox.clock.now()),
        kind="verdict",
        promise="continuity:backups",
        was="kept",
        now="broken",
    )
    with bench.store.writing() as connection:
        owe(connection, bench.organisation, [news], bench.keyring.signer(bench.organisation))
    _thin("UPDATE alerts SET mark = x'00'")(sandbox)


def _without(copy: Path, made: Manifest, statements: Sequence[str]) -> Manifest:
    """Work on the data of a backup, and return the manifest that fits what is left."""
    file = backup.find(copy).data / copies.FILE
    with closing(Store.open(file)) as data:
        with data.writing() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        with data.reading() as connection:
            counts = {
                name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()  # noqa: S608  # names of our own
                for name in made.counts
            }
    return replace(
        made, counts=counts, files={**made.files, file.relative_to(copy).as_posix(): backup.file_digest(file)}
    )
