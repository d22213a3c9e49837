"""Facts of law have days: each holds from one and until another, and none is written wrongly."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest

from etanche.charter import facts, parse_keep
from etanche.charter.countries import countries, in_eea
from etanche.charter.guessing import entropy
from etanche.charter.rules.citations import article
from etanche.charter.rules.known import entries, figure, texts

FILES = ("figures", "passwords", "transfers", "citations", "authorities")
TODAY = date(2026, 11, 21)


def _tables(name: str) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(files("etanche.charter").joinpath("facts", f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_every_fact_holds_from_a_day_before_the_day_it_ends(name: str) -> None:
    """`since` and `until` are days, in this order."""
    for table, facts_ in _tables(name).items():
        for fact in facts_:
            since, until = fact.get("since", date.min), fact.get("until", date.max)
            assert {date} == {type(since), type(until)}, (table, fact)
            assert str(since) < str(until), (table, fact)


def test_every_figure_can_be_read_and_holds_today() -> None:
    """Each bound is a duration, and the least comes before the most."""
    for name in _tables("figures"):
        known = figure(name, TODAY)

        assert known.least or known.most, name
        assert not (known.least and known.exceeded(known.least)), name


def test_a_figure_holds_from_its_day_on() -> None:
    """Before the day from which guidance holds, nothing is beyond it."""
    assert not figure("idle-account", date(2025, 9, 17)).outlived(parse_keep("5 years after last-login"))
    assert figure("idle-account", date(2025, 9, 18)).outlived(parse_keep("5 years after last-login"))


def test_adequacy_ends_on_its_day() -> None:
    """The decision on the United Kingdom holds until 27 December 2031, that on Brazil since 26 January 2026."""
    decided = {
        day: {entry["country"] for entry in entries("transfers", "adequacy", day)}
        for day in (date(2026, 1, 25), TODAY, date(2031, 12, 27))
    }

    assert ("BR" in decided[date(2026, 1, 25)], "BR" in decided[TODAY]) == (False, True)
    assert ("GB" in decided[TODAY], "GB" in decided[date(2031, 12, 27)]) == (True, False)
    assert all(country in countries() and not in_eea(str(country)) for country in decided[TODAY])


def test_patterns_and_times_of_citations_can_be_read() -> None:
    """Every pattern compiles, every time that a law asks for is a rule as charters write it, and its rule is in the catalogue."""
    for fact in (fact for table in _tables("citations").values() for fact in table):
        re.compile(str(fact.get("pattern", "")))

        assert fact.get("rule", "RET-19") in facts()
        assert all(parse_keep(keep) for keep in texts(fact, "keeps"))


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("GDPR 12", (12, "12")),
        ("GDPR 5(2)", (5, "5(2)")),
        ("Art. 5(2) GDPR", (5, "5(2)")),
        ("RGPD art. 12(6)", (12, "12(6)")),
        ("article 5 RGPD", (5, "5")),
        ("C. com. L123-22", None),
        ("Art. 32", None),
        ("HGB 257", None),
    ],
)
def test_an_article_is_read_however_it_is_cited(words: str, cited: tuple[int, str] | None) -> None:
    """The GDPR is cited before or after its article, in French or English; other texts are none of it."""
    assert cited == article(words, next(entries("citations", "text")))


def test_the_strength_of_a_password_is_that_of_the_guidance() -> None:
    """Fourteen letters and digits make 83 bits, twelve of 99 signs 79.6, eight of 95 signs 52.6: the CNIL's own examples."""
    assert (83, 80, 53) == (round(entropy(14, 62)), round(entropy(12, 99)), round(entropy(8, 95)))


def test_authorities_of_a_rule_are_told_once() -> None:
    """No rule names the same text twice with the same article."""
    for fact in facts().values():
        told = sorted((asks.instrument, asks.ref) for asks in fact.authorities)

        assert all(one != other for one, other in pairwise(told)), fact.id
