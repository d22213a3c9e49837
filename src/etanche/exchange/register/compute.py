"""
From a charter to its register: one activity for each purpose, so that notice and register have the same (REG-01).

Nothing is asked of a clock and nothing of an instance: the same charter gives the same register.
"""

from __future__ import annotations

from etanche.charter import Basis, Builtin, Charter, Purpose, Stance, builtin, digest
from etanche.exchange.register.both import said
from etanche.exchange.register.data import STAFF, data_of, held_data
from etanche.exchange.register.measures import Protection, measures_of, protections
from etanche.exchange.register.places import places_of
from etanche.exchange.register.recipients import recipients_of
from etanche.exchange.register.types import (
    FORMAT,
    Activity,
    Actor,
    Automated,
    Data,
    Dated,
    Part,
    Party,
    Persons,
    Register,
)
from etanche.terms import Text

WITH_PORTABILITY = frozenset({Basis.CONSENT, Basis.CONTRACT})
WITH_OBJECTION = frozenset({Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK})


def register(charter: Charter) -> Register:
    """Return the register of processing of a charter."""
    held = protections(charter)
    return Register(
        format=FORMAT,
        charter=digest(charter),
        organisation=_organisation(charter, Party.CONTROLLER),
        authority=charter.organisation.authority,
        updated=max(charter.versions),
        places=places_of(charter),
        activities=(
            *(_activity(charter, held, name, purpose) for name, purpose in charter.purposes.items()),
            *(_ours(charter, held, kept) for kept in builtin(charter)),
        ),
    )


def _activity(charter: Charter, held: tuple[Protection, ...], name: str, purpose: Purpose) -> Activity:
    """Return one sheet of the register."""
    data = data_of(charter, name)
    recipients = recipients_of(charter, name)
    return Activity(
        reference=name,
        title=purpose.title,
        part=Part.PROCESSOR if purpose.as_ is Stance.PROCESSOR else Part.CONTROLLER,
        theme=purpose.theme,
        origin="charter",
        created=min(charter.versions),
        updated=max(charter.versions),
        actors=_actors(charter, purpose),
        basis=purpose.basis or "",
        law=purpose.law,
        interest=purpose.interest,
        balance=Dated(on=purpose.balance.on, reference=purpose.balance.reference) if purpose.balance else None,
        impact=Dated(on=purpose.impact.on, reference=purpose.impact.reference) if purpose.impact else None,
        automated=_automated(purpose),
        figures_only=purpose.groups_of,
        data=data,
        people=_people(charter, data),
        recipients=recipients,
        measures=measures_of(charter, held, data, recipients),
        rights=_rights(purpose.basis, decides=purpose.decides is not None),
    )


def _ours(charter: Charter, held: tuple[Protection, ...], kept: Builtin) -> Activity:
    """Return the sheet of what Étanche itself holds; nobody is given it and no role reads it."""
    data = (held_data(charter, kept),)
    return Activity(
        reference=kept.name,
        title=kept.why,
        part=Part.CONTROLLER,
        theme=kept.theme,
        origin="built-in",
        created=min(charter.versions),
        updated=max(charter.versions),
        actors=_actors(charter),
        basis=kept.basis,
        law=kept.law,
        interest=None,
        balance=None,
        impact=None,
        automated=None,
        figures_only=None,
        data=data,
        people=_people(charter, data, staff=kept.staff),
        recipients=(),
        measures=measures_of(charter, held, data, ()),
        rights=_rights(kept.basis, decides=False),
    )


def _organisation(charter: Charter, party: Party) -> Actor:
    """Return who writes the register."""
    organisation = charter.organisation
    holder = organisation.contact or organisation.dpo
    return Actor(
        party=party,
        name=Text(fr=organisation.name, en=organisation.name),
        address=organisation.address,
        country=organisation.country,
        email=holder.email if holder else "",
    )


def _actors(charter: Charter, purpose: Purpose | None = None) -> tuple[Actor, ...]:
    """Return everybody who answers for an activity, in the order of the CNIL's sheet."""
    organisation = charter.organisation
    processor = purpose is not None and purpose.as_ is Stance.PROCESSOR
    found = [_organisation(charter, Party.PROCESSOR if processor else Party.CONTROLLER)]
    if purpose and purpose.for_:
        found.append(Actor(party=Party.CLIENT, name=charter.people[purpose.for_].title))
    if organisation.dpo:
        name = said("register.function.dpo")
        dpo = organisation.dpo
        found.append(Actor(party=Party.DPO, name=name, address=dpo.post, email=dpo.email))
    if organisation.representative:
        stands = organisation.representative
        name = Text(fr=stands.name, en=stands.name)
        found.append(Actor(party=Party.REPRESENTATIVE, name=name, country=stands.country, email=stands.email))
    for partner in purpose.with_ if purpose else ():
        joint = charter.recipients[partner]
        name = Text(fr=joint.name, en=joint.name)
        found.append(Actor(party=Party.JOINT, name=name, country=joint.country or "", note=joint.arrangement))
    return tuple(found)


def _automated(purpose: Purpose) -> Automated | None:
    """Return what a machine decides alone."""
    made = purpose.decides
    return Automated(how=made.how, effect=made.effect, review=made.review) if made else None


def _people(charter: Charter, data: tuple[Data, ...], *, staff: Text | None = None) -> tuple[Persons, ...]:
    """Return the kinds of people that some data are about, each once; a charter does not name those who act for it."""
    names = dict.fromkeys(person for datum in data for person in datum.people)
    known = {name: found for name in names if (found := charter.people.get(name))}
    people = [
        Persons(name=name, title=found.title, from_age=int(found.from_age) if found.from_age else None)
        for name, found in known.items()
    ]
    if staff and STAFF not in known:
        people.append(Persons(name=STAFF, title=staff, from_age=None))
    return tuple(people)


def _rights(basis: Basis | None, *, decides: bool) -> tuple[str, ...]:
    """Return the rights that follow from a basis (LANGUAGE §7), as words of `names.toml`."""
    found = ["access", "rectification", "restriction", "complaint"]
    if basis is not Basis.LEGAL_OBLIGATION:
        found.append("erasure")
    if basis in WITH_PORTABILITY:
        found.append("portability")
    if basis in WITH_OBJECTION:
        found.append("objection")
    if basis is Basis.CONSENT:
        found.append("withdrawal")
    if decides:
        found.append("automated-decision")
    return tuple(found)
