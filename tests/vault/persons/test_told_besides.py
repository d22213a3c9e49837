"""What lines and answers tell besides what was asked for: the act, by whom, for what, about how many; and pages that miss nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.vault.persons.conftest import EMAIL, Company, company

from etanche.charter import FieldKind, FieldPlan, Status
from etanche.gate import GateRefused
from etanche.journal import Entry
from etanche.standing import Told
from etanche.store import entry_persons, facts
from etanche.vault import Arrival, Finding, NotFindable, NotTakenAway
from etanche.vault.acts import known
from etanche.vault.refusal_marks import address_fields
from etanche.vault.shapes import LONGEST_INPUT, shape
from etanche.vault.starts import Start, settled

EVENING = datetime(2026, 5, 24, 22, 30, tzinfo=UTC)
"""Half past ten in Greenwich, and the next day in Paris."""


def about(firm: Company, person: bytes) -> list[Entry]:
    """Return the lines of the journal that are about a person."""
    numbers = firm.vault.entries_about(person)
    return list(firm.journal.entries(numbers=numbers)) if numbers else []


def test_an_act_of_late_evening_counts_for_the_day_it_was_there() -> None:
    """Whether an act of a day was heard of is asked of the calendar of the organisation, not of Greenwich."""
    told = [Told(1, "last-contact", None, EVENING, EVENING)]

    assert known("last-contact", "2026-05-25", told, "Europe/Paris")
    assert not known("last-contact", "2026-05-25", told, "UTC")
    assert not known("last-login", "2026-05-25", told, "Europe/Paris")


def test_only_whole_addresses_are_looked_up_for_refusals() -> None:
    """A name or a free text is no address that somebody refuses advertising at."""
    assert ["email"] == address_fields(company(), "order")


def test_what_a_file_says_is_heard_in_its_order() -> None:
    """The lines of a file come in any order: what took effect first is heard first, and a no before a later yes is not heard."""
    ann, bea = b"a" * 16, b"b" * 16
    early, late = EVENING, EVENING + timedelta(days=1)
    first, then = Start(bea, "consent-given", early, "writing"), Start(ann, "consent-given", late, "writing")
    over = Start(ann, "consent-withdrawn", early, "writing")

    assert [first, then] == settled([then, first])
    assert [then] == settled([then, over])


def test_a_file_is_not_guessed_at() -> None:
    """What is no base64 from its first letter to its last is dropped whole."""
    field = FieldPlan(name="file", kind=FieldKind.FILE)

    assert "aGVsbG8=" == shape(field, "aGVsbG8=")
    assert shape(field, "aGVs, bG8=") is None


def test_the_longest_value_that_is_read_is_read() -> None:
    """A value of just the length that is looked at is looked at; one letter more and it is dropped unread."""
    field = FieldPlan(name="page", kind=FieldKind.URL)
    address = "https://shop.example/"

    assert shape(field, address.ljust(LONGEST_INPUT, "a")) is not None
    assert shape(field, address.ljust(LONGEST_INPUT + 1, "a")) is None


def test_a_refusal_tells_who_tried_what_in_the_charters_words(firm: Company) -> None:
    """Role and purpose that the charter knows stand in the line; a name from outside does not."""
    firm.put_for("order", firm.person())
    with pytest.raises(GateRefused):
        firm.as_("shop", "serving").page("order")
    line = firm.journal.entries()[-1]
    with pytest.raises(GateRefused):
        firm.as_("jean@estran.example", "selling").page("order")
    stranger = firm.journal.entries()[-1]

    assert ("shop", "serving", "order") == (line.role, line.purpose, line.object)
    assert ("unknown", "selling") == (stranger.role, stranger.purpose)


def test_an_inquiry_is_a_line_of_who_tried_for_what(firm: Company) -> None:
    """Whoever looks without the case they need is written down with role and purpose; who has answered stands last."""
    (ref,) = firm.put_for("ticket", firm.person())
    for actor in ("bea", "eve"):
        with pytest.raises(GateRefused):
            firm.vault.acting("visitor", purpose="answering", actor=actor).get(ref)
    line = firm.last("inquiry-opened")
    first = next(one for one in firm.vault.inquiries() if one.actor == "bea")
    firm.vault.answer_inquiry(first.id, Finding.MISTAKE, "the wrong window", by="dpo")

    assert ("eve", "visitor", "answering", "ticket") == (line.actor, line.role, line.purpose, line.object)
    assert ["eve", "bea"] == [one.actor for one in firm.vault.inquiries()]


def test_joining_and_parting_are_lines_about_both(firm: Company) -> None:
    """Each is a line of its own act, and names whom it is about."""
    one, other = firm.customer(), firm.customer()
    firm.vault.join(one, other, actor="dpo")
    firm.vault.part(one, actor="dpo")
    line = firm.last("alias-parted")

    assert ("dpo", "person", "done") == (line.actor, line.object, line.decision)
    assert all(line == about(firm, each)[-1] for each in (one, other))


def test_a_grant_is_a_line_that_says_done(firm: Company) -> None:
    """Who granted what to whom until when stands in one line, and its end in another."""
    firm.vault.grant("case-1", role="visitor", actor="bea", reason="claim", by="dpo")
    line = firm.last("case-granted")
    firm.vault.close_case("case-1", by="dpo")

    assert ("dpo", "case", "done", "case-1") == (line.actor, line.object, line.decision, line.case)
    assert "done" == firm.last("case-closed").decision


def test_the_list_beside_a_line_is_of_whom_it_is_about(firm: Company) -> None:
    """Of a line about several persons every one is found, and nobody else."""
    who = [firm.person() for _ in range(5)]
    firm.put_for("order", *who)
    line = firm.last("put")

    assert all([line] == about(firm, each) for each in who)
    assert [] == about(firm, firm.person())
    assert 5 == line.facts["persons"]


def test_pages_follow_each_other_and_miss_nobody(firm: Company) -> None:
    """Page after page, read or found by a value, each record is there once."""
    refs = firm.put_for("order", *(firm.person() for _ in range(5)))
    pages = [firm.shop.page("order", most=2)]
    found = [firm.shop.page_found("order", "email", EMAIL, most=2)]
    for more in range(2):
        pages.append(firm.shop.page("order", after=pages[more].after or ("", b""), most=2))
        found.append(firm.shop.page_found("order", "email", EMAIL, after=found[more].after or ("", b""), most=2))

    assert sorted(ref.id for ref in refs) == sorted(one.id for page in pages for one in page.records)
    assert sorted(ref.id for ref in refs) == sorted(one.id for page in found for one in page.records)
    assert pages[-1].after is None is found[-1].after


def test_who_cannot_be_found_is_told_what_can(firm: Company) -> None:
    """Looking up by a field that leaves no mark names those that do."""
    for field in ("name", "shoe-size"):
        with pytest.raises(NotFindable) as refused:
            firm.shop.page_found("order", field, "Marguerite")

        assert "`email`" in str(refused.value.hint)


def test_a_copy_that_nobody_may_take_is_asked_for_in_a_line(firm: Company) -> None:
    """A role that takes nothing away is refused, and that it asked stands in the journal."""
    firm.put_for("order", firm.person())
    with pytest.raises(NotTakenAway):
        firm.shop.take_away("order")
    line = firm.last("copy-asked")

    assert ("bea", "shop", "order", "not-granted") == (line.actor, line.role, line.object, line.decision)


def test_the_mirror_shows_what_holds_each_record(firm: Company) -> None:
    """Beside a record of theirs somebody sees each purpose and whether it is alive."""
    person = firm.customer()
    firm.put_for("invoice", person)
    (held,) = firm.vault.mirror(person).held()

    assert {"serving", "bookkeeping"} == {purpose for purpose, _ in held.lives}
    assert Status.OPEN is dict(held.lives)["serving"].status


def test_a_look_over_several_categories_names_none(firm: Company) -> None:
    """Somebody's records of two categories in one reading: the line is about the vault, and the person is told of no single category."""
    person = firm.customer()
    firm.put_for("account", person)
    firm.put_for("ticket", person)
    support = replace(next(iter(firm.plan.cells)), role="support", category="account", purpose="answering")
    rule = firm.plan.terms["serving", "account"]
    firm.clock.advance(timedelta(hours=1))
    firm.apply(
        replace(
            firm.plan,
            digest="d" * 64,
            cells=firm.plan.cells | {support},
            terms={**firm.plan.terms, ("answering", "account"): rule},
        )
    )
    seen = firm.as_("support", "answering").of_person(person)
    (look,) = firm.vault.looks(person, actor="dpo")

    assert {"account", "ticket"} == {one.category for one in seen}
    assert "vault" == firm.last("read").object
    assert look.category is None


