"""The portal and the console in a real browser, every page that is linked: the keyboard reaches all, axe finds nothing, nothing is scrolled sideways."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from tests.e2e.living import OpenBrowser, living
from tests.e2e.test_accessible import TOO_WIDE, faults_of
from tests.e2e.test_keyboard import REACHABLE, WATCH
from tests.e2e.test_stories import Town
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.society import societal

from etanche.instance import Links, Memberships
from etanche.web import urls

OFFICER, HELPER = "officer@phare.example", "aide@phare.example"
AT, DATA = urls.own(urls.DESK, LIGHTHOUSE), urls.own(urls.OWN, LIGHTHOUSE)
OURS = (urls.MY_DATA, "/desk/")
MOST = 40
WHOLE = (urls.MY_DATA, AT)
"""Where the Tab key begins at the top of the page: menu and foot are the same on every other page of portal and of console."""


@pytest.fixture(scope="module")
def session(societal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, str]]:
    """The town, served, and the session of an officer of whom the society holds data itself; something of each sort awaits them."""
    folder = tmp_path_factory.mktemp("inside") / "data"
    shutil.copytree(societal, folder)
    with living(folder) as desk:
        two = Two(instance=desk.instance, other=desk.instance.organisation(LIGHTHOUSE), clock=desk.clock)
        begun, society = desk.opened(OFFICER), two.other.organisation_id
        memberships = Memberships.of(two.instance)
        token = memberships.bootstrap(society, role="dpo", email=OFFICER, by="operator").token
        me = memberships.accept(token, begun.session.account)
        helper = memberships.invite(society, roles=["helper"], email=HELPER, by=me.person).token
        other = memberships.accept(helper, desk.opened(HELPER).session.account)
        two.write_down(OFFICER)
        Links.of(two.instance).claim(begun.session.account, LIGHTHOUSE)
        rose = two.write_down("rose@example.org")
        review = two.clock.now().date() + timedelta(days=9)
        two.other.vault.hold(rose, case="case-1", reason="claim", owner="Ann", review=review, actor="ann")
        two.other.vault.grant("case-2", role="helper", actor=other.actor, reason="she rang", by=me.actor, as_=None)
        yield Town(desk=desk, two=two), begun.secret


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("fr", "dark", 390)])
def test_no_page_inside_has_a_fault(
    session: tuple[Town, str], open_browser: OpenBrowser, language: str, scheme: str, width: int
) -> None:
    """From the list of organisations on, whatever is linked of portal and console: by the Tab key, by axe with everything unfolded, at 320 pixels."""
    town, secret = session
    context = open_browser(color_scheme=scheme, viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "etanche-session", "value": secret, "url": town.desk.site}])
    page = context.new_page()
    faults, seen, waiting = {}, set[str](), [urls.MY_DATA]
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        seen.add(path)
        answer = page.goto(f"{town.desk.site}{path}{'&' if '?' in path else '?'}lang={language}")
        at_once = path not in WHOLE
        found = (
            [*unreached(page, skip=at_once), *looked(page)] if answer is not None and answer.ok else ["not answered"]
        )
        if found:
            faults[path] = found
        waiting += [one for one in linked(page) if one not in seen and one not in waiting]

    assert {} == faults
    assert {AT, f"{AT}/find", f"{AT}/cases", f"{AT}/journal", DATA, f"{DATA}/erase"} <= {*map(bare, seen)}


REACHABLE_HERE = f"{REACHABLE}, input:not([type=hidden]):not([type=radio]), select, textarea"
"""Of radio buttons the keyboard reaches one a group."""


def unreached(page: Page, *, skip: bool) -> list[str]:
    """
    Return what the Tab key alone does not reach, or reaches without showing it, with everything folded as it came.

    With `skip` it begins, by the link that is there for it, at the content, and nothing else is looked for.
    """
    wanted = page.evaluate(WATCH, f"main :is({REACHABLE_HERE})" if skip else REACHABLE_HERE)
    if skip:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    for pressed in range(wanted * 2):
        # Held down: to let the key go, and to ask where one is, each takes as long as the key itself.
        page.keyboard.down("Tab")
        if pressed >= wanted - 1 and page.evaluate("window.stops.length && window.stops.at(-1)[0]") == wanted - 1:
            break
    page.keyboard.up("Tab")
    stops = page.evaluate("window.stops")
    missing = set(range(wanted)) - {at for at, _, _ in stops}
    return [f"not reached: {at}" for at in sorted(missing)] + [
        f"{outline}: {name}" for at, outline, name in stops if at >= 0 and outline != "solid 3px"
    ]


def looked(page: Page) -> list[str]:
    """Return what is wrong on a page."""
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    found = faults_of(page)
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 900})
    if page.evaluate(TOO_WIDE) > 0:
        found = [*found, "too wide"]
    if size is not None:
        page.set_viewport_size(size)
    return found


def linked(page: Page) -> list[str]:
    """Return the pages of portal and console that a page links; of pages of one sort that differ in their query the first."""
    hrefs: list[str] = page.evaluate(
        "Array.from(document.querySelectorAll('main a[href]'), it => it.getAttribute('href'))"
    )
    found: dict[str, str] = {}
    for href in hrefs:
        if href.startswith(OURS) and not bare(href).endswith(("/certificate", ".json", ".csv", ".zip", ".pdf")):
            found.setdefault(bare(href), without_language(href))
    return list(found.values())


def bare(address: str) -> str:
    """Return the path of an address."""
    return urlsplit(address).path


def without_language(address: str) -> str:
    """Return an address as it is before a language was chosen."""
    split = urlsplit(address)
    query = "&".join(one for one in split.query.split("&") if one and not one.startswith("lang="))
    return f"{split.path}?{query}" if query else split.path


__all__ = ["societal"]
