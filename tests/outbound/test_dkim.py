"""Letters are signed as others verify: judged by another's verifier with a look-up that we fix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import dkim
import pytest
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE
from tests.outbound.conftest import Post
from tests.proof.conftest import HARBOUR

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.instance.mailing import NoMailKey, NoMailServer
from etanche.keyring import KeyBroken, MailKey
from etanche.outbound import Letter, Seal, SendingKeys, pieces
from etanche.outbound.dkim import relaxed_body, relaxed_head
from etanche.outbound.letter import message_of

DOMAIN = "estran.example"


@pytest.fixture(scope="module")
def seal() -> Seal:
    """A key, and where it is published."""
    return Seal(domain=DOMAIN, selector="e1", key=MailKey.new())


def message(
    subject: str = "Deux promesses à regarder",
    text: str = "Rompue.\n\n.\n  Et  puis ?  \n\n\n",
    reply_to: str = "",
) -> bytes:
    """Return a letter as it travels."""
    letter = Letter(to=f"dpo@{DOMAIN}", subject=subject, text=text, name="L’Estran, SAS", reply_to=reply_to)
    return message_of(letter, sender=f"etanche@{DOMAIN}", id=f"1@{DOMAIN}", at=MORNING).as_bytes()


def verified(signed: bytes, seal: Seal) -> bool:
    """Return what another's verifier says, which finds our record."""
    found = {f"{seal.place}.".encode(): seal.record.encode()}
    return bool(dkim.verify(signed, dnsfunc=lambda name, **_: found.get(name)))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("x", "x"),
        (
            "Deux promesses à regarder, et une phrase si longue qu’elle ne tient pas sur une seule ligne de l’en-tête",
            "x\n",
        ),
        ("x", "\n\n"),
        ("x", "un  deux\t\ttrois   \n.\n..\nFrom ici\n" + "é" * 200),
    ],
)
def test_another_verifier_believes_a_signed_letter(seal: Seal, subject: str, text: str) -> None:
    """Whatever the letter says, its signature holds under the record that is published."""
    assert verified(seal.sign(message(subject, text), MORNING), seal)


def test_a_letter_is_signed_the_same_way_again(seal: Seal) -> None:
    """Sent a second time it is the same, byte for byte."""
    assert seal.sign(message(), MORNING) == seal.sign(message(), MORNING)


@pytest.mark.parametrize(
    "changed",
    [
        lambda signed: signed.replace(b"Rompue", b"Tenue"),
        lambda signed: signed.replace(b"dpo@", b"eve@"),
        lambda signed: b"From: eve@evil.example\r\n" + signed,
        lambda signed: signed.replace(b"From:", b"From: eve@evil.example\r\nFrom:", 1),
        lambda signed: b"Subject: another\r\n" + signed,
        lambda signed: b"Reply-To: eve@evil.example\r\n" + signed,
        lambda signed: signed.replace(b"Subject:", b"Reply-To: eve@evil.example\r\nSubject:", 1),
        lambda signed: signed.replace(b"answers@", b"eve@"),
        lambda signed: b"Content-Type: text/html\r\n" + signed,
        lambda signed: b"Date: Mon, 01 Jan 2029 00:00:00 +0000\r\n" + signed,
        lambda signed: b"List-Unsubscribe: <https://evil.example/>\r\n" + signed,
        lambda signed: signed.replace(b"t=1", b"t=2"),
        lambda signed: signed + b"more\r\n",
    ],
)
def test_what_was_changed_on_the_way_is_not_believed(seal: Seal, changed: Callable[[bytes], bytes]) -> None:
    """Attack: another word or reader, a second line of a kind, a place to answer to put in or changed, another moment, a line at the end."""
    signed = seal.sign(message(reply_to=f"answers@{DOMAIN}"), MORNING)

    assert verified(signed, seal)
    assert not verified(changed(signed), seal)


def test_no_place_to_answer_to_is_put_in(seal: Seal) -> None:
    """Attack: a letter that names none, with a line before it or among its own."""
    signed = seal.sign(message(), MORNING)
    put_in = [b"Reply-To: eve@evil.example\r\n" + signed, signed.replace(b"To:", b"Reply-To: e@evil.example\r\nTo:", 1)]

    assert [True, False, False] == [verified(one, seal) for one in (signed, *put_in)]


