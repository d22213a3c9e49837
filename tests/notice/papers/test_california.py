"""The paper for California: every datum in one category of the law, sale and sharing apart, six rights, the law's clocks."""

from __future__ import annotations

import pytest
from tests.notice.made import charter_of
from tests.notice.papers.made import part, plain, text_of, written

from etanche.charter import Nature, builtin
from etanche.notice.document.telling import own_purposes
from etanche.notice.keeping import keep_words
from etanche.notice.papers.california import RIGHTS
from etanche.notice.papers.ccpa import CLOCK, sensitive_fields, sorts
from etanche.terms import LANGUAGES, Language
from etanche.words import say


@pytest.mark.parametrize("name", ["gmelius", "clever-cloud", "whole"])
def test_every_datum_we_decide_on_is_in_one_category_of_the_law(name: str) -> None:
    """None is left out, none is in two; what is impersonal or a client's is in none."""
    charter = charter_of(name)
    used = {category for purpose in own_purposes(charter).values() for category in purpose.uses}
    placed = [
        (category, field) for sort in sorts(charter) for category, fields in sort.fields.items() for field in fields
    ]

    assert sorted(placed) == sorted(
        (one, field)
        for one, category in charter.categories.items()
        if one in used and category.nature is not Nature.IMPERSONAL
        for field in category.fields
    )


def test_kinds_of_data_have_the_name_that_the_law_gives_them() -> None:
    """An address of the net is an identifier, an amount of a bill is commercial, a job application is professional."""
    found = {
        (category, field): sort.name
        for sort in sorts(charter_of("clever-cloud"))
        for category, fields in sort.fields.items()
        for field in fields
    }

    assert "identifiers" == found["visit", "address"]
    assert "internet" == found["visit", "page"]
    assert "commercial" == found["invoice", "amount"]
    assert "protected" == found["application-file", "birth-date"]
    assert "professional" == found["application-file", "interviews"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_category_is_told_with_source_reason_recipient_and_time(language: Language) -> None:
    """What, from whom, why, to whom, sold, shared, kept: for each category of the law."""
    collected = part(text_of("gmelius", "california", language), "collected")
    labels = ["what", "from", "why", "given", "sold", "shared", "kept"]
    count = len(sorts(charter_of("gmelius")))

    assert dict.fromkeys(labels, count) == {
        label: collected.count(f"- **{plain(say(f'paper.california.{label}', language))}**") for label in labels
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_sale_and_sharing_are_two_questions(language: Language) -> None:
    """Each has its own answer, from its own answer of the charter."""
    charter = charter_of("gmelius")
    shares = charter.model_copy(update={"answers": charter.answers.model_copy(update={"advertising_share": True})})
    text = written(shares, "california", language)

    assert plain(say("paper.california.sale.no", language)) in part(text, "sale-answer")
    assert plain(say("paper.california.sharing.yes", language)) in part(text, "sharing-answer")
    assert plain(say("paper.california.sharing.no", language)) in part(
        text_of("gmelius", "california", language), "sharing-answer"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_six_rights(language: Language) -> None:
    """Those of 2018 and the two of 2023."""
    said = part(text_of("gmelius", "california", language), "rights")

    assert 6 == len(RIGHTS) == said.count("- **")
    assert [] == [right for right in RIGHTS if plain(say(f"paper.california.right.{right}", language)) not in said]


@pytest.mark.clause("G18")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clocks_are_those_of_the_law(language: Language) -> None:
    """Ten business days, forty-five days, forty-five more, fifteen business days; back to January 2022."""
    text = text_of("gmelius", "california", language)
    clock = next(line for line in part(text, "use").splitlines() if str(CLOCK.reply_days) in line)

    assert (10, 45, 45, 15) == (
        CLOCK.confirm_business_days,
        CLOCK.reply_days,
        CLOCK.longer_days,
        CLOCK.opt_out_business_days,
    )
    assert {"fr": (10, 45, 45, 15), "en": (10, 45, 45, 15)}[language] == tuple(
        int(word) for word in clock.replace("\u00a0", " ").split() if word.isdecimal()
    )
    assert "2022" in part(text, "rights")


def test_what_the_law_calls_sensitive_is_named_or_said_to_be_absent() -> None:
    """Health data, a national number, a place: each is named with a way to limit its use."""
    charter = charter_of("whole")
    sensitive = [name for name, category in charter.categories.items() if category.nature is Nature.SENSITIVE]

    assert all(
        set(charter.categories[name].fields) == set(sensitive_fields(charter.categories[name])) for name in sensitive
    )
    assert plain(say("paper.california.sensitive.none", "en")) in written(
        charter_of("gmelius").model_copy(update={"accounts": None}), "california"
    )


def test_a_login_with_its_password_is_sensitive() -> None:
    """The law says so of what opens an account (1798.140(ae)(1)(B)): it is named, with a way to limit its use."""
    told = part(text_of("others/saas-us", "california", "en"), "sensitive")

    assert "Accounts: name you log in with, imprint of your password" in told
    assert "write to [dpo@filrouge.example]" in told


@pytest.mark.parametrize("name", ["others/saas-us", "gmelius"])
def test_what_etanche_itself_holds_is_collected_too(name: str) -> None:
    """Accounts, sessions, consents and refusals, requests, journal: every field in one category of the law, with its time."""
    charter = charter_of(name)
    placed = [(held.name, field.name) for sort in sorts(charter) for held, fields in sort.held for field in fields]
    told = text_of(name, "california", "en").casefold()

    assert sorted(placed) == sorted((held.name, field.name) for held in builtin(charter) for field in held.fields)
    assert [] == [held.name for held in builtin(charter) if plain(keep_words(held.keep, "en")).casefold() not in told]
    assert "and your use of the service" in told


@pytest.mark.clause("G18")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agent_may_act_and_nobody_is_penalised(language: Language) -> None:
    """The last two things the law wants said of how rights are used."""
    use = part(text_of("gmelius", "california", language), "use")

    assert plain(say("paper.california.use.agent-text", language)) in use
    assert plain(say("paper.california.use.penalty-text", language)) in use
