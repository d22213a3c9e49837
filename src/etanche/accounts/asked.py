"""
What is asked of an account: of each rule the strictest of all the organisations that it acts for, and who asks for it.

The instance itself is always among them, so that an account without any organisation is held to something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etanche.accounts.passwords import Asked, Policy, Strictest, strictest
from etanche.accounts.sessions import Lifetimes, strictest_lifetimes
from etanche.charter import Charter, Passwords, Sessions


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What one organisation asks of an account that acts for it."""

    passwords: Policy | None
    """None, if nobody logs in to it by a password: it asks nothing of one."""

    sessions: Sessions
    factor: bool
    """Whether a role of the account there cannot be had without a second factor."""

    zone: str

    @classmethod
    def of(cls, charter: Charter, *, roles: frozenset[str], zone: str) -> Rules:
        """Return what a charter asks of whoever has some of its roles; without a section `accounts` only what its defaults are."""
        said = charter.accounts
        if said is None:
            return cls(passwords=None, sessions=Sessions(), factor=False, zone=zone)
        asked = said.passwords
        needs = frozenset(said.second_factor.required_for)
        policy = None if asked is None else _policy(asked)
        return cls(passwords=policy, sessions=said.sessions, factor=not needs.isdisjoint(roles), zone=zone)


def _policy(asked: Passwords) -> Policy:
    return Policy(
        length=asked.length,
        classes=frozenset(asked.classes),
        expire=asked.expire,
        logins=asked.logins,
        history=asked.history,
        breach_list=asked.breach_list,
    )


@dataclass(frozen=True, kw_only=True)
class Demands:
    """All that is asked of one account."""

    password: Strictest
    lifetimes: Lifetimes
    factor: Asked[bool]
    """Whether it has to have a second factor, and who asks for it."""

    zone: str

    @classmethod
    def of(cls, rules: Mapping[str, Rules], *, zone: str) -> Demands:
        """
        Return the strictest of all; where two ask for the same, the first by name.

        Raises:
            ValueError: nobody asks anything of a password, or there is nobody: the account would be held to nothing.
        """
        policies = {name: one.passwords for name, one in rules.items() if one.passwords is not None}
        by = next((name for name, one in sorted(rules.items()) if one.factor), None)
        return cls(
            password=strictest(policies),
            lifetimes=strictest_lifetimes({name: one.sessions for name, one in rules.items()}, zone=zone),
            factor=Asked(by is not None, by or ""),
            zone=zone,
        )
