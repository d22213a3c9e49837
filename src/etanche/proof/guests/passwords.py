"""
What passwords are taken, for how long, and how often one may be guessed: tried by somebody made up, rule by rule of the charter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from etanche.accounts import Flaw, LeakedUnreadable, Level, LoginRefused, PasswordRefused, TooSoon
from etanche.accounts.hashing import STRONG
from etanche.accounts.lifetimes import later
from etanche.charter import Passwords, SignClass
from etanche.proof.guests.scene import PLACE, Guest, Lobby, guest, lobby, lodge_of
from etanche.proof.look import files_below, search
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.made_up import marker
from etanche.proof.run import ProofRun

LEAKED: Final = "password"
"""Known to everybody: the first of every list of leaked passwords."""

_GUESSES: Final = 12
"""Somebody who guesses this often at once has to wait; the person with a slip of the finger has not."""

_COST: Final = f"$argon2id$v=19$m={STRONG.memory},t={STRONG.passes},p={STRONG.lanes}$"
_OF_CLASS: Final[Mapping[SignClass, Callable[[str], bool]]] = {
    SignClass.LOWER: str.islower,
    SignClass.UPPER: str.isupper,
    SignClass.DIGIT: str.isdecimal,
    SignClass.OTHER: lambda sign: not sign.isalnum(),
}


def policy(run: ProofRun, said: Passwords) -> Outcome:
    """Try to take what may not be taken, to go on with what is past its time, and to guess."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    at = lobby(run, lodge)
    if said.breach_list and not _listed(at):
        return broken("accounts.leaks-unread")
    tried, taken = _taken(run, at, said)
    if taken:
        return broken("accounts.password-taken", rules=taken)
    ours = guest(run, at)
    return _used(ours, said) or kept("accounts.passwords-asked", rules=tried + 1)


def _used(ours: Guest, said: Passwords) -> Outcome | None:
    """Use a password past its time, take one of before, and guess; return what was let through."""
    if not _renewed(ours, said):
        return broken("accounts.password-not-renewed")
    if said.history and _comes_back(ours):
        return broken("accounts.password-comes-back")
    return broken("accounts.guesses-free", guesses=_GUESSES) if _guessed(ours) else None


def _listed(at: Lobby) -> bool:
    """Tell whether what is in the list of leaked passwords is found there."""
    try:
        at.accounts.means.leaked.require()
    except LeakedUnreadable:
        return False
    return True


def _taken(run: ProofRun, at: Lobby, said: Passwords) -> tuple[int, int]:
    """Return how many rules were tried, and how many let pass what they are to keep out."""
    good = at.good_password()
    wrong = {Flaw.TOO_SHORT: [good[len(good) - said.length + 1 :]]}
    wrong[Flaw.LACKS_CLASS] = [
        "".join(_other(one) if _OF_CLASS[one](sign) else sign for sign in good) for one in said.classes
    ]
    if said.breach_list:
        wrong[Flaw.LEAKED] = [LEAKED]
    tried = [(flaw, password) for flaw, passwords in wrong.items() for password in passwords]
    return len(tried), sum(1 for flaw, password in tried if flaw not in _flaws(run, at, password))


def _other(one: SignClass) -> str:
    """Return a sign of another class."""
    return "7" if one is not SignClass.DIGIT else "a"


def _flaws(run: ProofRun, at: Lobby, password: str) -> frozenset[Flaw]:
    """Return what is said against a password that somebody wants to take who opens an account."""
    try:
        at.open(run, at.asked_for(f"{marker()}@canary.invalid"), password)
    except PasswordRefused as refused:
        return frozenset(one.flaw for one in refused.objections)
    return frozenset()


def _renewed(ours: Guest, said: Passwords) -> bool:
    """Tell whether a password past its time, or its logins, opens nothing but the page that changes it."""
    at = ours.lobby
    if said.expire is not None:
        now = at.accounts.means.clock.now()
        at.clock.by += later(now, said.expire, zone=at.accounts.means.zone) - now + timedelta(minutes=1)
        stale = ours.log_in().session.level
        at.clock.by = timedelta(0)
        if stale is not Level.RENEWING:
            return False
    if said.logins is None:
        return True
    keeping = at.accounts.means.keeping
    credentials = keeping.credentials(ours.begun.session.account)
    if credentials is not None:
        keeping.change(credentials, logins=str(said.logins))
    return ours.log_in().session.level is Level.RENEWING


def _comes_back(ours: Guest) -> bool:
    """Tell whether the password before this one can be taken again."""
    accounts, new = ours.accounts, ours.lobby.good_password()
    begun = accounts.change_password(ours.log_in().session, ours.password, new, place=PLACE)
    try:
        accounts.change_password(begun.session, new, ours.password, place=PLACE)
    except PasswordRefused:
        accounts.change_password(begun.session, new, ours.lobby.good_password(), place=PLACE)
        return False
    return True


def _guessed(ours: Guest) -> bool:
    """Tell whether somebody may guess as often as they like."""
    for _ in range(_GUESSES):
        try:
            ours.log_in("a guess")
        except TooSoon:
            return False
        except LoginRefused:
            continue
    return True


# — what is kept of them


def kept_secret(run: ProofRun) -> Outcome:
    """Search every byte for what somebody made up typed and was given, and look at how slow the hash of it is."""
    lodge = lodge_of(run)
    if lodge is None:
        return unproven("accounts.nobody-yet")
    ours = guest(run, lobby(run, lodge, strong=True))
    credentials = ours.accounts.means.keeping.credentials(ours.begun.session.account)
    if credentials is None or credentials.password is None:
        return unproven("no-canary")
    offer = ours.accounts.offer_codes(ours.begun.session, ours.password, place=PLACE)
    needles = {
        "password": ours.password.encode(),
        "hash": credentials.password.encode(),
        "session": ours.begun.secret.encode(),
        "link": ours.word.encode(),
        "factor": offer.secret.encode(),
    }
    found = search(files_below(run.bench.folder), needles, tables=run.bench.store.rows())
    if found.found:
        return broken("sealed.password-in-clear", things=len(found.found), files=max(found.found.values()))
    if not credentials.password.startswith(_COST):
        return broken("sealed.password-cheap")
    return kept("sealed.passwords-hashed", memory=STRONG.memory // 1024, passes=STRONG.passes, files=found.files)
