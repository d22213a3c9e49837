"""
What a program was told that was done, so that the same request sent again is told so too and not done again.

Whoever asks names the request (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header). The name is kept as a keyed mark, and
so is what was asked; the answer is sealed under the key of its day. Both are gone after two days at most, with that key, so that no
copy of the store tells what was answered.

It is noted that a request was begun before anything is done: of two at once one is done; and where the answer was lost, because a
process was killed, the request is not done a second time, and who asks is told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec

from etanche.clock import Clock
from etanche.errors import Fault, OutOfReach, Refused, Unreadable
from etanche.keyring import Keyring, bind
from etanche.store import AnswerRow, Store, api_answers, moment_text
from etanche.terms import OrganisationId

NUMBER: Final = (1 << 31) - 2
"""The number under which the keys of the days of answers lie; the outbox has the one above."""

MOST: Final = 100_000
"""So many answers are kept at most, of one organisation."""

LARGEST: Final = 64 << 10
"""Bytes of an answer that is kept; a larger one is not, and the request is not done again either."""

LONGEST_NAME: Final = 200

_FORMAT: Final = 1


class OtherRequest(Unreadable):
    """Another request was sent under the same name before."""

    http_status = 422


class UnderWay(Refused):
    """The same request is being answered, or its answer is not known any more; it is not done again."""

    http_status = 409


class TooManyAnswers(OutOfReach):
    """Too many answers are kept already."""


def as_request_name(said: str) -> str:
    """
    Return the name of a request, if it is one.

    Raises:
        Unreadable: it is none.
    """
    if not said or len(said) > LONGEST_NAME or not said.isascii() or not said.isprintable():
        raise Unreadable("a request has no such name", hint="`Idempotency-Key`: up to 200 letters, digits and signs")
    return said


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is kept of what was answered; never what a record says."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answers that one organisation's programs were given of late."""

    store: Store
    keyring: Keyring
    clock: Clock
    organisation: OrganisationId

    def begin(self, who: bytes, name: str, asked: bytes) -> Answer | None:
        """
        Note that a request is being done; or return what it was answered, if it was done before.

        Args:
            who: the id of the key that asks: names of others are not ours.
            name: what whoever asks calls the request.
            asked: everything that makes it another request: method, path, body.

        Raises:
            Unreadable: the name is none.
            OtherRequest, UnderWay, TooManyAnswers: as their names say.
        """
        request, body = self._request(who, as_request_name(name)), self._mark(b"asked", asked)
        now = moment_text(self.clock.now())
        with self.store.reading() as connection:
            known = api_answers.get(connection, self.organisation, request)
        if known is not None:
            return self._again(known, body)
        row = AnswerRow(organisation=self.organisation, request=request, day=now[:10], made=now, body=body)
        with self.store.writing() as connection:
            found = api_answers.get(connection, self.organisation, request)
            if found is None:
                if api_answers.count(connection, self.organisation) >= MOST:
                    raise TooManyAnswers("too many requests were named of late", hint="name fewer of them")
                api_answers.begin(connection, row)
        return None if found is None else self._again(found, body)

    def finish(self, who: bytes, name: str, answer: Answer) -> None:
        """Keep the answer of a request that was done; of a large one only that it was."""
        encoded = msgspec.msgpack.encode(answer)
        if len(encoded) > LARGEST:
            return
        request = self._request(who, name)
        with self.store.writing() as connection:
            row = api_answers.get(connection, self.organisation, request)
            if row is None:
                return
            key = self.keyring.day_key(self.organisation, NUMBER, row.day, create=True)
            if key is None:
                raise Fault("the key of the day of an answer is gone", hint="look at the clock of this machine")
            sealed = key.seal(encoded, self._bound(row))
            api_answers.finish(connection, self.organisation, request, sealed)

    def undo(self, who: bytes, name: str) -> None:
        """Forget a request of which nothing was done."""
        with self.store.writing() as connection:
            api_answers.remove(connection, self.organisation, self._request(who, name))

    def sweep(self) -> int:
        """Let go of the answers of the days before yesterday, and destroy their keys; return how many days these were."""
        before = (self.clock.now() - timedelta(days=1)).date().isoformat()
        with self.store.reading() as connection:
            days = api_answers.days_before(connection, self.organisation, before)
        held = [(NUMBER, day) for day in days if self.keyring.bucket_id(self.organisation, NUMBER, day) is not None]
        # Keys first: killed in between, the next round finds the rows and goes on.
        if held and not self.keyring.destroy_days(self.organisation, held).final:
            return 0
        if days:
            with self.store.writing() as connection:
                api_answers.remove_before(connection, self.organisation, before)
        return len(days)

    def _again(self, row: AnswerRow, body: bytes) -> Answer:
        if row.body != body:
            raise OtherRequest("another request was sent under this name", hint="give each request a name of its own")
        key = self.keyring.day_key(self.organisation, NUMBER, row.day, create=False)
        if row.sealed is None or key is None:
            raise UnderWay("this request was begun, and is not done again", hint="look whether it was done")
        return msgspec.msgpack.decode(key.open(row.sealed, self._bound(row)), type=Answer)

    def _request(self, who: bytes, name: str) -> bytes:
        return self._mark(b"request", who + name.encode())

    def _mark(self, use: bytes, what: bytes) -> bytes:
        return self.keyring.sign_word(self.organisation, "api-answer", use + b"\0" + what)

    def _bound(self, row: AnswerRow) -> bytes:
        return bind("api answer", _FORMAT, self.organisation, row.day, row.request, row.body)
