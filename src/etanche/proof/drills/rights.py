"""Sabotages of `rights:…`: what a person says is not heard, keys live on or come back, the way to the authority is cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import escape

from etanche.charter import Promise
from etanche.proof.checks.rights import address, mortal, not_given, yes
from etanche.proof.drills.consent import of_a_yes
from etanche.proof.drills.documents import edit_served
from etanche.proof.drills.saboteur import Drill, Saboteur, force_shelf, obey, unplug, with_vault
from etanche.proof.persons import asked, life
from etanche.proof.persons.cheating import (
    answer_a_stranger,
    believe_a_death,
    cheat_in_archives,
    drop_a_letter,
    forge_a_mark,
    forget_a_request,
    leave_a_recipient_untold,
    strike_a_request_out,
    take_a_letter_away,
    whiten_a_request,
)
from etanche.proof.persons.tools import (
    ImmortalKeys,
    TalkativeVault,
    believe_anybody,
    raise_the_dead,
    sql,
    unhear,
    unhear_after,
    with_person_keys,
)
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.rights import ASKED_OF_RECIPIENTS, By
from etanche.standing import INSTRUCTED, WITHDRAWAL_ASKED
from etanche.words import fine


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one right."""
    for sabotage, act, finds in _sabotages(reach, promise.subject):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _sabotages(reach: Reach, subject: str) -> Iterator[tuple[str, Saboteur, str]]:
    if subject in asked.OF:
        right = min(asked.OF[subject])
        yield "request-forgotten", partial(forget_a_request, right=right), "rights.late"
        yield "request-struck-out", partial(strike_a_request_out, right=right), "rights.request-changed"
        yield "request-whitened", partial(whiten_a_request, right=right), "rights.request-changed"
        yield "letter-taken-away", take_a_letter_away, "rights.letters-lost"
        yield from _of_recipients(subject)
    yield from _OF_ANSWERS.get(subject, ())
    if subject == "portability" and not_given(reach) is not None:
        yield "portable-too-much", partial(_carry, everything=True), "rights.portable-more"
    reader = mortal(reach)
    match subject:
        case "restriction":
            yield "restriction-unheard", partial(unhear, events=("restricted",)), "rights.restricted-and-read"
            yield "restriction-erases", partial(_erase_on, event="restricted"), "rights.restricted-and-gone"
            yield "lifting-unheard", partial(unhear, events=("restriction-lifted",)), "rights.restricted-for-ever"
        case "erasure" if reader is not None:
            yield "keys-live-on", _keep_keys, "rights.erased-and-read"
            yield "keys-raised", partial(_raise, category=reader.category), "rights.key-of-the-erased"
            yield "erased-taken-in", _take_in_again, "rights.comes-back"
            yield "erasure-unwritten", _lose_erasures, "rights.no-certificate"
            yield "erasure-untold", _lose_what_went, "rights.certificate-differs"
            yield "hold-unheard", partial(unhear, events=("held",)), "rights.hold-ignored"
            yield "hold-opened", partial(unhear, events=("erased",)), "rights.hold-opens"
        case "rectification" | "california":
            yield "correction-lost", _lose_corrections, "rights.not-corrected"
        case "objection":
            yield "objections-struck-out", _strike_out_objections, "rights.objection-differs"
            yield "objection-unsaid", partial(_unsay, reach=reach), "rights.objection-unsaid"
        case "withdrawal":
            yield from of_a_yes(reach, yes(reach) or "")
            yield "unproved-word-erases", partial(_erase_on, event=WITHDRAWAL_ASKED), "rights.unproved-erases"
            yield "unproved-word-believed", believe_anybody, "rights.unproved-in-their-name"
            yield "unproved-word-unheard", partial(unhear, events=(WITHDRAWAL_ASKED,)), "rights.unproved-goes-on"
            last = partial(unhear_after, event="consent-given", after=WITHDRAWAL_ASKED)
            yield "unproved-word-for-good", last, "rights.unproved-for-good"
        case "after-death":
            yield "death-believed", believe_a_death, "rights.death-unchecked"
            yield "instructions-lost", partial(unhear, events=(INSTRUCTED,)), "rights.instructions-lost"
            yield "instructions-in-clear", _say_instructions, "rights.instructions-in-clear"
            yield "instructions-outlive", _keep_keys, "rights.instructions-outlive"
        case "complaint":
            yield from _of_complaint(reach)


def _of_recipients(subject: str) -> Iterator[tuple[str, Saboteur, str]]:
    """Yield the sabotages of what those are told who were given data that are erased, corrected or frozen."""
    telling = asked.OF[subject] & ASKED_OF_RECIPIENTS
    if not telling:
        return
    right = min(telling)
    yield "recipient-letter-dropped", partial(drop_a_letter, right=right), "rights.recipient-letter-lost"
    if subject == "erasure":
        yield "recipient-forgotten", partial(leave_a_recipient_untold, right=right), "rights.late"
        for by in By:
            yield f"recipient-forged-{by}", partial(forge_a_mark, right=right, by=by), "rights.recipient-unproven"


