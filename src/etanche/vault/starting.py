"""
Telling standing what the records of a batch begin with, before they come in.

Only persons of whom something is taken in are told of, and nobody who was erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from etanche.charter import Objection, Plan
from etanche.journal import Fact
from etanche.standing import Telling, person_subject
from etanche.store import Connection, moment_text, persons
from etanche.vault.asking import obeyed
from etanche.vault.means import Means
from etanche.vault.starts import Start, Starting, news_of, settled
from etanche.vault.telling import Teller, Word


def tell_starts(
    means: Means, category: str, kept: Collection[bytes], starting: Starting, more: Iterable[Start], *, actor: str
) -> int:
    """Tell what records begin with, of those of whom some are kept; return how much of it was new."""
    wanted = settled(one for one in (*starting.starts, *more) if one.person in kept)
    if not wanted and not starting.days:
        return 0
    weighed = [one for one in wanted if _weighed(means.plan, one)]
    told = _tell_weighed(means, weighed, starting.by, actor) if weighed else 0
    with means.store.writing() as connection:
        obeyed(means, connection)
        return told + tell_within(means, connection, category, wanted, starting, actor=actor)


def tell_within(
    means: Means, connection: Connection, category: str, wanted: Sequence[Start], starting: Starting, *, actor: str
) -> int:
    """Tell what is new of what happened, in the transaction of the act it belongs to; return how much it was."""
    alive = _living(means, connection, {one.person for one in wanted})
    known = means.standing.persons.told(connection, map(person_subject, alive))
    news = list(news_of(known, (one for one in wanted if one.person in alive)))
    persons.add(
        connection,
        means.organisation,
        {one.person for one in news} & {person for person, is_new in alive.items() if is_new},
        moment_text(means.clock.now()),
    )
    means.standing.persons.tell_many(connection, (_telling(one, starting.by) for one in news))
    if news or starting.days:
        facts: dict[str, Fact] = {"events": len(news), "assumed": sum(one.assumed for one in news)}
        if starting.by is not None:
            facts |= {"assumed-days": starting.days, "assumed-by": starting.by}
        entry = means.entry(actor=actor, act="told", object=category, decision="done", facts=facts)
        means.write_about(connection, entry, {one.person for one in news})
    return len(news)


def suspends(plan: Plan, wanted: Iterable[Start]) -> bool:
    """Tell whether something of it suspends records, which are taken out of the bucket of their day first."""
    return any(_weighed(plan, one) for one in wanted)


def _tell_weighed(means: Means, weighed: Sequence[Start], by: str | None, actor: str) -> int:
    """Tell objections that have to be weighed one by one: what they suspend is taken out of the bucket of its day."""
    with means.store.reading() as connection:
        alive = _living(means, connection, {one.person for one in weighed})
        known = means.standing.persons.told(connection, map(person_subject, alive))
    news = list(news_of(known, (one for one in weighed if one.person in alive)))
    for one in news:
        word = Word(
            event=one.event,
            actor=by if one.assumed and by is not None else actor,
            purpose=one.purpose,
            effective=one.effective,
            assumed=one.assumed,
        )
        Teller(means=means).pass_on(one.person, word)
    return len(news)


def _weighed(plan: Plan, one: Start) -> bool:
    return one.event == "objection" and (one.purpose is None or plan.objections.get(one.purpose) is Objection.REVIEWED)


def _living(means: Means, connection: Connection, who: set[bytes]) -> dict[bytes, bool]:
    """Return those who did not end, each with whether they were never met before."""
    known = persons.known(connection, means.organisation, sorted(who))
    return {one: one not in known for one in sorted(who) if one not in known or known[one].ended is None}


def _telling(one: Start, by: str | None) -> Telling:
    return Telling(
        person_subject(one.person),
        one.event,
        one.purpose,
        one.effective,
        assumed=by if one.assumed else None,
    )