def test_what_a_server_may_do_does_not_break_the_signature(seal: Seal) -> None:
    """Blanks at the end of a line, blanks for a blank and a line of its own before the letter are no change."""
    signed = seal.sign(message(), MORNING)
    travelled = b"Received: by relay\r\n" + signed.replace(b"Subject: ", b"Subject:   ").replace(
        b"Rompue.\r\n", b"Rompue.  \r\n"
    )

    assert verified(travelled, seal)


def test_the_forms_are_those_of_the_standard() -> None:
    """The example of RFC 6376 §3.4.5: what is hashed of a body and of a head."""
    assert b" C\r\nD E\r\n" == relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n")
    assert b"" == relaxed_body(b"\r\n\r\n")
    assert b"subject:Y Z\r\nx:y" == relaxed_head(b"A: X\r\nSubject : Y\t\r\n\tZ  ", b"x: y ")


def test_a_record_is_cut_where_a_name_server_wants_it(seal: Seal) -> None:
    """No piece is longer than 255 letters, and together they are the record."""
    assert seal.record == "".join(pieces(seal.record))
    assert max(map(len, pieces(seal.record))) <= 255


def test_a_key_that_was_changed_is_told() -> None:
    """Bytes that are no key are no key of letters."""
    with pytest.raises(KeyBroken):
        MailKey.read(b"nonsense")


def test_a_key_shows_nothing() -> None:
    """Printed, a key says what it is."""
    assert "<MailKey>" == repr(MailKey.new())


def test_letters_are_signed_once_the_key_is_put_to_use(
    tmp_path: Path, clock: FixedClock, certificate: Path, post: Post
) -> None:
    """Made, a key is printed and signs nothing; put to use, it signs what goes from then on; the key lies sealed."""
    folder, postman = tmp_path / "data", post()
    Instance.create(folder, charter=HARBOUR, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF).close()
    with (folder / "instance.toml").open("a") as settings:
        settings.write(
            f'\n[mail]\nfrom = "etanche@{DOMAIN}"\nserver = "127.0.0.1"\nport = {postman.port}\nauthorities = "{certificate}"\n'
        )
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        made = instance.mail.make_key(by="ann")
        for _ in range(2):
            instance.outbox.post(Letter(to="dpo@essai.example", subject="x", text="x"))
            instance.mail.send()
            instance.mail.use_key(made.name, by="ann")
            clock.advance(timedelta(minutes=1))
        reached, records = instance.mail.reached(), instance.mail.records()
        keys = SendingKeys(
            store=instance.store,
            keyring=instance.keyring,
            clock=clock,
            organisation=instance.organisation_id,
        )
        secret = keys.secret(made)
        with pytest.raises(NoMailKey):
            instance.mail.use_key("nothing", by="ann")
        told = [line.act for line in instance.journal.entries() if line.act.startswith("mail-key")]
    first, second = (bytes(one.content or b"") for one in postman.taken)  # type: ignore[arg-type]  # aiosmtpd gives bytes
    record = next(one for one in records if one.use == "dkim")

    assert (False, True) == (b"DKIM-Signature" in first, b"DKIM-Signature" in second)
    assert dkim.verify(
        second, dnsfunc=lambda name, **_: record.text.encode() if name.decode() == f"{record.name}." else None
    )
    assert (made.name, True) == (reached.signed, reached.well)
    assert reached.protocol.startswith("TLS")
    assert ["spf", "dkim", "dmarc"] == [one.use for one in records]
    assert ["mail-key-made", "mail-key-used", "mail-key-used"] == told
    assert not any(secret[20:60] in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_without_a_server_there_is_nothing_to_publish(instance: Instance) -> None:
    """Who asks for records, for a key or for the server is told that none is configured."""
    for ask in (instance.mail.records, instance.mail.reached, lambda: instance.mail.make_key(by="ann")):
        with pytest.raises(NoMailServer):
            ask()
