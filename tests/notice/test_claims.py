"""What a wide charter declares stands in its notice, in the part where a reader looks for it."""

from __future__ import annotations

import pytest
from tests.notice.made import WIDE, charter_of, missing, part, plain, text_of

from etanche.charter import Charter, Stance, builtin
from etanche.notice import duration_words
from etanche.terms import LANGUAGES, Language, Text
from etanche.words import date_words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WIDE)
def test_every_title_of_a_charter_stands_in_its_part(name: str, language: Language) -> None:
    """Purposes, categories, fields, doors, roles, people, regions, tracers, hosts, attestations: each where it belongs."""
    charter = charter_of(name)
    fields = [field for category in charter.categories.values() for field in category.fields.values()]
    features = [name for category in charter.categories.values() for name in category.tied_to]
    places: dict[str, list[Text]] = {
        "who": [one.title for one in charter.people.values()],
        "data": [one.title for one in charter.purposes.values() if one.as_ is not Stance.PROCESSOR],
        "processor": [one.title for one in charter.purposes.values() if one.as_ is Stance.PROCESSOR],
        "categories": [
            *(one.title for one in charter.categories.values()),
            *(field.title for field in fields if field.title),
            *(one.if_refused for one in charter.categories.values() if one.if_refused),
            *(charter.features[feature].title for feature in features),
            *(one.title for one in charter.never.values()),
            *(one.title for one in charter.channels.values()),
            *(one.source for one in charter.channels.values() if one.source),
            *(one.title for one in builtin(charter)),
        ],
        "access": [one.title for one in charter.roles.values()],
        "recipients": [
            *(one.does for one in charter.recipients.values()),
            *(one.when for one in charter.hosts.values()),
        ],
        "places": [
            *(one.title for one in charter.regions.values()),
            *(one.title for one in charter.estates.values()),
            *(one.title for one in charter.applications.values()),
        ],
        "tracers": [one.title for one in charter.tracers.values()],
        "trouble": [one.says for one in charter.attested.values()],
        "limits": list(charter.notice.limits.values()),
        "history": [one.comment for one in charter.versions.values()],
    }

    assert {} == {
        anchor: left
        for anchor, texts in places.items()
        if (left := missing(texts, language, part(name, language, anchor)))
    }


@pytest.mark.parametrize("name", WIDE)
def test_every_address_stands_in_its_part(name: str) -> None:
    """Letters to the officer, the representative, the recipients' own notices, the addresses called, the scopes asked."""
    charter = charter_of(name)
    contacts = [one for one in (charter.organisation.contact, charter.organisation.dpo) if one]
    who = [one.email for one in contacts]
    who += [charter.organisation.representative.email] if charter.organisation.representative else []
    recipients = [one.policy for one in charter.recipients.values() if one.policy]
    recipients += [one.address for one in charter.hosts.values()]
    asked = [scope.asks for provider in charter.providers.values() for scope in provider.scopes.values()]

    assert [] == [word for word in who if f"](mailto:{word})" not in part(name, "fr", "who")]
    assert [] == [word for word in recipients if word not in part(name, "fr", "recipients")]
    assert [] == [word for word in asked if f"`{word}`" not in part(name, "fr", "permissions")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WIDE)
def test_backups_add_to_every_term_with_both_figures(name: str, language: Language) -> None:
    """Beside every term of the summary stands how long a backup still holds the data."""
    charter = charter_of(name)
    assert charter.vault.backups is not None
    more = plain(duration_words(charter.vault.backups.keep, language))
    rows = [row for row in part(name, language, "data").splitlines() if row.startswith('| <a id="purpose-')]

    assert len(rows) == sum(purpose.as_ is not Stance.PROCESSOR for purpose in charter.purposes.values())
    assert [] == [row for row in rows if f"(+ {more} " not in row]


def test_every_transfer_names_its_safeguard_and_the_way_to_a_copy() -> None:
    """Country, instrument, reference and day of the last look; then where to ask for a copy."""
    there = part("play-sql", "en", "recipients")

    assert 5 == there.count("outside the European Economic Area: standard contractual clauses, Decision (EU) 2021/914")
    assert "as of 21 November 2026" in there
    assert "To receive a copy of these safeguards, write to" in there


