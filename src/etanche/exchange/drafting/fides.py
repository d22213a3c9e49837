"""
From a fideslang manifest to a sketch: datasets become categories, privacy declarations become purposes.

Keys that the language does not know are reported with their place; so is what has no place in a charter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etanche.exchange.drafting.fides_data import Datasets
from etanche.exchange.drafting.fides_keys import survey
from etanche.exchange.drafting.manifest import ManifestUnreadable, Value, read_manifest
from etanche.exchange.drafting.phrases import country_of, keep_of, plain
from etanche.exchange.drafting.sketch import Purpose, Recipient, Sketch, once
from etanche.exchange.names import ours
from etanche.terms import Language

THIRD_PARTY = "third party"
PARTS = ("organization", "dataset", "system")
LANGUAGE: Language = "en"
"""Manifests are written in English, as the taxonomy is."""


def sketch_of_manifest(data: bytes, *, file: str) -> Sketch:
    """
    Return what a manifest says.

    Raises:
        ManifestUnreadable: it is none, or says nothing that a charter could hold.
    """
    manifest = read_manifest(data, file=file)
    if not any(manifest.get(part).items for part in PARTS):
        raise ManifestUnreadable(
            "nothing here is a manifest of Fides",
            hint="it has a list `organization`, `dataset` or `system`",
            place=manifest.place,
        )
    sketch = Sketch()
    survey(sketch, manifest)
    _organisation(sketch, manifest)
    datasets = Datasets(sketch, manifest)
    systems = [system for system in manifest.each("system") if system.kind == "keys"]
    outside = set(_outside(systems))
    for system in systems:
        if system.say("fides_key") not in outside:
            for declaration in _declarations(system):
                _purpose(sketch, datasets, system, declaration)
    for system in systems:
        if system.say("fides_key") in outside:
            _recipient(sketch, datasets, system)
    if not (sketch.purposes or sketch.categories):
        hint = "it has datasets with fields, or systems with privacy declarations"
        raise ManifestUnreadable("this manifest says nothing of data", hint=hint, place=manifest.place)
    _third_parties(sketch, [found for system in systems for found in _declarations(system)])
    return sketch


def _declarations(system: Value) -> Iterator[Value]:
    """Return the declarations of a system that say something."""
    return (found for found in system.each("privacy_declarations") if found.kind == "keys")


def _organisation(sketch: Sketch, manifest: Value) -> None:
    """Take over the first organisation that says something."""
    who = sketch.who
    for found in manifest.each("organization"):
        controller, dpo, stands = (
            found.get(key) for key in ("controller", "data_protection_officer", "representative")
        )
        who.name = who.name or found.say("name") or controller.say("name")
        address, country = _address(controller.say("address"))
        who.address, who.country = who.address or address, who.country or country
        who.email = who.email or controller.say("email")
        who.dpo_email = who.dpo_email or dpo.say("email")
        who.dpo_post = who.dpo_post or dpo.say("address")
        if stands.keys and not who.representative:
            who.representative, who.representative_email = stands.say("name"), stands.say("email")
            who.representative_country = _address(stands.say("address"))[1]


def _address(text: str) -> tuple[str, str]:
    """Return an address and the country it ends with, if it does."""
    head, comma, last = text.rpartition(",")
    country = country_of(last) or ""
    return (head.strip() if comma and country == last.strip() else text, country)


def _outside(systems: list[Value]) -> Iterator[str]:
    """Return the systems that are somebody else's: called so, sold by a vendor, or given data under another legal name."""
    given = {flow.say("fides_key") for system in systems for flow in system.each("egress")}
    own = {system.say("legal_name") for system in systems if system.say("fides_key") not in given}
    for system in systems:
        key, legal = system.say("fides_key"), system.say("legal_name")
        foreign = key in given and legal and legal not in own
        if system.say("system_type").lower() == THIRD_PARTY or system.say("vendor_id") or foreign:
            yield key


def _purpose(sketch: Sketch, datasets: Datasets, system: Value, declaration: Value) -> None:
    """Take over one privacy declaration."""
    uses = datasets.used(declaration) or datasets.used(system)
    if uses and all(name in datasets.built_in for name in uses):
        return
    use = declaration.say("data_use")
    title = declaration.say("name") or f"{system.say('name') or system.say('fides_key')}: {use}"
    name = sketch.name("purposes", "", title, new=True)
    theme = ours("theme", use) or ""
    purpose = Purpose(title={LANGUAGE: title}, theme=theme, keep=keep_of(declaration.say("retention_period")))
    purpose.keep_said = declaration.say("retention_period")
    purpose.uses = [name for name in uses if name not in datasets.built_in]
    purpose.basis = ours("basis", declaration.say("legal_basis_for_processing")) or ""
    if "Processor" in system.texts("responsibility"):
        purpose.stance, purpose.basis = "processor", ""
    if not purpose.uses:
        purpose.uses = datasets.made_for(name, title, declaration)
    sketch.purposes[name] = purpose
    datasets.people(purpose.uses, declaration)
    if declaration.say("impact_assessment_location"):
        sketch.remark(str(declaration.place), "impact", said=declaration.say("impact_assessment_location"))


def _third_parties(sketch: Sketch, declarations: list[Value]) -> None:
    """Report recipients that are only named in a text; those that are systems are taken over."""
    known = {plain(found.name) for found in sketch.recipients.values()}
    for declaration in declarations:
        said = declaration.say("third_parties")
        if said and not {plain(name) for name in re.split("[;,]", said)} <= known:
            sketch.remark(str(declaration.get("third_parties").place), "third-parties", said=said)


def _recipient(sketch: Sketch, datasets: Datasets, system: Value) -> None:
    """Take over somebody else's system, with what it is given for which of our purposes."""
    title = system.say("legal_name") or system.say("name") or system.say("fides_key")
    name = sketch.name("recipients", system.say("fides_key"), title)
    found = sketch.recipients.setdefault(name, Recipient(name=title))
    if system.say("description"):
        found.does = {LANGUAGE: system.say("description")}
    responsibility = system.texts("responsibility")
    found.as_ = "controller" if "Controller" in responsibility else "processor" if responsibility else ""
    found.country = country_of(system.say("legal_address")) or _address(system.say("legal_address"))[1]
    found.contract = system.say("dpa_location")
    found.policy = system.say("privacy_policy")
    legal = system.texts("legal_basis_for_transfers")
    found.instrument = (ours("instrument", legal[0]) or "") if legal else ""
    titles = {title: name for name, purpose in sketch.purposes.items() for title in purpose.title.values()}
    for declaration in _declarations(system):
        purpose = titles.get(declaration.say("name"))
        given = [category for category in datasets.used(declaration) if category not in datasets.built_in]
        if purpose is None or not given:
            sketch.remark(str(declaration.place), "given", said=declaration.say("name") or name)
            continue
        for category in given:
            once(found.receives.setdefault(category, []), purpose)
