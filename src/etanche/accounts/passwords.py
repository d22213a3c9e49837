"""
What a password must be, when an account acts for several organisations: of each rule the strictest, and who asked for it.

    >>> from etanche.charter import Unit
    >>> asked = strictest({"choir": Policy(length=14), "clinic": Policy(length=45, expire=Duration(number=1, unit=Unit.DAY))})
    >>> asked.length.value, asked.length.by
    (45, 'clinic')

A policy that cannot be read is never passed over: whoever calls gives all of them, or none.
What this module does *not* do: hash (`hashing`), look a password up among the leaked (`leaked`), or say anything in
a language; reasons are names with figures, and their sentences are in `words`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Generic, TypeVar

from etanche.accounts.lifetimes import later, size
from etanche.charter import Duration, SignClass, entropy, signs_of

T = TypeVar("T")

LONGEST: Final = 1_024
"""Characters a password may have at most; more would be a way to keep the server busy (OWASP asks for 64 at least)."""

_LETTERS_AND_DIGITS: Final = 62
"""Among how many signs characters are taken where no sort of them is asked for, as rule SEC-02 counts."""

_SHORTEST_NAME: Final = 4
"""A name of fewer characters is in too many passwords to say anything."""

_AROUND_A_NAME: Final = 8
"""So many characters at least must stand around a name that is part of a password."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What one organisation asks of a password."""

    length: int
    """Characters at least."""

    classes: frozenset[SignClass] = frozenset()
    """Sorts of sign of which there must be one at least."""

    expire: Duration | None = None
    """After what time it must be changed; none, never."""

    logins: int | None = None
    """After how many logins it must be changed; none, never."""

    history: int = 0
    """How many earlier ones may not come back."""

    breach_list: bool = True
    """Whether one that is known to have leaked is refused."""


Named = Sequence[tuple[str, Policy]]


@dataclass(frozen=True)
class Asked(Generic[T]):
    """One rule, and the organisation that asks for it; empty where nobody does."""

    value: T
    by: str


@dataclass(frozen=True, kw_only=True)
class Strictest:
    """Of each rule the strictest of all organisations of an account."""

    length: Asked[int]
    classes: tuple[Asked[SignClass], ...]
    expire: Asked[Duration | None]
    logins: Asked[int | None]
    history: Asked[int]
    breach_list: Asked[bool]


class Flaw(StrEnum):
    """What is wrong with a password that somebody wants to take."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    LACKS_CLASS = "lacks-class"
    LEAKED = "leaked"
    USED_BEFORE = "used-before"
    NAMES_THE_ACCOUNT = "names-the-account"


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A flaw, the figure or class it is about, and the organisation whose rule it is."""

    flaw: Flaw
    figure: str = ""
    by: str = ""


class Stale(StrEnum):
    """Why a password has to be changed at the next login."""

    EXPIRED = "expired"
    USED_UP = "used-up"
    TOO_WEAK_NOW = "too-weak-now"


def strictest(policies: Mapping[str, Policy]) -> Strictest:
    """
    Return of each rule the strictest; where two ask for the same, the first by name.

    Raises:
        ValueError: there is no policy; an account without one would be held to nothing.
    """
    if not policies:
        raise ValueError("no policy to be strict about")
    named = sorted(policies.items())
    return Strictest(
        length=_most(named, lambda policy: policy.length),
        classes=tuple(
            Asked(kind, next(name for name, policy in named if kind in policy.classes))
            for kind in SignClass
            if any(kind in policy.classes for _, policy in named)
        ),
        expire=_soonest(named, lambda policy: policy.expire, size),
        logins=_soonest(named, lambda policy: policy.logins, float),
        history=_most(named, lambda policy: policy.history),
        breach_list=_once(named, lambda policy: policy.breach_list),
    )


