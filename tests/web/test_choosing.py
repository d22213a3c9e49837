"""A yes and a no on somebody's own page: the words that are served, what a form can claim, steps, receipts, and the signal of a browser."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx2
import pytest
from tests.conftest import MORNING, PASSPHRASE
from tests.consent.society import charter
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.browsing import FROM_US, forms
from tests.web.test_own_data import switch_in
from tests.web.visiting import MAUD, OWN, Visitor, visiting

from etanche.charter import Proof
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.keyring import fingerprint_of
from etanche.proof.evidence import verify_file
from etanche.rights import Arriving, Clerk, Right
from etanche.rights.consent import Evidence
from etanche.vault import Arrival
from etanche.web import urls

CLUB, OFFERS = "Run the club of the lighthouse", "Show offers"
GPC = {"sec-gpc": "1"}


@pytest.fixture(scope="module")
def clubs(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance with the society and its club, to be copied."""
    folder = tmp_path_factory.mktemp("clubs") / "data"
    shutil.copytree(template, folder)
    written = folder.parent / "club.yaml"
    written.write_text(charter(), encoding="utf-8")
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as instance:
        instance.create_organisation(written, name=LIGHTHOUSE, by="operator")
        assert instance.accounts_house.plan.promises
    return folder


@pytest.fixture
def member(clubs: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Visitor]:
    """A browser of Maud's, logged in, in front of an instance on which the society knows her."""
    with visiting(Visitor, clubs, tmp_path / "data", clock) as made:
        made.linked()
        yield made


def kept(member: Visitor) -> tuple[Evidence, ...]:
    """Return what shows what Maud said."""
    (person,) = member.two.other.vault.persons_under(MAUD)
    return member.two.other.consents.kept(person)


def read_in(page: httpx2.Response, title: str) -> str:
    """Return the words that a page shows beside a switch, as somebody reads them."""
    (asked,) = re.findall(rf'>{title}</h3>.*?class="inside flow asked">(.*?)</div>', page.text, flags=re.DOTALL)
    return "\n".join(unescape(one) for one in re.findall(r"<p>(.*?)</p>", asked, flags=re.DOTALL))


def says(member: Visitor, page: httpx2.Response, purpose: str, **fields: str) -> httpx2.Response:
    """Send the form of a switch."""
    return member.send_from(page, f'value="{purpose}"', **fields)


@pytest.mark.clause("C19")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_evidence_is_of_the_words_that_were_served(member: Visitor, language: str) -> None:
    """What the page shows in either language, letter for letter, is what was kept, and its digest."""
    page = member.get(f"{OWN}?lang={language}")
    title = {"fr": "Animer le club du phare", "en": CLUB}[language]
    shown = read_in(page, title)
    says(member, page, "club", choice="yes")
    (one,) = kept(member)

    assert shown == one.text
    assert (hashlib.sha256(shown.encode()).hexdigest(), language) == (one.digest, one.language)


def test_what_a_form_claims_to_have_shown_is_not_believed(member: Visitor) -> None:
    """A digest, a language or a mark that somebody changed makes a yes begin again; nothing is written down, and the page says so."""
    page = member.get(OWN)
    (true,) = {one.hidden["shown"] for one in forms(page.text) if one.hidden.get("purpose") == "club"}
    language, digest, mark = true.split(".")
    others = {one.hidden.get("shown", "") for one in forms(page.text) if one.hidden.get("purpose") == "letters"}
    for claimed in (
        "",
        f"fr.{digest}.{mark}",
        f"{language}.{'0' * 64}.{mark}",
        f"{language}.{digest}.{'A' * 32}",
        *others,
    ):
        answer = says(member, page, "club", choice="yes", shown=claimed)

        assert "The text has changed" in answer.text, claimed
        assert "false" == switch_in(answer, CLUB)
        assert () == kept(member)


