"""A certificate of erasure says what was destroyed and what is kept, names the person to themselves only, and cannot be changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE, ROOT

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.keyring import Signer, digest, fingerprint_of
from etanche.keyring.secret import Secret
from etanche.proof.evidence import Report, certificate_page, receipt_in, verify_certificate
from etanche.proof.evidence.certificate import Opening, commitment, opened, signed
from etanche.proof.evidence.certifying import _says
from etanche.terms import LANGUAGES
from etanche.vault import ELSEWHERE, Arrival, NotErased

CHARTER = ROOT / "charters/clever-cloud.yaml"
SHEET = {"name": "Jeanne Mer", "email": "jeanne@estran.example"}


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance that knows persons, to be copied."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    Instance.create(folder, charter=CHARTER, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF).close()
    return folder


@pytest.fixture
def house(founded: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Instance]:
    """That instance, open."""
    with ExitStack() as closing:
        folder = shutil.copytree(founded, tmp_path / "data")
        yield closing.enter_context(Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock))


def somebody(house: Instance) -> bytes:
    """Take in somebody whose identity the law keeps, and whose exchange with support nothing does."""
    person = house.vault.new_person()
    now = house.clock.now()
    house.vault.tell(person, "contract-start", actor="ann", effective=now)
    house.vault.door("customer-pages", actor="ann").put("identity-sheet", Arrival(at=now, fields=SHEET, person=person))
    door = house.vault.door("chat", actor="ann")
    for words in ("first", "second"):
        door.put("support-exchange", Arrival(at=now, fields={"message": words}, person=person))
    return person


def looked(data: bytes, house: Instance) -> Report:
    """Look at a certificate with the published key."""
    return verify_certificate(data, fingerprint=fingerprint_of(house.public_key))


def said(report: Report) -> set[str]:
    """Return the keys of what a report says, after saying all of it in both languages."""
    every = [*report.established, *report.says, *report.amiss, *report.cannot]
    assert all(one.in_(language) for one in every for language in LANGUAGES)
    return {one.key for one in every}


def given(house: Instance, person: bytes) -> bytes:
    """Erase somebody and give the certificate at once."""
    done = house.vault.erase(person, actor="dpo")
    return house.certificate(person, by="dpo", erasure=done)


@pytest.mark.clause("C23")
def test_a_certificate_says_what_was_destroyed_and_what_is_kept(house: Instance) -> None:
    """By category, with the keys, three moments, and each law with the end it gives; verified with the published key alone."""
    data = given(house, somebody(house))
    told = json.loads(data)["certificate"]

    assert {"support-exchange": 2} == told["destroyed"]
    assert [("identity-sheet", "identity-duty", 1, "legal-obligation")] == [
        (one["category"], one["purpose"], one["records"], one["basis"]) for one in told["kept"]
    ]
    assert ["CPCE L34-1 II bis 1°", "décret 2021-1362"] == told["kept"][0]["law"]
    assert "2026-11-21T06:02:00.000000+00:00" == told["unreadable"] == told["marks"]
    assert ("30 days", "2026-12-21", 0) == tuple(told["backups"][name] for name in ("keep", "dead", "held"))
    assert told["keys"]["count"] == len(told["keys"]["ids"]) > 0
    report = looked(data, house)
    assert (None, ()) == (report.rejected, report.amiss)
    assert {"established.signer", "established.person", "says.backups", "cannot.erased-elsewhere"} <= said(report)


@pytest.mark.parametrize("how", ["told of", "a hold", "kept by law"])
def test_a_certificate_claims_nothing_where_nothing_was_destroyed(house: Instance, how: str) -> None:
    """Of somebody who was only told of, or of whom the law keeps all, it says that nothing was destroyed, and no moment of it."""
    person = house.vault.new_person()
    now = house.clock.now()
    house.vault.tell(person, "contract-start", actor="ann", effective=now)
    if how == "a hold":
        house.vault.hold(person, case="L-1", reason="a trial", owner="dpo", review=now.date(), actor="dpo")
    if how == "kept by law":
        house.vault.door("customer-pages", actor="ann").put(
            "identity-sheet", Arrival(at=now, fields=SHEET, person=person)
        )
    data = given(house, person)
    report = looked(data, house)

    assert ({}, 0) == (opened(data).certificate.destroyed, opened(data).certificate.keys.count)
    assert ["says.nothing"] == [one.key for one in report.says if not one.key.startswith(("says.kept", "says.head"))]
    assert (how == "kept by law") == ("says.kept-until" in said(report) or "says.kept-open" in said(report))
    for language in LANGUAGES:
        page = certificate_page(data, house.charter, language, as_pdf=False).decode()
        assert "2026-11-21 06:02" not in page.split("SHA-256")[0]
        assert {"fr": "rien n’a été détruit", "en": "nothing was destroyed"}[language] in page


def test_the_keys_of_a_certificate_stand_among_the_tombstones(house: Instance) -> None:
    """Whoever may look into the house finds each of them dead there."""
    keys = json.loads(given(house, somebody(house)))["certificate"]["keys"]
    ids = [bytes.fromhex(one) for one in keys["ids"]]

    assert set(ids) == house.tombstones.among(ids)
    assert [digest(b"".join(ids)).hex()] == keys["digests"]


@pytest.mark.clause("C23")
def test_the_salt_is_in_no_file_of_ours(house: Instance, tmp_path: Path) -> None:
    """Nor the commitment: after the certificate was given, every byte of the house is searched, as text and as bytes."""
    person = somebody(house)
    certificates = [json.loads(given(house, person)), json.loads(house.certificate(person, by="dpo"))]
    house.store.flush()
    house.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)

    assert person in everything
    for one in certificates:
        for secret in (one["opening"]["salt"], one["certificate"]["commitment"]):
            assert secret.encode() not in everything
            assert bytes.fromhex(secret) not in everything


def test_a_certificate_names_nobody_without_its_opening(house: Instance) -> None:
    """Taken out, the rest is still signed and whole; two certificates for one person have nothing in common that names them."""
    person = somebody(house)
    first, second = json.loads(given(house, person)), json.loads(house.certificate(person, by="dpo"))
    shown = {name: value for name, value in first.items() if name != "opening"}
    data = f"{json.dumps(shown, indent=2, sort_keys=True)}\n".encode()

    assert first["certificate"]["commitment"] != second["certificate"]["commitment"]
    assert person.hex().encode() not in data
    report = looked(data, house)
    assert (True, False) == (report.well, "established.person" in said(report))


def test_the_commitment_is_what_the_document_says() -> None:
    """SHA-256 of label, version byte, salt, organisation and person: the public vector."""
    lines = dict(line.split(" ") for line in (ROOT / "tests/vectors/certificate.txt").read_text().splitlines())
    salt, organisation, person = (bytes.fromhex(lines[name]) for name in ("salt", "organisation", "person"))

    assert lines["commitment"] == commitment(salt, organisation, person).hex()


def test_a_certificate_can_be_given_again_long_after(house: Instance, clock: FixedClock) -> None:
    """From the journal, with the moments of then and what is kept now; a person who was not erased gets none."""
    person, other = somebody(house), somebody(house)
    first = json.loads(given(house, person))["certificate"]
    clock.advance(timedelta(days=90))
    again = json.loads(house.certificate(person, by="dpo"))["certificate"]

    for name in ("destroyed", "unreadable", "kept", "key", "marks"):
        assert first[name] == again[name], name
    assert (first["keys"]["digests"], []) == (again["keys"]["digests"], again["keys"]["ids"])
    with pytest.raises(NotErased):
        house.certificate(other, by="dpo")


def test_backups_that_should_be_gone_speak_against_a_certificate(
    house: Instance, clock: FixedClock, tmp_path: Path
) -> None:
    """One that was made before and lives is told; past its day it is amiss; deleted, it is gone from the certificate too."""
    person = somebody(house)
    copies = tmp_path / "copies"
    copies.mkdir()
    house.copies.make(copies, by="ann")
    early = looked(given(house, person), house)
    clock.advance(timedelta(days=31))
    late = looked(house.certificate(person, by="dpo"), house)
    house.copies.prune(copies, by="ann")
    gone = looked(house.certificate(person, by="dpo"), house)

    assert (True, True) == (early.well, "says.copies" in said(early))
    assert ["says.overdue"] == [one.key for one in late.amiss]
    assert (True, False) == (gone.well, "says.copies" in said(gone))


def test_a_certificate_is_a_receipt_of_the_journal(house: Instance) -> None:
    """The person can have the journal confronted with it, years later."""
    receipt = receipt_in(given(house, somebody(house)))

    assert receipt.holds()
    assert ("same",) == house.journal.confront([receipt])


@settings(max_examples=200)
@examples(st.data())
def test_any_byte_of_a_certificate_changed_is_found_out(one: tuple[bytes, str], data: st.DataObject) -> None:
    """In what is certified, in the signature, in what opens it, and in how it is written."""
    certificate, fingerprint = one
    at = data.draw(st.integers(0, len(certificate) - 1))
    changed = bytearray(certificate)
    changed[at] ^= 1 << data.draw(st.integers(0, 6))

    assert verify_certificate(bytes(changed), fingerprint=fingerprint).rejected is not None


@pytest.fixture(scope="module")
def one(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A certificate, and the fingerprint of the key it is signed with."""
    folder = shutil.copytree(founded, tmp_path_factory.mktemp("one") / "data")
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as house:
        return given(house, somebody(house)), fingerprint_of(house.public_key)


