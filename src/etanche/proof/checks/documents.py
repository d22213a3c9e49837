"""
`documents:<word>`: the notice people are given says what the charter says, in every language, and nothing else.

The page is read as a reader meets it and compared with the charter itself, not with the words it was made from;
then it is made anew and compared to the byte, so that an edit anywhere shows.
The register is read as the file that is handed out. `documents:changes`: every charter waited its announced time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import chain

from etanche.charter import Charter, Promise, Stance
from etanche.keyring import digest
from etanche.notice import document, html, sentence
from etanche.proof import announcing
from etanche.proof.door import Answered, Asked, Door, DoorShut
from etanche.proof.ledger import latest
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.reach import Reach, Sight
from etanche.proof.reading import Page, page_of
from etanche.proof.registered import differing, sheets_of
from etanche.proof.run import ProofRun
from etanche.proof.verdict import State
from etanche.terms import Language
from etanche.words import date_words

_SHOWN = 12
_GIVEN = 200
_BEHIND = timedelta(minutes=1)
"""So soon after a run, pages may still show the verdicts of the one before."""


def sees(reach: Reach, subject: str) -> Sight:
    """See what the notice and the register say, and that changes wait; the agreement is not seen."""
    if subject == "changes":
        return announcing.sees(reach)
    return Sight.WHOLE if subject in EXPECTED or subject == "register" else Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Read the served notice in every language: what the promise names stands there, and the whole is the charter's."""
    charter = run.bench.charter
    if promise.subject == "register":
        return _register(run)
    if promise.subject == "changes":
        return announcing.check(run, lambda _change: True)
    told = 0
    pages: list[bytes] = []
    for language in charter.notice.languages:
        page = served(run, language)
        lines = tuple(EXPECTED[promise.subject](charter, language))
        missing = sum(1 for line in lines if not page.says(line))
        if missing or not _linked(promise.subject, charter, page):
            return broken("documents.missing", missing=max(missing, 1), language=language)
        if page.digest != _made_anew(run, language):
            return broken("documents.altered", language=language, altered=_altered(run, page, language))
        if wrong := at_the_door(run, page, language):
            return wrong
        told += len(lines)
        pages.append(page.digest)
    door = run.bench.door
    return kept(
        "documents.same" if door is None else "documents.same-there" if door.address else "documents.same-inside",
        told=told,
        languages=len(pages),
        page=digest(b"".join(pages)).hex()[:_SHOWN],
    )


def at_the_door(run: ProofRun, page: Page, language: Language) -> Outcome | None:
    """
    Return what is wrong with the notice as people are given it, with its verdicts; nothing if nobody can ask.

    Its words are those of the page that the charter gives, each as often; the states it shows are those that were found last.
    """
    door = run.bench.door
    if door is None:
        return None
    try:
        given, shown = run.once(("given", language), lambda: _given(door, language))
    except DoorShut:
        return unproven("door.shut")
    if given.status != _GIVEN:
        return broken("documents.not-given", language=language, status=given.status)
    more, fewer = ((one - other).total() for one, other in ((shown.words, page.words), (page.words, shown.words)))
    if more or fewer:
        return broken("documents.given-otherwise", language=language, more=more, fewer=fewer)
    painted = _painted(run, shown)
    return broken("documents.painted", language=language, promises=painted) if painted else None


def _given(door: Door, language: Language) -> tuple[Answered, Page]:
    answered = door.ask(Asked(path="/privacy", query=f"lang={language}"))
    return answered, page_of(answered.text)


def _painted(run: ProofRun, shown: Page) -> int:
    """Return how many promises the page shows to stand better than they were last found; a page may be some seconds behind."""
    found = run.once("found last", lambda: _found_last(run))
    order = list(State)
    return sum(
        1
        for promise, state in shown.states.items()
        if state in order and order.index(State(state)) > order.index(found.get(promise, State.UNPROVEN))
    )


