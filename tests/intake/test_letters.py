"""Letters of strangers: what is in them is decoded in one pass, and what people send is taken."""

from __future__ import annotations

import random
from base64 import encodebytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from etanche.intake.letters import LONGEST, parse_letter
from etanche.outbound import LARGEST, within_bounds

MAUD = "maud@example.org"
HEAD = f"From: {MAUD}\r\nTo: p@example.org\r\nSubject: hi\r\nMIME-Version: 1.0\r\n".encode()
WORDS = "Où sont mes données ?"
IN_USE = ("utf-8", "UTF8", "iso-8859-1", "latin1", "ISO-8859-15", "windows-1252", "utf-16")
ELSEWHERE = (
    ("koi8-r", "Где мои данные?"),
    ("iso-2022-jp", "私のデータ"),
    ("gb18030", "我的数据"),
    ("windows-1256", "أين"),
)


def in_base64(charset: str, content: bytes) -> bytes:
    """Return a letter whose text is said to be in a charset."""
    told = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    return HEAD + told + encodebytes(content).replace(b"\n", b"\r\n")


def with_photograph(size: int) -> bytes:
    """Return the letter of somebody who attaches a photograph, as it travels."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = MAUD, "my data"
    message.set_content("Please send me my data.\n")
    message.add_attachment(
        random.Random(7).randbytes(size),  # noqa: S311  # no secret
        maintype="image",
        subtype="jpeg",
        filename="card.jpg",
    )
    return message.as_bytes()


@pytest.mark.parametrize(
    "letter",
    [
        in_base64("punycode", b"x-" + b"a" * (280 << 10)),
        HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\nx-" + b"a" * (280 << 10),
    ],
    ids=["base64", "as it is"],
)
def test_a_charset_that_is_slow_is_not_decoded(letter: bytes) -> None:
    """Attack: one letter within every bound, whose charset takes time in the square of it; its bytes are taken for what they are."""
    assert within_bounds(letter)
    assert ("x-" + "a" * LONGEST)[:LONGEST] == parse_letter(letter).text


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "undefined", "klingon", "hex"])
def test_what_is_no_charset_of_letters_decodes_nothing(charset: str) -> None:
    """Attack: other decoders that this machine has, some written for other ends: what is ASCII is taken as it stands."""
    assert r"mes-\u0041 40" == parse_letter(in_base64(charset, rb"mes-\u0041 40")).text


@pytest.mark.parametrize(("charset", "words"), [*((one, WORDS) for one in IN_USE), *ELSEWHERE])
def test_what_people_write_in_is_read(charset: str, words: str) -> None:
    """Whatever their program calls it."""
    assert words == parse_letter(in_base64(charset, words.encode(charset))).text


@pytest.mark.parametrize("size", [200 << 10, 290 << 10, 700 << 10])
def test_a_letter_with_a_photograph_is_taken(size: int) -> None:
    """The end of a line of a letter as it travels is no blank line, however many there are."""
    letter = with_photograph(size)

    assert len(letter) < LARGEST
    assert letter.count(b"\r\n") > size / 60
    assert "Please send me my data." == parse_letter(letter).text


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_blank_lines_are_counted_whatever_ends_them(end: bytes) -> None:
    """Thousands of lines are a letter, thousands of blank ones are none; of a report fewer are."""
    lines, blanks = HEAD + end + (b"a" + end) * 20_000, HEAD + end + end * 6_000
    report = HEAD + b"Content-Type: multipart/report; report-type=delivery-status\r\n" + end

    assert (True, False) == (within_bounds(lines), within_bounds(blanks))
    assert (True, False) == (within_bounds(report + (b"a: b" + end) * 2_000), within_bounds(report + end * 600))
