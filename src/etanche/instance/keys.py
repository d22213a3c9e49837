"""
The keys of an instance, as whoever keeps it sees them: what there is, how old it is, and turning it over.

Nothing here shows a key. What guards them is named by its kind; keys are counted by theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from etanche.charter import Charter
from etanche.clock import day_of
from etanche.errors import EtancheError, Refused
from etanche.instance.agreeing import backups_of
from etanche.instance.copies import Horizon, horizon
from etanche.instance.everywhere import Every
from etanche.instance.ground import Ground
from etanche.journal import Entry, Journal
from etanche.keyring import Rotation, Turned


class OfTheInstance(Refused):
    """What belongs to the whole instance is not one organisation's to change."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What there is; no key."""

    provider: str
    """The kind of the provider in which the organisation's key really lies."""

    wanted: str
    """The kind that the charter names."""

    own: bool
    """Whether the organisation brought its own, and its key lies behind it."""

    settled: bool
    """Whether its key lies behind the very one that the settings name."""

    epoch: int
    began: date
    age: int
    """Days since the epoch began."""

    horizon: Horizon
    kinds: Mapping[str, tuple[int, int]]
    """Kind of key → how many live, how many were destroyed."""

    unfinished: bool
    """Whether a rotation was cut short; the next one finishes it."""

    @property
    def due(self) -> bool:
        """Return whether the epoch has lasted as long as it may."""
        return self.age >= self.horizon.epoch

    @property
    def well(self) -> bool:
        """Return whether nothing here asks for a rotation."""
        return not self.due and not self.unfinished and self.provider == self.wanted and self.settled

    def as_json(self) -> dict[str, object]:
        """Return the listing for programs."""
        return {
            "provider": self.provider,
            "charter": self.wanted,
            "own": self.own,
            "settled": self.settled,
            "epoch": {"number": self.epoch, "began": self.began.isoformat(), "days": self.age, "due": self.due},
            "copies": {
                "epoch": self.horizon.epoch,
                "snapshots": self.horizon.snapshots,
                "deletion": self.horizon.deletion,
                "promised": self.horizon.promised,
            },
            "keys": {kind: {"living": living, "destroyed": dead} for kind, (living, dead) in self.kinds.items()},
            "unfinished": self.unfinished,
        }


class Keys:
    """Lists the keys of an instance, and turns them over."""

    def __init__(
        self, ground: Ground, *, journal: Journal, charter: Charter, agreed: Callable[[], object] | None = None
    ) -> None:
        """
        Hold what keys are on, the journal that is told, and the charter that is obeyed.

        `agreed` lets every organisation choose its provider as its charter says, before the instance's is replaced.
        """
        self._ground = ground
        self._journal = journal
        self._charter = charter
        self._agreed = agreed

    def listed(self) -> Listing:
        """
        Return what there is.

        Raises:
            OutOfReach, Fault: the organisation's key is not on the shelf, or was changed.
        """
        self._ground.root.renew()
        began = self._ground.root.made or self._ground.settings.made
        today = day_of(self._ground.clock.now(), self._charter.organisation.time_zone)
        behind = self._ground.keyring.guard(self._ground.organisation)
        return Listing(
            provider=behind.kind,
            wanted=self._charter.vault.keys.value,
            own=behind.own,
            settled=behind.settled,
            epoch=self._ground.root.epoch,
            began=began,
            age=(today - began).days,
            horizon=horizon(self._ground.settings.keys.times, backups_of(self._charter)),
            kinds=self._ground.shelf.kinds(self._ground.organisation),
            unfinished=len(self._ground.root.epochs) > 1
            or self._ground.root.generations > 1
            or self._ground.shelf.named(self._ground.organisation, "retiring") is not None,
        )

    def rotate(self, what: str, *, by: str, said: Callable[[int], object] = int) -> Turned:
        """
        Turn over the epoch, the organisation's key or the provider's, while everything runs; with a line in the journal.

        Raises:
            KeyBroken, KeyGone: a key on the shelf does not open; no root was destroyed.
            OutOfReach: a provider cannot be had, or another process makes keys and does not end.
            OfTheInstance: the epoch and the provider are those of all organisations, and this is not the first of them.
        """
        if what != "organisation" and self._ground.organisation != self._ground.home.first:
            raise OfTheInstance(
                "the epoch and the provider belong to the whole instance", hint="turn over the key of the organisation"
            )
        # Before anything is changed: who cannot write into the journal, or has closed the instance, turns over nothing.
        self.told(by, "keys-rotating", {"what": what})
        if what == "provider" and self._agreed is not None:
            self._agreed()
        # The root is that of every ground: none of its epochs may end while a key in any place hangs on it.
        every = Every(self._ground)
        rotation = Rotation(self._ground.root, every, every, self._ground.clock, said=said)
        turns: Mapping[str, Callable[[], Turned]] = {
            "epoch": rotation.epoch,
            "organisation": lambda: rotation.organisation(self._ground.organisation),
            "provider": rotation.provider,
        }
        turned = turns[what]()
        for one in self._ground.every():
            one.keyring.forget()
        facts: dict[str, int | str] = {
            "what": what,
            "epoch": turned.epoch,
            "ended": len(turned.ended),
            "rewrapped": turned.rewrapped,
        }
        self.told(by, "keys-rotated", facts)
        return turned

    def keep_time(self) -> Turned | None:
        """
        Begin a new epoch if the settings say how long one lasts and it has; as a running instance does by itself.

        Without such a word nothing is rotated: whoever keeps a copy of the root elsewhere has to know when it grows old.

        Raises:
            KeyBroken, KeyGone, OutOfReach: as `rotate`.
        """
        if self._ground.settings.keys.times.epoch is None or not self.listed().due:
            return None
        return self.rotate("epoch", by="timetable")

    def new_kit(self, *, by: str) -> str:
        """
        Make a recovery kit and return its code as it is written down; the kit before it opens nothing any more.

        Raises:
            KeysBusy: another process makes keys and does not end; the kit before it still opens.
            StoreBusy, Closed: it cannot be written down, and so is not made.
        """
        with self.told_around(by, asked="kit-asked", done="kit-made"):
            kit = self._ground.root.new_kit()
        return kit.written()

    @contextmanager
    def told_around(self, by: str, *, asked: str, done: str) -> Iterator[None]:
        """
        Write a line before something is changed outside the stores, and one after it.

        If the first cannot be written nothing is changed. The second stands in nobody's way: whoever asked has to hear what was changed.
        """
        self.told(by, asked, {})
        yield
        with suppress(EtancheError):
            self.told(by, done, {})

    def told(self, by: str, act: str, facts: Mapping[str, int | str]) -> None:
        """Write a line about keys into the journal."""
        with self._ground.store.writing() as connection:
            self._journal.write(
                connection,
                Entry(
                    organisation=self._ground.organisation,
                    at=self._ground.clock.now(),
                    actor=by,
                    act=act,
                    object="keys",
                    decision="done",
                    facts=facts,
                ),
            )
