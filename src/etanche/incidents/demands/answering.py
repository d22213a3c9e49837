"""
Answering a demand: whoever was let to gives records of the people it names, through the gate, and what was given is written down.

What is about to be given is in the register before anything is opened, and how much it was before it leaves: a demand that was answered and
does not say so cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from etanche.errors import NotFound
from etanche.incidents.demands.demand import Demand, What
from etanche.incidents.demands.register import Demands
from etanche.keyring import digest
from etanche.vault import NoGrant, Record, Ref


class NothingToGive(NotFound):
    """Nothing that a demand asks for is held of the people it names."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was given, and what is known of it afterwards."""

    demand: Demand
    records: tuple[Record, ...] = field(repr=False)
    file: bytes = field(repr=False)
    """JSON, as it is handed over; its digest is in the register."""


def answer(
    register: Demands,
    name: str,
    *,
    role: str,
    purpose: str,
    by: str,
    category: str | None = None,
    refs: Sequence[Ref] = (),
) -> Given:
    """
    Give what a demand names: records by their addresses, or all that the giver may see of its people for a purpose, of one category or of each.

    Raises:
        NoGrant: nobody examined it yet.
        GateRefused: the giver may not see it, the purpose is not alive, the case is over, or a record is of somebody the demand does not name.
        NothingToGive: nothing is there.
        DemandSettled: it was refused.
    """
    demand = register.of(name)
    if demand.examined is None:
        raise NoGrant(
            "nobody examined this demand yet", hint="`etanche demand examine` says whom it concerns, and who gives it"
        )
    said = {"purpose": purpose, "category": category or ""}
    register.add(demand, register.book.now(What.GIVING, by, said=said))
    with register.vault.acting(role, purpose=purpose, actor=by, case=demand.name) as session:
        wanted = refs or [one.ref for person in sorted(demand.persons) for one in session.of_person(person, category)]
        records = session.disclose_records(demand.recipient, *wanted)
    if not records:
        raise NothingToGive("nothing of that is held of the people it names", hint="refuse it, and say so")
    file = _written(demand, records)
    whose = {one.person for one in records if one.person is not None}
    step = register.book.now(
        What.GIVEN,
        by,
        said={
            **said,
            "digest": digest(file).hex(),
            "refs": " ".join(str(one.ref) for one in records),
            "persons": " ".join(sorted(one.hex() for one in whose)),
        },
        numbers={"records": len(records), "of": len(whose)},
    )
    return Given(demand=register.add(demand, step), records=records, file=file)


def _written(demand: Demand, records: Sequence[Record]) -> bytes:
    told = {
        "demand": demand.name,
        "records": [{"address": str(one.ref), "fields": dict(one.fields)} for one in records],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1)
