"""What a stranger is given, typed as a person would: receipts, bundles, certificates, and what becomes of them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.authority import Authority
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE

from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.journal import Head, Receipt

KEYED = "--passphrase-file secret"


def test_a_receipt_is_handed_out_and_later_confronted(made: Run, room: Path) -> None:
    """The command prints a receipt and nothing else; the journal of later agrees with it; an altered one is found out."""
    given = made(f"{KEYED} journal head --actor ann")
    (room / "kept.txt").write_text(given.out)
    (room / "altered.txt").write_text(given.out.replace("position: ", "position: 1"))

    assert given.out.startswith("-----BEGIN ETANCHE RECEIPT-----")
    assert "Give this text to somebody outside" in given.err
    same = made(f"{KEYED} journal verify --receipt kept.txt")
    assert (0, True) == (same.code, "still says what it said then" in same.out)
    found = made(f"{KEYED} journal verify --json --receipt kept.txt --receipt altered.txt")
    assert (1, ["same", "altered"]) == (found.code, [one["found"] for one in json.loads(found.out)["receipts"]])


def test_a_head_that_went_outside_is_confronted_without_being_asked(made: Run, room: Path) -> None:
    """Who rewrote the journal and forgot what this house remembers of its receipts is found out by any walk."""
    made(f"{KEYED} journal head --actor ann")
    with sqlite3.connect(room / "etanche-data/data.sqlite") as data:
        (text,) = data.execute("SELECT value FROM instance_facts WHERE name = 'anchor.handed'").fetchone()
    assert made(f"{KEYED} journal verify").code == 0
    with Instance.open(room / "etanche-data", passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        signer = instance.keyring.signer(instance.organisation_id)
        old = Receipt.read(text)
        other = Receipt.signed(signer, organisation=old.organisation, head=Head(position=1, link=bytes(32)), at=old.at)
        with instance.store.writing() as connection:
            instance.journal.anchors.handed(connection, other)

    said = made(f"{KEYED} journal verify")
    assert (1, True) == (said.code, "was written anew since" in said.out)
    assert ["other"] == [one["found"] for one in json.loads(made(f"{KEYED} journal verify --json").out)["against"]]


def test_what_is_no_receipt_is_told_before_anything_is_opened(run: Run, room: Path) -> None:
    """A file without a receipt is an error of words, with a hint."""
    (room / "letter.txt").write_text("Dear auditor,")

    assert (2, True) == ((said := run("journal verify --receipt letter.txt")).code, "journal head" in said.err)


def test_a_time_stamp_is_asked_for_and_taken_in_by_files(made: Run, room: Path, authority: Authority) -> None:
    """Where nothing may be sent, the request goes by hand, and the answer comes back by hand."""
    asked = made(f"{KEYED} journal anchor --request asked.tsq")
    (room / "answer.tsr").write_bytes(authority.answer((room / "asked.tsq").read_bytes()))
    taken = made(f"{KEYED} journal anchor --response answer.tsr --authority {authority.root}")

    assert (0, 0) == (asked.code, taken.code)
    assert "Position 1 of the journal" in taken.out
    assert 2 == made(f"{KEYED} journal anchor --response answer.tsr").code
    assert 3 == made(f"{KEYED} journal anchor --response answer.tsr --authority {authority.root}").code


def test_a_bundle_is_verified_without_any_instance(made: Run, room: Path) -> None:
    """The auditor has the file and the published key, and nothing else; both languages say what it is worth."""
    assert (
        "Evidence for a stranger: out.zip" in made(f"{KEYED} prove --bundle out.zip --nonce 'asked by the auditor'").out
    )
    (room / "key.pem").write_text(made(f"{KEYED} keys public").out)
    (room / "etanche-data").rename(room / "elsewhere")

    said = made("verify out.zip --key key.pem")
    assert (0, "") == (said.code, said.err)
    assert "This evidence is whole" in said.out
    assert "asked by the auditor" in said.out
    assert "That the checks saw the real system" in said.out
    alone = made("verify out.zip")
    assert (1, True) == (alone.code, "Nobody said which key to believe" in alone.out)
    assert "as it was signed" in said.out.splitlines()[0]
    assert "something speaks against it" in alone.out.splitlines()[0]
    assert made("verify out.zip --key key.pem --receipt out.zip --json").code == 0
