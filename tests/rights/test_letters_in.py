"""Letters become requests: over LMTP, as a mail server delivers them; what is no letter of a person is turned away."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, Message
from email.parser import BytesParser
from threading import current_thread
from time import process_time
from typing import Protocol

import pytest
from tests.rights.society import DPO, MAUD, WORDS, Society

from etanche.accounts import Throttle
from etanche.cli.letters import taken
from etanche.errors import Fault
from etanche.incidents import Factor, halt, resume
from etanche.intake import LetterDoor, LetterIn, LetterRefused, parse_letter
from etanche.outbound import Outbox
from etanche.rights import Right, State, heard, language_of
from etanche.rights.receiving import day_received
from etanche.standing import Scope

TO = "privacy@lighthouse.example"


class Deliver(Protocol):
    """Delivers a letter, and returns the code it is answered with."""

    def __call__(self, data: bytes, *, envelope: str = ..., to: str = ...) -> int:
        """Deliver it, from the sender on its envelope, to an address of the society."""


def letter(text: str, *, sender: str = f"Maud Keradec <{MAUD}>", subject: str = "My data", **headers: str) -> bytes:
    """Return a letter as it travels."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, TO, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def delivered(society: Society) -> Iterator[Deliver]:
    """Delivers a letter over LMTP to the society, and returns the code it is answered with."""
    throttle = Throttle(society.clock)
    with LetterDoor(lambda one: taken(society.house, throttle, one), host="127.0.0.1", port=0) as door:

        def deliver(data: bytes, *, envelope: str = "maud@elsewhere.example", to: str = TO) -> int:
            with smtplib.LMTP("127.0.0.1", door.port) as server:
                try:
                    server.sendmail(envelope, [to], data)
                except smtplib.SMTPDataError as error:
                    return error.smtp_code
                return 250

        yield deliver


@pytest.mark.clause("A7")
def test_a_letter_to_the_contact_address_erases_an_account(society: Society, delivered: Deliver) -> None:
    """Delivered over LMTP it is a request for erasure; a link goes back; proved and answered, nothing is left but what the law keeps."""
    person = society.knows()
    code = delivered(letter("Bonjour, merci de supprimer toutes les données que vous avez sur moi."))
    (filed,) = society.requests.listed().found
    proved = society.proves(filed)
    society.requests.answer(proved, DPO)

    assert 250 == code
    assert (Right.ERASURE, "fr", "letters-in") == (filed.request.right, filed.language, filed.channel)
    assert {"ask", "receipt"} == society.held_of(person).keys()
    assert "Ce qui a été effacé" in society.letters("request-answered")[0].text


@pytest.mark.clause("A7")
def test_an_answer_to_a_letter_belongs_to_its_request(society: Society, delivered: Deliver) -> None:
    """Sent to the address that our letter named it is read with the request, sealed, told to the contact, and no second request, from whichever address it comes."""
    filed = society.proves(society.asks(Right.ACCESS))
    (sent,) = society.letters("request-proof")
    code = delivered(letter("It was in March.", sender="maud@elsewhere.example"), to=sent.reply_to.upper())
    (one,) = society.requests.listed().found
    shown = society.requests.show(one, DPO)
    (told,) = society.letters("request-reminder")
    society.requests.answer(one, DPO)
    society.clock.advance(timedelta(days=400))
    society.house.vault.sweep(confirmed_by="test")
    gone = society.requests.tidy()

    assert (250, filed.request.id) == (code, one.request.id)
    assert shown.words.startswith(WORDS)
    assert "It was in March." in shown.words
    assert filed.name in told.subject
    assert "March" not in told.text
    assert b"It was in March." not in society.raw()
    assert 1 == gone
    assert "ask" not in society.held_of(filed.person)


