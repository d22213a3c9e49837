"""The archives: everything that is held of somebody, and what they can take to another instance."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.conftest import MORNING, PASSPHRASE
from tests.rights.society import DPO, MAUD, Society
from tests.rights.test_crash import left_at_each_commit

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.intake.bulk import RecordsReport
from etanche.rights import About, Keeper, Part, Right, access, portable


class Lighthouses:
    """A room above that holds something of people too."""

    def parts(self, about: About) -> Iterable[Part]:
        """Yield one part."""
        yield Part(
            name="lamps",
            key="lamps",
            title=f"Lamps of {len(about.group)}",
            blocks=(),
            columns=("lamp",),
            rows=(("=north",),),
            objects=({"lamp": "=north"},),
            schema={"type": "object", "properties": {"lamp": {"type": "string"}}, "required": ["lamp"]},
        )


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.clause("C18")
@pytest.mark.clause("P13")
def test_an_access_archive_holds_everything_and_follows_its_schema(society: Society) -> None:
    """Records, choices, requests, who looked; what, why, from where, for whom, until when; other people's data are not in it."""
    person = society.knows()
    society.knows("other@lighthouse.example")
    society.house.acting("dpo", purpose="watching", actor="ysé").of_person(person, "ledger")
    filed = society.proves(society.asks(Right.ACCESS))
    society.requests.answer(filed, DPO)
    files = unzipped(access(society.requests.around, filed.person, language="en", by="ysé"))
    told = json.loads(files["data.json"])
    page = files["index.html"].decode()

    Draft202012Validator(json.loads(files["schema.json"])).validate(told)
    assert {"ledger", "receipt", "ask"} == {one["category"] for one in told["records"]}
    assert ["access"] == [one["right"] for one in told["requests"]]
    assert "read" in {one["act"] for one in told["looks"]}
    for words in (MAUD, "Keep the register of watchers", "Contract", "desk", "data-protection officer", "2027"):
        assert words in page, words
    assert "ysé" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert b"other@lighthouse.example" not in b"".join(files.values())


def test_a_room_above_plugs_in_with_one_interface(society: Society) -> None:
    """Its part is in the page, the JSON, the schema and a table of its own, where no value is a formula."""
    person = society.knows()
    keeper: Keeper = Lighthouses()
    around = society.requests.around
    object.__setattr__(around, "keepers", (keeper,))
    files = unzipped(access(around, person, language="fr"))

    assert [{"lamp": "=north"}] == json.loads(files["data.json"])["lamps"]
    assert [["lamp"], ["'=north"]] == list(csv.reader(io.StringIO(files["lamps.csv"].decode())))
    assert "Lamps of 1" in files["index.html"].decode()


@pytest.mark.clause("C22")
def test_what_is_portable_is_taken_in_by_another_instance(
    society: Society, society_template: Path, tmp_path: Path
) -> None:
    """Only what was given by consent or contract; with its mapping it comes in there, and reads as it did here."""
    from tests.rights.society import opened

    person = society.knows()
    files = unzipped(portable(society.requests.around, person, language="en"))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert {"index.html", "schema.json", "ledger.ndjson", "ledger.csv", "ledger.map.yaml"} == files.keys()

    with opened(society_template, tmp_path / "elsewhere", FixedClock(society.clock.now())) as other:
        report = other.house.import_records(
            "ledger",
            tmp_path / "ledger.ndjson",
            form="ndjson",
            channel="desk",
            mapping=tmp_path / "ledger.map.yaml",
        )
        found = other.house.acting("dpo", purpose="watching", actor="ysé").find("ledger", "email", MAUD)

    assert (1, 1) == (report.read, report.stored)
    assert ["Maud Keradec"] == [one.fields["name"] for one in found]


@pytest.mark.clause("C22")
def test_an_archive_taken_in_half_or_twice_is_there_once(
    society: Society, society_template: Path, tmp_path: Path
) -> None:
    """Killed at any commit, the next import brings what is missing; the same archive again brings nothing."""
    files = unzipped(portable(society.requests.around, society.knows(), language="en"))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    work = tmp_path / "work"
    shutil.copytree(society_template, work)

    def take_in(house: Instance) -> RecordsReport:
        """Import what the archive has."""
        ledger = tmp_path / "ledger.ndjson"
        return house.import_records(
            "ledger", ledger, form="ndjson", channel="desk", mapping=tmp_path / "ledger.map.yaml"
        )

    stored = []
    for left in left_at_each_commit(work, take_in):
        with Instance.open(left, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as house:
            stored.append((take_in(house).stored, take_in(house).stored))
            with house.acting("dpo", purpose="watching", actor="ysé") as session:
                assert ["Maud Keradec"] == [one.fields["name"] for one in session.find("ledger", "email", MAUD)]

    assert {(1, 0), (0, 0)} >= set(stored)
    assert (1, 0) == stored[0]
