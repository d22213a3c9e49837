"""Letters wait sealed until a server has taken them, are sent again after a death, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.outbound.conftest import Post, message_in
from tests.proof.conftest import HARBOUR

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.outbound import Letter, MailOutOfReach, Outbox, OutboxFull, Relay, Security, deliver, sweep, written
from etanche.outbound import outbox as module
from etanche.outbound.delivering import GIVE_UP, LONGEST, wait_after
from etanche.outbound.mail import Carrier, Outcome
from etanche.store import outbox as rows

FROM, TO = "etanche@essai.example", "marguerite@estran.example"
SECRET = "le mot de la lettre"
LETTER = Letter(to=TO, subject="Votre adresse", text=f"{SECRET}\n", kind="proof-of-address")

Reach = Callable[..., Relay]


@pytest.fixture
def instance(tmp_path: Path, clock: FixedClock) -> Iterator[Instance]:
    """An instance without a mail server."""
    with Instance.create(tmp_path / "data", charter=HARBOUR, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF) as made:
        yield made


def bytes_of(instance: Instance) -> bytes:
    """Return everything that lies in the folder of an instance."""
    return b"".join(path.read_bytes() for path in instance.folder.rglob("*") if path.is_file())


def test_without_a_server_letters_wait_sealed_and_counted(instance: Instance) -> None:
    """Nothing is sent and nothing pretends to have been: they are counted by kind, and no byte tells whom they are for."""
    instance.outbox.post(LETTER)
    done = instance.mail.send()
    waiting = instance.outbox.waiting()

    assert (0, {"proof-of-address": 1}) == (done.sent, dict(waiting.kinds))
    assert () == instance.journal.entries(act="mail-sent")
    assert not [word for word in (TO, "marguerite", SECRET, "Votre adresse") if word.encode() in bytes_of(instance)]


def test_a_letter_is_posted_with_what_it_tells_or_not_at_all(instance: Instance) -> None:
    """Posted in a transaction that is undone, a letter was never posted."""

    class Undone(Exception):
        """The transaction is undone."""

    with pytest.raises(Undone), instance.store.writing() as connection:
        instance.outbox.write(connection, LETTER)
        raise Undone

    assert 0 == instance.outbox.waiting().letters


def test_a_letter_that_was_taken_is_gone(instance: Instance, post: Post, relay: Reach) -> None:
    """The server takes it once; the row is gone, and the journal tells how many went, and of nobody."""
    postman = post()
    instance.outbox.post(LETTER)
    first, second = (deliver(instance.outbox, relay(postman), sender=FROM) for _ in range(2))
    [line] = instance.journal.entries(act="mail-sent")

    assert (1, 0, 0) == (first.sent, second.sent, instance.outbox.waiting().letters)
    assert [[TO]] == [one.rcpt_tos for one in postman.taken]
    assert (1, "done", "tls") == (line.facts["letters"], line.decision, line.facts["security"])
    assert "marguerite" not in repr(line)


@pytest.mark.clause("P14")
def test_mail_in_clear_is_a_warning_in_the_journal(instance: Instance, post: Post, relay: Reach) -> None:
    """Whoever lets letters go in clear finds it written down."""
    instance.outbox.post(LETTER)
    deliver(instance.outbox, relay(post("none"), security=Security.CLEAR), sender=FROM)
    [line] = instance.journal.entries(act="mail-sent")

    assert ("warned", "clear") == (line.decision, line.facts["security"])


def test_a_death_after_the_sending_sends_the_same_letter_again(
    instance: Instance, clock: FixedClock, post: Post, relay: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before it was noted, a letter goes out again once its claim is over, byte for byte, under the same number."""
    postman = post()
    instance.outbox.post(LETTER)
    carry = Carrier.carry

    def killed(self: Carrier, message: bytes, *, sender: str, to: str) -> Outcome:
        carry(self, message, sender=sender, to=to)
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Carrier, "carry", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(instance.outbox, relay(postman), sender=FROM)
    at_once = deliver(instance.outbox, relay(postman), sender=FROM).sent
    clock.advance(timedelta(minutes=31))
    later = deliver(instance.outbox, relay(postman), sender=FROM).sent
    one, two = postman.taken

    assert (0, 1) == (at_once, later)
    assert one.content == two.content
    assert message_in(one)["Message-ID"] == message_in(two)["Message-ID"]