@pytest.mark.parametrize(("language", "said"), [("fr", "en votre nom"), ("en", "in your name")])
def test_what_a_stranger_stopped_goes_on_by_one_switch(member: Visitor, language: str, said: str) -> None:
    """The page says who stopped it, in both languages, and nothing of a no; her yes there ends it."""
    requests = member.two.other.requests
    asked = Arriving(right=Right.MARKETING_OBJECTION, channel="pages", words="stop", language="en", email=MAUD)
    requests.tend(requests.open(asked, actor="form"))
    title = {"fr": "Montrer des offres", "en": OFFERS}[language]
    page = member.get(f"{OWN}?lang={language}")
    before = switch_in(page, title)
    after = says(member, page, "offers", choice="yes")

    assert "false" == before
    assert said in page.text
    assert "true" == switch_in(after, title)


def test_a_no_is_heard_whatever_the_form_claims(member: Visitor) -> None:
    """It is as easy as the yes: no mark stands in its way, and no text is claimed to have been shown."""
    says(member, member.get(OWN), "club", choice="yes")
    answer = says(member, member.get(OWN), "club", choice="no", shown="en.nonsense")
    *_, one = kept(member)

    assert "Your no is written down" in answer.text
    assert ("consent-withdrawn", "", "") == (one.act, one.text, one.digest)


@pytest.mark.clause("C19")
@pytest.mark.clause("W14")
def test_taking_back_takes_no_more_steps_than_giving(member: Visitor) -> None:
    """Walked by their forms: from the page where the yes is given, as many requests, fields and pages as for the no."""
    walks = {}
    for choice, on in (("yes", "true"), ("no", "false")):
        page = member.get(OWN)
        form = next(one for one in forms(page.text) if one.hidden.get("purpose") == "club")
        typed = [kind for kind in re.findall(r'type="(\w+)"', form.html) if kind not in {"hidden", "submit"}]
        answer = member.client.post(form.address, data=form.hidden | {"choice": choice}, headers=FROM_US)
        walks[choice] = (len(answer.history), answer.url.path, typed, form.address)
        assert on == switch_in(answer, CLUB)
    said = {one.act: one.acts for one in kept(member)}

    assert walks["yes"] == walks["no"]
    assert [] == walks["no"][2], "nothing has to be typed"
    assert {"consent-given": 1, "consent-withdrawn": 1} == said


def test_what_only_the_yes_held_goes_with_it_and_the_page_says_so(member: Visitor) -> None:
    """The wish is gone when the answer comes; the register stays."""
    says(member, member.get(OWN), "club", choice="yes")
    house = member.two.other
    (person,) = house.vault.persons_under(MAUD)
    door = house.vault.door("desk", actor="test")
    door.put("wish", Arrival(at=member.two.clock.now(), fields={"wording": "More lamps"}, person=person))
    assert "More lamps" in member.get(OWN).text

    answer = says(member, member.get(OWN), "club", choice="no")

    assert "1 record that was held for this alone is erased" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "More lamps" not in answer.text
    assert "Ysée Keradec" in answer.text


def test_a_yes_for_a_time_says_until_when_and_can_be_said_anew(member: Visitor) -> None:
    """The page names the day, and one button moves it on."""
    page = says(member, member.get(OWN), "club", choice="yes")
    member.two.clock.advance(timedelta(minutes=10))
    form = next(one for one in forms(page.text) if one.hidden.get("purpose") == "club" and "Say yes anew" in one.html)
    answer = member.client.post(form.address, data=form.hidden | {"choice": "yes"}, headers=FROM_US)

    assert "It holds until 21\N{NO-BREAK SPACE}May 2027" in page.text
    assert "Your yes is written down" in answer.text
    assert ["consent-given", "consent-given"] == [one.act for one in kept(member)]


