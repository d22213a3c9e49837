"""
Sabotages of what people ask: requests that lie in the register, a stranger who is answered, archives that lack something or tell too much.

Nothing here is used by a check; a saboteur hands it sandboxes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from etanche.charter import Regime
from etanche.clock import day_of
from etanche.outbound import RECIPIENT_TOLD, Letter
from etanche.proof.drills.saboteur import by_hand, with_vault
from etanche.proof.sandbox import Sandbox
from etanche.rights import (
    By,
    Filed,
    Outcome,
    Right,
    State,
    Telling,
    entry_of,
    kept_with,
    open_request,
    promised_by,
    row_of,
)
from etanche.store import Connection, RecordRow, requests
from etanche.terms import new_id
from etanche.vault import Held, Mirror, ProbeRun, Probing, Ref, Vault


def forget_a_request(sandbox: Sandbox, right: Right) -> None:
    """Let a request lie whose last day is long past."""
    _file(sandbox, right, days=200)


def strike_a_request_out(sandbox: Sandbox, right: Right) -> None:
    """Take a request that was written down out of the register."""
    _file(sandbox, right, days=2, written=True)
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM requests")


def whiten_a_request(sandbox: Sandbox, right: Right) -> None:
    """Say of a request whose last day is long past that nothing is owed."""
    _file(sandbox, right, days=200, written=True)
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("UPDATE requests SET open = 0")


def take_a_letter_away(sandbox: Sandbox) -> None:
    """Take a letter about a request out of the outbox before anybody sent it."""
    sandbox.bench.outbox.post(
        Letter(to="maud@lighthouse.example", subject="answer", text="answer", kind="request-granted")
    )
    by_hand(sandbox, "DELETE FROM outbox")


def answer_a_stranger(sandbox: Sandbox) -> None:
    """Grant a request of somebody who never showed who they are."""
    _file(sandbox, Right.ACCESS, days=2, granted=True)


def believe_a_death(sandbox: Sandbox) -> None:
    """Grant what somebody asks after a death that nobody checked."""
    _file(sandbox, Right.AFTER_DEATH, days=2, granted=True)


def leave_a_recipient_untold(sandbox: Sandbox, right: Right) -> None:
    """Let somebody who was to tell a recipient forget it."""
    _file(sandbox, right, days=60, granted=True, written=True, recipients=(_TO_BE_TOLD,))


def drop_a_letter(sandbox: Sandbox, right: Right) -> None:
    """Post a letter to a recipient, and take it out of the outbox before any server comes."""
    bench = sandbox.bench
    letter = bench.outbox.post(Letter(to="privacy@recipient.example", subject="-", text="-", kind=RECIPIENT_TOLD))
    _file(sandbox, right, days=0, granted=True, written=True, recipients=(replace(_TO_BE_TOLD, letter=letter.hex()),))
    with bench.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM outbox")


def forge_a_mark(sandbox: Sandbox, right: Right, by: By) -> None:
    """Say of a recipient that they were told, by a letter that no server took or by somebody who never said so."""
    today = day_of(sandbox.bench.clock.now(), sandbox.bench.plan.zone)
    forged = replace(_TO_BE_TOLD, letter=new_id().hex() if by is By.LETTER else "", on=today, by=by)
    _file(sandbox, right, days=0, granted=True, written=True, recipients=(forged,))


_TO_BE_TOLD: Final = Telling(recipient="somebody", categories=())


def _file(
    sandbox: Sandbox,
    right: Right,
    *,
    days: int,
    granted: bool = False,
    written: bool = False,
    recipients: tuple[Telling, ...] = (),
) -> None:
    """Write a request into the register behind its back, or with its line."""
    bench = sandbox.bench
    at = bench.clock.now() - timedelta(days=days)
    promised = replace(promised_by(bench.charter), regimes=tuple(Regime))
    step = open_request(new_id(), right, received=day_of(at, bench.plan.zone), at=at, promised=promised)
    request = step.after
    if granted:
        waits = any(one.on is None for one in recipients)
        state = State.ANSWERED if waits else State.EVIDENCE_KEPT
        request = replace(request, state=state, outcome=Outcome.GRANTED, answered_on=request.received)
    record = Ref("", request.received, new_id())
    filed = Filed(request=request, person=new_id(), record=record, channel="", language="fr", recipients=recipients)
    row = row_of(filed, organisation=bench.organisation, category=0)
    with bench.store.writing() as connection:
        requests.put(connection, row)
        if written:
            entry = replace(entry_of(step, organisation=bench.organisation, actor="sandbox"), at=bench.clock.now())
            bench.journal.write(connection, kept_with(entry, row, right))


# — rooms that cheat


class ForgetfulMirror(Mirror):
    """A mirror that leaves something out."""

    def held(self) -> tuple[Held, ...]:
        """Return all but one record."""
        return super().held()[1:]


class TalkativeMirror(Mirror):
    """A mirror in which others are seen too."""

    met: Sequence[bytes] = ()

    def _rows(self, connection: Connection, group: Sequence[bytes]) -> list[RecordRow]:
        return super()._rows(connection, [*group, *(one for one in self.met if one not in group)])


class CheatingProbing(Probing):
    """Lends such mirrors to a check."""

    more: bool = False
    met: list[bytes]

    def person(self) -> bytes:
        """Make up a person, and remember them."""
        made = super().person()
        self.met.append(made)
        return made

    def mirror(self, person: bytes) -> Mirror:
        """Return one that cheats."""
        kind = TalkativeMirror if self.more else ForgetfulMirror
        lent = kind(self._means, person, by=self.actor, probe=self._run)
        if isinstance(lent, TalkativeMirror):
            lent.met = self.met
        return lent


class IncompleteVault(Vault):
    """A vault in whose archives something is missing."""

    more: bool = False

    def probing(self, run: ProbeRun) -> Probing:
        """Lend it to a check."""
        cheat = CheatingProbing(self._means, run)
        cheat.more, cheat.met = self.more, []
        return cheat


class IndiscreetVault(IncompleteVault):
    """A vault in whose archives others are seen."""

    more = True


def cheat_in_archives(sandbox: Sandbox, *, more: bool) -> None:
    """Let archives lack something, or hold what is somebody else's."""
    sandbox.swap(lambda bench: with_vault(bench, kind=IndiscreetVault if more else IncompleteVault))
