"""
Who else receives data, in what capacity, under which contract, and how it is told to erase.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.keep import After, Between, FirstOf, Keep, LastOf, While
from etanche.charter.kinds import RecipientKind, Stance
from etanche.charter.model import Charter, Recipient
from etanche.charter.rules.dated import AnyRule
from etanche.charter.rules.known import cut
from etanche.charter.rules.phrases import phrases
from etanche.charter.rules.rule import Rule, Wrong

ON_DEMAND = frozenset({RecipientKind.HOST, RecipientKind.AUTHORITY, RecipientKind.SUCCESSOR})
"""What these receive is worked out, so that nobody writes it."""

NOWHERE = frozenset({RecipientKind.AUTHORITY, RecipientKind.SUCCESSOR})
"""These are not known before they come, so nobody can say where they are."""

UNDER_CONTRACT = frozenset({RecipientKind.PROCESSOR, RecipientKind.HOST})


def _silent(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ not in ON_DEMAND and not recipient.receives:
            yield Wrong(path=("recipients", name), blanks={"recipient": name, "as": recipient.as_}, on_key=True)


def _nobody(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ not in NOWHERE and phrases("nobody", "any").fullmatch(recipient.name):
            yield Wrong(path=("recipients", name, "name"), blanks={"name": cut(recipient.name)})


def _contract(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ in UNDER_CONTRACT and recipient.contract is None:
            yield Wrong(path=("recipients", name), says=str(recipient.as_), blanks={"recipient": name}, on_key=True)


def _unannounced(charter: Charter) -> Iterator[Wrong]:
    """Yield the first purpose for which we hand on what a client entrusted to us, when no change of recipient is announced."""
    if charter.notice.announced is not None:
        return
    hosted = charter.regions[charter.vault.region].host is not None
    for name, purpose in charter.purposes.items():
        given = hosted or any(
            name in purposes for it in charter.recipients.values() for purposes in it.receives.values()
        )
        if purpose.as_ is Stance.PROCESSOR and given:
            yield Wrong(path=("notice",), blanks={"purpose": name}, on_key=True)
            return


def _whereabouts(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ not in NOWHERE and recipient.country is None:
            yield Wrong(path=("recipients", name), blanks={"recipient": name}, on_key=True)
        if recipient.as_ in ON_DEMAND - {RecipientKind.AUTHORITY} and recipient.receives:
            blanks = {"recipient": name, "as": recipient.as_}
            yield Wrong(path=("recipients", name, "receives"), says="worked-out", blanks=blanks, on_key=True)


def _payment(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ is RecipientKind.PROCESSOR and phrases("payment", "any").search(recipient.name):
            yield Wrong(path=("recipients", name, "as"), blanks={"name": cut(recipient.name)})


def _beyond(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        for category, purposes in recipient.receives.items():
            for number, purpose in enumerate(purposes):
                uses = charter.purposes[purpose].uses
                if category not in uses:
                    blanks = {
                        "recipient": name,
                        "category": category,
                        "purpose": purpose,
                        "uses": ", ".join(f"`{used}`" for used in uses),
                    }
                    yield Wrong(path=("recipients", name, "receives", category, number), blanks=blanks)


def _outstaying(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.as_ is Stance.PROCESSOR and _outlasts(purpose.keep):
            blanks = {"purpose": name, "client": purpose.for_ or name}
            yield Wrong(path=("purposes", name, "keep"), blanks=blanks)


def _outlasts(keep: Keep) -> bool:
    """Return whether a rule goes on when the contract with the client has ended."""
    match keep:
        case After(event=event) | Between(event=event):
            return event == "contract-end"
        case While():
            return False
        case FirstOf(rules=rules):
            return all(map(_outlasts, rules))
        case LastOf(rules=rules):
            return any(map(_outlasts, rules))


def _on_demand(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ is RecipientKind.AUTHORITY and recipient.receives:
            yield Wrong(path=("recipients", name, "receives"), blanks={"recipient": name}, on_key=True)


def _deaf(charter: Charter, kind: RecipientKind) -> Iterator[tuple[str, Recipient]]:
    for name, recipient in charter.recipients.items():
        if recipient.as_ is kind and recipient.erasure_by is None:
            yield name, recipient


def _erasure(charter: Charter) -> Iterator[Wrong]:
    for name, _ in _deaf(charter, RecipientKind.PROCESSOR):
        yield Wrong(path=("recipients", name), blanks={"recipient": name}, on_key=True)


def _joint_erasure(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in _deaf(charter, RecipientKind.JOINT):
        if recipient.receives:
            yield Wrong(path=("recipients", name), blanks={"recipient": name}, on_key=True)


ALONE: tuple[AnyRule, ...] = (
    Rule(id="REC-01", search=_silent),
    Rule(id="REC-02", search=_nobody),
    Rule(id="REC-04", search=_contract),
    Rule(id="REC-06", search=_whereabouts),
    Rule(id="REC-07", search=_payment),
    Rule(id="REC-09", search=_outstaying),
    Rule(id="REC-11", search=_on_demand),
    Rule(id="REC-12", search=_erasure),
    Rule(id="RGT-12", search=_joint_erasure),
)
TOGETHER: tuple[AnyRule, ...] = (Rule(id="REC-05", search=_unannounced), Rule(id="REC-08", search=_beyond))
