"""The tables of the language agree with one another and with the model."""

from __future__ import annotations

from collections import Counter

from etanche.charter import Charter
from etanche.charter.language import FIXED_WORDS, NAMED, SECTIONS
from etanche.charter.rules import RULES
from etanche.charter.vocabulary import ENDED_BY, EVENTS, OPTIONAL_EVENTS, OTHER_EVENTS, SEEN_EVENTS, STATES, TOLD_EVENTS


def test_each_section_is_read_in_its_order() -> None:
    """The model has exactly the sections of the language, in the order in which a charter has them."""
    assert list(SECTIONS) == [field.alias for field in Charter.model_fields.values()]


def test_names_of_sections_cannot_be_forgotten() -> None:
    """Every section whose keys name things is one that is read."""
    assert {field.alias for field in Charter.model_fields.values()} >= set(NAMED)
    assert "journal" in FIXED_WORDS


def test_events_and_states_agree() -> None:
    """States begin and end with events of the language; every event that is treated apart is one of them."""
    assert 9 == len(STATES) == len(ENDED_BY)
    assert 26 == len(EVENTS)
    assert OPTIONAL_EVENTS | TOLD_EVENTS | SEEN_EVENTS | OTHER_EVENTS <= EVENTS
    assert not TOLD_EVENTS & SEEN_EVENTS


def test_a_rule_is_an_entry_of_its_own() -> None:
    """Each rule has its own search, and an id of the catalogue or a lower-case word."""
    searches = Counter(rule.search for rule in RULES)

    assert all(number == 1 for number in searches.values())
    assert all(rule.id.isupper() or rule.id.islower() for rule in RULES)
