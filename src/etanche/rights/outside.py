"""
What is erased or corrected though no request asked for it: by somebody on their own page, by a word of theirs, by staff, by a program, after a death. Recipients are told all the same (GDPR 17, 19).

Letters are posted, each with its line, in the commit that decides: killed anywhere, what was decided is told, and what was not is not.
Whoever is to be told by hand is named in that commit too, in a line, in a letter to the contact, and to whoever did it. No clock runs
here: nobody follows it but them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from etanche.journal import Entry
from etanche.notice import contact_address
from etanche.outbound import Letter, OutboxFull, is_address, written
from etanche.rights.around import ITSELF, Around
from etanche.rights.notifying import posted
from etanche.rights.recipients import Owed, Telling, owed
from etanche.rights.wording import recipient_name
from etanche.store import Connection
from etanche.terms import Language
from etanche.vault import Affected, Erasure, Mirror, NoSuchPerson, Record, Ref, Session
from etanche.words import fine, say

BY_HAND = "recipients-by-hand"

Asked = Literal["erase", "correct"]


@dataclass(kw_only=True)
class Announced:
    """Who is told of something in the transaction that does it; found before, because what names somebody can be read no more afterwards."""

    around: Around
    others: Owed
    asked: Asked
    all_of_them: bool = False
    """Whether everything goes that may: else, of a category of which more is held, nobody knows whether they were given just this."""

    told: tuple[Telling, ...] = ()
    """Who was told, and how, once it is done."""

    def __call__(self, connection: Connection, what: Affected) -> None:
        """Post a letter to everybody who has an address, and name the others."""
        concerned = [one for telling in self.others.tellings for one in self._concerned(telling, what)]
        self.told = tuple(self._posted(connection, one) for one in concerned)
        waiting = tuple(one for one in self.told if one.by_hand)
        if waiting:
            self._call(connection, waiting)

    def _concerned(self, one: Telling, what: Affected) -> Iterator[Telling]:
        sure = what.whole if self._has_to_be_all else what.whole | what.part
        for some, certain in ((sure, one.certain), ((what.whole | what.part) - sure, False)):
            mine = tuple(name for name in one.categories if name in some)
            if mine:
                yield replace(one, categories=mine, certain=certain)

    @property
    def _has_to_be_all(self) -> bool:
        return self.asked == "erase" and not self.all_of_them

    def _posted(self, connection: Connection, one: Telling) -> Telling:
        try:
            return posted(self.around, connection, one, self.others, self.asked)
        except OutboxFull:
            # What somebody has erased waits for no mail server: then somebody tells them.
            return one

    def _call(self, connection: Connection, waiting: tuple[Telling, ...]) -> None:
        """Write down who is to be told by hand, and write to the contact."""
        around = self.around
        entry = Entry(
            organisation=around.organisation,
            at=around.clock.now(),
            actor=ITSELF,
            act=BY_HAND,
            object="person",
            decision="done",
            facts={"recipients": " ".join(sorted({one.recipient for one in waiting})), "asked": self.asked},
        )
        around.vault.write_about(connection, entry, self.others.persons)
        charter = around.charter
        to, language = contact_address(charter), charter.notice.languages[0]
        if not to or not is_address(to):
            return

        def names(one: Language) -> str:
            return ", ".join(dict.fromkeys(recipient_name(around, it.recipient, one) for it in waiting))

        name = fine(charter.organisation.name, language)
        ids = ", ".join(sorted(one.hex() for one in self.others.persons))
        done = f"request.recipient.{self.asked}.done"
        subject, text = written(
            BY_HAND, language, organisation=name, done=lambda one: say(done, one), names=names, known=ids
        )
        with suppress(OutboxFull):
            around.outbox.write(connection, Letter(to=to, subject=subject, text=text, kind=BY_HAND, name=name))


def announced(
    around: Around, person: bytes, asked: Asked, *, changed: Collection[str] | None = None
) -> Announced | None:
    """Return what is written beside something that is done with some categories of a person, or all; nothing where nobody is to be told."""
    others = owed(around, person, changed=changed)
    return Announced(around=around, others=others, asked=asked) if others.tellings else None


def announced_of(around: Around, person: bytes, purpose: str) -> Announced | None:
    """Return what is written beside a word of a person by which a purpose ends: what only it held goes."""
    used = {category for using, category in around.plan.terms if using == purpose}
    return announced(around, person, "erase", changed=used)


def erase(around: Around, person: bytes, *, actor: str, case: str | None = None) -> tuple[Erasure, tuple[Telling, ...]]:
    """
    Erase a person, and tell those who were given what goes; return what became of it, and who is told how.

    Raises:
        NoSuchPerson: nobody is known by that id.
    """
    try:
        beside = announced(around, person, "erase", changed=around.vault.plan_of_erasure(person).going)
    except NoSuchPerson:
        beside = None
    if beside is not None:
        beside.all_of_them = True
    done = around.vault.erase(person, actor=actor, case=case, beside=beside)
    return done, () if beside is None else beside.told


def forget(around: Around, session: Session, ref: Ref) -> tuple[Telling, ...]:
    """
    Forget one record for somebody who may, and tell those who were given it; return who is told how.

    Raises:
        NoSuchRecord, GateRefused, KeptByLaw, Changed: as `Session.forget`.
    """
    found: list[Announced | None] = []

    def prepare(person: bytes) -> Announced | None:
        found.append(announced(around, person, "erase", changed=[ref.category]))
        return found[-1]

    session.forget(ref, prepare=prepare)
    return _told(found)


def correct(
    around: Around, mirror: Mirror, ref: Ref, fields: Mapping[str, str | None]
) -> tuple[Record, tuple[Telling, ...]]:
    """
    Let a person correct what they said of themselves, and tell those who were given it (GDPR 16, 19).

    Raises:
        NoSuchRecord, NotTheirsToSay, KeptByLaw, NotCorrected, Changed: as `Mirror.correct`.
    """
    found: list[Announced | None] = []

    def prepare(person: bytes) -> Announced | None:
        found.append(announced(around, person, "correct", changed=[ref.category]))
        return found[-1]

    return mirror.correct(ref, fields, prepare=prepare), _told(found)


def _told(found: list[Announced | None]) -> tuple[Telling, ...]:
    return tuple(one for it in found if it is not None for one in it.told)
