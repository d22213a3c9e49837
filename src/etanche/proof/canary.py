"""
The canary: a made-up visitor who knocks at our own doors, so that what becomes of a visit can be followed to the bytes.

It carries things that must be found nowhere (its full addresses, its user agent, parameters nobody announced)
and one thing that is kept, sealed (the page it says it saw). Its addresses are drawn for each run from blocks that belong to nobody.
Every record it leaves is written under the run's credential and cleaned away with it.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from etanche.charter import CategoryPlan, ChannelKind, Duration, FieldKind, FieldPlan, Plan, Unknown
from etanche.clock import day_of
from etanche.gate import GateRefused
from etanche.intake import Audience
from etanche.proof.bench import Knock
from etanche.proof.persons.made_up import NOBODYS_4, Marks, datum, marker
from etanche.proof.reach import UNDECLARED
from etanche.proof.run import PROBER, ProofRun
from etanche.proof.survey import Numbers, numbers, opened
from etanche.store import RecordRow, records
from etanche.vault import Arrival, Door, first_day

_NOBODYS_6: Final = ipaddress.IPv6Network("2001:db8::/32")
"""Addresses of documentation (RFC 3849)."""

_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_UNANNOUNCED: Final = ("uid", "_cvar", "lat", "dimension1", "never-announced")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A made-up visitor; nothing of it is shown."""

    address: str = field(repr=False)
    """A full IPv4 address."""

    address6: str = field(repr=False)
    page: str = field(repr=False, default_factory=marker)
    """Kept, sealed: part of the path it visits."""

    agent: str = field(repr=False, default_factory=marker)
    query: str = field(repr=False, default_factory=marker)
    extra: str = field(repr=False, default_factory=marker)

    @classmethod
    def made_up(cls) -> Visitor:
        """Return a visitor that never was and will not be again."""
        address = NOBODYS_4[secrets.randbelow(NOBODYS_4.num_addresses)]
        address6 = _NOBODYS_6[secrets.randbelow(_NOBODYS_6.num_addresses)]
        return cls(address=str(address), address6=str(address6))

    @property
    def user_agent(self) -> str:
        """Return the user agent: a browser's own, with a marker at its end."""
        return f"{_AGENT} {self.agent}"

    def knock(self, *, peer: str, loaded: bool = False, headers: Mapping[str, str] | None = None) -> Knock:
        """Return a tracking request; `loaded` with what nobody announced."""
        query = f"idsite=1&rec=1&res=1280x1024&url=https%3A%2F%2Fcanary.invalid%2F{self.page}%3Fq%3D{self.query}"
        if loaded:
            query += "".join(f"&{name}={self.extra}" for name in _UNANNOUNCED)
        sent = {"user-agent": self.user_agent, "accept-language": "fr"} | dict(headers or {})
        return Knock(method="GET", path="/matomo.php", query=query, headers=sent, peer=peer)

    def never(self) -> dict[str, bytes]:
        """Return what must be found nowhere, not even in the opened record, by a short name."""
        packed6 = ipaddress.IPv6Address(self.address6).packed
        return {
            "address": self.address.encode(),
            "address6": self.address6.encode(),
            "address6-packed": packed6,
            "address6-rest": packed6[4:],
            "agent": self.agent.encode(),
            "query": self.query.encode(),
            "extra": self.extra.encode(),
        }

    def sealed(self) -> dict[str, bytes]:
        """Return what is kept, and must be found in no file in clear."""
        return {"page": self.page.encode()}


@dataclass(frozen=True, kw_only=True)
class Left:
    """A record the canary left: its row as it lies on the disk, and everything in it, by name of field."""

    row: RecordRow = field(repr=False)
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What happened when the canary came by a category: who it was, what the doors answered, what it left."""

    visitor: Visitor
    statuses: tuple[int, ...]
    left: tuple[Left, ...]


def audience_category(plan: Plan) -> str | None:
    """Return the category that the public door of the pages takes visits in for, if there is one."""
    watched = {name for name, kind in plan.channels.items() if kind is ChannelKind.AUDIENCE}
    return min((name for name, category in plan.categories.items() if category.channels & watched), default=None)


def open_audience(run: ProofRun) -> Audience:
    """Open the public door under the run's credential; it is closed with the run."""

    def look() -> Audience:
        audience = run.bench.audience(run.probe)
        run.at_end(audience.close)
        return audience

    return run.once("audience", look)


def scene(run: ProofRun, category: str) -> Scene:
    """Send the canary to a category by every road there is, once a run, and open what it left."""
    return run.once(("scene", category), lambda: _play(run, category))


def _play(run: ProofRun, category: str) -> Scene:
    visitor = Visitor.made_up()
    before = {row.id for row in rows_of(run, category)}
    statuses = tuple(_by_the_public_door(run, category, visitor))
    _by_the_vault_door(run, category, visitor)
    return Scene(visitor=visitor, statuses=statuses, left=tuple(_new(run, category, before)))


def _by_the_public_door(run: ProofRun, category: str, visitor: Visitor) -> Iterator[int]:
    """Knock as a browser does: from an IPv4 and an IPv6 address, and with a request full of what nobody announced."""
    if audience_category(run.bench.plan) != category:
        return
    audience = open_audience(run)
    for knock in (
        visitor.knock(peer=visitor.address),
        visitor.knock(peer=visitor.address6),
        visitor.knock(peer=visitor.address, loaded=True),
    ):
        yield audience.handle(run.bench.hit(knock)).status