def test_what_etanche_does_not_seal_is_said_where_it_matters() -> None:
    """Data in a database that was there before: on the first layer, at the category, at the place, among the limits."""
    text = text_of("play-sql", "en")

    assert "which Étanche does not seal, hold a part of them" in text.split('<a id="who"></a>')[0]
    assert "a database that we had before, which Étanche does not seal" in part("play-sql", "en", "categories")
    assert "(not sealed by Étanche)" in part("play-sql", "en", "places")
    assert "whoever keeps that database can read it" in part("play-sql", "en", "limits")


@pytest.mark.clause("C3")
def test_what_is_done_for_clients_stands_apart() -> None:
    """An activity on instructions is in no row of ours, and says whose notice applies."""
    assert "purpose-hosting" not in part("clever-cloud", "fr", "data")
    assert "purpose-hosting" in part("clever-cloud", "fr", "processor")
    assert "Sa notice s’applique, pas celle-ci" in part("clever-cloud", "fr", "processor")


def test_a_decision_of_a_machine_says_how_with_what_effect_and_who_reviews(whole: Charter) -> None:
    """Logic, effect and review stand together, with the right to contest; without such decisions the notice says so."""
    decided = [purpose.decides for purpose in whole.purposes.values() if purpose.decides]

    assert [] == missing(
        [text for one in decided for text in (one.how, one.effect, one.review)], "fr", part("whole", "fr", "decisions")
    )
    assert "RGPD, art. 22" in part("whole", "fr", "decisions")
    assert "n’est prise par une machine seule" in part("clever-cloud", "fr", "data")


def test_joint_control_shows_the_essence_of_the_arrangement(whole: Charter) -> None:
    """With whom we decide, what each does, and whom to write to."""
    essences = [one.arrangement for one in whole.recipients.values() if one.arrangement]

    assert essences
    assert [] == missing(essences, "en", part("whole", "en", "joint"))
    assert "GDPR, Art. 26" in part("whole", "en", "joint")


def test_delicate_data_name_the_condition_they_are_held_on() -> None:
    """Sensitive data and convictions say the article that lets them be held."""
    there = part("whole", "fr", "categories")

    assert "Données sensibles, gardées à cette condition : RGPD, art. 9 § 2 h." in there
    assert "code de l’action sociale et des familles, art. L133-6" in there


@pytest.mark.clause("P1")
def test_a_declaration_without_force_says_since_when() -> None:
    """A norm in force has its date, one that lost its force says since when."""
    there = part("play-sql", "fr", "who")

    assert "du 3 février 2022" in there
    assert "NS-48, sans effet depuis le 25 mai 2018" in there


@pytest.mark.clause("C28", "C29")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_version_has_its_day_and_the_next_one_is_announced(language: Language) -> None:
    """The newest version dates the notice; how long before a change is told stands with the history."""
    charter = charter_of("clever-cloud")
    assert charter.notice.announced is not None
    history = part("clever-cloud", language, "history")

    assert [] == [day for day in charter.versions if plain(date_words(day, language)) not in history]
    assert plain(date_words(max(charter.versions), language)) in text_of("clever-cloud", language).split("## ")[0]
    assert plain(duration_words(charter.notice.announced.before, language)) in history


@pytest.mark.clause("P21")
def test_what_is_covered_and_what_is_not() -> None:
    """The scope and what is outside it stand with who we are."""
    charter = charter_of("play-sql")
    assert charter.notice.excludes is not None

    assert [] == missing([charter.notice.covers, charter.notice.excludes], "en", part("play-sql", "en", "who"))


def test_a_charter_that_says_nothing_of_a_matter_has_no_part_for_it() -> None:
    """No tracers, accounts, permissions, decisions or clients: no empty part."""
    text = text_of("bookshop", "fr")

    assert [] == [
        anchor
        for anchor in ("tracers", "accounts", "permissions", "spheres", "tenants", "decisions", "joint", "processor")
        if f'<a id="{anchor}"></a>' in text
    ]


def test_california_has_its_own_words_where_it_counts() -> None:
    """Who is under Californian law is told so; who is not, is not."""
    assert "If you live in California" in part("gmelius", "en", "rights")
    assert "California" not in text_of("clever-cloud", "en")
