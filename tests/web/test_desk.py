"""The console: who gets in, what awaits the office, and the pages on which it oversees."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from tests.instance.conftest import charter_text
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.browsing import FROM_US
from tests.web.visiting import AT, MAUD, NOBODY, Office, plain

from etanche.outbound import Letter
from etanche.proof import Evidence
from etanche.web import urls

OF_OFFICE = [urls.own(one, LIGHTHOUSE) for one in (urls.DESK_JOURNAL, urls.DESK_HOLDS, urls.DESK_DATES)]

SETTLED = [urls.own(one, LIGHTHOUSE) for one in (urls.DESK_DATES, urls.DESK_INQUIRY, urls.DESK_HOLD, urls.DESK_HOLDS)]

FOR_ALL = [
    urls.own(one, LIGHTHOUSE) for one in (urls.DESK_FIND, urls.DESK_RECORD, urls.DESK_RECIPIENTS, urls.DESK_CHARTER)
]

GETS = [AT, *FOR_ALL, *OF_OFFICE]

POSTS = [*(urls.own(one, LIGHTHOUSE) for one in (urls.DESK_FIND, urls.DESK_RECORD)), *SETTLED]


def test_whoever_does_not_work_there_finds_no_console(office: Office) -> None:
    """An account without a desk is answered as for an organisation that is not there, whatever it asks for; a stranger logs in."""
    office.in_as(NOBODY)
    token = office.token()
    answers = [office.get(one) for one in GETS] + [
        office.client.post(one, data={"token": token}, headers=FROM_US) for one in POSTS
    ]
    elsewhere = office.get(AT.replace(LIGHTHOUSE, "nowhere"))
    office.forget()

    assert {404} == {one.status_code for one in answers}
    assert elsewhere.text.replace("nowhere", "") == answers[0].text.replace(LIGHTHOUSE, "")
    assert urls.LOGIN == office.get(AT).url.path


def test_the_office_of_one_organisation_is_nobody_in_another(office: Office) -> None:
    """Neither the organisation of the public pages nor the built-in one has a desk for them."""
    office.as_dpo()
    names = [one.name for one in office.two.instance.organisations() if one.name != LIGHTHOUSE]

    assert 2 == len(names)
    assert {404} == {office.get(urls.own(urls.DESK, name)).status_code for name in names}


@pytest.mark.clause("G16")
def test_what_has_a_deadline_awaits_the_office(office: Office) -> None:
    """A hold, by the day of its review; what is overdue comes before it; each with who answers for it."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    day = office.two.clock.now().date() + timedelta(days=9)
    for case, review in (("case-late", day + timedelta(days=30)), ("case-soon", day)):
        office.two.other.vault.hold(person, case=case, reason="claim", owner="Ann", review=review, actor="ann")
    page = office.get(AT)

    assert page.text.index("case-soon") < page.text.index("case-late")
    assert "Ann answers for it" in page.text
    assert ">9<small>days left" in page.text


def test_what_the_office_oversees_is_for_the_office(office: Office) -> None:
    """A member of another role has no way to it, and its addresses are not there for them; nor do they settle anything."""
    office.as_warden()
    token = office.token()
    sent = [
        office.client.post(one, data={"token": token, "event": "contract-end", "finding": "mistake"}, headers=FROM_US)
        for one in SETTLED
    ]
    ways = re.findall(rf'href="({AT}[^"?]*)"', office.get(AT).text)

    assert {AT, *(f"{AT}/{one}" for one in ("find", "record", "recipients", "charter"))} == set(ways)
    assert {404} == {one.status_code for one in (*map(office.get, OF_OFFICE), *sent)}


def test_the_journal_is_searched_and_what_is_typed_wrongly_is_said(office: Office) -> None:
    """Lines of one act alone; a day that is none is told, and no line is shown."""
    office.as_dpo()
    joined, wrong = office.get(f"{AT}/journal?act=member-joined"), office.get(f"{AT}/journal?since=yesterday")

    assert "1 line<" in joined.text
    assert "member-joined members" in joined.text
    assert (400, True) == (wrong.status_code, "This is no day" in wrong.text)


def test_a_member_who_left_has_no_desk_any_more(office: Office) -> None:
    """From the moment they are out the address is not there."""
    person = office.as_warden()
    assert 200 == office.get(AT).status_code
    dpo = next(
        one.person for one in office.two.memberships.members(office.two.other.organisation_id) if one.person != person
    )
    office.two.memberships.remove(office.two.other.organisation_id, person, by=dpo)
    office.two.clock.advance(timedelta(seconds=10))

    assert 404 == office.get(AT).status_code


