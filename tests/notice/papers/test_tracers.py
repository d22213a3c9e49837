"""The inventory of tracers: all of them with what must be known of each, or that there is none (P4, CK-01)."""

from __future__ import annotations

import re

import pytest
from tests.notice.made import charter_of
from tests.notice.papers.made import part, plain, text_of, written

from etanche.intake import COOKIE
from etanche.intake.choice import COOKIE_LIFE
from etanche.notice import duration_words, purpose_title, told
from etanche.notice.papers.tracers import REFUSAL_COOKIE, REFUSAL_MONTHS
from etanche.terms import LANGUAGES, Language
from etanche.words import say

TRACERS = [(charter, name) for charter in ("whole", "play-sql", "clever-cloud") for name in charter_of(charter).tracers]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("charter", "name"), TRACERS)
def test_each_is_told_with_owner_purpose_life_and_storage(charter: str, name: str, language: Language) -> None:
    """Its row has these and no others; where the law exempts it, why, and else where consent is asked."""
    found = charter_of(charter)
    tracer = found.tracers[name]
    section = part(text_of(charter, "tracers", language), "exempt" if tracer.exempt else "asked")
    row = next(line for line in section.splitlines() if line.startswith(f'| <a id="tracer-{name}"></a>'))
    wanted = [
        told(tracer.title, language)[1:],
        say(f"tracer.{tracer.kind}", language)[1:],
        found.recipients[tracer.set_by].name if tracer.set_by else say("paper.tracers.ours", language),
        purpose_title(found, tracer.purpose, language),
        duration_words(tracer.lasts, language),
    ]
    if tracer.exempt:
        wanted.append(say(f"paper.tracers.exempt.{tracer.exempt}", language))
    else:
        wanted += [told(found.channels[one].title, language) for one in found.purposes[tracer.purpose].asked_in]

    assert [] == [words for words in wanted if plain(words) not in row]


@pytest.mark.parametrize(("language", "words"), [("fr", "Aucun traceur"), ("en", "No tracer")])
def test_none_is_said_to_be_none(language: Language, words: str) -> None:
    """A charter without tracers says so; what remembers a refusal is told apart, because it exists."""
    text = text_of("bookshop", "tracers", language)

    assert words in text
    assert f"{REFUSAL_COOKIE}" in part(text, "refusal").replace("\\", "")


def test_where_nothing_can_be_refused_by_a_control_nothing_at_all_is_left() -> None:
    """Without a control for refusals there is no cookie of ours either."""
    charter = charter_of("bookshop")
    purposes = {
        name: purpose.model_copy(update={"objection": None, "basis": "public-task"})
        for name, purpose in charter.purposes.items()
    }
    text = written(charter.model_copy(update={"purposes": purposes}), "tracers")

    assert "Nothing. Our pages leave and read no tracer on your device." in text
    assert "etanche-opt-out" not in text


def test_the_cookie_of_a_refusal_is_the_one_that_is_set() -> None:
    """Same name, and a life of as many months as the page says."""
    assert COOKIE == REFUSAL_COOKIE
    assert round(COOKIE_LIFE / (365 / 12 * 24 * 3600)) == REFUSAL_MONTHS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_how_to_change_one_s_mind(language: Language) -> None:
    """Where consent was given, on the page of refusals, in the browser, by a letter."""
    change = part(text_of("play-sql", "tracers", language), "change")

    assert plain(say("paper.tracers.change.asked", language)) in change
    assert re.search(r"\]\(mailto:[^)]+\)", change)
    assert "](/privacy/opt-out)" in part(text_of("bookshop", "tracers", language), "change")


def test_others_who_leave_something_are_named_before_anybody_chooses() -> None:
    """Whoever else reads a tracer is named, with what it does and the way to what it receives."""
    charter = charter_of("clever-cloud")
    others = part(text_of("clever-cloud", "tracers", "en"), "others")

    assert "**Crisp**" in others
    assert told(charter.recipients["crisp"].does, "en") in others
    assert "](/privacy/processors#recipient-crisp)" in others
    assert "Stripe" not in others
