"""The register in the Data Privacy Vocabulary: valid JSON-LD, every IRI in the vocabulary, nothing of the charter lost that it has words for."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pyld import jsonld

from etanche.exchange import Form, Register
from etanche.exchange.dpv import BASE
from etanche.exchange.names import prefixes, terms
from etanche.terms import Language

DPV = "https://w3id.org/dpv#"
RELEASE = "https://w3id.org/dpv/2.3"

Written = dict[tuple[Form, Language], bytes]


@pytest.fixture(scope="module")
def document(written: Written) -> dict[str, Any]:
    """The JSON-LD document."""
    found: dict[str, Any] = json.loads(written[Form.DPV, "fr"])
    return found


@pytest.fixture(scope="module")
def expanded(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The document with every name written out, by a JSON-LD processor that fetches nothing."""
    found: list[dict[str, Any]] = jsonld.expand(document)
    return found


def test_every_iri_is_in_the_vocabulary(document: dict[str, Any]) -> None:
    """Every IRI of DPV that the triples hold is one of the release."""
    spaces = prefixes()
    known = {spaces[name.partition(":")[0]] + name.partition(":")[2] for name in terms()}
    triples = jsonld.to_rdf(document, {"format": "application/n-quads"})
    used = set(re.findall(r"<(https://w3id\.org/dpv[^>]*)>", triples))

    assert len(used) > 60
    assert set() == used - known - {RELEASE}


def test_each_activity_is_a_process(expanded: list[dict[str, Any]], whole_register: Register) -> None:
    """Each activity is a process with purpose, data, people, storage, rights and measures; a basis unless we are processor."""
    wanted = {
        "hasPurpose",
        "hasPersonalData",
        "hasDataSubject",
        "hasStorageCondition",
        "hasRight",
        "hasTechnicalOrganisationalMeasure",
    }
    processes = {node["@id"].rpartition("/")[2]: node for node in expanded if f"{DPV}Process" in node.get("@type", [])}

    assert {activity.reference for activity in whole_register.activities} == set(processes)
    for activity in whole_register.activities:
        said = {key.removeprefix(DPV) for key in processes[activity.reference]}

        assert wanted <= said, activity.reference
        assert bool(activity.basis) is ("hasLegalBasis" in said), activity.reference


def test_every_time_is_there_in_iso_8601(expanded: list[dict[str, Any]], whole_register: Register) -> None:
    """The figures of each rule are there as durations, beside the rule itself and its words in both languages."""
    processes = {node["@id"].rpartition("/")[2]: node for node in expanded if f"{DPV}Process" in node.get("@type", [])}
    for activity in whole_register.activities:
        kept = [one for one in processes[activity.reference][f"{DPV}hasStorageCondition"] if f"{DPV}hasDuration" in one]
        times = [
            one["http://www.w3.org/1999/02/22-rdf-syntax-ns#value"][0]["@value"]
            for one in kept[0][f"{DPV}hasDuration"]
            if f"{DPV}TemporalDuration" in one["@type"]
        ]

        assert list(activity.data[0].term.durations) == times, activity.reference
        assert activity.data[0].term.rule == kept[0]["http://www.w3.org/2004/02/skos/core#notation"][0]["@value"]
        assert {"fr", "en"} == {text["@language"] for text in kept[0]["http://purl.org/dc/terms/description"]}


def test_data_end_by_erasure_never_by_hiding(document: dict[str, Any]) -> None:
    """What ends is `Erase`, from which there is no way back; the word for a deletion that can be undone never occurs."""
    text = json.dumps(document)

    assert '"dpv:Erase"' in text
    assert '"dpv:Delete"' not in text


def test_everything_pointed_at_is_there(document: dict[str, Any], whole_register: Register) -> None:
    """Every pointer at a thing of the charter leads to a thing in the document, named by the charter's digest."""
    described: set[str] = set()
    pointed: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            name = value.get("@id", "")
            if name.startswith("charter:"):
                (pointed if set(value) == {"@id"} else described).add(name)
            for item in value.values():
                walk(item)

    walk(document["@graph"])

    assert set() == pointed - described
    assert f"{BASE}{whole_register.charter}#" == document["@context"]["charter"]


def test_sensitive_data_say_so_with_their_condition(expanded: list[dict[str, Any]]) -> None:
    """A special category is one in the vocabulary too, with the letter of article 9(2) that allows it."""
    care = next(node for node in expanded if node["@id"].endswith("#category/care-record"))
    allowed = care[f"{DPV}hasLegalBasis"][0]["@type"]

    assert [f"{DPV}SpecialCategoryPersonalData"] == care["@type"]
    assert ["https://w3id.org/dpv/legal/eu/gdpr#A9-2-h"] == allowed
