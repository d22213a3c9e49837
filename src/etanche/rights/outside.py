"""
An erasure that no request asked for: by somebody on their own page, by staff, by a program. Recipients are told all the same (GDPR 17, 19).

Letters go out once it is done, each with its line; whoever is to be told by hand is named to whoever erased, and in a letter to the contact.
No clock runs here: nobody follows it but them.
"""

from __future__ import annotations

from etanche.journal import Entry
from etanche.notice import contact_address
from etanche.outbound import Letter, is_address, written
from etanche.rights.around import ITSELF, Around
from etanche.rights.notifying import posted
from etanche.rights.recipients import Owed, Telling, owed
from etanche.rights.wording import recipient_name
from etanche.store import Connection
from etanche.terms import Language
from etanche.vault import Erasure, NoSuchPerson
from etanche.words import fine

BY_HAND = "recipients-by-hand"


def erase(around: Around, person: bytes, *, actor: str, case: str | None = None) -> tuple[Erasure, tuple[Telling, ...]]:
    """
    Erase a person, and tell those who were given what went; return what became of it, and who is told how.

    Raises:
        NoSuchPerson: nobody is known by that id.
    """
    try:
        others = owed(around, person, changed=around.vault.plan_of_erasure(person).going)
    except NoSuchPerson:
        others = Owed()
    done = around.vault.erase(person, actor=actor, case=case)
    if not others.tellings:
        return done, ()
    with around.store.writing() as connection:
        told = tuple(posted(around, connection, one, others, "erase") for one in others.tellings)
        waiting = tuple(one for one in told if one.by_hand)
        if waiting:
            _call(around, connection, waiting, others)
    return done, told


def _call(around: Around, connection: Connection, waiting: tuple[Telling, ...], others: Owed) -> None:
    """Write down who is to be told by hand, and write to the contact."""
    entry = Entry(
        organisation=around.organisation,
        at=around.clock.now(),
        actor=ITSELF,
        act=BY_HAND,
        object="person",
        decision="done",
        facts={"recipients": " ".join(one.recipient for one in waiting)},
    )
    around.vault.write_about(connection, entry, others.persons)
    charter = around.charter
    to, language = contact_address(charter), charter.notice.languages[0]
    if not to or not is_address(to):
        return

    def names(one: Language) -> str:
        return ", ".join(recipient_name(around, it.recipient, one) for it in waiting)

    name = fine(charter.organisation.name, language)
    ids = ", ".join(sorted(one.hex() for one in others.persons))
    subject, text = written(BY_HAND, language, organisation=name, names=names, known=ids)
    around.outbox.write(connection, Letter(to=to, subject=subject, text=text, kind=BY_HAND, name=name))
