"""What the sentences say, promise by promise; that every one of them is well written, `test_every_sentence` holds."""

from __future__ import annotations

import pytest
from tests.notice.made import charter_of

from etanche.charter import Charter, Objection, Promise
from etanche.errors import Fault
from etanche.notice import sentence
from etanche.terms import LANGUAGES, Language


def said(charter: Charter, promise: str, language: Language) -> str:
    """Return the sentence of a promise, with ordinary spaces."""
    kind, subject = promise.split(":")
    return (
        sentence(charter, Promise(kind=kind, subject=subject), language).replace("\u00a0", " ").replace("\u202f", " ")
    )


def test_a_kind_nobody_taught_us_is_refused(bookshop: Charter) -> None:
    """A promise that cannot be said is a fault, not a hole in the notice."""
    with pytest.raises(Fault, match="no sentence"):
        sentence(bookshop, Promise(kind="weather", subject="rain"), "fr")


@pytest.mark.clause("C5")
def test_retention_says_until_when_and_what_then(bookshop: Charter) -> None:
    """Visit statistics go 180 days after collection, and their key with them."""
    french, english = (said(bookshop, "retention:audience/visit", language) for language in LANGUAGES)

    assert (
        "« Visite du site » : nous gardons ces données jusqu’à 180 jours après la collecte. Ensuite, la clé qui les ouvre est détruite."
        == french
    )
    assert (
        "“Visit to the website”: we keep these data until 180 days after collection. Then the key that opens them is destroyed."
        == english
    )


def test_retention_of_shared_data_promises_the_end_of_the_reason_only(cooperative: Charter) -> None:
    """When other purposes live on, nobody says that the data are destroyed."""
    english = said(cooperative, "retention:repairs/visit", "en")

    assert "this reason no longer opens these data" in english
    assert "destroyed" not in english


@pytest.mark.clause("C4")
def test_half_an_address_is_said_plainly(bookshop: Charter, cooperative: Charter) -> None:
    """Only the first half of the address is kept, by that name or by the charter's own."""
    assert "De votre adresse IP, nous ne gardons que la première moitié" in said(
        bookshop, "minimise:visit.address", "fr"
    )
    assert "Of the field “address of the visitor” we keep only the first half" in said(
        cooperative, "minimise:visit.address", "en"
    )


@pytest.mark.clause("C4")
def test_fields_are_all_named(bookshop: Charter) -> None:
    """The promise of a category names every field it keeps."""
    text = said(bookshop, "minimise:visit", "en")

    assert all(
        name in text
        for name in (
            "IP address (first half only)",
            "browser version",
            "operating system",
            "kind of device",
            "screen size",
        )
    )
    assert all(name in text for name in ("page seen", "action taken", "pseudonymous identifier"))


def test_what_is_not_listed_is_thrown_away_or_refused(cooperative: Charter) -> None:
    """The two answers to an unknown field are said apart."""
    assert "thrown away" in said(cooperative, "minimise:visit", "en")
    assert "refused whole" in said(cooperative, "minimise:failure", "en")


def test_a_refused_pair_is_said_as_plainly_as_a_granted_one(bookshop: Charter) -> None:
    """Silence grants nothing, and the notice says so role by role."""
    assert "Le rôle « libraires » ne peut rien lire dans « Visite du site »." == said(
        bookshop, "access:bookseller/visit", "fr"
    )
    assert "for one reason only: measure visits to our website" in said(bookshop, "access:web-analyst/visit", "en")
    assert said(bookshop, "access:dashboard/visit", "en").startswith("The program")


def test_several_reasons_are_counted(cooperative: Charter) -> None:
    """With two reasons the sentence is in the plural."""
    assert "pour ces raisons seulement : compter les visites du site ; réparer le site" in said(
        cooperative, "access:analyst/visit", "fr"
    )


@pytest.mark.clause("C6")
def test_a_refusal_of_being_counted_hears_the_browser(bookshop: Charter) -> None:
    """The sentence names Global Privacy Control where visits are counted."""
    assert all("GPC" in said(bookshop, "objection:audience", language) for language in LANGUAGES)


def with_objection(charter: Charter, purpose: str, objection: Objection) -> Charter:
    """Return a charter in which a purpose is refused in another way, one that this version does not accept in a file."""
    changed = charter.purposes[purpose].model_copy(update={"objection": objection})
    return charter.model_copy(update={"purposes": {**charter.purposes, purpose: changed}})


def test_each_way_to_refuse_has_its_sentence(cooperative: Charter) -> None:
    """Beforehand and after a review are not the same promise."""
    beforehand = with_objection(cooperative, "audience", Objection.BEFOREHAND)
    reviewed = with_objection(cooperative, "repairs", Objection.REVIEWED)

    assert "before the first piece of data" in said(beforehand, "objection:audience", "en")
    assert "while we weigh our reasons" in said(reviewed, "objection:repairs", "en")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            "marque calculée avec une clé, d’après « identifiant pseudonyme » : elle montre que deux visites d’un même",
        ),
        (
            "en",
            "a mark computed with a key from “pseudonymous identifier”: it shows that two visits of one day come from",
        ),
    ],
)
def test_what_a_mark_shows_is_said(bookshop: Charter, cooperative: Charter, language: Language, words: str) -> None:
    """A field that can be found leaves a mark that links the visits of a day, and the promise says so; only then."""
    assert words in said(bookshop, "sealed:inventory", language)
    assert words.partition(",")[0].partition(" with ")[0] not in said(cooperative, "sealed:inventory", language)


def test_what_an_import_leaves_is_said_where_there_are_imports(bookshop: Charter) -> None:
    """The fingerprint of a file taken over is named when a channel of logs exists, and not otherwise."""
    visits = {name: channel for name, channel in bookshop.channels.items() if channel.kind != "logs"}

    assert "a fingerprint computed with a key" in said(bookshop, "sealed:inventory", "en")
    assert "fingerprint" not in said(bookshop.model_copy(update={"channels": visits}), "sealed:inventory", "en")


@pytest.mark.clause("C5")
def test_nobody_and_somebody_are_said_apart(bookshop: Charter, cooperative: Charter) -> None:
    """With no recipient nobody is named; with one, it is."""
    assert said(bookshop, "recipients:others", "en").startswith("Nobody but us receives your data")
    assert said(cooperative, "recipients:others", "en").startswith(
        "Apart from us, a single recipient receives your data: Toile et Fils."
    )


def test_a_region_that_bears_its_country_is_said_once(cooperative: Charter, bookshop: Charter) -> None:
    """`France (France)` is not said."""
    assert "ici : France." in said(cooperative, "hosting:france", "fr")
    assert "our own machine in Vannes (France)" in said(bookshop, "hosting:vannes", "en")


@pytest.mark.parametrize(("name", "known"), [("others/choir", False), ("clever-cloud", True)])
def test_nobody_is_known_by_an_account_that_they_have_not(name: str, known: bool) -> None:
    """Where a charter leaves it open, a doubt is settled by an account only if people have accounts."""
    assert known == ("your account" in said(charter_of(name), "rights:identity", "en"))
    assert "signed link" in said(charter_of(name), "rights:identity", "en")
