"""
The register as a fideslang manifest (3.1.4), for engineering teams on Fides.

An organisation; a system for us as controller and one as processor, with a declaration for each purpose;
a dataset for each category, with a collection of its name; a system for each recipient outside.

What the format cannot carry: who sees what inside, the law or interest behind a basis, what is told of transfers beyond their kind,
what protects the data, an intermediate archive, and the second language. The time is free text there: the rule stands in it as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from etanche.exchange.dpv.parts import nine
from etanche.exchange.names import about, fides, recognised
from etanche.exchange.register import Activity, Actor, Data, Part, Party, Receiver, Recipient, Register
from etanche.exchange.yaml_text import comment, written
from etanche.terms import Language, Text

ORGANISATION = "default_organization"
BUILT_IN = "etanche-built-in"
"""The tag of what Étanche itself holds, so that a draft made of the manifest leaves it out."""

INSIDE = frozenset({Receiver.INTERNAL, Receiver.PROGRAM})
UNLISTED = frozenset({Receiver.AUTHORITY, Receiver.SUCCESSOR})
TITLES = {Part.CONTROLLER: "Controller", Part.PROCESSOR: "Processor"}

Entry = dict[str, Any]


def fides_of(register: Register, language: Language) -> bytes:
    """Return the register as a manifest; its texts are in one language, for the format has no second."""
    document = {
        "organization": [_organisation(register, language)],
        "data_subject": list(_own_people(register, language)),
        "dataset": list(_datasets(register, language)),
        "system": [*_systems(register, language), *_recipients(register, language)],
    }
    head = f"{about('fideslang')['title']} {about('fideslang')['version']}\n{about('fideslang')['notice']}"
    text = "".join(f"{line}\n" for line in comment(head, ""))
    return (text + written({key: value for key, value in document.items() if value})).encode("utf-8")


def _organisation(register: Register, language: Language) -> Entry:
    """Return who answers."""
    standing = {made.party: made for activity in register.activities for made in activity.actors}
    found: Entry = {
        "fides_key": ORGANISATION,
        "name": register.organisation.name.in_(language),
        "controller": _contact(register.organisation, language),
    }
    if Party.DPO in standing:
        found["data_protection_officer"] = _contact(standing[Party.DPO], language)
    if Party.REPRESENTATIVE in standing:
        found["representative"] = _contact(standing[Party.REPRESENTATIVE], language)
    return found


def _contact(made: Actor, language: Language) -> Entry:
    """Return how to reach somebody."""
    address = ", ".join(part for part in (made.address, made.country) if part)
    return {"name": made.name.in_(language), "address": address, "email": made.email, "phone": ""}


def _own_people(register: Register, language: Language) -> Iterator[Entry]:
    """Return the kinds of people that the taxonomy has no key for; a manifest may bring its own."""
    people = {one.name: one for activity in register.activities for one in activity.people}
    for name, one in people.items():
        if not recognised("people", name):
            yield {"fides_key": name, "name": one.title.in_(language), "description": one.title.in_(language)}


def _subjects(names: Iterable[str]) -> list[str]:
    """Return the keys of kinds of people."""
    return list(dict.fromkeys(fides("people", name) if recognised("people", name) else name for name in names))


def _keys(data: Data) -> list[str]:
    """Return the keys of the taxonomy for the fields of a category."""
    return list(dict.fromkeys(_key(data, field.kind) for field in data.fields))


def _key(data: Data, kind: str) -> str:
    """Return the key of the taxonomy for one field; what concerns nobody is data of a system."""
    return fides("nature", "impersonal") if data.nature == "impersonal" else fides("field", kind)


def _datasets(register: Register, language: Language) -> Iterator[Entry]:
    """Return each category as a dataset of one collection: it is sealed, read and forgotten together."""
    places = {place.name: place for place in register.places}
    built_in = {activity.reference for activity in register.activities if activity.origin == "built-in"}
    seen: dict[str, Data] = {data.name: data for activity in register.activities for data in activity.data}
    for data in seen.values():
        where = ", ".join(f"{places[name].title.in_(language)} ({places[name].country})" for name in data.places)
        yield {
            "fides_key": data.name,
            "organization_fides_key": ORGANISATION,
            **({"tags": [BUILT_IN]} if data.name in built_in else {}),
            "name": data.title.in_(language),
            "description": where,
            "collections": [
                {
                    "name": data.name,
                    "fields": [
                        {
                            "name": field.name,
                            "description": field.title.in_(language),
                            "data_categories": [_key(data, field.kind)],
                        }
                        for field in data.fields
                    ],
                }
            ],
        }


def _systems(register: Register, language: Language) -> Iterator[Entry]:
    """Return us, once for each paragraph of article 30 that we keep a register under."""
    organisation = register.organisation
    for part in Part:
        activities = register.of(part)
        if not activities:
            continue
        outside = _outside(activities)
        found: Entry = {
            "fides_key": part.value,
            "organization_fides_key": ORGANISATION,
            "name": f"{organisation.name.in_(language)} ({TITLES[part].lower()})",
            "system_type": "Organization",
            "responsibility": [TITLES[part]],
            "legal_name": organisation.name.in_(language),
            "legal_address": organisation.address,
            "processes_personal_data": True,
            **_transfer(outside.values()),
        }
        if outside:
            found["egress"] = [{"fides_key": name, "type": "system"} for name in outside]
        found["privacy_declarations"] = [_declaration(activity, language) for activity in activities]
        yield found


def _outside(activities: Iterable[Activity]) -> Mapping[str, Recipient]:
    """Return the recipients outside, by name, whose data can be listed in advance."""
    return {
        found.name: found
        for activity in activities
        for found in activity.recipients
        if found.kind not in INSIDE | UNLISTED
    }


def _transfer(recipients: Iterable[Recipient]) -> Entry:
    """Return whether data leave the European Economic Area, and by which instruments."""
    kinds = [found.transfer.instrument for found in recipients if found.transfer]
    if not kinds:
        return {"does_international_transfers": False}
    named = list(dict.fromkeys(fides("instrument", kind) for kind in kinds))
    return {"does_international_transfers": True, "legal_basis_for_transfers": named}


def _declaration(activity: Activity, language: Language) -> Entry:
    """Return one purpose."""
    outside = _outside([activity]).values()
    found: Entry = {
        "name": activity.title.in_(language),
        "data_use": fides("theme", activity.theme),
        "data_categories": list(dict.fromkeys(key for data in activity.data for key in _keys(data))),
        "data_subjects": _subjects(one.name for one in activity.people),
        "dataset_references": [data.name for data in activity.data],
        "retention_period": activity.data[0].term.rule,
    }
    if activity.basis:
        found["legal_basis_for_processing"] = fides("basis", activity.basis)
    if activity.impact:
        found["impact_assessment_location"] = activity.impact.reference
    if activity.sensitive:
        found["processes_special_category_data"] = True
        letters = [letter for data in activity.data if (letter := nine(data.condition))]
        if letters:
            found["special_category_legal_basis"] = fides("condition", letters[0])
    if outside:
        given = {name for one in outside for name in one.receives}
        shared = dict.fromkeys(key for data in activity.data if data.name in given for key in _keys(data))
        found["data_shared_with_third_parties"] = True
        found["third_parties"] = "; ".join(one.title.in_(language) for one in outside)
        found["shared_categories"] = list(shared)
    return found


def _recipients(register: Register, language: Language) -> Iterator[Entry]:
    """Return each recipient outside as a system of its own, with what it is given and why."""
    for name, found in _outside(register.activities).items():
        served = [
            (activity, [data for data in activity.data if data.name in one.receives])
            for activity in register.activities
            for one in activity.recipients
            if one.name == name
        ]
        yield {
            "fides_key": name,
            "organization_fides_key": ORGANISATION,
            "name": found.title.in_(language),
            "description": _text(found.does, language),
            "system_type": "Third party",
            "responsibility": [fides("recipient", found.kind)],
            "legal_name": found.title.in_(language),
            **({"legal_address": found.country} if found.country else {}),
            **({"privacy_policy": found.policy} if found.policy else {}),
            **({"dpa_location": found.contract} if found.contract else {}),
            **_transfer([found]),
            "privacy_declarations": [_given(activity, data, language) for activity, data in served],
        }


def _given(activity: Activity, data: list[Data], language: Language) -> Entry:
    """Return what a recipient is given for one purpose."""
    return {
        "name": activity.title.in_(language),
        "data_use": fides("theme", activity.theme),
        "data_categories": list(dict.fromkeys(key for one in data for key in _keys(one))),
        "data_subjects": _subjects(name for one in data for name in one.people),
        "dataset_references": [one.name for one in data],
    }


def _text(text: Text | None, language: Language) -> str:
    """Return a text, or nothing."""
    return text.in_(language) if text else ""
