"""Halted: every way to personal data is refused, in this process and the next; destruction on time goes on."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.incidents.conftest import halted, halter_of, let_go_on
from tests.vault.persons.conftest import Company, company

from etanche.charter import Disclosure, Duration, Unit
from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.incidents import Factor, NothingHalted, halt, resume
from etanche.keyring import Root
from etanche.keyring.lease import Leases
from etanche.standing import Halt, Halted, Scope
from etanche.store import Connection, halts
from etanche.store.prepared import Prepared
from etanche.vault import Arrival, Door, Finding, Mirror, Ref, Refusal, Session, Vault

ALIVE = {
    "acting": "opens a session, whose every act is refused",
    "as_if_halted": "refuses everything",
    "assumed": "counts",
    "bound": "tells whether somebody's undertaking is in date",
    "bury": "destruction on time",
    "alone": "says which records there are, by random ids, to who writes one",
    "alone_with": "the same, of a value",
    "clean": "takes away what checks made up",
    "close": "ends",
    "close_case": "ends what was granted",
    "count": "adds to the plain counts, of nobody",
    "despite_halt": "for those who let people log in",
    "door": "opens a door, through which nothing comes",
    "entries_about": "the journal stays alive",
    "coming_to_an_end": "random ids",
    "contacts": "addresses for the sealed letters of an incident",
    "erase": "destruction on time",
    "erased": "what became of somebody who was erased",
    "everybody": "random ids",
    "fingerprint": "marks a file",
    "forecast": "counts",
    "grants": "who may look, when it goes on",
    "group_of": "random ids",
    "of": "a vault on rooms that somebody has, whose every act is refused",
    "hold": "stops destruction, opens nothing",
    "holds": "what is held",
    "imported": "counts",
    "inherit": "hands over salts",
    "inquiries": "what waits for an answer",
    "keep_silent": "hides lines from a person, opens nothing",
    "disclosures": "lines of the journal, for who tells recipients",
    "held_since": "days",
    "keyless": "counts",
    "keyless_evidence": "counts",
    "leaving": "counts",
    "let_go": "destruction on time",
    "known_as": "makes a mark",
    "mirror": "opens a mirror, in which nothing is seen",
    "missing": "counts",
    "new_person": "draws a random id",
    "now": "what time it is",
    "opened": "opens rows that a refused act would have had to read",
    "optouts": "counts",
    "persons_in": "whom the journal names",
    "probing": "lends the vault to a check, whose every act is refused",
    "release": "lets destruction go on",
    "revoke": "ends what was granted",
    "roll": "destruction on time",
    "salts": "days",
    "silences": "moments",
    "sweep": "destruction on time",
    "unknown": "counts",
    "unknown_among": "counts",
    "unlisted": "counts",
    "unmet": "random ids",
    "write_about": "the journal stays alive",
}
"""The public verbs that a halt does not stop, and why each opens nothing."""


def verbs() -> list[str]:
    """Return every public verb of the vault, its doors, sessions and mirrors."""
    return sorted(
        {
            name
            for kind in (Vault, Door, Session, Mirror)
            for name, found in inspect.getmembers(kind)
            if not name.startswith("_") and callable(found)
        }
    )


def acts(firm: Company, person: bytes, ref: Ref) -> dict[str, list[Callable[[], object]]]:
    """Return, for each verb that a halt stops, how somebody would do it, whose every other condition is met."""
    vault, shop, mirror = firm.vault, firm.shop, firm.vault.mirror(person)
    door, at = vault.door("desk", actor="ann"), firm.clock.now()
    arrival = Arrival(at=at, fields={"words": "one more"}, person=person)

    def all_of(found: Iterable[object]) -> object:
        return list(found)

    def told_within() -> None:
        with firm.store.writing() as connection:
            vault.tell_within(connection, ref, "request-received", actor="ann")

    return {
        "aggregate": [lambda: firm.as_("statistician", "counting").aggregate("survey", "town")],
        "answer_inquiry": [lambda: vault.answer_inquiry("1", Finding("mistake"), "a mistake", by="dpo")],
        "assign": [lambda: vault.assign("local", actor="bea", values=["vannes"], by="dpo")],
        "attest": [lambda: vault.attest("secrecy", actor="bea", until=at + timedelta(days=9), by="dpo")],
        "choices": [mirror.choices],
        "correct": [lambda: mirror.correct(ref, {"name": "Ann"})],
        "count": [lambda: shop.count("order")],
        "count_by_day": [lambda: shop.count_by_day("order", at.date(), at.date())],
        "disclose": [lambda: all_of(shop.disclose("printer", "order"))],
        "disclose_records": [lambda: shop.disclose_records("printer", ref)],
        "evidence": [lambda: vault.evidence(person)],
        "objected": [lambda: vault.objected(person, "selling")],
        "find": [
            lambda: shop.find("order", "email", "marguerite@estran.example"),
            lambda: shop.find("order", "email", "no address at all"),
        ],
        "compel": [
            lambda: vault.compel(
                "demand-1", recipient="printer", persons=[person], role="shop", actor="bea", reason="order", by="dpo"
            )
        ],
        "find_persons": [lambda: shop.find_persons("order", "email", "marguerite@estran.example")],
        "forget": [lambda: shop.forget(ref)],
        "get": [lambda: shop.get(ref)],
        "grant": [lambda: vault.grant("case-1", role="visitor", actor="bea", reason="claim", by="dpo")],
        "held": [mirror.held],
        "join": [lambda: vault.join(person, firm.vault.new_person(), actor="dpo")],
        "looks": [lambda: vault.looks(person, actor="dpo")],
        "last_looks": [lambda: vault.last_looks([person], ["order"], actor="dpo", most=1)],
        "move": [lambda: shop.move(ref, vault.new_person())],
        "of_person": [lambda: shop.of_person(person)],
        "one": [lambda: mirror.one(ref)],
        "plan_of_erasure": [lambda: vault.plan_of_erasure(person)],
        "page": [lambda: shop.page("order")],
        "page_of_looks": [lambda: vault.page_of_looks([person], actor="dpo")],
        "page_found": [
            lambda: shop.page_found("order", "email", "marguerite@estran.example"),
            lambda: shop.page_found("order", "email", "no address at all"),
        ],
        "part": [lambda: vault.part(person, actor="dpo")],
        "person_of": [lambda: vault.person_of(ref)],
        "persons_under": [lambda: vault.persons_under("marguerite@estran.example")],
        "put": [lambda: door.put("order", arrival)],
        "put_many": [lambda: door.put_many("order", [arrival])],
        "read": [lambda: all_of(shop.read("order"))],
        "refuse": [lambda: vault.refuse([Refusal("a@b.example", at)], "selling", actor="dpo")],
        "sample_of_evidence": [lambda: vault.sample_of_evidence("selling", most=5)],
        "say": [lambda: mirror.say("selling", yes=False, evidence=b"the form")],
        "stream": [lambda: all_of(shop.stream("order"))],
        "supply": [lambda: vault.supply("contract-start", actor="dpo")],
        "take_away": [lambda: all_of(shop.take_away("order").records)],
        "tell": [lambda: vault.tell(person, "objection", actor="ann", purpose="selling")],
        "tell_all": [lambda: vault.tell_all([person], "objection", actor="ann", purpose="selling")],
        "tell_within": [told_within],
        "to_forget": [lambda: mirror.to_forget(ref)],
        "unmet": [lambda: vault.unmet("order", since=at, before=at)],
        "update": [lambda: shop.update(ref, {"name": "Ann"})],
        "weigh": [lambda: vault.weigh(person, "weighing", heard=True, reason="claim", by="dpo")],
        "weighing": [lambda: vault.weighing(most=5)],
        "visitors_by_day": [lambda: shop.visitors_by_day("order", at.date(), at.date())],
    }


@pytest.mark.clause("P15")
def test_every_way_to_the_data_is_refused(firm: Company) -> None:
    """Each public verb of the vault either is refused while access is halted, or is on the list of those that open nothing."""
    told = Disclosure(recipient="printer", category="order", purpose="selling")
    takes = {"shop": Duration(number=1, unit=Unit.DAY)}
    firm.plan = replace(firm.plan, recipients=frozenset({"printer"}), disclosures=frozenset({told}), takes_away=takes)
    firm.rooms()
    person = firm.customer()
    (ref,) = firm.put_for("order", person)
    firm.put_for("account", firm.person())
    ways = acts(firm, person, ref)
    halted(firm)

    assert set(verbs()) == ways.keys() | ALIVE.keys()
    for name, tries in ways.items():
        for one in tries:
            with pytest.raises(Halted):
                one()
            assert name


@pytest.mark.clause("P15")
def test_a_restart_does_not_lift_it_and_a_named_person_does(firm: Company, root: Root) -> None:
    """Another process, begun later, is refused as well; who answered for going on, and why, stands in the word; then it reads again."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    halted(firm)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())
    with pytest.raises(Halted):
        again.shop.get(ref)
    let_go_on(again)
    (word,) = halter_of(again).status()

    assert (False, 2, "bea", "it is mended") == (word.halted, word.number, word.by, word.reason)
    assert 1 == len(firm.shop.get(ref)) == len(again.shop.get(ref))
    again.close()


