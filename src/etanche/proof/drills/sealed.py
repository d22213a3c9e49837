"""Sabotages of `sealed:…`: something in clear, something moved, a bare key, something that is in no list."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from etanche.charter import Charter, Promise
from etanche.keyring import Keyring, SealingKey
from etanche.proof.bench import Bench
from etanche.proof.drills.saboteur import Drill, Saboteur, living_days, living_rows, put_row, with_vault
from etanche.proof.sandbox import Sandbox
from etanche.store import ImportRow, imports
from etanche.terms import new_id


def drills(charter: Charter, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of records, keys or the list."""
    category = min(charter.categories)
    sabotages: dict[str, dict[str, Saboteur]] = {
        "records": {
            "record-in-clear": lambda sandbox: _write_in_clear(sandbox, category),
            "record-moved": lambda sandbox: _move(sandbox, category),
            "seal-unbound": _unbind,
        },
        "keys": {"bare-key": _put_bare_key, "key-beside-the-data": _copy_key, "files-opened": _open_files},
        "inventory": {"table-added": _add_table, "column-added": _add_column, "file-added": _add_file},
    }
    for name, act in sorted(sabotages[promise.subject].items()):
        yield Drill(promise=promise.id, sabotage=name, act=act)


def _write_in_clear(sandbox: Sandbox, category: str) -> None:
    bench = sandbox.bench
    row = living_rows(bench, category, living_days(bench, category)[-1])[0]
    put_row(bench, row._replace(sealed=b"198.51.0.0/16 Firefox 145 /books/sea"), instead_of=row)


def _move(sandbox: Sandbox, category: str) -> None:
    """Write another living day beside a record."""
    bench = sandbox.bench
    first, last = living_days(bench, category)[0], living_days(bench, category)[-1]
    row = living_rows(bench, category, last)[0]
    put_row(bench, row._replace(day=first), instead_of=row)


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


class UnbindingKeyring(Keyring):
    """A keyring that lends keys which bind nothing."""

    def day_key(self, organisation: bytes, category: int, day: str, *, create: bool) -> SealingKey | None:
        """Lend a key that binds nothing."""
        key = super().day_key(organisation, category, day, create=create)
        return None if key is None else UnboundKey(key)


def _unbind(sandbox: Sandbox) -> None:
    def change(bench: Bench) -> Bench:
        return with_vault(bench, keyring=UnbindingKeyring(sandbox.root, bench.shelf, bench.tombstones, bench.clock))

    sandbox.swap(change)


def _put_bare_key(sandbox: Sandbox) -> None:
    bench = sandbox.bench
    bench.shelf.put(bench.organisation, new_id(), "bucket", secrets.token_bytes(32))


def _copy_key(sandbox: Sandbox) -> None:
    """Put a wrapped key into the data file, where a backup of the data would take it along."""
    bench = sandbox.bench
    _, _, wrapped = bench.shelf.keys(bench.organisation)[0]
    with bench.store.writing() as connection:
        imports.put(connection, ImportRow(organisation=bench.organisation, fingerprint=wrapped, lines=0))


def _open_files(sandbox: Sandbox) -> None:
    sandbox.bench.shelf.path.chmod(0o644)


def _add_table(sandbox: Sandbox) -> None:
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE scratch (note TEXT)")


def _add_column(sandbox: Sandbox) -> None:
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE records ADD COLUMN note TEXT")


def _add_file(sandbox: Sandbox) -> None:
    (sandbox.bench.folder / "export.csv").write_text("day,page\n", encoding="utf-8")