def objections(
    password: str,
    asked: Strictest,
    *,
    names: tuple[str, ...] = (),
    leaked: Callable[[str], bool],
    used_before: Callable[[str], bool],
) -> tuple[Objection, ...]:
    """
    Return what is wrong with a password somebody wants to take; nothing is wrong when it is empty.

    Args:
        password: as typed.
        asked: what it must be.
        names: what names the account, its address first: a password that is one of them, or a part of its own, is guessed first.
        leaked: tells whether a password is among those known to have leaked.
        used_before: tells whether it is one of the earlier ones that may not come back; slow, so it is asked last.
    """
    written = canonical(password)
    if len(written) > LONGEST:
        return (Objection(flaw=Flaw.TOO_LONG, figure=str(LONGEST)),)
    found = []
    if len(written) < asked.length.value:
        found.append(Objection(flaw=Flaw.TOO_SHORT, figure=str(asked.length.value), by=asked.length.by))
    has = {class_of(sign) for sign in written}
    found += [
        Objection(flaw=Flaw.LACKS_CLASS, figure=kind.value, by=kind.by)
        for kind in asked.classes
        if kind.value not in has
    ]
    if _names(written, names):
        found.append(Objection(flaw=Flaw.NAMES_THE_ACCOUNT))
    if asked.breach_list.value and leaked(written):
        found.append(Objection(flaw=Flaw.LEAKED, by=asked.breach_list.by))
    if not found and asked.history.value and used_before(written):
        found.append(Objection(flaw=Flaw.USED_BEFORE, figure=str(asked.history.value), by=asked.history.by))
    return tuple(found)


def stale(
    asked: Strictest,
    *,
    since: datetime,
    logins: int,
    weight: tuple[int, frozenset[SignClass]],
    now: datetime,
    zone: str,
) -> tuple[Stale, str] | None:
    """
    Return why a password must be changed now and who asks for it, or nothing.

    Args:
        asked: what a password must be today.
        since: when it was set.
        logins: how often it has let somebody in since.
        weight: its length and classes, as noted when it was set; the password itself is not kept.
        now: the moment.
        zone: the time zone in which calendar units are counted.
    """
    expire, uses = asked.expire.value, asked.logins.value
    if expire is not None and later(since, expire, zone=zone) <= now:
        return Stale.EXPIRED, asked.expire.by
    if uses is not None and logins >= uses:
        return Stale.USED_UP, asked.logins.by
    length, classes = weight
    if length < asked.length.value:
        return Stale.TOO_WEAK_NOW, asked.length.by
    lacking = next((kind for kind in asked.classes if kind.value not in classes), None)
    return (Stale.TOO_WEAK_NOW, lacking.by) if lacking else None


def strength(policy: Policy) -> float:
    """Return the bits that the weakest password which a policy lets through can have (CNIL 2022-100, annex)."""
    return entropy(policy.length, signs_of(policy.classes, counted=_LETTERS_AND_DIGITS))


def class_of(sign: str) -> SignClass:
    """Return the class of one character; letters of every script have the case that Unicode gives them."""
    if sign.isdecimal():
        return SignClass.DIGIT
    if sign.isupper():
        return SignClass.UPPER
    return SignClass.LOWER if sign.isalpha() else SignClass.OTHER


def weight_of(password: str) -> tuple[int, frozenset[SignClass]]:
    """Return the length and the classes of a password, to be noted beside its hash."""
    written = canonical(password)
    return len(written), frozenset(map(class_of, written))


def canonical(password: str) -> str:
    """Return a password in one spelling, so that keyboards which compose letters otherwise open the same account (NFC, RFC 8265)."""
    return unicodedata.normalize("NFC", password)


def _names(password: str, names: tuple[str, ...]) -> bool:
    """Tell whether a password is what names the account, as it is or but for a few characters around it."""
    folded = password.casefold()
    parts = {part.casefold() for name in names for part in (name, name.partition("@")[0])}
    named = (part for part in parts if len(part) >= _SHORTEST_NAME and part in folded)
    return any(len(folded) < len(part) + _AROUND_A_NAME for part in named)


def _most(named: Named, rule: Callable[[Policy], int]) -> Asked[int]:
    """Return the highest figure and the first who asks for it; nobody asks for none."""
    name, policy = max(named, key=lambda one: rule(one[1]))
    return Asked(rule(policy), name if rule(policy) else "")


def _once(named: Named, rule: Callable[[Policy], bool]) -> Asked[bool]:
    by = next((name for name, policy in named if rule(policy)), None)
    return Asked(by is not None, by or "")


def _soonest(named: Named, rule: Callable[[Policy], T | None], length: Callable[[T], float]) -> Asked[T | None]:
    asking = [(length(value), name, value) for name, policy in named if (value := rule(policy)) is not None]
    if not asking:
        return Asked(None, "")
    _, name, value = min(asking, key=lambda one: one[:2])
    return Asked(value, name)
