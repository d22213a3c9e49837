"""Records in the console: found by an exact value, opened by their address, through the gate; and cases that open them to a colleague."""

from __future__ import annotations

import re
from html import unescape

from tests.web.browsing import FROM_US
from tests.web.visiting import AT, MAUD, NOBODY, Office

from etanche.errors import Refused


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
