"""Records of persons come in, are read, found, corrected and forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.persons.conftest import EMAIL, TERMS, WORDS

from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.keyring import Holding, SealBroken, holding
from etanche.store import person_records
from etanche.vault import Arrival, Changed, KeptByLaw, NoSuchRecord, NotCorrected, NotFindable, Ref, Unfit
from etanche.vault.person_seal import opened_plain, slot_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.vault.persons.conftest import Company

    from etanche.store import RecordRow


def test_how_a_category_is_held_follows_from_its_terms(firm: Company) -> None:
    """Terms from the collection: by day; from the person: by person; from a case, or from both: each record by itself."""
    held = {category: holding(firm.plan, category) for _, category in TERMS}

    assert {
        "order": Holding.BUCKET,
        "letter": Holding.BUCKET,
        "score": Holding.BUCKET,
        "survey": Holding.BUCKET,
        "account": Holding.PERSON,
        "ticket": Holding.RECORD,
        "invoice": Holding.RECORD,
    } == held


def test_where_records_are_is_told_in_the_order_in_which_they_came(firm: Company) -> None:
    """Of several days and people in one batch, each record is where its place in the batch says, whichever days come first."""
    who = [firm.customer() for _ in range(4)]
    arrivals = [
        Arrival(at=firm.clock.now() - timedelta(days=days), fields={"words": f"{days} days ago"}, person=person)
        for person, days in zip(who, (0, 9, 3, 5), strict=True)
    ]
    refs = firm.vault.door("desk", actor="ann").put_many("order", arrivals).refs

    assert who == [one.person for ref in refs for one in firm.shop.get(ref)]


@pytest.mark.parametrize(
    ("category", "role", "purpose"),
    [
        ("order", "shop", "selling"),
        ("account", "support", "serving"),
        ("ticket", "support", "answering"),
        ("invoice", "accountant", "bookkeeping"),
    ],
)
def test_what_is_put_is_read(firm: Company, category: str, role: str, purpose: str) -> None:
    """However it is held, a record comes back as it was, under its address, and so does every record of its person."""
    person = firm.customer()
    (ref,) = firm.put_for(category, person)
    firm.put_for(category, firm.customer())
    firm.keyring.forget()
    session = firm.as_(role, purpose)

    (record,) = session.get(ref)

    assert (ref, person, WORDS, EMAIL) == (record.ref, record.person, record.fields["words"], record.fields["email"])
    assert (record,) == session.of_person(person, category)
    assert 2 == len(list(session.stream(category)))
    assert 2 == len(session.find(category, "email", EMAIL.upper()))
    assert ref == Ref.parse(str(ref))


def test_a_record_needs_somebody(firm: Company) -> None:
    """A door that knows whose the data are takes nothing in for nobody."""
    receipt = firm.vault.door("desk", actor="ann").put_many("order", [Arrival(at=firm.clock.now(), fields={})])

    assert (0, {"no-person": 1}) == (receipt.stored, receipt.refused)


def test_no_byte_of_a_record_is_in_clear(firm: Company) -> None:
    """Nothing that somebody wrote is in any file, nor is the address they are found by."""
    firm.put_for("order", firm.person())
    firm.put_for("ticket", firm.person())

    assert not [word for word in (WORDS, EMAIL, "Marguerite") if word.encode() in firm.bytes_on_disk()]


def test_who_was_seen_is_in_the_journal_and_sealed(firm: Company) -> None:
    """One line for a batch, with how many persons it is about; whose they are is sealed beside it, and found again."""
    one, other = firm.person(), firm.person()
    refs = firm.put_for("order", one, other)
    firm.shop.get(*refs)
    lines = firm.journal.entries(act="read")

    assert [2] == [line.facts["persons"] for line in lines]
    assert 2 == len(firm.vault.entries_about(one)) == len(firm.vault.entries_about(other))
    assert () == firm.vault.entries_about(firm.person())


def test_a_field_that_leaves_no_mark_is_not_looked_up(firm: Company) -> None:
    """Only a findable field is found by value."""
    with pytest.raises(NotFindable):
        firm.shop.find("order", "words", WORDS)


def test_a_correction_takes_the_place_of_what_was(firm: Company) -> None:
    """A corrected record has the new value, is found by it, and no longer by the old one."""
    (ref,) = firm.put_for("order", firm.person())

    firm.shop.update(ref, {"email": "yourcenar@estran.example", "words": None})

    (record,) = firm.shop.get(ref)
    assert {"email": "yourcenar@estran.example", "town": "vannes"} == record.fields
    assert () == firm.shop.find("order", "email", EMAIL)
    assert (record,) == firm.shop.find("order", "email", "yourcenar@estran.example")


@pytest.mark.parametrize("nothing", [None, "", " \t\n"])
def test_a_correction_to_nothing_takes_the_value_away(firm: Company, nothing: str | None) -> None:
    """An empty value is none, as when a record is put: the field is not there any more, and is found by nobody."""
    (ref,) = firm.put_for("order", firm.person())

    record = firm.shop.update(ref, {"email": nothing})

    assert "email" not in record.fields
    assert record.fields == firm.shop.get(ref)[0].fields
    assert () == firm.shop.find("order", "email", EMAIL)


def test_of_two_who_read_the_same_one_corrects(firm: Company) -> None:
    """A correction that says what it was made from is refused once the record says something else."""
    (ref,) = firm.put_for("order", firm.person())
    (seen,) = firm.shop.get(ref)

    firm.shop.update(ref, {"town": "lorient"}, before=seen)
    with pytest.raises(Changed):
        firm.shop.update(ref, {"town": "auray"}, before=seen)

    assert "lorient" == firm.shop.get(ref)[0].fields["town"]


def test_a_correction_that_the_charter_does_not_take_changes_nothing(firm: Company) -> None:
    """A value without the shape of its field, or a field that nobody declared, is refused whole, and the first says of which field."""
    (ref,) = firm.put_for("order", firm.person())

    for wrong, said in (({"email": "nobody"}, r"unfit-value in `email`$"), ({"colour": "blue"}, "unknown-field$")):
        with pytest.raises(NotCorrected, match=said):
            firm.shop.update(ref, wrong)

    assert EMAIL == firm.shop.get(ref)[0].fields["email"]


def test_a_record_whose_value_does_not_fit_is_refused_by_the_name_of_its_field(firm: Company) -> None:
    """One record is kept whole or not at all: who sent it hears of the field and not of the value, and the journal counts one."""
    door = firm.vault.door("desk", actor="ann")
    sent = {"name": "Marguerite", "email": "not an address", "town": "atlantis", "words": "  "}

    with pytest.raises(Unfit) as no:
        door.put("order", Arrival(at=firm.clock.now(), person=firm.person(), fields=sent))

    assert (("email", "town"), 422) == (no.value.names, no.value.http_status)
    assert "the record was not taken in: unfit-value in `email`, `town`" == str(no.value)
    assert (0, 1) == (firm.last("put").facts["stored"], firm.last("put").facts["refused"])
    assert 0 == firm.shop.count("order")


def test_among_many_a_value_that_does_not_fit_is_dropped_and_counted(firm: Company) -> None:
    """A batch goes on: the record is kept without the value, and the receipt names the field."""
    arrival = Arrival(at=firm.clock.now(), person=firm.person(), fields={"name": "Jean", "email": "not an address"})
    receipt = firm.vault.door("desk", actor="ann").put_many("order", [arrival])

    assert (1, {"email": 1}) == (receipt.stored, dict(receipt.dropped))
    assert {"name": "Jean"} == firm.shop.get(*receipt.refs)[0].fields


def test_what_is_forgotten_stays_forgotten(firm: Company) -> None:
    """A forgotten record is not read, found or streamed, and not its neighbour's business."""
    person = firm.person()
    gone, stays = firm.put_for("order", person, person)

    firm.shop.forget(gone)

    assert () == firm.shop.get(gone)
    assert [stays] == [one.ref for one in firm.shop.stream("order")]
    assert [stays] == [one.ref for one in firm.shop.find("order", "email", EMAIL)]
    with pytest.raises(NoSuchRecord):
        firm.shop.forget(gone)


