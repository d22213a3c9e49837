"""
How somebody is let in: what they show, what is still asked of them, and the session that is opened by it.

*Somebody logs in*, read from top to bottom in `log_in`, then `_enter`, then `_complete`: too many failures wait; the password is
compared, with a hash nobody's password fits where there is none, so that it takes as long; who has a second factor is asked for it;
who has shown all is let in, or to the one page that changes a password past its time or sets up a factor that is asked for.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from secrets import compare_digest
from typing import Final

from etanche.accounts import codes, open_questions, passkeys
from etanche.accounts.faults import LoginRefused
from etanche.accounts.letters import Text
from etanche.accounts.passkeys import Claim, Passkey, PasskeyRefused, Question
from etanche.accounts.proved import Proved
from etanche.accounts.records import Credentials, Holder, list_text, passkeys_text
from etanche.accounts.sessions import Begun, Level, Session
from etanche.terms import new_id
from etanche.vault import Changed
from etanche.vault.shapes import email as shaped

_HALFWAY: Final = frozenset({Level.HALFWAY})


class Entering(Proved):
    """The part of the service that lets people in."""

    # — a password

    def log_in(self, email: str, password: str, *, place: str, device: str = "", known: str = "") -> Begun:
        """
        Let somebody in by their password; the level of the session says what is still asked of them.

        Args:
            email: as typed.
            password: as typed.
            place: from where it comes: a digest of an address, counted in memory.
            device: what the browser says it is, in a few words.
            known: what this browser was given when somebody logged in with it, if it was (`device_word`).

        Raises:
            LoginRefused: they do not belong together; whether there is such an account is not told, nor by the time it takes.
            TooSoon: it failed too often.
        """
        means = self._means
        address = shaped(email) or ""
        holder = means.keeping.by_email(address) if address else None
        mine = holder is not None and self._knows(known, holder.id)
        means.require_patience(address, place, known_device=mine)
        credentials = means.keeping.credentials(new_id() if holder is None else holder.id)
        fits = means.hasher.fits(None if credentials is None else credentials.password, password)
        if holder is None or credentials is None or not fits:
            means.tries.failed(address, place, known_device=mine)
            raise LoginRefused
        means.tries.succeeded(address, place)
        if means.hasher.outdated(credentials.password or ""):
            self._change(holder.id, password=means.hasher.hash(password))
        return self._enter(holder, device=device)

    def device_word(self, account: bytes) -> str:
        """Return what a browser keeps that somebody logged in with: with it they are let in however often strangers fail."""
        return urlsafe_b64encode(self._means.sign(b"device\0" + account)[:24]).decode()

    def _knows(self, known: str, account: bytes) -> bool:
        """Tell whether a browser shows that somebody logged in to an account with it before."""
        return compare_digest(known.encode(errors="replace"), self.device_word(account).encode())

    # — a passkey, and no password

    def ask_anybody(self, bound: str) -> Question:
        """Return what makes a browser ask for a passkey of this site; `bound` is what only that browser shows."""
        means = self._means
        challenge = open_questions.asked_of(bound, now=means.clock.now(), sign=means.sign)
        return passkeys.ask_to_show(means.site, challenge=challenge)

    def log_in_by_passkey(self, answer: str, *, bound: str, place: str, device: str = "", known: str = "") -> Begun:
        """
        Let somebody in by a passkey alone: the device holds it and checked who holds the device, so it is two factors.

        Args:
            answer: of the device, to a question of `ask_anybody`.
            bound: what the browser shows that it was asked in.
            place: from where it comes, as for a password.
            device: what the browser says it is, in a few words.
            known: as for a password.

        Raises:
            PasskeyRefused: it is nobody's, or answers no question that was asked in this browser lately and not answered yet.
            TooSoon: it failed too often.
        """
        means = self._means
        claim = passkeys.claimed(answer)
        who, mine = f"passkey {claim.account.hex()}", self._knows(known, claim.account)
        means.require_patience(who, place, known_device=mine)
        try:
            holder = self._shown(claim, answer, bound)
        except PasskeyRefused:
            means.tries.failed(who, place, known_device=mine)
            raise
        means.tries.succeeded(who, place)
        return self._complete(holder, Level.SECOND_FACTOR, None, device=device)

    def _shown(self, claim: Claim, answer: str, bound: str) -> Holder:
        """Return whose passkey was shown, and keep that this question is answered."""
        means = self._means
        asked = open_questions.asked_at(claim.challenge, bound, now=means.clock.now(), sign=means.sign)
        holder, credentials = means.keeping.holder(claim.account), means.keeping.credentials(claim.account)
        if asked is None or holder is None or credentials is None:
            raise PasskeyRefused.plain()
        fresh = [one for one in credentials.passkeys if one.answered < asked]
        shown = passkeys.shown(means.site, claim.challenge, answer, fresh)
        self._keep(credentials, replace(shown, answered=asked))
        return holder

    def _keep(self, credentials: Credentials, shown: Passkey) -> None:
        """Keep a passkey as it is after it was shown; of two who show it at one moment, one is let in."""
        kept = tuple(shown if one.id == shown.id else one for one in credentials.passkeys)
        try:
            self._means.keeping.change(credentials, passkeys=passkeys_text(kept))
        except Changed:
            raise PasskeyRefused.plain() from None

    # — a second factor

    def show_code(self, session: Session, code: str, *, place: str, known: str = "") -> Begun:
        """
        Take a code of the moment, or one that was written down, as the second factor of a session; `known` as for a password.

        Raises:
            LoginRefused: it is none, or was used.
            TooSoon: it failed too often.
        """
        means = self._means
        who, mine = f"factor {session.account.hex()}", self._knows(known, session.account)
        means.require_patience(who, place, known_device=mine)
        holder, credentials = self._known(session, _HALFWAY)
        if not self._took(credentials, code):
            means.tries.failed(who, place, known_device=mine)
            raise LoginRefused
        means.tries.succeeded(who, place)
        left = len(credentials.recovery) - 1
        if codes.digest_of(code) in credentials.recovery:
            means.tell(holder, Text.RECOVERY_USED, left=left)
        return self._complete(holder, Level.SECOND_FACTOR, session)

    def prove_again(self, account: bytes, code: str, *, place: str) -> None:
        """
        Take a code of the moment, or one that was written down, from somebody who is in and does something that weighs.

        It is used up. That they are in is what a known device shows: what strangers fail at the same place keeps nobody waiting.

        Raises:
            LoginRefused: it is none, was used, or the account has no second factor.
            TooSoon: it failed too often.
        """
        means = self._means
        who = f"again {account.hex()}"
        means.require_patience(who, place, known_device=True)
        credentials = means.keeping.credentials(account)
        if credentials is None or not credentials.has_factor or not self._took(credentials, code):
            means.tries.failed(who, place, known_device=True)
            raise LoginRefused
        means.tries.succeeded(who, place)

    def ask_passkey(self, session: Session) -> Question:
        """Return what makes the browser ask for one of the account's passkeys; it can be answered once."""
        _, credentials = self._known(session, _HALFWAY)
        question = passkeys.ask_to_show(self._means.site, credentials.passkeys)
        self._means.logged_in.ask(session, question.challenge)
        return question

    def show_passkey(self, session: Session, answer: str) -> Begun:
        """
        Take a passkey as the second factor of a session.

        Raises:
            PasskeyRefused: it is none of the account's, or answers something else than what was asked last.
        """
        holder, credentials = self._known(session, _HALFWAY)
        challenge = self._means.logged_in.answered(session) or new_id()
        shown = passkeys.shown(self._means.site, challenge, answer, credentials.passkeys)
        self._keep(credentials, shown)
        return self._complete(holder, Level.SECOND_FACTOR, session)

    # — the way in

    def _enter(self, holder: Holder, *, device: str) -> Begun:
        """Begin the session of somebody whose password fits."""
        means = self._means
        credentials = means.keeping.credentials(holder.id)
        if credentials is not None and credentials.has_factor:
            lifetimes = means.demands(holder.id).lifetimes
            return means.logged_in.begin(holder.id, lifetimes=lifetimes, level=Level.HALFWAY, device=device)
        return self._complete(holder, Level.PASSWORD, None, device=device)

    def _complete(self, holder: Holder, level: Level, before: Session | None, *, device: str = "") -> Begun:
        """Begin the session of somebody who has shown all they can, in the place of the one before."""
        means = self._means
        demands = means.demands(holder.id)
        credentials = self._change(holder.id, counted=True)
        asked: Level = level
        if self._stale(credentials, demands.password, demands.zone) is not None:
            asked = Level.RENEWING
        elif demands.factor.value and level is not Level.SECOND_FACTOR:
            asked = Level.ENROLLING
        means.keeping.logged_in(holder.id)
        return means.logged_in.begin(
            holder.id,
            lifetimes=demands.lifetimes,
            level=asked,
            device=before.device if before is not None else device,
            instead=before,
        )

    def _took(self, credentials: Credentials, code: str) -> bool:
        """Use a code up, if it is one; of two who show the same one, one is let in."""
        now = self._means.clock.now().timestamp()
        used: dict[str, str | None] = {}
        if credentials.totp is not None:
            step = codes.accept(credentials.totp, code, at=now, last=credentials.step)
            used = {} if step is None else {"step": str(step)}
        if not used and (left := codes.spend(credentials.recovery, code)) is not None:
            used = {"recovery": list_text(left)}
        try:
            if used:
                self._means.keeping.change(credentials, **used)
        except Changed:
            return False
        return bool(used)