def _carry(sandbox: Sandbox, *, everything: bool) -> None:
    """Take every category for one that people gave, or none."""
    obey(sandbox, lambda plan: replace(plan, given=frozenset(plan.categories) if everything else frozenset()))


_OF_ANSWERS: Mapping[str, tuple[tuple[str, Saboteur, str], ...]] = {
    "access": (
        ("archive-incomplete", partial(cheat_in_archives, more=False), "rights.archive-lacks"),
        ("archive-of-others", partial(cheat_in_archives, more=True), "rights.archive-of-others"),
    ),
    "california": (("archive-incomplete", partial(cheat_in_archives, more=False), "rights.archive-lacks"),),
    "portability": (("portable-too-little", partial(_carry, everything=False), "rights.portable-lacks"),),
    "identity": (("stranger-answered", answer_a_stranger, "rights.told-a-stranger"),),
}


def _of_complaint(reach: Reach) -> Iterator[tuple[str, Saboteur, str]]:
    """Yield the sabotages of the way to the authority, in one language only."""
    charter = reach.charter
    language = charter.notice.languages[-1]
    lost = {
        "passage-cut": charter.organisation.authority,
        "way-to-the-authority-cut": f'href="{escape(address(charter, language))}"',
    }
    for sabotage, words in lost.items():
        act = partial(edit_served, language=language, edit=partial(_cut, words=words))
        yield sabotage, act, "rights.no-authority"


def _unsay(sandbox: Sandbox, reach: Reach) -> None:
    """Serve the notice without what it says of the first use that can be refused."""
    charter = reach.charter
    language = charter.notice.languages[-1]
    title = charter.purposes[life.refusable(reach)[0]].title.in_(language)
    edit_served(sandbox, language, partial(_cut, words=escape(fine(title, language))))


def _strike_out_objections(sandbox: Sandbox) -> None:
    obey(sandbox, lambda plan: replace(plan, objections={}))


def _erase_on(sandbox: Sandbox, event: str) -> None:
    """Take an event that keeps everything for an erasure."""
    sql(
        sandbox,
        f"CREATE TRIGGER gone AFTER INSERT ON standing WHEN new.event = '{event}' "  # noqa: S608  # words of our own
        "BEGIN DELETE FROM records WHERE 'person:' || lower(hex(person)) = new.subject; END",
    )


def _lose_corrections(sandbox: Sandbox) -> None:
    """Put back what a record said before."""
    sql(
        sandbox,
        "CREATE TRIGGER as_before AFTER UPDATE OF sealed ON records "
        "BEGIN UPDATE records SET sealed = old.sealed WHERE id = old.id; END",
    )


def _keep_keys(sandbox: Sandbox) -> None:
    """Say that keys are destroyed, and keep them."""
    sandbox.swap(lambda bench: with_vault(bench, keyring=with_person_keys(bench.keyring, ImmortalKeys)))


def _raise(sandbox: Sandbox, category: str) -> None:
    """Put back the keys of somebody who was erased, and let an hour pass."""
    raise_the_dead(sandbox, category)
    sandbox.clock.advance(timedelta(hours=1))


def _take_in_again(sandbox: Sandbox) -> None:
    """Forget, in the data and on the shelf, that anybody ended."""
    unhear(sandbox, ["erased"])
    sql(
        sandbox,
        "CREATE TRIGGER not_ended AFTER UPDATE OF ended ON persons WHEN new.ended IS NOT NULL "
        "BEGIN UPDATE persons SET ended = NULL WHERE person = new.person; END",
    )
    force_shelf(
        sandbox.bench,
        "CREATE TRIGGER not_ended AFTER INSERT ON ended_persons "
        "BEGIN DELETE FROM ended_persons WHERE person = new.person; END",
    )


def _lose_erasures(sandbox: Sandbox) -> None:
    """Lose the lines that say what an erasure destroyed: no certificate can be given."""
    unplug(sandbox, lambda entry: entry.act == "erased-rows")


def _lose_what_went(sandbox: Sandbox) -> None:
    """Lose the lines that say of which category: a certificate would leave it out."""
    unplug(sandbox, lambda entry: entry.act == "erased-category")


def _say_instructions(sandbox: Sandbox) -> None:
    """Write what people wish in clear beside what is sealed."""
    sandbox.swap(lambda bench: with_vault(bench, kind=TalkativeVault))


def _cut(page: str, words: str) -> str:
    return page.replace(words, "…")
