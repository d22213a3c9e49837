"""The page of partners: each with exactly what it receives and why, where, on which terms; and nothing of another (P19)."""

from __future__ import annotations

import pytest
from tests.notice.made import charter_of
from tests.notice.papers.made import part, plain, text_of, written

from etanche.charter import Charter, RecipientKind
from etanche.notice import duration_words, fields_words, laws_words, told
from etanche.terms import LANGUAGES, Language
from etanche.words import country_words, date_words, say

pytestmark = pytest.mark.clause("P19")

PARTNERS = [(charter, name) for charter in ("whole", "play-sql") for name in charter_of(charter).recipients]


def line(text: str, label: str, language: Language) -> str:
    """Return what stands behind a label."""
    head = f"- **{plain(say(f'paper.processors.{label}', language))}**"
    return next((row for row in text.splitlines() if row.startswith(head)), "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("charter", "name"), PARTNERS)
def test_each_is_told_exactly_what_it_receives_and_why(charter: str, name: str, language: Language) -> None:
    """Category, fields and purposes of this one, all of them; the fields of no category it does not get."""
    found = charter_of(charter)
    said = line(part(text_of(charter, "processors", language), f"recipient-{name}"), "receives", language)
    given = found.recipients[name].receives

    assert [] == [one for one in given if plain(fields_words(found, one, language)) not in said]
    assert [] == [
        purpose
        for purposes in given.values()
        for purpose in purposes
        if plain(told(found.purposes[purpose].title, language))[1:] not in said
    ]
    assert [] == [
        one for one in found.categories if one not in given and f"({plain(fields_words(found, one, language))})" in said
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("charter", "name"), PARTNERS)
def test_each_is_told_with_its_place_contract_and_way_to_be_told(charter: str, name: str, language: Language) -> None:
    """Country, instrument and day of the transfer, contract and its date, channel of erasure, condition, own notice."""
    recipient = charter_of(charter).recipients[name]
    said = part(text_of(charter, "processors", language), f"recipient-{name}")
    wanted = []
    if recipient.country:
        wanted.append(country_words(recipient.country, language))
    if recipient.transfer:
        wanted += [
            say(f"transfer.{recipient.transfer.by}", language)[1:],
            date_words(recipient.transfer.checked, language),
        ]
        wanted.append(laws_words([recipient.transfer.reference], language))
    if recipient.contract:
        wanted += [recipient.contract.reference, date_words(recipient.contract.date, language)]
    if recipient.erasure_by:
        wanted.append(say(f"paper.processors.erasure-{recipient.erasure_by}", language))
    if recipient.needs and recipient.needs.case:
        wanted.append(say("notice.recipients.needs-case", language))
    if recipient.policy:
        wanted.append(recipient.policy)
    wanted += [host.address for host in charter_of(charter).hosts.values() if host.to == name]

    assert [] == [words for words in wanted if plain(words) not in said]


def test_each_is_told_in_its_capacity_and_in_no_other() -> None:
    """Processors among processors, controllers among controllers, and so on."""
    charter = charter_of("whole")
    placed = {
        name: kind
        for kind in RecipientKind
        for name in charter.recipients
        if f'<a id="recipient-{name}"></a>' in part(text_of("whole", "processors", "en"), str(kind))
    }

    assert {name: recipient.as_ for name, recipient in charter.recipients.items()} == placed


def test_a_host_has_what_lies_on_its_machines() -> None:
    """The sealed store it cannot open, or a database that nobody sealed; nothing is written for it and nothing is lost."""
    text = text_of("play-sql", "processors", "en")

    assert "The vault, sealed: it holds bytes that it cannot open." in part(text, "recipient-ovh")
    assert "The second copy of the vault" in part(text, "recipient-ionos")
    assert "Data created in the software. This database is not sealed" in part(text, "recipient-aws")
    assert "sealed" not in part(text, "recipient-mailchimp").lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_those_who_act_for_us_may_do_nothing_for_themselves(language: Language) -> None:
    """Neither collect, nor use, nor sell; said before the list."""
    text = text_of("play-sql", "processors", language)
    words = {"fr": ("recueillir", "s’en servir", "les vendre"), "en": ("collect", "use them", "sell them")}[language]
    before = text.split('<a id="processor"></a>')[0]

    assert [] == [word for word in words if word not in before]
    assert plain(say("notice.recipients.not-sold", language)) in before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_is_announced_as_the_charter_says(language: Language) -> None:
    """How long before, and how; a charter that promises nothing promises nothing here."""
    charter = charter_of("whole")
    announced = charter.notice.announced
    assert announced is not None
    silent = charter.model_copy(update={"notice": charter.notice.model_copy(update={"announced": None})})

    assert plain(duration_words(announced.before, language)) in part(
        text_of("whole", "processors", language), "changes"
    )
    assert plain(duration_words(announced.before, language)) not in part(
        written(silent, "processors", language), "changes"
    )


def test_nobody_is_said_to_be_nobody() -> None:
    """Without recipients the page says so instead of being empty."""
    assert "Nobody: nothing is entrusted or disclosed to anybody." in text_of("bookshop", "processors", "en")


def sold(charter: Charter) -> Charter:
    """Return a charter whose organisation sells data."""
    return charter.model_copy(update={"answers": charter.answers.model_copy(update={"sale": True})})


def test_a_sale_is_not_denied() -> None:
    """What the charter answers is what the page says."""
    assert plain(say("notice.recipients.sold", "en")) in written(sold(charter_of("gmelius")), "processors")
    assert plain(say("notice.recipients.not-sold", "en")) not in written(sold(charter_of("gmelius")), "processors")