def test_a_stream_stops_at_the_next_batch(firm: Company) -> None:
    """A halt while somebody reads: what is not read yet is not given."""
    for _ in range(3):
        firm.put_for("order", firm.person(), firm.person())
    stream = firm.shop.stream("order", batch=2)
    seen = [next(stream), next(stream)]
    halted(firm)
    with pytest.raises(Halted):
        seen.append(next(stream))

    assert 2 == len(seen)


def test_destruction_on_time_goes_on(firm: Company) -> None:
    """While access is halted a sweep destroys what is due, and a person is erased; nothing of them opens afterwards."""
    old, one = firm.person(), firm.person()
    firm.put_for("order", old)
    firm.clock.advance(timedelta(days=300))
    (ref,) = firm.put_for("order", one)
    firm.vault.sweep(confirmed_by="bea")
    halted(firm)
    firm.clock.advance(timedelta(days=70))
    swept = firm.vault.sweep(confirmed_by="bea")
    erased = firm.vault.erase(one, actor="dpo")
    let_go_on(firm)

    assert 1 == swept.destroyed
    assert erased.unreadable is not None
    assert () == firm.shop.get(ref)


def test_keys_that_were_open_are_dropped(firm: Company) -> None:
    """The first decision after a halt lets go of every key that this process had opened."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    firm.shop.get(ref)
    keyring = firm.keyring

    def held() -> int:
        tables = [*vars(keyring).values(), *vars(keyring.persons).values()]
        return sum(len(one) for one in tables if isinstance(one, Leases))

    before = held()
    halted(firm)
    with pytest.raises(Halted):
        firm.shop.get(ref)

    assert 4 < before
    assert 0 == held()


def test_the_word_and_its_line_are_written_together(firm: Company) -> None:
    """Killed before the commit nothing is halted and no line says so; nothing lies between the two."""
    halter = halter_of(firm)
    with pytest.raises(RuntimeError), firm.store.writing() as connection:
        word = Halt(scope=Scope.ORGANISATION, number=1, halted=True, at=firm.clock.now(), by="bea", reason="r")
        halter.halting.say(connection, word)
        halter.note(connection, "halted", "organisation", "bea", {})
        raise RuntimeError

    assert () == halter.status()
    assert () == firm.journal.entries(act="halted")


def test_killed_before_the_shelf_knows_is_made_up_for(firm: Company, root: Root) -> None:
    """The word stands in the data and the process dies: it holds at once, and the next one that looks gives the shelf its copy."""
    with firm.store.writing() as connection:
        word = Halt(scope=Scope.ORGANISATION, number=1, halted=True, at=firm.clock.now(), by="bea", reason="r")
        halter_of(firm).halting.say(connection, word)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())
    with pytest.raises(Halted):
        again.shop.page("order")
    halter_of(again).watch()

    assert [halts.ORGANISATION] == list(again.shelf.halts(again.organisation))
    again.close()


def test_each_scope_is_ended_by_itself(firm: Company) -> None:
    """An organisation halted by its own word stays halted when the operator's word for the whole instance is over."""
    halted(firm, Scope.INSTANCE)
    halted(firm, Scope.ORGANISATION)
    with pytest.raises(Halted, match="this instance is halted"):
        firm.shop.page("order")
    let_go_on(firm, Scope.INSTANCE)

    with pytest.raises(Halted, match="this organisation"):
        firm.shop.page("order")


