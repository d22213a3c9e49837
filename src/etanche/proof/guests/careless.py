"""
Services of accounts that are careless, for saboteurs: each lets people in otherwise than the charter says.

Nothing here is used by a check; a saboteur hands it sandboxes only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from etanche.accounts import (
    CHEAP,
    Begun,
    Credentials,
    Hasher,
    Holder,
    Keeping,
    Leaked,
    Level,
    Lifetimes,
    LoggedIn,
    Rules,
    Session,
    Throttle,
)
from etanche.charter import Duration, Unit
from etanche.proof import doormen
from etanche.proof.lodge import Lodge
from etanche.proof.sandbox import Sandbox
from etanche.vault import Record

_FOR_EVER: Final = Duration(number=90, unit=Unit.YEAR)


class Blind(Leaked):
    """A list of leaked passwords that nobody reads."""

    def has(self, password: str) -> bool:  # noqa: ARG002  # as the real one
        """Know none."""
        return False


class Patient(Throttle):
    """Counts nothing."""

    def wait(self, account: str, place: str, *, known_device: bool = False) -> timedelta:  # noqa: ARG002  # as the real one
        """Let everybody try at once."""
        return timedelta(0)


class Writing(Hasher):
    """Writes down every password before it is hashed."""

    def __init__(self, file: Path) -> None:
        """Write into a file."""
        super().__init__()
        self._file = file

    def hash(self, password: str) -> str:
        """Write, and hash."""
        with self._file.open("a", encoding="utf-8") as log:
            log.write(f"{password}\n")
        return super().hash(password)


class LeftOpen(LoggedIn):
    """Sessions that nobody can close."""

    def close_all(self, account: bytes, *, but: Session | None = None) -> int:  # noqa: ARG002  # as the real one
        """Close none."""
        return 0


class Halfway(LoggedIn):
    """Lets those in who have shown half of what is asked of them."""

    def begin(
        self,
        account: bytes,
        *,
        lifetimes: Lifetimes,
        level: Level = Level.PASSWORD,
        device: str = "",
        instead: Session | None = None,
        since: datetime | None = None,
    ) -> Begun:
        """Begin one that is whole."""
        whole = Level.PASSWORD if level is Level.HALFWAY else level
        return super().begin(account, lifetimes=lifetimes, level=whole, device=device, instead=instead, since=since)


class Forgetful(Keeping):
    """Forgets which code was the last."""

    def change(self, of: Holder | Credentials, **fields: str | None) -> Record:
        """Change all but that."""
        return super().change(of, **{name: value for name, value in fields.items() if name != "step"})


def weaken(sandbox: Sandbox, change: Callable[[Rules], Rules]) -> None:
    """Let organisations ask for less than their charters say."""

    def lets(lodge: Lodge) -> Lodge:
        def asked(account: bytes | None) -> Mapping[str, Rules]:
            return {name: change(one) for name, one in lodge.means.rules(account).items()}

        return replace(lodge, rules=lambda roles: change(lodge.rules(roles)), means=replace(lodge.means, rules=asked))

    doormen.let_in(sandbox, lets)


def shorten(sandbox: Sandbox) -> None:
    """Take any password."""
    weaken(sandbox, lambda rules: _policy(rules, length=1, classes=frozenset()))


def keep_for_ever(sandbox: Sandbox) -> None:
    """Let a password be good for ever."""
    weaken(sandbox, lambda rules: _policy(rules, expire=None, logins=None))


def forget_history(sandbox: Sandbox) -> None:
    """Remember no password of before."""
    weaken(sandbox, lambda rules: _policy(rules, history=0))


def _policy(rules: Rules, **changes: object) -> Rules:
    return rules if rules.passwords is None else replace(rules, passwords=replace(rules.passwords, **changes))  # type: ignore[arg-type]  # fields of a policy


def stay_idle(sandbox: Sandbox) -> None:
    """Let those stay in who do nothing."""
    weaken(sandbox, lambda rules: replace(rules, sessions=rules.sessions.model_copy(update={"idle": _FOR_EVER})))


def stay_long(sandbox: Sandbox) -> None:
    """Let those stay in who do something now and then."""
    weaken(sandbox, lambda rules: replace(rules, sessions=rules.sessions.model_copy(update={"longest": _FOR_EVER})))


def ask_no_factor(sandbox: Sandbox) -> None:
    """Require a second factor of nobody."""
    weaken(sandbox, lambda rules: replace(rules, factor=False))


def read_no_leaks(sandbox: Sandbox) -> None:
    """Look no password up among the leaked."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, means=replace(lodge.means, leaked=Blind())))


def disorder_leaks(sandbox: Sandbox) -> None:
    """Look passwords up in a list that is not in order, where a search finds nothing."""
    listed = sandbox.bench.folder / "leaked.txt"
    listed.write_text("".join(f"{number:040X}:1\n" for number in reversed(range(1, 500))))
    doormen.let_in(sandbox, lambda lodge: replace(lodge, means=replace(lodge.means, leaked=Leaked(file=listed))))


def count_no_guesses(sandbox: Sandbox) -> None:
    """Let everybody guess."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, tries=Patient))


def hash_cheaply(sandbox: Sandbox) -> None:
    """Hash passwords so that they can be guessed by the million."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, means=replace(lodge.means, hasher=Hasher(CHEAP))))


def write_passwords(sandbox: Sandbox) -> None:
    """Write passwords into a log."""
    log = sandbox.bench.folder / "debug.log"
    doormen.let_in(sandbox, lambda lodge: replace(lodge, means=replace(lodge.means, hasher=Writing(log))))


def leave_open(sandbox: Sandbox) -> None:
    """Close no session."""
    _sessions(sandbox, LeftOpen)


def let_in_halfway(sandbox: Sandbox) -> None:
    """Forget to ask for the second factor."""
    _sessions(sandbox, Halfway)


def _sessions(sandbox: Sandbox, kind: type[LoggedIn]) -> None:
    def lets(lodge: Lodge) -> Lodge:
        home, sign = lodge.home, lodge.means.sign
        return replace(
            lodge,
            sessions=lambda clock: kind(store=home.store, organisation=home.organisation, clock=clock, sign=sign),
        )

    doormen.let_in(sandbox, lets)


def forget_codes(sandbox: Sandbox) -> None:
    """Take a code as often as it is shown."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, keeping=Forgetful))
