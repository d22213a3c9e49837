"""Mail goes out under TLS that holds, or not at all; what a server answers is quoted to nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import MORNING
from tests.outbound.conftest import PASSWORD, USER, Post, message_in

from etanche.outbound import (
    Letter,
    LetterUnreadable,
    MailOutOfReach,
    MailPasswordUnreadable,
    Relay,
    Security,
    is_address,
)
from etanche.outbound.letter import message_of
from etanche.outbound.mail import Outcome, calling, outcome_of

Reach = Callable[..., Relay]

FROM, TO = "etanche@estran.example", "dpo@estran.example"
LETTER = Letter(to=TO, subject="Deux promesses à regarder", text="Rompue depuis ce matin.\n", name="L’Estran SAS")
MESSAGE = message_of(LETTER, sender=FROM, id="1@estran.example", at=MORNING).as_bytes()


def carry(relay: Relay) -> Outcome:
    """Hand the letter over."""
    with calling(relay) as carrier:
        return carrier.carry(MESSAGE, sender=FROM, to=TO)


@pytest.mark.parametrize("how", ["tls", "starttls"])
def test_a_letter_is_taken_under_tls(post: Post, relay: Reach, tmp_path: Path, how: str) -> None:
    """With TLS from the first byte, or after STARTTLS with a name and a password, the letter arrives as text alone."""
    postman = post(how)
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    known = {"user": USER, "password_file": tmp_path / "password"} if how == "starttls" else {}
    outcome = carry(relay(postman, security=Security(how), **known))
    [envelope] = postman.taken
    message = message_in(envelope)

    assert (Outcome.TAKEN, [TO]) == (outcome, envelope.rcpt_tos)
    assert ("Deux promesses à regarder", "text/plain") == (message["Subject"], message.get_content_type())
    assert "Rompue depuis ce matin.\n" == message.get_content().replace("\r\n", "\n")
    assert ("auto-generated", "L’Estran SAS <etanche@estran.example>") == (message["Auto-Submitted"], message["From"])


def test_a_server_that_cannot_be_believed_gets_nothing(post: Post, relay: Reach) -> None:
    """A certificate that nobody vouches for, another name than its own, no TLS at all: not one byte of the letter leaves."""
    sealed, bare = post("tls"), post("none")
    for reach in (
        relay(sealed, authorities=None),
        relay(sealed, server="localhost"),
        relay(bare, security=Security.STARTTLS),
        relay(bare),
    ):
        with pytest.raises(MailOutOfReach):
            carry(reach)

    assert [] == sealed.taken == bare.taken


def test_a_letter_goes_in_clear_where_the_settings_say_so(post: Post, relay: Reach) -> None:
    """A server without TLS takes a letter only when `security` is `clear`."""
    bare = post("none")

    assert Outcome.TAKEN == carry(relay(bare, security=Security.CLEAR))
    assert 1 == len(bare.taken)


def test_what_a_server_answers_is_not_quoted(relay: Reach, post: Post) -> None:
    """A conversation that breaks off is told by its kind: the server's own words may hold an address."""
    with pytest.raises(MailOutOfReach) as refused, calling(relay(post("tls"))):
        raise ValueError(TO)

    assert "estran" not in f"{refused.value} {refused.value.hint}"


def test_a_wrong_password_sends_nothing(post: Post, relay: Reach, tmp_path: Path) -> None:
    """Who does not let us in gets no letter; a password that cannot be read is told before anybody is called."""
    postman = post("starttls")
    (tmp_path / "password").write_text("another")
    known = {"security": Security.STARTTLS, "user": USER}
    with pytest.raises(MailOutOfReach):
        carry(relay(postman, **known, password_file=tmp_path / "password"))
    with pytest.raises(MailPasswordUnreadable):
        carry(relay(postman, **known, password_file=tmp_path / "nothing"))

    assert [] == postman.taken


@pytest.mark.parametrize(
    "slipped",
    [
        {"subject": "x\nBcc: e@f.example"},
        {"subject": "x\r\n\r\nanother body"},
        {"subject": "x\u2028Bcc: e@f.example"},
        {"name": "x\nBcc: e@f.example"},
        {"to": "a@b.example\nBcc: e@f.example"},
        {"to": "a@b.example, e@f.example"},
        {"to": "a@b.example> RCPT TO:<e@f.example"},
        {"to": "e%f.example@b.example"},
        {"kind": "marguerite@estran.example"},
        {"text": "x" * 100_001},
    ],
)
def test_nothing_can_be_slipped_into_a_head(slipped: dict[str, str]) -> None:
    """A line of its own in a subject, a name or an address, or a second address, is no letter: it is never built."""
    said = {"to": TO, "subject": "x", "text": "x"}
    with pytest.raises(LetterUnreadable):
        Letter(**said | slipped)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("a@b.example", True),
        ("a.b+c@d-e.example", True),
        ("a..b@c.example", False),
        ("a@b..example", False),
        ("a@-b.example", False),
        ("é@b.example", False),
        ("@b.example", False),
        ("a@", False),
        ("a" * 65 + "@b.example", False),
        ("a@" + "b" * 64 + ".example", False),
    ],
)
def test_what_an_address_is(text: str, one: bool) -> None:
    """An address is one of those that every server takes."""
    assert one == is_address(text)


@pytest.mark.parametrize(
    ("code", "said", "outcome"),
    [
        (450, b"4.2.1 busy", Outcome.LATER),
        (421, b"closing", Outcome.LATER),
        (550, b"5.1.1 no such user", Outcome.NOBODY),
        (550, b"No such user", Outcome.NOBODY),
        (550, b"5.7.1 relaying denied", Outcome.REFUSED),
        (550, b"5.2.1 mailbox disabled", Outcome.NOBODY),
        (552, b"5.2.2 mailbox full", Outcome.REFUSED),
        (554, b"no", Outcome.REFUSED),
    ],
)
def test_what_an_answer_means(code: int, said: bytes, outcome: Outcome) -> None:
    """That nobody is there is told apart from a refusal by policy, and from one of this moment."""
    assert outcome == outcome_of(code, said)
