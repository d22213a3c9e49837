"""The tables of the language agree with one another and with the model."""

from __future__ import annotations

from collections import Counter

import pytest

from etanche.charter import Charter, read
from etanche.charter.explain import keys_at
from etanche.charter.language import FIXED_WORDS, LATER, NAMED, SECTIONS
from etanche.charter.rules import RULES
from etanche.charter.vocabulary import ENDED_BY, EVENTS, OPTIONAL_EVENTS, OTHER_EVENTS, SEEN_EVENTS, STATES, TOLD_EVENTS


def test_each_section_is_either_read_or_known_to_come() -> None:
    """No section of the language is forgotten, and none is both read and not."""
    read_now = {field.alias for field in Charter.model_fields.values()}

    assert set(SECTIONS) == read_now | LATER[()]
    assert not read_now & LATER[()]
    assert [section for section in SECTIONS if section in read_now] == [
        field.alias for field in Charter.model_fields.values()
    ]


@pytest.mark.parametrize("place", [place for place in LATER if place], ids="/".join)
def test_a_key_is_either_read_or_known_to_come(place: tuple[str, ...]) -> None:
    """A key that a later version will read is not one that this version reads, and stands where there is something."""
    keys = keys_at(place)

    assert keys
    assert not set(keys) & LATER[place]


@pytest.mark.parametrize(
    ("place", "key"),
    [(place, key) for place, keys in LATER.items() if len(place) < 3 for key in sorted(keys)],
    ids=lambda part: part if isinstance(part, str) else "/".join(part) or "charter",
)
def test_what_this_version_does_not_read_is_told_by_name(small: str, place: tuple[str, ...], key: str) -> None:
    """Each key and section of the language that is not read yet gives one clear finding, and no riddle."""
    name = place[0] if place else "carries"
    anchor = f"\n{name}:\n"
    head, tail = small.split(anchor)
    if not place:
        text = f"{head}\n{key}: {{x: y}}{anchor}{tail}"
    elif len(place) == 1:
        text = f"{head}{anchor}  {key}: x\n{tail}"
    else:
        first, rest = tail.split(":", 1)
        inner = rest.lstrip(" ")
        text = (
            f"{head}{anchor}{first}: {{{key}: x, {inner[1:]}"
            if inner.startswith("{")
            else f"{head}{anchor}{first}:\n    {key}: x{rest}"
        )
    findings = [finding for finding in read(text.encode(), file="x").findings if finding.id != "order"]

    assert ["later"] == [finding.id for finding in findings]
    assert f"`{key}` is in the language but this version does not read it yet" == findings[0].what


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
