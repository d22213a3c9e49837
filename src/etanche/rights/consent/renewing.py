"""
Letters about a yes. One that is for a time comes to its end: the person is written to before, once, and whoever does not say yes again is read no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from etanche.errors import NotFound
from etanche.notice import contact_address, purpose_title
from etanche.outbound import Letter, written
from etanche.rights.around import ITSELF
from etanche.rights.consent.evidence import Evidence
from etanche.rights.consent.keeping import Consents
from etanche.standing import ASKED_AGAIN
from etanche.store import Connection
from etanche.vault import Choice, Said
from etanche.words import begun_small, date_words, fine

BEFORE: Final = timedelta(days=30)
"""So long before its end somebody is written to."""


def ask_again(consents: Consents) -> int:
    """
    Write to everybody whose yes ends within `BEFORE`, and who was not written to about it; return how many letters.

    The letter and the mark that it was written are one transaction: killed before, both are done by the next round; never is one written twice.
    """
    around = consents.around
    today, sent, done = around.today(), 0, set[tuple[bytes, str]]()
    for person, purpose in around.vault.coming_to_an_end(until=today + BEFORE):
        choice = next((one for one in consents.choices(person) if one.purpose == purpose), None)
        if (person, purpose) in done or choice is None or choice.said is not Said.YES:
            continue
        if choice.until is None or choice.until > today + BEFORE:
            continue
        group = sorted(around.vault.group_of(person))
        done |= {(one, purpose) for one in group}
        sent += _ask(consents, choice, group)
    return sent


def _ask(consents: Consents, choice: Choice, group: Sequence[bytes]) -> bool:
    """Write to the persons that somebody is, once for all of them; return whether a letter is on its way."""
    around = consents.around
    reached = around.vault.contacts(group, actor=ITSELF)
    with around.store.writing() as connection:
        # Also of whom nobody can write to: they would be looked up at every round.
        told = [one for one in group if _marked(consents, connection, one, choice.purpose)]
        to = next((reached[one] for one in told if one in reached), None)
        if to is not None:
            around.outbox.write(connection, _letter(consents, choice, to))
    return to is not None


def _marked(consents: Consents, connection: Connection, person: bytes, purpose: str) -> bool:
    """Write down that somebody is asked; return whether they are still there to be."""
    vault = consents.around.vault
    try:
        vault.tell_within(connection, person, ASKED_AGAIN, actor=ITSELF, purpose=purpose)
    except NotFound:
        return False
    return True


def _letter(consents: Consents, choice: Choice, to: str) -> Letter:
    charter = consents.around.charter
    language = charter.notice.languages[0]
    name = fine(charter.organisation.name, language)
    subject, text = written(
        "consent-ends",
        language,
        organisation=name,
        purpose=lambda one: begun_small(purpose_title(charter, choice.purpose, one)),
        until=lambda one: "" if choice.until is None else date_words(choice.until, one),
        where=consents.around.own_page or contact_address(charter),
    )
    return Letter(to=to, subject=subject, text=text, kind="consent-ends", name=name)


def receipt_letter(consents: Consents, said: Evidence, receipt: bytes, *, to: str) -> Letter:
    """Return the letter by which somebody is given the receipt of what they said elsewhere than on their page: the whole of it is in the text."""
    charter = consents.around.charter
    name = fine(charter.organisation.name, said.language)
    subject, text = written(
        f"receipt-{said.act}",
        said.language,
        organisation=name,
        purpose=lambda one: begun_small(purpose_title(charter, said.purpose, one)),
        where=consents.around.own_page or contact_address(charter),
    )
    return Letter(to=to, subject=subject, text=f"{text}\n{receipt.decode('ascii')}", kind="consent-receipt", name=name)