def test_a_certificate_of_another_key_or_person_is_rejected(one: tuple[bytes, str]) -> None:
    """The key must be the published one, and the opening must be of this certificate."""
    certificate, fingerprint = one
    told: dict[str, Any] = json.loads(certificate)
    told["opening"]["person"] = "00" * 16
    other = f"{json.dumps(told, indent=2, sort_keys=True)}\n".encode()

    for data, key, why in ((certificate, "0" * 64, "other-key"), (other, fingerprint, "commitment")):
        rejected = verify_certificate(data, fingerprint=key).rejected
        assert rejected is not None
        assert f"rejected.{why}" == rejected.key


def test_a_name_that_would_play_with_a_terminal_is_not_repeated(one: tuple[bytes, str]) -> None:
    """Whoever signs a certificate can write any name into it; what is no line of text is rejected and not shown."""
    stranger = Signer(Secret(bytes(32)))
    told = opened(one[0]).certificate
    forged = msgspec.structs.replace(told, name="\x1b[2J all is well", key=stranger.public.hex())
    found = json.loads(one[0])["opening"]
    data = signed(forged, Opening(**found), stranger)

    rejected = verify_certificate(data, fingerprint=None).rejected
    assert rejected is not None
    assert "rejected.not-canonical" == rejected.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_is_a_page_that_names_nobody(house: Instance, language: Any) -> None:
    """With the names of the charter, the laws, the digest of the file; without the person, and without the salt."""
    data = given(house, somebody(house))
    page = certificate_page(data, house.charter, language, as_pdf=False).decode()
    opening = json.loads(data)["opening"]

    assert digest(data).hex() in page
    assert {"fr": "Échange avec l’assistance", "en": "Exchange with support"}[language] in page
    assert "décret 2021-1362" in page
    assert opening["salt"] not in page
    assert opening["person"] not in page


def test_a_certificate_is_printed(house: Instance) -> None:
    """The same page as a PDF, made by the typesetter of the notice."""
    data = given(house, somebody(house))

    assert certificate_page(data, house.charter, "fr", as_pdf=True).startswith(b"%PDF")


def test_what_was_filed_elsewhere_is_said_as_such(one: tuple[bytes, str], house: Instance) -> None:
    """A certificate that lists it, by no purpose and no law, says so in its report and on its page."""
    signer = Signer(Secret(bytes(32)))
    told = opened(one[0]).certificate
    (kept,) = told.kept
    left = msgspec.structs.replace(kept, purpose=ELSEWHERE, basis=ELSEWHERE, until=None, law=[])
    opening = Opening(**json.loads(one[0])["opening"])
    data = signed(msgspec.structs.replace(told, kept=[left], key=signer.public.hex()), opening, signer)
    page = certificate_page(data, house.charter, "en", as_pdf=False).decode()

    assert "it was filed under somebody else since" in page
    assert "says.kept-elsewhere" in {one.key for one in _says(opened(data).certificate)}
