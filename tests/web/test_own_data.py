"""What an organisation holds of somebody, in a browser without scripts; and what comes of asking for somebody else's."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html import unescape

import httpx2
import pytest
from tests.accounts.conftest import ANN
from tests.organisations.conftest import LIGHTHOUSE
from tests.watching import watched
from tests.web.browsing import FROM_US
from tests.web.visiting import MAUD, OWN, Visitor

from etanche.journal.entry import row_of
from etanche.keyring import fingerprint_of
from etanche.proof.evidence import verify_certificate
from etanche.web import urls

CLOSED = "form-action 'self'"


def record_in(page: httpx2.Response) -> str:
    """Return the address of the first record that a page lets one correct."""
    return unescape(re.findall(r'href="([^"]*/record\?[^"]+)"', page.text)[0])


def switch_in(page: httpx2.Response, title: str) -> str:
    """Return whether the switch of a purpose is on."""
    return str(re.findall(rf'>{title}</h3>.*?aria-checked="(\w+)"', page.text, flags=re.DOTALL)[0])


@pytest.mark.clause("G1")
def test_somebody_sees_all_that_is_held_of_them(visitor: Visitor) -> None:
    """Values, purpose, basis, the day on which the last of it goes, where it came from and who looked."""
    desk = visitor.two.other.acting("dpo", purpose="watching", actor="ysé")
    assert desk.find("ledger", "email", MAUD)

    page = visitor.linked()

    assert OWN == page.url.path
    for words in (
        "Ysée Keradec",
        MAUD,
        "Keep the register of watchers",
        "Contract",
        "21\N{NO-BREAK SPACE}November 2027",
        "desk",
    ):
        assert words in page.text, words
    assert "data-protection officer, looked it up" in page.text
    assert "ysé" not in page.text, "who acted in the role is not told"
    assert CLOSED in page.headers["content-security-policy"]
    assert "no-store" == page.headers["cache-control"]


@pytest.mark.clause("G1")
def test_the_page_costs_the_same_however_often_somebody_looked(visitor: Visitor) -> None:
    """Looked at two thousand times or twenty: as many statements, and hardly more steps of the databases, for as many lines of the page."""
    visitor.linked()
    vault = visitor.two.other.vault
    means, (seen,) = (
        vault._means,
        visitor.two.other.acting("dpo", purpose="watching", actor="ysé").find("ledger", "email", MAUD),
    )
    line = means.entry(actor="ysé", role="dpo", purpose="watching", act="read", object="ledger", decision="done")
    told, beside = means._with_list(line, [vault.person_of(seen.ref)])
    found = []
    for times in (20, 2_000):
        with means.store.writing() as connection:
            means.journal._append(connection, [(row_of(told), beside)] * times)
        visitor.get(OWN)
        with watched() as work:
            page = visitor.get(OWN)
        found.append((len(work.statements), page.text.count("data-protection officer, read it"), work.steps))
    (asked, lines, steps), (asked_then, lines_then, steps_then) = found

    assert (asked, 20) == (asked_then, lines) == (asked, lines_then)
    assert steps_then <= steps * 1.1


@pytest.mark.clause("G4")
def test_a_switch_is_one_act_each_way(visitor: Visitor) -> None:
    """A consent begins as no; one button gives it, one takes it back; an objection likewise; the page says when."""
    page = visitor.linked()
    letters, thanks = "Write to you with news of the lighthouse", "Know whom to thank"
    assert ("false", "true") == (switch_in(page, letters), switch_in(page, thanks))
    for purpose, title, choices in (("letters", letters, ("yes", "no")), ("thanks", thanks, ("no", "yes"))):
        for choice in choices:
            page = visitor.send_from(page, f'value="{purpose}"', choice=choice)

            assert {"yes": "true", "no": "false"}[choice] == switch_in(page, title)
            assert f"Your {choice} is written down" in page.text


@pytest.mark.clause("G2")
def test_somebody_corrects_what_they_said(visitor: Visitor) -> None:
    """The form holds what they said of themselves and not what finds them; what is typed is there afterwards, in both languages."""
    page = visitor.linked()
    form = visitor.get(record_in(page))
    done = visitor.send_from(form, 'name="record"', **{"f-name": "Maud Le Goff", "f-lamp": "north"})

    assert 'name="f-email"' not in form.text
    assert "Corrected." in done.text
    assert "Maud Le Goff" in visitor.get(f"{OWN}?lang=fr").text


def test_what_does_not_fit_is_said_and_nothing_is_changed(visitor: Visitor) -> None:
    """A value that the charter does not take is refused with a sentence; what was typed stays in the form."""
    form = visitor.get(record_in(visitor.linked()))
    refused = visitor.send_from(form, 'name="record"', **{"f-name": "Maud", "f-lamp": "west"})

    assert 400 <= refused.status_code < 500
    assert "cannot be taken in" in refused.text
    assert "Ysée Keradec" in visitor.get(OWN).text


@pytest.mark.clause("G3")
def test_a_copy_is_for_people_and_for_programs(visitor: Visitor) -> None:
    """One file: a page without anything from elsewhere, JSON with every value as it is, a CSV a category."""
    page = visitor.linked()
    answer = visitor.send_from(page, "/copy")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(archive.read("data.json"))
    rows = list(csv.DictReader(io.StringIO(archive.read("ledger.csv").decode())))

    assert "attachment" in answer.headers["content-disposition"]
    files = {"index.html", "data.json", "schema.json", "ledger.csv", "choices.csv"}
    assert files == set(archive.namelist())
    assert [MAUD] == [one["fields"]["email"] for one in told["records"]] == [row["email"] for row in rows]
    assert "2027-11-21" == next(one["until"] for one in told["records"][0]["purposes"] if one["purpose"] == "watching")
    assert "Ysée Keradec" in archive.read("index.html").decode()
    assert not re.search(r'(?:src|href)="(?!#)', archive.read("index.html").decode())


HOSTILE = (
    "\uff1d1+1",
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_stored_values_are_no_formula_no_template_and_no_markup(visitor: Visitor, value: str) -> None:
    """What somebody wrote of themselves is drawn as text, and in a spreadsheet begins with nothing that is carried out."""
    form = visitor.get(record_in(visitor.linked()))
    page = visitor.send_from(form, 'name="record"', **{"f-name": value, "f-lamp": "north"})
    archive = zipfile.ZipFile(io.BytesIO(visitor.send_from(page, "/copy").content))
    (row,) = csv.DictReader(io.StringIO(archive.read("ledger.csv").decode()))

    assert value in unescape(page.text)
    assert "<script>alert" not in page.text + archive.read("index.html").decode()
    assert row["name"][0] == ("<" if value.startswith("<") else "{" if value.startswith("{") else "'")
    assert value == json.loads(archive.read("data.json"))["records"][0]["fields"]["name"]


@pytest.mark.clause("G8")
def test_erasing_is_one_page_one_confirmation_and_a_certificate(visitor: Visitor) -> None:
    """The page says what goes; one form; then the receipt, and a certificate that a stranger verifies with the public key alone."""
    visitor.linked()
    before = visitor.get(f"{OWN}/erase")
    done = visitor.send_from(before, "understood", understood="yes")
    certificate = visitor.get(unescape(re.findall(r'href="([^"]*/certificate[^"]*)"', done.text)[0]))
    report = verify_certificate(certificate.content, fingerprint=fingerprint_of(visitor.two.other.public_key))

    assert "1 record, at once" in before.text
    assert "destroyed the keys of 1 record" in done.text
    assert (None, ()) == (report.rejected, report.amiss)
    assert "Nothing is held of you here" in visitor.get(OWN).text
    assert () == visitor.two.other.acting("dpo", purpose="watching", actor="test").find("ledger", "email", MAUD)


def test_nothing_is_erased_without_the_confirmation(visitor: Visitor) -> None:
    """A form without its tick erases nothing, and says so."""
    visitor.linked()
    refused = visitor.send(f"{OWN}/erase", "understood")

    assert 400 == refused.status_code
    assert MAUD in visitor.get(OWN).text


def test_the_pages_of_somebody_else_are_not_there(visitor: Visitor) -> None:
    """Another account is answered as if there were no such organisation, whatever it asks for and sends."""
    theirs = record_in(visitor.linked())
    visitor.in_as(ANN)
    page = visitor.get(urls.MY_DATA)
    token = re.findall(r'name="token" value="([^"]+)"', page.text)[0]
    gets = [visitor.get(address) for address in (OWN, theirs, f"{OWN}/erase", f"{OWN}/certificate")]
    fields = {
        "token": token,
        "understood": "yes",
        "purpose": "letters",
        "choice": "yes",
        "record": theirs.partition("=")[2],
    }
    posts = [
        visitor.client.post(f"{OWN}/{what}", data=fields, headers=FROM_US)
        for what in ("choice", "record", "copy", "erase")
    ]

    assert {404} == {answer.status_code for answer in gets + posts}
    assert visitor.two.other.acting("dpo", purpose="watching", actor="test").find("ledger", "email", MAUD)


def test_a_record_of_somebody_else_is_not_there(visitor: Visitor) -> None:
    """With a link of their own, the address of another's record is still one that never was."""
    visitor.two.write_down(ANN)
    theirs = record_in(visitor.linked())
    mine = visitor.linked(ANN)
    token = re.findall(r'name="token" value="([^"]+)"', mine.text)[0]
    ref = unescape(theirs).partition("record=")[2].replace("%2F", "/")
    sent = visitor.client.post(
        f"{OWN}/record", data={"token": token, "record": ref, "f-name": "Taken"}, headers=FROM_US
    )

    assert (404, 404) == (visitor.get(theirs).status_code, sent.status_code)
    assert MAUD not in mine.text


