"""Another controller takes over: everybody is told before and may leave, then nothing of the old one opens anything; killed anywhere, it comes to the same end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.conftest import PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, founded, lighthouse

from etanche.accounts import KeyAct, Scope
from etanche.charter import Proof
from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.incidents.transfers import Step, Transfer, Transfers, What, telling
from etanche.instance import Instance, NoTransfer, TakingOver, TransferRefused
from etanche.keyring import KeyGone
from etanche.outbound import Destination, Hooks, Http, Letter, make_calls
from etanche.rights import Arriving, Clerk, Right
from etanche.store import Connection, outbox
from etanche.store.door_tables import sending_keys

__all__ = ["founded"]

DAY = date(2026, 12, 22)
HEIR = "Feux de Cornouaille (exemple)"
FIRST = "  2025-09-01: {comment"


@pytest.fixture
def two(founded: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Two]:
    """An instance with a society whose charter says that somebody may take over."""
    shutil.copytree(founded, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        yield Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)


def charter(tmp_path: Path, *, name: str = HEIR, day: date = DAY) -> Path:
    """Write the charter of the new controller down."""
    text = lighthouse(name=name).replace(FIRST, f"  {day}: {{comment: {{fr: Reprise, en: Taken over}}}}\n{FIRST}", 1)
    path = tmp_path / f"heir-{day}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def over(two: Two) -> TakingOver:
    """Return the changes of controller of the society."""
    return TakingOver(two.instance, two.other)


def announced(two: Two, tmp_path: Path) -> Transfer:
    """Announce it."""
    return over(two).announce(charter(tmp_path), officer="heir@example.org", role="dpo", by="dpo")


def letters(two: Two) -> list[Letter]:
    """Return the letters about it that wait."""
    house = two.other
    with house.store.reading() as connection:
        rows = outbox.oldest(connection, house.organisation_id, 100)
    found = (house.outbox.opened(row) for row in rows)
    return [one for one in found if one is not None and one.kind == telling.KIND]


@pytest.mark.clause("P7")
def test_everybody_is_told_in_both_languages_and_the_charter_waits(two: Two, tmp_path: Path) -> None:
    """Everybody who has an address gets one dated letter that says who, when, and how to leave before; who was erased gets none; the new charter waits for its day."""
    for email in ("ann@example.org", "bob@example.org"):
        two.write_down(email)
    two.other.vault.erase(two.write_down("gone@example.org"), actor="ann")
    done = announced(two, tmp_path)
    found = letters(two)
    lines = [(one.act, one.facts["from"], one.facts["to"]) for one in two.other.journal.entries(object="controller")]

    assert {"ann@example.org", "bob@example.org"} == {one.to for one in found}
    assert 2 == len(found) == done.letters
    assert all(HEIR in one.text and "22 décembre 2026" in " ".join(one.text.split()) for one in found)
    assert all(
        "have yourself erased" in one.text.replace("\n", " ") and "faites-vous effacer" in one.text for one in found
    )
    assert (True, True, False) == (done.everybody, done.applied, done.over)
    assert "Phare" == two.other.charter.organisation.name
    assert [
        ("transfer-announced", "Phare", HEIR),
        ("transfer-told", "Phare", HEIR),
        ("transfer-applied", "Phare", HEIR),
    ] == lines


@pytest.mark.clause("P7")
def test_nothing_is_handed_over_before_people_could_leave(two: Two, tmp_path: Path) -> None:
    """Before its day it is refused, and after it as long as somebody who asked to leave waits."""
    two.write_down("ann@example.org")
    with pytest.raises(NoTransfer):
        over(two).take_over(by="dpo")
    announced(two, tmp_path)
    two.clock.advance(timedelta(days=29))
    with pytest.raises(TransferRefused, match="people may leave until `2026-12-22`"):
        over(two).take_over(by="dpo")
    two.other.renew(anew=True)

    assert not over(two).register.all()[0].keys
    assert "Phare" == two.other.charter.organisation.name


@pytest.mark.clause("P7")
def test_nothing_of_the_old_controller_opens_anything(two: Two, tmp_path: Path) -> None:
    """Once carried out, the records are there for the new one; the old root opens nothing of what is there now; members, keys of programs and an old invitation open nothing."""
    person = two.write_down("ann@example.org")
    officer = two.officer()
    scope = Scope(name="shop", acts=frozenset({KeyAct.PUT}), categories=frozenset({"ledger"}), channel="desk")
    key = two.other.api_keys.create(scope, until=two.clock.now() + timedelta(days=90), by="dpo")
    two.other.store.flush()
    shutil.copytree(tmp_path / "data/root", tmp_path / "old-root")
    announced(two, tmp_path)
    two.clock.advance(timedelta(days=31))
    done = over(two).take_over(by="dpo")
    house = two.other
    records = house.acting("dpo", purpose="watching", actor="heir").of_person(person, "ledger")
    shown = two.memberships.member(officer.account, house.organisation_id)
    programs = [one.revoked is not None for one in house.api_keys.listed() if one.id == key.key.id]
    controller = house.charter.organisation.name
    two.instance.close()
    shutil.rmtree(tmp_path / "data/root")
    shutil.copytree(tmp_path / "old-root", tmp_path / "data/root")

    assert HEIR == controller
    assert ["ann@example.org"] == [one.fields["email"] for one in records]
    assert shown is None
    assert [True] == programs
    assert (True, True, True) == (done.transfer.keys, done.transfer.people, done.transfer.over)
    with pytest.raises(KeyGone):
        Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=two.clock)


@pytest.mark.clause("P7")
def test_no_program_of_the_old_controller_is_told_anything(two: Two, tmp_path: Path) -> None:
    """Its webhooks end when it is carried out, one that somebody altered too; what waits for them is dropped, and the journal says how many ended, and why."""
    house = two.other
    declared = (Destination(host="hooks.example", ports=frozenset({443})),)
    http = Http(declared=declared, journal=house.journal, clock=two.clock, organisation=house.organisation_id)
    hooks = Hooks(keys=house.hooks.keys, outbox=house.outbox, http=http)
    made = [hooks.add(f"https://hooks.example/{at}", ["incident.opened"], by="dpo").id for at in range(2)]
    with house.store.writing() as connection:
        assert 2 == hooks.tell(connection, "incident.opened", {})
        connection.execute(update(sending_keys).where(sending_keys.c.name == made[1]).values(sealed=b"x"))
    announced(two, tmp_path)
    before = len(hooks.keys.known("webhook"))
    two.clock.advance(timedelta(days=31))
    over(two).take_over(by="dpo")
    (shut_out,) = (one for one in house.journal.entries(act="transfer-people"))
    done = make_calls(hooks)

    assert 2 == before
    assert () == hooks.keys.known("webhook")
    assert (0, 2) == (done.sent, done.given_up)
    assert (0, 2) == (shut_out.facts["programs"], shut_out.facts["webhooks"])
    assert {(one, "taken-over") for one in made} == {
        (one.facts["webhook"], one.facts["why"]) for one in house.journal.entries(act="webhook-removed")
    }


@pytest.mark.clause("P7")
def test_whoever_asked_to_leave_is_answered_first(two: Two, tmp_path: Path) -> None:
    """Somebody who asked to be erased before the day is answered before anything is handed over, and the new controller has nothing of them."""
    person, stays = two.write_down("ann@example.org"), two.write_down("bob@example.org")
    announced(two, tmp_path)
    arriving = Arriving(
        right=Right.ERASURE, channel="pages", words="Erase me.", language="en", person=person, proof=Proof.SIGNED_LINK
    )
    filed = two.other.requests.open(arriving, actor="form")
    two.clock.advance(timedelta(days=31))
    with pytest.raises(TransferRefused, match="wait for an answer: 1"):
        over(two).take_over(by="dpo")
    house = two.other
    clerk = Clerk(actor="dpo", role="dpo")
    house.requests.answer(house.requests.tend(filed), clerk, words="Fair winds.")
    over(two).take_over(by="dpo")
    reader = house.acting("dpo", purpose="watching", actor="heir")

    assert () == reader.of_person(person, "ledger")
    assert 1 == len(reader.of_person(stays, "ledger"))


@pytest.mark.clause("P7")
def test_whoever_asked_for_anything_is_answered_first(two: Two, tmp_path: Path) -> None:
    """Whichever right it is counts, as long as it was asked for before the day; who asks on the day is answered by the new controller."""
    announced(two, tmp_path)
    rights = [Right.ACCESS, Right.RECTIFICATION, Right.RESTRICTION, Right.MARKETING_OBJECTION, Right.WITHDRAWAL]
    for right in rights:
        arriving = Arriving(right=right, channel="pages", words="Please.", language="en", email="ann@example.org")
        two.other.requests.open(arriving, actor="form")
    two.clock.advance(timedelta(days=31))
    two.other.requests.open(
        Arriving(right=Right.ACCESS, channel="pages", words="Please.", language="en", email="bob@example.org"),
        actor="form",
    )

    with pytest.raises(TransferRefused, match=f"wait for an answer: {len(rights)}$"):
        over(two).take_over(by="dpo")


class Killed(BaseException):
    """The process is killed."""


@pytest.mark.clause("P7")
def test_killed_at_each_boundary_it_comes_to_the_same_end(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once before each step is written down, with all that the step did, and done again: nobody gets two letters or none, and each step is written down once."""
    emails = {f"p{at}@example.org" for at in range(5)}
    for email in emails:
        two.write_down(email)
    two.officer()
    two.clock.advance(timedelta(hours=1))
    monkeypatch.setattr(telling, "BITE", 2)
    real, killed = Transfers.add_within, set[str]()

    def add_within(self: Transfers, connection: Connection, transfer: Transfer, step: Step) -> Transfer:
        if (place := f"{step.what} {step.said.get('upto')}") not in killed:
            killed.add(place)
            raise Killed
        return real(self, connection, transfer, step)

    monkeypatch.setattr(Transfers, "add_within", add_within)
    with pytest.raises(Killed):
        announced(two, tmp_path)
    until_done(lambda: over(two).go_on(by="dpo"))
    two.clock.advance(timedelta(days=31))
    until_done(lambda: over(two).take_over(by="dpo"))
    (done,) = over(two).register.all()
    whats = [one.what for one in done.story]

    assert 7 == len(killed)
    assert emails == {one.to for one in letters(two)}
    assert 5 == len(letters(two))
    assert [What.ANNOUNCED, *[What.TOLD] * 3, What.APPLIED, What.KEYS, What.PEOPLE, What.DONE] == whats
    assert HEIR == two.other.charter.organisation.name
    assert 0 == two.memberships.count(two.other.organisation_id)


