"""The service of accounts on a real house, whose letters are caught and whose hashes are cheap."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE

from etanche.accounts import CHEAP, Accounts, Act, Begun, Hasher, Note, Rules, Site, Text, Wanted
from etanche.clock import FixedClock
from etanche.instance import Instance, Stores
from etanche.instance.account_letters import keep, writing_of
from etanche.instance.letting_in import accounts_of
from etanche.instance.organisation import Organisation

SITE = Site(host="choir.example", origin="https://choir.example", name="Étanche")
ANN, SECRET = "ann@example.org", "an old heron, two frogs"
PLACE = "198.51.0.0/16"


def page_of(act: Act, word: str) -> str:
    """Return the path of the page that takes a link."""
    return f"/{act.name.lower()}?link={word}"


@dataclass
class Desk:
    """The service, the house under it, its clock, and every letter it wrote."""

    instance: Instance
    clock: FixedClock
    letters: list[Note] = field(default_factory=list)
    asked: dict[str, Rules] = field(default_factory=dict)
    """What organisations ask of everybody, by their names."""

    hashed: list[str] = field(default_factory=list)
    """One word for each time that Argon2 was asked."""

    late: bool = False
    """Whether what strangers ask for waits until letters are sent, as on a server."""

    site: str = SITE.origin
    page: Callable[[Act, str], str] = page_of
    accounts: Accounts = field(init=False)
    begun: Begun = field(init=False)
    """Somebody who is in, where a test keeps one."""

    def __post_init__(self) -> None:
        """Open the service; its letters are caught, and organisations may ask for what a test wants."""
        service = accounts_of(self.instance, address=self.site, page=self.page, cost=CHEAP)
        means = service._means
        caught = replace(
            means,
            post=self.letters.append,
            keep=self._write,
            rules=lambda account: {**means.rules(account), **self.asked},
        )
        self.accounts = Accounts(caught)

    def _write(self, wanted: Wanted) -> None:
        """Write what was asked for at once, as whoever sends letters does a moment later; or let it wait for them."""
        if self.late:
            keep(self.house, wanted, name="Étanche")
            return
        self.letters.append(writing_of(self.house).note(wanted))

    @property
    def house(self) -> Organisation:
        """The house of the organisation that keeps accounts."""
        return self.instance.accounts_house

    def word(self, text: Text) -> str:
        """Return the word of the link in the last letter of a sort."""
        return next(note for note in reversed(self.letters) if note.text is text).link.partition("?link=")[2]

    def ask(self, email: str = ANN, place: str = PLACE) -> None:
        """Let somebody type an address."""
        self.accounts.ask_account(email, language="en", place=place)

    def open(self, word: str, password: str = SECRET, name: str = "Ann") -> Begun:
        """Let somebody open the account of a link."""
        shown = self.accounts.documents
        return self.accounts.open_account(word, password, name=name, language="en", shown=shown)

    def opened(self, email: str = ANN, password: str = SECRET) -> Begun:
        """Open an account, and log its holder in."""
        self.ask(email)
        return self.open(self.word(Text.OPEN), password)

    def log_in(self, password: str = SECRET, email: str = ANN, place: str = PLACE) -> Begun:
        """Log somebody in."""
        return self.accounts.log_in(email, password, place=place, device="Firefox, Linux")

    def texts(self) -> list[Text]:
        """Return which letters were written, in order."""
        return [note.text for note in self.letters]


@pytest.fixture(scope="session")
def kept(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance whose organisation of accounts was just made."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    shutil.copytree(template, folder)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as made:
        assert made.accounts_house.outbox.waiting().letters == 0
    return folder


@pytest.fixture
def both(engine: str, request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """The service of accounts on either engine, with nobody in it."""
    if engine == "sqlite":
        shutil.copytree(request.getfixturevalue("kept"), tmp_path / "data")
    else:
        stores = Stores(data=request.getfixturevalue("databases").empty())
        made = Instance.create(
            tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
        )
        made.close()
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        yield Desk(instance, clock)


@pytest.fixture
def desk(kept: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The service of accounts, with nobody in it; how often Argon2 is asked is counted."""
    shutil.copytree(kept, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        desk = Desk(instance, clock)
        for name in ("hash", "fits"):
            monkeypatch.setattr(Hasher, name, _counted(getattr(Hasher, name), name, desk.hashed))
        yield desk


def _counted(act: Callable[..., object], name: str, counted: list[str]) -> Callable[..., object]:
    def counting(*given: object) -> object:
        counted.append(name)
        return act(*given)

    return counting


__all__ = ["ANN", "PLACE", "SECRET", "SITE", "Act", "Desk"]
