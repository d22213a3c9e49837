"""
The root of all keys: epoch roots, ours, and what guards an organisation's key.

What lies on the shelf opens only with both. An epoch root can be destroyed, and with it every copy of the shelf
made under it; that is why a root is never stored with a snapshot.

A root that lives in a folder sees what other processes add to it and take from it: when it meets an epoch that it does
not know, and always before it wraps a new key (`creating`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import NoReturn

from etanche.clock import stopwatch
from etanche.errors import Fault
from etanche.keyring.faults import KeyGone, RootOutOfReach
from etanche.keyring.kit import Kit
from etanche.keyring.provider import FILE, FileProvider, Guards, Provider
from etanche.keyring.rootfolder import Folder
from etanche.keyring.rootformat import Kept, Named
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret

ENDED_SECONDS = 30.0
"""So long a process that had already read a key from the shelf may still open it under an epoch that ended meanwhile."""


class Root:
    """Opened roots, in memory; they show nothing of themselves."""

    __slots__ = ("_ended", "_epochs", "_file", "_folder", "_guards", "_here", "_lock", "_made", "provider")

    def __init__(
        self,
        *,
        epochs: Mapping[int, Secret],
        provider: Secret | None,
        folder: Folder | None = None,
        others: Mapping[str, Provider] | None = None,
        own: Mapping[bytes, Mapping[str, Provider]] | None = None,
    ) -> None:
        """
        Hold the keys of the epochs not yet over, and what guards organisations' keys.

        Args:
            epochs: by number; the highest wraps, all of them unwrap.
            provider: the provider's key in a file, if there is one.
            folder: where they are shared with other processes; without one they are of this process alone.
            others: providers of other kinds than `file`, by kind.
            own: providers that organisations brought themselves, by organisation and kind.
        """
        self._epochs = {number: SealingKey(id=_epoch_id(number), secret=key) for number, key in epochs.items()}
        self._file = FileProvider({} if provider is None else {1: provider})
        self._folder = folder
        self._made: dict[int, date | None] = {}
        self._ended: dict[Named, float] = {}
        self._here = threading.local()
        self._lock = threading.RLock()
        self.provider = Guards({FILE: self._file, **(others or {})})
        self._guards = {
            organisation: Guards(brought, next(iter(brought)), beneath=self.provider, whose=organisation)
            for organisation, brought in (own or {}).items()
        }

    @property
    def epoch(self) -> int:
        """Return the number of the epoch that wraps."""
        return max(self._epochs)

    @property
    def epochs(self) -> tuple[int, ...]:
        """Return the numbers of the epochs not yet over, in order."""
        return tuple(sorted(self._epochs))

    @property
    def generations(self) -> int:
        """Return how many keys the provider has in files: two while it is replaced."""
        return len(self._file.keys)

    @property
    def made(self) -> date | None:
        """Return the day on which the current epoch began, if that was written down."""
        return self._made.get(self.epoch)

    def guards(self, organisation: bytes) -> Guards:
        """
        Return what guards the key of an organisation: its own provider, or one of the instance's.

        Which of the instance's is chosen is every organisation's own matter; at first it is the instance's choice.
        """
        with self._lock:
            return self._guards.setdefault(organisation, self.provider.shared(organisation))

    def choose(self, kind: str) -> None:
        """Let the instance's provider of a kind seal from now on; what others sealed still opens."""
        self.provider.chosen = kind

    @property
    def files_used(self) -> bool:
        """Tell whether a provider's key in a file seals for anybody: for the instance, or for an organisation."""
        return any(guards.chosen == FILE and guards.has(FILE) for guards in (self.provider, *self._guards.values()))

    def shelf_key(self, epoch: int) -> SealingKey:
        """
        Return the key of an epoch.

        Raises:
            KeyGone: its root was destroyed, or never was.
        """
        if epoch not in self._epochs:
            self.renew()
        found = self._epochs.get(epoch)
        if found is None:
            raise KeyGone(
                f"the root of epoch {epoch} is gone, and with it the keys wrapped under it",
                hint="an old shelf cannot be put back; restore against the current one",
            )
        return found

    def renew(self) -> None:
        """See which roots other processes added or destroyed; those destroyed are let go of half a minute after."""
        if self._folder is None:
            return
        with self._lock:
            there = self._folder.names()
            for name in sorted(there - self._held()):
                try:
                    self._hold(name, self._folder.read(name))
                except Exception:
                    if name in self._folder.names():
                        raise
            for name in self._held() - there:
                if stopwatch() - self._ended.setdefault(name, stopwatch()) > ENDED_SECONDS:
                    self._let_go(name)

    def moved(self, to: Path) -> None:
        """Go on where the folder was moved to."""
        if self._folder is not None:
            self._folder.moved(to)

    def new_kit(self) -> Kit:
        """
        Make a recovery kit for the folder; the one before it opens nothing any more.

        Raises:
            RootOutOfReach: this root is in no folder.
        """
        kit = Kit.random()
        with self.alone():
            if self._folder is None:
                raise RootOutOfReach("a root in memory has no recovery kit")
            self._folder.set_recovery(kit.secret)
        return kit

    @property
    def turning(self) -> bool:
        """Tell whether this thread holds a turn: only then may it wrap a new key."""
        return getattr(self._here, "turns", 0) > 0

    @contextmanager
    def creating(self) -> Iterator[None]:
        """
        Hold a turn in which keys are wrapped *and put on the shelf*; many may hold one at once.

        While it is held no epoch ends, so that no new key is lost with an old root.

        Raises:
            KeysBusy: another process turns keys over and does not end.
        """
        with self._turn(alone=False):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """
        Hold a turn in which nobody else makes a key.

        Raises:
            KeysBusy: another process makes keys and does not end.
            Fault: this thread holds a turn together with others.
        """
        if self.turning:
            raise Fault("a turn cannot be made one's own", hint="report this")
        with self._turn(alone=True):
            yield

    def begin(self, what: str, made: date | None) -> Named:
        """Add a new epoch or a new generation of the provider's key; only in a turn alone."""
        with self._lock:
            name = Named(what, max((held.number for held in self._held() if held.what == what), default=0) + 1)
            secret = Secret.random()
            if self._folder is not None:
                self._folder.add(name, secret, made)
            self._hold(name, Kept(secret, made))
            return name

    def end(self, what: str, *, newest: bool = False) -> tuple[int, ...]:
        """Destroy every epoch, or every generation of the provider's key, but the newest or that too; only in a turn alone."""
        with self._lock:
            held = sorted(name for name in self._held() if name.what == what)
            for name in held if newest else held[:-1]:
                if self._folder is not None:
                    self._folder.end(name)
                self._let_go(name)
            return tuple(name.number for name in held[:-1])

    def __repr__(self) -> str:
        """Show the number of the epoch."""
        return f"<Root epoch {self.epoch}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down."""
        raise TypeError("a root is not pickled")

    @contextmanager
    def _turn(self, *, alone: bool) -> Iterator[None]:
        """Hold a turn, or go on in the one that this thread holds."""
        held = getattr(self._here, "turns", 0)
        turn: AbstractContextManager[object] = nullcontext()
        if not held:
            turn = self._lock if self._folder is None else self._folder.turn(alone=alone)
        with turn:
            if not held:
                self.renew()
            self._here.turns = held + 1
            try:
                yield
            finally:
                self._here.turns = held

    def _held(self) -> set[Named]:
        """Return what this process holds."""
        return {Named("epoch", number) for number in self._epochs} | {
            Named("provider", number) for number in self._file.keys
        }

    def _hold(self, name: Named, kept: Kept) -> None:
        if name.what == "epoch":
            self._epochs = {**self._epochs, name.number: SealingKey(id=_epoch_id(name.number), secret=kept.secret)}
            self._made[name.number] = kept.made
        else:
            self._file.keys = {**self._file.keys, name.number: SealingKey(id=b"provider", secret=kept.secret)}

    def _let_go(self, name: Named) -> None:
        held = self._epochs if name.what == "epoch" else self._file.keys
        left = {number: key for number, key in held.items() if number != name.number}
        if name.what == "epoch":
            self._epochs = left
        else:
            self._file.keys = left
        self._ended.pop(name, None)


def _epoch_id(number: int) -> bytes:
    """Return the id an epoch's key shows."""
    return b"epoch-%d" % number
