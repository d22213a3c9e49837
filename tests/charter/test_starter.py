"""The starter asks for what only its author knows, says so at each place, and is sound once that is filled in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from etanche.charter import read, starter
from etanche.charter.language import SECTIONS
from etanche.terms import LANGUAGES, Language

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BLANK = re.compile("‹[^›]*›")


def filled(text: str) -> str:
    """Return a starter whose blanks hold what their examples show."""
    return text.replace("‹", "").replace("›", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_starter_is_sound_once_its_blanks_are_filled_in(language: Language) -> None:
    """With the examples as answers nothing is found, not even a warning."""
    loaded = read(filled(starter(language)).encode(), file="starter.yaml", now=NOW)

    assert [] == [str(finding) for finding in loaded.findings]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_blank_is_told_at_its_place_and_nothing_else_is(language: Language) -> None:
    """A starter as it was written has one finding for each blank, at its line and column."""
    text = starter(language).split("etanche: 1")[1]
    lines = starter(language).splitlines()
    offset = len(lines) - len(text.splitlines()) + 1
    blanks = [
        (number, match.start() + 1)
        for number, line in enumerate(lines, 1)
        if number > offset
        for match in BLANK.finditer(line)
    ]
    loaded = read(starter(language).encode(), file="starter.yaml", now=NOW)

    assert len(blanks) > 10
    assert [("fill-in", *place) for place in blanks] == [
        (found.id, found.place.line, found.place.column) for found in loaded.findings
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_starter_names_every_section(language: Language) -> None:
    """Each section of the language is used, or named in a comment where it would stand."""
    text = starter(language)

    assert [] == [section for section in SECTIONS if not re.search(rf"(?m)(^{section}:|^# .*\b{section}\b)", text)]


def test_the_starters_say_the_same() -> None:
    """Both starters are one charter but for the answers, the order of languages, and the comments."""
    french, english = (read(filled(starter(language)).encode(), file="x").charter for language in LANGUAGES)

    assert french is not None
    assert english is not None
    for section in ("answers", "people", "channels", "never", "roles", "recipients", "rights", "vault"):
        assert getattr(french, section) == getattr(english, section), section
    assert {*french.purposes} == {*english.purposes}
