"""What somebody tries at the pages with paths, headers and bodies; and where the words that open something may not turn up."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.accounts.conftest import ANN, SECRET
from tests.conftest import MORNING, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.browsing import FROM_US, HERE, Browser, forms, in_front_of

from etanche.accounts import Text
from etanche.clock import FixedClock
from etanche.instance import Instance, Memberships
from etanche.web import invitation_page, urls

EVIL = "evil.example"
BOMB = gzip.compress(b"email=ann%40example.org&password=" + b"a" * 5_000_000)


@pytest.fixture(scope="module")
def browser(societal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser in front of every page of an instance of two organisations."""
    folder = tmp_path_factory.mktemp("attacked") / "data"
    shutil.copytree(societal, folder)
    clock = FixedClock(MORNING)
    with (
        Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance,
        in_front_of(instance, clock, Browser) as made,
    ):
        yield made


OUT = (
    "..%2f..%2finstance.toml",
    "..%5c..%5cinstance.toml",
    "%2e%2e",
    "....//instance.toml",
    "%00",
    "instance.toml%00.pdf",
)


@pytest.mark.parametrize("way", OUT)
def test_no_path_leads_out_of_the_pages(browser: Browser, way: str) -> None:
    """Wherever an address has a part of somebody's choosing, what lies beside the pages is not there."""
    browser.forget()
    places = (
        "/static/{}",
        "/privacy/{}",
        "/privacy/notice.{}",
        "/privacy/versions/{}",
        "/schema/{}",
        "/{}",
        "/desk/{}",
    )
    answers = {place: browser.client.get(place.format(way), follow_redirects=False) for place in places}

    assert {404} >= {one.status_code for place, one in answers.items() if not place.startswith("/desk")}
    assert answers["/desk/{}"].status_code in {303, 404}
    assert not [place for place, one in answers.items() if "organisation =" in one.text or "[site]" in one.text]


@pytest.mark.parametrize(
    "said", ["en\r\nSet-Cookie: eve=1", "en\nX-Eve: 1", "/account\r\nX-Eve: 1", "/\u2028x", "\x00"]
)
@pytest.mark.parametrize("name", ["lang", "next", "link", "done", "record", "n"])
def test_no_header_is_made_of_what_is_asked(browser: Browser, name: str, said: str) -> None:
    """A line break in a parameter ends no header and begins none, on pages and in what they lead on to."""
    browser.forget()
    for path in (urls.LOGIN, urls.ACCOUNT, urls.PRIVACY, urls.own(urls.DESK, LIGHTHOUSE)):
        answer = browser.client.get(path, params={name: said}, follow_redirects=False)

        assert answer.status_code < 500
        assert "x-eve" not in answer.headers
        assert "eve" not in str(answer.headers.get_list("set-cookie"))
        assert not re.search(r"[\r\n\x00\u2028]", answer.headers.get("location", ""))


@pytest.mark.parametrize("address", [urls.LOGIN, urls.REGISTER, urls.RECOVER, urls.OPT_OUT, "/matomo.php"])
def test_a_packed_form_is_not_unpacked(browser: Browser, address: str) -> None:
    """A few bytes of it could become more than the machine holds: it is read as it came, and is no form then."""
    browser.forget()
    answer = browser.client.post(address, content=BOMB, headers=FROM_US | {"content-encoding": "gzip"})

    assert answer.status_code in {400, 403, 413}


def test_a_letter_leads_to_us_whatever_the_request_said_of_our_name(browser: Browser) -> None:
    """Attack: a new password is asked for somebody under another `Host`, so that the link they get leads there."""
    browser.forget()
    browser.registered()
    browser.forget()
    page = browser.get(urls.RECOVER)
    lies = {"host": EVIL, "x-forwarded-host": EVIL, "forwarded": f"host={EVIL}", "x-original-url": f"//{EVIL}/"}
    sent = forms(page.text)[0].hidden | {"email": ANN}
    browser.client.post(urls.RECOVER, data=sent, headers=FROM_US | lies)
    link = next(note.link for note in reversed(browser.desk.letters) if note.text is Text.RESET)

    assert HERE == f"{urlsplit(link).scheme}://{urlsplit(link).netloc}"


@pytest.mark.parametrize("address", [urls.RECOVER, urls.REGISTER, urls.ADDRESS, urls.INVITATION])
def test_no_page_that_carries_a_word_of_a_letter_tells_it_elsewhere(browser: Browser, address: str) -> None:
    """Nothing on it comes from, or leads to, another host; and another host would be told no address as a referrer."""
    browser.forget()
    answer = browser.get(urls.with_word(address, "a-word-that-opens-something"))

    assert "same-origin" == answer.headers["referrer-policy"]
    assert "no-store" == answer.headers["cache-control"]
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//[^"]*"', answer.text)


def test_what_opens_something_is_in_no_log_and_no_line(browser: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    """Words of letters, secrets of sessions, passwords, codes, an invitation: neither printed nor in the journal of anybody."""
    browser.forget()
    browser.registered("log@example.org")
    instance = browser.desk.instance
    society = instance.organisation(LIGHTHOUSE)
    invited = Memberships.of(instance).bootstrap(society.organisation_id, role="dpo", email=ANN, by="operator")
    browser.get(invitation_page(invited.token))
    browser.get(urls.with_word(urls.RECOVER, "no-such-word"))
    browser.client.post(urls.LOGIN, content=b"\xff", headers=FROM_US)
    words = {note.link.partition("link=")[2] for note in browser.desk.letters if note.link}
    secrets = {cookie.value for cookie in browser.client.cookies.jar} | words | {invited.token, SECRET, "no-such-word"}
    printed = capfd.readouterr()
    lines = "".join(
        repr(line) for house in (instance, society, instance.accounts_house) for line in house.journal.entries()
    )

    assert len(secrets) >= 5
    assert not [one for one in secrets if one and one in printed.out + printed.err + lines]