def test_no_form_of_another_site_does_anything(visitor: Visitor) -> None:
    """Without our token, with that of another session, or sent from elsewhere: refused, and nothing is changed."""
    page = visitor.linked()
    token = re.findall(r'name="token" value="([^"]+)"', page.text)[0]
    erase = f"{OWN}/erase"
    answers = [
        visitor.client.post(erase, data={"understood": "yes"}, headers=FROM_US),
        visitor.client.post(erase, data={"understood": "yes", "token": "A" * 32}, headers=FROM_US),
        visitor.client.post(
            erase, data={"understood": "yes", "token": token}, headers={"sec-fetch-site": "cross-site"}
        ),
    ]

    assert [403, 403, 403] == [answer.status_code for answer in answers]
    assert MAUD in visitor.get(OWN).text


def test_nobody_is_told_which_addresses_or_organisations_are_there(visitor: Visitor) -> None:
    """An address that is not held and an organisation that is not there are answered with the same page."""
    visitor.in_as(ANN)
    answers = [
        visitor.send(urls.MY_DATA, "organisation", organisation=name) for name in (LIGHTHOUSE, "nowhere", "instance")
    ]

    assert {404} == {answer.status_code for answer in answers}
    assert 1 == len({re.sub(r'value="[^"]*"', "", answer.text) for answer in answers})


@pytest.mark.clause("P7")
def test_that_another_controller_takes_over_is_said_on_one_s_own_pages(visitor: Visitor) -> None:
    """Until it has, one's own page and that of erasure say who takes over, from which day, and that one may leave before; without one they say nothing of it."""
    visitor.linked()
    before = visitor.get(OWN).text
    said = {
        "old": "Phare",
        "new": "Feux SARL",
        "officer": "x@example.org",
        "role": "dpo",
        "on": "2027-01-09",
        "digest": "",
    }
    visitor.two.other.transfers.begin(by="dpo", text="", said=said)
    pages = [unescape(visitor.get(at).text).replace("\N{NO-BREAK SPACE}", " ") for at in (OWN, f"{OWN}/erase")]

    assert "Feux SARL" not in before
    assert all("hands your data over to Feux SARL on 9 January 2027" in page for page in pages)
