"""Drills work in sandboxes and nowhere else, and tell a check that is asleep from one that is awake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from tests.proof.conftest import BOOKSHOP, CHEAP_KDF, NOW, PASSPHRASE, MakeSandbox, not_kept

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.instance.backing import KEEPER
from etanche.keyring import MemoryRoot, RootFile
from etanche.proof import Sandbox, State, Yard, drill, drill_as_json, prove, rehearsal, sabotage_words
from etanche.proof.drilling import NoSuchDrill, strike
from etanche.proof.drills.saboteur import Drill
from etanche.proof.rota import drills_of
from etanche.proof.sandbox import NotASandbox
from etanche.web import front

BUCKET = "bucket-kept"


def one(sandbox: Sandbox, sabotage: str) -> Drill:
    """Return the first drill of a name."""
    return next(it for it in drills_of(sandbox.bench.charter) if it.sabotage == sabotage)


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Instance]:
    """An instance as people have it, with its root on the disk."""
    made = Instance.create(
        tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=FixedClock(NOW), kdf=CHEAP_KDF
    )
    with made as instance:
        instance.front = front
        instance.journal.receipt(by="test")
        yield instance


def test_a_drill_tells_what_was_done_and_whether_it_was_noticed(make_sandbox: MakeSandbox) -> None:
    """A result names the promise and the sabotage, and says what the check said before and under it."""
    (found,) = [it for it in drill(make_sandbox, only="hosting:vannes") if it.sabotage == "region-stamped-over"]

    assert {
        "promise": "hosting:vannes",
        "sabotage": "region-stamped-over",
        "noticed": True,
        "before": "kept",
        "under": "broken",
    } == drill_as_json(found)
    assert "the stores got the stamp of another place" == sabotage_words(found, "en")


def test_a_sabotage_that_does_nothing_is_not_noticed(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that stays green under a drill is told to be asleep."""
    with make_sandbox() as sandbox:
        idle = replace(one(sandbox, BUCKET), act=lambda _sandbox: None)
    monkeypatch.setattr("etanche.proof.drilling.drills_of", lambda _charter: (idle,))
    (found,) = drill(make_sandbox)

    assert (False, State.KEPT, State.KEPT) == (found.noticed, found.before, found.under)


