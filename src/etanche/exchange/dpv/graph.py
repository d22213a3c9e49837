"""
The register in the Data Privacy Vocabulary (DPV 2.3), as JSON-LD: what an auditor's or a researcher's tool can read.

Each activity is a `dpv:Process` with its purpose, basis, data, people, recipients, storage, measures, rights and transfers.
Every term is looked up in the list of the vocabulary when it is written.

DPV has no words for some of what a charter says: the events a time starts from, an intermediate archive,
the conditions of a role. The rule stands beside each duration as `skos:notation`, and in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from etanche.exchange.dpv.parts import (
    actor,
    legal_basis,
    node,
    people,
    personal_data,
    place,
    recipient,
    ref,
    told,
    transfers,
)
from etanche.exchange.dpv.storage import storage
from etanche.exchange.names import about, dpv, measure, prefixes, term
from etanche.exchange.register import Activity, Actor, Measure, Part, Party, Register

BASE = "urn:etanche:charter:"
OTHER_PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Node = dict[str, Any]


def dpv_of(register: Register) -> bytes:
    """Return the register as JSON-LD, in both languages, in UTF-8."""
    document = {
        "@context": {**prefixes(), **OTHER_PREFIXES, "charter": f"{BASE}{register.charter}#"},
        "@graph": list(_graph(register)),
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _graph(register: Register) -> Iterator[Node]:
    """Return the record first, then who, where, what, whom, and each activity."""
    yield _record(register)
    yield _organisation(register)
    for found in register.places:
        yield place(found)
    yield from _each(register)
    for activity in register.activities:
        yield process_of(activity)


def _record(register: Register) -> Node:
    """Return the record of processing activities itself."""
    return {
        **node("register", "dpv:ROPA"),
        "dct:conformsTo": {"@id": f"https://w3id.org/dpv/{about('dpv')['version']}"},
        "dct:identifier": register.charter,
        "dct:modified": {"@value": register.updated.isoformat(), "@type": "xsd:date"},
        term("dpv:hasResponsibleEntity"): ref("organisation"),
        term("dpv:hasProcess"): [ref(f"purpose/{activity.reference}") for activity in register.activities],
    }


def _organisation(register: Register) -> Node:
    """Return who answers for the activities, with the people and the authority that go with it."""
    capacity = {Part.CONTROLLER: "dpv:DataController", Part.PROCESSOR: "dpv:DataProcessor"}
    kinds = [term(capacity[part]) for part in Part if register.of(part)]
    found: Node = {**actor(register.organisation), "@id": "charter:organisation", "@type": kinds}
    standing = {made.party: made for activity in register.activities for made in activity.actors}
    if Party.DPO in standing:
        made = {**actor(standing[Party.DPO]), **node("dpo", "dpv:DataProtectionOfficer")}
        found[term("dpv:hasDataProtectionOfficer")] = made
    if Party.REPRESENTATIVE in standing:
        made = {**actor(standing[Party.REPRESENTATIVE]), **node("representative", "dpv:Representative")}
        found[term("dpv:hasRepresentative")] = made
    if register.authority:
        authority = {**node("authority", "dpv:DataProtectionAuthority"), term("dpv:hasName"): register.authority}
        found[term("dpv:hasAuthority")] = authority
    return found


def _each(register: Register) -> Iterator[Node]:
    """Return every category, kind of people and recipient once, whichever activities they occur in."""
    seen: dict[str, Node] = {}
    for activity in register.activities:
        for data in activity.data:
            seen.setdefault(f"category/{data.name}", personal_data(data))
        for found in activity.people:
            seen.setdefault(f"people/{found.name}", people(found))
        for received in activity.recipients:
            seen.setdefault(f"recipient/{received.name}", recipient(received))
    yield from seen.values()


def process_of(activity: Activity) -> Node:
    """Return one activity."""
    ours = "dpv:hasDataProcessor" if activity.part is Part.PROCESSOR else "dpv:hasDataController"
    purpose = {
        **node(f"purpose/{activity.reference}/why", dpv("theme", activity.theme)),
        "dct:title": told(activity.title),
    }
    found: Node = {
        **node(f"purpose/{activity.reference}", "dpv:Process"),
        "dct:title": told(activity.title),
        "dct:identifier": activity.reference,
        "dct:created": {"@value": activity.created.isoformat(), "@type": "xsd:date"},
        "dct:modified": {"@value": activity.updated.isoformat(), "@type": "xsd:date"},
        term(ours): ref("organisation"),
        term("dpv:hasPurpose"): purpose,
        term("dpv:hasPersonalData"): [ref(f"category/{data.name}") for data in activity.data],
        term("dpv:hasDataSubject"): [ref(f"people/{found.name}") for found in activity.people],
        term("dpv:hasProcessing"): [*map(_term_ref, ("dpv:Collect", "dpv:Store", "dpv:Use")), *transfers(activity)],
        term("dpv:hasStorageCondition"): storage(activity),
        term("dpv:hasRight"): [_term_ref(dpv("right", right)) for right in activity.rights],
        term("dpv:hasTechnicalOrganisationalMeasure"): [_measure(one) for one in activity.measures],
    }
    if activity.basis:
        found[term("dpv:hasLegalBasis")] = legal_basis(activity)
    if activity.recipients:
        found[term("dpv:hasRecipient")] = [ref(f"recipient/{received.name}") for received in activity.recipients]
    return {**found, **_clients(activity), **_assessments(activity), **_machine(activity)}


def _clients(activity: Activity) -> Node:
    """Return for whom, or with whom, an activity is done."""
    found: Node = {}
    clients = [made for made in activity.actors if made.party is Party.CLIENT]
    joint = [made for made in activity.actors if made.party is Party.JOINT]
    if clients:
        found[term("dpv:hasDataController")] = [
            {**_stranger(made), "@type": term("dpv:DataController")} for made in clients
        ]
    if joint:
        members = [ref("organisation"), *({**_stranger(made), "@type": term("dpv:DataController")} for made in joint)]
        group = {"@type": term("dpv:JointDataControllers"), term("dpv:hasDataController"): members}
        found[term("dpv:hasJointDataControllers")] = group
    return found


def _stranger(made: Actor) -> Node:
    """Return somebody who has no name in the charter of their own."""
    return {key: value for key, value in actor(made).items() if key != "@id"}


def _assessments(activity: Activity) -> Node:
    """Return the balancing test and the impact assessment, where there are any."""
    found: Node = {}
    if activity.balance:
        found[term("dpv:hasAssessment")] = {
            "@type": term("dpv:LegitimateInterestAssessment"),
            "dct:identifier": activity.balance.reference,
            "dct:date": {"@value": activity.balance.on.isoformat(), "@type": "xsd:date"},
        }
    if activity.impact:
        found[term("dpv:hasImpactAssessment")] = {
            "@type": term("dpv:DPIA"),
            "dct:identifier": activity.impact.reference,
            "dct:date": {"@value": activity.impact.on.isoformat(), "@type": "xsd:date"},
        }
    return found


def _machine(activity: Activity) -> Node:
    """Return what a machine decides alone, with its logic and its effect."""
    made = activity.automated
    if made is None:
        return {}
    return {
        term("dpv:hasContext"): {
            "@type": term("dpv:AutomatedDecisionMaking"),
            term("dpv:hasAlgorithmicLogic"): {"@type": term("dpv:AlgorithmicLogic"), "dct:description": told(made.how)},
            term("dpv:hasConsequence"): {"@type": term("dpv:Consequence"), "dct:description": told(made.effect)},
            term("dpv:hasHumanInvolvement"): {
                "@type": term("dpv:HumanInvolvementForOversight"),
                "dct:description": told(made.review),
            },
        }
    }


def _measure(found: Measure) -> Node:
    """Return one measure, with the promise under which it is proved or attested."""
    known = measure(found.promise)
    kind = known[1] if known else term("dpv:DataProcessingAgreement")
    return {"@type": kind, "dct:identifier": found.promise, "dct:description": told(found.said)}


def _term_ref(name: str) -> Node:
    """Return a term of the vocabulary as a thing pointed at."""
    return {"@id": term(name)}
