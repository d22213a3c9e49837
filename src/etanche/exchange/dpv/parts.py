"""The parts of a register as nodes of JSON-LD: who, where, which data, whose, to whom."""

from __future__ import annotations

import re
from typing import Any

from etanche.exchange.names import dpv, term, terms
from etanche.exchange.register import Activity, Actor, Data, Persons, Place, Recipient
from etanche.terms import LANGUAGES, Text

CONDITION = re.compile(r"9\s*\(2\)\s*\(([a-j])\)|9\s*§\s*2\s*([a-j])\b")
"""A citation of article 9(2), with its letter."""

Node = dict[str, Any]


def node(name: str, *kinds: str) -> Node:
    """Return a thing of the charter, with its kinds."""
    types = [term(kind) for kind in kinds]
    return {"@id": f"charter:{name}", "@type": types[0] if len(types) == 1 else types}


def ref(name: str) -> Node:
    """Return a pointer at a thing of the charter."""
    return {"@id": f"charter:{name}"}


def told(text: Text) -> list[Node]:
    """Return a text in both languages."""
    return [{"@value": text.in_(language), "@language": language} for language in LANGUAGES]


def country(letters: str) -> Node:
    """Return a country; one that the vocabulary does not know is named by its letters."""
    name = f"loc:{letters}"
    return {"@id": name} if name in terms() else {"@type": term("dpv:Country"), "dct:identifier": letters}


def actor(made: Actor) -> Node:
    """Return somebody who answers for an activity."""
    found: Node = {term("dpv:hasName"): told(made.name)}
    if made.address:
        found[term("dpv:hasAddress")] = made.address
    if made.country:
        found[term("dpv:hasCountry")] = country(made.country)
    if made.email:
        found[term("dpv:hasContact")] = made.email
    if made.note:
        found["dct:description"] = told(made.note)
    return found


def place(found: Place) -> Node:
    """Return a place where data are."""
    return {
        **node(f"place/{found.name}", "dpv:StorageLocation"),
        "dct:title": told(found.title),
        "dct:description": told(found.region),
        term("dpv:hasLocation"): country(found.country),
    }


def people(found: Persons) -> Node:
    """Return a kind of people."""
    return {**node(f"people/{found.name}", dpv("people", found.name)), "dct:title": told(found.title)}


def personal_data(data: Data) -> Node:
    """Return a category with its fields, each of the kind that the vocabulary has for it."""
    kinds = ["dpv:PersonalData"] if data.nature == "personal" else [dpv("nature", data.nature)]
    found = {
        **node(f"category/{data.name}", *kinds),
        "dct:title": told(data.title),
        "dct:hasPart": [
            {
                **node(f"category/{data.name}/{field.name}", _kind(data, field.kind)),
                "dct:title": told(field.title),
                term("dpv:hasNecessity"): {"@id": term("dpv:Required" if field.required else "dpv:Optional")},
            }
            for field in data.fields
        ],
        term("dpv:hasDataSource"): {"@type": term("dpv:DataSource"), "dct:description": told(data.sources)},
    }
    if condition := nine(data.condition):
        found[term("dpv:hasLegalBasis")] = {"@type": dpv("condition", condition), "dct:identifier": data.condition}
    return found


def nine(citation: str) -> str:
    """Return the letter of article 9(2) that a citation names; nothing if it names none."""
    found = CONDITION.search(citation)
    return (found[1] or found[2]) if found else ""


def _kind(data: Data, kind: str) -> str:
    """Return what a field is; of data that concern nobody, none is personal."""
    return "dpv:NonPersonalData" if data.nature == "impersonal" else dpv("field", kind)


def recipient(found: Recipient) -> Node:
    """Return a recipient, inside or outside."""
    made: Node = {
        **node(f"recipient/{found.name}", dpv("recipient", found.kind)),
        term("dpv:hasName"): told(found.title),
    }
    if found.does:
        made["dct:description"] = told(found.does)
    if found.country:
        made[term("dpv:hasCountry")] = country(found.country)
    if found.policy:
        made[term("dpv:hasNotice")] = {"@id": found.policy}
    if found.contract:
        made[term("dpv:hasLegalMeasure")] = {
            "@type": term("dpv:DataProcessingAgreement"),
            "dct:identifier": found.contract,
        }
    return made


def legal_basis(activity: Activity) -> Node:
    """Return the basis, with the interest or the law that goes with it."""
    found: Node = {"@type": dpv("basis", activity.basis)}
    if activity.interest:
        found[term("dpv:hasJustification")] = {
            "@type": term("dpv:Justification"),
            "dct:description": told(activity.interest),
        }
    if activity.law:
        found[term("dpv:hasApplicableLaw")] = [
            {"@type": term("dpv:Law"), "dct:identifier": citation} for citation in activity.law
        ]
    return found


def transfers(activity: Activity) -> list[Node]:
    """Return every transfer out of the European Economic Area, with what makes it lawful."""
    return [
        {
            "@type": term("dpv:CrossBorderTransfer"),
            term("dpv:hasDataImporter"): ref(f"recipient/{found.name}"),
            term("dpv:hasThirdCountry"): country(found.country),
            term("dpv:hasLegalBasis"): {
                "@type": dpv("instrument", found.transfer.instrument),
                "dct:identifier": found.transfer.reference,
                "dct:date": {"@value": found.transfer.checked.isoformat(), "@type": "xsd:date"},
            },
        }
        for found in activity.transfers
        if found.transfer
    ]
