"""The register as a manifest of Fides: of its shape, in the keys of its taxonomy."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import yaml
from tests.exchange.manifest_model import ADDRESS, Manifest

from etanche.exchange import Form, Part, Register
from etanche.exchange.names import keys, known
from etanche.terms import Language

Written = dict[tuple[Form, Language], bytes]


@pytest.fixture(scope="module")
def manifest(written: Written) -> dict[str, Any]:
    """The manifest in English, as the reader of YAML that Fides uses sees it."""
    found: dict[str, Any] = yaml.safe_load(written[Form.FIDESLANG, "en"])
    return found


def test_a_manifest_has_the_shape_that_fides_reads(manifest: dict[str, Any]) -> None:
    """Every part has the keys it must have and no others, of the right types and in the words of the closed lists."""
    taken = msgspec.convert(manifest, type=Manifest)
    named = {dataset.fides_key for dataset in taken.dataset}
    used = {key for system in taken.system for one in system.privacy_declarations for key in one.dataset_references}

    assert used == named
    assert all(ADDRESS.fullmatch(system.privacy_policy) for system in taken.system if system.privacy_policy)
    with pytest.raises(msgspec.ValidationError, match="favourite_colour"):
        msgspec.convert({**manifest, "favourite_colour": "blue"}, type=Manifest)


def test_a_manifest_has_no_key_that_fides_does_not_know(manifest: dict[str, Any]) -> None:
    """No key is silently ignored over there."""
    parts = {"organization": "organization", "data_subject": "data_subject", "dataset": "dataset", "system": "system"}
    for part, known_as in parts.items():
        for found in manifest[part]:
            assert set() == set(found) - known(known_as), found["fides_key"]
    for system in manifest["system"]:
        for declaration in system["privacy_declarations"]:
            assert set() == set(declaration) - known("privacy_declaration")


def test_every_word_is_in_the_taxonomy(manifest: dict[str, Any]) -> None:
    """Categories and uses are keys of the taxonomy; a kind of people that it has no key for is brought along."""
    own = {found["fides_key"] for found in manifest["data_subject"]}
    declarations = [one for system in manifest["system"] for one in system["privacy_declarations"]]

    assert {key for one in declarations for key in one["data_categories"]} <= keys("data_category")
    assert {one["data_use"] for one in declarations} <= keys("data_use")
    assert {key for one in declarations for key in one["data_subjects"]} <= keys("data_subject") | own
    assert set() == own & keys("data_subject")


def test_each_purpose_is_declared_once_with_its_rule(manifest: dict[str, Any], whole_register: Register) -> None:
    """We are a system for each paragraph of article 30, which declares each purpose with its data and its rule."""
    systems = {system["fides_key"]: system for system in manifest["system"]}
    for part in Part:
        declared = [
            (one["name"], one["retention_period"], one["dataset_references"])
            for one in systems[part]["privacy_declarations"]
        ]

        assert declared == [
            (activity.title.en, activity.data[0].term.rule, [data.name for data in activity.data])
            for activity in whole_register.of(part)
        ]


def test_each_recipient_outside_is_a_system(manifest: dict[str, Any], whole_register: Register) -> None:
    """Whoever is given data has a system with what it is given; we name it where our data go."""
    inside = {"internal", "program", "authority", "successor"}
    outside = {
        found.name
        for activity in whole_register.activities
        for found in activity.recipients
        if found.kind not in inside
    }
    flows = {flow["fides_key"] for system in manifest["system"] for flow in system.get("egress", [])}
    others = {system["fides_key"] for system in manifest["system"] if system["system_type"] == "Third party"}

    assert outside == others == flows
