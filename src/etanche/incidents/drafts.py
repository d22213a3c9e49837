"""
What an authority, those for whom we process, and the people concerned are told of a breach: the law's contents, in both languages.

GDPR 33(3) for an authority and 33(2) for controllers: nature, categories and approximate numbers of people and of records, contact, likely
consequences, measures taken or proposed; late, the reasons (33(1)); in phases, what is still missing (33(4)). GDPR 34(2) for people: in clear and
plain language the nature, contact, consequences and measures. Nobody may shorten the list, so what was not said yet stands in the draft as missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from etanche.charter import Charter
from etanche.incidents.clocks import clocks_of
from etanche.incidents.incident import Incident, Whom
from etanche.notice import moment_words
from etanche.terms import Language
from etanche.words import say

ORDER: Final = ("nature", "numbers", "categories", "contact", "consequences", "measures")
_OF_PEOPLE: Final = ("nature", "contact", "consequences", "measures")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody is told, as it stands."""

    whom: Whom
    subject: str
    text: str
    missing: tuple[str, ...]
    """Which of the law's contents nobody said yet."""


def draft(incident: Incident, charter: Charter, whom: Whom, language: Language, *, late: str = "") -> Draft:
    """Return what somebody is told of an incident, as it stands now."""
    zone, organisation = charter.organisation.time_zone, charter.organisation.name
    wanted = _OF_PEOPLE if whom is Whom.PEOPLE else ORDER
    said = {one: _said(one, incident, charter, language) for one in wanted}
    parts = [(say(f"incident.part.{one}", language), said[one] or say("incident.missing", language)) for one in wanted]
    if whom is not Whom.PEOPLE:
        began = moment_words(incident.aware or incident.opened, zone, language)
        parts.insert(0, (say("incident.part.when", language), say("incident.aware", language, at=began)))
        if late:
            parts.append((say("incident.part.late", language), late))
    lead = say(f"incident.lead.{whom}", language, organisation=organisation)
    text = "\n\n".join((lead, *(f"{head}\n{words}" for head, words in parts)))
    return Draft(
        whom=whom,
        subject=say(f"incident.subject.{whom}", language, organisation=organisation),
        text=text,
        missing=tuple(one for one in wanted if not said[one]),
    )


def both(incident: Incident, charter: Charter, whom: Whom, *, late: str = "") -> Draft:
    """Return a draft in the languages of the notice, the first one first: nobody knows which one a reader has."""
    drafts = [draft(incident, charter, whom, language, late=late) for language in charter.notice.languages]
    rule = "\n\n" + "-" * 72 + "\n\n"
    return Draft(
        whom=whom,
        subject=" / ".join(one.subject for one in drafts),
        text=rule.join(one.text for one in drafts) + "\n",
        missing=drafts[0].missing,
    )


def summary(incident: Incident, charter: Charter, language: Language) -> str:
    """Return in one line how severe an incident is, and what is due."""
    severity = say(f"incident.severity.{incident.severity}", language)
    zone = charter.organisation.time_zone
    waits = [
        say(
            "incident.due",
            language,
            whom=say(f"incident.whom.{one.whom}", language),
            at=moment_words(one.due, zone, language),
        )
        for one in clocks_of(incident, charter)
        if one.owed and one.due is not None
    ]
    return say("incident.with-due", language, severity=severity, due=", ".join(waits)) if waits else severity


def _said(part: str, incident: Incident, charter: Charter, language: Language) -> str:
    if part == "nature":
        return "\n".join((incident.title, *incident.facts))
    if part == "numbers" and incident.counted:
        return say("incident.numbers", language, n=incident.persons, records=incident.records)
    if part == "categories" and incident.categories:
        return ", ".join(_title(charter, name, language) for name in incident.categories)
    if part == "contact":
        found = charter.organisation.dpo or charter.organisation.contact
        ways = (found.email, found.post) if found else ()
        return ", ".join(str(one) for one in ways if one)
    if part == "consequences":
        return incident.consequences
    return "\n".join(incident.measures) if part == "measures" else ""


def _title(charter: Charter, name: str, language: Language) -> str:
    found = charter.categories.get(name)
    return name if found is None else getattr(found.title, language) or name
