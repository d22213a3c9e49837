"""Sabotages of `sealed:…`: something in clear, something moved, a bare key, something that is in no list."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from etanche.charter import Promise
from etanche.keyring import FILE, PKCS11, Holding, Keyring, PersonKeys, Rotation, SealingKey, Slot
from etanche.proof import doormen
from etanche.proof.bench import Bench
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
    with_vault,
    write_requests,
)
from etanche.proof.persons.scene import IN_THE_BUCKET
from etanche.proof.persons.tools import a_person_row, set_beside, with_person_keys, write_what_comes_in
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.store import ImportRow, RecordRow, imports, person_records
from etanche.terms import new_id


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of records, keys or the list."""
    category = reach.first if reach.held else ""
    if promise.subject == "records":
        yield from _of_persons(reach, promise)
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
        "transport": [
            ("server-exposed", doormen.expose, "transport.exposed"),
            ("clear-answered", doormen.answer_in_clear, "transport.in-clear"),
        ],
        "inventory": [
            ("table-added", _add_table, "sealed.unlisted"),
            ("column-added", _add_column, "sealed.unlisted"),
            ("file-added", _add_file, "sealed.unlisted-files"),
        ],
    }
    if category:
        sabotages["keys"] += [
            ("key-copied", partial(_forge_key, category=category), "sealed.broken-key"),
            ("key-of-a-person-lost", partial(_lose, category=category, own=False), "sealed.lost-key"),
            ("key-of-a-record-lost", partial(_lose, category=category, own=True), "sealed.lost-key"),
        ]
    if dying := min((name for name in reach.held if ends_by_time(reach.charter, name)), default=None):
        # Days of traffic that no time ends are never dead.
        sabotages["keys"].append(("key-raised-alone", partial(_raise_alone, category=dying), "sealed.buried-key"))
    if by_public_door(reach, category):
        sabotages["records"].append(("request-written", write_requests, "sealed.in-clear"))
    for sabotage, act, finds in sabotages[promise.subject]:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _of_persons(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of sealed records of persons."""
    if not reach.persons:
        return
    category = min(reach.persons)
    for sabotage, act, finds in (
        (
            "person-in-clear",
            partial(_change_person, category=category, column="sealed", value=b"Jeanne Lin"),
            "sealed.does-not-open",
        ),
        (
            "person-moved",
            partial(_move_person, category=category),
            "sealed.does-not-open",
        ),
        (
            "person-passed-off",
            partial(_change_person, category=category, column="canary", value=1),
            "sealed.false-canary",
        ),
        ("person-seal-unbound", unbind, "sealed.unbound"),
        ("arrivals-written", write_what_comes_in, "sealed.in-clear"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _change_person(sandbox: Sandbox, category: str, column: str, value: object) -> None:
    """Write something else beside a record of a person, or in its place."""
    set_beside(sandbox, a_person_row(sandbox.bench, category), column, value)


def _move_person(sandbox: Sandbox, category: str) -> None:
    """Write another day beside a record; a bucket of another day may open nothing, so one that lies in a bucket gets another id."""
    row = a_person_row(sandbox.bench, category)
    column, value = ("id", bytes(len(row.id))) if row.holding == IN_THE_BUCKET else ("day", "1999-12-31")
    set_beside(sandbox, row, column, value)


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


class UnboundKey(SealingKey):
    """A key that seals without binding anything."""

    __slots__ = ("_inner",)

    def __init__(self, inner: SealingKey) -> None:
        """Wrap a real key."""
        self._inner = inner
        self.id = inner.id

    def seal(self, plain: bytes, bound: bytes) -> bytes:  # noqa: ARG002  # that is the sabotage
        """Seal, whatever should be bound."""
        return self._inner.seal(plain, b"")

    def open(self, sealed: bytes, bound: bytes) -> bytes:  # noqa: ARG002  # that is the sabotage
        """Open, whatever should be bound."""
        return self._inner.open(sealed, b"")

    def seal_many(self, texts: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal several, whatever should be bound."""
        return self._inner.seal_many([(plain, b"") for plain, _ in texts])


class UnboundKeys(PersonKeys):
    """Keys of persons that bind nothing."""

    def lend(self, organisation: bytes, slots: Iterable[Slot]) -> dict[Slot, SealingKey]:
        """Lend keys that bind nothing."""
        return {slot: UnboundKey(key) for slot, key in super().lend(organisation, slots).items()}


class UnbindingKeyring(Keyring):
    """A keyring that lends keys which bind nothing."""

    def day_key(self, organisation: bytes, category: int, day: str, *, create: bool) -> SealingKey | None:
        """Lend a key that binds nothing."""
        key = super().day_key(organisation, category, day, create=create)
        return None if key is None else UnboundKey(key)


def unbind(sandbox: Sandbox) -> None:
    """Seal with keys that bind nothing."""

    def change(bench: Bench) -> Bench:
        keyring = UnbindingKeyring(sandbox.root, bench.shelf, bench.tombstones, bench.clock)
        return with_vault(bench, keyring=with_person_keys(keyring, UnboundKeys))

    sandbox.swap(change)


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
    named = bench.charter.vault.keys.value
    with root.alone():
        root.choose(FILE if named != FILE else PKCS11)
        Rotation(root, bench.shelf, bench.tombstones, bench.clock).reseal(bench.organisation)
        root.choose(named)


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


def _add_table(sandbox: Sandbox) -> None:
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE scratch (note TEXT)")


def _add_column(sandbox: Sandbox) -> None:
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE records ADD COLUMN note TEXT")


def _add_file(sandbox: Sandbox) -> None:
    (sandbox.bench.folder / "export.csv").write_text("day,page\n", encoding="utf-8")
