"""
What an instance does for its promises beside keeping them: backups made and rehearsed in time, what people attest, drills.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from etanche import proof
from etanche.accounts import forget_lapsed
from etanche.backup import Held
from etanche.charter import Plan, compile_plan
from etanche.clock import Clock
from etanche.errors import NotFound
from etanche.instance import account_letters
from etanche.instance.agreeing import agree
from etanche.instance.alerting import AlertSettings, call_about, letters
from etanche.instance.backing import KEEPER
from etanche.instance.carrying import Carrying
from etanche.instance.furnish import furnish
from etanche.instance.ground import Ground
from etanche.instance.house import House
from etanche.instance.mailing import Mailing
from etanche.instance.rehearsing import Rehearsed, rehearse
from etanche.instance.roster import whole
from etanche.keyring import Root, digest_of
from etanche.outbound import Delivered, Hooks, SendingKeys, make_calls
from etanche.proof import Alert, Attestations, Attested, Bench, Drilled, DrillResult, Evidence, Yard, last_drills
from etanche.store import moment_text, sessions
from etanche.terms import PromiseId

BESIDE = Path("../backups")
"""Where the backups of a sandbox are: beside it."""

PLAYED = "https://sandbox.invalid"
"""The address that the pages of a sandbox play; nobody can have it (RFC 2606)."""

_PIECE = 1 << 16


class EvidenceMissing(NotFound):
    """The file of evidence cannot be read, or is empty."""


class Tending(Carrying, ABC):
    """The part of an instance that its promises are tended by."""

    # — backups

    def rehearse(self, folder: Path | None = None, *, by: str) -> Rehearsed:
        """
        Put the last backup of a folder, or of the folder in the settings, back for a moment, and say what was found.

        Raises:
            NowhereToLook: neither was given.
            FolderMissing, BackupMissing: there is nothing to put back.
            OnServer: a store is on a server.
        """
        copies = self.copies
        return self._rehearse(copies.newest(copies.folder_or(folder)), by=by)

    def keep_backups(self) -> None:
        """Make, delete and rehearse backups as the charter says, where the settings name a folder; of stores on a server none is rehearsed."""
        copies = self.copies
        copies.keep_time()
        if self.settings.stores.on_a_server:
            return
        before = proof.rehearsal.last(self.bench)
        if copies.rehearsal_due(before.at if before else None, failed=before is not None and not before.sound):
            self.rehearse(by=KEEPER)

    def _rehearse(self, held: Held, *, by: str) -> Rehearsed:
        houses = self._everybody()
        try:
            return rehearse(
                held,
                ground=self._ground,
                living=[house.bench for house in houses],
                open_houses=self._put_back,
                by=by,
            )
        finally:
            # The backup's charters may have named other providers of keys than those of now.
            for house in houses:
                agree(self._ground.root, house.organisation_id, house.charter)

    def _everybody(self) -> tuple[House, ...]:
        """Return the houses whose records are in a backup: those of the whole instance, where this is one."""
        return (self,)

    @contextmanager
    def _put_back(self, folder: Path) -> Iterator[list[Bench]]:
        """Lend the houses of every organisation of a folder that a backup was put back into."""
        ground = Ground.open(folder, root=self._ground.root, clock=self.clock)
        with closing(ground), ExitStack() as open_:
            everybody = whole(ground.store, ground.first)
            yield [open_.enter_context(House(ground.of(one))).bench for one in everybody]

    # — what people attest

    @property
    def attestations(self) -> Attestations:
        """What people attest, to be entered and listed."""
        return Attestations.of_bench(self.bench)

    def reports(self) -> Mapping[PromiseId, str]:
        """Return where the evidence of a promise can be read, if it is in date and was not changed behind our back."""
        return {
            PromiseId(f"attest:{one.row.name}"): one.row.link
            for one in self.attestations.listed()
            if one.row.link and one.ours and one.left >= 0
        }

    def drilled(self) -> tuple[Drilled, ...]:
        """Return the last result of each drill of the promises of now."""
        signer = self.keyring.signer(self.organisation_id)
        return last_drills(self.store, self.organisation_id, signer=signer, promises=self.plan.promises)

    def attest(self, evidence: Evidence) -> Attested:
        """Enter evidence; of an undertaking that a role needs, let its actor act in that role until its last day is over."""
        entered = self.attestations.enter(evidence)
        if entered.row.about is not None:
            end = datetime.combine(entered.until + timedelta(days=1), time.min, ZoneInfo(self.plan.zone))
            self.vault.attest(entered.row.name, actor=entered.row.about, until=end, by=evidence.by)
        return entered

    # — what somebody is to be told

    def alerts(self) -> tuple[Alert, ...]:
        """Return what is to be told and was not yet, the oldest first; that checks fell asleep is written down by whoever asks."""
        proof.notice_sleep(self.bench)
        return proof.waiting(self.bench)

    def forget_sessions(self) -> int:
        """Delete the sessions of this organisation whose time is over, and what is kept of links too old by now; return how many sessions there were."""
        forget_lapsed(self.store, self.organisation_id, now=self.clock.now())
        with self.store.writing() as connection:
            return sessions.sweep(connection, self.organisation_id, moment_text(self.clock.now()))

    @property
    def readers(self) -> AlertSettings | None:
        """Who is told when a promise changes, and nothing if nobody is: here those whom the settings name."""
        return self.settings.alerts

    def post_alerts(self) -> int:
        """
        Remind of evidence that is about to lapse and of checks asleep, and write letters about what waits to its `readers`, and call the programs
        that want to know; return about how much.

        Letters and calls are in the outbox, durable, in the moment in which nothing waits any more. Without anybody to tell everything waits.

        Raises:
            OutboxFull: too many letters wait already; what was to be told waits too.
        """
        bench, settings = self.bench, self.readers
        proof.remind(bench, self.attestations.listed())
        waiting = self.alerts()
        told = tuple(call_about(one) for one in waiting)
        hooks = self.hooks
        if not waiting or (settings is None and not hooks.wanted({event for event, _ in told})):
            return 0
        listed = self.attestations.listed()
        written = () if settings is None else tuple(letters(settings, waiting, listed, charter=self.charter))
        box = self.outbox
        with self.store.writing() as connection:
            for letter in written:
                box.write(connection, letter)
            calls = sum(hooks.tell(connection, event, data) for event, data in told)
            proof.told(bench, connection, waiting)
            posted = {"alerts": len(waiting), "letters": len(written), "calls": calls}
            box.tell(connection, "alerts-posted", posted, actor=KEEPER)
        return len(waiting)

    # — letters

    @property
    def mail(self) -> Mailing:
        """Letters, and the server they go by."""
        home = self._ground.home
        keys = SendingKeys(store=home.store, keyring=home.keyring, clock=self.clock, organisation=home.first)
        return Mailing(
            outbox=self.outbox, settings=self.settings.mail, keys=keys, write=partial(account_letters.write, self)
        )

    @property
    def hooks(self) -> Hooks:
        """Programs of others that are told what happens, at hosts of the charter."""
        keys = SendingKeys(store=self.store, keyring=self.keyring, clock=self.clock, organisation=self.organisation_id)
        return Hooks(keys=keys, outbox=self.outbox, http=self.http)

    def make_calls(self) -> Delivered:
        """Call the programs that are to be told something; see `outbound.make_calls`."""
        return make_calls(self.hooks)

    # — drills

    def drill(self, *, only: str | None = None) -> Iterator[DrillResult]:
        """Break each promise in sandboxes of this charter, one after the other."""
        with Yard(self._house, at=self.clock.now()) as make_sandbox:
            yield from proof.drill(make_sandbox, only=only)

    @abstractmethod
    def sandboxed(
        self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None
    ) -> AbstractContextManager[Tending]:
        """Open a folder for drills, as the instance that this house is of would be opened."""

    @contextmanager
    def _house(self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None = None) -> Iterator[Bench]:
        """Lend a house of this charter for sandboxes: furnished if the folder is not there yet."""
        if not folder.exists():
            root.choose(self.charter.vault.keys.value)
            furnish(
                folder,
                text=self.charter_text,
                plan=compile_plan(self.charter),
                root=root,
                clock=clock,
                demo=False,
                backups=BESIDE,
            )
        with self.sandboxed(folder, root=root, clock=clock, plan=plan) as made:
            if (lent := self.lent) is not None:
                made.front = partial(lent, played=PLAYED)
            # In a sandbox somebody is told, and backups are tried.
            yield replace(
                made.bench,
                tells=lambda: frozenset({"email", "webhook"}),
                rehearse=partial(made.rehearse, by=KEEPER),
            )


def file_digest(file: Path) -> bytes:
    """
    Return the SHA-256 of a file of evidence.

    Raises:
        EvidenceMissing: it cannot be read, or there is nothing in it.
    """
    try:
        with file.open("rb") as opened:
            first = opened.read(1)
            digest = digest_of(chain([first], iter(lambda: opened.read(_PIECE), b"")))
    except OSError:
        raise EvidenceMissing(f"`{file}` cannot be read", hint="name the file that is the evidence") from None
    if not first:
        raise EvidenceMissing(f"`{file}` is empty", hint="name the file that is the evidence")
    return digest