def test_what_became_of_somebody_has_its_moments(firm: Company) -> None:
    """An erasure that is through says since when nothing can be read and no mark is left, and what it destroyed."""
    person = firm.customer()
    firm.put_for("order", person)
    firm.put_for("account", person)
    firm.vault.erase(person, actor="dpo")
    told = firm.vault.erased(person)

    assert (firm.clock.now(), firm.clock.now()) == (told.unreadable, told.marks_gone)
    assert {"order": 1, "account": 1} == dict(told.destroyed)
    assert told.keys > 0
    assert {64} == {len(bytes.fromhex(one)) * 2 for one in told.digests}


def test_what_is_through_leaves_no_note(firm: Company) -> None:
    """While records of persons are destroyed a note says which; when they are gone so is the note."""
    person = firm.customer()
    firm.put_for("account", person)
    firm.vault.erase(person, actor="dpo")
    firm.put_for("order", firm.person())
    firm.clock.advance(timedelta(days=400))
    firm.vault.sweep(confirmed_by="bea")
    firm.vault.sweep(confirmed_by="bea")
    with firm.store.reading() as connection:
        left = facts.under(connection, firm.organisation, "destroying/")

    assert {} == left


def test_a_record_with_a_key_of_its_own_takes_it_along(firm: Company) -> None:
    """A record that nobody else's key opens is forgotten with its key: none is left on the shelf."""
    person = firm.person()
    (ref,) = firm.put_for("ticket", person)
    before = firm.shelf.secrets_after(firm.organisation, b"", 9)
    firm.as_("support", "answering").forget(ref)

    assert 1 == len(before)
    assert [] == list(firm.shelf.secrets_after(firm.organisation, b"", 9))


