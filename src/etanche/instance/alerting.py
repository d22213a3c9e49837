"""
Who is told when a promise changes, and how: `[alerts]` of the settings, and the letter.

Without a mail server nothing is sent, and nothing pretends to have been: what is to be told waits, is counted, and is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from etanche.charter import Charter, promises
from etanche.notice import moment_words, sentence
from etanche.outbound import Letter, Relay
from etanche.proof import About, Alert, Attested
from etanche.terms import Language
from etanche.words import say

_KINDS: Final[Mapping[str, type]] = {
    "from": str,
    "server": str,
    "port": int,
    "starttls": bool,
    "user": str,
    "password-file": str,
    "authorities": str,
}
_MOST_PORT: Final = 65_535


@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Who is told, by which server."""

    to: tuple[str, ...]
    sender: str
    relay: Relay

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self | None:
        """
        Read them from the table `alerts` of the settings; nothing if there is none.

        Raises:
            TypeError, ValueError, KeyError: the table says something else.
        """
        if not said:
            return None
        if said.keys() - _KINDS.keys() - {"to"} or not {"to", "from", "server"} <= said.keys():
            raise ValueError("alerts")
        if any(type(said[name]) is not kind for name, kind in _KINDS.items() if name in said):
            raise TypeError("alerts")
        to = said["to"] if isinstance(said["to"], list) else [said["to"]]
        if not to or not all(isinstance(one, str) and _is_address(one) for one in (*to, said["from"])):
            raise ValueError("address")
        starttls = bool(said.get("starttls", False))
        port = int(said.get("port", 587 if starttls else 465))
        if not 0 < port <= _MOST_PORT:
            raise ValueError("port")
        relay = Relay(
            server=said["server"],
            port=port,
            starttls=starttls,
            user=said.get("user"),
            password_file=_path(said.get("password-file")),
            authorities=_path(said.get("authorities")),
        )
        return cls(to=tuple(to), sender=said["from"], relay=relay)


def letters(
    settings: AlertSettings, alerts: Sequence[Alert], found: Iterable[Attested], *, charter: Charter, at: datetime
) -> Iterator[Letter]:
    """Yield the letter that tells everything, and one to each owner of evidence that is an address, with what is theirs."""
    yield _letter(settings, settings.to, alerts, charter=charter, at=at)
    owners = {one.row.digest.hex(): one.row.owner for one in found if _is_address(one.row.owner)}
    theirs: dict[str, list[Alert]] = {}
    for one in alerts:
        if one.about is About.REMINDER and one.was in owners:
            theirs.setdefault(owners[one.was], []).append(one)
    for owner, own in theirs.items():
        if owner not in settings.to:
            yield _letter(settings, (owner,), own, charter=charter, at=at)


def _letter(
    settings: AlertSettings, to: tuple[str, ...], alerts: Sequence[Alert], *, charter: Charter, at: datetime
) -> Letter:
    """Return a letter in the first language of the notice, the broken promises first."""
    language = charter.notice.languages[0]
    said = {promise.id: sentence(charter, promise, language) for promise in promises(charter)}
    ordered = sorted(alerts, key=lambda one: (one.now not in {"broken", "lapsed"}, one.seq))
    lines = [line for one in ordered for line in (*_told(one, charter, language), said.get(one.promise, ""), "")]
    organisation = charter.organisation.name
    return Letter(
        sender=settings.sender,
        to=to,
        subject=say("alert.subject", language, n=len(alerts), organisation=organisation),
        text="\n".join(
            (say("alert.lead", language, organisation=organisation), "", *lines, say("alert.foot", language))
        ),
        at=at,
    )


def _told(one: Alert, charter: Charter, language: Language) -> tuple[str, ...]:
    """Return the line of one alert."""
    at = moment_words(one.at, charter.organisation.time_zone, language)
    if one.about is About.REMINDER:
        return (say(f"alert.reminder.{one.now}", language, promise=one.promise),)
    now = say(f"state.{one.now}.word", language)
    if not one.was:
        return (say("alert.first", language, promise=one.promise, now=now, at=at),)
    was = say(f"state.{one.was}.word", language)
    return (say("alert.changed", language, promise=one.promise, was=was, now=now, at=at),)


def _is_address(text: str) -> bool:
    """Tell whether a text can be an address, and is no more than one."""
    name, _, host = text.rpartition("@")
    return bool(name and host) and text.isprintable() and not set(text) & set(' ,;<>"')


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)
