"""The console: what awaits the office, records by their exact value, the journal; and who gets to see none of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import NoReturn

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.accounts.conftest import Desk
from tests.conftest import PASSPHRASE
from tests.instance.conftest import charter_text
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.society import societal
from tests.web.conftest import HERE
from tests.web.test_account import FROM_US
from tests.web.test_own_data import PASSWORD, Visitor

from etanche.clock import FixedClock
from etanche.errors import Refused
from etanche.instance import Closing, Instance, Links, Roles
from etanche.outbound import Letter
from etanche.proof import Evidence, State, Verdict
from etanche.proof.ledger import keep
from etanche.terms import PromiseId
from etanche.vault import Arrival, erasing
from etanche.web import Callers, account_pages, closing_pages, create_app, desk_pages, link_page, own_pages, urls

MAUD, DPO, WARDEN, NOBODY = "maud@example.org", "dpo@phare.example", "warden@phare.example", "nobody@example.org"
AT = urls.own(urls.DESK, LIGHTHOUSE)
OF_OFFICE = [urls.own(one, LIGHTHOUSE) for one in (urls.DESK_JOURNAL, urls.DESK_HOLDS, urls.DESK_DATES)]
SETTLED = [urls.own(one, LIGHTHOUSE) for one in (urls.DESK_DATES, urls.DESK_INQUIRY, urls.DESK_HOLD, urls.DESK_HOLDS)]
FOR_ALL = [
    urls.own(one, LIGHTHOUSE) for one in (urls.DESK_FIND, urls.DESK_RECORD, urls.DESK_RECIPIENTS, urls.DESK_CHARTER)
]
GETS = [AT, *FOR_ALL, *OF_OFFICE]
POSTS = [*(urls.own(one, LIGHTHOUSE) for one in (urls.DESK_FIND, urls.DESK_RECORD)), *SETTLED]


class Office(Visitor):
    """A browser, and the ways into the society."""

    def account_of(self, email: str) -> bytes:
        """Open an account, be in, and return which one it is."""
        self.in_as(email)
        (found,) = self.desk.house.acting("running-instance", purpose="account-keeping", actor="test").find(
            "account", "email", email
        )
        assert found.person is not None
        return found.person

    def as_dpo(self) -> bytes:
        """Be the first of the office; return who that is in the society."""
        account = self.account_of(DPO)
        offered = self.two.memberships.bootstrap(self.two.other.organisation_id, role="dpo", email=DPO, by="operator")
        return self.two.memberships.accept(offered.token, account).person

    def as_warden(self) -> bytes:
        """Be somebody in a role that reads only what is their own."""
        return self.as_colleague("warden")

    def as_colleague(self, role: str) -> bytes:
        """Be somebody in a role, let in by the office; return who that is in the society."""
        dpo = self.as_dpo()
        account = self.account_of(WARDEN)
        organisation = self.two.other.organisation_id
        offered = self.two.memberships.invite(organisation, roles=[role], email=WARDEN, by=dpo)
        return self.two.memberships.accept(offered.token, account).person

    def back_as_dpo(self) -> None:
        """Log out, and be of the office again."""
        self.forget()
        self.send("/account/login", email=DPO, password=PASSWORD)

    def token(self) -> str:
        """Return the token of the browser's forms."""
        return str(re.findall(r'name="token" value="([^"]+)"', self.get(urls.MY_DATA).text)[0])