@pytest.mark.parametrize("how", ["forged", "cut", "plain", "answered"])
def test_no_letter_joins_a_request_on_the_word_of_its_sender(society: Society, delivered: Deliver, how: str) -> None:
    """Attack: from the address of who asked, with the number in its subject, but to another address than ours for it, or after the answer: it is a request of its own, to be proved."""
    filed = society.proves(society.asks(Right.ACCESS))
    (sent,) = society.letters("request-proof")
    word = sent.reply_to.partition("+")[2].partition("@")[0]
    other = {"forged": word[:-1] + ("a" if word[-1] != "a" else "b"), "cut": word[:-8], "answered": word}
    if how == "answered":
        filed = society.requests.answer(filed, DPO)
    to = TO if how == "plain" else sent.reply_to.replace(word, other[how])
    code = delivered(letter("Send it to my new address.", subject=f"Re: {filed.name}"), to=to)
    mine = society.requests.register.get(filed.request.id)

    assert 250 == code
    assert () == mine.more
    assert 2 == sum(society.requests.register.count(is_open=one) for one in (True, False))
    assert {State.IDENTITY_PENDING} == {
        one.request.state for one in society.requests.listed().found if one.request.id != filed.request.id
    }


def test_letters_of_programs_are_turned_away_for_good(society: Society, delivered: Deliver) -> None:
    """Answers of machines, lists, bounces and letters without sender are refused, so that nothing goes round in circles."""
    refused = [
        letter("I am away.", Auto_Submitted="auto-replied"),
        letter("News!", List_Id="<news.example>"),
        letter("Hello", Precedence="bulk"),
        letter("Hello", sender="nobody at all"),
    ]

    assert [550] * 4 == [delivered(one) for one in refused]
    assert 0 == society.requests.register.count()


def test_a_letter_that_came_back_is_turned_away_for_good(society: Society, delivered: Deliver) -> None:
    """With an empty sender on its envelope it is a bounce, though nothing inside says so."""
    assert 550 == delivered(letter("Your message could not be delivered."), envelope="")
    assert 0 == society.requests.register.count()


