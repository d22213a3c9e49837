"""
One person's own data in one organisation, as nouns that a page draws: by category, with purposes, terms, source and looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from etanche.charter import Charter, Plan, Status
from etanche.instance import Link, Links, Organisation
from etanche.notice import (
    basis_words,
    category_title,
    channel_words,
    keep_words,
    moment_words,
    purpose_title,
    told,
)
from etanche.standing import HELD_BY_NONE, Life
from etanche.terms import Language
from etanche.vault import THEMSELVES, Held, Look, Mirror
from etanche.web.guarding import Asking
from etanche.web.told_records import values_of
from etanche.words import begun_small, date_words, fine, say

MOST_LOOKS = 20
"""How many looks a page tells one by one; the copy has all of them."""


@dataclass(frozen=True, kw_only=True)
class Own:
    """Whose data, where, and in which words."""

    house: Organisation
    link: Link
    language: Language

    @classmethod
    def of(cls, links: Links, asking: Asking) -> Own:
        """
        Return the data of whoever asks, in the organisation that the address names.

        Raises:
            NoSuchOrganisation: there is none, or no link to it; the answer is the same.
        """
        house, link = links.require(asking.caller.account, str(asking.request.path_params["organisation"]))
        house.renew()
        return cls(house=house, link=link, language=asking.view.language)

    @property
    def mirror(self) -> Mirror:
        """What they see and do of their own."""
        return self.house.vault.mirror(self.link.person)

    @property
    def charter(self) -> Charter:
        """What the organisation promises."""
        return self.house.charter

    @property
    def name(self) -> str:
        """What the organisation is called by people."""
        return fine(self.charter.organisation.name, self.language)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Every record, looked at once: each look is a line of the journal."""
        return self.mirror.held()

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """Who looked, the last one first."""
        vault = self.house.vault
        found = [look for one in vault.group_of(self.link.person) for look in vault.looks(one, actor=THEMSELVES)]
        return tuple(sorted(set(found), key=lambda one: one.at, reverse=True))


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One record, as it is read."""

    ref: str
    day: str
    values: tuple[tuple[str, str], ...]
    stays: bool
    correctable: bool


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One purpose for which a category is kept: why, on which basis, and until when."""

    title: str
    basis: str
    until: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One category of somebody's data."""

    title: str
    term: str
    source: str
    records: tuple[Shown, ...]
    reasons: tuple[Reason, ...]
    looks: tuple[str, ...]


def cards(own: Own) -> tuple[Card, ...]:
    """Return what is held, by category in the order of the charter."""
    by_category: dict[str, list[Held]] = defaultdict(list)
    for one in own.held:
        by_category[one.record.category].append(one)
    return tuple(_card(own, name, by_category[name]) for name in own.charter.categories if name in by_category)


def _card(own: Own, category: str, held: Sequence[Held]) -> Card:
    charter, language = own.charter, own.language
    purposes = own.house.plan.purposes_of(category)
    return Card(
        title=category_title(charter, category, language),
        term=_longest(own, held),
        source=channel_words(charter, charter.categories[category].from_, language),
        records=tuple(shown(own, one) for one in held),
        reasons=tuple(_reason(own, category, purpose, held) for purpose in purposes),
        looks=tuple(look_words(own, one) for one in own.looks if one.category in (category, None))[:MOST_LOOKS],
    )


def shown(own: Own, held: Held) -> Shown:
    """Return a record as it is read."""
    record = held.record
    return Shown(
        ref=str(record.ref),
        day=date_words(record.day, own.language),
        values=values_of(own.charter, record, own.language),
        stays=held.stays,
        correctable=bool(held.correctable) and not held.stays,
    )


def _reason(own: Own, category: str, purpose: str, held: Sequence[Held]) -> Reason:
    found = own.charter.purposes[purpose]
    lives = [life for one in held for name, life in one.lives if name == purpose]
    return Reason(
        title=purpose_title(own.charter, purpose, own.language),
        basis=basis_words(found, own.language) if found.basis else "",
        until=_until(own.house.plan, category, purpose, lives, own.language),
    )


def _until(plan: Plan, category: str, purpose: str, lives: Sequence[Life], language: Language) -> str:
    """Say until when, as a date where there is one; the bad news first: what is unknown, then what is frozen."""
    statuses = {life.status for life in lives}
    if Status.UNKNOWN in statuses:
        return say("own.until.unknown", language)
    if Status.SUSPENDED in statuses:
        return say("own.until.suspended", language)
    living = [life for life in lives if life.status not in HELD_BY_NONE]
    days = [life.not_after for life in living if life.not_after is not None]
    if living and len(days) == len(living):
        return say("own.until.day", language, date=max(days))
    if living:
        return keep_words(plan.terms[purpose, category], language)
    return say("own.until.not-begun" if statuses == {Status.NOT_BEGUN} else "own.until.over", language)


def _longest(own: Own, held: Sequence[Held]) -> str:
    """Say when the last record of a category goes at the latest, if that is known."""
    living = [life for one in held for _, life in one.lives if life.status not in HELD_BY_NONE]
    days = [life.not_after for life in living if life.not_after is not None]
    if any(one.stays for one in held):
        return say("own.term.held", own.language)
    if not living:
        return say("own.term.over", own.language)
    if len(days) == len(living):
        return say("own.term.day", own.language, date=max(days))
    return say("own.term.open", own.language)


def look_words(own: Own, look: Look) -> str:
    """Say who looked, when and why, without a name: roles and purposes by their titles, as far as the charter still has them."""
    charter, language = own.charter, own.language
    who = look.recipient or look.role or ""
    if look.role is not None and look.role in charter.roles:
        who = told(charter.roles[look.role].title, language)
    if look.recipient is not None and look.recipient in charter.recipients:
        who = fine(charter.recipients[look.recipient].name, language)
    parts = [moment_words(look.at, own.house.plan.zone, language), who, say(f"own.look.{look.act}", language)]
    if look.purpose is not None and look.purpose in charter.purposes:
        parts.append(begun_small(purpose_title(charter, look.purpose, language)))
    if look.case:
        parts.append(say("own.look.case", language, case=look.case))
    return ", ".join(part for part in parts if part)


def kept_by_law(own: Own) -> tuple[tuple[str, int, str], ...]:
    """Return what an erasure would leave: category, records, and why until when; a hold, or a law."""
    left: dict[tuple[str, str], int] = defaultdict(int)
    for one in own.held:
        why = _law(own, one)
        if why:
            left[category_title(own.charter, one.record.category, own.language), why] += 1
    return tuple((category, records, why) for (category, why), records in sorted(left.items()))


def _law(own: Own, held: Held) -> str:
    if held.stays:
        return say("own.erase.hold", own.language)
    for purpose, life in held.lives:
        if purpose in own.house.plan.exact and life.status not in HELD_BY_NONE:
            basis = basis_words(own.charter.purposes[purpose], own.language)
            if life.not_after is None:
                return basis
            return say("own.erase.until", own.language, basis=basis, date=life.not_after)
    return ""
