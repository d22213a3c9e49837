"""Letters become requests: over LMTP, as a mail server delivers them; what is no letter of a person is turned away."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Protocol

import pytest
from tests.rights.society import DPO, MAUD, Society

from etanche.accounts import Throttle
from etanche.cli.letters import taken
from etanche.errors import Fault
from etanche.intake import LetterDoor, LetterIn, LetterRefused, parse_letter
from etanche.outbound import Outbox
from etanche.rights import Right, heard, language_of

TO = "privacy@lighthouse.example"


class Deliver(Protocol):
    """Delivers a letter, and returns the code it is answered with."""

    def __call__(self, data: bytes, *, envelope: str = ...) -> int:
        """Deliver it, from the sender on its envelope."""


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

        def deliver(data: bytes, *, envelope: str = "maud@elsewhere.example") -> int:
            with smtplib.LMTP("127.0.0.1", door.port) as server:
                try:
                    server.sendmail(envelope, [TO], data)
                except smtplib.SMTPDataError as error:
                    return error.smtp_code
                return 250

        yield deliver


@pytest.mark.clause("A7")
def test_a_letter_to_the_contact_address_erases_an_account(society: Society, delivered: Deliver) -> None:
    """Delivered over LMTP it is a request for erasure; a link goes back; proved and answered, nothing is left but what the law keeps."""
    person = society.knows()
    code = delivered(letter("Bonjour, merci de supprimer toutes les données que vous avez sur moi."))
    (filed,) = society.requests.listed()
    proved = society.proves(filed)
    society.requests.answer(proved, DPO)

    assert 250 == code
    assert (Right.ERASURE, "fr", "letters-in") == (filed.request.right, filed.language, filed.channel)
    assert {"ask", "receipt"} == society.held_of(person).keys()
    assert "Ce qui a été effacé" in society.letters("request-answered")[0].text


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
    """HTML is taken for its words; scripts are not; what claims a charset that nobody knows is taken without words."""
    message = EmailMessage()
    message["From"] = MAUD
    message.set_content("<p>Please <b>erase</b> me</p><script>alert(1)</script>", subtype="html")
    odd = f"From: {MAUD}\nContent-Type: text/plain; charset=klingon\n\nxyz".encode()

    assert "Please erase me" == parse_letter(message.as_bytes()).text
    assert "" == parse_letter(odd).text


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
    assert right is heard(said)


def test_the_language_is_that_of_the_letter() -> None:
    """French and English are told apart; where nobody can tell, it is the first language of the charter."""
    assert ("fr", "en", "en") == (
        language_of("Bonjour, je voudrais mes données", "en"),
        language_of("Hello, I want my data", "fr"),
        language_of("", "en"),
    )
