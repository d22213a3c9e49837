"""To whom the data of an activity are open: our own roles and programs, and everybody else (GDPR 30(1)(d) and (e))."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Reader, RecipientKind
from etanche.charter import Recipient as Written
from etanche.exchange.register.places import places_holding, region_of
from etanche.exchange.register.types import Receiver, Recipient, Transfer
from etanche.terms import Text

UNLISTED = frozenset({RecipientKind.AUTHORITY, RecipientKind.SUCCESSOR})
"""Recipients whose data nobody can list in advance."""


def recipients_of(charter: Charter, purpose: str) -> tuple[Recipient, ...]:
    """Return every recipient of an activity: those inside first, then the others in the order of the charter."""
    return (*_inside(charter, purpose), *_outside(charter, purpose))


def _inside(charter: Charter, purpose: str) -> Iterator[Recipient]:
    """Return the roles that see data of a purpose; people before programs."""
    uses = charter.purposes[purpose].uses
    seeing = [
        (name, role, tuple(category for category in uses if purpose in role.sees.get(category, ())))
        for name, role in charter.roles.items()
    ]
    for kind, is_ in ((Receiver.INTERNAL, Reader.PERSON), (Receiver.PROGRAM, Reader.PROGRAM)):
        for name, role, sees in seeing:
            if sees and role.is_ is is_:
                yield _recipient(name, role.title, kind, sees)


def _outside(charter: Charter, purpose: str) -> Iterator[Recipient]:
    """Return the recipients that are given data of a purpose, store them, or may compel us."""
    uses = charter.purposes[purpose].uses
    for name, written in charter.recipients.items():
        given = tuple(category for category in uses if purpose in written.receives.get(category, ()))
        stored = tuple(category for category in uses if name in _hosts(charter, category))
        receives = tuple(dict.fromkeys((*given, *stored)))
        if receives or written.as_ in UNLISTED:
            title = Text(fr=written.name, en=written.name)
            yield _recipient(name, title, Receiver(written.as_.value), receives, written)


def _hosts(charter: Charter, category: str) -> set[str]:
    """Return the recipients on whose machines a category lies."""
    regions = (charter.regions[region_of(charter, place)] for place in places_holding(charter, category))
    return {region.host for region in regions if region.host}


def _recipient(
    name: str, title: Text, kind: Receiver, receives: tuple[str, ...], written: Written | None = None
) -> Recipient:
    """Return one recipient, with what its contract and its transfer say if it is somebody else."""
    contract = written.contract if written else None
    transfer = written.transfer if written else None
    return Recipient(
        name=name,
        title=title,
        kind=kind,
        does=written.does if written else None,
        country=(written.country or "") if written else "",
        receives=receives,
        contract=contract.reference if contract else "",
        contract_date=contract.date if contract else None,
        policy=(written.policy or "") if written else "",
        transfer=Transfer(instrument=transfer.by, reference=transfer.reference, checked=transfer.checked)
        if transfer
        else None,
    )
