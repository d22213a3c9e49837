"""
How people come in: sessions that end, second factors that are asked for and work once, links that open nothing by themselves.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pyotp

from etanche.accounts import Accounts, Begun, Level, LinkRefused, LoginRefused, NotByOneself, Text, TooSoon
from etanche.accounts.codes import STEP
from etanche.accounts.lifetimes import later
from etanche.charter import Duration, Opening, Sessions
from etanche.proof.guests.scene import PLACE, Guest, Lobby, guest, lobby, lodge_of
from etanche.proof.lodge import Lodge
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.made_up import marker
from etanche.proof.run import ProofRun

_MINUTE: Final = timedelta(minutes=1)
_GUESSES: Final = 12

_STRANGERS: Final = 40
"""So many ask at once for letters to one address, each from another place."""

_MOST_LETTERS: Final = 30
"""More are too many for one letter box: twenty are written at once, and some more while a slow machine asks."""


# — sessions


def sessions(run: ProofRun, said: Sessions) -> Outcome:
    """Let somebody made up be in, do nothing, do something all the time, and close what they opened."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    ours = guest(run, lobby(run, lodge))
    if _open_after(ours, said.idle):
        return broken("accounts.session-idle")
    if _open_after(ours, said.longest, lodge=lodge):
        return broken("accounts.session-longest")
    one, two = ours.log_in(), ours.log_in()
    ours.accounts.close_others(two.session)
    if ours.accounts.session_of(one.secret) is not None or ours.accounts.session_of(two.secret) is None:
        return broken("accounts.session-not-closed")
    return kept("accounts.sessions-end", idle=str(said.idle), longest=str(said.longest))


def _open_after(ours: Guest, duration: Duration, *, lodge: Lodge | None = None) -> bool:
    """Tell whether a session is open when it should be over; with a lodge, of somebody who did something a moment ago."""
    at, begun = ours.lobby, ours.log_in()
    now = at.clock.now()
    at.clock.by += later(now, duration, zone=at.accounts.means.zone) - now + _MINUTE
    if lodge is not None:
        lodge.sessions(at.clock).saw(replace(begun.session, seen=at.clock.now()))
    found = at.accounts.session_of(begun.secret)
    at.clock.by = timedelta(0)
    return found is not None


# — second factors


def factor(run: ProofRun, required_for: tuple[str, ...]) -> Outcome:
    """Let somebody made up set up codes, log in without one, with a wrong one, with a right one, and with that one again."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    for role in required_for:
        if guest(run, lobby(run, lodge, roles=frozenset({role}))).begun.session.level is not Level.ENROLLING:
            return broken("accounts.factor-not-required")
    return _codes(guest(run, lobby(run, lodge))) or kept("accounts.factor-asked", roles=len(required_for))


def _codes(ours: Guest) -> Outcome | None:
    """Set codes up, and return what is wrong with how they are asked for."""
    try:
        ours.accounts.offer_codes(ours.begun.session, f"{ours.password} guessed", place=PLACE)
    except LoginRefused:
        offer = ours.accounts.offer_codes(ours.begun.session, ours.password, place=PLACE)
    else:
        return broken("accounts.factor-unproved")
    codes = pyotp.TOTP(offer.secret, interval=STEP)
    ours.accounts.confirm_codes(ours.begun.session, offer.word, _code(ours, codes), place=PLACE)
    begun = ours.log_in()
    if begun.session.level is not Level.HALFWAY:
        return broken("accounts.factor-not-asked")
    ours.lobby.clock.by += timedelta(seconds=2 * STEP)
    code = _code(ours, codes)
    if _lets_in(ours, begun, _another(code)):
        return broken("accounts.code-wrong")
    if not _lets_in(ours, begun, code):
        return unproven("no-canary")
    if _lets_in(ours, ours.log_in(), code):
        return broken("accounts.code-twice")
    return None if _made_to_wait(ours) else broken("accounts.codes-free", guesses=_GUESSES)


def _code(ours: Guest, codes: pyotp.TOTP) -> str:
    return codes.at(int(ours.lobby.clock.now().timestamp()))


def _another(code: str) -> str:
    """Return a code that is not this one."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def _lets_in(ours: Guest, begun: Begun, code: str) -> bool:
    try:
        return ours.accounts.show_code(begun.session, code, place=PLACE).session.level is Level.SECOND_FACTOR
    except LoginRefused:
        return False


def _made_to_wait(ours: Guest) -> bool:
    """Tell whether somebody who guesses at codes has to wait."""
    begun = ours.log_in()
    for _ in range(_GUESSES):
        try:
            ours.accounts.show_code(begun.session, "000000", place=PLACE)
        except TooSoon:
            return True
        except LoginRefused:
            continue
    return False


# — opening an account


def registration(run: ProofRun) -> Outcome:
    """Let strangers crowd an address, and somebody made up open the account there; or be sent away, where nobody opens one so."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    said = run.bench.charter.accounts
    if said is not None and set(said.opened_by) == {Opening.PROVIDER}:
        return _by_nobody(run, lodge)
    return _crowded(run, lobby(run, lodge))


def _crowded(run: ProofRun, at: Lobby) -> Outcome:
    """Let strangers ask for letters to an address until none is written any more, and whoever has the letter box open the account."""
    email, accounts = f"{marker()}@canary.invalid", at.accounts
    try:
        for number in range(_STRANGERS):
            accounts.ask_account(email, language="en", place=f"stranger {number}")
        accounts.ask_account(email, language="en", place=PLACE)
    except TooSoon:
        return broken("accounts.strangers-shut-out", asked=_STRANGERS)
    if len(at.letters) > _MOST_LETTERS:
        return broken("accounts.letters-unbounded", letters=len(at.letters))
    if accounts.means.keeping.by_email(email) is not None:
        return broken("accounts.opened-unproved")
    word = at.link(Text.OPEN)
    accounts.opens(word)
    if accounts.means.keeping.by_email(email) is not None:
        return broken("accounts.opened-unproved")
    at.open(run, word, at.good_password())
    return _again(run, at, word) or kept("accounts.opened-by-letter", asked=_STRANGERS + 1, letters=len(at.letters))


def _again(run: ProofRun, at: Lobby, used: str) -> Outcome | None:
    """Follow the link that was used, and the first of the others; return what came of it."""
    first = at.letters[0].link.rpartition("=")[2]
    for word in (used, first):
        try:
            at.open(run, word, at.good_password())
        except LinkRefused:
            continue
        return broken("accounts.opened-twice")
    return None


def _by_nobody(run: ProofRun, lodge: Lodge) -> Outcome:
    """Let somebody made up try to open an account without the provider."""
    if not lodge.operators:
        return unproven("accounts.opened-elsewhere")
    at = lobby(run, lodge)
    ours = Accounts(replace(at.accounts.means, by_oneself=lodge.means.by_oneself))
    try:
        ours.ask_account(f"{marker()}@canary.invalid", language="en", place=PLACE)
    except NotByOneself:
        return kept("accounts.not-by-oneself")
    return broken("accounts.opened-by-oneself")
