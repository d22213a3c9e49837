"""Browsers in front of an instance on which a society stands: of somebody whom it knows, and of those who work there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx2
from starlette.types import ASGIApp
from tests.accounts.conftest import SECRET
from tests.conftest import PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.web.browsing import Browser, in_front_of

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import urls

MAUD, DPO, WARDEN, NOBODY = "maud@example.org", "dpo@phare.example", "warden@phare.example", "nobody@example.org"
AT = urls.own(urls.DESK, LIGHTHOUSE)
OWN = urls.own(urls.OWN, LIGHTHOUSE)


class Visitor(Browser):
    """A browser, and the society whose pages it asks for."""

    two: Two

    def in_as(self, email: str) -> None:
        """Open an account under an address, and be in."""
        self.forget()
        self.registered(email)

    def linked(self, email: str = MAUD) -> httpx2.Response:
        """Open an account, and look for what is held under its address."""
        self.in_as(email)
        return self.send(urls.MY_DATA, "organisation", organisation=LIGHTHOUSE)


class Office(Visitor):
    """A browser, and the ways into the society."""

    def account_of(self, email: str) -> bytes:
        """Open an account, be in, and return which one it is."""
        self.in_as(email)
        (found,) = self.desk.house.acting("running-instance", purpose="account-keeping", actor="test").find(
            "account", "email", email
        )
        assert found.person is not None
        return found.person

    def as_dpo(self) -> bytes:
        """Be the first of the office; return who that is in the society."""
        account = self.account_of(DPO)
        offered = self.two.memberships.bootstrap(self.two.other.organisation_id, role="dpo", email=DPO, by="operator")
        return self.two.memberships.accept(offered.token, account).person

    def as_warden(self) -> bytes:
        """Be somebody in a role that reads only what is their own."""
        return self.as_colleague("warden")

    def as_colleague(self, role: str) -> bytes:
        """Be somebody in a role, let in by the office; return who that is in the society."""
        dpo = self.as_dpo()
        account = self.account_of(WARDEN)
        organisation = self.two.other.organisation_id
        offered = self.two.memberships.invite(organisation, roles=[role], email=WARDEN, by=dpo)
        return self.two.memberships.accept(offered.token, account).person

    def back_as_dpo(self) -> None:
        """Log out, and be of the office again."""
        self.forget()
        self.send("/account/login", email=DPO, password=SECRET)

    def token(self) -> str:
        """Return the token of the browser's forms."""
        return str(re.findall(r'name="token" value="([^"]+)"', self.get(urls.MY_DATA).text)[0])


OneVisitor = TypeVar("OneVisitor", bound=Visitor)


@contextmanager
def visiting(
    sort: type[OneVisitor],
    society: Path,
    folder: Path,
    clock: FixedClock,
    *,
    api: Callable[[Instance], ASGIApp | None] = lambda _: None,
) -> Iterator[OneVisitor]:
    """Give a browser of a sort in front of a copy of an instance on which a society knows Maud."""
    shutil.copytree(society, folder)
    with (
        Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance,
        in_front_of(instance, clock, sort, api=api(instance)) as made,
    ):
        made.two = Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)
        made.two.write_down(MAUD)
        yield made


def plain(page: httpx2.Response) -> str:
    """Return a page as its words would be typed: with spaces that break, and nothing where names may break."""
    return page.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("<wbr>", "")