@pytest.mark.clause("C8")
def test_what_the_law_keeps_is_not_forgotten_one_by_one(firm: Company) -> None:
    """A record under a legal obligation is refused to whoever wants to forget it."""
    (ref,) = firm.put_for("invoice", firm.customer())

    with pytest.raises(KeptByLaw):
        firm.as_("accountant", "bookkeeping").forget(ref)


def test_a_role_sees_what_its_cell_says(firm: Company) -> None:
    """A category or a purpose that the role has no cell for is refused, whether there are records or not."""
    person = firm.customer()
    (ref,) = firm.put_for("order", person)

    for refused in (
        lambda: firm.as_("support", "serving").get(ref),
        lambda: firm.as_("support", "serving").of_person(person, "order"),
        lambda: firm.as_("shop", "serving").stream("order"),
        lambda: firm.as_("support", "serving").find("order", "email", EMAIL),
        lambda: firm.as_("support", "serving").forget(ref),
        lambda: firm.as_("support", "serving").update(ref, {"town": "brest"}),
    ):
        with pytest.raises(GateRefused):
            refused()
    assert 1 == len(firm.shop.get(ref))


def test_a_purpose_that_is_over_reads_nothing(firm: Company) -> None:
    """When the contract ends only the law's purpose reads the invoice; after the term nobody reads the order."""
    person = firm.customer()
    (invoice,) = firm.put_for("invoice", person)
    (order,) = firm.put_for("order", person)
    firm.vault.tell(person, "contract-end", actor="ann", effective=firm.clock.now())
    firm.clock.advance(timedelta(days=366))

    with pytest.raises(GateRefused):
        firm.as_("support", "serving").get(invoice)
    with pytest.raises(GateRefused):
        firm.shop.get(order)
    assert 1 == len(firm.as_("accountant", "bookkeeping").get(invoice))


