"""
The hall itself: an instance, open.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from etanche import proof
from etanche.charter import Charter, Plan, compile_plan, load
from etanche.clock import Clock
from etanche.errors import Refused, Unreadable
from etanche.exchange import Form, export, register
from etanche.instance.adopting import adopt
from etanche.instance.applying import Proposal, refuse_ahead
from etanche.instance.charters import Applied, Charters, charter_of
from etanche.instance.figures import Figures, program_reader
from etanche.instance.furnish import DATA, ROOT, SHELF, TOMBSTONES, furnish, require_region
from etanche.instance.kept import Kept
from etanche.instance.settings import PASSPHRASE, Settings, write_private
from etanche.intake import Audience, ImportReport, LogFormat, import_log
from etanche.journal import Entry, Journal
from etanche.keyring import PRODUCTION_KDF, Kdf, Keyring, Root, RootFile, digest
from etanche.notice import document, html
from etanche.proof import Bench, DrillResult, Latest, Run, State, Yard
from etanche.standing import Standing
from etanche.store import Shelf, Store, Tombstones
from etanche.terms import Language, PromiseId
from etanche.vault import Vault

LOOKED_UP_SECONDS = 10
"""So long a page may show the verdicts of before, when another process has proved meanwhile."""

OPT_OUT = "/opt-out"
"""Where the pages have the control that the notice points to."""


class OwnFile(Refused):
    """A file of the instance itself was given to be imported into it."""


class InstanceExists(Unreadable):
    """The folder of a new instance is not empty."""


class Instance:
    """The rooms of one folder, open; close it, or use it in a `with` block."""

    def __init__(self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None = None) -> None:
        """
        Open the rooms of a folder with a root already unlocked; `create` and `open` do both.

        Args:
            folder: where the instance lives.
            root: opens its keys.
            clock: says what time it is, to every room.
            plan: what is obeyed in the place of the charter's own plan; for sandboxes that are to be broken.

        Raises:
            CharterLost: as its name says.
            CharterChanged: what is in force is not what was applied.
            WrongRegion: the stores are stamped with another region than the charter's.
        """
        self.folder = folder
        self.clock = clock
        self._renewing = Lock()
        self.settings = Settings.read(folder)
        self.organisation = self.settings.organisation
        self.store = Store.open(folder / DATA, upgrade=True)
        self.shelf = Shelf.open(folder / SHELF, upgrade=True)
        try:
            self._build(root, plan)
            # What a killed process left unchained is chained before anything else is done.
            self.journal.seal()
        except BaseException:
            self.store.close()
            self.shelf.close()
            raise

    def _build(self, root: Root, plan: Plan | None) -> None:
        self.tombstones = Tombstones(self.folder / TOMBSTONES)
        self.keyring = Keyring(root, self.shelf, self.tombstones, self.clock)
        self.keyring.organisation(self.organisation)
        self.charters = Charters(
            store=self.store, keyring=self.keyring, clock=self.clock, organisation=self.organisation
        )
        signer = self.keyring.signer(self.organisation)
        self.public_key = signer.public
        self.looked_up = Kept(self.clock, seconds=LOOKED_UP_SECONDS)
        self._obey(plan)

    def _obey(self, plan: Plan | None) -> None:
        """Build the rooms that obey a charter, for the one in force now."""
        row = self.charters.in_force()
        self.charter_text = row.text
        self.charter = charter_of(row.text)
        # What is applied goes by the digest it was applied under, whichever form of digest this version has.
        self.plan = plan or replace(compile_plan(self.charter), digest=row.digest)
        self.standing = Standing(store=self.store, plan=self.plan, clock=self.clock, organisation=self.organisation)
        self.journal = Journal(
            store=self.store,
            shelf=self.shelf,
            signer=self.keyring.signer(self.organisation),
            plan=self.plan,
            clock=self.clock,
            organisation=self.organisation,
        )
        adopt(
            store=self.store,
            journal=self.journal,
            clock=self.clock,
            organisation=self.organisation,
            row=row,
            charter_of=charter_of,
        )
        require_region(self.store, self.organisation, self.plan.region)
        self.vault = Vault(
            store=self.store,
            shelf=self.shelf,
            tombstones=self.tombstones,
            keyring=self.keyring,
            journal=self.journal,
            standing=self.standing,
            plan=self.plan,
            clock=self.clock,
            organisation=self.organisation,
        )
        self.figures = Figures(vault=self.vault, clock=self.clock, reader=program_reader(self.charter, self.plan))

    # — charters

    def renew(self) -> bool:
        """Obey the charter in force, if it is another one than before; a server asks at every request."""
        row = self.looked_up.get("charter", self.charters.in_force)
        if row.digest == self.plan.digest:
            return False
        with self._renewing:
            if row.digest != self.plan.digest:
                self._let_go()
                self._obey(None)
                self.looked_up.forget()
        return True

    def _let_go(self) -> None:
        """Close what obeyed the charter before: the public door, and the vault with its salts."""
        if "audience" in self.__dict__:
            self.__dict__.pop("audience").close()
        self.__dict__.pop("bench", None)
        self.vault.close()

    def versions(self) -> tuple[Applied, ...]:
        """Return every charter applied and the one that waits for its day, the last one first."""
        found: tuple[Applied, ...] = self.looked_up.get("charters", self.charters.all)
        return found

    def propose(self, file: Path) -> Proposal:
        """
        Return what applying a charter would do to this instance, and change nothing.

        Raises:
            CharterUnreadable, CharterFaulty: the charter is not sound.
            ApplyRefused: it cannot be applied to this instance, or not on its date.
        """
        load(file)
        return self.charters.propose(file.read_text(encoding="utf-8-sig"), self.vault)

    def apply(self, proposal: Proposal, *, by: str) -> None:
        """
        Apply a charter: from now on, or from its day on when it waits.

        Raises:
            ApplyRefused: another one was applied since it was proposed.
        """
        self.charters.apply(proposal, by=by, journal=self.journal)
        self.looked_up.forget()
        self.renew()

    def withdraw(self, *, by: str) -> int:
        """Take back the charter that waits for its day; return how many there were."""
        gone = self.charters.withdraw(by=by, journal=self.journal)
        self.looked_up.forget()
        return gone

    # — opening and closing

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        charter: Path,
        passphrase: bytes,
        clock: Clock,
        kdf: Kdf = PRODUCTION_KDF,
        demo: bool = False,
    ) -> Self:
        """
        Make an instance that obeys a charter, and open it; with `demo`, its passphrase is left beside it.

        Raises:
            InstanceExists: the folder is not empty.
            CharterUnreadable, CharterFaulty: the charter is not sound; nothing was made.
            ApplyRefused: its newest version is of a day to come.
        """
        sound = load(charter, now=clock.now())
        refuse_ahead(sound, clock.now())
        plan = compile_plan(sound)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InstanceExists(f"there is something in `{folder}` already", hint="name an empty folder with --data")
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as beside:
            made = Path(beside) / "instance"
            root = RootFile.create(made / ROOT, passphrase, kdf)
            if demo:
                write_private(made / PASSPHRASE, passphrase + b"\n")
            del passphrase
            text = charter.read_text(encoding="utf-8-sig")
            furnish(made, text=text, plan=plan, root=root, clock=clock, demo=demo)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
        return cls(folder, root=root, clock=clock)

    @classmethod
    def open(cls, folder: Path, *, passphrase: Callable[[], bytes], clock: Clock) -> Self:
        """
        Open an instance; the passphrase is asked for once the folder is known to hold one.

        Raises:
            InstanceMissing: there is none.
            OutOfReach: the passphrase is missing or wrong.
        """
        Settings.read(folder)
        return cls(folder, root=RootFile.open(folder / ROOT, passphrase()), clock=clock)

    def close(self) -> None:
        """Write what waits, seal the journal, and close the stores."""
        if "audience" in self.__dict__:
            self.audience.close()
        self.vault.close()
        self.journal.seal()
        self.store.close()
        self.shelf.close()

    def __enter__(self) -> Self:
        """Return the instance itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    # — what doors ask for

    @property
    def demo(self) -> bool:
        """Whether the data are made up and the passphrase lies beside them."""
        return self.settings.demo

    @cached_property
    def audience(self) -> Audience:
        """The public door by which visits come in."""
        return Audience.open(self.vault, self.plan, self.clock)

    def import_log(
        self,
        category: str,
        file: Path,
        *,
        form: str = LogFormat.COMBINED,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> ImportReport:
        """
        Import an access log into a category, the journal sealed after each batch; see `intake.import_log`.

        Raises:
            OwnFile: the file is one of the instance's own; opening it beside SQLite would drop SQLite's locks.
        """
        if file.resolve().is_relative_to(self.folder.resolve()):
            raise OwnFile(f"`{file}` belongs to the instance itself", hint="name the access log of a web server")

        def done(lines: int, read: int) -> None:
            self.journal.seal()
            if on_progress is not None:
                on_progress(lines, read)

        return import_log(self.vault, self.plan, file, category=category, form=LogFormat(form), progress=done)

    def journal_entries(self, *, since: date | None, act: str | None, actor: str | None, last: int) -> list[Entry]:
        """Return the newest entries of the journal, oldest first."""
        return list(self.journal.entries(since=since, act=act, actor=actor, last=last))

    def visits_by_day(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many visits there are of each day, if the charter lets a program count them."""
        return self.figures.visits(since, until)

    def visitors_by_day(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many people were recognised on each day, if the charter lets a program count them."""
        return self.figures.visitors(since, until)

    def optouts(self) -> int:
        """Return how many times somebody opted out; nobody knows who."""
        return self.vault.optouts()

    # — proof

    @cached_property
    def bench(self) -> Bench:
        """The house opened for proof."""
        return Bench(
            folder=self.folder,
            organisation=self.organisation,
            charter=self.charter,
            plan=self.plan,
            clock=self.clock,
            store=self.store,
            shelf=self.shelf,
            tombstones=self.tombstones,
            keyring=self.keyring,
            standing=self.standing,
            journal=self.journal,
            vault=self.vault,
            served=self.served,
            register=self.register,
            refusals_at=OPT_OUT,
        )

    def served(self, language: Language) -> str:
        """Return the notice as a page of its own, without verdicts."""
        return self.rendered(self.charter, language)

    def register(self) -> bytes:
        """Return the register of processing, as programs are given it."""
        return export(register(self.charter), Form.JSON, "fr")

    def rendered(self, charter: Charter, language: Language) -> str:
        """Return the notice of a charter as a page of its own, without verdicts: the same bytes whenever it is asked for."""
        return html(document(charter, language, refusals_at=OPT_OUT))

    def page_hash(self, charter: Charter, language: Language) -> str:
        """Return the SHA-256 of that page, in hex digits."""
        return digest(self.rendered(charter, language).encode()).hex()

    def prove(self) -> Run:
        """Check every promise now, and keep the verdicts."""
        try:
            return proof.prove(self.bench)
        finally:
            self.looked_up.forget()

    def drill(self, *, only: str | None = None) -> Iterator[DrillResult]:
        """Break each promise in sandboxes of this charter, one after the other."""
        with Yard(self._house, at=self.clock.now()) as make_sandbox:
            yield from proof.drill(make_sandbox, only=only)

    def verdicts(self) -> Latest:
        """Return the newest verdicts."""
        found: Latest = self.looked_up.get(
            "latest",
            lambda: proof.latest(
                self.store,
                self.organisation,
                clock=self.clock,
                promises=self.plan.promises,
                later=proof.later(self.charter),
            ),
        )
        return found

    def history(self, promise: PromiseId, days: int = 90) -> Mapping[date, State]:
        """Return the worst verdict of each day on which a promise was checked."""
        found: Mapping[date, State] = self.looked_up.get(
            (promise, days),
            lambda: proof.history(
                self.store, self.organisation, promise, clock=self.clock, zone=self.plan.zone, days=days
            ),
        )
        return found

    @contextmanager
    def _house(self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None = None) -> Iterator[Bench]:
        """Lend a house of this charter for sandboxes: furnished if the folder is not there yet."""
        if not folder.exists():
            furnish(folder, text=self.charter_text, plan=compile_plan(self.charter), root=root, clock=clock, demo=False)
        with Instance(folder, root=root, clock=clock, plan=plan) as made:
            yield made.bench
