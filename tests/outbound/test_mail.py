"""Mail goes out under TLS that holds, or not at all; what a server answers is quoted to nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import MORNING
from tests.outbound.conftest import PASSWORD, USER, Post, message_in

from etanche.outbound import Letter, MailOutOfReach, MailPasswordUnreadable, Relay, send

Reach = Callable[..., Relay]

LETTER = Letter(
    sender="etanche@estran.example",
    to=("dpo@estran.example", "ann@estran.example"),
    subject="Deux promesses à regarder",
    text="Rompue depuis ce matin.\n",
    at=MORNING,
)


@pytest.mark.parametrize("how", ["tls", "starttls"])
def test_a_letter_is_taken_under_tls(post: Post, relay: Reach, tmp_path: Path, how: str) -> None:
    """With TLS from the first byte, or after STARTTLS with a name and a password, the letter arrives as text alone."""
    postman = post(how)
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    known = {"user": USER, "password_file": tmp_path / "password"} if how == "starttls" else {}
    send(relay(postman, starttls=how == "starttls", **known), LETTER)
    [envelope] = postman.taken
    message = message_in(envelope)

    assert ["dpo@estran.example", "ann@estran.example"] == envelope.rcpt_tos
    assert ("Deux promesses à regarder", "text/plain") == (message["Subject"], message.get_content_type())
    assert "Rompue depuis ce matin.\n" == message.get_content().replace("\r\n", "\n")
    assert "auto-generated" == message["Auto-Submitted"]


def test_a_server_that_cannot_be_believed_gets_nothing(post: Post, relay: Reach) -> None:
    """A certificate that nobody vouches for, another name than its own, no TLS at all: not one byte of the letter leaves."""
    sealed, bare = post("tls"), post("none")
    for reach in (
        relay(sealed, authorities=None),
        relay(sealed, server="localhost"),
        relay(bare, starttls=True),
        relay(bare),
    ):
        with pytest.raises(MailOutOfReach):
            send(reach, LETTER)

    assert [] == sealed.taken == bare.taken


def test_what_a_server_answers_is_not_quoted(post: Post, relay: Reach) -> None:
    """A refusal is told by its kind: the server's own words may hold an address."""
    postman = post("tls")
    postman.refuses = True
    with pytest.raises(MailOutOfReach) as refused:
        send(relay(postman), LETTER)

    assert "estran" not in f"{refused.value} {refused.value.hint}"


def test_a_wrong_password_sends_nothing(post: Post, relay: Reach, tmp_path: Path) -> None:
    """Who does not let us in gets no letter; a password that cannot be read is told before anybody is called."""
    postman = post("starttls")
    (tmp_path / "password").write_text("another")
    with pytest.raises(MailOutOfReach):
        send(relay(postman, starttls=True, user=USER, password_file=tmp_path / "password"), LETTER)
    with pytest.raises(MailPasswordUnreadable):
        send(relay(postman, starttls=True, user=USER, password_file=tmp_path / "nothing"), LETTER)

    assert [] == postman.taken


def test_a_header_cannot_be_slipped_in(post: Post, relay: Reach) -> None:
    """A subject with a line of its own is refused by whoever builds the letter, and nothing is sent."""
    postman = post("tls")
    slipped = Letter(sender="a@b.example", to=("c@d.example",), subject="x\nBcc: e@f.example", text="", at=MORNING)
    with pytest.raises(MailOutOfReach):
        send(relay(postman), slipped)

    assert [] == postman.taken
