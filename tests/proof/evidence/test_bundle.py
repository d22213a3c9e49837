"""A bundle says what was seen, in types and numbers, and whoever changes a byte of it is found out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.journal.rewriting import rewrite
from tests.proof.conftest import HARBOUR, verdict_on
from tests.proof.evidence.conftest import NONCE, Given, packed

from etanche.charter import print_keep
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.keyring import Signer, digest
from etanche.keyring.secret import Secret
from etanche.proof import Evidence, State
from etanche.proof.evidence import NonceUnreadable, Report, container, verify_bundle
from etanche.proof.evidence.making import MANIFEST_LABEL, RunInPart
from etanche.proof.evidence.shapes import typed
from etanche.proof.rewriting import rewrite_around
from etanche.store import moment_text
from etanche.terms import LANGUAGES, PromiseId
from etanche.vault import Arrival


@pytest.fixture
def harbour(tmp_path: Path, clock: FixedClock) -> Iterator[Instance]:
    """An instance whose charter has an attestation of a firm, and an undertaking that a role needs."""
    folder = tmp_path / "harbour"
    with Instance.create(
        folder, charter=HARBOUR, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, demo=True
    ) as instance:
        yield instance


def looked(data: bytes, given: Given) -> Report:
    """Look at a bundle with everything that an auditor can have."""
    return verify_bundle(data, fingerprint=given.fingerprint, receipts=[given.receipt], authority=given.authority)


def why(report: Report) -> str | None:
    """Return the word for why a bundle was rejected, after saying it in both languages."""
    if report.rejected is None:
        return None
    assert all(report.rejected.in_(language) for language in LANGUAGES)
    return report.rejected.key.removeprefix("rejected.")


def forged(given: Given, changes: dict[str, bytes], signer: Signer | None = None, **said: object) -> bytes:
    """Return a bundle with other members, listed and signed anew with a key: the real one, unless another is given."""
    members = given.members | changes
    manifest = json.loads(members[container.MANIFEST]) | said
    listed = {name: digest(content).hex() for name, content in members.items() if not name.startswith("manifest.")}
    manifest["files"] = listed
    hand = signer or given.signer
    manifest["key"] = hand.public.hex()
    text = f"{json.dumps(manifest, ensure_ascii=True, indent=2, sort_keys=True)}\n".encode()
    signature = f"{hand.sign(MANIFEST_LABEL + text).hex()}\n".encode()
    return packed(members | {container.MANIFEST: text, container.SIGNATURE: signature})


@pytest.mark.clause("P16")
def test_a_bundle_is_whole_and_says_what_it_cannot_show(given: Given) -> None:
    """With the published key, a receipt and the authority's root nothing is amiss; the limits are told each time."""
    report = looked(given.bundle, given)

    assert (None, ()) == (report.rejected, report.amiss)
    established = {said.key for said in report.established}
    assert {"established.signer", "established.unchanged", "stamp.seen", "receipt.same"} <= established
    assert "cannot.real-system" in {said.key for said in report.cannot}


def test_what_a_bundle_says_can_be_read_in_both_languages(given: Given) -> None:
    """Every sentence has its words, and the same figures in them."""
    report = looked(given.bundle, given)
    said = [*report.established, *report.says, *report.cannot]
    texts = {language: [one.in_(language) for one in said] for language in LANGUAGES}

    assert len(said) == len(texts["fr"]) == len(texts["en"])
    assert NONCE in " ".join(texts["fr"])