def test_a_red_verdict_for_another_reason_is_not_noticing(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that finds something else than the sabotage was asleep to it."""
    with make_sandbox() as sandbox:
        other = replace(one(sandbox, BUCKET), finds="retention.overdue")
    monkeypatch.setattr("etanche.proof.drilling.drills_of", lambda _charter: (other,))
    (found,) = drill(make_sandbox)

    assert (False, State.BROKEN) == (found.noticed, found.under)


def test_a_check_that_crashes_under_a_sabotage_has_noticed_nothing(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash is unproven, and unproven by a crash is not awake."""

    def burn(sandbox: Sandbox) -> None:
        """Take the table of days away."""
        with sandbox.bench.store.writing() as connection:
            connection.exec_driver_sql("DROP TABLE days")

    with make_sandbox() as sandbox:
        burning = replace(one(sandbox, BUCKET), act=burn, expects=State.UNPROVEN)
    monkeypatch.setattr("etanche.proof.drilling.drills_of", lambda _charter: (burning,))
    (found,) = drill(make_sandbox)

    assert (False, State.UNPROVEN) == (found.noticed, found.under)


def test_a_house_that_was_not_healthy_proves_no_drill(make_sandbox: MakeSandbox) -> None:
    """If the check was red before, that it is red under the sabotage says nothing."""

    @contextmanager
    def sick() -> Iterator[Sandbox]:
        with make_sandbox() as sandbox:
            strike(one(sandbox, "region-stamped-over"), sandbox)
            yield sandbox

    found = list(drill(sick, only="hosting:vannes"))

    assert {False} == {it.noticed for it in found}
    assert {State.BROKEN} == {it.before for it in found}


@pytest.mark.parametrize(("only", "promises"), [("hosting", {"hosting:vannes"}), ("logs:chain", {"logs:chain"})])
def test_only_what_is_asked_for_is_drilled(make_sandbox: MakeSandbox, only: str, promises: set[str]) -> None:
    """The name of a kind drills its promises, the name of a promise itself."""
    assert promises == {found.promise for found in drill(make_sandbox, only=only)}


def test_a_promise_that_is_not_checked_is_not_drilled(make_sandbox: MakeSandbox) -> None:
    """What is only said has no drill: asked for by name it is not found, and is not passed over in silence."""
    with pytest.raises(NoSuchDrill, match="checks nothing of this name"):
        list(drill(make_sandbox, only="retention:standing"))


def test_a_name_nobody_knows_is_said_to_be_unknown(make_sandbox: MakeSandbox) -> None:
    """A promise that the charter does not make is not found, and is not drilled in silence."""
    with pytest.raises(NoSuchDrill, match="no promise or kind"):
        list(drill(make_sandbox, only="hosting:paris"))


@pytest.mark.parametrize(
    ("sabotage", "found", "raised"),
    [("rehearsal-raised-the-dead", "raised", True), ("rehearsal-impossible", "damaged", False)],
)
def test_a_rehearsal_that_goes_wrong_is_a_real_one(
    make_people: MakeSandbox, sabotage: str, found: str, raised: bool
) -> None:
    """Nobody writes down for a drill what a rehearsal found: the one that tries backups does, and finds it by opening them."""
    with make_people() as sandbox:
        strike(one(sandbox, sabotage), sandbox)
        line = sandbox.bench.journal.entries(act=rehearsal.ACT)[-1]

    assert (found, KEEPER) == (line.facts["found"], line.actor)
    assert raised == (int(line.facts["raised"]) > 0)


def test_a_saboteur_refuses_a_living_house(living: Instance, make_sandbox: MakeSandbox) -> None:
    """Handed a bench, an instance or a class of its own making, a saboteur does nothing at all."""
    with make_sandbox() as sandbox:
        found = [one(sandbox, name) for name in ("bucket-kept", "line-edited", "record-in-clear", "address-written")]

    class Disguised(Sandbox):
        """Something that only says it is a sandbox."""

        def __init__(self) -> None:
            """Hold the living bench."""
            self._bench = living.bench

    for sabotage, thing in product(found, (living, living.bench, Disguised())):
        with pytest.raises(NotASandbox):
            strike(sabotage, thing)  # type: ignore[arg-type]  # what a careless caller would do

    assert {} == not_kept(prove(living.bench).verdicts)


def test_no_sandbox_is_made_of_a_living_house(living: Instance) -> None:
    """A folder with a root on its disk is nobody's sandbox, whatever root is handed over."""
    with pytest.raises(NotASandbox):
        Sandbox(living.folder, open_house=living._house, root=MemoryRoot(), clock=FixedClock(NOW))


def test_no_sandbox_has_a_root_that_was_ever_on_a_disk(living: Instance, tmp_path: Path) -> None:
    """A root from a file opens living keys: it is refused."""
    root = RootFile.open(living.folder / "root", PASSPHRASE)

    with pytest.raises(NotASandbox):
        Sandbox(tmp_path / "elsewhere", open_house=living._house, root=root, clock=FixedClock(NOW))  # type: ignore[arg-type]  # idem


def test_a_drill_does_not_touch_the_living(living: Instance) -> None:
    """After drills, the instance they were made from has the same files, to the byte."""
    living.journal.seal()
    before = {
        path: path.read_bytes() for path in living.folder.rglob("*") if path.is_file() and path.suffix != ".sqlite-shm"
    }
    results = list(living.drill(only="hosting"))
    after = {
        path: path.read_bytes() for path in living.folder.rglob("*") if path.is_file() and path.suffix != ".sqlite-shm"
    }

    assert all(found.noticed for found in results)
    assert before == after


def test_sandboxes_are_shredded(living: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a sandbox or of its template is left when the drills are over, even if one was broken off."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt), Yard(living._house, at=NOW) as yard, yard() as sandbox:
        assert sandbox.folder.is_dir()
        raise KeyboardInterrupt

    assert before == set(tmp_path.iterdir())


def test_a_sandbox_has_generated_people_and_dead_days(sandbox: Sandbox) -> None:
    """Two hundred made-up visits live in a sandbox, and two days of it were swept."""
    session = sandbox.bench.vault.acting("dashboard", purpose="audience", actor="test")
    counted = session.count_by_day("visit", NOW.date().replace(year=2025), NOW.date())

    assert [40] * 5 == list(counted.values())
    assert 2 == len(sandbox.bench.tombstones)
