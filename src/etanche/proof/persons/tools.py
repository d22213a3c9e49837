"""
What saboteurs of records of persons share: rows changed behind the vault, events that vanish as they are told, doors that talk.

Nothing here is used by a check; a saboteur hands it sandboxes only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec

from etanche.keyring import Keyring, PersonKeys
from etanche.proof.bench import Bench
from etanche.proof.drills.saboteur import force_shelf, number_of, with_vault
from etanche.proof.persons.scene import bound_to, keys_of_bench, opened, slot_of
from etanche.proof.sandbox import Sandbox
from etanche.standing import WITHDRAWAL_ASKED, PersonLedger, Telling
from etanche.store import Connection, RecordRow, person_records
from etanche.vault import ProbeRun, Probing, Ref, Vault

_encode = msgspec.msgpack.Encoder().encode


def a_person_row(bench: Bench, category: str) -> RecordRow:
    """Return a record of a person."""
    with bench.store.reading() as connection:
        rows = person_records.newest(connection, bench.organisation, number_of(bench, category), 1)
    return rows[0]


def sql(sandbox: Sandbox, *statements: str, values: Sequence[object] = ()) -> None:
    """Work on the data file as somebody with the file and no respect."""
    with sandbox.bench.store.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement, tuple(values))


def set_beside(sandbox: Sandbox, row: RecordRow, column: str, value: object) -> None:
    """Write something else beside a record, or in its place."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE records SET {column} = ? WHERE id = ?", (value, row.id))  # noqa: S608  # names of our own


def unhear(sandbox: Sandbox, events: Sequence[str]) -> None:
    """Let events vanish from the ledger as soon as they are told."""
    for event in events:
        sql(
            sandbox,
            f"CREATE TRIGGER unheard_{event.replace('-', '_')} AFTER INSERT ON standing WHEN new.event = '{event}' "  # noqa: S608  # words of our own
            "BEGIN DELETE FROM standing WHERE organisation = new.organisation AND seq = new.seq; END",
        )


def unhear_after(sandbox: Sandbox, event: str, *, after: str) -> None:
    """Let an event of somebody vanish from the ledger if another one of theirs stands there."""
    sql(
        sandbox,
        f"CREATE TRIGGER unheard_after AFTER INSERT ON standing WHEN new.event = '{event}' AND EXISTS ("  # noqa: S608  # as above
        "SELECT 1 FROM standing AS one WHERE one.organisation = new.organisation "
        f"AND one.subject = new.subject AND one.event = '{after}') "
        "BEGIN DELETE FROM standing WHERE organisation = new.organisation AND seq = new.seq; END",
    )


def reseal_person(bench: Bench, row: RecordRow, values: Mapping[int, str]) -> None:
    """Seal other values into a record of a person, as somebody with the keys would."""
    key = keys_of_bench(bench, [row]).get(slot_of(row))
    if key is not None:
        changed = row._replace(sealed=key.seal(_encode(opened(key, row) | dict(values)), bound_to(row)))
        with bench.store.writing() as connection:
            person_records.replace(connection, changed, before=row.sealed)


# — rooms that cheat


class LoudProbing(Probing):
    """A door that writes down what comes in, before it is trimmed."""

    log: Path

    def put(
        self,
        channel: str,
        category: str,
        person: bytes,
        fields: Mapping[str, object],
        *,
        at: datetime | None = None,
        feature: str | None = None,
    ) -> Ref:
        """Write a line, then the record."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"{dict(fields)}\n")
        return super().put(channel, category, person, fields, at=at, feature=feature)


class LoudVault(Vault):
    """A vault with such doors."""

    def probing(self, run: ProbeRun) -> Probing:
        """Lend it to a check."""
        loud = LoudProbing(self._means, run)
        loud.log = self._means.store.files[0].with_name("requests.log")
        return loud


class TalkativeLedger(Probing):
    """A vault that writes beside an event what shows it."""

    def tell(
        self,
        about: bytes | Ref,
        event: str,
        *,
        purpose: str | None = None,
        effective: date | datetime | None = None,
        evidence: bytes | None = None,
        recipient: str | None = None,
    ) -> None:
        """Tell it, sealed and in clear."""
        super().tell(about, event, purpose=purpose, effective=effective, evidence=evidence, recipient=recipient)
        if evidence is not None:
            with self._means.store.writing() as connection:
                connection.exec_driver_sql(
                    "UPDATE standing SET because = ? WHERE event = ?", (evidence.decode("utf-8", "replace"), event)
                )


class CredulousLedger(PersonLedger):
    """A ledger that takes what nobody proved for somebody's own no."""

    def tell_many(self, connection: Connection, tellings: Iterable[Telling]) -> None:
        """Write a withdrawal that somebody asked for as one that was said."""
        believed = (
            one._replace(event="consent-withdrawn") if one.event == WITHDRAWAL_ASKED else one for one in tellings
        )
        super().tell_many(connection, believed)


def believe_anybody(sandbox: Sandbox) -> None:
    """Let whoever asks be who they say."""
    bench = sandbox.bench
    bench.standing.persons = CredulousLedger(
        plan=bench.plan, clock=bench.clock, organisation=bench.organisation, marks=bench.standing.marks
    )


class TalkativeVault(Vault):
    """A vault that lends such a ledger."""

    def probing(self, run: ProbeRun) -> Probing:
        """Lend it to a check."""
        return TalkativeLedger(self._means, run)


def write_what_comes_in(sandbox: Sandbox) -> None:
    """Write down whatever comes in of persons."""
    sandbox.swap(lambda bench: with_vault(bench, kind=LoudVault))


class ImmortalKeys(PersonKeys):
    """Keys of persons that say they died, and live."""

    def destroy(
        self,
        organisation: bytes,  # noqa: ARG002  # that is the sabotage
        person: bytes,  # noqa: ARG002  # that is the sabotage
        *,
        sparing: Collection[tuple[int, int]] = (),  # noqa: ARG002  # that is the sabotage
        ended: bool = False,  # noqa: ARG002  # that is the sabotage
    ) -> tuple[bool, tuple[bytes, ...]]:
        """Destroy nothing."""
        return True, ()


def with_person_keys(keyring: Keyring, kind: type[PersonKeys]) -> Keyring:
    """Return a keyring whose keys of persons are of another kind."""
    held = keyring.persons
    cheat = kind.__new__(kind)
    cheat.__dict__.update(held.__dict__)
    keyring.persons = cheat
    return keyring


def raise_the_dead(sandbox: Sandbox, category: str) -> None:
    """Erase somebody, then put their keys back from an older copy of the shelf."""
    bench, row = sandbox.bench, a_person_row(sandbox.bench, category)
    person = row.person or b""
    copied = [(found[3], found[4]) for found in bench.shelf.keys_of_persons(bench.organisation, [person])]
    bench.vault.erase(person, actor="saboteur")
    for key_id, wrapped in copied:
        force_shelf(bench, "UPDATE keys SET wrapped = ?, destroyed = 0 WHERE key_id = ?", wrapped, key_id)
