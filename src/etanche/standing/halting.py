"""
Halted: one word stops all access to the data of an organisation, which stay sealed. It is read in every decision.

The word stands in the data, in the statement that tells which charter is in force, and a copy of it on the shelf. Each word has a number
higher than the one before, who said it and why (sealed), and a mark: the keyring's fingerprint over all of it.
So who can write to the data file and has no key neither lets access go on nor takes the word away unseen: a word without a fitting mark
stops, a number lower than one that this process, the shelf or the journal tells stops, and so does a word that is gone: of both stores too,
because the line of the journal that committed with it is under a mark, and is found by an index.
What this does *not* see, in a process that begins afterwards: data and shelf both put back whole to before the halt, or that line taken away
with both words; the head of the journal that somebody holds shows that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Lock
from typing import Final

import msgspec

from etanche.errors import OutOfReach
from etanche.journal import halts_told
from etanche.keyring import Keyring, SealBroken, bind
from etanche.store import Connection, Shelf, Store, halts, moment_of, moment_text
from etanche.terms import OrganisationId

_HALTED, _GOES_ON = "halted", "goes-on"
_PARTS: Final = 5
_KEY: Final = "halt"


class Scope(StrEnum):
    """What is halted: everything on this instance, or one organisation."""

    INSTANCE = "instance"
    ORGANISATION = "organisation"


class Halted(OutOfReach):
    """Somebody stopped all access; the data stay sealed until somebody answers for going on."""

    def __init__(self, scope: Scope) -> None:
        """Say what is halted."""
        what = "this instance is" if scope is Scope.INSTANCE else "this organisation is"
        super().__init__(
            f"{what} halted: nothing is read or written",
            hint="`etanche halt --status` tells since when; `etanche resume` ends it",
        )
        self.scope = scope


class HaltChanged(OutOfReach):
    """The word that stops access, or lets it go on, was changed or taken away behind our back: nothing is read or written."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "the halt in the store is not the one that was said",
            hint="find out who changed the data file; then `etanche resume` says it anew",
        )


@dataclass(frozen=True, kw_only=True)
class Halt:
    """One word: access is stopped, or goes on."""

    scope: Scope
    number: int
    halted: bool
    at: datetime
    by: str = field(repr=False)
    reason: str = field(repr=False)


class _Sealed(msgspec.Struct):
    by: str
    reason: str


def written(keyring: Keyring, organisation: OrganisationId, halt: Halt) -> str:
    """Return a word as it is kept, sealed where somebody is named, under a mark."""
    word, at = _HALTED if halt.halted else _GOES_ON, moment_text(halt.at)
    bound = bind("halt", 1, organisation, halt.scope.value, halt.number, word, at)
    sealed = keyring.ledger_key(organisation, _KEY).seal(msgspec.msgpack.encode(_Sealed(halt.by, halt.reason)), bound)
    return f"{halt.number} {word} {at} {sealed.hex()} {keyring.fingerprint(organisation, [bound, sealed]).hex()}"


def read(keyring: Keyring, organisation: OrganisationId, scope: Scope, text: str) -> Halt:
    """
    Return the word that a text says.

    Raises:
        HaltChanged: it was not written by us, or for another organisation, scope or moment.
    """
    parts = text.split(" ")
    try:
        number, word, at, sealed, mark = int(parts[0]), parts[1], parts[2], bytes.fromhex(parts[3]), parts[4]
        bound = bind("halt", 1, organisation, scope.value, number, word, at)
        if len(parts) != _PARTS or keyring.fingerprint(organisation, [bound, sealed]).hex() != mark:
            raise HaltChanged
        told = msgspec.msgpack.decode(keyring.ledger_key(organisation, _KEY).open(sealed, bound), type=_Sealed)
        return Halt(
            scope=scope, number=number, halted=word == _HALTED, at=moment_of(at), by=told.by, reason=told.reason
        )
    except (ValueError, IndexError, SealBroken):
        raise HaltChanged from None


