"""The pages of an account, as a browser without scripts uses them; and what comes of forms that are not ours."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pyotp
import pytest
from starlette.testclient import TestClient
from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import Desk
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE
from tests.proof.conftest import PROVIDED
from tests.web.conftest import HERE

from etanche.accounts import Text
from etanche.clock import FixedClock
from etanche.instance import Instance, Memberships, Roles
from etanche.web import Callers, account_pages, create_app, link_page

FROM_US = {"sec-fetch-site": "same-origin"}
ANN, SECRET, OTHER = "ann@example.org", "an old heron, two frogs", "another heron, three newts"


@dataclass
class Browser:
    """A browser without scripts, in front of the pages of an account."""

    desk: Desk
    client: TestClient

    def get(self, address: str) -> httpx2.Response:
        """Open a page."""
        return self.client.get(address)

    def send(self, address: str, which: str = "", **fields: str) -> httpx2.Response:
        """Open a page, fill in one of its forms, and send it; without a word for the button it is the first."""
        page = self.get(address)
        return self.send_from(page, which, **fields)

    def send_from(self, page: httpx2.Response, which: str = "", **fields: str) -> httpx2.Response:
        """Fill in a form of a page, and send it."""
        form = next(one for one in forms(page.text) if which in one.html)
        return self.client.post(form.address, data=form.hidden | fields, headers=FROM_US)

    def link(self, text: Text) -> str:
        """Return the path of the link in the last letter of a sort."""
        note = next(one for one in reversed(self.desk.letters) if one.text is text)
        address = urlsplit(note.link)
        return f"{address.path}?{address.query}"

    def registered(self, email: str = ANN, password: str = SECRET) -> httpx2.Response:
        """Open an account by its pages; the browser is logged in then."""
        self.send("/account/register", email=email)
        return self.send(self.link(Text.OPEN), name="Ann", **{"new-password": password})

    def forget(self) -> None:
        """Be another browser."""
        self.client.cookies.clear()


@dataclass
class Form:
    """A form of a page."""

    html: str

    @property
    def address(self) -> str:
        """Where it goes."""
        return unescape(re.findall(r'action="([^"]+)"', self.html)[0])

    @property
    def hidden(self) -> dict[str, str]:
        """What it carries unseen."""
        found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', self.html)
        return {name: unescape(value) for name, value in found}


def forms(html: str) -> list[Form]:
    """Return the forms of a page."""
    return [Form(one) for one in re.findall(r"<form.*?</form>", html, flags=re.DOTALL)]


@pytest.fixture(scope="module")
def with_accounts(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance whose organisation of accounts was just made."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    shutil.copytree(template, folder)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as made:
        assert 0 == made.accounts_house.outbox.waiting().letters
    return folder


@contextmanager
def in_front_of(instance: Instance, clock: FixedClock) -> Iterator[Browser]:
    """Give a browser in front of the pages of an instance; it follows redirects."""
    desk = Desk(instance, clock, site=HERE, page=link_page)
    app = create_app(
        instance,
        base_url=HERE,
        callers=Callers(knows=desk.accounts),
        pages=account_pages(desk.accounts, Roles(desk.instance)),
    )
    with TestClient(app, base_url=HERE, headers={"accept-language": "en"}) as client:
        yield Browser(desk, client)


@pytest.fixture
def browser(with_accounts: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Browser]:
    """A browser in front of an instance where nobody has an account."""
    shutil.copytree(with_accounts, tmp_path / "data")
    with (
        Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance,
        in_front_of(instance, clock) as made,
    ):
        yield made


def code(secret: str, desk: Desk) -> str:
    """Return the code that an application shows now."""
    return pyotp.TOTP(secret).at(int(desk.clock.now().timestamp()))


def set_up_codes(browser: Browser) -> tuple[str, list[str]]:
    """Set an application of codes up by its page; return its secret and the codes on paper."""
    page = browser.send("/account/factors", "Set up an application", password=SECRET)
    secret = re.findall(r'<code class="breakable">(\w+)</code>', page.text)[0]
    done = browser.send_from(page, "Check the code", code=code(secret, browser.desk))
    return secret, re.findall(r"<li><code>([\w-]+)</code></li>", done.text)


def test_logging_in_says_the_same_of_an_address_without_an_account(browser: Browser) -> None:
    """Same status, same headers, same page, but for the address typed and the token."""
    browser.registered()
    browser.forget()
    asked = browser.get("/account/login")
    there = browser.send_from(asked, email=ANN, password="wrong wrong wrong")
    nowhere = browser.send_from(asked, email="nob@example.org", password="wrong wrong wrong")

    assert 403 == there.status_code == nowhere.status_code
    assert there.headers == nowhere.headers
    assert unasked(there.text).replace(ANN, "nob@example.org") == unasked(nowhere.text)


def unasked(page: str) -> str:
    """Return a page without what a passkey is asked, which is new each time."""
    return re.sub(r'data-options="[^"]+"', "", page)


@pytest.mark.clause("W15")
def test_what_is_wrong_with_a_password_is_told_with_who_asks(browser: Browser) -> None:
    """The figure and the organisation stand above the form; the password is nowhere in the page."""
    browser.send("/account/register", email=ANN)
    page = browser.send(browser.link(Text.OPEN), name="Ann of Cleves", **{"new-password": "too short"})

    assert 400 == page.status_code
    assert re.search(r"Too short: [^<]+ asks for 14 characters at least", page.text)
    assert 'role="alert"' in page.text
    assert 'value="Ann of Cleves"' in page.text
    assert "too short" not in page.text


@pytest.mark.clause("C11")
def test_codes_are_set_up_and_asked_for_at_the_next_login(browser: Browser) -> None:
    """The drawing and the secret to type, ten codes on paper once; then password, code, and on to where one was going."""
    browser.registered()
    secret, paper = set_up_codes(browser)
    again = browser.get("/account/factors")
    browser.forget()
    browser.desk.clock.advance(timedelta(minutes=1))

    asked = browser.get("/account/sessions")
    half = browser.send_from(asked, email=ANN, password=SECRET)
    wrong = browser.send_from(half, "Six-digit", code="000000x")
    whole = browser.send_from(wrong, "Six-digit", code=code(secret, browser.desk))

    assert 10 == len(paper)
    assert paper[0] not in again.text
    assert secret not in again.text
    assert "/account/login" == asked.url.path
    assert "/account/second-factor" == half.url.path
    assert 403 == wrong.status_code
    assert "/account/sessions" == whole.url.path


def test_a_code_on_paper_opens_too(browser: Browser) -> None:
    """On the day the telephone is lost, one of the ten lets in, and the page says how many are left."""
    browser.registered()
    _, paper = set_up_codes(browser)
    browser.forget()
    half = browser.send("/account/login", email=ANN, password=SECRET)

    whole = browser.send_from(half, "Code on paper", recovery=paper[3])

    assert "/account" == whole.url.path
    assert "9 codes are left" in browser.get("/account/factors").text


@pytest.mark.clause("C11")
def test_a_passkey_is_made_and_shown(browser: Browser) -> None:
    """The page carries what the browser is to ask, the only script is ours, and the answer opens the session."""
    device = Authenticator(host="127.0.0.1", origin=HERE)
    browser.registered()
    page = browser.send("/account/factors", "Add a passkey", password=SECRET)
    form = next(one for one in forms(page.text) if 'data-passkey="make"' in one.html)
    options = unescape(re.findall(r'data-options="([^"]+)"', form.html)[0])
    done = browser.send_from(page, 'data-passkey="make"', answer=device.make(options))
    browser.forget()
    half = browser.send("/account/login", email=ANN, password=SECRET)
    asked = unescape(re.findall(r'data-options="([^"]+)"', half.text)[0])
    whole = browser.send_from(half, 'data-passkey="show"', answer=device.show(asked))

    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "script-src" not in done.headers["content-security-policy"]
    assert ["/static/passkeys.js"] == re.findall(r'<script src="([^"]+)"', half.text)
    assert "/account" == whole.url.path


@pytest.mark.clause("C11")
def test_a_passkey_alone_lets_in(browser: Browser) -> None:
    """Neither address nor password is typed; the answer leads on to where one was going, and works in this browser and once."""
    device = Authenticator(host="127.0.0.1", origin=HERE)
    browser.registered()
    page = browser.send("/account/factors", "Add a passkey", password=SECRET)
    made = unescape(re.findall(r'data-options="([^"]+)"', page.text)[0])
    browser.send_from(page, 'data-passkey="make"', answer=device.make(made))
    browser.forget()
    asked = browser.get("/account/sessions")
    answer = device.show(unescape(re.findall(r'data-options="([^"]+)"', asked.text)[0]))
    whole = browser.send_from(asked, 'data-passkey="show"', answer=answer)
    browser.forget()
    again = browser.send("/account/login", 'data-passkey="show"', answer=answer)
    without = browser.send("/account/login", 'data-passkey="show"')

    assert "/account/sessions" == whole.url.path
    assert (403, 403) == (again.status_code, without.status_code)
    assert "This passkey is not accepted" in again.text


@pytest.mark.clause("C11")
def test_a_stolen_cookie_sets_up_no_factor(browser: Browser) -> None:
    """Attack: another browser with the session's cookie posts the forms of the page: without the password nothing is offered, nor shown again."""
    browser.registered()
    page = browser.get("/account/factors")
    without = [browser.send_from(page, act, password="") for act in ("offer-codes", "ask-passkey")]
    offer = browser.send_from(page, "offer-codes", password=SECRET)
    secret = re.findall(r'<code class="breakable">(\w+)</code>', offer.text)[0]
    again = browser.send_from(offer, "confirm-codes", code="000000x")
    thief = browser.send_from(offer, "confirm-codes", code=code(secret, browser.desk), proved="")
    done = browser.send_from(again, "confirm-codes", code=code(secret, browser.desk))

    assert [403, 403] == [one.status_code for one in without]
    assert all("breakable" not in one.text and "data-options" not in one.text for one in without)
    assert (403, True) == (again.status_code, secret in again.text)
    assert (403, False) == (thief.status_code, secret in thief.text)
    assert "The second factor is set up" in done.text


