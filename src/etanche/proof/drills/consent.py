"""Sabotages of `consent:<purpose>`: a yes that nobody needs, that nobody hears, or that cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from etanche.charter import Plan, Promise
from etanche.proof.drills.saboteur import Drill, Saboteur, always, disobey, obey
from etanche.proof.guests import credulous, deciding, meddling
from etanche.proof.persons.tools import sql, unhear
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.rights.consent import Shown


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one consent."""
    if promise.subject in reach.charter.providers:
        yield Drill(
            promise=promise.id, sabotage="terms-unasked", act=credulous.ask_no_terms, finds="consent.provider-unasked"
        )
        return
    for sabotage, act, finds in of_a_yes(reach, promise.subject):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def of_a_yes(reach: Reach, purpose: str) -> Iterator[tuple[str, Saboteur, str]]:
    """Yield the sabotages of a purpose that rests on consent."""

    def without(plan: Plan) -> Plan:
        return replace(plan, consents=plan.consents - {purpose})

    def strike_out(sandbox: Sandbox) -> None:
        obey(sandbox, without)

    def ignore(sandbox: Sandbox) -> None:
        """Nor does the time begin or end with the yes: a rule that needs one would refuse all the same."""
        disobey(sandbox, lambda plan: always(plan, purpose))

    def hear_no_yes(sandbox: Sandbox) -> None:
        unhear(sandbox, ["consent-given"])

    def hear_no_end(sandbox: Sandbox) -> None:
        unhear(sandbox, ["consent-withdrawn"])

    yield "evidence-altered", partial(_alter, purpose=purpose), "consent.evidence-altered"
    yield "evidence-unkept", _lose_evidence, "consent.unshown"
    yield "consent-struck-out", strike_out, "consent.not-asked"
    yield "consent-ignored", ignore, "consent.without"
    yield "consent-unheard", hear_no_yes, "consent.not-heard"
    yield "withdrawal-unheard", hear_no_end, "consent.after"
    if deciding.there(reach):
        yield from meddling.of_a_page(reach, purpose)


def _alter(sandbox: Sandbox, purpose: str) -> None:
    """Let somebody say yes, and write something else over what shows it."""
    bench = sandbox.bench
    words = Shown.of(bench.charter, purpose, bench.charter.notice.languages[0])
    bench.vault.tell(
        bench.vault.new_person(), "consent-given", actor="saboteur", purpose=purpose, evidence=words.text.encode()
    )
    sql(
        sandbox,
        "UPDATE standing SET evidence = CAST(substr(evidence, 1, 2) || zeroblob(length(evidence) - 2) AS BLOB) "
        "WHERE event = 'consent-given' AND evidence IS NOT NULL",
    )


def _lose_evidence(sandbox: Sandbox) -> None:
    """Keep that somebody said yes, and not what shows it."""
    sql(
        sandbox,
        "CREATE TRIGGER unshown AFTER INSERT ON standing WHEN new.evidence IS NOT NULL "
        "BEGIN UPDATE standing SET evidence = NULL WHERE organisation = new.organisation AND seq = new.seq; END",
    )