def _by_the_vault_door(run: ProofRun, category: str, visitor: Visitor) -> None:
    """Hand the vault what no door would: full addresses, a pseudonym of the caller's own, a field nobody announced."""
    plan = run.bench.plan.categories[category]
    more = {"never-announced": visitor.extra} if plan.unknown is Unknown.DROP else {}
    arrivals = [
        Arrival(at=run.at, fields=fields_of(plan, visitor, address) | more, who=visitor.page, feature=feature_of(plan))
        for address in (visitor.address, visitor.address6)
    ]
    vault_door(run, plan).put_many(category, arrivals)


def by_strange_door(run: ProofRun, category: str) -> bool:
    """Hand the vault a record by a door that the charter does not give the category, and tell whether it was taken in."""
    charter = run.bench.charter
    strange = min(charter.channels.keys() - set(charter.categories[category].from_), default=UNDECLARED)
    door = run.bench.vault.door(strange, actor=PROBER, probe=run.probe)
    visitor = Visitor.made_up()
    plan = run.reach.plan.categories[category]
    fields = fields_of(plan, visitor, visitor.address)
    try:
        door.put_many(category, [Arrival(at=run.at, fields=fields, who=visitor.page, feature=feature_of(plan))])
    except GateRefused:
        return False
    return True


def vault_door(run: ProofRun, plan: CategoryPlan) -> Door:
    """Open the first door of a category under the credential of a run."""
    return run.bench.vault.door(min(plan.channels), actor=PROBER, probe=run.probe)


def fields_of(plan: CategoryPlan, visitor: Visitor, address: str) -> dict[str, object]:
    """Return what a visitor says in every field of a category."""
    return {name: _value(planned, visitor, address) for name, planned in plan.fields.items()}


def _value(planned: FieldPlan, visitor: Visitor, address: str) -> object:
    """Return what the canary says in a field: more than is kept, wherever something is cut."""
    said = {
        FieldKind.IP: address,
        FieldKind.URL: f"/{visitor.page}?q={visitor.query}",
        FieldKind.PSEUDONYM: visitor.extra,
        FieldKind.CHOICE: next(iter(planned.values), visitor.extra),
        FieldKind.SCREEN: "1280x1024",
        FieldKind.VERSION: "Firefox 140",
        FieldKind.TEXT: visitor.page,
    }
    if planned.kind in said:
        return said[planned.kind]
    # The other kinds carry the visitor's own marker: it is kept, sealed, and searched for like the page.
    return datum(replace(Marks.made_up(), sealed=visitor.page), planned).sent


def feature_of(plan: CategoryPlan) -> str | None:
    """Return a feature that a record of a category may be for, where it must be for one."""
    return min(plan.tied_to, default=None)


def two_times(run: ProofRun, category: str, lasts: Duration) -> tuple[Left, ...]:
    """
    Send one visitor twice today and once on the day before the time of today's pseudonyms began, by the vault's door.

    Returns:
        What they left, opened, the oldest first.
    """

    def look() -> tuple[Left, ...]:
        visitor = Visitor.made_up()
        before = {row.id for row in rows_of(run, category)}
        plan = run.bench.plan.categories[category]
        fields = fields_of(plan, visitor, visitor.address)
        today = day_of(run.at, run.bench.plan.zone)
        before_that = today - first_day(lasts, today) + timedelta(days=1)
        moments = (run.at - before_that, run.at, run.at)
        arrivals = [Arrival(at=at, fields=fields, who=visitor.page, feature=feature_of(plan)) for at in moments]
        vault_door(run, plan).put_many(category, arrivals)
        return tuple(sorted(_new(run, category, before), key=lambda left: left.row.day))

    return run.once(("two-times", category, str(lasts)), look)


def _new(run: ProofRun, category: str, before: set[bytes]) -> Iterator[Left]:
    return (left for left in look_at(run, category) if left.row.id not in before)


def rows_of(run: ProofRun, category: str) -> list[RecordRow]:
    """Return the rows that this run wrote into a category and that are still there."""
    written = run.probe.take()
    for canary in written:
        run.probe.wrote(canary)
    number = numbers(run.bench).categories.get(category)
    if number is None:
        return []
    ids = {canary.id for canary in written if canary.category == category}
    days = sorted({canary.day.isoformat() for canary in written if canary.category == category})
    with run.bench.store.reading() as connection:
        return [
            row
            for day in days
            for row in records.of_day(connection, run.bench.organisation, number, day, canary=True)
            if row.id in ids
        ]


def look_at(run: ProofRun, category: str) -> Iterator[Left]:
    """
    Open the rows that this run wrote into a category, by the published format.

    Raises:
        SealBroken: one of them does not open.
    """
    known: Numbers = numbers(run.bench)
    for row in rows_of(run, category):
        key = run.bench.keyring.day_key(row.organisation, row.category, row.day, create=False)
        if key is not None:
            values = opened(key, row)
            yield Left(row=row, values={_name(known, number): value for number, value in values.items()})


def _name(known: Numbers, number: int) -> str:
    """Return the name of a field without its category; a number nobody was given keeps its digits."""
    name = known.fields.get(number, "")
    return name.partition(".")[2] or f"#{number}"