def test_a_receipt_is_handed_out_and_verified_without_us(member: Visitor) -> None:
    """One button; the file is genuine with the published key alone. Of what was never said there is none."""
    page = says(member, member.get(OWN), "club", choice="yes")
    form = next(one for one in forms(page.text) if one.address.endswith("/receipt"))
    answer = member.client.post(form.address, data=form.hidden, headers=FROM_US)
    missing = member.client.post(form.address, data=form.hidden | {"purpose": "letters"}, headers=FROM_US)
    report = verify_file(answer.content, fingerprint=fingerprint_of(member.two.other.public_key))

    assert report.well
    assert "receipt-club.jsonld" in answer.headers["content-disposition"]
    assert 404 == missing.status_code


# — the signal of a browser


@pytest.mark.clause("G18")
def test_the_signal_of_who_is_logged_in_is_an_objection(member: Visitor) -> None:
    """It is written down once with its evidence and told on the page; without the signal nothing is, and a yes of their own prevails afterwards."""
    before = kept(member)
    page = member.client.get(OWN, headers=GPC)
    again = member.client.get(OWN, headers=GPC)
    (one,) = kept(member)
    mine = says(member, again, "offers", choice="yes")
    stands = member.client.get(OWN, headers=GPC)

    assert () == before
    assert ("objection", "offers", "signal") == (one.act, one.purpose, one.how)
    assert "We take it as your objection" in page.text
    assert "false" == switch_in(page, OFFERS)
    assert "true" == switch_in(mine, OFFERS)
    assert "that prevails" in stands.text
    assert "true" == switch_in(stands, OFFERS)


def test_the_signal_of_a_stranger_records_nothing_about_anybody(member: Visitor) -> None:
    """Whoever is not logged in, or sends something else than the signal, is written down nowhere."""
    for value in ("0", "true", "11", "1;1"):
        member.client.get(OWN, headers={"sec-gpc": value})
    member.forget()
    for address in (OWN, urls.MY_DATA, urls.PRIVACY, f"/o/{LIGHTHOUSE}{urls.PRIVACY}", urls.LOGIN):
        member.client.get(address, headers=GPC)

    assert () == kept(member)
    assert [] == member.two.other.journal_entries(since=None, act="told", actor=None, last=100, person=None)


# — after death


@pytest.mark.clause("C26")
def test_somebody_says_what_becomes_of_their_data(member: Visitor) -> None:
    """One form: a wish and who sees to it; it is shown to them again, replaced and taken back; what cannot be is refused."""
    where = urls.own(urls.OWN_AFTER_DEATH, LIGHTHOUSE)
    first = member.get(where)
    named = member.send(where, "hand-over", act="hand-over", name="Yann", email="yann@harbour.example")
    wrong = member.send(where, "hand-over", act="hand-over", name="Yann", email="")
    kept_ = member.send(where, "hand-over", act="keep", name="Yann", email="yann@harbour.example")
    gone = member.send(where, "take-back", act="take-back")
    odd = member.send(where, "hand-over", act="sell")

    assert "your data are erased" in first.text
    assert "handed over to Yann" in named.text
    assert 400 == wrong.status_code
    assert "until their time is over. Who sees to it: Yann" in kept_.text
    assert "You have said nothing" in gone.text
    assert 400 == odd.status_code


@pytest.mark.clause("C26")
def test_who_is_said_to_be_dead_can_say_that_they_live(member: Visitor) -> None:
    """Their page says so; one button, and what the desk had checked counts for nothing."""
    house, where = member.two.other, urls.own(urls.OWN_AFTER_DEATH, LIGHTHOUSE)
    (person,) = house.vault.persons_under(MAUD)
    arriving = Arriving(
        right=Right.AFTER_DEATH,
        channel="pages",
        words="She has died.",
        language="en",
        email="heir@harbour.example",
        proof=Proof.SIGNED_LINK,
    )
    filed = house.requests.tend(house.requests.open(arriving, actor="form"))
    house.requests.died(filed, Clerk(actor="ysé", role="dpo"), person)
    before = member.get(where)
    after = member.send(where, "lives", act="lives")

    assert "Somebody says that you died" in before.text
    assert "Somebody says that you died" not in after.text
    assert () == house.requests.said_dead(person)
