"""What readers meet first, and what they are led to: the first layer, refusals, access, the authority, the marks."""

from __future__ import annotations

import re

import pytest
from tests.notice.made import WIDE, charter_of, missing, part, plain, text_of

from etanche.charter import Basis, Charter
from etanche.notice import document, markdown
from etanche.terms import LANGUAGES, Language
from etanche.words import fine


@pytest.mark.parametrize("name", WIDE)
def test_the_first_layer_answers_who_what_for_and_what_one_can_do(name: str) -> None:
    """Before the first part: the controller, the address, the reasons or the way to them, rights, refusals."""
    charter = charter_of(name)
    first = text_of(name, "fr").split('<a id="who"></a>')[0]
    holder = charter.organisation.dpo or charter.organisation.contact
    assert holder is not None

    assert plain(fine(charter.organisation.name, "fr")) in first
    assert f"](mailto:{holder.email})" in first
    assert {"](#data)", "](#rights)", "](#refusals)"} <= set(re.findall(r"\]\(#\w+\)", first))


def test_what_may_surprise_is_told_on_the_first_layer() -> None:
    """Machines that decide, delicate data, minors, transfers, others who decide, reports, tracers, workstations."""
    first = text_of("whole", "en").split('<a id="who"></a>')[0].partition('<a id="surprises"></a>')[2]

    assert [] == [
        words
        for words in (
            "A machine decides alone",
            "We hold sensitive data",
            "convictions or offences",
            "Minors use this service",
            "leave the European Economic Area",
            "together with others",
            "sends us a report by itself",
            "do not come from you",
            "leave tracers on your device",
            "taken away to a workstation",
        )
        if words not in first
    ]


def test_a_charter_without_surprises_tells_none() -> None:
    """The sample counts visits and nothing else: nothing in it would surprise."""
    assert '<a id="surprises"></a>' not in text_of("bookshop", "fr")


@pytest.mark.parametrize("name", ["bookshop", *WIDE])
def test_objecting_stands_apart_from_the_other_rights(name: str) -> None:
    """The right to object is in the part of refusals and not among the other rights (Art. 21(4))."""
    objected = any(purpose.objection for purpose in charter_of(name).purposes.values())

    assert "Art. 21)" not in part(name, "en", "rights")
    assert objected == ("You have the right to object (Art. 21)" in part(name, "en", "refusals"))


@pytest.mark.clause("P17")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WIDE)
def test_all_ways_to_refuse_stand_in_one_place(name: str, language: Language) -> None:
    """Objections, consents, tracers that wait for consent, reports of installed software, linked services: one part."""
    charter = charter_of(name)
    purposes = [one.title for one in charter.purposes.values() if one.objection or one.basis is Basis.CONSENT]
    tracers = [one.title for one in charter.tracers.values() if one.exempt is None]
    reports = [
        one.title for one in charter.channels.values() if one.kind in ("self-report", "telemetry", "crash-report")
    ]
    there = part(name, language, "refusals")

    assert [] == missing([*purposes, *tracers, *reports], language, there)
    assert [] == [one.name for one in charter.providers.values() if plain(fine(one.name, language)) not in there]


@pytest.mark.clause("P6")
def test_few_roles_make_one_table_with_a_word_in_every_cell() -> None:
    """Founder, employees, contractors: yes, no, or on a case, and below on which conditions."""
    there = part("play-sql", "en", "access")

    assert "| Billing | yes (" in there
    assert "| yes, on a case (run the software) | yes, on a case (run the software) |" in there
    assert (
        "| Support | yes (help you use the software; defend our rights, should a dispute arise) | yes, on a case"
        in there
    )
    assert "only provided that a case is open" in there


def test_many_roles_are_told_one_by_one() -> None:
    """Each role says what it sees, on which conditions, and what it does not see."""
    there = part("clever-cloud", "en", "access")

    assert 10 == there.count('<a id="role-')
    assert "sees 2 categories of 15" in there
    assert "**Does not see**" in there


def test_a_promise_that_this_version_cannot_prove_is_marked_and_counted(bookshop: Charter) -> None:
    """The mark stands beside the promise, and the part says how many there are."""
    from etanche.proof import unchecked

    unproved = unchecked(bookshop)
    text = plain(markdown(document(bookshop, "en", unchecked=unproved)))

    assert unproved
    assert len(unproved) == len(re.findall(r"^- <a id=.*\(not proved yet\)$", text, re.MULTILINE))
    assert f"cannot prove {len(unproved)} of them yet" in text
    assert "(not proved yet)" not in text_of("bookshop", "en")


@pytest.mark.clause("C27")
@pytest.mark.parametrize(
    ("country", "name", "page"),
    [
        ("FR", "CNIL", "https://www.cnil.fr/fr/plaintes"),
        ("FR", "Commission nationale de l’informatique et des libertés", "https://www.cnil.fr/fr/plaintes"),
        ("PT", "CNPD", "https://www.cnpd.pt"),
        ("LU", "CNPD", "https://cnpd.public.lu"),
        ("DE", "BlnBDI", "https://www.datenschutz-berlin.de"),
        ("US", "CNIL", "https://www.cnil.fr/fr/plaintes"),
    ],
)
def test_the_authority_is_named_with_the_page_to_complain_on(
    bookshop: Charter, country: str, name: str, page: str
) -> None:
    """Two countries have authorities of one name, and one authority has several: the link is that of the right one."""
    organisation = bookshop.organisation.model_copy(update={"country": country, "authority": name})

    assert f"[{name}]({page})" in plain(
        markdown(document(bookshop.model_copy(update={"organisation": organisation}), "fr"))
    )


def test_an_authority_nobody_knows_is_named_without_a_link(bookshop: Charter) -> None:
    """A name we have no page for stays a name."""
    organisation = bookshop.organisation.model_copy(update={"authority": "Authority of the Anse"})
    text = markdown(document(bookshop.model_copy(update={"organisation": organisation}), "en"))

    assert "**Supervisory authority**: Authority of the Anse\n" in text
