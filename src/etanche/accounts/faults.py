"""
What goes wrong when somebody wants in. None of it tells whether there is an account.
"""

from __future__ import annotations

from datetime import timedelta

from etanche.accounts.passwords import Objection
from etanche.errors import Refused, Unreadable


class NoAddress(Unreadable):
    """What was typed is no e-mail address."""

    def __init__(self) -> None:
        """Repeat nothing of it."""
        super().__init__("this is no e-mail address", hint="write it like `name@example.org`")


class LoginRefused(Refused):
    """The address and what was shown do not belong together: whether there is such an account is not told."""

    def __init__(self) -> None:
        """Say the same, whatever it was."""
        super().__init__("this did not let you in", hint="try again, or ask for another password")


class ProveAgain(Refused):
    """Who it is was shown too long ago, or elsewhere, for what changes how one comes in."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("this asks again who you are", hint="say your password; without one, log out and come in anew")


class TooSoon(Refused):
    """It failed too often; the next try has to wait. Nothing is locked."""

    http_status = 429

    def __init__(self, wait: timedelta) -> None:
        """Say how long."""
        self.seconds = max(1, round(wait.total_seconds()))
        super().__init__(f"too many tries: the next one in {self.seconds} s", hint="wait, then try again")


class PasswordRefused(Refused):
    """A password that somebody wants to take is not what is asked of it."""

    http_status = 400

    def __init__(self, objections: tuple[Objection, ...]) -> None:
        """Keep what is wrong with it; the password itself is in none of it."""
        self.objections = objections
        flaws = ", ".join(f"`{one.flaw}`" for one in objections)
        super().__init__(f"this password is not taken: {flaws}", hint="choose another one")


class NotByOneself(Refused):
    """The charter says by which ways accounts are opened, and somebody who comes by themselves is none of them."""

    def __init__(self) -> None:
        """Say so, to whoever asks."""
        super().__init__("nobody opens an account here by themselves", hint="come in by one of the providers")


class TermsNotAccepted(Refused):
    """Terms and notice, in the versions of now, were not accepted yet: before that nobody has an account, and no provider is told of anybody."""


class FactorNeeded(Refused):
    """An organisation asks for a second factor, so that the last one cannot be taken away."""

    def __init__(self, by: str) -> None:
        """Say which."""
        super().__init__(f"`{by}` asks for a second factor", hint="set up another one first")
        self.by = by


class TooManyFactors(Refused):
    """There are as many passkeys as are kept."""
