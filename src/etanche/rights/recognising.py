"""
Who asks is recognised: by the link that was sent to their address, or by staff who looked at something stronger.

Once an address is proved, who asked and everybody under that address are one person (an alias group), and the request acts on all of them.
A document that was looked at goes at once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from etanche.charter import Proof
from etanche.errors import NotFound, Unreadable
from etanche.rights.advancing import advance
from etanche.rights.around import ITSELF, Around
from etanche.rights.filed import Filed
from etanche.rights.letters import address_in, asked_of
from etanche.rights.lines import entry_of, line_about
from etanche.rights.register import Register
from etanche.rights.replying import TurnedAway, carry_out, note
from etanche.rights.steps import Event, Happening
from etanche.vault import NoSuchPerson

_CHECKED = "identity-checked"


def confirmed(around: Around, filed: Filed) -> Filed:
    """
    Take the word of a link that was sent to the address of a request.

    Raises:
        TurnedAway: it was confirmed before, or is over.
    """
    filed = carry_out(around, filed)
    happening = Happening(event=Event.IDENTITY_SHOWN, at=around.clock.now(), proof=Proof.SIGNED_LINK)
    step = advance(filed.request, happening)
    if not step.taken:
        note(around, filed, step, actor="link", role=None)
        raise TurnedAway(step)
    recognise(around, filed)
    entry = entry_of(step, organisation=around.organisation, actor="link")
    return Register(around).change(filed, replace(filed, request=step.after), entry)


def recognise(around: Around, filed: Filed) -> None:
    """Join who asked with everybody under the address that was just proved; doing it again does no harm."""
    address = address_in(around, asked_of(around, filed))
    if not address:
        return
    vault = around.vault
    group = vault.group_of(filed.person)
    for other in sorted(vault.persons_under(address) - group):
        if other in vault.group_of(filed.person):
            continue
        try:
            vault.join(filed.person, other, actor=ITSELF, proved=True)
        except (NoSuchPerson, Unreadable):
            # Erased before: what the law keeps of them stays apart, and is told by their certificate.
            continue


def destroy_documents(around: Around, filed: Filed) -> Filed:
    """
    Destroy the documents by which somebody showed who they are, once it is written down that they were looked at (DAT-09); again does no harm.

    Only then the request says that nothing of it is left to be destroyed: killed in between, whoever comes by does it.
    """
    gone = 0
    mirror = around.vault.mirror(filed.person, by=ITSELF)
    for held in mirror.held():
        if held.record.category == around.proof_category:
            with suppress(NotFound):  # Somebody else just does it.
                around.vault.tell(held.record.ref, _CHECKED, actor=ITSELF)
                mirror.forget(held.record.ref)
                gone += 1
    entry = line_about(
        filed.request.id,
        "request-documents-destroyed",
        organisation=around.organisation,
        at=around.clock.now(),
        actor=ITSELF,
        facts={"documents": gone},
    )
    return Register(around).change(filed, replace(filed, document=False), entry)
