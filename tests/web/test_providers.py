"""The pages of providers, in two steps: a stranger accepts, goes to the certified provider, comes back, and is known."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient
from tests.accounts.providers.conftest import SECRET, Certified, Go, certificate, certified, go
from tests.accounts.providers.installing import charter_with
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.accounts import CHEAP
from etanche.clock import SystemClock
from etanche.instance import Instance, Roles, accounts_of, by_provider
from etanche.web import Callers, account_pages, back_page, create_app, link_page, provider_pages, urls

__all__ = ["certificate", "certified", "go"]

OURS = "https://etanche.example"


def settings_of(certified: Certified, secret: Path) -> str:
    """Return what the settings say of the provider."""
    return (
        f'\n[outbound]\nauthorities = "{certified.certificate}"\n\n[providers.certified]\nissuer = "{certified.issuer}"\n'
        f'client-id = "etanche"\nclient-secret-file = "{secret}"\n'
    )


@pytest.fixture(scope="module")
def browser(certified: Certified, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser before an instance whose charter declares the provider."""
    folder: Path = tmp_path_factory.mktemp("pages")
    charter = folder / "charter.yaml"
    charter.write_text(charter_with(certified), encoding="utf-8")
    clock = SystemClock()
    Instance.create(folder / "data", charter=charter, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF).close()
    (folder / "secret").write_text(SECRET)
    with (folder / "data/instance.toml").open("a") as settings:
        settings.write(settings_of(certified, folder / "secret"))
    with Instance.open(folder / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        accounts = accounts_of(instance, address=OURS, page=link_page, cost=CHEAP)
        by = by_provider(
            instance, accounts, address=OURS, back=lambda _: "/back"
        )  # as the provider of the tests knows it
        by._opens = True
        pages = (*account_pages(accounts, Roles(instance)), *provider_pages(accounts, by))
        app = create_app(instance, base_url=OURS, callers=Callers(knows=accounts), pages=pages)
        with TestClient(app, base_url=OURS, follow_redirects=False) as client:
            yield client


def accept(browser: TestClient, at: str = f"{urls.PROVIDERS}?lang=en", **changed: str) -> str:
    """Send the form of the first page, with something changed; return the second page."""
    first = browser.get(at).text
    said = dict(
        re.findall(r'name="(token|provider|terms|notice|next)" value="([^"]*)"', first.split('value="unlink"')[-1])
    )
    token = re.findall(r'name="token" value="([^"]*)"', first)[-1]
    answer = browser.post(
        f"{urls.PROVIDERS}?lang=en", data={"token": token} | said | changed, headers={"sec-fetch-site": "same-origin"}
    )
    browser.last = answer.status_code  # type: ignore[attr-defined]  # for the test that asked
    return answer.text


def way_in(page: str) -> list[str]:
    """Return the addresses of the provider on a page."""
    return [unescape(one) for one in re.findall(r'href="(https://127\.0\.0\.1[^"]*)"', page)]


@pytest.mark.clause("G4")
def test_the_way_to_the_provider_is_on_the_second_page_alone(browser: TestClient) -> None:
    """The first page has no address of the provider; agreed to what holds no more, there is none either; agreed, there is one."""
    browser.cookies.clear()
    first = browser.get(f"{urls.PROVIDERS}?lang=en").text
    stale = accept(browser, notice="2020-01-01")
    refused = browser.last  # type: ignore[attr-defined]  # as above
    second = accept(browser)

    assert ([], [], 403) == (way_in(first), way_in(stale), refused)
    assert "have changed meanwhile" in stale
    assert 1 == len(way_in(second))
    assert "Calendar (for: planning)" in first


@pytest.mark.clause("G3")
def test_somebody_comes_in_and_sees_what_is_grey(browser: TestClient, go: Go) -> None:
    """Gone and come back, the browser has a session; the permission that was left out greys its feature, and no other."""
    browser.cookies.clear()
    [address] = way_in(accept(browser))
    back = browser.get(f"{back_page('certified')}?{urlencode(go(address, 'camille', refused=['calendar']))}")
    page = browser.get(f"{urls.PROVIDERS}?lang=en").text

    assert (303, f"{urls.ACCOUNT}?lang=en") == (back.status_code, back.headers["location"])
    assert "planning does not work: not granted: Calendar." in page
    assert "welcome does not work" not in page
    assert "Nothing is known of a second factor there." in page


def test_who_comes_in_by_a_provider_arrives_where_they_were_going(browser: TestClient, go: Go) -> None:
    """From a page that asks who it is, by the login, to the provider and back: to that page, query and all."""
    browser.cookies.clear()
    login = browser.get(f"{urls.SESSIONS}?lang=en&x=1").headers["location"]
    [to_providers] = re.findall(rf'href="({urls.PROVIDERS}[^"]*)"', browser.get(login).text)
    [address] = way_in(accept(browser, unescape(to_providers)))
    back = browser.get(f"{back_page('certified')}?{urlencode(go(address, 'camille'))}")

    assert f"{urls.SESSIONS}?x=1&lang=en" == back.headers["location"]


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\r\nX: y"]
)
def test_nobody_is_led_elsewhere_by_way_of_a_provider(browser: TestClient, go: Go, target: str) -> None:
    """Attack: in the link to the page, in its form, and in what the browser brings back: it leads to the account."""
    browser.cookies.clear()
    first = browser.get(f"{urls.PROVIDERS}?{urlencode({'lang': 'en', urls.NEXT: target})}").text
    [address] = way_in(accept(browser, **{urls.NEXT: target}))
    name = next(one for one in browser.cookies if one.endswith("provider"))
    language, word, kept = browser.cookies[name].strip('"').split(".")
    browser.cookies.set(name, f"{language}.{word}.{urlsafe_b64encode(target.encode()).decode()}")
    back = browser.get(f"{back_page('certified')}?{urlencode(go(address, 'camille'))}")

    assert f'name="{urls.NEXT}"' not in first
    assert "" == kept
    assert (303, f"{urls.ACCOUNT}?lang=en") == (back.status_code, back.headers["location"])