def until_done(act: Callable[[], object]) -> None:
    """Do something again and again until it is not killed."""
    for _ in range(9):
        try:
            act()
        except Killed:
            continue
        return


def test_called_off_everybody_is_told_and_nothing_changes(two: Two, tmp_path: Path) -> None:
    """Called off before its day, its charter is taken back, whoever was told is told, and another one can be announced."""
    two.write_down("ann@example.org")
    announced(two, tmp_path)
    with pytest.raises(TransferRefused, match="under way"):
        announced(two, tmp_path)
    with pytest.raises(Unreadable):
        over(two).call_off(words=" ", by="dpo")
    ended = over(two).call_off(words="The sale fell through.", by="dpo")
    two.clock.advance(timedelta(days=31))
    two.other.renew(anew=True)

    assert ended.over
    assert 2 == len(letters(two))
    assert 1 == sum("will not happen" in one.text for one in letters(two))
    assert "Phare" == two.other.charter.organisation.name
    with pytest.raises(NoTransfer):
        over(two).take_over(by="dpo")


def test_what_is_announced_has_to_be_one(two: Two, tmp_path: Path) -> None:
    """The same controller, a day too near, no role of the new charter, no address: refused, and nobody is told anything."""
    two.write_down("ann@example.org")
    it, ours = over(two), charter(tmp_path)
    same = charter(tmp_path, name="Phare", day=date(2026, 12, 23))
    near = charter(tmp_path, day=date(2026, 12, 20))
    for file, officer, role, said in (
        (same, "heir@example.org", "dpo", "same controller"),
        (near, "heir@example.org", "dpo", "told earlier"),
        (ours, "heir@example.org", "king", "no role"),
        (ours, "nobody", "dpo", "no address"),
    ):
        with pytest.raises((TransferRefused, Unreadable), match=said):
            it.announce(file, officer=officer, role=role, by="dpo")

    assert [] == letters(two)
    assert () == it.register.all()


