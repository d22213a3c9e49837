"""The data-processing agreement: every letter of Art. 28(3), the charter's own annexes, and nothing of what we decide (C3)."""

from __future__ import annotations

import pytest
from tests.notice.made import charter_of
from tests.notice.papers.made import paper_of, part, plain, text_of, written

from etanche.charter import Charter, Stance, promises
from etanche.notice import duration_words, fields_words, purpose_title, sentence
from etanche.notice.papers import annexes
from etanche.terms import LANGUAGES, Language

pytestmark = [pytest.mark.clause("C3"), pytest.mark.clause("G17")]

CHARTERS = ("clever-cloud", "play-sql", "gmelius", "whole")


def served(charter: Charter) -> list[str]:
    """Return the purposes that we serve for somebody."""
    return [name for name, purpose in charter.purposes.items() if purpose.as_ is Stance.PROCESSOR]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_the_article_has_its_article(language: Language) -> None:
    """(a) to (h), each once, in their order, after subject and duration."""
    titles = [section.title for section in paper_of("clever-cloud", "agreement", language).sections]
    letters = [
        letter
        for title in titles
        for letter in "abcdefgh"
        if plain(title).endswith({"fr": f"(art. 28 § 3 {letter})", "en": f"(Art. 28(3)({letter}))"}[language])
    ]

    assert list("abcdefgh") == letters


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTERS)
def test_the_first_annex_has_every_activity_for_a_client_and_no_other(name: str, language: Language) -> None:
    """Subject, duration, data and people of each purpose we serve; none of our own purposes."""
    charter = charter_of(name)
    annex = part(text_of(name, "agreement", language), "processing")

    assert [] == [one for one in served(charter) if f"### {plain(purpose_title(charter, one, language))}" not in annex]
    assert [] == [
        one
        for one in charter.purposes
        if one not in served(charter) and f"### {plain(purpose_title(charter, one, language))}" in annex
    ]
    assert [] == [
        category
        for one in served(charter)
        for category in charter.purposes[one].uses
        if plain(fields_words(charter, category, language)) not in annex
    ]


@pytest.mark.parametrize(
    ("name", "engaged"),
    [
        ("clever-cloud", ()),
        ("gmelius", ("google-cloud",)),
        ("play-sql", ("ovh", "ionos", "aws")),
    ],
)
def test_the_second_annex_has_who_touches_a_client_s_data_and_no_other(name: str, engaged: tuple[str, ...]) -> None:
    """Those on whose machines they are and those who receive them; the partners of our own purposes are not among them."""
    charter = charter_of(name)
    annex = part(text_of(name, "agreement", "en"), "subprocessors")

    assert engaged == annexes.engaged(charter)
    assert set(engaged) == {one for one in charter.recipients if f'id="subprocessor-{one}"' in annex}


def test_a_further_processor_is_told_with_the_data_of_the_client_only() -> None:
    """A processor that also receives our own data is told here with what it has of the client's."""
    charter = charter_of("gmelius")
    sender = charter.recipients["mail-sender"].model_copy(
        update={"receives": {"profile": ("news",), "tracked-mail": ("tracking",)}}
    )
    both = charter.model_copy(update={"recipients": {**charter.recipients, "mail-sender": sender}})
    said = part(written(both, "agreement"), "subprocessor-mail-sender")

    assert "Tracked e-mail" in said
    assert "Profile" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTERS)
def test_the_clocks_of_the_charter_are_the_clocks_of_the_agreement(name: str, language: Language) -> None:
    """When the client hears of a breach, of a new processor, and when the last copy is gone."""
    charter, text = charter_of(name), text_of(name, "agreement", language)
    wanted = {"help": charter.incidents.breach.customers_within}
    if charter.notice.announced:
        wanted["others"] = charter.notice.announced.before
    if charter.vault.backups:
        wanted["end"] = charter.vault.backups.keep

    assert [] == [
        article for article, time in wanted.items() if plain(duration_words(time, language)) not in part(text, article)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_measures_are_promises_under_their_names(language: Language) -> None:
    """Every promise of sealing, of the journal, of continuity, with its sentence and the name it is checked under."""
    charter = charter_of("clever-cloud")
    annex = part(text_of("clever-cloud", "agreement", language), "measures")
    wanted = [one for one in promises(charter) if one.kind in {"sealed", "logs", "continuity", "attest"}]

    assert wanted
    assert [] == [one.id for one in wanted if f"`{one.id}`" not in annex]
    assert [] == [
        one.id for one in wanted if plain(sentence(charter, one, language))[:40] not in annex.replace("\\", "")
    ]
    assert "access:support-agent/" not in annex


def test_both_sign_and_the_client_is_left_to_be_filled_in() -> None:
    """Name, function, place and date, signature, twice; the client is named by hand."""
    text = text_of("clever-cloud", "agreement", "en")

    assert part(text, "signatures").count("______") >= 8
    assert "Among our customers: ……" in part(text, "parties")


def test_what_is_handed_back_is_told_apart_from_what_is_erased() -> None:
    """The end of each activity is the one the charter gives it."""
    assert "Handed back to the client" in part(text_of("gmelius", "agreement", "en"), "end")
    assert "Erased: " not in part(text_of("gmelius", "agreement", "en"), "end")


def test_an_annex_has_a_name_and_no_number() -> None:
    """Articles are counted, annexes are not counted again."""
    doc = paper_of("clever-cloud", "agreement", "fr")

    assert (*range(1, 12), None, None, None) == doc.numbers
    assert "\n## Annexe 1" in text_of("clever-cloud", "agreement", "fr")