@pytest.mark.clause("W16")
def test_sessions_are_listed_and_closed(browser: Browser) -> None:
    """The other browser's line has a button that closes it; that browser is a stranger then."""
    browser.registered()
    mine = dict(browser.client.cookies)
    browser.forget()
    browser.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    browser.send("/account/login", email=ANN, password=SECRET)
    theirs = dict(browser.client.cookies)
    browser.forget()
    browser.client.cookies.update(mine)

    listed = browser.get("/account/sessions")
    closed = browser.send_from(listed, "Firefox 140, linux")

    assert "Firefox 140, linux" in listed.text
    assert "this one" in listed.text
    assert "1 session is closed" in closed.text
    browser.forget()
    browser.client.cookies.update(theirs)
    assert "/account/login" == browser.get("/account/sessions").url.path


def test_a_forgotten_password_is_replaced_by_a_letter(browser: Browser) -> None:
    """The link leads to a form; the new password lets in, and the link does nothing more."""
    browser.registered()
    browser.forget()
    browser.send("/account/recover", email=ANN)
    link = browser.link(Text.RESET)
    done = browser.send(link, **{"new-password": OTHER})
    again = browser.send(link, **{"new-password": SECRET})
    inside = browser.send("/account/login", email=ANN, password=OTHER)

    assert "The password is set" in done.text
    assert "This link does not work" in again.text
    assert "/account" == inside.url.path


