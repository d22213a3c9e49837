"""The register: complete, computed from the charter alone, and the same for whoever reads it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from etanche.charter import Charter, builtin, promises
from etanche.exchange import Form, Part, Register, export, register, schema
from etanche.exchange.register import Activity, Party, Receiver
from etanche.terms import Language

SCHEMA = Path(__file__).parents[2] / "docs/register.schema.json"

Written = dict[tuple[Form, Language], bytes]


def by_name(register: Register, name: str) -> Activity:
    """Return one activity."""
    return next(activity for activity in register.activities if activity.reference == name)


@pytest.mark.parametrize("name", ["bookshop", "whole", "clever_cloud"])
def test_every_purpose_is_one_activity(name: str, request: pytest.FixtureRequest) -> None:
    """Every purpose of the charter, and everything Étanche itself holds, is one activity; there is no other (REG-01)."""
    charter: Charter = request.getfixturevalue(name)
    purposes = [*charter.purposes, *(held.name for held in builtin(charter))]

    assert purposes == [activity.reference for activity in register(charter).activities]


def test_every_row_is_complete(whole_register: Register) -> None:
    """Each activity says who answers, why, whose and which data, until when, and how they are protected (REG-02)."""
    lacking = [
        activity.reference
        for activity in whole_register.activities
        if not (
            activity.actors[0].name.fr
            and activity.actors[0].email
            and activity.title.fr
            and activity.people
            and activity.data
            and all(data.fields and data.term.rule and data.places and data.sources.fr for data in activity.data)
            and activity.measures
            and (activity.basis or activity.part is Part.PROCESSOR)
        )
    ]

    assert [] == lacking


@pytest.mark.clause("C3")
def test_what_is_done_for_others_stands_in_the_processor_part(whole: Charter, whole_register: Register) -> None:
    """An activity of a processor names on whose behalf, has no basis of its own, and stands in the other register (REG-03)."""
    mine = {name for name, purpose in whole.purposes.items() if purpose.as_ == "processor"}
    found = whole_register.of(Part.PROCESSOR)

    assert mine == {activity.reference for activity in found} != set()
    assert all(Party.CLIENT in {actor.party for actor in activity.actors} for activity in found)
    assert {""} == {activity.basis for activity in found}


def test_joint_controllers_are_named_with_their_arrangement(whole_register: Register) -> None:
    """A purpose decided on with somebody else names them, and the essence of the arrangement."""
    joint = [actor for actor in by_name(whole_register, "campaign").actors if actor.party is Party.JOINT]

    assert ["Mairie de Saint-Gingolph (exemple)"] == [actor.name.fr for actor in joint]
    assert all(actor.note and actor.note.fr for actor in joint)


def test_the_same_charter_gives_the_same_register(whole: Charter, whole_register: Register) -> None:
    """Nothing is asked of a clock: two registers of one charter are equal, and dated by its versions."""
    again = register(whole)

    assert whole_register == again
    assert max(whole.versions) == again.updated


def test_an_archive_is_said_on_both_sides(clever_cloud: Charter) -> None:
    """Data that a law keeps on are named at the purpose that ends, and at the purpose that is its archive."""
    made = register(clever_cloud)
    invoice = next(data for data in by_name(made, "invoicing").data if data.name == "invoice")
    kept = next(data for data in by_name(made, "bookkeeping").data if data.name == "invoice")

    assert ("bookkeeping",) == invoice.archives
    assert ("invoicing",) == kept.archive_of
    assert ("10 years after fiscal-year-end", ("P10Y",)) == (kept.term.rule, kept.term.durations)


def test_recipients_are_those_who_see_receive_or_store(clever_cloud: Charter) -> None:
    """The recipients of an activity are the roles that see its data for it, and those who are given them for it."""
    support = by_name(register(clever_cloud), "support").recipients

    assert [("support-agent", Receiver.INTERNAL), ("crisp", Receiver.PROCESSOR)] == [
        (recipient.name, recipient.kind) for recipient in support
    ]


@pytest.mark.clause("P18")
def test_who_keeps_the_machines_is_a_recipient(whole: Charter, whole_register: Register) -> None:
    """Whoever hosts the region where data lie is a recipient of them, although nobody wrote it."""
    loans = {recipient.name: recipient for recipient in by_name(whole_register, "loans").recipients}

    assert "rack-keeper" == whole.regions["geneva"].host
    assert (Receiver.HOST, ("device-loan",)) == (loans["rack-keeper"].kind, loans["rack-keeper"].receives)


def test_transfers_are_exactly_those_declared(whole: Charter, whole_register: Register) -> None:
    """A transfer stands on a sheet exactly when a recipient of it has an instrument."""
    declared = {name for name, recipient in whole.recipients.items() if recipient.transfer}

    assert declared == {found.name for activity in whole_register.activities for found in activity.transfers} != set()


def test_a_measure_is_a_promise(whole: Charter, whole_register: Register) -> None:
    """Every measure is a promise of the charter, said as the notice says it; nothing stands there that nobody checks."""
    known = {promise.id for promise in promises(whole)}

    assert [] == [
        measure.promise
        for activity in whole_register.activities
        for measure in activity.measures
        if measure.promise not in known
    ]


def test_data_outside_the_vault_are_not_called_sealed(whole_register: Register) -> None:
    """An activity whose data lie in a database that was there before has no measure of sealing."""
    loans = by_name(whole_register, "loans")

    assert not {"sealed:records", "sealed:keys", "sealed:transport"} & {measure.promise for measure in loans.measures}
    assert [False] == [place.sealed for place in whole_register.places if place.name in loans.data[0].places]


def test_json_reads_back_to_the_same_register(whole_register: Register, written: Written) -> None:
    """The JSON form holds the whole register, in both languages, and nothing else."""
    data = written[Form.JSON, "fr"]

    assert whole_register == msgspec.json.decode(data, type=Register, strict=True)
    assert written[Form.JSON, "en"] == data


def test_json_keeps_its_schema(written: Written, bookshop_register: Register) -> None:
    """Every register is valid under the schema that stands in the documentation, which is made from the type."""
    published = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    validator = jsonschema.Draft202012Validator(published)

    assert schema() == published
    assert [] == list(validator.iter_errors(json.loads(written[Form.JSON, "fr"])))
    assert [] == list(validator.iter_errors(json.loads(export(bookshop_register, Form.JSON, "fr"))))
    assert [] != list(validator.iter_errors({"format": "etanche-register-1"}))


def test_what_etanche_itself_holds_says_whose_and_until_when(bookshop_register: Register) -> None:
    """A refusal is remembered as long as it stands; the journal is also about those who act for the organisation."""
    standing, journal = (by_name(bookshop_register, name) for name in ("standing", "journal"))

    assert "As long as a consent or a refusal stands, then for 5\u00a0years" == standing.data[0].term.said.en
    assert ["visitor"] == [people.name for people in standing.people]
    assert ["visitor", "staff"] == [people.name for people in journal.people]
    assert ("visitor", "staff") == journal.data[0].people
