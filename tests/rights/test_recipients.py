"""Recipients are told of what is erased, corrected or frozen: those who were given it, with nothing they did not have, and seen to until they were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.outbound.conftest import Post, certificate, loop, message_in, post
from tests.outbound.test_bounces import report
from tests.rights.society import DPO, MAUD, Society

from etanche.outbound import RECIPIENT_TOLD, Letter, Relay, Security, deliver
from etanche.rights import Event, Filed, NotSaid, Reason, Right, State, TurnedAway, telling_words
from etanche.store import outbox
from etanche.terms import Language

__all__ = ["certificate", "loop", "post"]

PRINTER = "privacy@printer.example"
FROM = "lighthouse@phare.example"


def granted(society: Society, right: Right, *given: str) -> tuple[bytes, Filed]:
    """Know somebody whose entry went to some recipients, and grant what they ask."""
    person = society.knows()
    society.gives(person, *given)
    return person, society.requests.answer(society.proves(society.asks(right)), DPO)


def to_recipients(society: Society) -> list[Letter]:
    """Return the letters to recipients that wait."""
    return society.letters(RECIPIENT_TOLD)


def states(filed: Filed) -> dict[str, str]:
    """Return how far each recipient is."""
    return {one.recipient: one.state for one in filed.recipients}


def later(society: Society, filed: Filed, *, days: int = 0, hours: int = 0) -> Filed:
    """Let time pass and the worker come by; return the request as it is then."""
    society.clock.advance(timedelta(days=days, hours=hours))
    society.requests.tend_all()
    return society.requests.register.get(filed.request.id)


@pytest.mark.clause("C23")
def test_who_was_given_the_data_is_told_what_they_had_and_no_more(society: Society) -> None:
    """The letter has the id and the address that went with the data, what to do, and nothing else of anybody; whoever has no address is told by hand."""
    person, filed = granted(society, Right.ERASURE, "printer", "guild")
    (letter,) = to_recipients(society)
    (line,) = society.acts("recipient-written")

    assert (PRINTER, "vie-privee@estran.example") == (letter.to, letter.reply_to)
    assert filed.name in letter.subject
    assert {"printer": "on-its-way", "guild": "by-hand"} == states(filed)
    assert {person.hex(), MAUD} <= set(letter.text.split())
    assert "Keradec" not in letter.text
    assert ("printer", "erase", 1) == (line["recipient"], line["asked"], line["addresses"])
    assert "Guilde des gardiens, Imprimerie du Goulet" in society.letters("request-answered")[0].text


def test_nobody_learns_of_somebody_they_knew_nothing_of(society: Society) -> None:
    """Attack on privacy by obligation: a recipient who may receive such data and was given none is not written to; with nobody to tell the request owes nothing more."""
    _, filed = granted(society, Right.ERASURE)
    after = later(society, filed)

    assert [] == to_recipients(society)
    assert ((), State.EVIDENCE_KEPT) == (after.recipients, after.request.state)


def test_what_stays_is_nothing_to_tell(society: Society) -> None:
    """An access tells no recipient anything, nor does an erasure that is refused."""
    person = society.knows()
    society.gives(person, "printer")
    society.requests.answer(society.proves(society.asks(Right.ACCESS)), DPO)

    assert [] == to_recipients(society)


@pytest.mark.parametrize(("right", "asked"), [(Right.RECTIFICATION, "correct"), (Right.RESTRICTION, "freeze")])
def test_a_correction_and_a_restriction_are_told_too(society: Society, right: Right, asked: str) -> None:
    """Each asks for its own; what was corrected is not in the letter."""
    granted(society, right, "printer")
    (line,) = society.acts("recipient-written")

    assert asked == line["asked"]


@pytest.mark.clause("C20")
def test_who_was_told_to_freeze_is_told_that_it_is_over(society: Society) -> None:
    """The end of a restriction goes where its beginning went."""
    _, filed = granted(society, Right.RESTRICTION, "printer")
    society.requests.lift(filed, DPO)

    assert ["freeze", "lifted"] == sorted(str(one["asked"]) for one in society.acts("recipient-written"))
    assert [PRINTER, PRINTER] == [one.to for one in to_recipients(society)]


def test_a_letter_that_was_taken_counts_after_a_day(society: Society, post: Post) -> None:
    """A server has it: the request waits a day for it to come back, then owes nothing; whoever asked sees who was told, and when."""
    postman = post("none")
    _, filed = granted(society, Right.ERASURE, "printer")
    relay = Relay(server="127.0.0.1", port=postman.port, security=Security.CLEAR)
    deliver(society.house.outbox, relay, sender=FROM)
    sent = [one for one in postman.taken if one.rcpt_tos == [PRINTER]]
    at_once, settled = later(society, filed), later(society, filed, hours=25)

    assert 1 == len(sent)
    assert MAUD in message_in(sent[0]).get_content()
    assert (State.ANSWERED, "on-its-way") == (at_once.request.state, states(at_once)["printer"])
    assert (State.EVIDENCE_KEPT, "told-by-letter") == (settled.request.state, states(settled)["printer"])
    assert filed.request.answered_on == settled.recipients[0].on


def test_a_letter_that_comes_back_is_for_somebody_to_tell(society: Society, post: Post) -> None:
    """The report of the mail server undoes it, and what was given up does too; told by hand it is done."""
    postman = post("none")
    _, filed = granted(society, Right.ERASURE, "printer")
    box = society.house.outbox
    with society.house.store.reading() as connection:
        row = next(
            one for one in outbox.oldest(connection, society.house.organisation_id, 99) if one.kind == RECIPIENT_TOLD
        )
    number = f"<{row.id.hex()}.{box.proof(row.id, PRINTER)}@phare.example>"
    deliver(box, Relay(server="127.0.0.1", port=postman.port, security=Security.CLEAR), sender=FROM)
    society.house.mail.bounced(report(number, to=PRINTER))
    back = later(society, filed, hours=25)
    done = society.requests.advance(back, Event.RECIPIENTS_TOLD, DPO, recipient="printer")

    assert ("by-hand", "mail-bounced") == (states(back)["printer"], back.recipients[0].failed)
    assert (State.EVIDENCE_KEPT, "told-by-hand") == (done.request.state, states(done)["printer"])


def test_a_letter_that_no_server_takes_is_for_somebody_to_tell(society: Society) -> None:
    """After a month without a server it is given up, and long before that the contact was called."""
    _, filed = granted(society, Right.ERASURE, "printer")
    society.passes(8)
    society.requests.remind_all()
    called = society.letters("request-reminder")
    society.clock.advance(timedelta(days=30))
    society.house.mail.send()
    after = later(society, filed)

    assert called
    assert ("by-hand", "letter-given-up") == (states(after)["printer"], after.recipients[0].failed)


def test_each_is_written_down_by_hand_once(society: Society) -> None:
    """One after the other; the last ends what is owed, and somebody who is not to be told is no recipient of it."""
    _, filed = granted(society, Right.ERASURE, "printer", "guild")
    first = society.requests.advance(filed, Event.RECIPIENTS_TOLD, DPO, recipient="guild")
    with pytest.raises(NotSaid):
        society.requests.advance(first, Event.RECIPIENTS_TOLD, DPO, recipient="guild")
    with pytest.raises(NotSaid):
        society.requests.advance(first, Event.RECIPIENTS_TOLD, DPO, recipient="keeper")
    last = society.requests.advance(first, Event.RECIPIENTS_TOLD, DPO, recipient="printer")
    with pytest.raises(TurnedAway) as again:
        society.requests.advance(last, Event.RECIPIENTS_TOLD, DPO)

    assert (State.ANSWERED, {"printer": "on-its-way", "guild": "told-by-hand"}) == (first.request.state, states(first))
    assert State.EVIDENCE_KEPT is last.request.state
    assert Reason.NOT_NOW is again.value.reason
    assert ["guild"] == [one["recipient"] for one in society.acts("request-recipient-told")]
    assert "printer" in {one.get("recipient") for one in society.acts("request-recipients-told")}


def test_all_that_are_left_are_written_down_at_once(society: Society) -> None:
    """Without a name it is said of everybody."""
    _, filed = granted(society, Right.ERASURE, "printer", "guild")
    done = society.requests.advance(filed, Event.RECIPIENTS_TOLD, DPO)

    assert {"printer": "told-by-hand", "guild": "told-by-hand"} == states(done)


def test_where_the_journal_begins_too_late_somebody_looks(society: Society) -> None:
    """Data older than the oldest line may have been given to whom the charter lets receive them: nobody is written to, and somebody asks."""
    person = society.knows()
    society.gives(person, "guild")
    society.house.journal.seal()
    society.passes(300)
    asked = society.asks()
    society.house.journal.seal()
    assert society.house.journal.cut(society.clock.now().date(), actor="test")
    shown = society.requests.show(society.proves(asked), DPO)
    filed = society.requests.answer(shown.filed, DPO)

    assert [("guild", False), ("printer", False)] == [(one.recipient, one.certain) for one in filed.recipients]
    assert filed.recipients == shown.recipients
    assert [] == to_recipients(society)


def test_no_file_tells_who_was_named_to_recipients(society: Society) -> None:
    """The address that is in a letter on its way is in no byte of the instance."""
    granted(society, Right.ERASURE, "printer")

    assert MAUD.encode() not in society.raw()


def test_an_erasure_that_no_request_asked_for_is_told_too(society: Society) -> None:
    """Letters go to whoever has an address, and the contact is told whom nobody can write to; what is erased again is told to nobody again."""
    person = society.knows()
    society.gives(person, "printer", "guild")
    done, told = society.requests.erase(person, actor="ysé")
    _, again = society.requests.erase(person, actor="ysé")
    (call,) = society.letters("recipients-by-hand")

    assert 1 == done.records
    assert {"printer": "on-its-way", "guild": "by-hand"} == {one.recipient: one.state for one in told}
    assert () == again
    assert [PRINTER] == [one.to for one in to_recipients(society)]
    assert ["Guilde des gardiens" in call.text, MAUD in call.text] == [True, False]


@pytest.mark.parametrize(
    ("language", "staff", "theirs"),
    [
        ("en", "Guilde des gardiens: to be told by hand", "Guilde des gardiens: not told yet"),
        ("fr", "Guilde des gardiens : à prévenir par vos soins", "Guilde des gardiens : pas encore prévenu"),
    ],
)
def test_who_asked_is_told_who_knows_and_staff_what_they_owe(
    society: Society, language: Language, staff: str, theirs: str
) -> None:
    """The last sentence of article 19: the page of a request names each recipient, and says when they were told."""
    _, filed = granted(society, Right.ERASURE, "guild")
    around, (waits,) = society.requests.around, filed.recipients
    (told,) = society.requests.advance(filed, Event.RECIPIENTS_TOLD, DPO).recipients
    said = [telling_words(around, waits, language, staff=True), telling_words(around, waits, language)]

    assert [staff, theirs] == [
        one.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") for one in said
    ]
    assert "2026" in telling_words(around, told, language)
