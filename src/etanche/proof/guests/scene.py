"""
A guest: somebody made up who opens an account by the real service, with a clock of their own and letters that go nowhere.

What the service stands on is the living one; only the clock, the counters of failures and the letter box are the guest's, and what it keeps
is written and read under the credential of the run.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from etanche.accounts import CHEAP, Accounts, Begun, Hasher, Note, Rules, Text, Throttle, Writing
from etanche.clock import Clock
from etanche.errors import Fault
from etanche.proof.guests.lent import LentVault
from etanche.proof.lodge import Lodge
from etanche.proof.persons.made_up import marker
from etanche.proof.run import PROBER, ProofRun
from etanche.vault import Below, Door, ProbeRun, Ref, Session

PLACE: Final = "192.0.2.0/24"
"""Nobody's (RFC 5737)."""

_LENGTH: Final = 24


class Ahead:
    """A clock that is ahead of another one by as much as a check wants."""

    def __init__(self, clock: Clock) -> None:
        """Go with a clock."""
        self._clock = clock
        self.by = timedelta(0)

    def now(self) -> datetime:
        """Return what this clock shows."""
        return self._clock.now() + self.by


class Vestibule(LentVault):
    """
    The vault of the organisation `instance`, for one run of checks: what is written by it is a canary, and nothing else is seen.

    Whoever acts by it is a prober in the journal: a line under the mark of a check that names anybody else is a forged one.
    """

    def new_person(self) -> bytes:  # type: ignore[override]  # the person has to be known as made up by this run
        """Make up a person."""
        return self.probing(self.run).person()

    def door(
        self,
        channel: str,
        *,
        actor: str,  # noqa: ARG002  # a probe has a name of its own
        probe: ProbeRun | None = None,
    ) -> Door:
        """Open a channel for canaries."""
        return super().door(channel, actor=PROBER, probe=probe or self.run)

    def acting(
        self,
        role: str,
        *,
        purpose: str,
        actor: str,  # noqa: ARG002  # as above
        case: str | None = None,
        probe: ProbeRun | None = None,
    ) -> Session:
        """Let somebody act who sees canaries only."""
        return super().acting(role, purpose=purpose, actor=PROBER, case=case, probe=probe or self.run)

    def tell(
        self,
        about: bytes | Ref,
        event: str,
        *,
        actor: str,  # noqa: ARG002  # as above
        purpose: str | None = None,
        effective: date | datetime | None = None,
        evidence: bytes | None = None,
        assumed: bool = False,  # noqa: ARG002  # nothing is assumed of whom we made up
        case: str | None = None,  # noqa: ARG002  # nor is there a case
        recipient: str | None = None,
    ) -> None:
        """Tell standing of somebody made up."""
        self.probing(self.run).tell(
            about, event, purpose=purpose, effective=effective, evidence=evidence, recipient=recipient
        )


@dataclass(frozen=True, kw_only=True)
class Lobby:
    """The service of accounts for made-up people, with a clock of theirs and the letters that it wrote them."""

    accounts: Accounts
    clock: Ahead
    letters: list[Note] = field(repr=False)

    def link(self, text: Text) -> str:
        """
        Return what the link of the last letter of a sort carries.

        Raises:
            Fault: there is no such letter.
        """
        for note in reversed(self.letters):
            if note.text is text:
                return note.link.rpartition("=")[2]
        raise Fault("a letter was not written")

    def asked_for(self, email: str) -> str:
        """
        Ask for an account under an address, and return what the link of the letter carries.

        Raises:
            Fault: there is no such letter.
        """
        self.accounts.ask_account(email, language="en", place=PLACE)
        return self.link(Text.OPEN)

    def open(self, run: ProofRun, word: str, password: str) -> Begun:
        """Open the account of a link; who is in is let out at the end of the run."""
        accounts = self.accounts
        begun = accounts.open_account(word, password, name="", language="en", shown=accounts.documents)
        run.at_end(lambda: accounts.means.logged_in.close_all(begun.session.account))
        return begun

    def good_password(self) -> str:
        """Return a password that every policy takes: random, as long as is asked for, with a sign of each class."""
        length = max(_LENGTH, self.accounts.asked(None).length.value)
        return marker(length - 3) + secrets.choice("ABCDEFGH") + secrets.choice("23456789") + secrets.choice("-+!?")


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody made up, with an account that is open."""

    lobby: Lobby
    email: str = field(repr=False)
    password: str = field(repr=False)
    word: str = field(repr=False)
    """What the link of the first letter carried."""

    begun: Begun = field(repr=False)

    @property
    def accounts(self) -> Accounts:
        """The service."""
        return self.lobby.accounts

    def log_in(self, password: str | None = None) -> Begun:
        """Log in, with another password than one's own if one is given."""
        return self.accounts.log_in(self.email, self.password if password is None else password, place=PLACE)


def lodge_of(run: ProofRun) -> Lodge | None:
    """Return the way in of a house; nothing where nobody can have an account yet."""
    return None if run.bench.door is None else run.bench.door.lodge


def vestibule(run: ProofRun, home: Below) -> Vestibule:
    """Return the vault of the organisation `instance` for this run, cleaned away with it."""

    def look() -> Vestibule:
        made = Vestibule.lent(home, ProbeRun(id=run.id))
        run.at_end(lambda: made.clean(made.run))
        return made

    return run.once("vestibule", look)


def lobby(run: ProofRun, lodge: Lodge, *, roles: frozenset[str] = frozenset(), strong: bool = False) -> Lobby:
    """
    Return the service of accounts for made-up people who have some roles.

    Hashes are cheap unless they are what is looked at: how slow they are is another promise.
    """
    means, vault, clock = lodge.means, vestibule(run, lodge.home), Ahead(lodge.means.clock)
    letters: list[Note] = []

    def rules(_account: bytes | None) -> Mapping[str, Rules]:
        # The operator's organisation is called as the instance is: each is to be heard.
        return {**means.rules(None), f"{lodge.named} (asks)": lodge.rules(roles)}

    keeping = lodge.keeping(lambda: vault, lodge.home.clock)
    writing = Writing(keeping=keeping, clock=clock, sign=means.sign_link, sealing=means.sealing)
    theirs = replace(
        means,
        keeping=keeping,
        logged_in=lodge.sessions(clock),
        clock=clock,
        hasher=means.hasher if strong else Hasher(CHEAP),
        tries=lodge.tries(clock),
        letters=lodge.letters(clock),
        moves=Throttle(clock),
        terms=lodge.terms(lambda: vault),
        post=letters.append,
        # Written at once, as whoever sends letters does a moment later.
        keep=lambda wanted: letters.append(writing.note(wanted)),
        rules=rules,
        # Where accounts are opened by a provider alone, those who come by themselves are tried by `accounts:registration`.
        by_oneself=lambda: True,
    )
    return Lobby(accounts=Accounts(theirs), clock=clock, letters=letters)


def guest(run: ProofRun, at: Lobby) -> Guest:
    """
    Let somebody made up open an account.

    Raises:
        Fault: the letter with the link was not written.
    """
    email, password = f"{marker()}@canary.invalid", at.good_password()
    word = at.asked_for(email)
    begun = at.open(run, word, password)
    return Guest(lobby=at, email=email, password=password, word=word, begun=begun)
