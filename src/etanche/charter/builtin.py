"""
What Étanche itself holds of people: accounts, sessions, the standing of their consents and refusals, requests, the journal.

These are personal data too, so they are categories with fields, a reason and a time like the others;
nobody writes them into a charter, because they follow from it.

    >>> [held.name for held in builtin(charter)]
    ['accounts', 'sessions', 'standing', 'requests', 'journal']
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from etanche.charter.keep import After, Duration, Keep, LastOf, Unit, While
from etanche.charter.kinds import Basis, Factor, FieldKind, Opening, Theme, Who
from etanche.charter.model import Accounts, Charter, Rights
from etanche.charter.reading import parse_duration
from etanche.charter.vocabulary import STANDING_ENDED
from etanche.terms import LANGUAGES, Text
from etanche.words import say

SHORTEST_SESSION = Duration(number=1, unit=Unit.HOUR)
"""A time of keeping is counted in hours at least; a session of minutes is forgotten within one."""


@dataclass(frozen=True, kw_only=True)
class BuiltinField:
    """One datum of a built-in category."""

    name: str
    kind: FieldKind
    title: Text


@dataclass(frozen=True, kw_only=True)
class Builtin:
    """A category that Étanche keeps for itself, with the one purpose it serves."""

    name: str
    """A fixed word of the language, so that no name of a charter can be the same."""

    title: Text
    why: Text
    of: tuple[str, ...]
    """Kinds of people of the charter."""

    staff: Text | None = None
    """Those who act for the organisation, if the data are about them too: no charter names them among its people."""

    fields: tuple[BuiltinField, ...]
    theme: Theme
    basis: Basis
    law: tuple[str, ...] = ()
    keep: Keep


@dataclass(frozen=True, kw_only=True)
class Limitation:
    """How long somebody can go to court, and by which text; without one the time is ours."""

    period: Duration
    law: str


def builtin(charter: Charter) -> tuple[Builtin, ...]:
    """Return the built-in categories of a charter, in the order in which they are printed."""
    return tuple(_held(charter))


def limitation_of(country: str) -> Limitation:
    """Return the general period after which a claim is barred in a country."""
    facts = _limitations()
    return facts.get(country, facts[""])


def _held(charter: Charter) -> Iterator[Builtin]:
    everybody = tuple(name for name, people in charter.people.items() if people.is_ is Who.PERSON)
    if charter.accounts is not None:
        if not _says_itself(charter, charter.accounts):
            yield _accounts(charter.accounts)
        yield _sessions(charter.accounts)
    yield _standing(charter, everybody)
    if charter.rights is not None:
        yield from _requests(charter, charter.rights)
    yield _made(
        "journal",
        of=everybody,
        staff=_text("journal.staff"),
        fields=_JOURNAL,
        theme=Theme.SECURITY,
        basis=Basis.LEGAL_OBLIGATION,
        law=("GDPR 5(2)", "GDPR 32"),
        keep=charter.vault.journal.keep,
    )


def _says_itself(charter: Charter, accounts: Accounts) -> bool:
    """
    Tell whether a charter has categories of its own for what lets people in: nothing is said of the same data twice.

    It has, where a purpose that keeps accounts (`theme: account`) uses a category with secrets (`token`) of everybody who has one:
    so does the charter of the organisation `instance`, in whose vault they lie.
    """
    return any(
        field.kind is FieldKind.TOKEN and set(accounts.for_) <= set(charter.categories[category].of)
        for purpose in charter.purposes.values()
        if purpose.theme is Theme.ACCOUNT
        for category in purpose.uses
        for field in charter.categories[category].fields.values()
    )


def _accounts(accounts: Accounts) -> Builtin:
    fields = {"login": FieldKind.LOGIN, "opened": FieldKind.INSTANT}
    if accounts.passwords is not None:
        fields["password"] = FieldKind.TOKEN
    if set(accounts.second_factor.by) & {Factor.TOTP, Factor.PASSKEY}:
        fields["factor"] = FieldKind.TOKEN
    if Opening.PROVIDER in accounts.opened_by:
        fields["at-provider"] = FieldKind.IDENTIFIER
    return _made(
        "accounts",
        of=accounts.for_,
        fields=fields,
        theme=Theme.ACCOUNT,
        basis=Basis.CONTRACT,
        keep=While(state="account"),
    )


def _sessions(accounts: Accounts) -> Builtin:
    longest = accounts.sessions.longest
    return _made(
        "sessions",
        of=accounts.for_,
        fields={"session": FieldKind.TOKEN, "begun": FieldKind.INSTANT, "last-seen": FieldKind.INSTANT},
        theme=Theme.SECURITY,
        basis=Basis.CONTRACT,
        keep=After(duration=SHORTEST_SESSION if longest.unit is Unit.MINUTE else longest, event="created"),
    )


def _standing(charter: Charter, everybody: tuple[str, ...]) -> Builtin:
    """A consent or a refusal is remembered as long as it stands, then as long as somebody may have to prove it in court."""
    return _made(
        "standing",
        of=everybody,
        fields={"person": FieldKind.IDENTIFIER, "event": FieldKind.TEXT, "effective": FieldKind.INSTANT},
        theme=Theme.LEGAL_DUTY,
        basis=Basis.LEGAL_OBLIGATION,
        law=("GDPR 5(2)", "GDPR 7(1)", "GDPR 21"),
        keep=After(duration=limitation_of(charter.organisation.country).period, event=STANDING_ENDED),
    )


def _requests(charter: Charter, rights: Rights) -> Iterator[Builtin]:
    """Yield the clock of requests; it runs as long as the charter keeps the requests themselves."""
    rules = tuple(
        purpose.keep
        for purpose in charter.purposes.values()
        if purpose.theme is Theme.RIGHTS and rights.requests in purpose.uses
    )
    if rules:
        yield _made(
            "requests",
            of=charter.categories[rights.requests].of,
            fields={
                "right": FieldKind.CHOICE,
                "received": FieldKind.INSTANT,
                "answer-due": FieldKind.DATE,
                "answered": FieldKind.INSTANT,
            },
            theme=Theme.RIGHTS,
            basis=Basis.LEGAL_OBLIGATION,
            law=("GDPR 12", "GDPR 5(2)"),
            keep=rules[0] if len(rules) == 1 else LastOf(rules=rules),
        )


def _made(
    name: str,
    *,
    of: tuple[str, ...],
    fields: dict[str, FieldKind],
    theme: Theme,
    basis: Basis,
    keep: Keep,
    law: tuple[str, ...] = (),
    staff: Text | None = None,
) -> Builtin:
    return Builtin(
        name=name,
        title=_text(f"{name}.title"),
        why=_text(f"{name}.why"),
        of=of,
        staff=staff,
        fields=tuple(
            BuiltinField(name=field, kind=kind, title=_text(f"{name}.{field}")) for field, kind in fields.items()
        ),
        theme=theme,
        basis=basis,
        law=law,
        keep=keep,
    )


def _text(key: str) -> Text:
    french, english = (say(f"builtin.{key}", language) for language in LANGUAGES)
    return Text(fr=french, en=english)


_JOURNAL = {
    "at": FieldKind.INSTANT,
    "actor": FieldKind.IDENTIFIER,
    "role": FieldKind.TEXT,
    "purpose": FieldKind.TEXT,
    "act": FieldKind.CHOICE,
    "object": FieldKind.IDENTIFIER,
    "decision": FieldKind.TEXT,
}


@cache
def _limitations() -> dict[str, Limitation]:
    facts = tomllib.loads(files("etanche.charter").joinpath("facts", "limitation.toml").read_text("utf-8"))
    entries = {"": facts["other"], **facts["country"]}
    return {
        country: Limitation(period=parse_duration(entry["period"]), law=entry["law"])
        for country, entry in entries.items()
    }