@settings(max_examples=400)
@examples(st.data())
def test_any_byte_changed_is_found_out(given: Given, data: st.DataObject) -> None:
    """Wherever it lies: in a member, in the signature, in the wrapping of the container."""
    at = data.draw(st.integers(0, len(given.bundle) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(given.bundle)
    changed[at] ^= 1 << bit

    assert why(looked(bytes(changed), given)) is not None


def test_any_member_removed_is_found_out(given: Given) -> None:
    """Each of them, those of the time-stamps too, is missed by name."""
    for name in given.members:
        left = {other: content for other, content in given.members.items() if other != name}

        assert why(looked(packed(left), given)) == "member-missing", name


@settings(max_examples=60)
@examples(st.data())
def test_any_entry_removed_or_verdict_edited_is_found_out(given: Given, data: st.DataObject) -> None:
    """A verdict taken out, or made green, in a container packed anew as it should be."""
    verdicts = json.loads(given.members[container.VERDICTS])
    at = data.draw(st.integers(0, len(verdicts["verdicts"]) - 1))
    if data.draw(st.booleans()):
        del verdicts["verdicts"][at]
    else:
        state = verdicts["verdicts"][at]["state"]
        verdicts["verdicts"][at]["state"] = data.draw(st.sampled_from([s for s in map(str, State) if s != state]))
    text = f"{json.dumps(verdicts, indent=2, sort_keys=True)}\n".encode()

    assert "member-changed" == why(looked(packed(given.members | {container.VERDICTS: text}), given))


def test_lines_of_the_journal_removed_are_found_out(given: Given) -> None:
    """A checkpoint taken out of the middle is missed even when everything is signed anew with the real key."""
    lines = given.members[container.CHECKPOINTS].splitlines(keepends=True)
    left = b"".join(line for number, line in enumerate(lines) if number != 1)

    assert "member-changed" == why(looked(packed(given.members | {container.CHECKPOINTS: left}), given))
    moved = b"".join([lines[1], lines[0], *lines[2:]])
    assert "not-canonical" == why(looked(forged(given, {container.CHECKPOINTS: moved}), given))
    edited = lines[0].replace(lines[0].split()[1], b"0" * 64)
    assert "checkpoint" == why(looked(forged(given, {container.CHECKPOINTS: edited + b"".join(lines[1:])}), given))


def test_a_bundle_of_another_key_is_not_of_the_organisation(given: Given) -> None:
    """Everything fits, and the fingerprint is not the one published; without a key to believe, that is said."""
    stranger = Signer(Secret(bytes(32)))
    other = forged(given, {}, stranger)
    # The forger makes the rest theirs too, as far as their key goes.
    assert why(looked(other, given)) in {"receipt", "checkpoint", "other-key"}

    unknown = verify_bundle(given.bundle, fingerprint=None)
    assert ["amiss.signer"] == [said.key for said in unknown.amiss]
    assert "other-key" == why(verify_bundle(given.bundle, fingerprint="0" * 64))


def test_a_green_verdict_on_what_is_not_checked_contradicts_itself(given: Given) -> None:
    """Not even with the real key is a promise kept that no check looks at; nor is one told twice."""
    told = json.loads(given.members[container.VERDICTS])
    later = next(one for one in told["verdicts"] if one["finding"] == "later")
    text = json.dumps(told | {"verdicts": [*told["verdicts"], later]}, indent=2, sort_keys=True)
    twice = looked(forged(given, {container.VERDICTS: f"{text}\n".encode()}), given)
    later["state"] = "kept"
    green = json.dumps(told, indent=2, sort_keys=True)

    assert "contradiction" == why(twice)
    assert "contradiction" == why(looked(forged(given, {container.VERDICTS: f"{green}\n".encode()}), given))


def test_a_nonce_that_would_play_with_a_terminal_is_not_repeated(given: Given) -> None:
    """Whoever signs a bundle can write any nonce into it; what is no line of text is rejected and not shown."""
    assert "not-canonical" == why(looked(forged(given, {}, nonce="\x1b[2J all is well"), given))


def test_another_charter_than_the_one_named_is_found_out(given: Given) -> None:
    """The policy in the file is the one whose digest is signed."""
    other = given.members[container.CHARTER].replace(b"visit", b"visie")

    assert "charter" == why(looked(forged(given, {container.CHARTER: other}), given))


def test_a_text_of_somebody_is_told_by_its_digest() -> None:
    """Names, ids and numbers pass; a sentence or an address of mail does not."""
    assert ("retention:audience/visit", 3, True) == (typed("retention:audience/visit"), typed(3), typed(value=True))
    assert str(typed("ann@example.org")).startswith("sha256:")
    assert str(typed("two words")).startswith("sha256:")


def test_no_personal_data_is_in_a_bundle(instance: Instance, clock: FixedClock) -> None:
    """What was taken in, who visited and who asked for the bundle are in none of its bytes."""
    door = instance.vault.door("site-logs", actor="zoe-the-importer")
    fields = {"page": "/a-page-nobody-else-reads"}
    door.put_many("visit", [Arrival(at=clock.now(), fields=fields, who="198.51.100.77 Firefox")])
    made = instance.evidence(instance.prove(), by="ann-who-asked")

    for secret in (b"a-page-nobody-else-reads", b"198.51.100", b"Firefox", b"zoe-the-importer", b"ann-who-asked"):
        assert secret not in made, secret


def test_the_same_facts_give_the_same_bytes(given: Given) -> None:
    """A container packed twice is one."""
    assert packed(given.members) == given.bundle


def test_evidence_leaves_no_promise_out(instance: Instance) -> None:
    """Of a run that looked at some promises only no evidence is made: what is broken could be among the others."""
    run = instance.prove(fast=True)

    with pytest.raises(RunInPart, match="left out"):
        instance.evidence(run, by="ann")


def test_a_nonce_is_one_short_line(instance: Instance) -> None:
    """What is not is refused before anything is signed."""
    run = instance.prove()
    for nonce in ("x" * 201, "two\nlines", " x"):
        with pytest.raises(NonceUnreadable):
            instance.evidence(run, by="ann", nonce=nonce)
    assert not instance.journal.entries(act="evidence-given")


def test_that_a_bundle_was_given_is_in_the_journal(instance: Instance) -> None:
    """By the digest of its manifest: nobody can say later that it was another one."""
    made = instance.evidence(instance.prove(), by="ann")
    (line,) = instance.journal.entries(act="evidence-given")
    manifest = Given(bundle=made, receipt=None, fingerprint="", authority=b"", signer=None).members  # type: ignore[arg-type]

    assert ("ann", digest(manifest[container.MANIFEST]).hex()) == (line.actor, line.facts["manifest"])


@pytest.mark.clause("C23")
def test_a_journal_rewritten_by_root_is_exposed_by_a_receipt_of_before(instance: Instance) -> None:
    """The bundle made afterwards is signed with the real key and whole in itself; one old receipt, or old bundle, is enough."""
    instance.vault.sweep()
    receipt = instance.journal.receipt(by="ann")
    before = instance.evidence(instance.prove(), by="ann")
    signer = instance.keyring.signer(instance.organisation_id)
    rewrite(instance.store, instance.folder / "shelf.sqlite", signer, instance.organisation_id)
    after = instance.evidence(instance.prove(), by="root", receipts=[receipt])

    assert instance.journal.verify().intact
    assert verify_bundle(after, fingerprint=None).rejected is None
    exposed = verify_bundle(after, fingerprint=None, receipts=[receipt])
    assert "receipt.other" in {said.key for said in exposed.amiss}
    assert before != after


@pytest.mark.clause("C23")
def test_a_cut_dated_ahead_does_not_excuse_a_rewritten_journal(instance: Instance, clock: FixedClock) -> None:
    """Root cuts away what a receipt holds by the rule of the charter, and dates it to when the term is over: a verifier reads that it was too soon."""
    receipt = instance.journal.receipt(by="ann")
    instance.vault.sweep()
    signer, own = instance.keyring.signer(instance.organisation_id), instance.organisation_id
    rule, dated = print_keep(instance.plan.journal_keep), clock.now() + timedelta(days=800)
    with instance.store.writing() as connection:
        end = rewrite_around(connection, signer, own, receipt.head, rule=rule, at=moment_text(dated))
    instance.shelf.put_head(own, end.position, end.link, moment_text(clock.now()))
    report = verify_bundle(
        instance.evidence(instance.prove(), by="root", receipts=[receipt]), fingerprint=None, receipts=[receipt]
    )

    assert instance.journal.verify().intact
    assert {"amiss.signer", "receipt.early"} == {said.key for said in report.amiss}
    [said] = [said for said in report.amiss if said.key == "receipt.early"]
    assert "sooner than the policy in this file lets them go" in said.in_("en")


def test_a_broken_journal_is_told_by_the_bundle_itself(instance: Instance) -> None:
    """A bundle of a house whose journal was tampered with is genuine, and says so."""
    instance.vault.sweep()
    instance.journal.receipt(by="ann")
    with instance.store.writing() as connection:
        connection.exec_driver_sql("UPDATE entries SET actor = 'mallory' WHERE position = 1")
    report = verify_bundle(instance.evidence(instance.prove(), by="ann"), fingerprint=None)

    assert (None, True) == (report.rejected, "amiss.journal" in {said.key for said in report.amiss})


def test_the_last_drills_are_told(given: Given) -> None:
    """What was tried is in the bundle, with whether it was noticed."""
    drills = json.loads(given.members[container.DRILLS])["drills"]

    assert {"hosting"} == {one["promise"].partition(":")[0] for one in drills}
    assert all(one["noticed"] for one in drills)


@pytest.mark.parametrize(
    "lie",
    [
        "INSERT INTO instance_facts SELECT organisation, 'drill.sealed:keys invented', value FROM instance_facts WHERE {of}",
        'UPDATE instance_facts SET value = replace(value, \'"under": "broken"\', \'"under": "kept"\') WHERE {of}',
        "UPDATE instance_facts SET value = substr(value, 34) WHERE {of}",
        "UPDATE instance_facts SET value = 'nonsense' WHERE {of}",
    ],
    ids=["invented", "changed", "without a mark", "nonsense"],
)
def test_a_drill_that_we_did_not_write_down_is_not_told(instance: Instance, lie: str) -> None:
    """Who writes the data cannot let us sign that a check is awake: the bundle leaves it out and `sealed:inventory` is broken."""
    (one, *_) = instance.drill(only="hosting")
    instance.keep_drills([one])
    mine = f"{one.promise} {one.sabotage}"
    with instance.store.writing() as connection:
        connection.exec_driver_sql(lie.format(of=f"name = 'drill.{mine}'"))
    run = instance.prove()
    bundle = Given(bundle=instance.evidence(run, by="ann"), receipt=None, fingerprint="", authority=b"", signer=None)  # type: ignore[arg-type]
    told = {f"{it['promise']} {it['sabotage']}" for it in json.loads(bundle.members[container.DRILLS])["drills"]}
    found = {verdict.id: verdict.because for verdict in run.verdicts}
    instance.keep_drills([one])
    after = verdict_on(instance.bench, "sealed:inventory")

    assert ({mine} if "INSERT" in lie else set()) == told
    assert "sealed.false-drills" == found[PromiseId("sealed:inventory")]
    assert "kept" == after.state


def test_what_people_attest_is_told_without_a_word_they_wrote(harbour: Instance) -> None:
    """A bundle has the digest and the dates of each file of evidence; no issuer, owner, actor or address, and `verify` counts them."""
    firm = Evidence(
        name="intrusion-test",
        digest=b"d" * 32,
        issuer="Cabinet Brisant",
        owner="the-security-desk",
        made=date(2026, 11, 21),
        until=date(2026, 12, 21),
        by="eve-enters",
    )
    harbour.attest(firm)
    harbour.attest(replace(firm, name="confidentiality", about="ann-the-agent", until=None))
    made = harbour.evidence(harbour.prove(), by="ann")
    members = Given(bundle=made, receipt=None, fingerprint="", authority=b"", signer=None).members  # type: ignore[arg-type]
    told = json.loads(members[container.ATTESTATIONS])["attestations"]
    report = verify_bundle(made, fingerprint=None)

    assert [("attest:intrusion-test", "organisation"), ("attest:confidentiality", "actor")] == [
        (one["promise"], one["about"]) for one in told
    ]
    assert [(b"d" * 32).hex(), digest(b"Cabinet Brisant").hex(), "2026-12-21"] == [
        told[0][name] for name in ("evidence", "issuer", "until")
    ]
    assert told[1]["issuer"] is None
    for word in (b"Brisant", b"security-desk", b"eve-enters", b"ann-the-agent"):
        assert word not in made, word
    [evidence] = [said.in_("en") for said in report.says if said.key == "says.evidence"]
    assert "2 files" in evidence
    assert "2026-12-21" in evidence


def test_evidence_changed_by_hand_is_not_counted_as_evidence(harbour: Instance) -> None:
    """An entry that does not stand as it was signed is told apart, in both languages."""
    harbour.attest(
        Evidence(name="intrusion-test", digest=b"d" * 32, issuer="C", owner="s", made=date(2026, 11, 21), by="eve")
    )
    with harbour.store.writing() as connection:
        connection.exec_driver_sql("UPDATE attestations SET until = '2027-05-01'")  # a sabotage
    report = verify_bundle(harbour.evidence(harbour.prove(), by="ann"), fingerprint=None)
    keys = {said.key for said in report.says}

    assert "says.evidence-changed" in keys
    assert "says.evidence" not in keys


def test_an_attested_promise_without_its_evidence_contradicts_itself(given: Given) -> None:
    """Not even with the real key can a verdict rest on a file that the bundle does not name."""
    verdicts = json.loads(given.members[container.VERDICTS])
    verdicts["verdicts"][0]["state"] = "attested"
    verdicts["verdicts"][0]["finding"] = "attest.filed"
    text = f"{json.dumps(verdicts, indent=2, sort_keys=True)}\n".encode()

    assert "contradiction" == why(looked(forged(given, {container.VERDICTS: text}), given))


def test_a_bundle_cannot_leave_its_attestations_out_by_calling_itself_older(given: Given) -> None:
    """Version 1 had none, and version 2 has them: what says the one and is the other is rejected, whoever signed it."""
    without = {name: content for name, content in given.members.items() if name != container.ATTESTATIONS}

    assert "member-unknown" == why(looked(forged(given, {}, version=1), given))
    assert "member-missing" == why(looked(forged(replace(given, bundle=packed(without)), {}), given))