def test_what_nobody_would_hold_is_no_import_of_the_past(firm: Company) -> None:
    """A record of three days ago that no purpose would hold today either is turned away for that, and not counted as past."""
    arrival = Arrival(at=firm.clock.now() - timedelta(days=3), fields={"email": EMAIL}, person=firm.person())
    receipt = firm.vault.door("desk", actor="ann").put_many("letter", [arrival])

    assert (0, 0) == (receipt.stored, receipt.past)
    assert {"no-purpose": 1} == dict(receipt.refused)


def test_whom_lines_were_about_goes_with_the_lines(firm: Company) -> None:
    """When the journal's own term is over the lists of whom its lines were about are gone, and the key of their day."""
    firm.put_for("order", firm.person())
    firm.journal.seal()
    firm.clock.advance(timedelta(days=366))
    firm.vault.sweep(confirmed_by="bea")
    firm.journal.seal()
    firm.vault.sweep()
    with firm.store.reading() as connection:
        days = {day for _, day, _ in entry_persons.read(connection, firm.organisation)}

    assert "2026-05-25" not in days
    assert () == firm.journal.entries(act="put")


def test_a_sweep_says_that_it_was_one(firm: Company) -> None:
    """A sweep that was done is not reported as one that was only tried."""
    assert firm.vault.sweep().dry_run is False
    assert firm.vault.sweep(dry_run=True).dry_run is True
