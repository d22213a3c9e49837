"""The service of accounts on a real house, whose letters are caught and whose hashes are cheap."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE

from etanche.accounts import CHEAP, Accounts, Act, Begun, Hasher, Note, Rules, Site, Text
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.instance.letting_in import accounts_on

CHARTER = Path(__file__).parent / "instance.yaml"
SITE = Site(host="choir.example", origin="https://choir.example", name="Étanche")
ANN, SECRET = "ann@example.org", "an old heron, two frogs"
PLACE = "198.51.0.0/16"


@dataclass
class Desk:
    """The service, the house under it, its clock, and every letter it wrote."""

    house: Instance
    clock: FixedClock
    letters: list[Note] = field(default_factory=list)
    asked: dict[str, Rules] = field(default_factory=dict)
    """What organisations ask of everybody, by their names."""

    hashed: list[str] = field(default_factory=list)
    """One word for each time that Argon2 was asked."""

    accounts: Accounts = field(init=False)

    def __post_init__(self) -> None:
        """Open the service."""
        self.accounts = accounts_on(
            self.house,
            site=SITE,
            page=lambda act, word: f"{SITE.origin}/{act.name.lower()}?link={word}",
            post=self.letters.append,
            organisations=lambda _: self.asked,
            cost=CHEAP,
        )

    def word(self, text: Text) -> str:
        """Return the word of the link in the last letter of a sort."""
        return next(note for note in reversed(self.letters) if note.text is text).link.partition("?link=")[2]

    def register(self, email: str = ANN, password: str = SECRET) -> None:
        """Let somebody type an address and a password."""
        self.accounts.register(email, password, name="Ann", language="en", place=PLACE)

    def opened(self, email: str = ANN, password: str = SECRET) -> Begun:
        """Open an account, and log its holder in."""
        self.register(email, password)
        return self.accounts.confirm(self.word(Text.CONFIRM), password, place=PLACE)

    def log_in(self, password: str = SECRET, email: str = ANN, place: str = PLACE) -> Begun:
        """Log somebody in."""
        return self.accounts.log_in(email, password, place=place, device="Firefox, Linux")

    def texts(self) -> list[Text]:
        """Return which letters were written, in order."""
        return [note.text for note in self.letters]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance that keeps accounts, just made."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    Instance.create(folder, charter=CHARTER, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF).close()
    return folder


@pytest.fixture
def desk(kept: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The service of accounts, with nobody in it; how often Argon2 is asked is counted."""
    shutil.copytree(kept, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as house:
        desk = Desk(house, clock)
        for name in ("hash", "fits"):
            monkeypatch.setattr(Hasher, name, _counted(getattr(Hasher, name), name, desk.hashed))
        yield desk


def _counted(act: Callable[..., object], name: str, counted: list[str]) -> Callable[..., object]:
    def counting(*given: object) -> object:
        counted.append(name)
        return act(*given)

    return counting


__all__ = ["ANN", "PLACE", "SECRET", "SITE", "Act", "Desk"]
