"""
Telling people that an authority had their data, once the law allows it; and telling the contact that a day has come.

A letter says who asked, by which law, when, and what to do about it; it goes to the addresses in the records, in the languages of the notice.
It is in the sealed outbox in the moment in which the register says that they were told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from etanche.errors import Refused
from etanche.incidents.demands.demand import Demand, Duty, What, duties
from etanche.incidents.demands.register import Demands
from etanche.incidents.story import ITSELF
from etanche.notice import contact_address, moment_words
from etanche.outbound import Letter, Outbox
from etanche.terms import Language
from etanche.words import date_words, fine, say

KIND: Final = "demand"
AHEAD: Final = timedelta(days=2)
"""So long before an answer is due somebody is reminded."""


class SilenceKept(Refused):
    """A law forbids telling the people still, or nothing was given that they could be told."""


@dataclass(frozen=True, kw_only=True)
class ToldOf:
    """What came of telling."""

    demand: Demand
    letters: int
    unreached: int
    """How many people have no address in their records: they see it where they see who looked."""


def tell(register: Demands, outbox: Outbox, name: str, *, by: str) -> ToldOf:
    """
    Tell whose data were given by a demand, and were not told of it yet, by letter; who was named and of whom nothing was given gets none.

    Once everybody was told, or somebody said why they are not, it tells all whose data were given.

    Raises:
        SilenceKept: it is not allowed yet, or nothing was given.
        OutboxFull: too many letters wait; nothing was told.
    """
    demand = register.of(name)
    if demand.silent(register.clock.now()):
        raise SilenceKept("a law forbids telling them still", hint="`etanche demand show` says until when")
    if not demand.given:
        raise SilenceKept("nothing was given that they could be told", hint="answer the demand, or refuse it")
    since = demand.unsaid or dict.fromkeys(demand.given_of, demand.given[0].at)
    reached = register.vault.contacts(since.keys(), actor=by)
    unreached = len(since) - len(reached)
    addresses = {
        address: min(since[person] for person, theirs in reached.items() if theirs == address)
        for address in sorted(set(reached.values()))
    }
    step = register.book.now(
        What.TOLD,
        by,
        said={"persons": " ".join(sorted(one.hex() for one in since))},
        numbers={"letters": len(addresses), "unreached": unreached},
    )
    with register.store.writing() as connection:
        for address, given in addresses.items():
            outbox.write(connection, _letter(register, demand, address, given))
        register.add_within(connection, demand, step)
    return ToldOf(demand=register.of(name), letters=len(addresses), unreached=unreached)


def awaited(demand: Demand, today: date) -> tuple[tuple[Duty, int], ...]:
    """Return what of a demand waits now, each with the days that are left; what has no day waits since it came. Telling waits from its day on."""
    found = [(duty, ((day or demand.received) - today).days) for duty, day in duties(demand)]
    return tuple((duty, left) for duty, left in found if duty is not Duty.TELL or left <= 0)


def remind(register: Demands, outbox: Outbox) -> int:
    """Tell the contact once of each demand whose answer is due soon, and of each of which people may be told from now on; return of how many."""
    to, today, said = contact_address(register.charter), register.today(), 0
    for demand in register.all() if to else ():
        for duty, left in awaited(demand, today):
            key = _reminded(demand, duty)
            if left > AHEAD.days or key in demand.reminded:
                continue
            step = register.book.now(What.REMINDED, ITSELF, said={"of": key})
            with register.store.writing() as connection:
                outbox.write(connection, _reminder(register, demand, duty, to or ""))
                register.add_within(connection, demand, step)
            said += 1
    return said


def _reminded(demand: Demand, duty: Duty) -> str:
    """Return what a reminder is of: telling what was given later is another duty than telling what was given first."""
    key = f"{duty}/{demand.silent_until or demand.due}"
    return f"{key}/{len(demand.given)}" if duty is Duty.TELL and len(demand.given) > 1 else key


def _letter(register: Demands, demand: Demand, to: str, given: datetime) -> Letter:
    charter = register.charter
    texts = [_text(register, demand, language, given) for language in charter.notice.languages]
    subjects = [
        say("demand.letter.subject", one, organisation=charter.organisation.name) for one in charter.notice.languages
    ]
    rule = "\n\n" + "-" * 72 + "\n\n"
    return Letter(
        to=to, subject=" / ".join(subjects), text=rule.join(texts) + "\n", kind=KIND, name=charter.organisation.name
    )


def _text(register: Demands, demand: Demand, language: Language, given: datetime) -> str:
    charter, zone = register.charter, register.charter.organisation.time_zone
    return say(
        "demand.letter.text",
        language,
        organisation=fine(charter.organisation.name, language),
        asker=demand.asker,
        ground=demand.ground,
        received=date_words(demand.received, language),
        given=moment_words(given, zone, language),
        silence=say("demand.letter.silence", language, law=demand.silent_by) if demand.silent_by else "",
        contact=contact_address(charter) or "",
    ).strip()


def _reminder(register: Demands, demand: Demand, duty: Duty, to: str) -> Letter:
    charter, language = register.charter, register.charter.notice.languages[0]
    day = {"day": date_words(demand.due or demand.received, language)} if duty is Duty.ANSWER else {}
    text = say(f"demand.reminder.{duty}", language, name=demand.name, **day)
    subject = say("demand.reminder.subject", language, name=demand.name)
    return Letter(to=to, subject=subject, text=f"{text}\n", kind=f"{KIND}-reminder", name=charter.organisation.name)
