"""Sandboxes of charters: the sample one, one with more of everything that can go wrong, one that rests on copies and on people, one about persons, one whose people have accounts, one where a provider opens them, one whose people decide on their page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.keyring import Kdf
from etanche.proof import LATER, Bench, Sandbox, State, Verdict, Yard
from etanche.proof.proving import IN_PART, judge
from etanche.proof.run import ProofRun
from etanche.web import front

ROOT = Path(__file__).parent.parent.parent
BOOKSHOP = ROOT / "charters/bookshop.yaml"
CROWDED = Path(__file__).parent / "crowded.yaml"
HARBOUR = Path(__file__).parent / "harbour.yaml"
PEOPLE = Path(__file__).parent / "people.yaml"
GUESTS = Path(__file__).parent / "guests.yaml"
PROVIDED = Path(__file__).parent / "provided.yaml"
CHOOSERS = Path(__file__).parent / "choosers.yaml"
CHARTERS = (BOOKSHOP, CROWDED, HARBOUR, PEOPLE, GUESTS, PROVIDED, CHOOSERS)
CHEAP_KDF = Kdf(memory_kib=64, iterations=1, lanes=1)
NOW = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)
PASSPHRASE = b"a passphrase of the tests"

MakeSandbox = Callable[[], AbstractContextManager[Sandbox]]


@contextmanager
def yard_of(charter: Path, folder: Path) -> Iterator[Yard]:
    """Give a yard whose houses the hall makes, as for `etanche drill`."""
    made = Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=FixedClock(NOW), kdf=CHEAP_KDF)
    with made as instance:
        instance.front = front
        with Yard(instance._house, at=NOW) as yard:
            yield yard


@pytest.fixture(scope="session")
def make_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of the sample charter; their template is built once."""
    with yard_of(BOOKSHOP, tmp_path_factory.mktemp("bookshop") / "data") as yard:
        yield yard


@pytest.fixture(scope="session")
def make_crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of a charter with a recipient, two categories, and a purpose that shares one of them."""
    with yard_of(CROWDED, tmp_path_factory.mktemp("crowded") / "data") as yard:
        yield yard


@pytest.fixture(scope="session")
def make_people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of a charter about persons, with one of everything that the vault keeps of them."""
    with yard_of(PEOPLE, tmp_path_factory.mktemp("people") / "data") as yard:
        yield yard


@pytest.fixture
def sandbox(make_sandbox: MakeSandbox) -> Iterator[Sandbox]:
    """A fresh sandbox of the sample charter."""
    with make_sandbox() as made:
        yield made


def verdict_on(bench: Bench, promise: str) -> Verdict:
    """Return what the check of one promise says, in a run of its own."""
    with ProofRun(bench) as run:
        return judge(run, next(it for it in bench.promises if it.id == promise))


def not_kept(verdicts: tuple[Verdict, ...]) -> dict[str, str]:
    """Return promise → finding for everything that this version checks and that is neither kept nor attested, as far as it sees it."""
    return {
        verdict.id: verdict.because
        for verdict in verdicts
        if verdict.state not in {State.KEPT, State.ATTESTED} and verdict.because not in {LATER, IN_PART}
    }
