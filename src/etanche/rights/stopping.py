"""
Ending a use at once: what an objection, a withdrawal or an opt-out does before anybody has answered it.

A use of advertising stops for every person with the address and for whoever comes in with it later, on the word of a stranger:
nobody is harmed by a letter that is not sent. A withdrawal by a stranger suspends for a month at most. An objection that has to be
weighed suspends, only for who showed who they are; an opt-out of sale and a limit are weighed by nobody (Civ. 1798.120, 121): what they
end stays ended whatever becomes of an objection. Nothing is destroyed, and nothing is written down as somebody's no, before they showed who they are.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from etanche.charter import Nature, Objection, Proof, Theme
from etanche.errors import NotFound
from etanche.rights.around import Around
from etanche.rights.consent.evidence import How, evidence_of, read
from etanche.rights.facts import Right
from etanche.rights.filed import Filed
from etanche.rights.outside import announced_of
from etanche.rights.register import Register
from etanche.rights.request import OPEN
from etanche.standing import USE_STOPPED, WITHDRAWAL_ASKED
from etanche.vault import Refusal, Said, no_of

_STOPS = frozenset({USE_STOPPED, WITHDRAWAL_ASKED})
"""What destroys nothing."""

_ADVERTISING = frozenset({Theme.MARKETING, Theme.ADVERTISING})


def stopped_by(around: Around, filed: Filed) -> tuple[str, ...]:
    """Return the purposes whose use a request ends or suspends, in name order: those it names, or all that its right is about."""
    plan, purposes = around.plan, around.charter.purposes
    refusable = plan.objections.keys() | plan.consents
    named = frozenset(filed.purposes) or refusable
    advertising = {name for name in refusable if purposes[name].theme in _ADVERTISING}
    match filed.request.right:
        case Right.MARKETING_OBJECTION:
            found: Collection[str] = advertising
        case Right.OPT_OUT:
            found = advertising | {one.purpose for one in plan.disclosures if one.purpose in plan.objections}
        case Right.WITHDRAWAL:
            found = plan.consents & named
        case Right.OBJECTION:
            found = plan.objections.keys() & named
        case Right.LIMIT:
            found = {name for name in refusable if _sensitive(around, name)}
        case _:
            found = ()
    return tuple(sorted(found))


def stop(around: Around, filed: Filed, *, email: str, actor: str) -> tuple[str, ...]:
    """End or suspend the use for who showed who they are, and stop it for the others; doing it again does no harm. Return the purposes."""
    vault, ended = around.vault, stopped_by(around, filed)
    who = vault.group_of(filed.person) if filed.request.proof is not None else frozenset()
    # Proved is the address to which a letter went, or that of nobody else: whoever is logged in can write anybody's.
    others = (vault.persons_under(email) if email else frozenset()) - who
    proved = bool(who) and (filed.request.proof is Proof.SIGNED_LINK or not others)
    for purpose in ended:
        weighed = filed.request.right is Right.OBJECTION and _reviewed(around, purpose)
        event = "objection" if weighed else no_of(around.plan, purpose)
        # First, with the letters to recipients: an address that is refused tells it of whom it finds too, and of them it is no news then.
        _tell(around, who, event, purpose, actor, _shown_by(around, filed, purpose))
        if not who:
            _tell(around, [filed.person], USE_STOPPED, purpose, actor)
        # An objection that is to be weighed is told as one; told of an address, it would be a refusal for good.
        if email and not (proved and weighed):
            vault.refuse([Refusal(email, around.clock.now())], purpose, actor=actor, proved=proved)
    return ended


def suspend(around: Around, filed: Filed, *, email: str, actor: str) -> None:
    """Suspend what a withdrawal names that nobody proved yet, where a yes stands; told of them once, it lapses by itself (see `standing.UNPROVED`)."""
    vault = around.vault
    who = set(vault.group_of(filed.person)) | (vault.persons_under(email) if email else set())
    for purpose in stopped_by(around, filed):
        stands = [one for one in who if _says_yes(around, one, purpose)]
        _tell(around, stands, WITHDRAWAL_ASKED, purpose, actor)


def resume(around: Around, filed: Filed, *, actor: str) -> None:
    """
    Lift what was suspended while an objection was weighed: it was not granted, and no other that is being weighed suspends it.

    An objection that came by no request, as from their own page, is no part of what is refused here: it waits for who weighs it.
    """
    weighed = {
        purpose
        for one in others_of(around, filed)
        if one.request.right is Right.OBJECTION and one.request.state in OPEN and one.request.stopped_on is not None
        for purpose in stopped_by(around, one)
    }
    for purpose in stopped_by(around, filed):
        if _reviewed(around, purpose) and purpose not in weighed and _by_requests_alone(around, filed.person, purpose):
            _tell(around, [filed.person], "objection-overruled", purpose, actor)


def uphold(around: Around, filed: Filed, *, actor: str) -> None:
    """End for good what was suspended while an objection was weighed: it is granted."""
    for purpose in stopped_by(around, filed):
        if _reviewed(around, purpose):
            _tell(around, [filed.person], no_of(around.plan, purpose), purpose, actor)


def restrict(around: Around, filed: Filed, *, actor: str) -> None:
    """Freeze everything of a person and of whom they are joined with: kept, and used for nothing but answering them."""
    _tell(around, [filed.person], "restricted", None, actor)


def unrestrict(around: Around, filed: Filed, *, actor: str) -> None:
    """Lift that; whoever calls this has told the person before (GDPR 18(3)), and no other request restricts."""
    _tell(around, [filed.person], "restriction-lifted", None, actor)


def others_of(around: Around, filed: Filed) -> tuple[Filed, ...]:
    """Return the other requests of who asked, and of whom they are joined with; raises `Fault` where one of them cannot be read."""
    found = Register(around).whole_of(around.vault.group_of(filed.person))
    return tuple(one for one in found if one.request.id != filed.request.id)


def _tell(
    around: Around, who: Collection[bytes], event: str, purpose: str | None, actor: str, evidence: bytes | None = None
) -> None:
    """Tell it of some persons and of whom they are joined with; recipients of what goes because of it are told in the same commit."""
    for group in sorted({around.vault.group_of(one) for one in who}, key=sorted):
        beside = None if purpose is None or event in _STOPS else announced_of(around, min(group), purpose)
        # Erased before: there is nothing left to be used.
        with suppress(NotFound):
            around.vault.tell_all(group, event, actor=actor, purpose=purpose, evidence=evidence, beside=beside)


def _shown_by(around: Around, filed: Filed, purpose: str) -> bytes:
    """Return what shows a no that was said by a request: nobody claims that any words were shown with it."""
    said = evidence_of(around, purpose, yes=False, how=How.REQUEST, language=filed.language, shown=None)
    return said.written()


def _by_requests_alone(around: Around, person: bytes, purpose: str) -> bool:
    """Tell whether there are objections to a purpose that wait for a decision, each said by a request."""
    shown = [None if data is None else read(data) for data in around.vault.objected(person, purpose)]
    return bool(shown) and all(one is not None and one.how == How.REQUEST for one in shown)


def _reviewed(around: Around, purpose: str) -> bool:
    return around.plan.objections.get(purpose) is Objection.REVIEWED


def _says_yes(around: Around, person: bytes, purpose: str) -> bool:
    return any(one.purpose == purpose and one.said is Said.YES for one in around.vault.mirror(person).choices())


def _sensitive(around: Around, purpose: str) -> bool:
    used = (category for using, category in around.plan.terms if using == purpose)
    return any(
        around.plan.categories[one].nature is not Nature.PERSONAL for one in used if one in around.plan.categories
    )
