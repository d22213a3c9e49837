"""A receipt of a consent: what it says, in which vocabulary, and that nobody can make it say something else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from tests.conftest import MORNING
from tests.consent.test_yes_and_no import joins, last
from tests.rights.society import MAUD, Society, opened

from etanche.clock import FixedClock
from etanche.exchange.names import prefixes, terms
from etanche.keyring import Signer, fingerprint_of
from etanche.keyring.secret import Secret
from etanche.proof.evidence import Report, receipt_in, verify_file
from etanche.proof.evidence.consent import LABEL, OPENING, SIGNATURE, written
from etanche.rights.consent import How, NeverAsked
from etanche.terms import LANGUAGES

Edit = Callable[[dict[str, Any]], object]


def looked(data: bytes, club: Society) -> Report:
    """Look at a receipt with the published key."""
    return verify_file(data, fingerprint=fingerprint_of(club.house.public_key))


@pytest.mark.clause("C19")
def test_a_receipt_says_what_was_shown_and_what_was_said(club: Society) -> None:
    """It holds the very text, and is verified with the file and the published key alone; it says itself what it cannot show, in both languages."""
    person = joins(club)
    data = club.house.consent_receipt(person, "club")
    report = looked(data, club)
    document = json.loads(data)
    (record,) = document["dpv:hasRecordOfActivity"]

    assert (None, True) == (report.rejected, report.well)
    assert last(club, person).text == record["dpv:hasNotice"]["dct:description"]["@value"]
    assert "dpv:ConsentGiven" == record["dpv:hasConsentStatus"]["@type"]
    keys = {one.key for one in (*report.established, *report.says, *report.cannot)}
    assert {
        "established.consent",
        "established.person",
        "established.text",
        "says.consent-given",
        "cannot.said",
    } <= keys
    every = [*report.established, *report.says, *report.cannot]
    assert all(one.in_(language) for one in every for language in LANGUAGES)


def test_a_receipt_of_a_withdrawal_says_that_it_ended(club: Society) -> None:
    """The last word counts, and each receipt is of one word."""
    person = joins(club)
    before = club.house.consent_receipt(person, "club")
    club.house.consents.say(person, "club", yes=False, language="fr", how=How.LETTER, actor="ann")
    report = looked(club.house.consent_receipt(person, "club"), club)

    assert "says.consent-withdrawn" in {one.key for one in report.says}
    assert "says.consent-given" in {one.key for one in looked(before, club).says}


def test_a_receipt_stays_true_when_the_charter_changes(club: Society, tmp_path: Path) -> None:
    """It describes the use by the charter that was in force when the word was said."""
    person = joins(club)
    shown = last(club, person).charter
    file = tmp_path / "next.yaml"
    text = club.house.charter_text.replace("Run the club of the lighthouse", "Run the choir of the lighthouse")
    newest = "versions:\n"
    file.write_text(text.replace(newest, f"{newest}  2026-11-21: {{comment: {{fr: Chœur., en: Choir.}}}}\n"), "utf-8")
    club.clock.advance(timedelta(hours=1))
    club.house.apply(club.house.propose(file), by="ann")
    club.passes(days=40)
    club.house.renew()

    document = json.loads(club.house.consent_receipt(person, "club"))

    assert shown != club.house.plan.digest
    assert shown == document["etanche:told"]["shown"]["charter"]
    process = document["dpv:hasRecordOfActivity"][0]["dpv:hasProcess"][0]
    assert "Run the club of the lighthouse" in str(process["dct:title"])


def test_a_receipt_is_json_ld_in_the_words_of_the_vocabulary(club: Society) -> None:
    """Every IRI of DPV that its triples hold is one of the release, or an address of the profile; nothing is fetched to read it."""
    document = json.loads(club.house.consent_receipt(joins(club), "club"))
    spaces = prefixes()
    known = {spaces[name.partition(":")[0]] + name.partition(":")[2] for name in terms()}
    triples = jsonld.to_rdf(document, {"format": "application/n-quads"})
    used = set(re.findall(r"<(https://w3id\.org/dpv[^>]*)>", triples))

    schema = "https://w3id.org/dpv/schema/dpv-27560"
    assert {f"{schema}#receipt", f"{schema}#record-eu-gdpr"} == used - known
    for name in ("ConsentReceipt", "ConsentRecord", "ConsentNotice", "hasConsentStatus", "isIndicatedAtTime"):
        assert f"https://w3id.org/dpv#{name}" in used


def test_there_is_no_receipt_of_what_nobody_said(club: Society) -> None:
    """Neither of a purpose that was never asked about, nor of an objection, which is no consent."""
    person = joins(club)
    club.house.consents.say(person, "offers", yes=False, language="en", how=How.PAGES)

    for purpose in ("letters", "offers", "bookkeeping"):
        with pytest.raises(NeverAsked):
            club.house.consent_receipt(person, purpose)


def test_a_receipt_without_its_opening_names_nobody(club: Society) -> None:
    """It is still genuine, and the id of the person is nowhere in it; the opening of another does not fit."""
    person = joins(club)
    document = json.loads(club.house.consent_receipt(person, "club"))
    other = json.loads(club.house.consent_receipt(person, "club"))[OPENING]
    bare = written({name: value for name, value in document.items() if name != OPENING})

    assert person.hex() not in bare.decode()
    assert looked(bare, club).well
    rejected = looked(written({**document, OPENING: other}), club).rejected
    assert rejected is not None
    assert "rejected.commitment" == rejected.key


def test_a_receipt_is_a_receipt_of_the_journal_too(club: Society) -> None:
    """What it says of the head is what a receipt of the journal says, and it agrees with itself."""
    data = club.house.consent_receipt(joins(club), "club")
    report = verify_file(data, fingerprint=fingerprint_of(club.house.public_key), receipts=[receipt_in(data)])

    assert "receipt.same" in {one.key for one in report.established}


def test_an_older_receipt_speaks_against_nobody(club: Society) -> None:
    """A receipt knows one place of the journal: an older genuine one is told as what it cannot compare, and it is well all the same; a forged one is not."""
    person = joins(club)
    older = club.house.consent_receipt(person, "club")
    club.clock.advance(timedelta(minutes=1))
    club.house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)
    key = fingerprint_of(club.house.public_key)
    newer = club.house.consent_receipt(person, "club")
    of_older = verify_file(newer, fingerprint=key, receipts=[receipt_in(older)])
    of_newer = verify_file(older, fingerprint=key, receipts=[receipt_in(newer)])
    lie = replace(receipt_in(newer), public=bytes(32))

    for report, word in ((of_older, "receipt.unknown"), (of_newer, "receipt.later")):
        assert (True, True) == (report.well, word in [one.key for one in report.cannot]), word
    assert not verify_file(newer, fingerprint=key, receipts=[lie]).well


def test_a_receipt_goes_by_mail_to_who_said_it_elsewhere(club: Society) -> None:
    """The whole of it is in the letter, and the letter is verified as it was saved, with lines ended as mail ends them; edited it is refused."""
    person = joins(club)
    club.house.consents.say(person, "club", yes=False, language="fr", how=How.TELEPHONE, actor="ann")
    posted = club.house.post_receipt(person, "club", by="ann")
    (letter,) = club.letters("consent-receipt")
    saved = letter.text.replace("\n", "\r\n").encode()

    assert posted
    assert MAUD == letter.to
    assert "says.consent-withdrawn" in {one.key for one in looked(saved, club).says}
    assert not looked(saved.replace(b"telephone", b"telephony"), club).well
    assert not club.house.post_receipt(club.house.vault.new_person(), "club", by="ann")


EDITS: dict[str, Edit] = {
    "text": lambda it: it["etanche:told"]["shown"].update(text="Agreed to everything."),
    "notice": lambda it: it["dpv:hasRecordOfActivity"][0]["dpv:hasNotice"].update({"dct:language": "xx"}),
    "status": lambda it: it["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"].update(
        {"@type": "dpv:ConsentWithdrawn"}
    ),
    "purpose": lambda it: it["etanche:told"]["word"].update(purpose="letters"),
    "moment": lambda it: it["etanche:told"]["word"].update(at="2020-01-01T00:00:00.000000+00:00"),
    "context": lambda it: it["@context"].update(dpv="https://elsewhere.example/"),
    "more": lambda it: it.update(more="words"),
    "person": lambda it: it["etanche:told"].update(commitment="0" * 64),
    "unsigned": lambda it: it.pop(SIGNATURE),
}


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory, club_template: Path) -> tuple[bytes, str]:
    """A receipt, and the fingerprint of the key it is signed with."""
    with opened(club_template, tmp_path_factory.mktemp("receipt") / "data", FixedClock(MORNING)) as club:
        return club.house.consent_receipt(joins(club), "club"), fingerprint_of(club.house.public_key)


@pytest.mark.parametrize("what", EDITS)
def test_an_edited_receipt_is_refused(genuine: tuple[bytes, str], what: str) -> None:
    """Whatever somebody changes in it, written again in the one form, nothing of it is believed."""
    data, fingerprint = genuine
    document = json.loads(data)
    EDITS[what](document)
    report = verify_file(written(document), fingerprint=fingerprint)

    assert report.rejected is not None
    assert () == report.established == report.says


def test_no_byte_of_a_receipt_can_be_changed(genuine: tuple[bytes, str]) -> None:
    """Every sixty-first byte is turned, one at a time; and what is added or cut off is noticed."""
    data, fingerprint = genuine
    altered = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(0, len(data), 61)]
    for one in (*altered, data + b" ", data[:-1], b" " + data):
        report = verify_file(one, fingerprint=fingerprint)

        assert report.rejected is not None, one[:80]


def test_a_receipt_signed_by_somebody_else_is_not_theirs(genuine: tuple[bytes, str]) -> None:
    """Who signs an edited receipt with a key of their own is told apart from the organisation."""
    data, fingerprint = genuine
    thief = Signer(Secret(bytes(range(32))))
    document = {name: value for name, value in json.loads(data).items() if name not in {SIGNATURE, OPENING}}
    document["etanche:told"]["key"] = thief.public.hex()
    forged = written({**document, SIGNATURE: thief.sign(LABEL + written(document)).hex()})
    report = verify_file(forged, fingerprint=fingerprint)

    assert report.rejected is not None
    assert report.rejected.key in {"rejected.other-key", "rejected.receipt"}
