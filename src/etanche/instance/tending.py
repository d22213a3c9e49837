"""
What an instance does for its promises beside keeping them: backups made and rehearsed in time, what people attest, drills.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from etanche import proof
from etanche.backup import Held
from etanche.charter import Plan, compile_plan
from etanche.clock import Clock
from etanche.errors import NotFound
from etanche.instance.alerting import letters
from etanche.instance.backing import KEEPER
from etanche.instance.carrying import Carrying
from etanche.instance.furnish import furnish
from etanche.instance.ground import Ground
from etanche.instance.house import House
from etanche.instance.keys import agree
from etanche.instance.mailing import Mailing
from etanche.instance.rehearsing import Rehearsed, rehearse
from etanche.keyring import Root, digest_of
from etanche.outbound import SendingKeys
from etanche.proof import Alert, Attestations, Attested, Bench, DrillResult, Evidence, Yard
from etanche.store import moment_text, sessions
from etanche.terms import PromiseId

BESIDE = Path("../backups")
"""Where the backups of a sandbox are: beside it."""

_PIECE = 1 << 16


class EvidenceMissing(NotFound):
    """The file of evidence cannot be read."""


class Tending(Carrying):
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
        ground, now = self._ground, self.charter
        try:
            return rehearse(
                held,
                ground=ground,
                living=self.bench,
                open_house=lambda folder: self._house(folder, root=ground.root, clock=self.clock),
                by=by,
            )
        finally:
            # The backup's charter may have named another provider of keys than the one of now.
            agree(ground.root, ground.organisation, now)

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

    def attest(self, evidence: Evidence) -> Attested:
        """Enter evidence; of an undertaking that a role needs, let its actor act in that role until its last day is over."""
        entered = self.attestations.enter(evidence)
        if entered.row.about is not None:
            end = datetime.combine(entered.until + timedelta(days=1), time.min, ZoneInfo(self.plan.zone))
            self.vault.attest(entered.row.name, actor=entered.row.about, until=end, by=evidence.by)
        return entered

    # — what somebody is to be told

    def alerts(self) -> tuple[Alert, ...]:
        """Return what is to be told and was not yet, the oldest first."""
        return proof.waiting(self.bench)

    def forget_sessions(self) -> int:
        """Delete the sessions of this organisation whose time is over; return how many there were."""
        with self.store.writing() as connection:
            return sessions.sweep(connection, self.organisation_id, moment_text(self.clock.now()))

    def post_alerts(self) -> int:
        """
        Remind of evidence that is about to lapse, and write letters about what waits to whom the settings name; return about how much.

        The letters are in the outbox, durable, in the moment in which nothing waits any more. Without anybody to tell everything waits.

        Raises:
            OutboxFull: too many letters wait already; what was to be told waits too.
        """
        bench, settings = self.bench, self.settings.alerts
        proof.remind(bench, self.attestations.listed())
        waiting = proof.waiting(bench)
        if settings is None or not waiting:
            return 0
        written = tuple(letters(settings, waiting, self.attestations.listed(), charter=self.charter))
        box = self.outbox
        with self.store.writing() as connection:
            for one in written:
                box.write(connection, one)
            proof.told(bench, connection, waiting)
            told = {"alerts": len(waiting), "letters": len(written)}
            box.tell(connection, "alerts-posted", told, actor=KEEPER)
        return len(waiting)

    # — letters

    @property
    def mail(self) -> Mailing:
        """Letters, and the server they go by."""
        return Mailing(outbox=self.outbox, settings=self.settings.mail, keys=self.sending_keys)

    @property
    def sending_keys(self) -> SendingKeys:
        """What is signed with when something is sent."""
        return SendingKeys(store=self.store, keyring=self.keyring, clock=self.clock, organisation=self.organisation_id)

    # — drills

    def drill(self, *, only: str | None = None) -> Iterator[DrillResult]:
        """Break each promise in sandboxes of this charter, one after the other."""
        with Yard(self._house, at=self.clock.now()) as make_sandbox:
            yield from proof.drill(make_sandbox, only=only)

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
        with closing(Ground.open(folder, root=root, clock=clock)) as ground, House(ground, plan=plan) as made:
            yield made.bench


def file_digest(file: Path) -> bytes:
    """
    Return the SHA-256 of a file of evidence.

    Raises:
        EvidenceMissing: it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return digest_of(iter(lambda: opened.read(_PIECE), b""))
    except OSError:
        raise EvidenceMissing(f"`{file}` cannot be read", hint="name the file that is the evidence") from None