def test_a_server_that_is_not_there_costs_no_try(instance: Instance, post: Post, relay: Reach) -> None:
    """When nobody answers, letters were not tried, and are due again within a minute."""
    postman = post()
    instance.outbox.post(LETTER)
    with pytest.raises(MailOutOfReach):
        deliver(instance.outbox, relay(postman, authorities=None), sender=FROM)
    [row] = instance.outbox.listed()

    assert (0, timedelta(minutes=1)) == (row.tries, row.due - row.posted)


def test_what_is_not_taken_waits_longer_each_time_and_is_given_up(
    instance: Instance, clock: FixedClock, post: Post, relay: Reach
) -> None:
    """A server that says «not now» is asked again ever more seldom, and after five days no more; that is written down."""
    postman = post("none")
    postman.refuses = True
    instance.outbox.post(LETTER)
    reach, waits = relay(postman, security=Security.CLEAR), []
    for _ in range(4):
        deliver(instance.outbox, reach, sender=FROM)
        [row] = instance.outbox.listed()
        waits.append((row.due - clock.now()) / timedelta(minutes=1))
        clock.advance(row.due - clock.now())
    clock.advance(GIVE_UP)
    deliver(instance.outbox, reach, sender=FROM)
    [line] = instance.journal.entries(act="mail-given-up")

    assert all(
        at_least <= wait <= at_most
        for wait, at_least, at_most in zip(waits, (0.75, 1.5, 3, 6), (1.25, 2.5, 5, 10), strict=True)
    )
    assert 0 == instance.outbox.waiting().letters
    assert ("later", "proof-of-address") == (line.facts["why"], line.facts["kind"])


def test_how_long_is_waited() -> None:
    """A minute, then twice as long each time, up to four hours, with a quarter of chance in it."""
    assert [1, 2, 4, 8] == [wait_after(tries) / timedelta(minutes=1) for tries in (1, 2, 3, 4)]
    assert LONGEST == wait_after(10_000)
    assert [45, 75] == [wait_after(1, chance=chance) / timedelta(seconds=1) for chance in (-1, 1)]
    assert timedelta(days=4) < GIVE_UP


def test_an_address_that_nobody_is_at_is_marked_for_a_time(
    instance: Instance, clock: FixedClock, post: Post, relay: Reach
) -> None:
    """The server says that nobody is there: nothing more is sent there, in any spelling, until the mark is taken back or is old."""
    postman, box = post(), instance.outbox
    postman.unknown.add(TO)
    box.post(LETTER)
    deliver(box, relay(postman), sender=FROM)
    postman.unknown.clear()
    box.post(Letter(to=TO.upper(), subject="x", text="x"))
    deliver(box, relay(postman), sender=FROM)
    marked = box.unreachable_since(TO.title()), box.waiting().unreachable
    clock.advance(timedelta(days=31))
    instance.mail.send()

    assert (clock.now() - timedelta(days=31), 1) == marked
    assert ([], None, 0) == (postman.taken, box.unreachable_since(TO), box.waiting().unreachable)
    assert b"marguerite" not in bytes_of(instance)


def test_a_mark_can_be_taken_back(instance: Instance, post: Post, relay: Reach) -> None:
    """Somebody who knows better says so; the line of the journal names them, and not the address."""
    postman, box = post(), instance.outbox
    postman.unknown.add(TO)
    box.post(LETTER)
    deliver(box, relay(postman), sender=FROM)
    forgiven = [box.forgive(TO, by="alix") for _ in range(2)]
    [line] = instance.journal.entries(act="address-forgiven")

    assert ([True, False], "alix", None) == (forgiven, line.actor, box.unreachable_since(TO))


def test_a_refusal_by_policy_says_nothing_of_an_address(instance: Instance, post: Post, relay: Reach) -> None:
    """A server that relays for nobody gives the letter up and leaves the address as it was."""
    postman = post()
    postman.unknown.add(TO)
    postman.says = "550 5.7.1 relaying denied"
    instance.outbox.post(LETTER)
    done = deliver(instance.outbox, relay(postman), sender=FROM)

    assert (1, None) == (done.given_up, instance.outbox.unreachable_since(TO))


