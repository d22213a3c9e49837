"""
`objection:<purpose>`: a refusal counts from the request that carries it, and erases what of today can still be found.
`objection:list`: the notice names every way out, and leads to its control.

A canary comes with a browser's signal, with our cookie, and with neither; then it says no, and comes again.
Of the living, some records of every day are looked up by their marks, as a refusal would look them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from etanche.charter import Basis, ChannelKind, Means, Objection, Promise
from etanche.intake import COOKIE, Audience
from etanche.notice import contact_address
from etanche.proof import canary
from etanche.proof.canary import Visitor, audience_category, open_audience
from etanche.proof.checks.documents import served
from etanche.proof.hidden import unmarked
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import life
from etanche.proof.persons.asking import reader_of
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.verdict import State

_SIGNAL = {"sec-gpc": "1"}


def sees(reach: Reach, subject: str) -> Sight:
    """See the list of refusals, and those made at the public door of the pages; withdrawing a consent has no control yet."""
    purposes = reach.charter.purposes
    if subject == "list":
        if not any(purpose.objection for purpose in purposes.values()):
            return Sight.NONE
        consents = any(purpose.basis is Basis.CONSENT for purpose in purposes.values())
        return Sight.PART if consents or reach.charter.tracers else Sight.WHOLE
    if by_persons(reach, subject):
        weighed = purposes[subject].objection is Objection.REVIEWED
        # That an answer follows, and one click in every mail, are not seen.
        return Sight.PART if weighed or Means.EMAIL in purposes[subject].by else Sight.WHOLE
    category, uses = audience_category(reach.plan), purposes[subject].uses
    if category not in reach.held or category not in uses or purposes[subject].objection is Objection.REVIEWED:
        return Sight.NONE
    return Sight.PART if len(uses) > 1 else Sight.WHOLE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Attempt to be counted after a refusal, or read the list of refusals."""
    if promise.subject == "list":
        return _list(run)
    if by_persons(run.reach, promise.subject):
        return life.objected(run, promise.subject)
    category = audience_category(run.reach.plan) or ""
    if promise.subject not in run.bench.plan.objections:
        return broken("objection.not-heard")
    outcome = run.once("say-no", lambda: _say_no(run, category))
    if outcome.state is State.KEPT and (hidden := run.once(("unmarked", category), lambda: unmarked(run, category))):
        return broken("objection.unmarked", records=hidden)
    return outcome


def by_persons(reach: Reach, purpose: str) -> bool:
    """Tell whether a purpose uses records of persons only, and somebody can be made up who refuses it."""
    uses = set(reach.charter.purposes[purpose].uses)
    return uses <= reach.persons and reader_of(reach, purpose) is not None


def _say_no(run: ProofRun, category: str) -> Outcome:
    """Walk through a refusal as a visitor does, and count the rows after every step."""
    door = _Doorstep(run, open_audience(run), category)
    for refusal in (_SIGNAL, {"cookie": f"{COOKIE}=1"}):
        if door.come(refusal):
            return broken("objection.counted")
    if not door.come({}):
        return unproven("objection.silent")
    door.come({})
    cookie, forgotten = door.refuse()
    if forgotten is None or door.rows():
        return broken("objection.remembered", rows=door.rows())
    if door.come({"cookie": cookie}):
        return broken("objection.counted")
    return kept("objection.heard", refusals=3, erased=forgotten)


class _Doorstep:
    """One made-up visitor before the public door, and the rows it has left so far."""

    def __init__(self, run: ProofRun, audience: Audience, category: str) -> None:
        self._run = run
        self._audience = audience
        self._category = category
        self._visitor = Visitor.made_up()
        self._before = {row.id for row in canary.rows_of(run, category)}

    def come(self, headers: dict[str, str]) -> bool:
        """Visit once, and tell whether it left a row."""
        before = self.rows()
        knock = self._visitor.knock(peer=self._visitor.address, headers=headers)
        self._audience.handle(self._run.bench.hit(knock))
        return self.rows() > before

    def refuse(self) -> tuple[str, int | None]:
        """Opt out; return the cookie as it will be sent back, and how many rows were erased."""
        knock = self._visitor.knock(peer=self._visitor.address)
        done = self._audience.opt_out(self._run.bench.hit(knock))
        return done.cookie.partition(";")[0], done.forgotten

    def rows(self) -> int:
        """Count what is there of this visitor."""
        return sum(1 for row in canary.rows_of(self._run, self._category) if row.id not in self._before)


def _list(run: ProofRun) -> Outcome:
    """In every language the notice names each purpose that can be refused, at its own anchor, and leads to where it is done."""
    charter = run.bench.charter
    refusable = {name: purpose for name, purpose in charter.purposes.items() if purpose.objection is not None}
    for language in charter.notice.languages:
        page = served(run, language)
        missing = sum(
            1
            for name, purpose in refusable.items()
            if f"refuse-{name}" not in page.anchors or not page.says(purpose.title.in_(language))
        )
        if missing or not page.links.issuperset(_ways(run, refusable)):
            return broken("objection.not-listed", purposes=max(1, missing), language=language)
    return kept("objection.listed", purposes=len(refusable), languages=len(charter.notice.languages))


def _ways(run: ProofRun, refusable: Iterable[str]) -> Iterator[str]:
    """Yield the addresses that must be led to: the page of switches for visits that are counted, a letter for the rest."""
    charter = run.bench.charter
    for name in refusable:
        purpose = charter.purposes[name]
        doors = {charter.channels[door].kind for used in purpose.uses for door in charter.categories[used].from_}
        if purpose.objection is Objection.REVIEWED or ChannelKind.AUDIENCE not in doors:
            yield f"mailto:{contact_address(charter)}"
        elif run.bench.refusals_at is not None:
            yield run.bench.refusals_at
