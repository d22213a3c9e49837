"""Records of persons from the command line: taken in, read, found, held, forgotten, erased; and who looked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.clock import SystemClock
from etanche.instance import Instance

KEYED = "--passphrase-file secret"
CHARTER = Path(__file__).parent.parent.parent / "charters/clever-cloud.yaml"
PERSON = "0123456789abcdef" * 2
ACTING = "--actor ann"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance that knows persons."""
    made = tmp_path_factory.mktemp("persons") / "data"
    Instance.create(made, charter=CHARTER, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF).close()
    return made


@pytest.fixture
def at_desk(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command on that instance; what stands after a bar comes in by the standard input."""

    def typed(line: str) -> object:
        command, _, told = line.partition(" | ")
        monkeypatch.setattr("sys.stdin", io.StringIO(told))
        return run(f"--data {folder} {KEYED} {command}")

    return typed  # type: ignore[return-value]  # what `run` returns, it returns


def test_a_record_from_its_arrival_to_its_end(at_desk: Run) -> None:
    """What comes in by the standard input is read in the right role, found, and not any more after its person is erased, though the law keeps it."""
    fields = json.dumps({"name": "Jeanne Mer", "email": "jeanne@estran.example"})
    put = at_desk(f"put identity-sheet --channel customer-pages --person {PERSON} {ACTING} --json | {fields}")
    assert 0 == put.code, put.err
    ref = json.loads(put.out)["ref"]
    told = at_desk(f"tell {PERSON} contract-start --on 2026-01-01 --assumed {ACTING}")
    assert (0, True) == (told.code, "holds from now on" in told.out)
    role = f"--role account-manager --purpose account-management {ACTING}"

    read = at_desk(f"read {ref} {role} --json")
    found = at_desk(f"find identity-sheet email {role} | JEANNE@estran.example")
    refused = at_desk(f"read {ref} --role accounts-clerk --purpose bookkeeping {ACTING}")

    assert [ref] == [one["ref"] for one in json.loads(read.out)], read.err
    assert (0, True) == (found.code, "Jeanne Mer" in found.out)
    assert (3, "") == (refused.code, refused.out)
    erased = at_desk(f"erase {PERSON} {ACTING} --json")
    assert (0, ["identity-duty"]) == (erased.code, [one["purpose"] for one in json.loads(erased.out)["kept"]])
    assert 4 == at_desk(f"find identity-sheet email {role} | jeanne@estran.example").code
    journal = at_desk(f"journal --person {PERSON} --json")
    acts = ["put", "told", "read", "find", "erase-begun", "erased", "erased-rows"]
    assert acts == [line["act"] for line in json.loads(journal.out)]


def test_who_is_erased_is_given_a_certificate(at_desk: Run, room: Path) -> None:
    """With the erasure, and again later with a page to read; it is verified without the instance, in the reader's language."""
    fields = json.dumps({"name": "Jeanne Mer", "email": "jeanne@estran.example"})
    at_desk(f"put identity-sheet --channel customer-pages --person {PERSON} {ACTING} | {fields}")
    at_desk(f"tell {PERSON} contract-start --on 2026-01-01 --assumed {ACTING}")
    erased = at_desk(f"erase {PERSON} {ACTING} --certificate given.json")
    again = at_desk(f"certificate {PERSON} again.json --actor dpo --page again.html --lang fr")
    (room / "key.pem").write_text(at_desk("keys public").out)
    verified = at_desk("verify given.json --key key.pem --receipt given.json")

    assert (0, 0, 0) == (erased.code, again.code, verified.code)
    assert "Give it to the person" in erased.out
    assert "This certificate is whole" in verified.out
    assert "CPCE L34-1 II bis 1°" in verified.out
    assert "rien n’a été détruit" in (room / "again.html").read_text(encoding="utf-8")
    assert "every purpose that can end has ended" in erased.out
    assert 4 == at_desk(f"certificate {'0' * 32} none.json").code
    assert 2 == at_desk(f"certificate {PERSON} none.json --lang de").code


def test_what_is_wrong_is_told_without_a_value(at_desk: Run) -> None:
    """A bad id, a bad address, fields that are none, a record that is turned away: a code, and nothing that was given."""
    role = f"--role account-manager --purpose account-management {ACTING}"
    wrong = {
        f"read invoice/jeanne {role}": 2,
        f"read {role}": 2,
        f"erase jeanne {ACTING}": 2,
        f"erase {PERSON} {ACTING}": 4,
        f"put identity-sheet --channel customer-pages {ACTING} | jeanne": 2,
        f'put identity-sheet --channel customer-pages {ACTING} | {{"email": "jeanne"}}': 3,
        f"put identity-sheet --channel back-office {ACTING} | {{}}": 3,
        f"tell {PERSON} jeanne {ACTING}": 2,
        f"tell {PERSON} released {ACTING}": 2,
        f"hold {PERSON} --case L-1 --release {ACTING}": 4,
        f"hold identity-sheet/2026-01-01/{PERSON} --case L-1 --owner dpo --review 2099-01-01 {ACTING} | x": 4,
        f"forget identity-sheet/2026-01-01/{PERSON} {role}": 4,
        f"read nothing/2026-01-01/{PERSON} {role}": 4,
        f"export nothing --output x.csv {role}": 4,
        f"find identity-sheet shoe {role} | x": 2,
    }
    for line, code in wrong.items():
        said = at_desk(line)

        assert (code, "") == (said.code, said.out), (line, said.err)
        assert "jeanne" not in said.err.replace("`jeanne`", "")


def test_a_hold_from_the_command_line(at_desk: Run) -> None:
    """A record held stays when its person is erased, and the answer says so; released, the hold is over."""
    put = at_desk(
        f"put identity-sheet --channel customer-pages --person {PERSON} {ACTING} --json | "
        + json.dumps({"name": "Jeanne", "email": "jeanne@estran.example"})
    )
    ref = json.loads(put.out)["ref"]
    held = at_desk(f"hold {ref} --case L-1 --owner lawyer --review 2099-01-01 {ACTING} | a trial")
    assert (0, True) == (held.code, "nothing is opened by it" in held.out), held.err

    erased = at_desk(f"erase {PERSON} {ACTING}")
    listed = at_desk("holds")

    assert "stays for `hold`" in erased.out
    assert (0, ["L-1", "lawyer", "2099-01-01"]) == (listed.code, listed.out.splitlines()[1].split()[:3])
    assert [("identity-sheet", 1)] == [(*one["records"].items(),)[0] for one in json.loads(at_desk("holds --json").out)]
    assert 0 == at_desk(f"hold {ref} --case L-1 --release {ACTING}").code
    assert (0, "") == (at_desk("holds").code, at_desk("holds").out)
    assert ["L-1", "L-1"] == [line["case"] for line in json.loads(at_desk("journal --case L-1 --json").out)]


def test_records_are_corrected_streamed_and_counted(at_desk: Run) -> None:
    """In the same role, for the same purpose: a correction is printed as it is now, a stream is a JSON object a line, counts and figures are numbers."""
    at_desk(f"tell {PERSON} contract-start --on 2026-01-01 --assumed {ACTING}")
    refs = [
        json.loads(
            at_desk(
                f"put identity-sheet --channel customer-pages --person {PERSON} {ACTING} --json | "
                + json.dumps({"name": name, "email": "jeanne@estran.example"})
            ).out
        )["ref"]
        for name in ("Jeanne", "Jean")
    ]
    role = f"--role account-manager --purpose account-management {ACTING}"
    kept = at_desk(f'update {refs[0]} {role} | {{"name": "Jeanne Mer"}}')
    streamed = at_desk(f"stream identity-sheet {role}")
    counted = at_desk(f"count identity-sheet {role} --json")

    assert (3, True) == (kept.code, "kept by law" in kept.err)
    assert {(refs[0], "Jeanne"), (refs[1], "Jean")} == {
        (one["ref"], one["fields"]["name"]) for one in map(json.loads, streamed.out.splitlines())
    }
    assert {"records": 2} == json.loads(counted.out)
    assert "2 records\n" == at_desk(f"count identity-sheet {role}").out
    for verb in ("stream identity-sheet", "count identity-sheet", "aggregate identity-sheet name"):
        assert 3 == at_desk(f"{verb} --role accounts-clerk --purpose bookkeeping {ACTING}").code


def test_figures_and_corrections_come_from_what_is_there_now(at_desk: Run) -> None:
    """People are told by the sort of a field, one that tells none gives none; a correction prints the record as it is now."""
    at_desk(f"tell {PERSON} contract-start --on 2026-01-01 --assumed {ACTING}")
    paid, named = json.dumps({"token": "tok_1", "outcome": "paid"}), {"name": "Jeanne", "email": "j@estran.example"}
    at_desk(f"put payment-mark --channel payment-return --person {PERSON} {ACTING} | {paid}")
    put = at_desk(f"put application-file --channel careers {ACTING} --json | {json.dumps(named)}")
    assert 0 == put.code, put.err
    ref, role = json.loads(put.out)["ref"], f"--role billing-clerk --purpose invoicing {ACTING}"
    figures = at_desk(f"aggregate payment-mark outcome {role}")
    recruiter = f"--role recruiter --purpose recruitment {ACTING}"
    now = at_desk(f'update {ref} {recruiter} --json | {{"name": "Jeanne Mer", "phone": null}}')

    assert (0, ["paid", "1"]) == (figures.code, figures.out.splitlines()[1].split()), figures.err
    assert {"paid": 1} == json.loads(at_desk(f"aggregate payment-mark outcome {role} --json").out)["sorts"]
    assert 3 == at_desk(f"aggregate payment-mark token {role}").code
    assert (0, "Jeanne Mer") == (now.code, json.loads(now.out)[0]["fields"]["name"]), now.err
    assert 2 == at_desk(f"update {ref} {recruiter} --fields nofile").code


def test_the_answer_says_from_when_it_holds(at_desk: Run) -> None:
    """The end of a contract may be known before: the answer says its day; of what somebody decides no day to come is taken."""
    ahead = at_desk(f"tell {PERSON} contract-end --on 2098-01-01 {ACTING}")
    assert (0, "told; it holds from 1 January 2098 on, and not before") == (ahead.code, ahead.out.strip())
    for event in ("restricted", "objection", "consent-withdrawn"):
        refused = at_desk(f"tell {PERSON} {event} --on 2098-01-01 {ACTING}")
        assert (2, "") == (refused.code, refused.out), event
        assert "a decision of tomorrow is none yet" in refused.err