def test_a_letter_that_is_kept_is_not_asked_for_again(
    society: Society, delivered: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When what follows fails the letter is taken all the same, once; the next round does what follows."""

    def broken(*_: object, **__: object) -> None:
        raise Fault("no letter can be written")

    with monkeypatch.context() as failing:
        failing.setattr(Outbox, "write", broken)
        code = delivered(letter("Please erase everything"))
    waiting = society.letters("request-proof")
    society.requests.tend_all()

    assert (250, []) == (code, waiting)
    assert 1 == society.requests.register.count()
    assert [MAUD] == [one.to for one in society.letters("request-proof")]


def test_a_letter_is_never_lost(society: Society) -> None:
    """What cannot be kept now is left with the mail server; a flood of one sender waits there too."""

    def broken(_letter: LetterIn) -> None:
        raise Fault("the store is away")

    with (
        LetterDoor(broken, host="127.0.0.1", port=0) as door,
        smtplib.LMTP("127.0.0.1", door.port) as server,
        pytest.raises(smtplib.SMTPDataError) as refused,
    ):
        server.sendmail("a@b.example", [TO], letter("erase"))
    throttle = Throttle(society.clock)
    flood = LetterIn(address=MAUD, name="", subject="access", text="")
    for _ in range(6):
        with_wait = throttle.wait(MAUD, "mail")
        if not with_wait:
            taken(society.house, throttle, flood)

    assert 451 == refused.value.smtp_code
    assert throttle.wait(MAUD, "mail").total_seconds() > 0


def test_a_page_is_read_as_words_and_nothing_is_carried_out() -> None:
    """HTML is taken for its words; scripts are not; of what claims a charset that nobody knows the plain letters are taken."""
    message = EmailMessage()
    message["From"] = MAUD
    message.set_content("<p>Please <b>erase</b> me</p><script>alert(1)</script>", subtype="html")
    odd = f"From: {MAUD}\nContent-Type: text/plain; charset=klingon\n\nxyz".encode()

    assert "Please erase me" == parse_letter(message.as_bytes()).text
    assert "xyz" == parse_letter(odd).text


def _deep(levels: int) -> bytes:
    """Return a letter with parts within parts."""
    heads = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one) for one in range(levels))
    return f"From: {MAUD}\r\n".encode() + b"".join(heads) + b"\r\nhello"


_TANGLED = {
    "deep": _deep(300),
    "deeper than the parser": _deep(1000),
    "letters in letters": f"From: {MAUD}\n".encode() + b"Content-Type: message/rfc822\n\n" * 1000,
    "addresses": b"From: " + b"a@b.example,\r\n " * 2500 + b"\r\n\r\nx",
    "comments": b"From: " + b"(" * 5000 + b" a@b.example\n\nx",
    "parts": _deep(1) + b"\r\n--b0\r\n" * 20_000,
    "a report": b"Content-Type: message/delivery-status\n\n" + b"\n" * 4_000,
}


@pytest.mark.parametrize("data", _TANGLED.values(), ids=_TANGLED)
def test_a_tangled_letter_keeps_no_processor_busy(data: bytes) -> None:
    """Attack: a small letter that the parser needs seconds for, or never comes back from, is refused before it is parsed."""
    begun = process_time()
    with pytest.raises(LetterRefused):
        parse_letter(data)

    assert 0.2 > process_time() - begun


@pytest.mark.parametrize(
    "data", [b"From: <\n\nx", b"From: a@[\n\nx", f"From: {MAUD}\nContent-Type: text/html\n\n<![foo[".encode()]
)
def test_what_the_parser_falls_over_is_turned_away_for_good(delivered: Deliver, data: bytes) -> None:
    """Attack: bytes that make the library raise what it never says are no letter, and the mail server does not bring them again for ever."""
    assert 550 == delivered(data)


def test_letters_are_parsed_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that answers at the door parses nothing: whoever else delivers is answered meanwhile."""
    parsed_in: list[str] = []
    feed = BytesParser.parsebytes

    def watched(
        parser: BytesParser, text: bytes | bytearray, headersonly: bool = False
    ) -> Message:  # the library's own
        parsed_in.append(current_thread().name)
        return feed(parser, text, headersonly)

    monkeypatch.setattr(BytesParser, "parsebytes", watched)
    with LetterDoor(lambda _: None, host="127.0.0.1", port=0) as door, smtplib.LMTP("127.0.0.1", door.port) as server:
        server.sendmail("a@b.example", [TO], letter("erase"))

    assert ["asyncio"] == [name.partition("_")[0] for name in parsed_in]


@pytest.mark.parametrize("data", [b"", b"From:\n\n", b"\xff\xfe", b"From: a\nTo: b\n\nx"])
def test_what_is_no_letter_is_refused(data: bytes) -> None:
    """Bytes without a sender are no letter."""
    with pytest.raises(LetterRefused):
        parse_letter(data)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("Merci d’effacer mon compte", Right.ERASURE),
        ("please DELETE everything", Right.ERASURE),
        ("Je souhaite accéder à mes données", Right.ACCESS),
        ("Send me a copy of my data", Right.ACCESS),
        ("Please correct my name", Right.RECTIFICATION),
        ("Je m’oppose à ce traitement", Right.OBJECTION),
        ("Unsubscribe me", Right.MARKETING_OBJECTION),
        ("Droit à la portabilité", Right.PORTABILITY),
        ("Bonjour", Right.ACCESS),
        ("Tu verras que je ne demande rien de plus", Right.ACCESS),
        ("Mon numéro de portable est faux, corrigez-le", Right.RECTIFICATION),
        ("Une copie de mes données, sans oublier les factures", Right.ACCESS),
        ("Droit à l’oubli : oubliez-moi", Right.ERASURE),
        ("My address is incorrect", Right.RECTIFICATION),
        ("I want it in a machine-readable form", Right.PORTABILITY),
    ],
)
def test_a_letter_is_understood_by_its_words(said: str, right: Right) -> None:
    """In both languages; what names nothing is a request for access, which changes nothing."""
    assert (right,) == heard(said)