class Halting:
    """
    The words of one organisation, as one process knows them; safe to share between threads.

    What the shelf knows is believed before what the data say: `behind` finds what has to be put back there. What was seen once is not forgotten.
    """

    def __init__(self, *, keyring: Keyring, store: Store, shelf: Shelf, organisation: OrganisationId) -> None:
        """Know nothing yet: shelf and journal are asked at the first decision."""
        self._keyring = keyring
        self._store = store
        self._shelf = shelf
        self._organisation = organisation
        self._lock = Lock()
        self._seen: dict[Scope, int] | None = None
        self._read: dict[str, tuple[str, Halt]] = {}
        self._dropped: set[tuple[Scope, int]] = set()

    def require_going_on(self, words: Mapping[str, str]) -> None:
        """
        Let a decision be taken only while nothing is halted; `words` are those of its own transaction.

        The keys this process had opened are dropped when it first sees a halt.

        Raises:
            Halted: as its name says.
            HaltChanged: a word is not the one that was said, or is gone.
        """
        stops = self._let_go(self.known(words))
        if stops:
            raise Halted(stops[0].scope)

    def known(self, words: Mapping[str, str]) -> tuple[Halt, ...]:
        """
        Return the words that stand, that of the instance first.

        Raises:
            HaltChanged: one is not the one that was said, is older than one that was seen, or is gone.
        """
        seen = self._look() if self._seen is None else self._seen
        if not words and not seen:
            return ()
        found = [self._word(scope, words[name]) for scope, name in _named() if name in words]
        there = {one.scope: one.number for one in found}
        with self._lock:
            seen = self._seen or seen
            if any(there.get(scope, 0) < number for scope, number in seen.items()):
                raise HaltChanged
            # Under the same lock: a thread that read an older word a moment ago may not put its number back.
            seen.update(there)
        return tuple(found)

    def behind(self, words: Mapping[str, str]) -> Mapping[str, str]:
        """Return the words of the shelf that are later than those in the data, or stand where there is none of ours, by their names."""
        self._look()
        copied = self._shelf.halts(self._organisation)
        return {
            name: copied[name]
            for scope, name in _named()
            if name in copied and self._word(scope, copied[name]).number > self._number(scope, words.get(name))
        }

    def follow(self, words: Mapping[str, str]) -> tuple[Halt, ...]:
        """Give the shelf what it does not know yet: a process that was killed in between had not; return the words; raises as `known`."""
        found = self.known(words)
        self._let_go(found)
        copied = self._shelf.halts(self._organisation)
        for one in found:
            name = _NAME[one.scope]
            if copied.get(name) != words[name]:
                self._shelf.put_halt(self._organisation, name, words[name])
        return found

    def highest(self, scope: Scope, words: Mapping[str, str]) -> int:
        """Return the highest number that a word of ours has, or had, in a scope; what is said next is higher, whoever changed what."""
        name, seen = _NAME[scope], self._seen or {}
        copied = self._shelf.halts(self._organisation).get(name)
        # A word that is not ours has no number: nothing was ever believed of it, and whoever wrote it does not decide on the next.
        return max(0, seen.get(scope, 0), self._number(scope, words.get(name)), self._number(scope, copied))

    def say(self, connection: Connection, halt: Halt) -> str:
        """Let a word stand in the data, in the caller's transaction; give it to the shelf by `copy` once that is committed."""
        text = written(self._keyring, self._organisation, halt)
        halts.put(connection, self._organisation, _NAME[halt.scope], text)
        return text

    def copy(self, scope: Scope, text: str) -> None:
        """Keep a word that was committed on the shelf as well."""
        self._shelf.put_halt(self._organisation, _NAME[scope], text)

    def _let_go(self, found: Iterable[Halt]) -> list[Halt]:
        """Drop the keys that this process had opened, once for each halt; return the words that stop."""
        stops = [one for one in found if one.halted]
        new = {(one.scope, one.number) for one in stops} - self._dropped
        if new:
            self._dropped |= new
            self._keyring.forget()
        return stops

    def told(self) -> dict[Scope, int]:
        """Return the highest number of each scope that the journal tells, in lines of our hand."""
        signer = self._keyring.signer(self._organisation)
        with self._store.reading() as connection:
            told = halts_told(connection, self._organisation, signer)
        return {scope: told[scope] for scope in Scope if scope in told}

    def _look(self) -> dict[Scope, int]:
        """Learn what shelf and journal know, beside what was seen before; raises `HaltChanged` for a copy that is not ours."""
        copied = self._shelf.halts(self._organisation)
        known = {scope: self._word(scope, copied[name]).number for scope, name in _named() if name in copied}
        told = self.told()
        with self._lock:
            seen = self._seen or {}
            # No number in the place of none: a scope of which nobody ever spoke is not asked for in any decision.
            of_now = {scope: max(of.get(scope, 0) for of in (seen, known, told)) for scope in {*seen, *known, *told}}
            self._seen = of_now
        return of_now

    def _number(self, scope: Scope, text: str | None) -> int:
        """Return the number of a word, lower than any if it is not ours."""
        try:
            return 0 if text is None else self._word(scope, text).number
        except HaltChanged:
            return -1

    def _word(self, scope: Scope, text: str) -> Halt:
        held = self._read.get(scope)
        if held is not None and held[0] == text:
            return held[1]
        found = read(self._keyring, self._organisation, scope, text)
        self._read[scope] = text, found
        return found


class AlwaysHalted(Halting):
    """What a check puts in the place of the words of now, to see that whoever asks is refused."""

    def require_going_on(self, words: Mapping[str, str]) -> None:  # noqa: ARG002  # whatever they say
        """Refuse."""
        raise Halted(Scope.ORGANISATION)


_NAME: Final = {Scope.INSTANCE: halts.INSTANCE, Scope.ORGANISATION: halts.ORGANISATION}


def _named() -> Iterable[tuple[Scope, str]]:
    return _NAME.items()