def test_who_and_why_are_said_and_sealed(firm: Company) -> None:
    """Without a name or a reason nothing is halted; the file holds neither in clear; what is not halted is not let go on."""
    halter = halter_of(firm)
    for reason, by in (("", "bea"), ("why", ""), ("why", "\n"), ("x" * 401, "bea")):
        with pytest.raises(Unreadable):
            halt([halter], Scope.ORGANISATION, reason=reason, by=by)
    with pytest.raises(NothingHalted):
        resume([halter], Scope.ORGANISATION, reason="why", by="bea", factor=Factor.CODE)
    halt([halter], Scope.ORGANISATION, reason="grebe in the sluice", by="bea")
    firm.store.flush()
    bytes_ = b"".join(path.read_bytes() for path in firm.folder.iterdir() if path.is_file())

    assert b"grebe in the sluice" not in bytes_


def test_a_decision_costs_no_more(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of halts come with the answer to which charter is in force: two statements before, two now."""
    asked: list[str] = []
    call = Prepared.__call__

    def counted(self: Prepared, connection: Connection, *values: object) -> object:
        asked.append("one")
        return call(self, connection, *values)

    monkeypatch.setattr(Prepared, "__call__", counted)
    with firm.store.reading() as connection:
        firm.standing.orders(connection)

    assert 2 == len(asked)


def test_only_those_who_let_people_log_in_go_on() -> None:
    """The vault that goes on during a halt is asked for by accounts and the letters they are written, memberships and providers of sign-in, and by nobody else."""
    source = Path(__file__).parents[2] / "src/etanche"
    users = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if re.search(r"\.(spared_vault|despite_halt)\b", file.read_text(encoding="utf-8"))
    }

    assert {
        "instance/account_letters.py",
        "instance/belonging.py",
        "instance/house.py",
        "instance/letting_in.py",
        "instance/sign_in.py",
        "vault/asking.py",
        "proof/drills/continuity.py",
    } == users


def test_a_clock_is_no_part_of_it(firm: Company) -> None:
    """Moving the clock, forward or back, ends no halt."""
    halted(firm)
    clock = firm.clock
    assert isinstance(clock, FixedClock)
    for by in (timedelta(days=400), timedelta(days=-800)):
        clock.advance(by)
        with pytest.raises(Halted):
            firm.shop.page("order")
