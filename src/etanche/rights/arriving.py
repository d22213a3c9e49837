"""
How a request comes in, by whichever door: its words are sealed, its clock runs from the day of receipt, and nothing is looked up.

Who sends one from an address that was not proved becomes a provisional person: the answer is the same whether anything is held or not,
and takes as long, because nobody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from etanche.charter import FieldKind, Proof
from etanche.errors import Unreadable
from etanche.outbound import is_address
from etanche.rights.advancing import open_request
from etanche.rights.around import Around
from etanche.rights.facts import Right
from etanche.rights.filed import Filed
from etanche.rights.lines import entry_of, line_about
from etanche.rights.promised import promised_by
from etanche.rights.register import Beside, Register
from etanche.store import Connection
from etanche.terms import Language, new_id
from etanche.vault import Arrival, NotTaken, Ref, RefusedBecause

LONGEST: Final = 20_000
"""So many characters has the text of a request at most."""

RECEIVED: Final = "request-received"
ANSWERED: Final = "request-answered"


Keep = Callable[[bytes, Connection, Ref], None]
"""What is written with a sealed record: of whom, in which transaction, and where it is."""


@dataclass(frozen=True, kw_only=True)
class Arriving:
    """What somebody asks, as a door hands it over."""

    right: Right
    channel: str
    words: str
    language: Language
    received: date | None = None
    """The day it reached the organisation; today if left out. A letter has the day on which it came."""

    name: str = ""
    email: str = ""
    person: bytes | None = None
    """Who asks, where that is known already: somebody logged in, or found by staff."""

    proof: Proof | None = None
    """How they showed who they are."""

    purposes: tuple[str, ...] = ()
    minor: bool = False


def arrive(around: Around, arriving: Arriving, *, actor: str, role: str | None = None) -> Filed:
    """
    Keep a request; it is durable when this returns.

    Raises:
        NowhereToKeep: the charter does not say where requests are kept.
        Unreadable: its words, its address or its day are none.
        NotTaken, GateRefused: it does not come in by this door.
    """
    _require_words(around, arriving)
    at = around.clock.now()
    step = open_request(
        new_id(),
        arriving.right,
        received=arriving.received or around.today(),
        at=at,
        promised=promised_by(around.charter),
        proof=arriving.proof,
        minor=arriving.minor,
    )
    entry = entry_of(step, organisation=around.organisation, actor=actor, role=role)
    kept: list[Filed] = []

    def keep(person: bytes, connection: Connection, record: Ref) -> None:
        # In the transaction that seals the words: killed at any moment, there is a request with its clock, or nothing.
        around.vault.tell_within(connection, record, RECEIVED, actor=actor, effective=step.after.received)
        filed = Filed(
            request=step.after,
            person=person,
            record=record,
            channel=arriving.channel,
            language=arriving.language,
            purposes=arriving.purposes,
        )
        kept.append(Register(around).file(connection, filed, entry))

    _seal(around, arriving, keep, actor=actor)
    return kept[-1]


def add(around: Around, filed: Filed, words: str, *, channel: str, beside: Beside) -> Filed:
    """
    Seal a letter that came to the address of a request, and file it there, in one commit; it is durable when this returns.

    Raises:
        RequestChanged: somebody just acts on the request; nothing is kept.
        NotTaken: who asked was erased meanwhile, or the words fit no field.
    """
    kept: list[Filed] = []
    about = around.vault.group_of(filed.person)
    entry = line_about(
        filed.request.id,
        "request-letter-added",
        organisation=around.organisation,
        at=around.clock.now(),
        actor="mail",
        facts={"letters": len(filed.more) + 1},
    )

    def keep(_person: bytes, connection: Connection, record: Ref) -> None:
        around.vault.tell_within(connection, record, RECEIVED, actor="mail")
        after = replace(filed, more=(*filed.more, record))
        kept.append(Register(around).change_within(connection, filed, after, entry, about=about))
        beside(connection)

    seal_words(around, channel, filed.person, words[:LONGEST], actor="mail", keep=keep)
    return kept[-1]


def seal_words(around: Around, channel: str, person: bytes, words: str, *, actor: str, keep: Keep) -> Ref:
    """Seal a text that belongs to a request of a person, such as its answer, and return where it is; `keep` is done in the same transaction."""
    field = around.field(FieldKind.LONG_TEXT)
    fields = {} if field is None else {field: words}
    door = around.vault.door(channel, actor=actor)
    arrival = Arrival(at=around.clock.now(), fields=fields, person=person)
    return door.put(around.category, arrival, beside=lambda connection, refs: keep(person, connection, refs[0]))


def _seal(around: Around, arriving: Arriving, keep: Keep, *, actor: str) -> None:
    """Seal who asks and what they say; who was erased, and asks again, is somebody not met before."""
    said = ((FieldKind.NAME, arriving.name), (FieldKind.EMAIL, arriving.email), (FieldKind.LONG_TEXT, arriving.words))
    fields = {name: value for kind, value in said if value and (name := around.field(kind)) is not None}
    door = around.vault.door(arriving.channel, actor=actor)
    at = around.clock.now()

    def put(person: bytes) -> None:
        # As one of many: a request is received, though the number of a card in its words is not kept.
        arrival = Arrival(at=at, fields=fields, person=person)
        door.put_many(
            around.category, [arrival], beside=lambda connection, refs: keep(person, connection, refs[0])
        ).only()

    try:
        put(arriving.person or around.vault.new_person())
    except NotTaken as error:
        if error.reason != RefusedBecause.FORGOTTEN or arriving.person is None:
            raise
        put(around.vault.new_person())


def _require_words(around: Around, arriving: Arriving) -> None:
    if len(arriving.words) > LONGEST:
        raise Unreadable("the request is too long", hint=f"say it in {LONGEST} characters")
    if arriving.email and not is_address(arriving.email):
        raise Unreadable("the address is none", hint="write it like `name@example.org`")
    unknown = set(arriving.purposes) - around.plan.purposes
    if unknown:
        raise Unreadable("the charter has no such purpose", hint="see `purposes` in the charter")
