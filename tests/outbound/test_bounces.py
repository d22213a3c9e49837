"""A letter that came back marks the address, if the report proves that it was our letter to that address."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText

import pytest

from etanche.instance import Instance
from etanche.outbound import BounceUnreadable, Letter
from etanche.outbound.bounces import bounces_in
from etanche.store import outbox as rows

FROM, TO = "etanche@essai.example", "marguerite@estran.example"


def number_of(instance: Instance, to: str = TO) -> str:
    """Post a letter, and return the number under which it travels."""
    instance.outbox.post(Letter(to=to, subject="x", text="x"))
    with instance.store.reading() as connection:
        row = rows.oldest(connection, instance.organisation_id, 10)[-1]
    letter = instance.outbox.opened(row)
    assert letter is not None
    sent = instance.outbox.message(row, letter, FROM)
    return (
        sent.split(b"Message-ID:")[1]
        .split(b"\r\n")[0 if b"<" in sent.split(b"Message-ID:")[1].split(b"\r\n")[0] else 1]
        .strip()
        .decode()
    )


def report(
    number: str,
    *,
    to: str = TO,
    status: str = "5.1.1",
    action: str = "failed",
    head_only: bool = False,
    original: str = "",
) -> bytes:
    """Return a report as mail servers write it (RFC 3464)."""
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"] = "MAILER-DAEMON@relay.example"
    whole["To"] = FROM
    whole.attach(MIMEText("Sorry."))
    told = MIMENonMultipart("message", "delivery-status")
    server, reader = Message(), Message()
    server["Reporting-MTA"] = "dns; relay.example"
    reader["Final-Recipient"] = f"rfc822; {to}"
    if original:
        reader["Original-Recipient"] = f"rfc822;{original}"
    reader["Action"] = action
    reader["Status"] = status
    told.set_payload([server, reader])
    whole.attach(told)
    quoted = EmailMessage()
    quoted["Message-ID"] = number
    quoted["Subject"] = "x"
    quoted.set_content("x")
    whole.attach(MIMEText(quoted.as_string(), "rfc822-headers") if head_only else MIMEMessage(quoted))
    return whole.as_bytes()


@pytest.mark.parametrize("head_only", [False, True])
def test_a_report_marks_the_address_of_our_letter(instance: Instance, head_only: bool) -> None:
    """Nobody is there: the address is marked, the journal says so, and names nobody."""
    marked = instance.mail.bounced(report(number_of(instance), head_only=head_only))
    [line] = instance.journal.entries(act="mail-bounced")

    assert (1, "5.1.1") == (marked, line.facts["status"])
    assert instance.outbox.unreachable_since(TO) is not None
    assert "marguerite" not in repr(line)


def test_a_letter_that_was_sent_on_is_known_by_its_first_address(instance: Instance) -> None:
    """The report speaks of where a letter was sent on to, and of where it was sent: the latter is marked."""
    instance.mail.bounced(report(number_of(instance), to="elsewhere@far.example", original=TO))

    assert instance.outbox.unreachable_since(TO) is not None
    assert instance.outbox.unreachable_since("elsewhere@far.example") is None


def test_nobody_marks_the_address_of_somebody_else(instance: Instance) -> None:
    """Attack: a forged report with a number that was made up, or with the number of a letter that the forger got."""
    mine = number_of(instance, "eve@estran.example")
    made_up = f"<{'0' * 32}.{'0' * 32}@essai.example>"
    swapped = f"<{mine[1:33]}.{number_of(instance)[34:66]}@essai.example>"

    assert [0, 0, 0] == [instance.mail.bounced(report(number)) for number in (mine, made_up, swapped)]
    assert instance.outbox.unreachable_since(TO) is None


@pytest.mark.parametrize(
    ("status", "action"),
    [("5.2.2", "failed"), ("4.4.1", "delayed"), ("5.1.1", "relayed"), ("5.7.1", "failed"), ("", "")],
)
def test_what_does_not_say_that_nobody_is_there_marks_nothing(instance: Instance, status: str, action: str) -> None:
    """A full mailbox, a delay, a letter sent on, a refusal by policy."""
    assert 0 == instance.mail.bounced(report(number_of(instance), status=status, action=action))
    assert instance.outbox.unreachable_since(TO) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 100,
        b"Subject: hello\r\n\r\nhello",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--x--",
        b"Content-Type: multipart/report\r\n\r\n",
        b"x" * (2 << 20),
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 20_000,
        b"Content-Type: multipart/report; boundary=x\n\n--x\n" + b"Content-Type: message/rfc822\n\n" * 1000,
    ],
)
def test_what_is_no_report_is_told(data: bytes) -> None:
    """Whatever somebody writes to the sender's address, it is read in bounds and turned away in our words."""
    with pytest.raises(BounceUnreadable):
        bounces_in(data)