def _found_last(run: ProofRun) -> dict[str, State]:
    bench = run.bench
    last = latest(bench.store, bench.organisation, clock=bench.clock, signer=bench.keyring.signer(bench.organisation))
    if last.at is not None and timedelta() <= run.at - last.at < _BEHIND:
        return dict.fromkeys((promise.id for promise in bench.promises), State.KEPT)
    return {verdict.id: verdict.state for verdict in last.verdicts}


def _register(run: ProofRun) -> Outcome:
    """Read the register as it is handed out: one sheet for each use of the charter, which says what the charter says."""
    handed_out = run.bench.register()
    wrong = differing(handed_out, run.bench.charter)
    if wrong:
        return broken("documents.register-differs", sheets=wrong)
    return kept("documents.register-same", sheets=len(sheets_of(handed_out)))


def served(run: ProofRun, language: Language) -> Page:
    """Return the notice as people are given it, read once a run."""
    return run.once(("served", language), lambda: page_of(run.bench.served(language)))


def _made_anew(run: ProofRun, language: Language) -> bytes:
    """Return the digest of the page that the charter gives."""

    def look() -> bytes:
        doc = document(run.bench.charter, language, refusals_at=run.bench.refusals_at)
        return digest(html(doc).encode())

    return run.once(("made-anew", language), look)


def _altered(run: ProofRun, page: Page, language: Language) -> int:
    """Count the promises that the page no longer says word for word; figures are part of the words."""
    bench = run.bench
    return sum(1 for promise in bench.promises if not page.says(sentence(bench.charter, promise, language)))


def _linked(subject: str, charter: Charter, page: Page) -> bool:
    """Tell whether the address to write to is not only shown but opens a letter."""
    return subject != "contacts" or f"mailto:{_email(charter)}" in page.links


def _email(charter: Charter) -> str:
    holder = charter.organisation.dpo or charter.organisation.contact
    return holder.email if holder else ""


def _contacts(charter: Charter, _language: Language) -> Iterable[str]:
    organisation = charter.organisation
    holder = organisation.dpo or organisation.contact
    post = (holder.post,) if holder and holder.post else ()
    return (organisation.name, organisation.address, _email(charter), organisation.authority, *post)


def _date(charter: Charter, language: Language) -> Iterable[str]:
    return (date_words(max(charter.versions), language),)


def _history(charter: Charter, language: Language) -> Iterable[str]:
    days = (date_words(day, language) for day in charter.versions)
    return chain(days, (version.comment.in_(language) for version in charter.versions.values()))


def _scope(charter: Charter, language: Language) -> Iterable[str]:
    return (charter.notice.covers.in_(language),)


def _channels(charter: Charter, language: Language) -> Iterable[str]:
    return (channel.title.in_(language) for channel in charter.channels.values())


def _responsibility(charter: Charter, language: Language) -> Iterable[str]:
    """Return who decides, each use that is carried out for others, and with whom others are decided."""
    yield charter.organisation.name
    for purpose in charter.purposes.values():
        if purpose.as_ is Stance.PROCESSOR:
            yield purpose.title.in_(language)
        if purpose.as_ is Stance.PROCESSOR and purpose.for_:
            yield charter.people[purpose.for_].title.in_(language)
        if purpose.as_ is Stance.JOINT:
            yield from (charter.recipients[name].name for name in purpose.with_)


def _declarations(charter: Charter, language: Language) -> Iterable[str]:
    for found in charter.organisation.declarations.values():
        yield found.title.in_(language)
        yield from (date_words(day, language) for day in (found.date, found.until) if day is not None)


def _limits(charter: Charter, language: Language) -> Iterable[str]:
    return (limit.in_(language) for limit in charter.notice.limits.values())


EXPECTED: dict[str, Callable[[Charter, Language], Iterable[str]]] = {
    "channels": _channels,
    "contacts": _contacts,
    "date": _date,
    "declarations": _declarations,
    "history": _history,
    "limits": _limits,
    "responsibility": _responsibility,
    "scope": _scope,
}
