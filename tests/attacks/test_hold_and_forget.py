"""A hold and a forgetting in two processes at once: one of them comes first, and the other is told so."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.conftest import Tell, forked
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import Company, company
from tests.vault.persons.test_holds import place

from etanche.clock import FixedClock
from etanche.keyring import MemoryRoot
from etanche.keyring.ending import Ending
from etanche.vault import KeptByLaw, NoSuchRecord, Ref
from etanche.vault.person_changing import PersonChanging

if TYPE_CHECKING:
    from pathlib import Path

    from etanche.keyring import Root


def opened(folder: Path, root: Root) -> Company:
    """Open a folder as another process does."""
    return Company(folder=folder, root=root, clock=FixedClock(NOON), plan=company())


def stopped(kind: type, name: str, *, after: bool) -> None:
    """Let a process stop itself where it comes to do something, or where it has done it."""
    do: Callable[..., object] = getattr(kind, name)

    def stop(*about: object, **more: object) -> object:
        done = do(*about, **more) if after else None
        os.kill(os.getpid(), signal.SIGSTOP)
        return done if after else do(*about, **more)

    setattr(kind, name, stop)


def forget(folder: Path, root: Root, ref: Ref, where: tuple[type, str, bool], tell: Tell) -> None:
    """Be the child: forget a record, and stop on the way."""
    firm = opened(folder, root)
    stopped(where[0], where[1], after=where[2])
    try:
        firm.as_("support", "answering").forget(ref)
        tell("forgotten")
    except KeptByLaw:
        tell("kept")


@pytest.mark.parametrize("where", [(PersonChanging, "_one", True), (Ending, "destroy_secrets", False)])
@pytest.mark.parametrize("killed", [True, False])
def test_what_is_held_while_somebody_forgets_it_is_kept_or_was_gone_before(
    tmp_path: Path, where: tuple[type, str, bool], *, killed: bool
) -> None:
    """Whoever is stopped before they decide finds the hold; after it, the hold is refused, and a kill then changes nothing."""
    folder, root = tmp_path / "instance", MemoryRoot()
    firm = opened(folder, root)
    (ref,) = firm.put_for("ticket", firm.person())
    child, telling = forked(lambda tell: forget(folder, root, ref, where, tell))
    with telling:
        try:
            os.waitpid(child, os.WUNTRACED)
            decided = where[0] is Ending
            if decided:
                with pytest.raises(NoSuchRecord):
                    place(firm, ref, "L-1")
            else:
                place(firm, ref, "L-1")
            os.kill(child, signal.SIGKILL if killed else signal.SIGCONT)
            said = telling.read().split()
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    assert ([] if killed else ["forgotten" if decided else "kept"]) == said
    assert ([] if decided else [ref]) == [one.ref for one in firm.as_("support", "answering").get(ref)]
    firm.vault.sweep()
    assert int(not decided) == len(firm.vault.holds())
    assert int(not decided) == len(firm.shelf.secrets_after(firm.organisation, b"", 9))
    firm.close()
