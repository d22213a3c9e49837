"""
Who is told when a promise changes, and how: `[alerts]` of the settings, and the letter.

Letters wait in the outbox. Without anybody to tell none is written: what is to be told waits, is counted, and is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from etanche.charter import Charter, promises
from etanche.incidents import Incident
from etanche.instance.mail_settings import SERVER_WORDS
from etanche.notice import moment_words, sentence
from etanche.outbound import Letter, is_address
from etanche.proof import About, Alert, Attested
from etanche.terms import Language
from etanche.words import say


@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Who is told."""

    to: tuple[str, ...]

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self | None:
        """
        Read them from the table `alerts` of the settings; nothing if there is none. A server in it is read by `MailSettings`.

        Raises:
            TypeError, ValueError, KeyError: the table says something else.
        """
        if not said:
            return None
        if said.keys() - SERVER_WORDS - {"to"}:
            raise ValueError("alerts")
        to = said["to"] if isinstance(said["to"], list) else [said["to"]]
        if not to or not all(isinstance(one, str) and is_address(one) for one in to):
            raise ValueError("address")
        return cls(to=tuple(to))


def letters(
    settings: AlertSettings, alerts: Sequence[Alert], found: Iterable[Attested], *, charter: Charter
) -> Iterator[Letter]:
    """Yield the letter that tells everything, to each reader, and one to each owner of evidence that is an address, with what is theirs."""
    for reader in settings.to:
        yield _letter(reader, alerts, charter=charter)
    owners = {one.row.digest.hex(): one.row.owner for one in found if is_address(one.row.owner)}
    theirs: dict[str, list[Alert]] = {}
    for one in alerts:
        if one.about is About.REMINDER and one.was in owners:
            theirs.setdefault(owners[one.was], []).append(one)
    for owner, own in theirs.items():
        if owner not in settings.to:
            yield _letter(owner, own, charter=charter)


def call_about(one: Alert) -> tuple[str, Mapping[str, str]]:
    """Return the event, and what a program is told of it: names of the charter and words of ours."""
    told = {"promise": one.promise, "at": one.at.isoformat(), "now": one.now}
    if one.about is About.REMINDER:
        return "evidence.lapsing", told
    if one.about is About.ASLEEP:
        return "checks.asleep", {
            "promise": one.promise,
            "at": one.at.isoformat(),
            "since": one.was,
            "promises": one.now,
        }
    return "promise.changed", told | {"was": one.was}


def incident_letters(
    settings: AlertSettings, incident: Incident, *, charter: Charter, command: str
) -> Iterator[Letter]:
    """Yield the letter that tells of an incident at once, in both languages, to each reader: what was noticed, about whom or what, and nothing of anybody's data."""
    language = charter.notice.languages[0]
    other: Language = "en" if language == "fr" else "fr"
    organisation = charter.organisation.name
    said = [_said(incident, charter, one, command) for one in (language, other)]
    rule = "\n\n" + "-" * 72 + "\n\n"
    for reader in settings.to:
        yield Letter(
            to=reader,
            subject=said[0][0],
            text=rule.join(text for _, text in said) + "\n",
            kind="incident-alert",
            name=organisation,
        )


def call_about_incident(incident: Incident) -> tuple[str, Mapping[str, str]]:
    """Return the event, and what a program is told of an incident."""
    told = {"incident": incident.name, "at": incident.opened.isoformat(), "noticed": incident.detector or "hand"}
    return "incident.opened", told


def _said(incident: Incident, charter: Charter, language: Language, command: str) -> tuple[str, str]:
    # What somebody wrote is sealed, and stays so: a letter says that they wrote, and where it is read.
    title = say(f"incident.detector.{incident.detector}" if incident.detector else "incident.alert.by-hand", language)
    at = moment_words(incident.opened, charter.organisation.time_zone, language)
    subject = say("incident.alert.subject", language, organisation=charter.organisation.name, title=title)
    words = {"title": title, "subject": incident.subject or "-", "at": at, "name": incident.name, "command": command}
    return subject, say("incident.alert.text", language, **words).strip()


def _letter(to: str, alerts: Sequence[Alert], *, charter: Charter) -> Letter:
    """Return a letter in the first language of the notice, the broken promises first."""
    language = charter.notice.languages[0]
    said = {promise.id: sentence(charter, promise, language) for promise in promises(charter)}
    ordered = sorted(
        alerts, key=lambda one: (one.now not in {"broken", "lapsed"} and one.about is not About.ASLEEP, one.seq)
    )
    lines = [line for one in ordered for line in (*_told(one, charter, language), said.get(one.promise, ""), "")]
    organisation = charter.organisation.name
    return Letter(
        to=to,
        subject=say("alert.subject", language, n=len(alerts), organisation=organisation),
        text="\n".join(
            (say("alert.lead", language, organisation=organisation), "", *lines, say("alert.foot", language))
        ),
        kind="alert",
        name=organisation,
    )


def _told(one: Alert, charter: Charter, language: Language) -> tuple[str, ...]:
    """Return the line of one alert."""
    at = moment_words(one.at, charter.organisation.time_zone, language)
    if one.about is About.REMINDER:
        return (say(f"alert.reminder.{one.now}", language, promise=one.promise),)
    if one.about is About.ASLEEP:
        return (_told_asleep(one, charter, language),)
    now = say(f"state.{one.now}.word", language)
    if not one.was:
        return (say("alert.first", language, promise=one.promise, now=now, at=at),)
    was = say(f"state.{one.was}.word", language)
    return (say("alert.changed", language, promise=one.promise, was=was, now=now, at=at),)


def _told_asleep(one: Alert, charter: Charter, language: Language) -> str:
    """Return the line that says since when nobody looks."""
    if not one.was:
        return say("alert.never-looked", language, promise=one.promise, n=int(one.now))
    since = moment_words(datetime.fromisoformat(one.was), charter.organisation.time_zone, language)
    return say("alert.asleep", language, promise=one.promise, n=int(one.now), since=since)