def test_a_password_and_an_address_are_changed(browser: Browser) -> None:
    """Each asks for the password; the address changes by a button behind the link, not by opening it."""
    browser.registered()
    changed = browser.send("/account/password", password=SECRET, **{"new-password": OTHER})
    browser.send("/account/email", password=OTHER, **{"new-email": "ann@new.example"})
    link = browser.link(Text.NEW_ADDRESS)
    browser.get(link)
    before = browser.desk.letters[-1].text
    browser.send(link, "Take this address")
    browser.forget()

    assert "/account" == changed.url.path
    assert Text.NEW_ADDRESS is before
    assert "ann@new.example" in browser.send("/account/login", email="ann@new.example", password=OTHER).text


def test_logging_out_takes_an_act_of_ones_own(browser: Browser) -> None:
    """A link to the page asks; the button logs out, and the session is closed on our side too."""
    browser.registered()
    cookies = dict(browser.client.cookies)
    browser.get("/logout")
    still = browser.get("/account").url.path
    out = browser.send("/logout")
    browser.client.cookies.update(cookies)

    assert "/account" == still
    assert "logged out" in out.text
    assert "/account/login" == browser.get("/account").url.path


def test_an_invitation_is_accepted_by_whoever_is_in(browser: Browser) -> None:
    """The link leads through the login to what is offered; a button accepts it, once; it gives the roles and nothing before."""
    instance = browser.desk.instance
    memberships = Memberships.of(instance)
    invited = memberships.bootstrap(instance.organisation_id, role="web-analyst", email=ANN, by="operator")
    browser.registered()
    browser.forget()
    link = f"/account/invitation?link={invited.token}"

    asked = browser.get(link)
    offer = browser.send_from(asked, email=ANN, password=SECRET)
    account = browser.desk.accounts.log_in(ANN, SECRET, place="192.0.0.0/16").session.account
    before = memberships.roles_of(account, instance.organisation_id)
    done = browser.send_from(offer)
    again = browser.get(link)

    assert "/account/login" == asked.url.path
    assert "offers you: person in charge of the website" in offer.text
    assert "You have joined" in done.text
    assert 403 == again.status_code
    assert frozenset() == before
    assert {"web-analyst"} == Memberships.of(instance).roles_of(account, instance.organisation_id)


