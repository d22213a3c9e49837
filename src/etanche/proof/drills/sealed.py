"""Sabotages of `sealed:…`: something in clear, something moved, a bare key, something that is in no list."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial

from etanche.charter import Promise
from etanche.keyring import FILE, PKCS11, Holding, Rotation
from etanche.proof import doormen, remaking
from etanche.proof.drills.retention import ends_by_time
from etanche.proof.drills.saboteur import (
    Drill,
    Saboteur,
    a_row,
    by_public_door,
    dead_days,
    force_shelf,
    living_days,
    number_of,
    put_row,
    write_requests,
)
from etanche.proof.guests import careless
from etanche.proof.persons import sealed_drills as persons
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.proof.unbinding import unbind
from etanche.store import ImportRow, RecordRow, facts, imports, person_records
from etanche.terms import new_id


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of records, keys or the list."""
    category = reach.first if reach.held else ""
    if promise.subject == "records":
        yield from persons.of_records(reach, promise)
        if not reach.held:
            return
    sabotages: dict[str, list[tuple[str, Saboteur, str]]] = {
        "records": [
            ("record-in-clear", partial(_write_in_clear, category=category), "sealed.does-not-open"),
            ("record-moved", partial(_move, category=category), "sealed.does-not-open"),
            ("seal-unbound", unbind, "sealed.unbound"),
            ("record-passed-off", partial(_pass_off, category=category), "sealed.false-canary"),
        ],
        "keys": [
            ("bare-key", _put_bare_key, "sealed.bare-key"),
            ("key-beside-the-data", _copy_key, "sealed.key-beside-data"),
            ("key-buried-alive", _bury, "sealed.buried-key"),
            ("key-raised", _raise, "sealed.undead-key"),
            ("key-behind-another-provider", _move_guard, "sealed.other-provider"),
            ("root-lost", _lose_root, "sealed.broken-key"),
            ("files-opened", _open_files, "sealed.open-files"),
            ("folder-opened", _open_folder, "sealed.open-folders"),
            ("link-left", _leave_link, "sealed.links"),
        ],
        "passwords": [
            ("hash-cheapened", careless.hash_cheaply, "sealed.password-cheap"),
            ("password-written", careless.write_passwords, "sealed.password-in-clear"),
        ],
        "transport": [
            ("server-exposed", doormen.expose, "transport.exposed"),
            ("clear-answered", doormen.answer_in_clear, "transport.in-clear"),
        ],
        "inventory": [
            ("table-added", partial(remaking.do, said="CREATE TABLE scratch (note TEXT)"), "sealed.unlisted"),
            ("column-added", partial(remaking.do, said="ALTER TABLE records ADD COLUMN note TEXT"), "sealed.unlisted"),
            *remaking.SABOTAGES,
            ("drill-invented", _invent_drill, "sealed.false-drills"),
            ("file-added", _add_file, "sealed.unlisted-files"),
            ("file-among-the-living", partial(_add_within, name="living/people.csv"), "sealed.unlisted-files"),
            ("file-under-a-listed-name", partial(_add_within, name="root/epoch-9"), "sealed.unlisted-files"),
        ],
    }
    if category:
        sabotages["keys"] += [
            ("key-copied", partial(_forge_key, category=category), "sealed.broken-key"),
            ("key-of-a-person-lost", partial(_lose, category=category, own=False), "sealed.lost-key"),
            ("key-of-evidence-lost", _lose_evidence, "sealed.lost-evidence-key"),
            ("key-of-a-record-lost", partial(_lose, category=category, own=True), "sealed.lost-key"),
        ]
    if dying := min((name for name in reach.held if ends_by_time(reach.charter, name)), default=None):
        # Days of traffic that no time ends are never dead.
        sabotages["keys"].append(("key-raised-alone", partial(_raise_alone, category=dying), "sealed.buried-key"))
    if by_public_door(reach, category):
        sabotages["records"].append(("request-written", write_requests, "sealed.in-clear"))
    for sabotage, act, finds in sabotages[promise.subject]:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _write_in_clear(sandbox: Sandbox, category: str) -> None:
    row = a_row(sandbox.bench, category)
    put_row(sandbox.bench, row._replace(sealed=b"198.51.0.0/16 Firefox 145 /books/sea"), instead_of=row)


def _move(sandbox: Sandbox, category: str) -> None:
    """Write another living day beside a record."""
    row = a_row(sandbox.bench, category)
    put_row(sandbox.bench, row._replace(day=living_days(sandbox.bench, category)[0]), instead_of=row)


def _pass_off(sandbox: Sandbox, category: str) -> None:
    """Say that a probe wrote somebody's record, so that it is in no count and in no reading."""
    row = a_row(sandbox.bench, category)
    put_row(sandbox.bench, row._replace(canary=True), instead_of=row)


def _put_bare_key(sandbox: Sandbox) -> None:
    bench = sandbox.bench
    bench.shelf.put(bench.organisation, new_id(), "bucket", secrets.token_bytes(32))


def _copy_key(sandbox: Sandbox) -> None:
    """Put a wrapped key into the data file, where a backup of the data would take it along."""
    bench = sandbox.bench
    _, _, wrapped = bench.shelf.living_keys(bench.organisation)[0]
    with bench.store.writing() as connection:
        imports.put(connection, ImportRow(organisation=bench.organisation, fingerprint=wrapped, lines=0))


