"""
What those who work wait for: the pages of the console over a million records.

The server is a process of its own, without its rounds; times are those of a browser on the same machine, network and both ends included.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.api import served
from bench.ground import PASSPHRASE, chosen, timed
from bench.million import BATCH, RECORDS, filled
from bench.results import Result
from etanche.accounts import Level
from etanche.charter import Reader
from etanche.clock import SystemClock
from etanche.instance import Instance, Memberships, accounts_of
from etanche.web import assembled, link_page, server, urls

QUESTIONS = 300
EMAIL = "office@example.org"
LOOKED_AT = (
    *(urls.DESK, urls.DESK_FIND, urls.DESK_RECORD, urls.DESK_HOLDS, urls.DESK_OBJECTIONS, urls.DESK_CALENDAR),
    *(urls.DESK_JOURNAL, urls.DESK_ATTESTED, urls.DESK_RECIPIENTS, urls.DESK_CHARTER),
)

WHY = "each page asks who asks, for which roles and what is in force, of a database on the disk, and is drawn in Python"
WHY_DATES = "a hundred people are looked at one by one, with all that was told of them"


def serve(folder: Path) -> None:
    """Be the server of an instance, until it is told to stop."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        listening = server.listen(host="127.0.0.1", port=0)
        app = assembled(instance, address=listening.address, base_url=None)
        server.run(app, listening, ready=lambda url: print(url, flush=True))


def at_work(folder: Path) -> tuple[str, str]:
    """Let somebody into the office of an instance; return what the organisation is called, and what their browser shows."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        accounts = accounts_of(instance, address="http://localhost", page=link_page)
        account = accounts.means.keeping.open_proved(
            instance.accounts_house.vault.new_person(), email=EMAIL, language="en"
        ).id
        role = next(name for name, one in sorted(instance.charter.roles.items()) if one.is_ is Reader.PERSON)
        memberships = Memberships.of(instance)
        invited = memberships.bootstrap(instance.organisation_id, role=role, email=EMAIL, by="bench")
        memberships.accept(invited.token, account)
        lifetimes = accounts.means.demands(account).lifetimes
        begun = accounts.means.logged_in.begin(account, lifetimes=lifetimes, level=Level.SECOND_FACTOR)
        return instance.organisations()[0].name, begun.secret


class Browser:
    """One session, over one connection."""

    def __init__(self, place: str, secret: str) -> None:
        """Connect when it is first asked for something."""
        self._connection = HTTPConnection(place, timeout=300)
        self._headers = {"Cookie": f"etanche-session={secret}", "Sec-Fetch-Site": "same-origin"}
        self._form: dict[str, str] = {}

    def ask(self, address: str, form: dict[str, str] | None = None) -> str:
        """Return a page; anything but a page ends the bench."""
        body = None if form is None else urlencode(form)
        kind = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("GET" if form is None else "POST", address, body, self._headers | kind)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        assert answer.status == 200, (address, answer.status)
        return page

    def found(self, name: str, number: int) -> None:
        """Look somebody up by the form, as whoever has its token does."""
        address = urls.own(urls.DESK_FIND, name)
        if not self._form:
            page = self.ask(address)
            token = re.findall(r'name="token" value="([^"]+)"', page)[0]
            way = next(one for one in re.findall(r'<option value="([^"]+)"', page) if one.endswith("/email"))
            self._form = {"token": token, "way": way}
        page = self.ask(address, self._form | {"value": f"jeanne.{number}@example.org"})
        assert "jeanne." in page


def measure(scale: float) -> Iterator[Result]:
    """Ask for each page, one after the other."""
    records = max(BATCH, int(RECORDS * scale) // BATCH * BATCH)
    with filled(records) as folder:
        name, secret = at_work(folder)
        with served(folder, by=__name__) as address:
            one = Browser(urlsplit(address).netloc, secret)
            first = timed(lambda: one.ask(urls.own(urls.DESK_CALENDAR, name)))
            yield Result(name=f"the calendar of {records:,} records, counted anew", value=first, unit="s", target=None)
            pages = [urls.own(address, name) for address in LOOKED_AT]
            asked = [timed(partial(one.ask, page)) for page in pages for _ in range(QUESTIONS // len(pages))]
            asked += [timed(partial(one.found, name, number)) for number in chosen(records, QUESTIONS)]
            told = f"a page of the console over {records:,} records, and what is found by it, median"
            yield Result(name=told, value=1000 * statistics.median(asked), unit="ms", target=50, why=WHY)
            dates = [timed(partial(one.ask, urls.own(urls.DESK_DATES, name))) for _ in range(20)]
            told = "the page of missing dates, a hundred people at a time, median"
            yield Result(name=told, value=1000 * statistics.median(dates), unit="ms", target=50, why=WHY_DATES)
