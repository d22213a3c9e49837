"""
Two hundred people in their accounts at once, each with their own pages open and a mind that changes; none may be answered with an error.

The server is `etanche serve` in a process of its own, with its rounds. Each session goes through the portal as a browser does,
one page after the other, and turns a consent on and off by its form; all of them at the same time.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx2
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.society import society

from bench.ground import BOOKSHOP, KDF, PASSPHRASE, room, timed
from bench.results import Result, percentile
from etanche.accounts import CHEAP, Accounts, Level
from etanche.clock import SystemClock
from etanche.instance import Instance, Links, accounts_of
from etanche.vault import Arrival
from etanche.web import link_page, urls

SESSIONS = 200
ROUNDS_EACH = 3
PATIENCE = 120.0
OWN = urls.own(urls.OWN, LIGHTHOUSE)
PAGES = (urls.ACCOUNT, urls.MY_DATA, OWN, urls.SESSIONS)
SERVE = ("serve", "--port", "0", "--base-url", "http://localhost")
FROM_US = {"sec-fetch-site": "same-origin"}

WHY = "a page is made anew for each who asks, on two cores that the clients share, and what is shown of somebody is a line of the journal first"


@dataclass
class Seen:
    """What was answered, and how long each took."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many were no answer, or not the one that was asked for."""
        return len(self.faults) + sum(number for status, number in self.statuses.items() if status != 200)


def filled(folder: Path, sessions: int) -> list[str]:
    """Make an instance with a society and people who are logged in; return what their browsers show."""
    charter = folder / "society.yaml"
    charter.write_text(society(), encoding="utf-8")
    clock = SystemClock()
    with Instance.create(folder / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=KDF) as instance:
        other = instance.create_organisation(charter, name=LIGHTHOUSE, by="operator")
        accounts = accounts_of(instance, address="http://localhost", page=link_page, cost=CHEAP)
        keeping, links, shown = accounts.means.keeping, Links.of(instance), []
        for number in range(sessions):
            email = f"person{number}@example.org"
            fields = {"name": f"Person {number}", "email": email, "lamp": "north"}
            arrival = Arrival(at=clock.now(), fields=fields, person=other.vault.new_person())
            other.vault.door("desk", actor="bench").put("ledger", arrival)
            account = keeping.open_proved(instance.accounts_house.vault.new_person(), email=email, language="en").id
            links.claim(account, LIGHTHOUSE)
            shown.append(_begun(accounts, account))
    (folder / "secret").touch(mode=0o600)
    (folder / "secret").write_bytes(PASSPHRASE)
    return shown


def _begun(accounts: Accounts, account: bytes) -> str:
    lifetimes = accounts.means.demands(account).lifetimes
    return accounts.means.logged_in.begin(account, lifetimes=lifetimes, level=Level.PASSWORD).secret


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Give the address of `etanche serve` in another process."""
    etanche = Path(sys.executable).parent / "etanche"
    shared = ["--data", str(folder / "data"), "--passphrase-file", str(folder / "secret")]
    with subprocess.Popen([etanche, *shared, *SERVE], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        address = None
        while address is None:
            address = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        yield address[0]
        running.terminate()


async def crowded(address: str, secrets: Sequence[str], *, rounds: int = ROUNDS_EACH) -> Seen:
    """Let everybody go through their pages at once, so many times."""
    seen = Seen()
    async with asyncio.TaskGroup() as crowd:
        for secret in secrets:
            crowd.create_task(_visit(address, secret, seen, rounds))
    return seen


async def _visit(address: str, secret: str, seen: Seen, rounds: int) -> None:
    cookies = {"etanche-session": secret}
    async with httpx2.AsyncClient(
        base_url=address, cookies=cookies, timeout=PATIENCE, follow_redirects=True
    ) as browser:
        for number in range(rounds):
            for path in PAGES:
                await _asked(browser, "GET", path, seen)
            page = await _asked(browser, "GET", OWN, seen)
            token = re.search(r'name="token" value="([^"]+)"', page)
            if token is None:
                seen.faults.append("no form")
                continue
            shown = re.search(r'value="letters"><input type="hidden" name="shown" value="([^"]*)"', page)
            asked = {"token": unescape(token[1]), "shown": unescape(shown[1]) if shown else ""}
            said = asked | {"purpose": "letters", "choice": "no" if number % 2 else "yes"}
            await _asked(browser, "POST", urls.own(urls.OWN_CHOICE, LIGHTHOUSE), seen, said)


async def _asked(
    browser: httpx2.AsyncClient, method: str, path: str, seen: Seen, said: dict[str, str] | None = None
) -> str:
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        answer = await browser.request(method, path, data=said, headers=FROM_US)
    except httpx2.HTTPError as error:
        seen.faults.append(type(error).__name__)
        return ""
    seen.seconds.append(loop.time() - began)
    seen.statuses[answer.status_code] += 1
    return answer.text


def measure(scale: float) -> Iterator[Result]:
    """Fill, serve, and let them come."""
    sessions = max(2, int(SESSIONS * scale))
    with room() as folder:
        secrets = filled(folder, sessions)
        with served(folder) as address:
            found: list[Seen] = []
            took = timed(lambda: found.append(asyncio.run(crowded(address, secrets))))
    (seen,) = found
    asked = len(seen.seconds)
    people = f"{sessions} people in their accounts at once"
    yield Result(name=f"{people}: answers that are errors", value=seen.errors, unit="errors", target=0)
    yield Result(name=f"{people}: pages a second", value=asked / took, unit="pages/s", better="more")
    yield Result(name=f"{people}: a page, 95 of 100", value=percentile(seen.seconds, 95) * 1000, unit="ms", why=WHY)
