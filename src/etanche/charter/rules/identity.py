"""
Who we are, who can be written to, and which authority watches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from etanche.charter.countries import authorities, authority_of, in_eea, zones
from etanche.charter.faults import Fault
from etanche.charter.kinds import FieldKind, OrganisationKind, Regime
from etanche.charter.model import Charter
from etanche.charter.phrase import closest, quoted
from etanche.charter.rules.facts import fact
from etanche.charter.rules.fields import fields_of
from etanche.charter.rules.phrases import members, phrases
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.saying import Saying

_SOMEBODY = re.compile(r"[a-z]\.[a-z]{3,}")
"""An initial and a surname: the mailbox of one person."""


def _representative(charter: Charter) -> Iterator[Wrong]:
    """Yield that nobody stands for an organisation in the Union; public bodies of elsewhere need nobody (Art. 27(2)(b))."""
    organisation = charter.organisation
    elsewhere = charter.rights is not None and Regime.GDPR not in charter.rights.regimes
    if in_eea(organisation.country) or elsewhere or organisation.status is OrganisationKind.PUBLIC_BODY:
        return
    if organisation.representative is None:
        yield Wrong(path=("organisation",), blanks={"country": organisation.country}, on_key=True)
    elif not in_eea(organisation.representative.country):
        blanks = {"country": organisation.representative.country}
        yield Wrong(path=("organisation", "representative", "country"), says="abroad", blanks=blanks)


def _officer(charter: Charter) -> Iterator[Wrong]:
    if charter.organisation.status is OrganisationKind.PUBLIC_BODY and charter.organisation.dpo is None:
        yield Wrong(path=("organisation",), on_key=True)


def _contact(charter: Charter) -> Iterator[Wrong]:
    if charter.organisation.contact is None and charter.organisation.dpo is None:
        yield Wrong(path=("organisation",), on_key=True)


def _mailbox(charter: Charter) -> Iterator[Wrong]:
    """Yield the mailbox of an officer that dies with one person; what it is called is never repeated."""
    if charter.organisation.dpo is None:
        return
    box, _, domain = charter.organisation.dpo.email.lower().rpartition("@")
    if domain in members("mailboxes", "private") or _SOMEBODY.fullmatch(box):
        yield Wrong(path=("organisation", "dpo", "email"))


def _authority(charter: Charter) -> Iterator[Wrong]:
    organisation = charter.organisation
    if not organisation.authority or phrases("no-authority", "any").fullmatch(organisation.authority.strip()):
        yield Wrong(path=("organisation",), blanks={"country": organisation.country}, on_key=True)
        return
    home = organisation.home
    elsewhere = authorities().get(organisation.authority.casefold(), frozenset())
    if elsewhere and home not in elsewhere:
        blanks = {"country": home, "authority": quoted(organisation.authority)}
        expected = authority_of(home)
        hint = Saying(key="guess.write", blanks={"words": expected}) if expected else Saying(key="guess.authority")
        yield Wrong(path=("organisation", "authority"), says="elsewhere", blanks={**blanks, "guess": hint})


def _time_zone(charter: Charter) -> Iterator[Wrong]:
    zone, country = charter.organisation.time_zone, charter.organisation.country
    if not zone:
        yield Wrong(path=("organisation",), says="none", blanks={"country": country}, on_key=True)
    elif zone not in zones():
        near = closest(zone, zones())
        guess = Saying(key="guess.near" if near else "guess.like", blanks={"name": near, "words": "Europe/Paris"})
        yield Wrong(path=("organisation", "time-zone"), blanks={"zone": quoted(zone), "guess": guess})


def _newest_first(charter: Charter) -> Iterator[Wrong]:
    for newer, older in pairwise(charter.versions):
        if older > newer:
            blanks = {"later": str(older), "earlier": str(newer)}
            yield Wrong(path=("versions", str(older)), says="order", blanks=blanks, on_key=True)
            return


def _told(charter: Charter) -> Iterator[Wrong]:
    """Yield that nobody is told of a change, where somebody could be: we hold their address."""
    reachable = any(field.kind is FieldKind.EMAIL for _, field in fields_of(charter))
    if charter.notice.announced is None and reachable:
        yield Wrong(path=("notice",), on_key=True)


def ahead(charter: Charter, now: datetime) -> Iterator[Fault]:
    """Yield the versions of days to come, as the organisation counts days."""
    zone = charter.organisation.time_zone
    if zone not in zones():
        return
    today = now.astimezone(ZoneInfo(zone)).date()
    for day in charter.versions:
        if day > today:
            path, blanks = ("versions", str(day)), {"day": str(day)}
            yield Fault(id="later", path=path, blanks=blanks, on_key=True, severity=fact("later").severity)


ALONE: tuple[Rule, ...] = (
    Rule(id="IDN-02", search=_representative),
    Rule(id="IDN-03", search=_officer),
    Rule(id="IDN-04", search=_contact),
    Rule(id="IDN-05", search=_mailbox),
    Rule(id="IDN-06", search=_authority),
    Rule(id="time-zone", search=_time_zone),
    Rule(id="PUB-01", search=_newest_first),
    Rule(id="PUB-02", search=_told),
)
