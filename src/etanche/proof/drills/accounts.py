"""Sabotages of `accounts:…`: rules that nobody keeps, sessions that stay, codes that work twice, guesses that nobody counts."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Opening, Promise
from etanche.proof.drills.saboteur import Drill, Saboteur
from etanche.proof.guests import careless, credulous, crowding
from etanche.proof.reach import Reach


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one part of how people come in."""
    for sabotage, act, finds in _of(reach, promise.subject):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _of(reach: Reach, subject: str) -> Iterator[tuple[str, Saboteur, str]]:
    said = reach.charter.accounts
    if subject == "registration" and said is not None and Opening.SELF not in said.opened_by:
        yield "opened-to-everybody", crowding.open_to_everybody, "accounts.opened-by-oneself"
    elif subject == "registration":
        yield "address-unproved", crowding.trust_addresses, "accounts.opened-unproved"
        yield "address-opened-twice", credulous.overlook_accounts, "accounts.opened-twice"
        yield "letters-unbounded", crowding.write_to_everybody, "accounts.letters-unbounded"
        yield "holder-shut-out", crowding.shut_out, "accounts.strangers-shut-out"
    if subject == "sessions":
        yield "session-kept-idle", careless.stay_idle, "accounts.session-idle"
        yield "session-kept-for-ever", careless.stay_long, "accounts.session-longest"
        yield "session-left-open", careless.leave_open, "accounts.session-not-closed"
    if subject == "second-factor":
        yield "factor-set-up-unproved", credulous.ask_nothing_again, "accounts.factor-unproved"
        yield "factor-unasked", careless.let_in_halfway, "accounts.factor-not-asked"
        yield "code-believed", credulous.believe_codes, "accounts.code-wrong"
        yield "code-works-twice", careless.forget_codes, "accounts.code-twice"
        yield "codes-uncounted", careless.count_no_guesses, "accounts.codes-free"
        if said is not None and said.second_factor.required_for:
            yield "factor-made-optional", careless.ask_no_factor, "accounts.factor-not-required"
    if subject in reach.charter.providers:
        yield "link-kept", credulous.keep_links, "accounts.provider-not-undone"
        yield "link-forgotten", credulous.forget_links, "accounts.provider-unknown"
        yield "link-made-unasked", credulous.believe_passwords, "accounts.provider-unasked"
        yield "address-taken-for-a-person", credulous.overlook_accounts, "accounts.provider-by-address"
    if subject == "passwords":
        yield from _of_passwords(reach)


def _of_passwords(reach: Reach) -> Iterator[tuple[str, Saboteur, str]]:
    yield "password-taken-short", careless.shorten, "accounts.password-taken"
    yield "guesses-uncounted", careless.count_no_guesses, "accounts.guesses-free"
    said = None if reach.charter.accounts is None else reach.charter.accounts.passwords
    if said is not None and said.breach_list:
        yield "leaks-unread", careless.read_no_leaks, "accounts.password-taken"
        yield "leaks-out-of-order", careless.disorder_leaks, "accounts.leaks-unread"
    if said is not None and (said.expire is not None or said.logins is not None):
        yield "password-kept-for-ever", careless.keep_for_ever, "accounts.password-not-renewed"
    if said is not None and said.history:
        yield "passwords-forgotten", careless.forget_history, "accounts.password-comes-back"
