"""What Étanche itself holds: categories that nobody writes, with fields, a reason and a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from etanche.charter import (
    STANDING_ENDED,
    Basis,
    Builtin,
    Charter,
    builtin,
    limitation_of,
    parse_keep,
    print_keep,
    read,
)
from etanche.charter.language import FIXED_WORDS
from etanche.charter.layout import survey
from etanche.charter.modelling import modelled
from etanche.charter.tree import plant
from etanche.errors import Unreadable

CHARTERS = Path(__file__).parents[2] / "src" / "etanche" / "charters"


def _charter(name: str) -> Charter:
    charter, faults = modelled(survey(plant((CHARTERS / name).read_text("utf-8"), file=name)).data)
    assert charter is not None, faults
    return charter


def _held(name: str) -> dict[str, Builtin]:
    return {held.name: held for held in builtin(_charter(name))}


def test_a_charter_with_accounts_and_rights_has_all_five() -> None:
    """Accounts, sessions, standing, requests and journal, in the order in which they are printed."""
    assert ["accounts", "sessions", "standing", "requests", "journal"] == list(_held("clever-cloud.yaml"))


def test_a_charter_that_only_counts_visits_has_two(bookshop: Charter) -> None:
    """Without accounts and rights, refusals and the journal are all that is held beside the visits."""
    assert ["standing", "journal"] == [held.name for held in builtin(bookshop)]


@pytest.mark.parametrize(
    ("name", "held", "keep"),
    [
        ("clever-cloud.yaml", "accounts", "while account"),
        ("clever-cloud.yaml", "sessions", "12 hours after created"),
        ("clever-cloud.yaml", "standing", "5 years after standing-ended"),
        ("clever-cloud.yaml", "requests", "1 year after request-answered"),
        ("gmelius.yaml", "requests", "2 years after request-answered"),
        ("gmelius.yaml", "journal", "between 7 days and 1 year after created"),
        ("ableton.yaml", "standing", "3 years after standing-ended"),
        ("bookshop.yaml", "standing", "5 years after standing-ended"),
    ],
)
def test_each_has_its_time_from_the_charter(name: str, held: str, keep: str) -> None:
    """Times come from accounts, from consents and refusals with the country's limitation, from requests, from the journal."""
    assert keep == print_keep(_held(name)[held].keep)


def test_a_session_of_minutes_is_kept_for_an_hour() -> None:
    """A time of keeping is counted in hours at least."""
    text = (CHARTERS / "whaller.yaml").read_text("utf-8").replace("longest: 12 hours", "longest: 45 minutes")
    charter, _ = modelled(survey(plant(text, file="x")).data)
    assert charter is not None
    sessions = next(held for held in builtin(charter) if held.name == "sessions")

    assert "1 hour after created" == print_keep(sessions.keep)


def test_fields_follow_from_how_people_log_in() -> None:
    """Without passwords there is no imprint of one; with sign-in by a provider there is its identifier."""
    fields = {
        name: {field.name for field in _held(name)["accounts"].fields} for name in ("ableton.yaml", "gmelius.yaml")
    }

    assert "password" in fields["ableton.yaml"]
    assert {"login", "opened", "factor", "at-provider"} == fields["gmelius.yaml"]


def test_each_is_said_in_both_languages_and_named_by_a_fixed_word() -> None:
    """Titles, reasons and fields have words of their own in each language; no name of a charter can be the same."""
    for held in _held("clever-cloud.yaml").values():
        assert held.name in FIXED_WORDS
        for text in (held.title, held.why, *(field.title for field in held.fields)):
            assert text.fr
            assert text.en
        assert held.title.fr != held.title.en
        assert held.why.fr != held.why.en


def test_each_is_of_people_and_has_a_basis() -> None:
    """Built-in categories are of kinds of people of the charter, never of organisations, and rest on a basis."""
    charter = _charter("whaller.yaml")
    for held in builtin(charter):
        assert {"member"} == set(held.of)
        assert held.basis in Basis
        assert held.basis is not Basis.LEGAL_OBLIGATION or held.law


def test_the_journal_is_also_about_those_who_act() -> None:
    """It names who did what: the people of the charter are told of, and those who act for the organisation."""
    told = {name: held.staff for name, held in _held("whaller.yaml").items() if held.staff}

    assert ["journal"] == list(told)
    assert "those who act for us (staff, contractors)" == told["journal"].en


def test_no_charter_can_wait_for_the_end_of_a_refusal() -> None:
    """The word that ends a consent or a refusal is one of ours: a `keep` that waits for it is refused."""
    assert "5 years after objection" == print_keep(parse_keep("5 years after objection"))

    with pytest.raises(Unreadable):
        parse_keep(f"5 years after {STANDING_ENDED}")


def test_the_limitation_is_a_fact_of_the_country() -> None:
    """A country that is listed has its period and its text; another has ours, without a text."""
    assert ("5 years", "C. civ. 2224") == (str(limitation_of("FR").period), limitation_of("FR").law)
    assert ("3 years", "BGB 195") == (str(limitation_of("DE").period), limitation_of("DE").law)
    assert ("5 years", "") == (str(limitation_of("JP").period), limitation_of("JP").law)


def test_a_charter_cannot_take_a_name_of_theirs(small: str) -> None:
    """A role called `accounts` is refused, because a built-in category is called so."""
    findings = read(small.replace("  seller:\n", "  accounts:\n").encode(), file="x").findings

    assert ["fixed-word"] == [finding.id for finding in findings]
