"""
Somebody says that a person died: who that is and that it is true is checked by a human, and then what they wished is done.

Nothing happens on a word alone. Who asks has shown who they are; where the person named somebody, it is that one; the person is written to at
their own address, and for three days can say on their page that they live. Only then can the request be granted, and a refusal does nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from etanche.errors import NotFound, Refused
from etanche.notice import contact_address
from etanche.outbound import Letter, written
from etanche.rights.around import ITSELF, Around
from etanche.rights.facts import Right
from etanche.rights.filed import Filed
from etanche.rights.instructions import Wish, instructions_of, wished
from etanche.rights.letters import address_in, asked_of, posting
from etanche.rights.outside import announced, erase
from etanche.rights.register import Register
from etanche.rights.request import OPEN, Outcome
from etanche.store import Connection
from etanche.vault import NoSuchPerson
from etanche.words import fine, say

if TYPE_CHECKING:
    from etanche.journal import Entry

WAITS: Final = timedelta(hours=72)
"""So long somebody who is said to have died can say that they live."""


class NotChecked(Refused):
    """Nobody has checked yet that the person died, or the time is not over in which they can say that they live."""


class NotNamed(Refused):
    """The person named somebody else to see to their data."""


def concerned(around: Around, filed: Filed, deceased: bytes, entry: Entry) -> Filed:
    """
    Write down of whom a human has checked that they died; the person is written to.

    Raises:
        NotChecked: the request asks for something else, is over, or who asks has not shown who they are.
        NotNamed: the person named somebody else.
        NoSuchPerson: nobody is known by that id.
        RequestChanged: somebody acted on it meanwhile.
    """
    request = filed.request
    if request.right is not Right.AFTER_DEATH or request.state not in OPEN or filed.doing is not None:
        raise NotChecked("this request is not about a death, or is over", hint="see `etanche request show`")
    if request.needs_identity:
        raise NotChecked("who asks has not shown who they are", hint="they follow the link of their letter first")
    around.vault.plan_of_erasure(deceased)
    said = instructions_of(around, deceased)
    asks = address_in(around, asked_of(around, filed))
    if said is not None and said.email and said.email.casefold() != asks.casefold():
        raise NotNamed("the person named somebody else to see to their data", hint="only who was named can ask for it")
    to = around.vault.contacts(sorted(around.vault.group_of(deceased)), actor=ITSELF)
    sent = [posting(around, _letter(around, address)) for address in sorted(set(to.values()))]
    after = replace(filed, about=deceased, checked=around.clock.now())

    def post(connection: Connection) -> None:
        for one in sent:
            one(connection)

    return Register(around).change(filed, after, entry, beside=post)


def require_settled(around: Around, filed: Filed) -> None:
    """
    Let what is asked for after a death be granted only once it was checked, and nobody said that they live.

    Raises:
        NotChecked: as its name says.
    """
    if filed.about is None or filed.checked is None:
        raise NotChecked(
            "nobody has checked yet who died", hint="`etanche request died` says so, or refuse the request"
        )
    if around.clock.now() < filed.checked + WAITS:
        raise NotChecked(
            "the person can still say that they live", hint=f"it can be granted {WAITS.days} days after it was checked"
        )


def settle(around: Around, filed: Filed, *, actor: str) -> None:
    """Do what the person wished, or what the charter says, and tell recipients; doing it again does no harm, and tells nobody again."""
    if filed.about is None:
        return
    wish = wished(around, filed.about)
    case = f"request {filed.name}"
    if wish is Wish.ERASE:
        with suppress(NoSuchPerson):
            erase(around, filed.about, actor=actor, case=case)
    group = around.vault.group_of(filed.about)
    # What rests on a yes ends with whoever said it, and goes; of who was erased nothing is left that could.
    beside = announced(around, filed.about, "erase")
    with suppress(NotFound):
        around.vault.tell_all(group, "death-notified", actor=actor, case=case, beside=beside)


def settled_words(around: Around, filed: Filed) -> str:
    """Return what is done, in words, for who asked."""
    return "" if filed.about is None else say(f"after.done.{wished(around, filed.about)}", filed.language)


def handed_over(around: Around, filed: Filed) -> bytes | None:
    """Return whose archive belongs to an answer: somebody's who wished that it be handed over to who asked."""
    request = filed.request
    granted = request.answered_on is not None and request.outcome in {Outcome.GRANTED, Outcome.PARTLY}
    if request.right is not Right.AFTER_DEATH or not granted or filed.about is None:
        return None
    said = instructions_of(around, filed.about)
    return filed.about if said is not None and said.wish is Wish.HAND_OVER else None


def said_dead(around: Around, person: bytes) -> tuple[Filed, ...]:
    """Return the open requests by which a person is said to have died."""
    group = around.vault.group_of(person)
    return tuple(one for one in Register(around).all(is_open=True) if one.about in group and one.doing is None)


def contest(around: Around, filed: Filed, entry: Entry) -> Filed:
    """Write down that the person lives: what was checked counts for nothing."""
    return Register(around).change(filed, replace(filed, about=None, checked=None), entry)


def _letter(around: Around, to: str) -> Letter:
    charter = around.charter
    language = charter.notice.languages[0]
    name = fine(charter.organisation.name, language)
    page = f"{around.own_page}/after-death" if around.own_page else contact_address(charter)
    subject, text = written("said-dead", language, organisation=name, days=WAITS.days, where=page)
    return Letter(to=to, subject=subject, text=text, kind="said-dead", name=name)