def _forge_key(sandbox: Sandbox, category: str) -> None:
    """Put on the shelf, for a day that nobody opened, a copy of another day's wrapped key."""
    bench, number = sandbox.bench, number_of(sandbox.bench, category)
    copied = bench.shelf.bucket(bench.organisation, number, living_days(bench, category)[0])
    if copied is not None:
        bench.shelf.open_bucket(bench.organisation, number, "1999-12-31", new_id(), copied[1])


def _living_key(sandbox: Sandbox) -> tuple[bytes, bytes]:
    """Return (id, wrapped) of a key of a day, or of a person, that lives."""
    bench = sandbox.bench
    return next(
        (key_id, wrapped)
        for key_id, kind, wrapped in bench.shelf.living_keys(bench.organisation)
        if kind in {"bucket", "person"}
    )


def _bury(sandbox: Sandbox) -> None:
    """Put up a tombstone for a key that lives."""
    bench = sandbox.bench
    bench.tombstones.append(bench.organisation, [_living_key(sandbox)[0]], bench.clock.now())


def _lose(sandbox: Sandbox, category: str, *, own: bool) -> None:
    """Take the key of somebody's record off the shelf, or the record's own, without a tombstone."""
    bench, number = sandbox.bench, number_of(sandbox.bench, category)
    keys, person = bench.keyring.persons, new_id()
    keys.ensure(bench.organisation, number, {person: 0})
    (secret,) = keys.new_secrets(bench.organisation, 1)
    row = RecordRow(
        *(bench.organisation, number, living_days(bench, category)[-1], new_id(), False, b"sealed"),
        *(person, 0, int(Holding.RECORD), secret),
    )
    with bench.store.writing() as connection:
        person_records.insert(connection, [row], [])
    ((key, _),) = bench.shelf.states_of_persons(bench.organisation, [person])
    force_shelf(
        bench, "UPDATE keys SET wrapped = ?, destroyed = 1 WHERE key_id = ?", bytes(95), secret if own else key[3]
    )


def _lose_evidence(sandbox: Sandbox) -> None:
    """Take the key of what shows a consent off the shelf, with the row that says there was one."""
    vault = sandbox.bench.vault
    person = vault.new_person()
    vault.tell(person, "contract-start", actor="saboteur", evidence=b"shown")
    force_shelf(sandbox.bench, "DELETE FROM person_keys WHERE person = ? AND category = 0", person)


def _raise(sandbox: Sandbox) -> None:
    """Put the bytes of a key back, as an older copy of the shelf has them, and leave the word that it is destroyed."""
    bench, (key_id, wrapped) = sandbox.bench, _living_key(sandbox)
    bench.shelf.destroy(bench.organisation, [key_id])
    force_shelf(bench, "UPDATE keys SET wrapped = ? WHERE key_id = ?", wrapped, key_id)


def _raise_alone(sandbox: Sandbox, category: str) -> None:
    """Put the key of a dead day back among the living, and take the day itself off the shelf."""
    bench, number = sandbox.bench, number_of(sandbox.bench, category)
    copied = bench.shelf.bucket(bench.organisation, number, living_days(bench, category)[0])
    dead = bench.shelf.bucket_id(bench.organisation, number, dead_days(bench, category)[0])
    if copied is not None and dead is not None:
        force_shelf(bench, "DELETE FROM buckets WHERE key_id = ?", dead)
        force_shelf(bench, "UPDATE keys SET wrapped = ?, destroyed = 0 WHERE key_id = ?", copied[1], dead)


def _move_guard(sandbox: Sandbox) -> None:
    """Seal the organisation's key with another provider than the charter's: it opens, and is not where people were told."""
    bench, root = sandbox.bench, sandbox.root
    named, guards = bench.charter.vault.keys.value, root.guards(bench.organisation)
    with root.alone():
        guards.chosen = FILE if named != FILE else PKCS11
        Rotation(root, bench.shelf, bench.tombstones, bench.clock).reseal(bench.organisation)
        guards.chosen = named


def _lose_root(sandbox: Sandbox) -> None:
    """Put a wrapping of an epoch that is over around the organisation's key, as an old copy of the shelf has it."""
    bench = sandbox.bench
    (key_id, wrapped), *_ = bench.shelf.of_kind(bench.organisation, "organisation")
    force_shelf(bench, "UPDATE keys SET wrapped = ? WHERE key_id = ?", b"\1\0\0\xff\xff" + wrapped[5:], key_id)


def _open_files(sandbox: Sandbox) -> None:
    sandbox.bench.shelf.path.chmod(0o644)


def _open_folder(sandbox: Sandbox) -> None:
    sandbox.bench.folder.chmod(0o755)


def _leave_link(sandbox: Sandbox) -> None:
    """Leave a link to a folder elsewhere, where nobody searches."""
    (sandbox.bench.folder / "backup").symlink_to(sandbox.bench.folder.parent, target_is_directory=True)


def _invent_drill(sandbox: Sandbox) -> None:
    """Write down that a drill was noticed that never was, so that it is in evidence that we sign."""
    bench, said = (
        sandbox.bench,
        '{"noticed": true, "before": "kept", "under": "broken", "at": "2026-01-01T00:00:00.000000Z"}',
    )
    with bench.store.writing() as connection:
        facts.put(connection, bench.organisation, "drill.sealed:inventory invented", f"{bytes(16).hex()} {said}")


def _add_file(sandbox: Sandbox) -> None:
    (sandbox.bench.folder / "export.csv").write_text("day,page\n", encoding="utf-8")


def _add_within(sandbox: Sandbox, name: str) -> None:
    """Put a list of people into a folder of ours, where files come and go, or under a name that one of ours could have."""
    file = sandbox.bench.folder / name
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text("name,day\n", encoding="utf-8")