@pytest.mark.clause("P7")
def test_an_address_gets_one_letter_however_many_people_have_it(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five people of one address stand in three bites: one letter, one that it was called off, and none to who was never told."""
    for name in ("Ann", "ann", "ann", "ANN", "ann"):
        two.write_down(f"{name}@example.org")
    monkeypatch.setattr(telling, "BITE", 2)
    done = announced(two, tmp_path)
    once = [one.to.lower() for one in letters(two)]
    two.write_down("late@example.org")
    over(two).call_off(words="The sale fell through.", by="dpo")
    off = [one.to.lower() for one in letters(two) if "will not happen" in one.text]

    assert (1, ["ann@example.org"], ["ann@example.org"]) == (done.letters, once, off)
    assert 3 == sum(one.what is What.TOLD for one in done.story)


@pytest.mark.clause("P7")
def test_newcomers_are_told_before_anything_is_handed_over(two: Two, tmp_path: Path) -> None:
    """Who comes after the announcement is written to by the next round, once; who came on the eve is written to, and has a day, before it is carried out; who comes on the day is not."""
    two.write_down("ann@example.org")
    announced(two, tmp_path)
    two.clock.advance(timedelta(days=3))
    two.write_down("bob@example.org")
    two.write_down("ann@example.org")
    two.clock.advance(timedelta(hours=1))
    rounds = [two.other.watch_transfers() for _ in range(2)]
    two.clock.advance(timedelta(days=26, hours=20))
    two.write_down("eve@example.org")
    two.clock.advance(timedelta(days=2))
    two.write_down("new@example.org")
    with pytest.raises(TransferRefused, match="less than a day ago"):
        over(two).take_over(by="dpo")
    before = over(two).register.all()[0]
    two.clock.advance(timedelta(days=1))
    done = over(two).take_over(by="dpo").transfer

    assert [1, 0] == rounds
    assert (False, 3) == (before.keys, before.letters)
    assert ["ann@example.org", "bob@example.org", "eve@example.org"] == sorted(one.to for one in letters(two))
    assert done.over
    assert 0 == two.other.watch_transfers()
