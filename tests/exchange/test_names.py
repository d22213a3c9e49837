"""The table of names: every word of ours has a name elsewhere, and every name exists there."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import get_args

import pytest
from tests.exchange.manifest_model import LegalBasis, Responsibility, SpecialBasis, System, Transfers

from etanche.charter import Basis, FieldKind, Instrument, RecipientKind, Theme
from etanche.exchange.names import NoSuchTerm, about, dpv, fides, keys, known, ours, prefixes, term, terms
from etanche.exchange.register import Receiver
from etanche.terms import LANGUAGES
from etanche.words import knows

TABLE = tomllib.loads(files("etanche.exchange").joinpath("names.toml").read_text("utf-8"))
ENUMS = {
    "basis": set(get_args(LegalBasis)),
    "condition": set(get_args(SpecialBasis)),
    "instrument": set(get_args(Transfers)),
    "recipient": set(get_args(Responsibility)),
}
PARTS = {"field": "data_category", "nature": "data_category", "theme": "data_use", "people": "data_subject"}


@pytest.mark.parametrize(
    ("section", "words"),
    [("field", FieldKind), ("theme", Theme), ("basis", Basis), ("instrument", Instrument), ("recipient", Receiver)],
)
def test_every_word_of_ours_has_a_name(section: str, words: type[FieldKind]) -> None:
    """A word of a closed list can always be exported."""
    assert {word.value for word in words} == set(TABLE[section])
    assert {word.value for word in RecipientKind} <= set(TABLE["recipient"])


def test_every_iri_exists_in_the_vocabulary() -> None:
    """Every DPV term of the table is in the list of the release."""
    named = {names["dpv"] for section in TABLE.values() for names in section.values() if "dpv" in names}

    assert set() == named - terms()
    assert {"dpv", "pd", "eu-gdpr", "loc", "tech"} == set(prefixes())


def test_every_key_exists_in_the_taxonomy() -> None:
    """Every Fides key of the table is in the taxonomy, and every word of a closed list in that list."""
    for section, words in TABLE.items():
        allowed = keys(PARTS[section]) if section in PARTS else ENUMS.get(section, set())

        assert set() == {names["fides"] for names in words.values() if "fides" in names} - allowed, section


def test_the_lists_of_fides_hang_together() -> None:
    """Every key of the taxonomy stands below a key that is there too; a system of ours has no key that Fides has not."""
    counts = {part: len(keys(part)) for part in ("data_category", "data_use", "data_subject")}
    orphans = {key for part in counts for key in keys(part) if "." in key and key.rpartition(".")[0] not in keys(part)}

    assert {"data_category": 85, "data_use": 55, "data_subject": 15} == counts
    assert set() == orphans
    assert set(System.__struct_fields__) <= known("system")


def test_a_list_says_where_it_comes_from() -> None:
    """Each list of names has its version, source and licence with it; the licence of DPV stands beside it whole."""
    for vocabulary, version in (("dpv", "2.3"), ("fideslang", "3.1.4")):
        assert version == about(vocabulary)["version"]
        assert {"title", "source", "licence", "notice"} <= set(about(vocabulary))
    licence = files("etanche.exchange").joinpath("vocabularies", "dpv-LICENSE.txt").read_text("utf-8")

    assert "Permission to copy, modify, and distribute this work" in licence


def test_an_invented_name_is_refused() -> None:
    """A term that the vocabulary does not have raises; nobody gets an invented IRI."""
    with pytest.raises(NoSuchTerm, match="is no term of DPV"):
        term("dpv:Cookie")
    with pytest.raises(NoSuchTerm, match="has no name in DPV"):
        dpv("theme", "gardening")
    with pytest.raises(NoSuchTerm, match="has no name in the Fides taxonomy"):
        fides("people", "gardener")


def test_a_key_stands_for_what_it_is_part_of() -> None:
    """A key of the taxonomy that is finer than our words comes back as the word for what it is a part of."""
    assert "name" == ours("field", "user.name.first")
    assert "marketing" == ours("theme", "marketing.communications.email")
    assert ours("theme", "sales") is None


def test_every_family_and_measure_has_its_words() -> None:
    """What the sheets call a line or a type of measure is in the catalogue, in both languages."""
    families = {names["family"] for names in TABLE["field"].values()}
    types = {names["type"] for names in TABLE["measure"].values()}
    wanted = {f"register.family.{name}" for name in families} | {f"register.measure.{name}" for name in types}

    assert [] == [key for key in sorted(wanted) for language in LANGUAGES if not knows(key, language)]
