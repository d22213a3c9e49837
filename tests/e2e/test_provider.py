"""Somebody comes in by a certified provider, in a real browser that goes there and back; and links their own account with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.accounts.conftest import Desk
from tests.accounts.providers.conftest import SECRET, certificate
from tests.accounts.providers.installing import Certified, charter_with, provider
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.e2e.living import SECRET as PASSWORD
from tests.e2e.living import OpenBrowser, living, log_out, place, register
from tests.web.test_providers import settings_of

from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.web import back_page, urls


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Our pages, and the provider beside them."""

    desk: Desk
    certified: Certified

    def browser(self, open_browser: OpenBrowser, who: str, **how: object) -> BrowserContext:
        """Open the browser of somebody who is known to the provider, and grants what they grant there."""
        context = open_browser(ignore_https_errors=True, locale="en-GB")
        said = json.dumps({"who": who, "amr": ["pwd", "otp"], "acr": "0"} | how)
        context.route(
            f"{self.certified.issuer}/**",
            lambda route: route.continue_(headers={**route.request.headers, "x-as": said}),
        )
        return context

    def go(self, page: Page) -> None:
        """Accept what is asked on the first page, and go to the provider from the second; come back."""
        page.goto(f"{self.desk.site}{urls.PROVIDERS}?lang=en")
        # Whoever is inside says again who it is; whoever comes in by it is asked nothing.
        for field in page.get_by_label("Password").all():
            field.fill(PASSWORD)
        page.get_by_role("button", name="I agree").click()
        page.get_by_role("link", name="Go to the provider").click()
        page.wait_for_url(f"{self.desk.site}/**")


@pytest.fixture(scope="module")
def beside(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    """Both, each at an address of this machine."""
    folder = tmp_path_factory.mktemp("beside")
    listening = place()
    with provider(certificate, folder, f"{listening.address}{back_page('certified')}") as certified:
        charter = folder / "charter.yaml"
        charter.write_text(charter_with(certified), encoding="utf-8")
        clock = SystemClock()
        Instance.create(folder / "data", charter=charter, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF).close()
        (folder / "secret").write_text(SECRET)
        with (folder / "data/instance.toml").open("a") as settings:
            settings.write(settings_of(certified, folder / "secret"))
        with living(folder / "data", listening) as desk:
            yield Beside(desk=desk, certified=certified)


@pytest.mark.clause("C11", "G4")
def test_somebody_links_the_provider_and_comes_in_by_it(beside: Beside, open_browser: OpenBrowser) -> None:
    """No address of the provider on the first page; there and back in one browser; what was not granted is grey; later in by it alone."""
    page = beside.browser(open_browser, "camille", refused=["calendar"]).new_page()
    register(page, beside.desk, "camille@example.org")
    page.goto(f"{beside.desk.site}{urls.PROVIDERS}?lang=en")
    assert beside.certified.issuer not in page.content()
    beside.go(page)
    page.get_by_text("Your account is linked").wait_for()
    assert "planning" in page.get_by_text("does not work").inner_text()

    log_out(page, beside.desk)
    beside.go(page)
    page.wait_for_url(f"{beside.desk.site}{urls.ACCOUNT}*")
    assert "camille@example.org" in page.locator("main").inner_text()


def test_who_is_linked_with_nobody_is_told_so(beside: Beside, open_browser: OpenBrowser) -> None:
    """Whoever comes back from the provider and has no account here is let in nowhere, and told the way."""
    page = beside.browser(open_browser, "nobody").new_page()
    beside.go(page)

    assert "No account is linked with you there" in page.get_by_role("alert").inner_text()
    assert not [one for one in page.context.cookies(beside.desk.site) if "session" in one["name"]]


def test_the_provider_hears_where_nobody_comes_from(beside: Beside, open_browser: OpenBrowser) -> None:
    """Neither the address of our page nor anything of its path goes to the provider as a referrer."""
    page = beside.browser(open_browser, "nobody").new_page()
    heard: list[str] = []
    page.on(
        "request",
        lambda request: (
            heard.append(request.headers.get("referer", ""))
            if request.url.startswith(beside.certified.issuer)
            else None
        ),
    )
    beside.go(page)

    assert heard
    assert {""} == set(heard)


__all__ = ["certificate"]