def test_a_missing_start_is_unknown_and_can_be_supplied(firm: Company) -> None:
    """Without the beginning of its contract an account is kept and not read; a date decided on later opens it, as assumed."""
    person = firm.person()
    (ref,) = firm.put_for("account", person)
    with pytest.raises(GateRefused):
        firm.as_("support", "serving").get(ref)

    firm.vault.tell(person, "contract-start", actor="dpo", effective=firm.clock.now(), assumed=True)

    assert 1 == len(firm.as_("support", "serving").get(ref))
    assert 1 == firm.last("told").facts["assumed"]


def test_a_case_opens_what_it_names_as_long_as_it_lasts(firm: Company) -> None:
    """Without a case, outside its scope, or after its end nothing is read, and the attempt opens an inquiry."""
    one, other = firm.person(), firm.person()
    (ref,) = firm.put_for("ticket", one)
    (others,) = firm.put_for("ticket", other)
    with pytest.raises(GateRefused):
        firm.as_("visitor", "answering").get(ref)
    assert "inquiry-opened" in firm.acts()
    firm.vault.grant("T-12", role="visitor", actor="bea", reason="a call", by="ann", persons=[one])
    session = firm.as_("visitor", "answering", case="T-12")

    assert 1 == len(session.get(ref))
    assert "T-12" == firm.last("read").case
    with pytest.raises(GateRefused):
        session.get(others)
    firm.clock.advance(timedelta(hours=9))
    with pytest.raises(GateRefused):
        session.get(ref)


def test_only_records_with_one_s_own_value_are_seen(firm: Company) -> None:
    """A role bound to its own value sees the records that share it, and without a value none."""
    firm.put_for("order", firm.person(), town="brest")
    (mine,) = firm.put_for("order", firm.person(), town="vannes")
    with pytest.raises(GateRefused):
        firm.as_("local", "selling").stream("order")

    firm.vault.assign("local", actor="bea", values=["vannes"], by="ann")

    assert [mine] == [one.ref for one in firm.as_("local", "selling").stream("order")]


IMMUTABLE: dict[str, Callable[[RecordRow, RecordRow], RecordRow]] = {
    "person": lambda row, other: row._replace(person=other.person),
    "generation": lambda row, _: row._replace(generation=(row.generation or 0) + 1),
    "holding": lambda row, _: row._replace(holding=5 - (row.holding or 0)),
    "own_key": lambda row, other: row._replace(own_key=other.own_key),
    "id": lambda row, other: row._replace(id=other.id),
    "day": lambda row, _: row._replace(day="2026-05-24"),
    "canary": lambda row, _: row._replace(canary=True),
    "category": lambda row, _: row._replace(category=row.category + 1),
    "organisation": lambda row, _: row._replace(organisation=bytes(16)),
    "sealed": lambda row, other: row._replace(sealed=other.sealed),
}


@pytest.mark.parametrize("column", IMMUTABLE)
def test_a_row_that_was_changed_beside_its_seal_never_opens(firm: Company, column: str) -> None:
    """Change any column that stands in clear, or swap the seals of two records, and the right key opens nothing."""
    person = firm.person()
    firm.put_for("ticket", person, firm.person())
    with firm.store.reading() as connection:
        number = firm.vault._means.numbers.categories["ticket"]
        row, other = person_records.after(connection, firm.organisation, number, ("", b""), 2)
    key = firm.keyring.persons.lend(firm.organisation, [slot_of(row)])[slot_of(row)]
    changed = IMMUTABLE[column](row, other)

    with pytest.raises(SealBroken):
        opened_plain(changed, {slot_of(changed): key})
    assert opened_plain(row, {slot_of(row): key})


def test_a_reading_of_persons_is_written_down_before_anything_is_taken_of_it(firm: Company) -> None:
    """Whoever asks to read has a line in the journal, with who was seen, though they never take a record; of nobody too."""
    person = firm.person()
    firm.put_for("order", person)
    before = len(firm.vault.entries_about(person))
    read = firm.shop.read("order")

    assert before + 1 == len(firm.vault.entries_about(person))
    assert [person] == [one.person for one in read]
    assert before + 1 == len(firm.vault.entries_about(person))
    assert [] == list(firm.as_("analyst", "weighing").read("score"))
    assert [0] == [line.facts["records"] for line in firm.journal.entries(act="stream") if line.object == "score"]


@pytest.mark.parametrize("most", [0, -1])
def test_no_batch_and_no_page_is_of_none(firm: Company, most: int) -> None:
    """Asked for none at a time, a stream, a copy and a page refuse; they neither end silently nor take all at once."""
    firm.put_for("order", firm.person())
    for ask in (
        lambda: firm.shop.stream("order", batch=most),
        lambda: firm.shop.take_away("order", batch=most),
        lambda: firm.shop.page("order", most=most),
        lambda: firm.shop.page_found("order", "email", EMAIL, most=most),
    ):
        with pytest.raises(Unreadable, match="at a time"):
            ask()

    assert 1 == len(list(firm.shop.stream("order", batch=1)))