# — attacks


def test_a_session_planted_before_the_login_is_not_the_one_after(browser: Browser) -> None:
    """Whatever the browser showed before, it shows something new after each step."""
    browser.registered()
    browser.forget()
    browser.client.cookies.set("etanche-session", "planted-by-eve", domain="127.0.0.1")
    browser.send("/account/login", email=ANN, password=SECRET)
    values = [cookie.value for cookie in browser.client.cookies.jar if cookie.name == "etanche-session"]

    assert "planted-by-eve" not in values
    assert browser.desk.accounts.session_of("planted-by-eve") is None


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\nb",
        " /x",
        "//evil.example/?a=/account",
        "/\t/evil.example",
        "?about=x",
    ],
)
def test_nobody_is_led_elsewhere_after_logging_in(browser: Browser, next_: str) -> None:
    """What stands in the address or in the form is followed only if it is a path of ours."""
    browser.registered()
    browser.forget()
    asked = browser.client.get("/account/login", params={"next": next_})
    form = forms(asked.text)[0]
    sent = form.hidden | {"email": ANN, "password": SECRET, "next": next_}
    answer = browser.client.post(form.address, data=sent, headers=FROM_US, follow_redirects=False)

    assert "next" not in form.hidden
    assert "/account" == answer.headers["location"]


def test_who_logs_in_arrives_where_they_were_going(browser: Browser) -> None:
    """Query and all: what was asked for comes back once, in the language that was chosen, through the second factor too."""
    browser.registered()
    secret, _ = set_up_codes(browser)
    browser.forget()
    browser.desk.clock.advance(timedelta(minutes=1))
    asked = browser.get("/account/sessions?about=a%26b%20c&lang=fr&one=%2F%2Fevil.example")
    half = browser.send_from(asked, email=ANN, password=SECRET)
    whole = browser.send_from(half, "code", code=code(secret, browser.desk))

    assert "/account/sessions" == whole.url.path
    assert {"about": ["a&b c"], "one": ["//evil.example"], "lang": ["fr"]} == parse_qs(whole.url.query.decode())


def test_a_query_leads_nobody_elsewhere(browser: Browser) -> None:
    """Attack: too long, with lines of headers, with a way of its own, or none: a stranger is led to the login, and on to a path of ours."""
    for query in ("x" * 600, "a=%0d%0aSet-Cookie:x", "next=//evil.example", "%", "&&=", "a=\u00e9"):
        answer = browser.client.get(f"/account/sessions?{query}", follow_redirects=False)
        target = urlsplit(answer.headers["location"])
        [led] = parse_qs(target.query).get("next", [""])

        assert (303, "", "/account/login") == (answer.status_code, target.netloc, target.path)
        assert "/account/sessions" == led.partition("?")[0]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}]
)
@pytest.mark.parametrize("address", ["/account/login", "/account/register", "/account/recover", "/logout"])
def test_a_form_of_another_site_does_nothing(browser: Browser, address: str, headers: dict[str, str]) -> None:
    """Not even with a token that somebody took from a page of theirs."""
    token = forms(browser.get("/account/login").text)[0].hidden["token"]
    answer = browser.client.post(address, data={"token": token, "email": ANN}, headers=headers)

    assert 403 == answer.status_code
    assert [] == browser.desk.letters


