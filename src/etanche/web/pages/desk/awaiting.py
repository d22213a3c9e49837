"""`/desk/{organisation}`: what awaits whoever is at the desk, the nearest deadline first; the bad news before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from etanche.clock import day_of
from etanche.incidents import clocks_of, demands, summary
from etanche.instance import Desk, Desks
from etanche.notice import category_title, moment_words, purpose_title, tally
from etanche.terms import Language
from etanche.vault import Finding
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.desk.acting import place_of
from etanche.web.pages.desk.desk import answers_requests, desk_of, drawn
from etanche.words import begun_large, date_words, say

_NO_START = frozenset({"retention.persons-unknown", "retention.persons-unknown-too-long"})
"""What a check finds where nobody knows when a time begins."""

_MONTH = 30
"""Days within which an objection is answered, counted short (GDPR 12(3))."""

_OVERDUE_AFTER = 90
"""Days after which a date that nobody recorded breaks the promise of its category."""


_ONE_BY_ONE = 20
"""So many requests are shown each for itself."""


@dataclass(frozen=True, kw_only=True)
class Awaits:
    """One thing to be done."""

    days: int
    """Until its deadline; less than 0 when it is past."""

    title: str
    note: str
    way: str = ""
    """The page on which it is done."""

    inquiry: str = ""
    """Which inquiry waits for an answer."""

    hold: str = ""
    """Which hold can be lifted."""


def show(desks: Desks, asking: Asking) -> Response:
    """Show it."""
    return _page(asking, desk_of(desks, asking))


def _page(asking: Asking, desk: Desk) -> Response:
    language, house = asking.view.language, desk.house
    verdicts = house.verdicts().verdicts
    broken = [one.id for one in verdicts if one.state == "broken"]
    awaits = sorted(awaited(desk, language), key=lambda one: one.days)
    return drawn(
        asking,
        desk,
        "awaits",
        today=date_words(day_of(house.clock.now(), house.plan.zone), language),
        awaits=awaits,
        answers=answers_requests(desk),
        broken=broken,
        tally=tally([one.state for one in verdicts], language),
        grants=list(_granted(desk, language)),
        roles=sorted(house.charter.roles[role].title.in_(language) for role in desk.roles),
        findings=[one.value for one in Finding],
    )


def awaited(desk: Desk, language: Language) -> Iterator[Awaits]:
    """Yield what waits for whoever has the desk: requests for who answers them, everything else for the office."""
    today = day_of(desk.house.clock.now(), desk.house.plan.zone)
    if answers_requests(desk):
        yield from _requests(desk, language, today)
    if desk.oversees:
        yield from _incidents(desk, language)
        yield from _of_office(desk, language)


def _of_office(desk: Desk, language: Language) -> Iterator[Awaits]:
    vault, today = desk.house.vault, day_of(desk.house.clock.now(), desk.house.plan.zone)
    zone = desk.house.plan.zone
    yield from _dates(desk, language)
    for one in vault.inquiries():
        if one.finding is None:
            blanks = {"n": one.attempts, "role": _known(one.role), "category": _known(one.category)}
            yield Awaits(
                days=-(today - day_of(one.first, zone)).days,
                title=say("desk.awaits.inquiry", language),
                note=say("desk.awaits.inquiry-note", language, **blanks),
                inquiry=one.id,
            )
    for hold in desk.house.holds():
        review = hold.review or today
        yield Awaits(
            days=(review - today).days,
            title=say("desk.awaits.hold", language, case=hold.case or "?"),
            note=say(
                "desk.awaits.hold-note", language, n=sum(hold.records.values()), owner=hold.owner or "?", date=review
            ),
            hold=place_of(hold) if hold.case else "",
        )
    for objection in desk.house.weighing():
        yield Awaits(
            days=_MONTH - (today - day_of(objection.since, zone)).days,
            title=say("desk.awaits.objection", language),
            note=purpose_title(desk.house.charter, objection.purpose, language),
            way=urls.DESK_OBJECTIONS,
        )
    for demand in desk.house.demands.all():
        for duty, left in demands.awaited(demand, today):
            yield Awaits(
                days=left,
                title=say(f"demand.duty.{duty}", language),
                note=demand.name,
                way=urls.DESK_DEMAND.replace("{demand}", demand.name),
            )
    yield from _papers(desk, language, today)


def _requests(desk: Desk, language: Language, today: date) -> Iterator[Awaits]:
    """Yield the requests of which something is owed, those whose day is nearest one by one and the others as a number."""
    register = desk.house.requests.register
    nearest = register.page(is_open=True, most=_ONE_BY_ONE)
    for one in nearest.altered:
        yield Awaits(
            days=0,
            title=say("desk.awaits.altered", language, name=one.name),
            note=say("desk.awaits.altered-note", language),
            way=urls.DESK_REQUESTS,
        )
    for filed in nearest.found:
        yield Awaits(
            days=(filed.due - today).days,
            title=say("desk.awaits.request", language, right=say(f"request.right.{filed.request.right}", language)),
            note=say("desk.awaits.request-note", language, date=filed.request.received, name=filed.name),
            way=urls.DESK_REQUEST.replace("{request}", filed.name),
        )
    more = register.count() - len(nearest.found) - len(nearest.altered)
    if more > 0:
        yield Awaits(
            days=(nearest.found[-1].due - today).days if nearest.found else 0,
            title=say("desk.awaits.requests", language, n=more),
            note=say("desk.awaits.requests-note", language),
            way=urls.DESK_REQUESTS,
        )


def _incidents(desk: Desk, language: Language) -> Iterator[Awaits]:
    """Yield the incidents that are open; of whoever is to be told within hours, those."""
    house, now = desk.house, desk.house.clock.now()
    for one in house.incidents.all():
        if one.closed is None:
            due = min((each.due for each in clocks_of(one, house.charter) if each.owed and each.due), default=now)
            yield Awaits(
                days=(due - now).days,
                title=say("desk.awaits.incident", language, title=one.title),
                note=begun_large(summary(one, house.charter, language)),
                way=urls.DESK_INCIDENT.replace("{incident}", one.name),
            )


def _dates(desk: Desk, language: Language) -> Iterator[Awaits]:
    """Yield the dates that records wait for, as the last checks met them: looking at everybody is for a page of its own."""
    for verdict in desk.house.verdicts().verdicts:
        if verdict.because in _NO_START:
            category = verdict.id.partition(":")[2].rpartition("/")[2]
            yield Awaits(
                days=_OVERDUE_AFTER - int(verdict.measured["waited"]),
                title=say(
                    "desk.awaits.date", language, category=category_title(desk.house.charter, category, language)
                ),
                note=say("desk.awaits.date-note", language, n=int(verdict.measured["records"])),
                way=urls.DESK_DATES,
            )


def _papers(desk: Desk, language: Language, today: date) -> Iterator[Awaits]:
    for one in desk.house.attestations.listed():
        if one.left <= _OVERDUE_AFTER:
            yield Awaits(
                days=(one.until - today).days,
                title=say("desk.awaits.paper", language, name=one.row.name),
                note=say("desk.awaits.paper-note", language, owner=one.row.owner, date=one.until),
            )


def _known(word: str | None) -> str:
    return word or "?"


def _granted(desk: Desk, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the cases that are open: to the office all of them, to others their own."""
    roles, zone = desk.house.charter.roles, desk.house.plan.zone
    for one in desk.house.vault.grants():
        if one.over is None and (desk.oversees or one.actor == desk.member.actor):
            role = roles[one.role].title.in_(language) if one.role in roles else one.role
            yield one.case, say("desk.grant", language, role=role, until=moment_words(one.until, zone, language))