@pytest.fixture
def office(societal: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """A browser in front of an instance on which a society knows Maud."""
    shutil.copytree(societal, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        desk, roles = Desk(instance, clock, site=HERE, page=link_page), Roles(instance)
        closing = closing_pages(Closing(instance, desk.accounts))
        pages = account_pages(desk.accounts, roles) + own_pages(Links.of(instance)) + desk_pages(instance) + closing
        app = create_app(
            instance,
            base_url=HERE,
            callers=Callers(knows=desk.accounts, members=roles),
            pages=pages,
            houses=instance.organisation,
        )
        with TestClient(app, base_url=HERE, headers={"accept-language": "en"}) as client:
            made = Office(desk, client)
            made.two = Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)
            made.two.write_down(MAUD)
            yield made


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


def test_somebody_is_found_by_an_exact_value_and_by_nothing_else(office: Office) -> None:
    """The whole address finds her, half of it nobody; the value is in no address and no journal, and that it was asked is."""
    me = office.as_dpo()
    found = office.send(f"{AT}/find", 'name="way"', way="dpo/watching/ledger/email", value=MAUD)
    half = office.send(f"{AT}/find", 'name="way"', way="dpo/watching/ledger/email", value="maud@")
    lines = office.two.other.journal_entries(since=None, act="find", actor=me.hex(), last=10)

    assert "Ysée Keradec" in found.text
    assert "Nobody" in half.text
    assert f"{AT}/find" == found.url.path
    assert "" == found.url.query.decode()
    assert lines
    assert MAUD not in repr(lines)


def test_what_the_gate_refuses_is_told_with_its_promise_and_shows_nothing(office: Office) -> None:
    """A role bound to its own value reads nothing before a value is its own; the page says which promise says so."""
    office.as_warden()
    refused = office.send(f"{AT}/find", 'name="way"', way="warden/watching/ledger/email", value=MAUD)

    assert 403 == refused.status_code
    assert "Ysée Keradec" not in refused.text
    said = re.findall(r"<code>(.*?)</code>", refused.text)
    assert ["access:warden"] == [unescape(one).replace("<wbr>", "") for one in said]


def test_a_role_that_is_not_theirs_is_not_taken_from_a_form(office: Office) -> None:
    """Whoever sends a role of somebody else, or a cell that is none, is refused before anything is looked up."""
    me = office.as_warden()
    for way in ("dpo/watching/ledger/email", "warden/answering/ask/wording", "warden/watching/ledger/name", "x"):
        answer = office.client.post(
            f"{AT}/find", data={"token": office.token(), "way": way, "value": MAUD}, headers=FROM_US
        )

        assert 403 == answer.status_code, way
        assert "Ysée Keradec" not in answer.text
    assert [] == office.two.other.journal_entries(since=None, act="find", actor=me.hex(), last=10)


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


def test_a_case_is_granted_to_a_colleague_and_closed(office: Office) -> None:
    """Without a case the helper reads nothing; with one that the office grants they do; closed, they do not any more."""
    helper = office.as_colleague("helper")
    way, cases = "helper/watching/ledger/email", f"{AT}/cases"

    def looks() -> bool:
        with_case = office.two.other.acting("helper", purpose="watching", actor=helper.hex(), case="case-7")
        try:
            return bool(with_case.find("ledger", "email", MAUD))
        except Refused:
            return False

    refused = office.send(f"{AT}/find", 'name="way"', way=way, value=MAUD, case="case-7")
    assert (403, 404, False) == (refused.status_code, office.get(cases).status_code, looks())
    office.back_as_dpo()
    page = office.send(cases, 'name="reason"', case="case-7", who=helper.hex(), role="helper", reason="she rang")
    assert (True, True) == ("she rang" in page.text, looks())
    closed = office.send(cases, "Close case", case="case-7")
    assert ("No case is open" in closed.text, looks()) == (True, False)


def test_nobody_grants_what_is_not_theirs_to_give(office: Office) -> None:
    """Neither oneself, nor a role that the colleague has not, nor without a reason; nothing is open afterwards."""
    helper = office.as_colleague("helper")
    office.back_as_dpo()
    me = next(one for one in office.two.memberships.members(office.two.other.organisation_id) if "dpo" in one.roles)
    sent = {"case": "case-7", "who": helper.hex(), "role": "helper", "reason": "she rang", "token": office.token()}
    for wrong in ({"who": me.actor}, {"who": "0" * 32}, {"role": "dpo"}, {"reason": " "}, {"case": "../x"}):
        answer = office.client.post(f"{AT}/cases", data=sent | wrong, headers=FROM_US)

        assert 400 <= answer.status_code < 500, wrong
    assert () == office.two.other.vault.grants()


def test_a_hold_is_lifted_from_the_list(office: Office) -> None:
    """The office lifts it with one button; one that stands nowhere is none."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    day = office.two.clock.now().date() + timedelta(days=9)
    office.two.other.vault.hold(person, case="case-soon", reason="claim", owner="Ann", review=day, actor="ann")
    wrong = office.client.post(f"{AT}/hold", data={"token": office.token(), "hold": "case-x 00"}, headers=FROM_US)
    page = office.send(AT, 'name="hold"')

    assert 400 == wrong.status_code
    assert "case-soon" not in page.text
    assert () == office.two.other.vault.holds()


def test_a_record_is_opened_by_its_address_through_the_gate(office: Office) -> None:
    """Its page has the charter's titles, purposes and terms; the line of the journal says who looked, as what, and for what."""
    me = office.as_dpo()
    person = office.two.write_down(NOBODY)
    (record,) = office.two.other.acting("dpo", purpose="watching", actor="test").of_person(person)
    form = office.get(f"{AT}/record?about={record.ref}")
    page = office.send_from(form, 'name="way"', about=str(record.ref), way="dpo/watching")
    (line,) = office.two.other.journal_entries(since=None, act="read", actor=me.hex(), last=10)

    assert "Ysée Keradec" not in form.text
    for words in ("Register of watchers", "Ysée Keradec", "Keep the register of watchers", str(record.ref)):
        assert words in page.text, words
    assert ("ledger", "dpo", "watching") == (line.object, line.role, line.purpose)


def test_everything_a_role_sees_of_a_person_is_one_page(office: Office) -> None:
    """By the number of the person; what is typed wrongly is said, and nobody of that number is nothing found."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    page = office.send(f"{AT}/record", 'name="way"', about=person.hex(), way="dpo/watching")
    wrong = office.send(f"{AT}/record", 'name="way"', about="../../etc/passwd", way="dpo/watching")
    nobody = office.send(f"{AT}/record", 'name="way"', about="0" * 32, way="dpo/watching")

    assert (True, True) == ("1 record<" in page.text, NOBODY in page.text)
    assert 400 == wrong.status_code
    assert "/etc/passwd" in wrong.text
    assert (200, True) == (nobody.status_code, "Nobody" in nobody.text)


def test_an_address_opens_nothing_that_the_gate_refuses(office: Office) -> None:
    """The page says which promise refuses; a way of another role is refused before anything is looked up."""
    helper = office.as_colleague("helper")
    (record,) = office.two.other.acting("dpo", purpose="watching", actor="test").of_person(
        office.two.write_down("her@example.org")
    )
    refused = office.send(f"{AT}/record", 'name="way"', about=str(record.ref), way="helper/watching")
    sent = {"token": office.token(), "about": str(record.ref), "way": "dpo/watching"}
    stolen = office.client.post(f"{AT}/record", data=sent, headers=FROM_US)

    assert {403} == {refused.status_code, stolen.status_code}
    assert "access:helper" in re.sub("<wbr>", "", refused.text)
    assert "her@example.org" not in refused.text + stolen.text
    lines = office.two.other.journal_entries(since=None, act="read", actor=helper.hex(), last=10)
    assert ["condition-not-met"] == [one.decision for one in lines], "the one that was refused, and no other"


def test_a_hold_is_placed_and_lifted_on_its_page(office: Office) -> None:
    """With an address, a case, a reason and somebody who answers for it; without one of them nothing is held, and what was typed is there."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    review = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    said = {"about": person.hex(), "case": "claim-1", "reason": "she sues", "owner": "Ann", "review": review}
    for missing in ({"about": "x"}, {"reason": " "}, {"review": "2020-01-01"}, {"review": "soon"}, {"case": "a b"}):
        answer = office.send(f"{AT}/holds", 'name="review"', **said | missing)

        assert (400, True) == (answer.status_code, "Nothing is held" in answer.text), missing
    page = office.send(f"{AT}/holds", 'name="review"', **said)
    (held,) = office.two.other.vault.holds()
    lifted = office.send(f"{AT}/holds", 'name="hold"')

    assert (person, "claim-1", "Ann") == (held.about, held.case, held.owner)
    assert (True, True, False) == ("1 hold<" in page.text, "Ann" in page.text, "she sues" in page.text)
    assert (True, ()) == ("No hold" in lifted.text, office.two.other.vault.holds())


def test_a_hold_that_comes_too_late_is_told_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of somebody whose erasure was killed on the way nothing is held; the page says why, and has what was typed."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    review = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    said = {"about": person.hex(), "case": "claim-1", "reason": "she sues", "owner": "Ann", "review": review}

    def killed(*_of: object, **_more: object) -> NoReturn:
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(erasing, "remove", killed)
        office.two.other.vault.erase(person, actor="dpo")
    answer = office.send(f"{AT}/holds", 'name="review"', **said)

    assert (403, True) == (answer.status_code, "this is being destroyed" in answer.text)
    assert (True, ()) == ('value="she sues"' in answer.text, office.two.other.vault.holds())


def test_nobody_is_held_who_is_not_there(office: Office) -> None:
    """A number of nobody's, and the address of a record that is none, are told as not there."""
    office.as_dpo()
    review = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    said = {"case": "claim-1", "reason": "she sues", "owner": "Ann", "review": review}
    for about in ("0" * 32, f"ledger/2026-11-21/{'0' * 32}"):
        answer = office.send(f"{AT}/holds", 'name="review"', about=about, **said)

        assert (404, True) == (answer.status_code, "there is no such record" in answer.text), about
    assert () == office.two.other.vault.holds()


def plain(page: httpx2.Response) -> str:
    """Return a page as its words would be typed: with spaces that break, and nothing where names may break."""
    return page.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("<wbr>", "")


def asked(office: Office) -> bytes:
    """Let somebody ask for something, whose answer nobody dated; return who."""
    vault = office.two.other.vault
    person = vault.new_person()
    vault.door("desk", actor="test").put(
        "ask", Arrival(at=office.two.clock.now(), fields={"wording": "a copy"}, person=person)
    )
    return person


def test_dates_are_supplied_for_one_person_or_for_everybody_and_shown_as_assumed(office: Office) -> None:
    """First for one, then for all who still wait; the page then says by whose decision, and nothing waits any more."""
    office.as_dpo()
    first, _ = asked(office), asked(office)
    day = office.two.clock.now().date().isoformat()
    waits = office.get(f"{AT}/dates")
    one = office.send(f"{AT}/dates", 'name="event"', person=first.hex(), on=day)
    everybody = office.send(f"{AT}/dates", 'name="event"', person="", on="")

    assert ["2 records", "1 record"] == [re.findall(r"(\d records?)</span>", page.text)[0] for page in (waits, one)]
    assert "None of those looked at" in everybody.text
    assert (DPO in one.text, DPO in everybody.text) == (True, True)
    assert (2,) == tuple(one.events for one in office.two.other.vault.assumed())


def test_a_date_is_supplied_only_where_one_is_waited_for(office: Office) -> None:
    """Somebody who waits for nothing, a day to come and a word that is no day are refused; nothing is written down."""
    office.as_dpo()
    asked(office)
    later = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    for wrong in ({"person": "0" * 32}, {"on": later}, {"on": "soon"}, {"person": "x"}):
        answer = office.send(f"{AT}/dates", 'name="event"', **{"person": "", "on": ""} | wrong)

        assert (400, True) == (answer.status_code, "Nothing is written" in answer.text), wrong
    assert () == office.two.other.vault.assumed()


def test_one_grant_is_revoked_and_the_others_of_its_case_go_on(office: Office) -> None:
    """The colleague named reads no more; a grant that is none is not there."""
    helper = office.as_colleague("helper")
    office.back_as_dpo()
    for actor in (helper.hex(), "ann"):
        office.two.other.vault.grant("case-7", role="helper", actor=actor, reason="she rang", by="ysé")
    sent = {"token": office.token(), "case": "case-7", "role": "helper"}
    answers = [
        office.client.post(f"{AT}/cases/revoke", data=sent | {"who": who}, headers=FROM_US).status_code
        for who in (helper.hex(), helper.hex(), "nobody")
    ]

    assert [200, 404, 404] == answers
    assert ["ann"] == [one.actor for one in office.two.other.vault.grants() if one.over is None]


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


@pytest.mark.clause("A3")
def test_the_calendar_says_what_goes_when_and_what_waits(office: Office) -> None:
    """By week in a plot and in a table beside it; a hold is told, what waits for an answer has no day, and nothing is opened."""
    office.as_dpo()
    office.two.clock.advance(timedelta(days=330))
    person = office.two.write_down(NOBODY)
    asked(office)
    review = office.two.clock.now().date()
    office.two.other.vault.hold(person, case="claim", reason="sued", owner="Ann", review=review, actor="ann")
    office.back_as_dpo()
    page = office.get(f"{AT}/calendar")

    text = plain(page)

    assert "1 record goes within 12 weeks" in text
    assert '<th scope="row" role="rowheader"><time datetime="2027-11-21">' in text
    assert "Register of watchers (1)" in text
    assert "1 record goes later, on 17 October 2028" in text
    assert "1 record is held" in text
    assert re.search(r"Exercise of your rights</th>.*?>1</td>.*?while the request awaits its answer", text)
    assert 'role="img" aria-labelledby="w-t w-d"' in text


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


@pytest.fixture
def weighing(office: Office, tmp_path: Path) -> Office:
    """The office of a society that weighs objections to its thanks."""
    office.as_dpo()
    house, file = office.two.other, tmp_path / "weighed.yaml"
    text = house.versions()[0].text
    file.write_text(
        charter_text(("objection: immediate\n    keep: 1 year after", WEIGHED), base=text), encoding="utf-8"
    )
    office.two.clock.advance(timedelta(minutes=1))
    house.apply(house.propose(file), by="dpo")
    return office


WEIGHED = "objection: reviewed\n    keep: 1 year after"


@pytest.mark.clause("G4")
@pytest.mark.parametrize(("decision", "reads"), [("overruled", True), ("upheld", False)])
def test_an_objection_is_weighed_by_the_office(weighing: Office, decision: str, *, reads: bool) -> None:
    """Until it is decided nobody reads for the purpose; overruled they do again, upheld never; the reason is in no line of the journal."""
    vault = weighing.two.other.vault
    person = weighing.two.write_down(NOBODY)

    def seen() -> int:
        try:
            return len(vault.acting("dpo", purpose="thanks", actor="test").of_person(person))
        except Refused:
            return 0

    before = seen()
    vault.mirror(person).say("thanks", yes=False, evidence=b"pages")
    waits = weighing.get(f"{AT}/objections")
    while_weighed = seen()
    decided = weighing.send_from(waits, 'name="reason"', reason="they keep the light", decision=decision)
    again = weighing.client.post(
        f"{AT}/objections",
        data={
            "token": weighing.token(),
            "person": person.hex(),
            "purpose": "thanks",
            "reason": "x",
            "decision": decision,
        },
        headers=FROM_US,
    )

    assert (1, 0, int(reads)) == (before, while_weighed, seen())
    assert (True, True) == (person.hex() in waits.text, "No objection waits" in decided.text)
    assert 404 == again.status_code
    assert (f"objection-{decision}", b"they keep the light") in vault.evidence(person)
    assert "they keep the light" not in repr(
        weighing.two.other.journal_entries(since=None, act=None, actor=None, last=50)
    )


def test_an_objection_is_not_decided_without_a_reason(weighing: Office) -> None:
    """Nor with another decision than the two; it waits on."""
    person = weighing.two.write_down(NOBODY)
    weighing.two.other.vault.mirror(person).say("thanks", yes=False, evidence=b"pages")
    for wrong in ({"reason": " ", "decision": "upheld"}, {"reason": "so", "decision": "maybe"}):
        answer = weighing.send(f"{AT}/objections", 'name="reason"', **wrong)

        assert 400 == answer.status_code, wrong
    assert [person] == [one.person for one in weighing.two.other.vault.weighing(most=5)]
    assert "Objection to weigh" in weighing.get(AT).text


def test_dates_that_the_last_checks_met_await_the_office(office: Office) -> None:
    """With the days that are left until the promise is broken, and the way to their page; nobody is looked at for it."""
    office.as_dpo()
    house, at = office.two.other, office.two.clock.now()
    met = Verdict(
        id=PromiseId("retention:answering/ask"),
        kind="retention",
        state=State.UNPROVEN,
        because="retention.persons-unknown",
        measured={"records": 3, "waited": 20},
        at=at,
    )
    signer = house.keyring.signer(house.organisation_id)
    with house.store.writing() as connection:
        keep(
            connection,
            house.organisation_id,
            "run",
            house.plan.digest,
            [met],
            1.0,
            signer=signer,
            zone=house.plan.zone,
            forget=False,
        )
    page = plain(office.get(AT))

    assert "3 records looked at wait for a date" in page
    assert ">70<small>days left" in page
    assert f'href="{AT}/dates"' in page


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


__all__ = ["societal"]