@pytest.mark.clause("G2")
def test_where_a_provider_opens_accounts_the_form_opens_none(tmp_path: Path, clock: FixedClock) -> None:
    """The page has no form, sending one all the same is refused, a link of before opens nothing, and the login page leads nowhere."""
    made = Instance.create(tmp_path / "data", charter=PROVIDED, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF)
    with made as instance, in_front_of(instance, clock) as browser:
        page = browser.get("/account/register")
        login = browser.get("/account/login")
        token = forms(login.text)[0].hidden["token"]
        fields = {"token": token, "email": ANN, "name": "Ann", "new-password": SECRET, "password": SECRET}
        sent = browser.client.post("/account/register", data=fields, headers=FROM_US)
        with_link = browser.client.post("/account/register", data=fields | {"link": "x"}, headers=FROM_US)

    assert [403, 403, 403] == [page.status_code, sent.status_code, with_link.status_code]
    assert "accounts are opened by a provider" in page.text
    assert "new-password" not in page.text
    assert "/account/register" not in login.text
    assert [] == browser.desk.letters


def test_more_fields_than_a_form_has_change_nothing(browser: Browser) -> None:
    """A level, an account, a factor or a date sent along is not looked at."""
    extra = {"level": "second-factor", "account": "00" * 16, "opened": "2000-01-01", "roles": "operator", "totp": "x"}
    browser.send("/account/register", email=ANN, name="Eve", **extra)
    page = browser.get(browser.link(Text.OPEN))
    inside = browser.send_from(page, name="Ann", email="eve@example.org", **{"new-password": SECRET}, **extra)

    assert ANN in inside.text
    assert "eve@example.org" not in inside.text
    assert "21\xa0November 2026" in inside.text
    assert "none" in inside.text


@pytest.mark.parametrize(
    "email", ["ann@example.org\r\nBcc: eve@example.org", "ann@example.org%0aBcc:e@e.example", '"a b"@c.de']
)
def test_an_address_cannot_become_a_line_of_a_letter(browser: Browser, email: str) -> None:
    """It is refused at the form, and no letter is written."""
    page = browser.send("/account/register", email=email)

    assert 400 == page.status_code
    assert [] == browser.desk.letters


def test_what_is_typed_is_repeated_escaped_or_not_at_all(browser: Browser) -> None:
    """A script in an address or a name is text."""
    evil = '"><script>alert(1)</script>'
    asked = browser.send("/account/register", email=evil)
    browser.send("/account/register", email=ANN)
    page = browser.send(browser.link(Text.OPEN), name=evil, **{"new-password": "short"})

    assert "<script>alert" not in asked.text + page.text
    assert "&gt;&lt;script" in page.text


def test_waiting_is_told_with_how_long(browser: Browser) -> None:
    """After five failures the answer is 429 with the seconds, whether there is an account or not."""
    asked = browser.get("/account/login")
    for _ in range(5):
        browser.send_from(asked, email="nobody@example.org", password="wrong")
    answer = browser.send_from(asked, email="nobody@example.org", password="wrong")

    assert (429, "1") == (answer.status_code, answer.headers["retry-after"])


def test_no_page_of_an_account_is_kept_or_framed(browser: Browser) -> None:
    """Neither by caches nor by other sites; and none runs a script from within."""
    browser.registered()
    for path in ("/account", "/account/sessions", "/account/factors", "/account/password", "/account/email"):
        answer = browser.get(path)

        assert 200 == answer.status_code, path
        assert "no-store" == answer.headers["cache-control"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"<script(?! src=)|\son\w+=|style=", answer.text), path


def test_pages_of_an_account_are_in_the_language_that_was_chosen(browser: Browser) -> None:
    """A language in the address stays through forms and redirects."""
    page = browser.get("/account?lang=fr")
    answer = browser.send_from(page, email=ANN, password="faux faux faux")

    assert {"lang": ["fr"], "next": ["/account"]} == parse_qs(page.url.query.decode())
    assert "Cela ne vous a pas laissé entrer" in answer.text


# — what programs look for


def test_keepers_of_passwords_find_the_page(browser: Browser) -> None:
    """`/.well-known/change-password` leads to it."""
    answer = browser.client.get("/.well-known/change-password", follow_redirects=False)

    assert (302, "/account/password") == (answer.status_code, answer.headers["location"])


def test_who_found_a_hole_knows_whom_to_tell(browser: Browser) -> None:
    """`security.txt` names an address and an end that lies ahead, less than a year away."""
    text = browser.get("/.well-known/security.txt").text

    assert "Contact: mailto:vie-privee@estran.example\n" in text
    assert "Expires: 2027-04-30T00:00:00Z\n" in text
    assert f"Canonical: {HERE}/.well-known/security.txt\n" in text