def test_an_outbox_is_bounded(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """One letter more than may wait is refused, and nothing of it is kept."""
    monkeypatch.setattr(module, "MOST", 2)
    for _ in range(2):
        instance.outbox.post(LETTER)
    with pytest.raises(OutboxFull):
        instance.outbox.post(LETTER)

    assert 2 == instance.outbox.waiting().letters


def test_what_waits_for_nobody_is_given_up(instance: Instance, clock: FixedClock) -> None:
    """A letter that no server came for in a month goes, and the journal says so."""
    instance.outbox.post(LETTER)
    clock.advance(timedelta(days=31))
    done = instance.mail.send()
    [line] = instance.journal.entries(act="mail-given-up")

    assert (1, 0, "waited") == (done.given_up, instance.outbox.waiting().letters, line.facts["why"])


def test_a_copy_of_the_outbox_opens_no_more_once_its_day_is_over(
    instance: Instance, clock: FixedClock, post: Post, relay: Reach
) -> None:
    """A thief who kept the rows, put back later under a living instance, gets nothing: the key of the day is destroyed."""
    box = instance.outbox
    box.post(LETTER)
    with instance.store.reading() as connection:
        [kept] = rows.oldest(connection, instance.organisation_id, 1)
    deliver(box, relay(post()), sender=FROM)
    readable = box.opened(kept)
    clock.advance(timedelta(days=1))
    instance.mail.send()

    assert (LETTER, None) == (readable, box.opened(kept))


def test_a_day_with_a_letter_left_keeps_its_key(
    instance: Instance, clock: FixedClock, post: Post, relay: Reach
) -> None:
    """The key of a day lives as long as one of its letters, and of the days after it too, and no longer."""
    postman, box = post(), instance.outbox
    postman.refuses = True
    for _ in range(2):
        box.post(LETTER)
        deliver(box, relay(postman), sender=FROM)
        clock.advance(timedelta(days=1))
    sweep(box)
    postman.refuses = False
    sent = deliver(box, relay(postman), sender=FROM).sent
    sweep(box)

    assert 2 == sent
    assert [] == [day for number, day, _ in instance.shelf.buckets(instance.organisation_id) if number == module.NUMBER]


def test_a_letter_that_was_changed_holds_up_no_other(instance: Instance, post: Post, relay: Reach) -> None:
    """Attack: the row of one letter is put in the place of another's; it opens no more, is given up, and the rest go."""
    postman, box = post(), instance.outbox
    one, _, _ = (box.post(Letter(to=f"{name}@estran.example", subject="x", text="x")) for name in ("a", "b", "c"))
    with instance.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE outbox SET sealed = (SELECT sealed FROM outbox WHERE id <> ? LIMIT 1) WHERE id = ?", (one, one)
        )
    done = deliver(box, relay(postman), sender=FROM)

    assert (2, 1) == (done.sent, done.given_up)
    assert ["b@estran.example", "c@estran.example"] == sorted(one.rcpt_tos[0] for one in postman.taken)


def test_two_organisations_do_not_open_each_others_letters(instance: Instance) -> None:
    """A row moved to another organisation of the same store opens for neither."""
    other = Outbox(
        store=instance.store,
        keyring=instance.keyring,
        journal=instance.journal,
        clock=instance.clock,
        organisation=type(instance.organisation_id)(b"o" * 16),
    )
    instance.outbox.post(LETTER)
    with instance.store.reading() as connection:
        [row] = rows.oldest(connection, instance.organisation_id, 1)

    assert (LETTER, None) == (instance.outbox.opened(row), other.opened(row))
    assert (1, 0) == (instance.outbox.waiting().letters, other.waiting().letters)


def test_a_letter_is_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's language comes first; the other one stands below, announced above."""
    words = {"subject": "Objet {n}", "text": "Un lien : {link}\n"}
    monkeypatch.setattr(
        "etanche.outbound.letter.say",
        lambda key, language, **blanks: (
            f"{language} {words[key.rsplit('.', 1)[1]].format(**blanks) if 'below' not in key else 'below'}"
        ),
    )
    monkeypatch.setattr(
        "etanche.outbound.letter.entry",
        lambda key, _language: type("E", (), {"blanks": {"n"} if key.endswith("subject") else {"link"}}),
    )
    subject, text = written("x", "fr", n=3, link="https://a.example")

    assert "fr Objet 3 / en Objet 3" == subject
    assert text.startswith("en below\n\nfr Un lien : https://a.example")
    assert text.index("fr Un lien") < text.index("en Un lien")