def test_the_language_that_was_chosen_comes_back(browser: TestClient, go: Go) -> None:
    """Whoever went away in English comes back in English, whatever their browser likes best; a word that is no language is none."""
    browser.cookies.clear()
    [address] = way_in(accept(browser))
    name = next(one for one in browser.cookies if one.endswith("provider"))
    said = urlencode(go(address, "camille"))
    back = browser.get(f"{back_page('certified')}?{said}", headers={"accept-language": "fr"})
    browser.cookies.clear()
    browser.cookies.set(name, "//evil.example.word")
    strange = browser.get(f"{back_page('certified')}?{said}", headers={"accept-language": "fr"})

    assert (303, f"{urls.ACCOUNT}?lang=en") == (back.status_code, back.headers["location"])
    assert (403, False) == (strange.status_code, "evil" in strange.text)


def test_an_answer_without_the_browser_that_began_lets_nobody_in(browser: TestClient, go: Go) -> None:
    """Attack: the address with which the eavesdropper came back is opened in the victim's browser."""
    browser.cookies.clear()
    [address] = way_in(accept(browser))
    answer = urlencode(go(address, "eve"))
    browser.cookies.clear()
    back = browser.get(f"{back_page('certified')}?{answer}")

    assert 403 == back.status_code
    assert "__Host-etanche-session" not in browser.cookies


def test_a_form_of_another_site_goes_nowhere(browser: TestClient) -> None:
    """Attack: another site sends the form; nothing is accepted, and no address is made."""
    browser.cookies.clear()
    answer = browser.post(urls.PROVIDERS, data={"provider": "certified"}, headers={"sec-fetch-site": "cross-site"})

    assert (403, []) == (answer.status_code, way_in(answer.text))