def test_the_pages_of_an_organisation_bear_its_name_and_no_other(office: Office) -> None:
    """Whose console it is stands at the head of it, and its own contact and notice at the foot."""
    office.as_dpo()
    page = office.get(AT)

    assert "</svg>Phare</a>" in page.text
    assert "Librairie" not in page.text
    assert f'href="/o/{LIGHTHOUSE}/privacy"' in page.text


def test_every_page_of_the_office_is_drawn_in_both_languages(office: Office) -> None:
    """Each answers, under the title that its way has in the navigation, and marks where one is."""
    office.as_dpo()
    for address in (*GETS, f"{AT}/cases"):
        for language in ("en", "fr"):
            page = office.get(f"{address}?lang={language}")
            title = re.findall(r"<title>(.*?) ·", page.text)[0]

            assert 200 == page.status_code, address
            assert [title] == re.findall(r'aria-current="page">([^<]*)</a></li>', page.text), address


def test_recipients_are_told_as_they_are_promised(office: Office) -> None:
    """The sentence of each promise, its contract and its id; and that nobody else receives anything."""
    office.as_dpo()
    page = plain(office.get(f"{AT}/recipients"))

    for words in ("recipients:keeper", "recipients:others", "keeps the machine", "C1, of 1 January 2025"):
        assert words in page, words


def test_attestations_are_told_with_their_end(office: Office) -> None:
    """One without evidence comes first and says so; with evidence, who answers for it and how long it counts."""
    office.as_dpo()
    missing = office.get(f"{AT}/attestations")
    office.two.other.attest(
        Evidence(
            name="secrecy",
            digest=bytes(32),
            issuer="Ann",
            owner="harbour office",
            made=office.two.clock.now().date(),
            about="ben",
            by="ann",
        )
    )
    page = plain(office.get(f"{AT}/attestations"))

    assert "Nothing was entered" in missing.text
    assert [] == [words for words in ("harbour office", "365 days left", "for ben") if words not in page]


def test_two_versions_of_the_charter_are_compared(office: Office, tmp_path: Path) -> None:
    """What changed stands between them, each way; a version that was never applied is not there."""
    office.as_dpo()
    house, file = office.two.other, tmp_path / "next.yaml"
    old, text = house.plan.digest, house.versions()[0].text
    kept = "keep: 1 year after collected\n  answering"
    file.write_text(charter_text((kept, kept.replace("1 year", "2 years")), base=text), encoding="utf-8")
    office.two.clock.advance(timedelta(minutes=1))
    house.apply(house.propose(file), by="dpo")
    changes = [
        re.findall(r"<li>(Purpose.*?|.*?year.*?)</li>", plain(office.get(f"{AT}/charter?before={one}&after={other}")))
        for one, other in ((old, house.plan.digest), (house.plan.digest, old), ("", ""))
    ]
    strange = [office.get(f"{AT}/charter?before={one}&after={old}").status_code for one in ("0" * 64, "x", "")]

    assert [2, 2, 1] == [len(one) for one in changes]
    assert changes[0][0] == changes[0][1] == changes[2][0]
    assert changes[1][0] != changes[0][0]
    assert [404, 404, 404] == strange


@pytest.mark.clause("A4")
def test_who_keeps_the_instance_running_sees_what_waits_and_nothing_inside(office: Office) -> None:
    """How many letters wait, that no server takes them, and which organisations there are; their consoles are not there for them."""
    account = office.account_of(NOBODY)
    house = office.two.instance.accounts_house
    offered = office.two.memberships.bootstrap(house.organisation_id, role="operator", email=NOBODY, by="operator")
    office.two.memberships.accept(offered.token, account)
    office.two.instance.outbox.post(Letter(to=MAUD, subject="x", text="y", kind="test", name="Phare"))
    work = unescape(re.findall(r'href="(/operating/[^"]+)"', office.get(urls.MY_DATA).text)[0])
    page = plain(office.get(work))

    assert "1 waits" in page
    assert "No mail server is set" in page
    assert [] == [words for words in (LIGHTHOUSE, "Librairie de l’Estran", "/o/instance/proof") if words not in page]
    assert [] == [words for words in (MAUD, "Ysée", "watchers") if words in page]
    assert {404} == {office.get(one).status_code for one in (AT, urls.own(urls.OPERATING, LIGHTHOUSE), f"{AT}/journal")}


def test_who_does_not_run_the_instance_has_no_page_of_it(office: Office) -> None:
    """Neither the office of an organisation nor anybody with an account."""
    office.as_dpo()
    mine = office.get(urls.own(urls.OPERATING, "instance")).status_code
    office.in_as(NOBODY)

    assert {404} == {mine, office.get(urls.own(urls.OPERATING, "instance")).status_code}