@pytest.mark.parametrize(
    "said",
    [
        "Delete my account\n\nplease delete my account and all my data, and unsubscribe me from the newsletter",
        "Supprimez mon compte\n\nmerci de supprimer toutes mes données et de me désabonner de l’infolettre",
    ],
)
def test_what_is_done_by_itself_hides_nothing_else(said: str) -> None:
    """A letter that asks for an erasure and wants no advertising opens one request that somebody reads, and one that is done at once."""
    assert (Right.ERASURE, Right.MARKETING_OBJECTION) == heard(said)


@pytest.mark.parametrize(
    ("said", "rights"),
    [
        ("I withdraw my consent; and correct my name", (Right.RECTIFICATION, Right.WITHDRAWAL)),
        ("Je retire mon consentement, et veux une copie de mes données", (Right.ACCESS, Right.WITHDRAWAL)),
    ],
)
def test_a_withdrawal_closes_nothing_beside_it(said: str, rights: tuple[Right, ...]) -> None:
    """What somebody decides on comes first, and the withdrawal is a request of its own."""
    assert rights == heard(said)


def test_the_language_is_that_of_the_letter() -> None:
    """French and English are told apart; where nobody can tell, it is the first language of the charter."""
    assert ("fr", "en", "en") == (
        language_of("Bonjour, je voudrais mes données", "en"),
        language_of("Hello, I want my data", "fr"),
        language_of("", "en"),
    )


def stamped(*lines: str) -> bytes:
    """Return a letter with `Received` lines, the topmost first."""
    return "".join(f"Received: from a.example by mail.lighthouse.example;\r\n\t{line}\r\n" for line in lines).encode()


def test_a_letter_kept_during_a_halt_is_received_when_it_came(society: Society, delivered: Deliver) -> None:
    """Answered 451 while all is halted, it is kept by the mail server; three days later it is filed under the day on which the server took it in."""
    came = society.clock.now() - timedelta(minutes=1)
    told = stamped(f"{came:%a, %d %b %Y %H:%M:%S} +0000", "Mon, 02 Nov 2026 09:00:00 +0000") + letter(
        "My data, please."
    )
    halt([society.house.halter], Scope.INSTANCE, reason="a hole", by="ann")
    assert 451 == delivered(told)
    society.clock.advance(timedelta(days=3))
    resume([society.house.halter], Scope.INSTANCE, reason="mended", by="ann", factor=Factor.KIT)
    assert 250 == delivered(told)
    (filed,) = society.requests.listed().found

    assert came.date() == filed.request.received


@pytest.mark.parametrize(
    ("lines", "moment"),
    [
        ([], None),
        (["no day"], None),
        (["no day", "Fri, 20 Nov 2026 09:00:00 +0000"], None),
        (["Fri, 20 Nov 2026 09:00:00 -0000"], "2026-11-20T09:00:00+00:00"),
        (["Fri, 20 Nov 2026 09:00:00 +0100", "Mon, 02 Nov 2026 09:00:00 +0000"], "2026-11-20T09:00:00+01:00"),
    ],
)
def test_only_the_topmost_line_of_a_server_counts(lines: list[str], moment: str | None) -> None:
    """What stands below it the sender may have written; one that cannot be read is none."""
    read = parse_letter(stamped(*lines) + letter("My data, please.", Date="Mon, 02 Nov 2026 09:00:00 +0000")).received

    assert moment == (None if read is None else read.isoformat())


@pytest.mark.parametrize(("back", "believed"), [(0, True), (31, True), (32, False), (-1, False)])
def test_a_day_that_nobody_believes_is_today(back: int, *, believed: bool) -> None:
    """No day to come, and none further back than a server keeps a letter; it is one of the zone of the organisation."""
    now = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    found = day_received(now - timedelta(days=back), now, "Europe/Paris")

    assert ((now - timedelta(days=back) + timedelta(hours=1)).date() if believed else None) == found
